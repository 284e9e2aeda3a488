"""What spreadsheet programs make of a sheet: formulas, separators, endings, broken and hostile files."""

from __future__ import annotations

import copy
import csv
from pathlib import Path

import openpyxl
import pytest
import yaml

from resource_guide.importers.tables import csv_original, csv_safe

from .import_files import files_of
from .import_files import root as root
from .import_files import run_inside as run
from .sheet_files import ENDINGS, Change, read
from .sheet_files import change as change
from .sheet_files import sheet as sheet

FORMULAS = ["=1+1", "=HYPERLINK(\"http://evil.example\")", "+1", "-1", "@SUM(A1)", "'=quoted", "''", "'", "''=x", "＝1", "_x0041_", "_x005F_x0041_", "_x000D_", "x005F_", "_x0041_x0042_", "a_x005F_x005F_b", "x005x005F_F_y", "a\nb", "a,b;c\td", '"q"', "Doña", "007", "1e5", "2026-11-23", "TRUE"]


def test_no_text_is_a_formula_and_every_text_comes_back(root: Path, tmp_path: Path) -> None:
    path = root / "data/programs/taos.yml"
    record = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)[0]
    records = [{**copy.deepcopy(record), "id": f"mesa-{number}", "name": text.splitlines()[0], "note": text} for number, text in enumerate(FORMULAS)]
    path.write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")
    for ending in ENDINGS:
        sheet = tmp_path / f"x{ending}"
        assert run(root, "export", "sheet", str(sheet)).returncode == 0
        result = run(root, "import", "sheet", str(sheet))
        assert result.stdout == f"no change: {len(FORMULAS) + 1} listings are the same\n", ending
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} and {cell.number_format for cell in cells} == {"@"}
    assert not [cell for row in read(tmp_path / "x.csv") for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]


@pytest.mark.parametrize("text", [*FORMULAS, "", "\t=x", "'a", "''''-"])
def test_csv_cells_are_made_harmless_and_come_back(text: str) -> None:
    assert csv_original(csv_safe(text)) == text
    assert not csv_safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_formulas_errors_and_numbers_in_cells(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    run(root, "export", "sheet", str(path))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    for name, value in {"name": "=A1", "note": "#REF!", "address zip": 87710}.items():
        cell = sheet.cell(2, names.index(name) + 1)
        cell.value, cell.number_format = value, "General"
        cell.data_type = {"name": "f", "note": "e"}.get(name, "n")
    sheet.cell(3, names.index("address zip") + 1).value = 87571.0
    sheet.cell(3, names.index("address zip") + 1).data_type = "n"
    book.save(path)

    result = run(root, "import", "sheet", str(path), "--write")

    assert result.returncode == 1
    assert result.stdout.splitlines() == [
        "no change: 1 listings are the same",
        f"{path}:2: name: the cell holds a formula; write the value itself",
        f"{path}:2: note: the cell holds the error #REF!; write the value itself",
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators(root: Path, tmp_path: Path, separator: str) -> None:
    path = tmp_path / "x.csv"
    run(root, "export", "sheet", str(path))
    table = read(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(table)

    assert run(root, "import", "sheet", str(path)).stdout == "no change: 2 listings are the same\n"


@pytest.mark.parametrize(("content", "words"), [
    (b"", "is empty"),
    ("id,town\ncaf\xe9,taos\n".encode("latin-1"), "x.csv:2: a character is not UTF-8"),
    ("id,town\n".encode("utf-16"), "is in UTF-16"),
    (b"PK\x03\x04", "is a workbook, not a CSV file"),
    (b"<<<<<<< ours\nid,town\n=======\n", "x.csv:1: a merge conflict is left in the file; keep one of the two versions"),
    (b"a,b\n1,2\n", "its first row lacks one of the columns"),
    (b'id,town\n"a,taos\n', "cannot be read as CSV"),
    (b"id,town,id\na,b,c\n", "has two columns named 'id'"),
    (b"id,town\n" + b"a" * 200_000 + b",taos\n", "cannot be read as CSV"),
    (b"\0" * 50, "is empty"),
    (b"id,town\n\0,taos\n", "as exported"),
])
def test_hostile_csv_files(root: Path, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    before = files_of(root)

    result = run(root, "import", "sheet", str(path), "--write")

    assert result.returncode == 2 and words in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert files_of(root) == before


def test_other_endings_and_names_of_files(root: Path, tmp_path: Path) -> None:
    (tmp_path / "x.ods").write_bytes(b"PK")
    (tmp_path / "caf\udce9.csv").write_bytes(b"a,b\n")
    for arguments, words in (
        (("import", "sheet", str(tmp_path / "x.ods")), "is neither .xlsx nor .csv"),
        (("export", "sheet", str(tmp_path / "x.ods")), "ends neither with .xlsx nor with .csv"),
        (("import", "sheet", str(tmp_path / "caf\udce9.csv")), "lacks one of the columns"),
        (("export", "sheet", str(root / "mkdocs.yml/x.csv")), "nothing was written: "),
    ):
        (root / "mkdocs.yml").touch()
        result = run(root, *arguments)
        assert result.returncode == 2 and words in result.stderr and result.stderr.count("\n") == 1, result.stderr


def test_files_that_cannot_be_edited_stay(root: Path, sheet: Path, change: Change) -> None:
    change("valley-counseling", {"note": "x"})
    path = root / "data/programs/angel-fire.yml"
    path.write_text("<<<<<<< ours\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    before = files_of(root)

    result = run(root, "import", "sheet", str(sheet), "--write")

    assert result.returncode == 1 and "data/programs/angel-fire.yml:1: a merge conflict is left in the file" in result.stdout
    assert files_of(root) == before
