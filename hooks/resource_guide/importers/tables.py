"""Workbooks and CSV files as rows of text, however they were made, and one sentence where that cannot be.

openpyxl reads row by row, so a national directory needs little memory; defusedxml, which it uses where it
is installed (a test holds that it is), refuses XML that grows when it is read. Sizes are checked before anything is unpacked.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..yaml_source import HIDDEN

MAX_BYTES = 30_000_000
"""Largest file that is read. A national directory has 2 MB."""
MAX_UNPACKED = 60_000_000
"""Most bytes that a workbook may hold. A national directory has 12 MB."""
MAX_PARTS = 1_000
MAX_ROWS = 50_000
"""A national directory has 13,000."""
MAX_COLUMNS = 300
_HEADER_ROWS = 10
"""The names of the columns stand in one of so many first rows."""

_OLE = b"\xd0\xcf\x11\xe0"
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""What a spreadsheet program takes for a formula when it opens a CSV file."""
_ESCAPE = "x005F_"


class BadFileError(Exception):
    """A file as a whole cannot be used; the text is one sentence for the editor, and what to do."""


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    number: int
    """As the spreadsheet program counts it, from 1; the line that it begins on in a CSV file."""
    cells: dict[str, str]
    """Text by name of the column; empty cells are not there."""
    faults: dict[str, str] = field(default_factory=dict)
    """By name of the column: why its cell cannot be read."""


@dataclass(frozen=True)
class Table:
    """The names of the columns as written, and the rows below them, blank ones left out."""

    columns: list[str]
    rows: list[Row]


def read_bytes(path: Path) -> bytes:
    """The content of a file that someone sent. Raises BadFileError where it is missing, empty, too large or no file."""
    try:
        if not path.exists():
            raise BadFileError(f"there is no file {path}; check its name")
        if not path.is_file():
            raise BadFileError(f"{path} is not an ordinary file; name the file itself")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise BadFileError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; such a list has a few MB, so this is another file")
        data = path.read_bytes()
    except OSError as error:
        raise BadFileError(f"{path} cannot be read ({error.strerror})") from None
    if not data.strip(b"\0 \r\n\t"):
        raise BadFileError(f"{path} is empty")
    return data


# Workbooks


class Workbook:
    """A workbook (.xlsx) that has been found safe to open. Use it as a context: it holds the file open."""

    def __init__(self, path: Path) -> None:
        """Raises BadFileError where ``path`` is no workbook that can be read."""
        import openpyxl  # here, since it takes a tenth of a second and few commands need it

        self.path = path
        data = read_bytes(path)
        _refuse_unsafe(path, data)
        try:
            self._book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        except Exception:  # openpyxl lets through whatever a broken part of a workbook causes
            raise BadFileError(_broken(path)) from None

    def __enter__(self) -> Workbook:
        """The workbook itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._book.close()

    def table(self, wanted: set[str], meaning: str) -> Table:
        """The first sheet that has the columns ``wanted`` (in small letters), whatever its name.

        Raises BadFileError, which calls the sheet ``meaning``, where there is none or where it cannot be read.
        """
        try:
            for sheet in self._book.worksheets:
                table = _table(self.path, _xlsx_rows(sheet), wanted)
                if table is not None:
                    return table
            names = ", ".join(f"'{_clean(sheet.title)[:40]}'" for sheet in self._book.worksheets[:10])
        except BadFileError:
            raise
        except Exception:  # as above
            raise BadFileError(_broken(self.path)) from None
        raise BadFileError(f"{self.path} has no sheet with {meaning}: the columns {', '.join(sorted(wanted))} (its sheets: {names or 'none'})")


def _broken(path: Path) -> str:
    return f"{path} is broken: it begins like a workbook and cannot be read as one; open it in a spreadsheet program and save it as .xlsx again"


def _refuse_unsafe(path: Path, data: bytes) -> None:
    """Look at a workbook's table of contents only: nothing is unpacked."""
    if data.startswith(_OLE):
        raise BadFileError(f"{path} is protected by a password, or in the old .xls format; save it as .xlsx without a password")
    if not data.startswith(b"PK"):
        raise BadFileError(f"{path} is not a workbook; save it as .xlsx in a spreadsheet program")
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BadFileError(_broken(path)) from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadFileError(f"{path} unpacks to more than {MAX_UNPACKED // 1_000_000} MB; no list is that large, so it was not opened")
    if any(part.flag_bits & 1 for part in parts):
        raise BadFileError(f"{path} is protected by a password; save it without one")
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise BadFileError(f"{path} is not a workbook; save it as .xlsx in a spreadsheet program")


def _xlsx_rows(sheet: Any) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Row numbers, and the text and the fault of each cell."""
    sheet.reset_dimensions()  # what a file says of its size need not be so
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        yield number, [_cell_text(cell) for cell in row] if any(cell.value is not None for cell in row) else []


def _cell_text(cell: Any) -> tuple[str, str]:
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", "a formula; write the value itself"
    if cell.data_type == "e":
        return "", f"the error {_clean(str(value))[:20]}; write the value itself"
    if isinstance(value, bool):
        return ("yes" if value else "no"), ""
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat(), ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _checked(without_escape(str(value)))


def without_escape(text: str) -> str:
    """Text without the mark ``x005F_`` with which workbooks escape ``_x0041_``: openpyxl drops it from some cells and leaves it in others."""
    while _ESCAPE in text:
        text = text.replace(_ESCAPE, "")
    return text


# CSV files


def read_csv(path: Path, wanted: set[str], meaning: str) -> Table:
    """A CSV file in UTF-8 with commas, semicolons or tabs, and the columns ``wanted`` (in small letters).

    A cell that ``csv_safe`` made harmless is as it was again. Raises BadFileError where it cannot be read.
    """
    text = _decoded(path, read_bytes(path))
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        table = _table(path, _csv_rows(text, separator), wanted)
    except csv.Error as error:
        raise BadFileError(f"{path} cannot be read as CSV ({error}); save it as 'CSV UTF-8' again") from None
    if table is None:
        raise BadFileError(f"{path} is no list of {meaning}: its first row lacks one of the columns {', '.join(sorted(wanted))}")
    return table


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith(b"PK") or data.startswith(_OLE):
        raise BadFileError(f"{path} is a workbook, not a CSV file; give it the ending .xlsx")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFileError(f"{path} is in UTF-16; save it as 'CSV UTF-8'")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFileError(f"{path}:{line}: a character is not UTF-8 (Latin-1?); save the file as 'CSV UTF-8'") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if conflict := re.search(r"(?m)^(?:<{7} |={7}$|>{7} )", text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise BadFileError(f"{path}:{line}: a merge conflict is left in the file; keep one of the two versions and delete the lines with <<<<<<<, ======= and >>>>>>>")
    return text


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    lines = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    number = 1
    for cells in lines:
        yield number, [_checked(csv_original(cell)) for cell in cells]
        number = lines.line_num + 1


def csv_safe(text: str) -> str:
    """Text as a CSV cell that no spreadsheet program takes for a formula: with ``'`` before it where needed."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_original(cell: str) -> str:
    """What ``csv_safe`` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


# Both


def _table(path: Path, rows: Iterator[tuple[int, list[tuple[str, str]]]], wanted: set[str]) -> Table | None:
    """The table whose header has ``wanted``; None where none of the first rows has it."""
    header: list[str] | None = None
    result: list[Row] = []
    for number, cells in rows:
        if number > MAX_ROWS:
            raise BadFileError(f"{path} has more than {MAX_ROWS} rows; no list is that long, so it was not read")
        if header is not None:
            row = _row(number, header, cells)
            if row.cells or row.faults:
                result.append(row)
        elif wanted <= {text.casefold() for text, _ in cells}:
            header = [text for text, _ in cells]
            _refuse_twice(path, header)
        elif number == _HEADER_ROWS:
            return None
    return Table([name for name in header if name], result) if header is not None else None


def _refuse_twice(path: Path, header: list[str]) -> None:
    seen: set[str] = set()
    for name in header:
        if name and name.casefold() in seen:
            raise BadFileError(f"{path} has two columns named '{name}'; delete one of them")
        seen.add(name.casefold())


def _row(number: int, header: list[str], cells: list[tuple[str, str]]) -> Row:
    named = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    faults = {name: fault for name, (_, fault) in named.items() if fault}
    if any(text for text, _ in cells[len(header) :]):
        faults[""] = "more cells than there are columns; put a value that has the separator in quotes"
    return Row(number, {name: text for name, (text, fault) in named.items() if text and not fault}, faults)


def _checked(text: str) -> tuple[str, str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = HIDDEN.search(text)
    if found:
        return "", f"a hidden character (U+{ord(found.group()):04X}); type the value again by hand"
    return text, ""


def _clean(text: str) -> str:
    return HIDDEN.sub("", " ".join(text.split()))
