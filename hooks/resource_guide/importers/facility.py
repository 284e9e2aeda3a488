"""A facility as another list gives it, before anything is decided about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..problems import Problem, shown
from ..text_types import phone_key
from .meanings import Fact, ListRecord

_NUMBER = re.compile(r"(?P<number>[^xX]*?)[\s,;]*(?:x|X|ext\.?|EXT\.?)?\s*(?P<extension>[0-9]{1,7})?$")


@dataclass(frozen=True)
class Facility:
    """One row of a list."""

    row: int
    """Its number in the file, from 1."""
    name: str
    branch: str
    """The branch or program (``name2``); not another name."""
    street: str
    city: str
    zip: str
    phone: str
    more_phones: tuple[str, ...]
    """Intake and hotline numbers."""
    website: str
    states: frozenset[Fact]
    silent: bool = False
    """True where the list gives no services for it at all, so that nothing follows from what is not there."""

    @property
    def full_name(self) -> str:
        """Name and branch on one line."""
        return f"{self.name} - {self.branch}" if self.branch else self.name

    @property
    def level(self) -> str | None:
        """The level of care that it states, if it does."""
        return next((answer for name, answer in self.states if name == "level"), None)


@dataclass(frozen=True)
class Listed:
    """What a list says about one state."""

    file: str
    """The file as the editor named it."""
    source: ListRecord
    facilities: list[Facility]
    problems: list[Problem]
    """The rows that could not be read."""
    unreadable: list[Facility] = field(default_factory=list)
    """What those rows say as far as it can be read: enough not to call a listing gone."""
    statable: frozenset[Fact] = frozenset()
    """Answers that this list can state: only of these its silence means something."""
    total: int = 0
    """Rows of the whole file."""
    part: str = ""
    """Why the list is only a part of what there is, so that nothing is gone from it; else empty."""


def phone_text(text: str) -> str:
    """A phone number of a list as this guide writes it: ``505-555-0123 x4``.

    Raises ValueError where it is none.
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    number, extension = match["number"], match["extension"]
    if extension and not re.search(r"(x|ext)", text, re.IGNORECASE):
        number, extension = text, None  # the digits at the end are the number's own
    digits = re.sub(r"[^0-9]", "", number)
    digits = digits.removeprefix("1") if len(digits) == 11 else digits
    if len(digits) != 10:
        raise ValueError(text)
    written = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" + (f" x{extension}" if extension else "")
    phone_key(written)
    return written


def base_number(text: str) -> str:
    """The ten digits of a number, without its extension."""
    return phone_key(text).split("x")[0]


def one_line(text: str) -> str:
    """Text with single blanks."""
    return " ".join(text.split())


def make_facility(
    file: str, row: int, cells: dict[str, str], faults: dict[str, str], states: frozenset[Fact], silent: bool = False
) -> tuple[Facility, list[Problem]]:
    """A facility from cells named as SAMHSA names them, in small letters, and what is wrong with it."""
    get = {name: one_line(text) for name, text in cells.items()}.get
    problems = [Problem(file, row, name, f"the cell holds {fault.split('; ')[0]}", fault.split("; ")[-1]) for name, fault in faults.items()]
    for name in ("name1", "city"):
        if not get(name) and name not in faults:
            problems.append(Problem(file, row, name, "is empty", "a facility needs a name and a town; look it up in the list"))
    phones: dict[str, str] = {}
    for name in ("phone", "intake1", "intake2", "intake1a", "intake2a", "hotline1"):
        text = get(name, "")
        if text:
            try:
                phones[name] = phone_text(text)
            except ValueError:
                problems.append(Problem(file, row, name, f"{shown(text)} is not a phone number", "look for a missing, extra or wrong digit"))
    zip_code = get("zip", "")[:5]
    zip_code = zip_code.zfill(5) if zip_code.isdigit() else ""
    facility = Facility(
        row=row,
        name=(get("name1") or "")[:400],
        branch=(get("name2") or "")[:400],
        street=", ".join(part for part in (get("street1"), get("street2")) if part)[:400],
        city=(get("city") or "")[:400],
        zip=zip_code,
        phone=phones.get("phone", ""),
        more_phones=tuple(dict.fromkeys(number for name, number in phones.items() if name != "phone" and number != phones.get("phone"))),
        website=(get("website") or "")[:400],
        states=states,
        silent=silent,
    )
    return facility, problems
