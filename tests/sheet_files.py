"""The sheet of a guide as spreadsheet programs show and save it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from .import_files import run_inside as run

Table = list[list[str]]
Change = Callable[..., None]
STAMP = "as exported (do not change)"
ENDINGS = (".xlsx", ".csv")


def read(path: Path) -> Table:
    """A sheet as a spreadsheet program shows it."""
    if path.suffix == ".csv":
        return [*csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))]
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


def write(path: Path, table: Table) -> None:
    """A sheet as a spreadsheet program saves it."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
        return
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in table:
        book.active.append([cell or None for cell in row])
    book.save(path)


@pytest.fixture(params=ENDINGS)
def sheet(request: pytest.FixtureRequest, root: Path, tmp_path: Path) -> Path:
    """The sheet of the made-up guide."""
    path = tmp_path / f"sheet{request.param}"
    result = run(root, "export", "sheet", str(path))
    assert result.returncode == 0 and result.stdout.startswith(f"{path}: 2 listings")
    return path


@pytest.fixture
def change(sheet: Path) -> Change:
    """Set cells of the row of an id: ``change("mesa-iop-taos", {"name": "New"})``; of a new row for an unknown id."""

    def set_cells(identity: str, cells: dict[str, str]) -> None:
        table = read(sheet)
        row = next((row for row in table[1:] if row[0] == identity), None)
        if row is None:
            row = [identity, *([""] * (len(table[0]) - 1))]
            table.append(row)
        for name, text in cells.items():
            row[table[0].index(name)] = text
        write(sheet, table)

    return set_cells
