"""A corrected listing from a filled-in form: one field gets the value that the sender calls right."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from slugify import slugify

from ..edit_yaml import Record
from ..forms import CLOSED, OTHER, answers, levels
from ..freshness import by_person
from ..keeping import Change, RefusedError, closed, validate, with_values
from ..model import Guide
from ..new_listing import read_answers
from ..problems import Problem, did_you_mean, shown
from ..programs import LEVEL, Assured
from ..wording import Speaker
from .evidence import assured_of, source_of
from .filled import Filled
from .new_program import PHONES


def listing_of(guide: Guide, filled: Filled) -> str:
    """The id of the listing that a form names, by itself or by the address of its card. Raises RefusedError where there is none."""
    text = filled["listing"]
    name = unquote(urlsplit(text).fragment) or text.strip().strip("/")
    if name in guide.programs:
        return name
    fix = did_you_mean(name, guide.programs, "data/programs/")
    raise RefusedError([*filled.faults, *([Problem("", 1, filled.label("listing"), f"there is no program {shown(name)}", fix)] if text else [])])


def needs_a_person(filled: Filled) -> bool:
    """Whether a correction is told in words that no program can act on."""
    return not filled.faults and (filled["field"] == OTHER or not filled["right"])


def corrected(guide: Guide, record: Record, filled: Filled, call: str) -> tuple[Record, list[Change]]:
    """The record with the sender's value and source, and what that changes.

    A check by a person does not cover what somebody else says: such a listing counts as not checked from then on.
    Raises RefusedError with every fault.
    """
    faults = list(filled.faults)
    source, more = source_of(filled, record.get("website", ""), call) if filled["how"] else ({}, [])
    try:
        new, changes = _ended(guide, record, filled) if filled["field"] == CLOSED else _with_value(guide, record, filled)
    except RefusedError as error:
        faults += [Problem("", 1, filled.label("right"), problem.message, problem.fix) for problem in error.problems]
    if faults or more:
        raise RefusedError(dict.fromkeys([*faults, *more]))
    if filled["field"] != CLOSED and by_person(Assured.model_validate(record["assured"])):
        new["assured"] = assured_of(filled)
    new["sources"] = [*record["sources"], *([source] if source not in record["sources"] else [])]
    try:
        validate(guide, new)
    except RefusedError as error:
        raise RefusedError(Problem("", 1, filled.label("date" if "date" in problem.field else "source"), problem.message, problem.fix) for problem in error.problems) from None
    return new, changes


def _ended(guide: Guide, record: Record, filled: Filled) -> tuple[Record, list[Change]]:
    reason = " ".join(filled["right"].split())
    new = closed(guide, record, filled["date"], {filled.form.tag: reason}, "")
    return new, [Change(CLOSED, "", f"{new['closed']['date']}: {reason}")]


def _with_value(guide: Guide, record: Record, filled: Filled) -> tuple[Record, list[Change]]:
    new, changes = with_values(guide, record, _settings(guide, record, filled))
    validate(guide, new)
    if not changes:
        raise RefusedError([Problem("", 1, "", "the listing says so already", "write what is right, or choose another field")])
    return new, changes


def _settings(guide: Guide, record: Record, filled: Filled) -> list[str]:
    """What ``guide confirm --set`` would be told. Raises RefusedError for answers that the guide does not know."""
    name, right = filled["field"], " ".join(filled["right"].split())
    if name in PHONES and name != "phone":
        phones = record.get("phones", [])
        kind = PHONES[name]
        index = next((number for number, phone in enumerate(phones) if phone.get("type") == kind), len(phones))
        return [f"phones.{index}.number={right}", f"phones.{index}.type={kind}"]
    if name in guide.vocabulary:
        return _answers(guide, name, filled["right"])
    if name == LEVEL:
        words = {slugify(label): value for tag in guide.languages for value, own in levels(guide, Speaker(guide, tag)) for label in (own, value)}
        right = words.get(slugify(right), right)
    return [f"{name}={right}"]


def _answers(guide: Guide, facet: str, right: str) -> list[str]:
    words = {slugify(label): key for tag in guide.languages for key, own in answers(guide, Speaker(guide, tag), facet) for label in (own, key)}
    said, faults = read_answers(re.sub(r"\s*\n\s*", ", ", right), words, [*guide.vocabulary[facet].options])
    if faults:
        raise RefusedError(faults)
    return [f"{facet}.{key}={answer}" for key, answer in said.items()]
