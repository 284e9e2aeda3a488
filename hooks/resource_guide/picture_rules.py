"""Checks of data/pictures.yml: the words are translated, and what they name exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .loaded import Loaded
from .picture_model import Ladder, Picture, Week
from .problems import Problem, did_you_mean, shown
from .text_types import Words
from .yaml_source import Path_

FACT = re.compile(r"\{\{\s*fact\s*:\s*([a-z0-9-]+)\s*\}\}")
"""A figure in the words of a picture."""
_ANY = re.compile(r"\{\{.*?\}\}")


def words_of_pictures(loaded: Loaded) -> Iterator[tuple[tuple[str, str, Path_], Words]]:
    """All words of the pictures, each with its record and its path there."""
    for picture in loaded.pictures.values():
        for path, words in _words(picture):
            yield ("picture", picture.id, path), words


def picture_faults(loaded: Loaded) -> Iterator[Problem]:
    """Figures, parts and rows that a picture names and that are not there."""
    for picture in loaded.pictures.values():
        for path, words in _words(picture):
            for tag, text in words.items():
                yield from _facts(loaded, picture, (*path, tag), text)
        if picture.week:
            yield from _week(loaded, picture, picture.week)


def _words(picture: Picture) -> Iterator[tuple[Path_, Words]]:
    yield ("title",), picture.title
    yield ("description",), picture.description
    if picture.note:
        yield ("note",), picture.note
    if picture.ladder:
        yield from _words_of_ladder(picture.ladder)
    if picture.week:
        yield from _words_of_week(picture.week)


def _words_of_ladder(ladder: Ladder) -> Iterator[tuple[Path_, Words]]:
    yield ("ladder", "least"), ladder.least
    yield ("ladder", "most"), ladder.most
    for index, step in enumerate(ladder.steps):
        yield ("ladder", "steps", index, "name"), step.name
        for number, words in enumerate(step.lines):
            yield ("ladder", "steps", index, "lines", number), words


def _words_of_week(week: Week) -> Iterator[tuple[Path_, Words]]:
    for name, texts in (("days", week.days), ("rows", week.rows)):
        for index, words in enumerate(texts):
            yield ("week", name, index), words
    for index, part in enumerate(week.parts):
        yield ("week", "parts", index, "words"), part.words
    for index, track in enumerate(week.tracks):
        yield ("week", "tracks", index, "name"), track.name


def _facts(loaded: Loaded, picture: Picture, path: Path_, text: str) -> Iterator[Problem]:
    for match in _ANY.finditer(text):
        fact = FACT.fullmatch(match.group())
        if fact is None:
            message = f"{shown(match.group())} is not a figure"
            yield loaded.problem("picture", picture.id, path, message, "write it as {{ fact:hours }}, with the id of a fact")
        elif not loaded.knows("fact", fact[1]):
            message = f"there is no fact {shown(fact[1])} in data/facts.yml"
            yield loaded.problem("picture", picture.id, path, message, did_you_mean(fact[1], loaded.ids("fact"), "data/facts.yml"))


def _week(loaded: Loaded, picture: Picture, week: Week) -> Iterator[Problem]:
    known = [part.id for part in week.parts]
    for index, track in enumerate(week.tracks):
        for number, session in enumerate(track.sessions):
            path: Path_ = ("week", "tracks", index, "sessions", number, "parts")
            for place, part in enumerate(session.parts):
                if part not in known:
                    yield loaded.problem("picture", picture.id, (*path, place), f"there is no part {shown(part)}", did_you_mean(part, known))
            if len(session.parts) != len(week.rows):
                message = f"the day has {len(session.parts)} parts, and there are {len(week.rows)} rows"
                yield loaded.problem("picture", picture.id, path, message, "write one part for each row")
