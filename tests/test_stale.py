"""`guide stale`: what is due a check, as a list, as a table and as a sheet of calls."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from resource_guide.edit_yaml import read_records
from resource_guide.load import load_guide
from resource_guide.stale import due_listings
from resource_guide.wording import Speaker

from .editing import EPOCH, TAOS, TAOS_FILE, TODAY, Edit, guide, guide_process
from .editing import project as project
from .editing import shared as shared
from .editing import whole as whole


def test_stale_lists_every_open_listing_that_no_person_checked(shared: Path) -> None:
    loaded, _ = load_guide(shared, TODAY)
    assert loaded is not None

    result = guide_process(shared, "stale")

    assert result.returncode == 0 and result.stderr == ""
    for program in loaded.programs.values():
        assert f"        {program.id}\n" in result.stdout
        if program.phones:
            number = program.phones[0].number.replace(" x", " ext. ")
            assert re.search(rf"^    {re.escape(number)} +{re.escape(program.name)}$", result.stdout, re.MULTILINE), program.id
    assert f"{len(loaded.programs)} of {len(loaded.programs)} listings are due a check." in result.stdout


def test_stale_of_one_county_in_any_spelling(shared: Path) -> None:
    told = {guide(shared, "stale", "--county", name).stdout for name in ("Doña Ana", "dona ana", "DONA-ANA", "Doña Ana County", "condado de doña ana")}

    (text,) = told
    assert text.startswith("Doña Ana County: ") and "\n  Las Cruces\n" in text
    assert "Albuquerque" not in text


def test_a_sheet_without_the_templates_of_sheets(shared: Path, tmp_path: Path) -> None:
    result = guide(shared, "stale", "--county", "Taos", "--sheet", str(tmp_path / "calls.pdf"))

    assert result.returncode == 2 and not any(tmp_path.iterdir())
    assert result.stderr == "guide: overrides/print, by which sheets are made, is missing or not whole; put the folder back, or leave --sheet out\n"


def test_a_county_that_is_none(shared: Path) -> None:
    result = guide(shared, "stale", "--county", "Dona Anna")
    spanish = guide(shared, "stale", "--county", "Dona Anna", "--lang", "es")

    assert result.returncode == spanish.returncode == 2
    assert result.stderr == "guide: there is no county 'Dona Anna'; did you mean 'Doña Ana'?\n"
    assert spanish.stderr == "guide: no hay ningún condado 'Dona Anna'; ¿quiso decir 'Doña Ana'?\n"


def test_stale_as_a_table(project: Path, edit: Edit) -> None:
    edit(TAOS_FILE, "name: Rio Grande ATP Inc - Intensive Outpatient Treatment (Taos)", "name: =HYPERLINK(\"http://x\",\"y\")")
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(project), "stale", "--format", "csv", "--lang", "es"]

    made = subprocess.run(command, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, check=True).stdout

    assert made.startswith(b"\xef\xbb\xbf") and made.count(b"\n") == made.count(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"))))
    loaded, _ = load_guide(project, TODAY)
    assert loaded is not None and {row["id"] for row in rows} == set(loaded.programs)
    row = next(row for row in rows if row["id"] == TAOS)
    assert row["nombre"].startswith("'=HYPERLINK") and row["condado"] == "Taos" and row["teléfono"] == "575-737-5533"
    assert row["por qué"] == "Nadie la ha revisado. De la lista federal de junio de 2023. Llame antes de ir."
    assert row["archivo"] == TAOS_FILE


def test_the_longest_due_comes_first(project: Path) -> None:
    """Never checked by the age of the list, an unknown age first; then the oldest check; the whole state last."""
    loaded, _ = load_guide(project, TODAY)
    assert loaded is not None
    listed = [name for name, town in loaded.town_of.items() if town == "albuquerque" and loaded.programs[name].assured.how == "government-list"]
    for identity, date in zip(listed, ("2026-03-01", "2025-02-01", "2026-11-01"), strict=False):
        record_check(project, identity, date)
    loaded, _ = load_guide(project, TODAY)
    assert loaded is not None

    due = [one for one in due_listings(loaded, Speaker(loaded, "en")) if one.listing.town_id == "albuquerque"]

    checked = [one.date for one in due if one.since]
    assert checked == ["2025-02-01", "2026-03-01"], "and none that was checked this month"
    assert [one.since is None for one in due] == sorted((one.since is None for one in due), reverse=True)
    lists = [one.date for one in due if one.since is None]
    assert lists == sorted(lists) and "" in lists
    text = guide(project, "stale", "--county", "Bernalillo").stdout
    assert "Last checked 8 months ago; readers are told to call first. A volunteer called on March 1, 2026." in text
    assert "Last checked 21 months ago; readers see it under “Not confirmed lately”." in text


def record_check(root: Path, identity: str, date: str) -> None:
    """A person's call, as a file has it."""
    loaded, _ = load_guide(root, TODAY)
    assert loaded is not None
    file = read_records(root / loaded.program_files[identity], root)
    text = file.with_record(identity, {**file.record(identity), "assured": {"date": date, "how": "called", "by": "volunteer"}}).text
    file.path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("date", "due"), [("2026-05-26", False), ("2026-05-25", True), ("2026-11-25", False), ("2026-06", False), ("2026-05", True), ("2026", True)])
def test_the_day_on_which_a_check_runs_out(project: Path, date: str, due: bool) -> None:
    """Six months to the day, as on the pages."""
    record_check(project, TAOS, date)

    assert (TAOS in guide(project, "stale", "--county", "Taos").stdout) is due


def test_a_call_sheet_of_one_county(whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "calls.pdf"

    result = guide(whole, "stale", "--county", "Taos", "--sheet", str(target), "--lang", "es")

    assert result.returncode == 0 and str(target) in result.stdout
    text = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True).stdout
    assert "Llamadas por hacer: condado de Taos" in text and "575-737-5533" in text
    for arguments, message in (
        (("--sheet", str(target)), "add --county NAME"),
        (("--county", "Taos", "--sheet", str(tmp_path / "x.txt")), "does not end with .pdf"),
    ):
        refused = guide(whole, "stale", *arguments)
        assert refused.returncode == 2 and message in refused.stderr
    assert [path.name for path in tmp_path.glob("*.*")] == ["calls.pdf"]


def test_a_reader_of_the_list_who_leaves_early(shared: Path) -> None:
    script = '"$0" -m resource_guide.cli --root "$1" stale | head -n 1'

    result = subprocess.run(["sh", "-c", script, sys.executable, str(shared)], capture_output=True, text=True, check=False)

    assert result.stdout.startswith("Bernalillo County: ") and result.stderr == ""
