"""A person's check of a listing, and the end of one: what the record says afterwards. Nothing is written here."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from pydantic import ValidationError

from .edit_yaml import Record
from .explain import explain
from .importers.columns import Column, columns, flatten, unflatten
from .importers.sheet_rules import PERSONS_WAYS
from .model import Guide
from .problems import Problem, did_you_mean, shown
from .programs import Program
from .yaml_source import HIDDEN, YamlSource, field_name

_OWN = ("id", "assured", "closed", "sources")
"""Fields that ``--set`` leaves alone: the commands write them, or nobody."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_LETTER = re.compile("[\ud800-\udfff]")
"""What bytes that are no UTF-8 become when they are typed."""
_SHORT = {"phone": ("phones", 0, "number"), "street": ("address", "street"), "zip": ("address", "zip")}
"""Short names of fields that are corrected often."""


class RefusedError(Exception):
    """A command asks for what cannot be; ``problems`` says why, all of it (their ``file`` is empty)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems as they are."""
        self.problems = list(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def refuse(message: str, fix: str, field: str = "") -> NoReturn:
    """Raise RefusedError for one reason."""
    raise RefusedError([Problem("", 1, field, message, fix)])


def unseen(text: str, field: str = "") -> Problem | None:
    """What is wrong with a typed text that holds a character that nobody sees; None where it holds none."""
    found = HIDDEN.search(text) or _NO_LETTER.search(text)
    return Problem("", 1, field, f"this line has a hidden character (U+{ord(found.group()):04X})", "type it again by hand") if found else None


@dataclass(frozen=True)
class Check:
    """A check by a person."""

    date: str
    how: str
    call: str
    """The words for "phone call" in the list of sources."""


@dataclass(frozen=True)
class Change:
    """One field that a command changes."""

    field: str
    old: str
    new: str


# A check


def confirmed(guide: Guide, record: Record, check: Check, wanted: Iterable[str]) -> tuple[Record, list[Change]]:
    """A listing's record after a person's check, and what the ``wanted`` texts (``field=value``) change in it.

    Raises RefusedError where the check or one of the values cannot be.
    """
    _refuse_check(guide, record, check)
    new, changes = with_values(guide, record, wanted)
    validate(guide, new)
    new["assured"] = {"date": check.date, "how": check.how, "by": "volunteer"}
    new["sources"] = _with_source(new, check)
    return new, changes


def _refuse_check(guide: Guide, record: Record, check: Check) -> None:
    ways = " or ".join(PERSONS_WAYS)
    if check.how in ("government-list", "other-list"):
        refuse("a list is somebody else's word, however new it is: only a person's own check can confirm a listing", f"call the program, or read its own website, then write --how {ways}", "how")
    if check.how not in PERSONS_WAYS:
        refuse(f"{shown(check.how)} is not one of the values", did_you_mean(check.how, PERSONS_WAYS), "how")
    full_day(check.date, guide.today)
    closed, before = record.get("closed"), record["assured"].get("date", "")
    if closed:
        refuse(f"this program closed on {closed['date']}", "if it has opened again, take 'closed' out of its record by hand", "id")
    if check.date[: len(before)] < before:
        refuse(f"'{check.date}' is before the last check, of {before}", "write the day of the newer check", "date")


def full_day(date: str, today: datetime.date) -> None:
    """Raise RefusedError where ``date`` is not a whole date, or is in the future."""
    try:
        day = datetime.date.fromisoformat(date if _DAY.fullmatch(date) else "")
    except ValueError:
        refuse(f"{shown(date)} is not the day of a check", f"write year, month and day: {today.isoformat()}", "date")
    if day > today:
        refuse(f"'{date}' is in the future", f"write the day it happened, {today.isoformat()} at the latest", "date")


def _with_source(record: Record, check: Check) -> list[Record]:
    """The sources with this check among them: a later call takes the place of an earlier one."""
    sources: list[Record] = record["sources"]
    if check.how == "called":
        source = {"title": check.call, "date": check.date}
        places = [index for index, other in enumerate(sources) if other.get("title") == check.call and "url" not in other]
    else:
        website = record.get("website", "")
        if not website:
            refuse("the listing has no website that could be checked", "add --set website=https://…", "how")
        source = {"title": site_name(website), "url": website}
        places = [index for index, other in enumerate(sources) if other.get("url") == website]
        if places:
            return sources
    return [*sources, source] if not places else [source if index == places[-1] else other for index, other in enumerate(sources)]


def site_name(website: str) -> str:
    """The name of a website, as the source of a listing."""
    return urlsplit(website).netloc.removeprefix("www.")


# Values


def settable(guide: Guide, record: Record) -> dict[str, Column]:
    """The fields that can be set, by their names: ``phone``, ``languages.es``, ``phones.1.type``; items count from 0, as in every message."""
    every = [column for column in columns(guide, [record]) if column.path[0] not in _OWN]
    by_path = {column.path: column for column in every}
    return {name: by_path[path] for name, path in _SHORT.items()} | {field_name(column.path): column for column in every}


def with_values(guide: Guide, record: Record, wanted: Iterable[str]) -> tuple[Record, list[Change]]:
    """A record with the ``wanted`` values (``field=value``) in it, and what they change. Raises RefusedError with what cannot be read."""
    fields, changes, faults = settable(guide, record), [], []
    new = {**record}
    for text in wanted:
        name, equals, value = (part.strip() for part in text.replace("\r\n", "\n").replace("\r", "\n").partition("="))
        hidden = unseen(text, "set")
        if hidden:
            faults.append(hidden)
        elif not equals:
            faults.append(Problem("", 1, "set", f"{shown(text)} has no equals sign", "write FIELD=VALUE: phone=505-555-0123"))
        elif name not in fields:
            faults.append(Problem("", 1, "set", f"there is no field {shown(name)}", did_you_mean(name, _near(guide, name, fields))))
        else:
            column = fields[name]
            old = flatten(new, [column]).get(column.name, "")
            new = _with_value(guide, new, fields.values(), column, _answer(value) if column.choices else value)
            now = flatten(new, [column]).get(column.name, "")
            changes += [Change(name, old, now)] if old != now else []
    if faults:
        raise RefusedError(faults)
    return new, changes


def _near(guide: Guide, name: str, fields: Iterable[str]) -> list[str]:
    """The names to suggest: of a facet its answers, else the fields that are not answers."""
    facet = name.partition(".")[0]
    answers = [field for field in fields if field.startswith(f"{facet}.")]
    return answers or [field for field in fields if field.partition(".")[0] not in guide.vocabulary]


def _answer(text: str) -> str:
    return text.casefold() if text.casefold() in ("yes", "no") else text


def _with_value(guide: Guide, record: Record, every: Iterable[Column], column: Column, value: str) -> Record:
    """A record that says ``value`` in a column; an empty value takes out what it says there."""
    field = str(column.path[0])
    around = list({other.path: other for other in every if other.path[0] == field}.values())
    flat = flatten(record, around)
    flat[column.name] = value
    if not value and column.path[-1] == "number":  # the number goes, and so does what it is for
        flat = {name: text for name, text in flat.items() if not name.startswith(column.name.removesuffix("number"))}
    made = unflatten({name: text for name, text in flat.items() if text}, around)
    return placed(guide, record, field, made[field]) if field in made else {name: inner for name, inner in record.items() if name != field}


def placed(guide: Guide, record: Record, field: str, value: object) -> Record:
    """The record with a field; a new one goes behind those that come before it in the model."""
    if field in record:
        return {**record, field: value}
    names, fields = list(record), list(guide.program_model.model_fields)
    earlier = [names.index(name) for name in fields[: fields.index(field)] if name in names]
    names.insert(max(earlier, default=-1) + 1, field)
    return {name: record.get(name, value) for name in names}


def validate(guide: Guide, record: Record) -> Program:
    """The record as a program. Raises RefusedError with every fault of its own."""
    try:
        return guide.program_model.model_validate(record)
    except ValidationError as error:
        source = YamlSource("")
        raise RefusedError(explain(detail, source, (), guide.program_model) for detail in error.errors()) from None


# The end of a program


def closed(guide: Guide, record: Record, date: str, reasons: Mapping[str, str], see: str) -> Record:
    """The record of a program that has closed; of one that had closed before, with what is new about it.

    ``reasons``: a sentence by language, those that are known; ``date`` and ``see`` may be empty. Raises
    RefusedError where it cannot be.
    """
    hidden = [fault for text in reasons.values() if (fault := unseen(text, "reason"))]
    if hidden:
        raise RefusedError(hidden)
    before: Record = record.get("closed") or {}
    reason = {**before.get("reason", {}), **{tag: text for tag, text in reasons.items() if text}}
    if not reason:
        refuse("is missing", "write why, in one sentence: --reason TEXT", "reason")
    if see and see == record["id"]:
        refuse("a closed program cannot lead to itself", "name another program, or leave --see out", "see")
    if see and see not in guide.programs:
        refuse(f"there is no program {shown(see)}", did_you_mean(see, guide.programs, "data/programs/"), "see")
    when = date or before.get("date") or guide.today.isoformat()
    end = {"date": when, "reason": {tag: reason[tag] for tag in guide.languages if tag in reason}, "see": see or before.get("see", "")}
    new = placed(guide, record, "closed", {name: value for name, value in end.items() if value})
    validate(guide, new)
    if when > guide.today.isoformat()[: len(when)]:
        refuse(f"'{when}' is in the future", f"write the day it happened, {guide.today.isoformat()} at the latest", "date")
    return new
