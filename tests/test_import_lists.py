"""Lists of others: what they say is shown; a lead is the most that comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import run_guide
from .import_files import (
    ELSEWHERE,
    KEY,
    MESA,
    NEW_IOP,
    QUESTA,
    SHELTER,
    SU,
    VALLEY,
    cite,
    directory,
    files_of,
    run_inside,
    samhsa,
    section,
)
from .import_files import root as root

FOUND_NOTHING = "Nothing was written."
LEADS = f"""
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
"""The leads of one new facility, one whose number changed, and one that is gone."""


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
    assert text[len(before["data/leads.yml"]) :] == LEADS
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


def test_another_state_calls_nothing_gone(root: Path, tmp_path: Path) -> None:
    cite(root, "angel-fire")

    result = samhsa(root, directory(tmp_path / "su.xlsx", [MESA, ELSEWHERE]), "--state", "AL", "--date", "2026", "--write")

    assert "(you asked for AL, and this guide is of NM), so no listing is called gone." in result.stdout
    assert "-gone-" not in (root / "data/leads.yml").read_text(encoding="utf-8")
