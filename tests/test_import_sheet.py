"""The spreadsheet of our own columns: out and back without a change, and back with changes under the rules of the guide."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
import yaml

from resource_guide.importers.columns import columns, flatten, unflatten
from resource_guide.load import load_guide
from resource_guide.model import Guide

from .conftest import ROOT
from .import_files import files_of
from .import_files import root as root
from .import_files import run_inside as run
from .sheet_files import ENDINGS, STAMP, Change, read, write
from .sheet_files import change as change
from .sheet_files import sheet as sheet


def test_the_columns_are_every_field_of_a_listing(sheet: Path, guide: Guide) -> None:
    header = read(sheet)[0]

    assert header[:5] == ["id", "town", "name", "organization", "level"] and header[-1] == STAMP
    assert {name.split()[0] for name in header} - {"town", "as"} == set(guide.program_model.model_fields)
    assert {name for name in header if name.split()[0] in guide.vocabulary} == {f"{name} {option}" for name in guide.vocabulary for option in guide.vocabulary[name].options}
    assert {"phones 3 number", "closed reason es", "facility_wide medication", "sources 1 url", "assured by"} <= set(header)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_real_guide_goes_out_and_comes_back_without_a_change(tmp_path: Path, ending: str) -> None:
    before = files_of(ROOT / "data")
    path = tmp_path / f"build/x{ending}"

    assert run(ROOT, "export", "sheet", str(path)).returncode == 0
    result = run(ROOT, "import", "sheet", str(path), "--write")

    assert (result.returncode, result.stdout, result.stderr) == (0, "no change: 82 listings are the same\n", "")
    assert files_of(ROOT / "data") == before


def test_a_row_says_all_that_a_listing_says(guide: Guide) -> None:
    _, loaded = load_guide(ROOT)
    records = [record for file, source in loaded.sources.items() if file.startswith("data/programs/") for record in source.values]
    every = columns(guide, records)

    assert all(unflatten(flatten(record, every), every) == record for record in records)


def test_an_export_is_the_same_each_day_it_is_made(root: Path, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        run(root, "export", "sheet", str(tmp_path / name))

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_changes_are_shown_and_made_in_place(root: Path, sheet: Path, change: Change) -> None:
    path = root / "data/programs/angel-fire.yml"
    path.write_text("# Ours.\n\n" + path.read_text(encoding="utf-8").replace("575-555-0103", "575-555-0103 # the desk"), encoding="utf-8")
    run(root, "export", "sheet", str(sheet))
    before = files_of(root)
    change("valley-counseling", {
        "website": "https://valley.example.org", "phones 2 number": "575-555-0120", "phones 2 type": "toll-free", "payment medicaid": "Yes",
        "payment medicare": "no", "facility_wide payment": "yes", "sources 1 url": "", "note": "Said: 'yes'",
    })  # fmt: skip

    shown = run(root, "import", "sheet", str(sheet))

    assert shown.returncode == 0
    assert shown.stdout.splitlines() == [
        "valley-counseling (data/programs/angel-fire.yml), row 2",
        "  phones 2 number: (empty) -> '575-555-0120'",
        "  phones 2 type: (empty) -> 'toll-free'",
        "  website: (empty) -> 'https://valley.example.org'",
        "  payment medicaid: (empty) -> 'yes'",
        "  payment medicare: (empty) -> 'no'",
        "  facility_wide payment: (empty) -> 'yes'",
        "  sources 1 url: 'https://example.org/list' -> (empty)",
        '  note: (empty) -> \'Said: \'yes\'\'',
        "  no new check: readers see it as before, with the date it had",
        "1 changed, 1 the same",
        "",
        "Nothing was written. --write makes these changes.",
    ]
    assert files_of(root) == before

    assert run(root, "import", "sheet", str(sheet), "--write").returncode == 0

    after = files_of(root)
    assert {name for name in after if after[name] != before.get(name)} == {"data/programs/angel-fire.yml"}
    old, new = before["data/programs/angel-fire.yml"].decode(), after["data/programs/angel-fire.yml"].decode()
    assert [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"] == [
        "+     - number: 575-555-0120",
        "+       type: toll-free",
        "+   website: https://valley.example.org",
        "+   payment:",
        "+     medicaid: yes",
        "+     medicare: no",
        "+   facility_wide:",
        "+     - payment",
        "-       url: https://example.org/list",
        "+   note: \"Said: 'yes'\"",
    ]
    again = run(root, "import", "sheet", str(sheet))
    assert again.returncode == 0 and again.stdout.startswith("no change: 2 listings"), "a sheet may come twice"


def test_a_new_row_is_a_new_listing(root: Path, sheet: Path, change: Change) -> None:
    change("ridge-iop", {"town": "Questa", "name": "Ridge IOP", "organization": "Ridge", "level": "iop", "phones 1 number": "575-555-0121", "treats substance-use": "yes",
                         "address zip": "87556", "assured date": "2026-11-20", "assured how": "called", "assured by": "volunteer", "sources 1 title": "Call"})  # fmt: skip

    result = run(root, "import", "sheet", str(sheet), "--write")

    assert result.returncode == 0 and "ridge-iop (data/programs/questa.yml), row 4: new" in result.stdout
    text = (root / "data/programs/questa.yml").read_text(encoding="utf-8")
    assert text == (
        "# yaml-language-server: $schema=../schema/programs.json\n# Programs in Questa.\n\n- id: ridge-iop\n  name: Ridge IOP\n  organization: Ridge\n  level: iop\n  phones:\n    - number: 575-555-0121\n"
        "  address:\n    zip: '87556'\n  treats:\n    substance-use: yes\n  assured:\n    date: 2026-11-20\n    how: called\n    by: volunteer\n  sources:\n    - title: Call\n"
    )
    assert run(root, "check").returncode == 0


def test_a_checked_listing_needs_a_newer_check(root: Path, sheet: Path, change: Change) -> None:
    """A person checked the listing in Taos in October 2026."""
    before = files_of(root)
    cases = [
        ({"name": "Other"}, "assured date: a person checked this listing on 2026-10, and this row changes what was checked"),
        ({"assured by": ""}, "assured by: a person checked this listing on 2026-10, and a sheet cannot take that back"),
        ({"assured date": "2026-09-30"}, "assured date: a person checked this listing later, on 2026-10"),
        ({"assured date": "2026-11"}, "assured date: a person's check needs its day; write it as 2026-11-25"),
        ({"assured date": ""}, "assured date: a person's check needs its day"),
        ({"assured date": "2026-11-26"}, "assured date: '2026-11-26' is in the future"),
        ({"assured date": "2026-11-20", "assured how": "government-list"}, "assured how: a person's check needs how it was made; write called or provider-site"),
    ]
    original = sheet.read_bytes()
    for cells, message in cases:
        sheet.write_bytes(original)
        change("mesa-iop-taos", cells)
        result = run(root, "import", "sheet", str(sheet), "--write")
        assert result.returncode == 1 and f"{sheet}:3: {message}" in result.stdout, (cells, result.stdout)
    assert files_of(root) == before

    sheet.write_bytes(original)
    change("mesa-iop-taos", {"name": "Other", "assured date": "2026-11-20", "assured how": "provider-site"})
    assert run(root, "import", "sheet", str(sheet), "--write").returncode == 0
    record = yaml.load((root / "data/programs/taos.yml").read_text(encoding="utf-8"), yaml.BaseLoader)[0]
    assert record["name"] == "Other" and record["assured"] == {"date": "2026-11-20", "how": "provider-site", "by": "volunteer"}


@pytest.mark.parametrize("cells", [{"assured by": "volunteer"}, {"assured by": "volunteer", "assured how": "called"}, {"assured by": "volunteer", "assured date": "2026-11-20"}])
def test_no_check_is_made_up(root: Path, sheet: Path, change: Change, cells: dict[str, str]) -> None:
    """The listing in Angel Fire rests on a list without a date."""
    change("valley-counseling", cells)
    before = files_of(root)

    assert run(root, "import", "sheet", str(sheet), "--write").returncode == 1
    assert files_of(root) == before


@pytest.mark.parametrize("how", ["called", "provider-site"])
def test_how_and_day_are_a_persons_check(root: Path, sheet: Path, change: Change, how: str) -> None:
    change("valley-counseling", {"assured how": how, "assured date": "2026-11-20"})

    shown = run(root, "import", "sheet", str(sheet), "--write")

    assert shown.returncode == 0 and "assured by" in shown.stdout
    record = yaml.load((root / "data/programs/angel-fire.yml").read_text(encoding="utf-8"), yaml.BaseLoader)[0]
    assert record["assured"] == {"date": "2026-11-20", "how": how, "by": "volunteer"}


def test_a_call_needs_its_day_and_an_imported_one_is_none(root: Path, sheet: Path, change: Change) -> None:
    change("valley-counseling", {"assured how": "called", "assured date": "2026-11"})
    refused = run(root, "import", "sheet", str(sheet), "--write")
    assert refused.returncode == 1 and "assured date: a person's check needs its day" in refused.stdout

    change("valley-counseling", {"assured by": "imported"})
    assert run(root, "import", "sheet", str(sheet), "--write").returncode == 0
    record = yaml.load((root / "data/programs/angel-fire.yml").read_text(encoding="utf-8"), yaml.BaseLoader)[0]
    assert record["assured"] == {"date": "2026-11", "how": "called", "by": "imported"}


def test_an_old_sheet_does_not_undo_later_work(root: Path, sheet: Path, change: Change) -> None:
    path = root / "data/programs/angel-fire.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("575-555-0103", "575-555-0130"), encoding="utf-8")
    before = files_of(root)

    result = run(root, "import", "sheet", str(sheet), "--write")

    assert result.returncode == 1
    assert f"{sheet}:2: {STAMP}: 'valley-counseling' has changed in the guide since this sheet was made; export the sheet again" in result.stdout
    assert files_of(root) == before


def test_bad_rows_are_named_and_the_rest_goes_in(root: Path, sheet: Path, change: Change) -> None:
    new = {"town": "taos", "organization": "X", "level": "iop", "website": "https://x.example.org", "assured how": "other-list", "sources 1 title": "X"}
    rows = {
        "no-name": ({**new}, "name: is missing; add 'name: …'"),
        "bad-level": ({**new, "name": "A", "level": "IOP!"}, "level: 'IOP!' is not one of the values"),
        "bad-phone": ({**new, "name": "A", "phones 2 number": "555"}, "phones 1 number: '555' is not a phone number"),
        "no-contact": ({**new, "name": "A", "website": ""}, "phones: the listing has neither a phone nor a website"),
        "far-zip": ({**new, "name": "A", "address zip": "87710"}, "address zip: ZIP 87710 is in Angel Fire, and this file is for Taos"),
        "their-phone": ({**new, "name": "A", "phones 1 number": "575-555-0101"}, "phones 1 number: 575-555-0101 is also the number of 'mesa-iop-taos', another organization"),
        "no-town": ({**new, "name": "A", "town": "taoss"}, "town: there is no town 'taoss' in data/places.yml; did you mean 'taos'?"),
        "Bad Id": ({**new, "name": "A"}, "id: 'Bad Id' has the wrong form"),
        "hidden": ({**new, "name": "A\u202eB"}, "name: the cell holds a hidden character (U+202E)"),
        "not-answer": ({**new, "name": "A", "payment medicaid": "maybe"}, "payment medicaid: 'maybe' is not one of the values"),
        "gone": ({**new, "name": "A", STAMP: "v-123"}, "id: there is no listing 'gone' any more"),
        "future": ({**new, "name": "A", "assured date": "2027"}, "assured date: '2027' is in the future"),
        "no-source": ({**new, "name": "A", "sources 1 title": ""}, "sources: is missing"),
    }
    change("valley-counseling", {"note": "Goes in."})
    for identity, (cells, _) in rows.items():
        change(identity, cells)
    change("good-row", {**new, "name": "Good"})

    result = run(root, "import", "sheet", str(sheet), "--write")

    assert result.returncode == 1
    for number, (identity, (_, message)) in enumerate(rows.items(), 4):
        assert f"{sheet}:{number}: {message}" in result.stdout, (identity, result.stdout)
    assert "2 listings written in data/programs/angel-fire.yml, data/programs/taos.yml" in result.stdout
    assert "Goes in." in (root / "data/programs/angel-fire.yml").read_text(encoding="utf-8")
    assert [record["id"] for record in yaml.safe_load((root / "data/programs/taos.yml").read_text(encoding="utf-8"))] == ["mesa-iop-taos", "good-row"]
    assert run(root, "check").returncode == 0


def test_a_listing_is_not_moved_and_not_written_twice(root: Path, sheet: Path, change: Change) -> None:
    change("valley-counseling", {"town": "taos"})
    table = read(sheet)
    write(sheet, [*table, table[2]])

    result = run(root, "import", "sheet", str(sheet), "--write")

    assert result.returncode == 1
    assert f"{sheet}:2: town: a sheet does not move a listing to another town; move it by hand" in result.stdout
    assert f"{sheet}:4: id: 'mesa-iop-taos' is already in row 3; keep one of the rows" in result.stdout


def test_rows_and_columns_may_be_missing(root: Path, sheet: Path) -> None:
    """Half a sheet, in another order, changes what it has; a column of the coalition's own is named."""
    table = read(sheet)
    keep = ["organization", "id", "town", STAMP]
    places = [table[0].index(name) for name in keep]
    write(sheet, [["Called?", *keep], ["x", *(table[2][place] for place in places)]])

    result = run(root, "import", "sheet", str(sheet))

    assert result.returncode == 0
    assert result.stdout.splitlines() == [
        "the column 'Called?' is none of the guide's and was not read", "1 listings are not in the sheet; they stay as they are", "no change: 1 listings are the same",
    ]  # fmt: skip


def test_without_the_stamp_an_old_sheet_cannot_be_told(root: Path, sheet: Path) -> None:
    write(sheet, [row[:-1] for row in read(sheet)])

    result = run(root, "import", "sheet", str(sheet))

    assert result.returncode == 2 and f"has no column '{STAMP}'" in result.stderr
