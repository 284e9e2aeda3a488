"""SAMHSA's National Directories: two workbooks a year, substance use and mental health.

The columns are found by their names, in capitals or not, whatever the sheet is called. What a code means
is looked up in the code key of the same workbook: codes change from year to year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .facility import Listed, make_facility
from .meanings import ListRecord, Meanings, Name, name_key, split_name
from .tables import BadFileError, Row, Table, Workbook

FACILITY_COLUMNS = {"name1", "street1", "city", "state", "zip", "phone", "service_code_info"}
KEY_COLUMNS = {"category_code", "service_code", "service_name"}

Codes = dict[str, list[Name]]
"""The names of each code in the key."""


@dataclass(frozen=True)
class Directory:
    """A National Directory workbook as it was read; one reading serves all states."""

    path: Path
    rows: list[Row]
    """Every facility, its columns in small letters."""
    codes: Codes

    def states(self) -> list[str]:
        """The states and territories that it names, in order: two capitals."""
        return sorted({row.cells["state"].upper() for row in self.rows if "state" in row.cells})


def open_directory(path: Path) -> Directory:
    """Read a whole workbook. Raises BadFileError where the file is none."""
    with Workbook(path) as book:
        facilities = book.table(FACILITY_COLUMNS, "facilities")
        codes = read_key(book.table(KEY_COLUMNS, "the code key"))
    return Directory(path, [_lower(row) for row in facilities.rows], codes)


def read_directory(path: Path, state: str, meanings: Meanings) -> Listed:
    """The facilities of ``state`` (two capitals) in a National Directory workbook.

    Raises BadFileError where the file is none, or has no row of that state.
    """
    return listed_in(open_directory(path), state, meanings)


def listed_in(directory: Directory, state: str, meanings: Meanings) -> Listed:
    """The facilities of ``state`` in a workbook that has been read. Raises BadFileError where it has none."""
    path, rows, codes = directory.path, directory.rows, directory.codes
    ours = [row for row in rows if row.cells.get("state", "").upper() == state]
    if not ours:
        raise BadFileError(f"{path} has {len(rows)} facilities, none of them in {state}; name another state with --state, or look at the file")
    names = {name for known in codes.values() for name in known}
    listed = Listed(
        file=str(path), source=_which(path, names, meanings), facilities=[], problems=[],
        statable=meanings.statable(names), total=len(rows),
    )  # fmt: skip
    for row in ours:
        facility, faults = make_facility(str(path), row.number, row.cells, row.faults, meanings.stated(_names(row, codes)))
        listed.problems.extend(faults)
        (listed.unreadable if faults else listed.facilities).append(facility)
    return listed


def read_key(table: Table) -> Codes:
    """The code key: category and name of each code."""
    codes: Codes = {}
    for row in table.rows:
        cells = _lower(row).cells
        code, category, name = cells.get("service_code"), cells.get("category_code"), cells.get("service_name")
        if code and category and name:
            codes.setdefault(code.upper(), []).append(name_key(category, name))
    return codes


def _names(row: Row, codes: Codes) -> list[Name]:
    """The names of a facility's codes: ``SA * OP ORT * MD``."""
    return [name for code in re.split(r"[\s*]+", row.cells.get("service_code_info", "").upper()) for name in codes.get(code, [])]


def _lower(row: Row) -> Row:
    return Row(
        row.number,
        {name.casefold(): text for name, text in row.cells.items()},
        {name.casefold(): fault for name, fault in row.faults.items()},
    )


def _which(path: Path, names: set[Name], meanings: Meanings) -> ListRecord:
    """Which directory this is: the one that its code key tells."""
    for record in meanings.lists.values():
        if record.known_by and all(split_name(name) in names for name in record.known_by):
            return record
    raise BadFileError(f"{path}: its code key is of no list that data/imports.yml knows; add what tells it to 'known_by' there")

