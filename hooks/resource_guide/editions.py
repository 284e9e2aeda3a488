"""Editions of the printed sheets: which mark a sheet carries, and what has changed since.

Paper cannot be corrected, so each edition is recorded (``guide edition``) in one small
file: what every row said then, as a fingerprint. The page that a sheet's code opens
compares it with what the guide says today.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from slugify import slugify

from .edit_yaml import write_bytes
from .freshness import by_person, months_since
from .model import Guide
from .problems import Problem
from .programs import Program
from .wording import Speaker

FILE = "data/editions.json"
_KEPT_MONTHS = 18
"""How long an edition is remembered: well after its sheets have run out."""

_CODES = TypeAdapter(dict[str, str])
_PROGRAMS = TypeAdapter(dict[str, Annotated[list[str], Field(min_length=3, max_length=3)]])
_NAME = TypeAdapter(str)

Rows = Mapping[str, list[str]]
"""By town: the ids of the programs on its sheet, in order."""


@dataclass(frozen=True)
class Edition:
    """The edition of one sheet."""

    mark: str
    """Printed on it: ``LC-26-11``."""
    date: str
    """When it was made: a full date."""
    until: str
    """The last month in which it is good: ``2027-01``."""


@dataclass(frozen=True)
class Recorded:
    """What the sheets said when an edition was recorded."""

    name: str
    """Year and month, with a letter where the month has several: ``26-11b``."""
    date: str
    programs: dict[str, list[str]]
    """By program: name, fingerprint of its facts, fingerprint of its numbers."""
    towns: dict[str, list[str]]
    """By town: the programs on its sheet."""


@dataclass(frozen=True)
class Record:
    """All that was recorded."""

    codes: dict[str, str] = field(default_factory=dict)
    """The letters that stand for a town in its marks. Once given, they stay."""
    editions: list[Recorded] = field(default_factory=list)
    """Oldest first."""


@dataclass(frozen=True)
class Change:
    """What has happened to one row since an edition."""

    kind: str
    """``removed``, ``closed``, ``phone``, ``changed``, ``confirmed`` or ``added``."""
    name: str
    text: str
    """The words for it, in one language."""


class RecordError(ValueError):
    """The file of editions makes no sense; ``line`` says where, as far as it is known."""

    def __init__(self, error: Exception) -> None:
        """Keep the line, counted from 1."""
        super().__init__(f"{FILE} makes no sense ({error}); take it back from the project's history, `guide edition` writes it")
        self.line = error.lineno if isinstance(error, json.JSONDecodeError) else 1


def check_record(root: Path) -> list[Problem]:
    """What is wrong with the record of editions, which no editor writes by hand."""
    try:
        read_record(root)
    except RecordError as error:
        fix = f"take it back with: git checkout {FILE}; or delete it and run: guide edition, which forgets the sheets printed before"
        return [Problem(FILE, error.line, "", "the record of the printed sheets makes no sense here", fix)]
    return []


def read_record(root: Path) -> Record:
    """The recorded editions of a guide; none where there is no file. Raise RecordError where the file makes no sense."""
    path = root / FILE
    if not path.exists():
        return Record()
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Record(_CODES.validate_python(values["codes"]), [_recorded(one) for one in values["editions"]])
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise RecordError(error) from None


def _recorded(values: dict[str, Any]) -> Recorded:
    """An edition from the file, where each town has the numbers of its programs in the list."""
    names = list(values["programs"])
    towns = {town: [names[number] for number in numbers] for town, numbers in values["towns"].items()}
    programs = _PROGRAMS.validate_python(values["programs"])
    return Recorded(_NAME.validate_python(values["name"]), datetime.date.fromisoformat(values["date"]).isoformat(), programs, towns)


def _towns(edition: Recorded) -> dict[str, list[int]]:
    numbers = {name: number for number, name in enumerate(sorted(edition.programs))}
    return {town: [numbers[name] for name in names] for town, names in edition.towns.items()}


def write_record(root: Path, record: Record) -> None:
    """Write the record, one program and one town a line, so that reviews are short; programs in the order of their ids."""
    parts = [f'"codes": {_object(record.codes)}']
    editions = [
        f'{{"name": {json.dumps(one.name)}, "date": {json.dumps(one.date)},\n"programs": {_object(one.programs)},\n"towns": {_object(_towns(one))}}}'
        for one in record.editions
    ]
    parts.append('"editions": [' + ",\n".join(editions) + "]")
    write_bytes(root / FILE, ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8"))


def _object(values: Mapping[str, Any]) -> str:
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in sorted(values.items())) + "}"


def fingerprints(program: Program) -> list[str]:
    """Name of a program, and short fingerprints of its printed facts and of its numbers.

    How and when it was checked is no part of them: a check that finds all well changes no row.
    """
    facts = program.model_dump(mode="json", exclude={"phones", "assured", "sources", "note"})
    return [program.name, _short(facts, 8), _short([phone.number for phone in program.phones], 6)]


def _short(value: object, length: int) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:length]


def town_codes(guide: Guide, record: Record, towns: Iterable[str]) -> dict[str, str]:
    """Two to four capitals for each town, none twice; those already given stay."""
    codes = dict(record.codes)
    for town in towns:
        if town not in codes:
            taken = set(codes.values())
            codes[town] = next(code for code in _candidates(guide.places[town].name) if code not in taken)
    return codes


def _candidates(name: str) -> Iterable[str]:
    words = slugify(name).upper().split("-")
    letters = "".join(words)
    if len(words) > 1:
        yield "".join(word[0] for word in words)[:4]
        yield words[0][0] + words[1][:2]
    yield letters[:3]
    for second, third in itertools.combinations(letters[1:], 2):
        yield letters[0] + second + third
    yield from (f"{letters[:2]}{number}" for number in itertools.count(1))


def current(guide: Guide, record: Record, codes: Mapping[str, str], town: str, rows: list[str]) -> Edition:
    """The edition that a town's sheet carries today: the recorded one while its rows still say the same, for a month; else the next."""
    last = next((one for one in reversed(record.editions) if town in one.towns), None)
    today = guide.today.isoformat()
    if last is not None and months_since(last.date, guide.today) < 1 and _same(guide, last, town, rows):
        return edition(guide, codes[town], last.name, last.date)
    return edition(guide, codes[town], next_name(record, guide.today), f"{today[:7]}-01")


def edition(guide: Guide, code: str, name: str, date: str) -> Edition:
    """The mark of an edition and how long its sheets are good."""
    year, month = int(date[:4]), int(date[5:7]) - 1 + guide.settings.sheet_months - 1
    return Edition(f"{code}-{name}", date, f"{year + month // 12:04}-{month % 12 + 1:02}")


def _same(guide: Guide, edition: Recorded, town: str, rows: list[str]) -> bool:
    return edition.towns[town] == rows and all(edition.programs.get(name) == fingerprints(guide.programs[name]) for name in rows)


def next_name(record: Record, today: datetime.date) -> str:
    """The first name of this month that no recorded edition has: ``26-11``, then ``26-11b``."""
    base = f"{today:%y-%m}"
    used = {one.name for one in record.editions}
    return next(name for name in (base, *(base + letter for letter in string.ascii_lowercase[1:])) if name not in used)


def record_edition(guide: Guide, record: Record, rows: Rows) -> tuple[Record, list[str]]:
    """The record with an edition more, for every town whose sheet needs a new mark; and those towns."""
    codes = town_codes(guide, record, rows)
    name = next_name(record, guide.today)
    due = [town for town, ids in rows.items() if current(guide, record, codes, town, ids).mark == f"{codes[town]}-{name}"]
    if not due:
        return record, []
    named = sorted({program for town in due for program in rows[town]})
    new = Recorded(name, guide.today.isoformat(), {one: fingerprints(guide.programs[one]) for one in named}, {town: rows[town] for town in due})
    kept = [one for one in record.editions if months_since(one.date, guide.today) < _KEPT_MONTHS]
    return Record(codes, [*kept, new]), due


def changes(guide: Guide, say: Speaker, edition: Recorded, town: str, rows: list[str]) -> list[Change]:
    """What has happened to each row of a town's sheet since an edition, in the order of that sheet; nothing where nothing has."""
    found = [change for name in edition.towns[town] if (change := _change(guide, say, edition, name))]
    new = [guide.programs[name].name for name in rows if name not in edition.towns[town]]
    return found + [Change("added", name, say("sheet_added")) for name in new]


def _change(guide: Guide, say: Speaker, edition: Recorded, name: str) -> Change | None:
    shown, facts, phones = edition.programs[name]
    program = guide.programs.get(name)
    if program is None:
        return Change("removed", shown, say("sheet_removed"))
    now = fingerprints(program)
    if program.closed and now[1] != facts:
        return Change("closed", shown, say("sheet_closed"))
    if now[2] != phones:
        return Change("phone", program.name, say("sheet_phone", phones=", ".join(phone.number for phone in program.phones)))
    if now != edition.programs[name]:
        return Change("changed", program.name, say("sheet_changed"))
    checked = program.assured
    if by_person(checked) and checked.date and checked.date > edition.date[: len(checked.date)]:
        return Change("confirmed", program.name, say.dated("sheet_confirmed", checked.date))
    return None
