"""Lists of others that are broken or hostile, and guides that are; and many who write at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from resource_guide.edit_yaml import new_records, read_records
from resource_guide.problems import GuideError
from resource_guide.turns import replace_files

from .import_files import MESA, NEW_IOP, directory, files_of, hostile_workbooks, run_inside, samhsa
from .import_files import root as root


def test_hostile_workbooks(root: Path, tmp_path: Path) -> None:
    before = files_of(root)
    for name, (path, words) in hostile_workbooks(tmp_path).items():
        for kind in ("samhsa", "sheet"):
            result = run_inside(root, "import", kind, str(path), "--write", *(["--date", "2023"] if kind == "samhsa" else []))

            assert result.returncode == 2, (name, kind, result.stderr)
            assert words in result.stderr and result.stderr.startswith("guide: ") and result.stderr.count("\n") == 1, (name, kind, result.stderr)
    assert files_of(root) == before


def test_rows_and_columns_far_away_cost_nothing(root: Path, tmp_path: Path) -> None:
    """A workbook may claim a cell in the last row and column that there is."""
    path = directory(tmp_path / "su.xlsx", [MESA])
    book = openpyxl.load_workbook(path)
    book["Facilities List"]["XFD1048576"] = "far"
    book.save(path)

    result = samhsa(root, path)

    assert result.returncode == 2 and "has more than 50000 rows" in result.stderr


def test_openpyxl_is_guarded() -> None:
    assert openpyxl.DEFUSEDXML, "without defusedxml openpyxl expands the entities of a hostile workbook"


@pytest.mark.parametrize(("old", "new", "message"), [
    ("field: payment, answer: medicaid", "field: payment, answer: medicade", "data/imports.yml:38: meanings.10.answer: 'medicade' is not one of the values; did you mean 'medicare' or 'medicaid'?"),
    ("field: level, answer: iop", "field: levels, answer: iop", "data/imports.yml:24: meanings.0.field: 'levels' is not a field of a program with fixed answers; did you mean 'level'?"),
    ("always_call: [iop]\n", "", "data/imports.yml:6: always_call: is missing; add 'always_call: …'"),
])
def test_faults_of_the_table_of_meanings(root: Path, tmp_path: Path, old: str, new: str, message: str) -> None:
    path = root / "data/imports.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    result = samhsa(root, directory(tmp_path / "su.xlsx", [MESA]))

    assert result.returncode == 1
    assert result.stdout.splitlines() == [message]


def test_a_broken_guide_or_leads_file_stops_the_import(root: Path, tmp_path: Path) -> None:
    path = directory(tmp_path / "su.xlsx", [NEW_IOP])
    (root / "data/leads.yml").write_text("- id: a\n<<<<<<< ours\n  name: b\n=======\n  name: c\n>>>>>>> theirs\n", encoding="utf-8")
    before = files_of(root)
    conflict = samhsa(root, path, "--date", "2023", "--write")
    assert conflict.returncode == 1 and conflict.stdout.startswith("data/leads.yml:2: a merge conflict is left in the file")
    assert files_of(root) == before

    (root / "data/programs/taos.yml").write_text("- id: x\n", encoding="utf-8")
    assert "data/programs/taos.yml:1: name: is missing" in samhsa(root, path).stdout


def test_many_writers_at_once(root: Path, tmp_path: Path) -> None:
    """Lists that are read and written at the same time: no lead is lost."""
    lists = [directory(tmp_path / f"{number}.xlsx", [{**NEW_IOP, "name1": f"{name} IOP", "street1": f"{number} {name} Way", "phone": f"575-555-013{number}"}]) for number, name in enumerate(("Alder", "Juniper", "Piñon"))]
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(root)]
    running = [subprocess.Popen([*command, "import", "samhsa", str(path), "--date", "2023", "--write"], stdout=subprocess.PIPE, text=True) for path in lists]

    told = [(process.communicate()[0], process.returncode) for process in running]

    assert all(status == 0 and "data/leads.yml: 1 leads added" in text for text, status in told)
    leads = (root / "data/leads.yml").read_text(encoding="utf-8")
    assert [name for name in ("alder", "juniper", "pinon") if f"- id: {name}-iop-taos-" not in leads] == []


def test_what_an_editor_saved_in_the_meantime_stays(root: Path) -> None:
    """An editor's own program takes no turn: the file is looked at again just before it is written."""
    path = root / "data/programs/taos.yml"
    file = read_records(path, root).with_new({"id": "new"})
    path.write_bytes(path.read_bytes() + b"# saved by hand\n")
    before = files_of(root)

    with pytest.raises(GuideError, match="the file has changed in the meantime; give the command again"):
        replace_files([file, new_records(root / "data/programs/questa.yml", root, "Questa")])

    assert files_of(root) == before
