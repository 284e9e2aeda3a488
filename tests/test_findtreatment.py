"""Exports of FindTreatment.gov."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from .import_files import MESA, cite, export, files_of, run_inside, section
from .import_files import root as root

ROW: dict[str, Any] = {
    "_irow": 7, "name1": "Ridge IOP", "name2": None, "street1": "9 Canyon Drive", "street2": "", "city": "Taos", "state": "NM", "zip": "87571-1234",
    "phone": "(575) 555-0108", "intake1": "575-555-0112", "hotline1": "", "website": "http://www.ridge.example.org", "latitude": "36.4", "longitude": "-105.5",
    "miles": 1.2, "typeFacility": "SA", "services": [
        {"f1": "Service Setting", "f2": "SET", "f3": "Outpatient; Intensive outpatient treatment; Residential/24-hour residential"},
        {"f1": "Payment", "f2": "PAY", "f3": "Medicaid; Federal military insurance (e.g., TRICARE)"},
        {"f1": "Type of Care", "f2": "TC", "f3": "Substance use treatment; Transitional housing, halfway house, or sober home"},
    ],
}  # fmt: skip
"""A row in the documented shape, made up."""


def findtreatment(root: Path, path: Path, *options: str) -> CompletedProcess[str]:
    return run_inside(root, "import", "findtreatment", str(path), *options)


def test_findtreatment(root: Path, tmp_path: Path) -> None:
    mesa = {**ROW, **{key: value for key, value in MESA.items() if key != "service_code_info"}, "website": "", "services": None, "typeFacility": "OTP"}
    path = export(tmp_path / "ft.json", [ROW, mesa, {**ROW, "state": "TX"}, {**ROW, "name1": 7.5, "phone": "12"}, "nonsense"])

    result = findtreatment(root, path, "--date", "2026-11", "--write")

    assert result.returncode == 1
    assert result.stdout.startswith("FindTreatment.gov, edition 2026-11: 4 facilities in NM, of 5 in the file")
    assert "  * row 1: Ridge IOP; 9 Canyon Drive; Taos; 575-555-0108; iop" in result.stdout
    assert section(result.stdout, "same") == ["same: 1 listings"], "no services given says nothing of them"
    assert f"{path}:4: phone: '12' is not a phone number" in result.stdout
    assert f"{path}:5: name1: is empty" in result.stdout
    lead = (root / "data/leads.yml").read_text(encoding="utf-8")
    assert "says: 'treats: substance-use; payment: medicaid, tricare'" in lead
    assert "website: http://www.ridge.example.org" in lead and "intake_phone: 575-555-0112" in lead and "zip: '87571'" in lead


def test_a_page_of_an_export_calls_nothing_gone(root: Path, tmp_path: Path) -> None:
    cite(root, "angel-fire", "FindTreatment.gov", "2025")

    whole = findtreatment(root, export(tmp_path / "ft.json", [ROW]))
    page = findtreatment(root, export(tmp_path / "ft.json", [ROW], totalPages=3))

    assert section(whole.stdout, "gone")[1:] == ["  valley-counseling (data/programs/angel-fire.yml): Valley Counseling"]
    assert section(page.stdout, "gone")[1:] == []
    assert "The file is only a part of the list (it is page 1 of 3), so no listing is called gone." in page.stdout


@pytest.mark.parametrize(("content", "words"), [
    (b"", "is empty"),
    (b"{", "is not JSON"),
    (b"[" * 100_000, "is not JSON"),
    (b'{"rows": {}}', "has no list 'rows'"),
    (b"7", "has no list 'rows'"),
    (b'{"rows": []}', "none of them in NM"),
    (b'{"rows": [null, 1, []]}', "none of them in NM"),
    ('{"rows": [{"name1": "Caf\xe9"}]}'.encode("latin-1"), "is not UTF-8"),
    (b'{"rows": [' + b"1" * 5_000 + b"]}", "is not JSON"),
    (b"PK\x03\x04", "is not JSON"),
    (b"\x00\xff", "is not UTF-8"),
])
def test_hostile_exports(root: Path, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "ft.json"
    path.write_bytes(content)
    before = files_of(root)

    result = findtreatment(root, path, "--date", "2026", "--write")

    assert result.returncode == 2 and words in result.stderr and result.stderr.count("\n") == 1
    assert files_of(root) == before


def test_odd_values_of_an_export_are_no_traceback(root: Path, tmp_path: Path) -> None:
    odd: list[Any] = [None, True, 1e999, -1, [], {}, "x" * 100_000, "\u0000", "\ud800", {"f2": 1}, [{"f2": None, "f3": []}, 5]]
    rows = [{**ROW, key: value} for key in ("name1", "city", "zip", "phone", "website", "services", "street1") for value in odd]

    result = findtreatment(root, export(tmp_path / "ft.json", rows), "--date", "2026", "--write")

    assert result.returncode == 1
    assert "Ridge IOP" in (root / "data/leads.yml").read_text(encoding="utf-8")
