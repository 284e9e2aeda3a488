"""Lists of others: what they say is shown; a lead is the most that comes of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest

from resource_guide.edit_yaml import new_records, read_records
from resource_guide.model import Guide
from resource_guide.problems import GuideError
from resource_guide.turns import replace_files

from .conftest import ROOT, run_guide
from .import_files import (
    ELSEWHERE,
    KEY,
    MESA,
    NEW_IOP,
    QUESTA,
    SHELTER,
    VALLEY,
    directory,
    export,
    files_of,
    hostile_workbooks,
    run_inside,
    tiny_guide,
)

SU = "SAMHSA National Directory of Drug and Alcohol Use Treatment Facilities"
FOUND_NOTHING = "Nothing was written."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny_guide(tmp_path / "guide")


def samhsa(root: Path, path: Path, *options: str) -> CompletedProcess[str]:
    return run_inside(root, "import", "samhsa", str(path), *options)


def cite(root: Path, town: str, title: str = f"{SU} 2022", date: str = "2022") -> None:
    """Let the listing of a town rest on an edition of the directory."""
    path = root / f"data/programs/{town}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text.rstrip()}\n    - title: {title}\n      date: {date}\n", encoding="utf-8")


def section(output: str, name: str) -> list[str]:
    """The lines of a part of the report, with its heading."""
    lines = output.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"{name}:"))
    end = next((index for index in range(start + 1, len(lines)) if not lines[index].startswith(" ")), len(lines))
    return lines[start:end]


def test_new_changed_gone_and_same(root: Path, tmp_path: Path) -> None:
    cite(root, "taos")
    cite(root, "angel-fire")
    path = directory(tmp_path / "su.xlsx", [ELSEWHERE, NEW_IOP, SHELTER, VALLEY, QUESTA])

    result = run_guide(root, "import", "samhsa", str(path), "--state", "nm")

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[0] == f"{SU}: 4 facilities in NM, of 5 in the file"
    assert section(result.stdout, "new") == [
        "new: 2 facilities that are in no listing, 2 of them worth a call (*)",
        "  * row 3: Ridge IOP; 9 Canyon Drive; Taos; 575-555-0108; iop",
        "  * row 6: Red River Care - Questa Clinic; 5 Ridge Road; Questa; 575-555-0107; outpatient",
    ]
    assert section(result.stdout, "not for this guide") == ["not for this guide: 1 facilities state no level of care that it lists"]
    assert section(result.stdout, "changed") == [
        "changed: 1 listings",
        "  valley-counseling (data/programs/angel-fire.yml), row 5",
        "    address.street: the listing says nothing, the list has '20 Pine Street'",
        "    treats.substance-use: the listing says nothing, the list has 'yes'",
        "    languages.es: the listing says nothing, the list has 'yes'",
        "    payment.medicaid: the listing says nothing, the list has 'yes'",
    ]
    assert section(result.stdout, "gone") == [
        "gone: 1 listings that cite an edition of this list and are not in it",
        "  mesa-iop-taos (data/programs/taos.yml): Mesa Recovery",
    ]
    same = samhsa(root, directory(tmp_path / "su.xlsx", [MESA]))
    assert section(same.stdout, "same") == ["same: 1 listings"]
    assert section(same.stdout, "gone")[1:] == ["  valley-counseling (data/programs/angel-fire.yml): Valley Counseling"]


@pytest.mark.parametrize("shape", [
    {"name": str.lower},
    {"name": str.upper, "sheets": ("Tabelle1", "Tabelle2")},
    {"name": lambda column: f" {column.title()} "},
])
def test_the_shape_of_a_year_does_not_matter(root: Path, tmp_path: Path, shape: dict[str, Any]) -> None:
    rows = [NEW_IOP, MESA, VALLEY]
    plain = samhsa(root, directory(tmp_path / "su.xlsx", rows)).stdout

    assert samhsa(root, directory(tmp_path / "su.xlsx", rows, **shape)).stdout == plain


def test_rows_are_never_matched_by_their_order(root: Path, tmp_path: Path) -> None:
    rows = [NEW_IOP, MESA, VALLEY, SHELTER]
    one = samhsa(root, directory(tmp_path / "su.xlsx", rows)).stdout
    other = samhsa(root, directory(tmp_path / "su.xlsx", rows[::-1])).stdout

    assert [line.partition(", row")[0] for line in section(one, "changed")] == [line.partition(", row")[0] for line in section(other, "changed")]
    assert section(one, "same") == section(other, "same")


def test_codes_mean_what_the_key_of_the_same_workbook_says(root: Path, tmp_path: Path) -> None:
    """MD was Medicaid; in this edition it is military insurance, and Medicaid is XQ."""
    key = (
        *(line for line in KEY if line[2] not in ("MD", "MC")),
        ("PAY", "Payment", "MD", "Federal military insurance (e.g., TRICARE)"),
        ("PAY", "Payment", "XQ", "Medicaid"),
    )
    rows = [{**VALLEY, "service_code_info": "OP * MD"}, {**MESA, "service_code_info": "SA * OIT * XQ"}]

    result = samhsa(root, directory(tmp_path / "su.xlsx", rows, key=key))

    assert "    payment.tricare: the listing says nothing, the list has 'yes'" in result.stdout
    assert "    payment.medicaid: the listing says nothing, the list has 'yes'" in result.stdout
    assert "medicare" not in result.stdout


def test_the_kind_of_directory_is_told_by_its_key(root: Path, tmp_path: Path) -> None:
    mental = (("TC", "Type of Care", "MH", "Mental health treatment"), *(line for line in KEY if line[2] not in ("DT", "OIT")))
    neither = tuple(line for line in KEY if line[2] != "DT")

    result = samhsa(root, directory(tmp_path / "mh.xlsx", [{**MESA, "service_code_info": "MH SA * OP"}], key=mental))
    unknown = samhsa(root, directory(tmp_path / "x.xlsx", [MESA], key=neither))

    assert result.stdout.startswith("SAMHSA National Directory of Mental Health Treatment Facilities: 1 facilities")
    assert "level:" not in result.stdout, "a list without the level cannot deny it"
    assert unknown.returncode == 2 and "its code key is of no list that data/imports.yml knows" in unknown.stderr


def test_what_a_list_no_longer_says(root: Path, tmp_path: Path) -> None:
    """Silence counts only of a list that the listing rests on, and only where the list could say it."""
    path = root / "data/programs/taos.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("    substance-use: yes\n", "    substance-use: yes\n  payment:\n    medicaid: yes\n    free: yes\n"), encoding="utf-8")
    book = directory(tmp_path / "su.xlsx", [MESA])
    assert section(samhsa(root, book).stdout, "same") == ["same: 1 listings"]

    cite(root, "taos")

    assert section(samhsa(root, book).stdout, "changed")[2:] == ["    payment.medicaid: the listing has 'yes', the list says nothing"]


def test_without_write_nothing_is_written(root: Path, tmp_path: Path) -> None:
    before = files_of(root)

    result = samhsa(root, directory(tmp_path / "su.xlsx", [NEW_IOP, VALLEY]), "--date", "2023-06")

    assert FOUND_NOTHING in result.stdout
    assert files_of(root) == before


def test_write_adds_leads_once_and_touches_nothing_else(root: Path, tmp_path: Path) -> None:
    cite(root, "angel-fire")
    (root / "data/leads.yml").write_text("# Ours.\n\n- id: old-lead # keep\n  name: Somebody\n  notes: 'ask again'\n", encoding="utf-8")
    before = files_of(root)
    path = directory(tmp_path / "su.xlsx", [NEW_IOP, {**MESA, "phone": "575-555-0111"}])

    result = samhsa(root, path, "--date", "2026-11-20", "--write")

    after = files_of(root)
    assert result.returncode == 0 and "data/leads.yml: 3 leads added" in result.stdout
    assert {name for name in after if after[name] != before.get(name)} == {"data/leads.yml"}
    text = after["data/leads.yml"].decode()
    assert text.startswith(before["data/leads.yml"].decode())
    assert text[len(before["data/leads.yml"]) :] == f"""
- id: ridge-iop-taos-samhsa-su-2026-11-20
  kind: new
  name: Ridge IOP
  level: iop
  street: 9 Canyon Drive
  city: Taos
  zip: '87571'
  phone: 575-555-0108
  says: 'treats: substance-use; ages: teens; languages: es; payment: medicaid, medicare'
  notes: Not in the guide. Call before it is listed.
  source: {SU} 2026
  source_date: 2026-11-20
  found: 2026-11-25

- id: mesa-iop-taos-changed-samhsa-su-2026-11-20
  kind: changed
  listing: mesa-iop-taos
  name: Mesa Recovery
  differences:
    - "phones: the listing has '575-555-0101, 575-555-0102 x4', the list has '575-555-0111'"
  notes: 'A person checked it on 2026-10. The listing was not changed: call, then correct it.'
  source: {SU} 2026
  source_date: 2026-11-20
  found: 2026-11-25

- id: valley-counseling-gone-samhsa-su-2026-11-20
  kind: gone
  listing: valley-counseling
  name: Valley Counseling
  notes: 'No person has checked it. It was in an earlier edition and is not in this one: closed, moved, renamed or just not listed. Call.'
  source: {SU} 2026
  source_date: 2026-11-20
  found: 2026-11-25
"""
    noted = text.replace("notes: Not in the guide.", "notes: Called on Monday, no answer.")
    (root / "data/leads.yml").write_text(noted, encoding="utf-8")
    again = samhsa(root, path, "--date", "2026-11-20", "--write")
    assert "0 leads added; all of them were there" in again.stdout
    assert "is a lead already: ridge-iop-taos-samhsa-su-2026-11-20" in again.stdout
    assert (root / "data/leads.yml").read_text(encoding="utf-8") == noted


def test_leads_begin_a_file_where_there_is_none(root: Path, tmp_path: Path) -> None:
    result = samhsa(root, directory(tmp_path / "su.xlsx", [NEW_IOP]), "--date", "2023", "--write")

    assert result.returncode == 0
    assert (root / "data/leads.yml").read_text(encoding="utf-8").startswith("# Leads for editors to call.")
    assert run_inside(root, "check").stdout.count("leads.yml") == 0, "the guide knows the file"


@pytest.mark.parametrize(("edition", "group"), [("2026-09", "outranked"), ("2026-10", "outranked"), ("2023", "outranked"), ("2026-11", "changed")])
def test_a_persons_check_outranks_an_older_list(root: Path, tmp_path: Path, edition: str, group: str) -> None:
    """The listing in Taos was checked by a person in October 2026."""
    path = directory(tmp_path / "su.xlsx", [{**MESA, "phone": "575-555-0111"}])
    before = files_of(root / "data/programs")

    result = samhsa(root, path, "--date", edition, "--write")

    assert "  mesa-iop-taos" in "\n".join(section(result.stdout, group))
    assert files_of(root / "data/programs") == before
    assert (root / "data/leads.yml").exists() == (group == "changed")


def test_an_older_edition_calls_nothing_gone(root: Path, tmp_path: Path) -> None:
    cite(root, "angel-fire", f"{SU} 2023", "2023-06")

    older = samhsa(root, directory(tmp_path / "su.xlsx", [MESA]), "--date", "2022")
    newer = samhsa(root, directory(tmp_path / "su.xlsx", [MESA]), "--date", "2024")

    assert section(older.stdout, "gone")[1:] == [] and section(older.stdout, "outranked")[1:] == ["  valley-counseling"]
    assert section(newer.stdout, "gone")[1:] == ["  valley-counseling (data/programs/angel-fire.yml): Valley Counseling"]


def test_bad_rows_are_named_and_the_rest_goes_in(root: Path, tmp_path: Path) -> None:
    cite(root, "taos")
    path = directory(tmp_path / "su.xlsx", [
        {**MESA, "phone": "575-CALL-NOW"}, {**NEW_IOP, "name1": ""}, {**NEW_IOP, "city": None}, {**NEW_IOP, "phone": "=HYPERLINK(1)"},
        {**NEW_IOP, "name1": "Ridge\u202eIOP"}, NEW_IOP,
    ])  # fmt: skip

    result = samhsa(root, path, "--date", "2026-11-01", "--write")

    assert result.returncode == 1
    assert [line for line in result.stdout.splitlines() if line.startswith(str(path))] == [
        f"{path}:2: phone: '575-CALL-NOW' is not a phone number; look for a missing, extra or wrong digit",
        f"{path}:3: name1: is empty; a facility needs a name and a town; look it up in the list",
        f"{path}:4: city: is empty; a facility needs a name and a town; look it up in the list",
        f"{path}:5: phone: the cell holds a formula; write the value itself",
        f"{path}:6: name1: the cell holds a hidden character (U+202E); type the value again by hand",
    ]
    assert section(result.stdout, "gone")[1:] == [], "a row that cannot be read does not make its listing gone"
    assert "data/leads.yml: 1 leads added" in result.stdout


def test_write_needs_the_edition(root: Path, tmp_path: Path) -> None:
    path = directory(tmp_path / "su.xlsx", [NEW_IOP])

    assert samhsa(root, path, "--write").returncode == 2
    wrong = samhsa(root, path, "--date", "June 2023")
    assert wrong.returncode == 2 and "write a date as 2023, 2023-06 or 2023-06-30" in wrong.stderr
    other = samhsa(root, path, "--state", "WY")
    assert other.returncode == 2 and "none of them in WY" in other.stderr


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


# FindTreatment


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


def own_rows(guide: Guide) -> list[dict[str, Any]]:
    """Each listing of a guide as a row of a directory, with other spellings."""
    return [
        {
            "name1": program.name.upper(), "street1": program.address.street.replace("Street", "St").replace("Avenue", "Ave.").split(",")[0],
            "city": guide.places[town].name.replace("ñ", "n"), "zip": program.address.zip, "phone": program.phones[0].number,
            "service_code_info": "OIT" if program.level == "iop" else "OP",
        }
        for program in reversed(guide.programs.values())
        if program.phones and program.address.street and (town := guide.town_of.get(program.id))
    ]  # fmt: skip


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the real guide."""
    root = tmp_path_factory.mktemp("real")
    shutil.copytree(ROOT / "data", root / "data")
    return root


def test_the_real_guide_knows_its_own_rows(real: Path, guide: Guide, tmp_path: Path) -> None:
    rows = own_rows(guide)
    assert len(rows) > 60

    result = samhsa(real, directory(tmp_path / "su.xlsx", rows))

    assert section(result.stdout, "new")[0].startswith("new: 0 facilities")
    assert "    name:" not in result.stdout and "    phones:" not in result.stdout and "    address" not in result.stdout and "    level:" not in result.stdout


NATIONAL = sorted((ROOT.parent / "shared/data/samhsa").glob("*.xlsx"))
"""The national workbooks, where somebody has put them beside the project."""


@pytest.mark.parametrize("path", [None, *NATIONAL], ids=lambda path: path.stem if path else "made-up")
def test_every_facility_of_a_national_workbook_is_accounted_for(real: Path, guide: Guide, tmp_path: Path, path: Path | None) -> None:
    """The same for a made-up workbook of that shape and for the real ones, if they are here."""
    far = [{**ELSEWHERE, "name1": f"Far Away Care {number}", "phone": f"251-555-01{number:02}"} for number in range(100)]
    book = path or directory(tmp_path / "su.xlsx", [*far, *own_rows(guide), NEW_IOP, SHELTER], name=str.lower)
    before = files_of(real)

    result = samhsa(real, book)

    rows = int(re.search(r": ([0-9]+) facilities in NM, of ([0-9]+) in the file", result.stdout)[1])  # type: ignore[index]
    count = {name: int(number) for name, number in re.findall(r"(?m)^(new|not for this guide|changed|outranked|same): ([0-9]+)", result.stdout)}
    assert result.returncode == 0 and result.stderr == ""
    assert rows > 60 and sum(count.values()) == rows, "nothing is counted twice, and nothing is lost"
    assert count["changed"] + count["same"] > 20, "the guide's own listings are found in it"
    assert files_of(real) == before


def test_another_state_calls_nothing_gone(root: Path, tmp_path: Path) -> None:
    cite(root, "angel-fire")

    result = samhsa(root, directory(tmp_path / "su.xlsx", [MESA, ELSEWHERE]), "--state", "AL", "--date", "2026", "--write")

    assert "(you asked for AL, and this guide is of NM), so no listing is called gone." in result.stdout
    assert "-gone-" not in (root / "data/leads.yml").read_text(encoding="utf-8")


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
