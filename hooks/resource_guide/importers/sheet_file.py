"""The spreadsheet of our own columns as a file: written for a coalition to work in, and read when it comes back."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .columns import Column, Flat
from .tables import BadFileError, Table, Workbook, csv_safe, read_csv

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TOWN = "town"
STAMP = "as exported (do not change)"
"""Name of the last column: it tells whether a listing has changed since the sheet was made."""
_SHEET = "Listings"
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class SheetRow:
    """One listing to be written."""

    town: str
    flat: Flat


def stamp(town: str, flat: Flat) -> str:
    """What tells one state of a listing from another."""
    text = json.dumps([town, sorted(flat.items())], ensure_ascii=False)
    return f"v-{hashlib.sha256(text.encode()).hexdigest()[:12]}"  # a spreadsheet takes no such text for a number


def header(columns: Iterable[Column]) -> list[str]:
    """The names of the columns of a sheet: the id and the town first, the stamp last."""
    names = [column.name for column in columns]
    return [names[0], TOWN, *names[1:], STAMP]


def table_rows(columns: list[Column], rows: Iterable[SheetRow]) -> list[list[str]]:
    """Header and rows as text."""
    names = header(columns)
    values = ({**row.flat, TOWN: row.town, STAMP: stamp(row.town, row.flat)} for row in rows)
    return [names, *([value.get(name, "") for name in names] for value in values)]


def csv_bytes(table: list[list[str]]) -> bytes:
    """A CSV file in UTF-8 that a spreadsheet program opens as such, in which no cell is a formula."""
    stream = io.StringIO()
    csv.writer(stream).writerows([[csv_safe(cell) for cell in row] for row in table])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def xlsx_bytes(table: list[list[str]], columns: list[Column], today: datetime.date) -> bytes:
    """A workbook in which every cell is text, so that no date, ZIP code or formula is made of it."""
    import openpyxl  # here, since it takes a tenth of a second and few commands need it
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime.combine(today, datetime.time())
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(_SHEET)
    for number, row in enumerate(table, 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.number_format = "@"
            if text:
                # Set after the value: openpyxl takes text that begins with = for a formula.
                cell.value, cell.data_type = _escaped(text), "s"
                cell.quotePrefix = True
            cell.alignment = Alignment(vertical="top")
    for place, name in enumerate(table[0], 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(len(name) + 2, 12), 32)
    sheet.freeze_panes = "C2"
    _add_choices(sheet, table[0], columns)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _escaped(text: str) -> str:
    """Text in which no program sees the escapes of the workbook format (``_x0041_`` for A)."""
    return _LIKE_ESCAPE.sub("_x005F_", text)


def _add_choices(sheet: Worksheet, names: list[str], columns: list[Column]) -> None:
    """A list to choose from in the columns with fixed values."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    rules: dict[tuple[str, ...], DataValidation] = {}
    for column in columns:
        if column.choices:
            rule = rules.setdefault(column.choices, DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True))
            letter = get_column_letter(names.index(column.name) + 1)
            rule.add(f"{letter}2:{letter}2000")
    for rule in rules.values():
        sheet.add_data_validation(rule)


def read_sheet(path: Path) -> Table:
    """The rows of a sheet that came back, .xlsx or .csv. Raises BadFileError where it is none."""
    wanted, meaning = {"id", TOWN}, "listings"
    ending = path.suffix.casefold()
    if ending == ".csv":
        return read_csv(path, wanted, meaning)
    if ending == ".xlsx":
        with Workbook(path) as book:
            return book.table(wanted, meaning)
    raise BadFileError(f"{path} is neither .xlsx nor .csv; save the sheet as one of them")
