"""A sheet that came back against the listings: which rows change what, and which cannot be read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from slugify import slugify

from ..edit_yaml import Record
from ..problems import Problem, did_you_mean, shown
from .columns import Column, Flat, flatten, unflatten
from .sheet_file import STAMP, TOWN, stamp
from .sheet_rules import check_fault, with_person
from .tables import BadFileError, Row, Table


@dataclass(frozen=True)
class Listing:
    """A listing as its file has it."""

    town: str
    """Name of its file, without the ending."""
    record: Record


@dataclass(frozen=True)
class SheetChange:
    """What one row changes."""

    row: int
    identity: str
    town: str
    old: Record | None
    """None for a new listing."""
    new: Record
    cells: tuple[tuple[str, str, str], ...]
    """Name of each column that differs, what the listing has, and what the sheet has."""


@dataclass
class SheetReading:
    """All that a sheet says."""

    changes: list[SheetChange] = field(default_factory=list)
    same: int = 0
    absent: list[str] = field(default_factory=list)
    """Listings that are not in the sheet; they stay as they are."""
    unread: list[str] = field(default_factory=list)
    """Columns that are none of the guide's."""
    problems: list[Problem] = field(default_factory=list)


def read_changes(
    table: Table, file: str, listings: Mapping[str, Listing], sheet: list[Column], towns: Mapping[str, str], today: datetime.date
) -> SheetReading:
    """What a sheet changes in ``listings`` (by id); ``towns``: place ids by names without accents, ids among them.

    Columns that the sheet does not have stay as they are. Raises BadFileError where it cannot be told
    which state of the guide the sheet was made from.
    """
    if STAMP not in table.columns:
        raise BadFileError(f"{file} has no column '{STAMP}', so an old sheet cannot be told from a new one; export the sheet again, and keep the column")
    reader = _Reader(file, listings, sheet, towns, today, set(table.columns))
    reading = SheetReading(unread=[name for name in table.columns if name not in reader.known])
    seen: dict[str, int] = {}
    for row in table.rows:
        identity = row.cells.get("id", "")
        if identity and identity in seen:
            reading.problems.append(Problem(file, row.number, "id", f"{shown(identity)} is already in row {seen[identity]}", "keep one of the rows"))
            continue
        seen[identity] = row.number
        found = reader.read(row)
        if isinstance(found, SheetChange):
            reading.changes.append(found)
        elif found is None:
            reading.same += 1
        else:
            reading.problems += found
    reading.absent = [identity for identity in listings if identity not in seen]
    return reading


@dataclass(frozen=True)
class _Reader:
    file: str
    listings: Mapping[str, Listing]
    sheet: list[Column]
    towns: Mapping[str, str]
    today: datetime.date
    present: set[str]

    @property
    def known(self) -> set[str]:
        return {TOWN, STAMP, *(column.name for column in self.sheet)}

    def read(self, row: Row) -> SheetChange | list[Problem] | None:
        """The change of a row, None for no change, or what is wrong with the row."""
        faults = [self._problem(row, name, f"the cell holds {fault.split('; ')[0]}", fault.split("; ")[-1]) for name, fault in row.faults.items() if not name or name in self.known]
        if faults:
            return faults
        identity, cells = row.cells.get("id", ""), {name: _answer(text) for name, text in row.cells.items()}
        if not identity:
            return [self._problem(row, "id", "is empty", "write the id of the listing; for a new one small letters, digits and hyphens")]
        town = self.towns.get(slugify(cells.get(TOWN, "")), "")
        if not town:
            return [self._problem(row, TOWN, f"there is no town {shown(cells.get(TOWN, ''))} in data/places.yml", did_you_mean(cells.get(TOWN, ""), self.towns, "data/places.yml"))]
        return self._changed(row, identity, town, cells) if identity in self.listings else self._added(row, identity, town, cells)

    def _added(self, row: Row, identity: str, town: str, cells: Flat) -> SheetChange | list[Problem]:
        if cells.get(STAMP):
            return [self._problem(row, "id", f"there is no listing {shown(identity)} any more", "an id is never changed; for a new listing leave the last column empty")]
        flat = with_person({}, {name: text for name, text in cells.items() if name in self.known - {TOWN, STAMP}})
        return self._checked(row, SheetChange(row.number, identity, town, None, unflatten(flat, self.sheet), tuple((name, "", text) for name, text in flat.items())))

    def _changed(self, row: Row, identity: str, town: str, cells: Flat) -> SheetChange | list[Problem] | None:
        listing = self.listings[identity]
        old = flatten(listing.record, self.sheet)
        new = {column.name: cells.get(column.name, "") if column.name in self.present else old.get(column.name, "") for column in self.sheet}
        new = with_person(old, new)
        new = {column.name: new[column.name] for column in self.sheet if new[column.name] and not (column.member and new[column.name] == "no")}
        differing = [column for column in self.sheet if old.get(column.name, "") != new.get(column.name, "")]
        if town == listing.town and not differing:
            return None
        if cells.get(STAMP) != stamp(listing.town, old):
            return [self._problem(row, STAMP, f"{shown(identity)} has changed in the guide since this sheet was made", "export the sheet again, and make the change in the new one")]
        if town != listing.town:
            return [self._problem(row, TOWN, "a sheet does not move a listing to another town", f"move it by hand from data/programs/{listing.town}.yml to data/programs/{town}.yml")]
        fields = {column.path[0] for column in differing}
        made = unflatten(new, self.sheet)
        record = {name: made[name] if name in fields else listing.record[name] for name in _order(made, listing.record) if name in (made if name in fields else listing.record)}
        changed = tuple((column.name, old.get(column.name, ""), new.get(column.name, "")) for column in differing)
        return self._checked(row, SheetChange(row.number, identity, town, listing.record, record, changed))

    def _checked(self, row: Row, change: SheetChange) -> SheetChange | list[Problem]:
        fault = check_fault(change.old, change.new, self.today)
        return change if fault is None else [self._problem(row, *fault)]

    def _problem(self, row: Row, name: str, message: str, fix: str) -> Problem:
        return Problem(self.file, row.number, name, message, fix)


def _answer(text: str) -> str:
    """``yes`` and ``no`` however they are written."""
    return text.casefold() if text.casefold() in ("yes", "no") else text


def _order(made: Record, present: Record) -> list[str]:
    """The names of both: those of the listing in their order, a new one behind those that come before it in the model."""
    names = list(present)
    for index, name in enumerate(made):
        if name not in names:
            earlier = [names.index(other) for other in list(made)[:index] if other in names]
            names.insert(max(earlier, default=-1) + 1, name)
    return names
