"""What somebody filled in: the body of an issue that a form made, read back by the form's own headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..forms import Form, FormField
from ..keeping import unseen
from ..problems import Problem, did_you_mean, shown

_SILENT = ("_No response_", "None", "")
"""What GitHub writes where nothing was answered."""
_BOX = re.compile(r"-\s+\[([ xX])\]\s+(.+)")


@dataclass(frozen=True)
class Filled:
    """A form and its answers."""

    form: Form
    texts: Mapping[str, str] = field(default_factory=dict)
    """The answer of each question by its id; of one with options the value. What was left empty is not there."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The values of each question with several answers."""
    faults: tuple[Problem, ...] = ()
    """What is wrong with the answers by themselves; ``field`` is the heading."""
    twice: str = ""
    """A heading that is there twice, so that nobody can say which answer is meant."""

    def __getitem__(self, name: str) -> str:
        """The answer of a question; empty where there is none."""
        return self.texts.get(name, "")

    def label(self, name: str) -> str:
        """The heading of a question."""
        return next(one.label for one in self.form.fields if one.id == name)


def read_filled(body: str, forms: Iterable[Form]) -> Filled | None:
    """The form that a body is, and its answers; None where it is none of ``forms``, with each heading in its place."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for form in forms:
        headings = [f"### {one.label}" for one in form.fields]
        places = [[number for number, line in enumerate(lines) if line.rstrip() == heading] for heading in headings]
        if all(places):
            twice = next((one.label for one, found in zip(form.fields, places, strict=True) if len(found) > 1), "")
            starts = [found[0] for found in places]
            if twice:
                return Filled(form, twice=twice)
            if starts == sorted(starts):
                ends = [*starts[1:], len(lines)]
                return _answers(form, ["\n".join(lines[start + 1 : end]).strip() for start, end in zip(starts, ends, strict=True)])
    return None


def _answers(form: Form, answers: list[str]) -> Filled:
    texts: dict[str, str] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    faults: list[Problem] = []
    for one, answer in zip(form.fields, answers, strict=True):
        text = "" if answer in _SILENT else answer
        if one.kind == "checkboxes" or one.several:
            chosen[one.id], wrong = _ticked(one, text) if one.kind == "checkboxes" else _listed(one, text)
        else:
            wrong = _text_faults(one, text)
            texts |= {one.id: _value(one, text)} if text and not wrong else {}
        if one.must and not (text if one.kind != "checkboxes" else len(chosen[one.id]) == len(one.options)):
            wrong.append(Problem("", 1, one.label, "is empty", "this cannot be left out"))
        faults += wrong
    return Filled(form, texts, {name: values for name, values in chosen.items() if values}, tuple(faults))


def _value(one: FormField, text: str) -> str:
    return next((value for value, words in one.options if words == text), text)


def _text_faults(one: FormField, text: str) -> list[Problem]:
    hidden = unseen(text, one.label)
    if hidden:
        return [hidden]
    if one.options and text and text not in (words for _, words in one.options):
        return [_unknown(one, text)]
    if one.kind == "input" and "\n" in text:
        return [Problem("", 1, one.label, "there is more than one line here", "write it on one line")]
    return []


def _ticked(one: FormField, text: str) -> tuple[tuple[str, ...], list[Problem]]:
    """The values of the boxes that are ticked, and what is no box of the form."""
    values, faults = [], []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        box = _BOX.fullmatch(line)
        value = next((value for value, words in one.options if box and words == box[2].strip()), None)
        if value is None:
            faults.append(_unknown(one, line))
        elif box and box[1] != " ":
            values.append(value)
    return tuple(dict.fromkeys(values)), faults


def _listed(one: FormField, text: str) -> tuple[tuple[str, ...], list[Problem]]:
    """The values of the options that are chosen, with commas between them; options may hold commas themselves."""
    values: list[str] = []
    by_length = sorted(one.options, key=lambda option: -len(option[1]))
    rest = text
    while rest:
        found = next(((value, words) for value, words in by_length if rest == words or rest.startswith(f"{words}, ")), None)
        if found is None:
            return (), [_unknown(one, rest)]
        values.append(found[0])
        rest = rest[len(found[1]) :].removeprefix(", ")
    return tuple(dict.fromkeys(values)), []


def _unknown(one: FormField, text: str) -> Problem:
    return Problem("", 1, one.label, f"{shown(text)} is not one of the values", did_you_mean(text, [words for _, words in one.options]))
