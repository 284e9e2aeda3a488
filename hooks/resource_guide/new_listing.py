"""A new listing as it is told: what answers mean, which id it gets, and what is wrong with it before it is whole."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from slugify import slugify

from .edit_yaml import Record
from .explain import explain
from .keeping import refuse
from .loaded import STATEWIDE, Loaded
from .model import Guide
from .places import show_names
from .problems import Problem, did_you_mean, shown
from .rules import check
from .wording import Speaker
from .yaml_source import Path_, YamlSource, field_name

_LONGEST_ID = 80
_NEEDED: Record = {"name": "-", "organization": "-", "assured": {"how": "other-list"}, "sources": [{"title": "-"}]}
"""Stands for what has not been asked yet, so that what has been can be checked."""


def read_answers(text: str, names: Mapping[str, str], keys: list[str]) -> tuple[dict[str, str], list[Problem]]:
    """``medicaid, no medicare`` as answers, in the order of ``keys``, and what of it names nothing."""
    said, faults = {}, []
    for part in filter(None, (part.strip() for part in re.split("[,;]", text))):
        bare = re.sub(r"^no\s+", "", part, flags=re.IGNORECASE)
        if slugify(bare) in names:
            said[names[slugify(bare)]] = "yes" if bare == part else "no"
        else:
            faults.append(Problem("", 1, "", f"{shown(bare)} is not one of the values", did_you_mean(bare, keys)))
    return {key: said[key] for key in keys if key in said}, faults


def with_text(value: Any, path: Path_, text: str) -> Any:
    """A field's value with a text put in at ``path``."""
    if not path:
        return text
    if isinstance(path[0], int):
        return [with_text((value or [{}])[0], path[1:], text)]
    return {**(value or {}), path[0]: with_text((value or {}).get(path[0]), path[1:], text)}


def faults_at(loaded: Loaded, town: str, record: Record, path: Path_) -> list[Problem]:
    """What is wrong with what a record of a town's file says at ``path``, by itself and beside all others.

    The record may lack what has not been told yet; ``town`` may be empty where it is not known.
    """
    model = loaded.program_model
    try:
        program = model.model_validate({"id": "new", "level": next(iter(loaded.levels.options)) if loaded.levels else "", **_NEEDED, **record})
    except ValidationError as error:
        return [explain(detail, YamlSource(""), (), model) for detail in error.errors() if detail["loc"][: len(path)] == path]
    if not town:
        return []
    file = f"data/programs/{town}.yml"
    with_it = dataclasses.replace(
        loaded,
        programs={**loaded.programs, program.id: program},
        at={**loaded.at, ("program", program.id): (file, (-1,))},
        sources={file: YamlSource(file), **loaded.sources},
    )
    known = set(check(loaded))
    return [problem for problem in check(with_it) if problem not in known and f"{problem.field}.".startswith(f"{field_name(path)}.")]


def new_id(name: str, town: str) -> str:
    """The id of a new listing: its name and its town, unless the name ends with the town.

    Raises RefusedError where no letter or digit is left of them.
    """
    ending = slugify(town)
    start = slugify(name, max_length=_LONGEST_ID - len(ending) - 1, word_boundary=True)
    if not start or not ending:
        refuse("no id can be made of this name", "write the name in Latin letters too", "name")
    return start if start == ending or start.endswith(f"-{ending}") else f"{start}-{ending}"


def town_names(guide: Guide) -> dict[str, set[str]]:
    """The places that each name may mean: ids, names with and without the county, other names; the whole state among them."""
    full = show_names(guide)
    names: dict[str, set[str]] = {STATEWIDE: {STATEWIDE}}
    for place in guide.places.values():
        for name in (place.name, full[place.id], *place.aliases):
            names.setdefault(slugify(name), set()).add(place.id)
    for tag in guide.languages:
        names.setdefault(slugify(Speaker(guide, tag)("statewide")), {STATEWIDE})
    for identity in guide.places:
        names.setdefault(identity, {identity})
    return names
