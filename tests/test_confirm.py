"""`guide confirm`: a person's check, and what it corrects."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from resource_guide.edit_yaml import read_records
from resource_guide.keeping import Check, confirmed
from resource_guide.load import load_guide
from resource_guide.model import Guide

from .conftest import ROOT, run_guide, without_sheets
from .editing import CALLED, EPOCH, HOPE, HOPE_FILE, changes, data_of, diff, faults, guide, guide_process, unchanged
from .editing import project as project
from .editing import shared as shared
from .editing import whole as whole

PROGRAMS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "data/programs").glob("*.yml"))


def test_a_check_changes_its_own_lines_only(project: Path) -> None:
    before = data_of(project)

    result = guide_process(project, "confirm", HOPE, *CALLED)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"{HOPE}: checked by a person on November 23, 2026 (phone call) [{HOPE_FILE}]\n"
    assert changes(before, data_of(project)) == {"programs/albuquerque.yml": [
        "-    date: 2023-06", "-    how: government-list", "+    date: 2026-11-23", "+    how: called", "+    by: volunteer",
        "+    - title: Phone call", "+      date: 2026-11-23",
    ]}  # fmt: skip


@pytest.fixture(scope="module")
def data(shared: Path) -> Guide:
    """What the commands know of the guide."""
    loaded, _ = load_guide(shared)
    assert loaded is not None
    return loaded


@pytest.mark.parametrize("name", PROGRAMS)
def test_comments_stay_in_every_real_file(data: Guide, tmp_path: Path, name: str) -> None:
    """The first listing of each file, with comments added around and in it: every line but its check stays, as the command would write it."""
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    text = re.sub(r"(?m)^(  assured:)$", r"  # who called\n\1 # the check", (ROOT / name).read_text(encoding="utf-8")) + "\n# The end.\n"
    path.write_text(text, encoding="utf-8")
    first = next(line.removeprefix("- id: ") for line in text.split("\n") if line.startswith("- id: "))

    file = read_records(path, tmp_path)
    record, _ = confirmed(data, file.record(first), Check("2026-11-23", "called", "Phone call"), ["phone=505-555-0123"])

    new = file.with_record(first, record).content.decode()
    lines = diff(text, new)
    assert {line.split(":")[0] for line in lines if line[0] == "-"} <= {"-    date", "-    how", "-    - number"}
    assert {line.split(":")[0].strip("+ -") for line in lines} <= {"date", "how", "by", "number", "title", "phones"}
    assert len(lines) <= 11
    assert [line for line in new.split("\n") if "#" in line] == [line for line in text.split("\n") if "#" in line]
    assert new.count("505-555-0123") == 1


def test_a_check_that_corrects(project: Path) -> None:
    before = data_of(project)
    wanted = ("phone=505-555-0123", "website=", "street=2 New Road", "zip=87103", "languages.es=no", "schedule.evening=YES", "facility_wide.ages=no", "phones.1.number=")

    result = guide(project, "confirm", HOPE, *CALLED, *(part for text in wanted for part in ("--set", text)), "--lang", "es")

    assert result.returncode == 0, result.stderr
    assert result.stdout.count("\n") == 1
    assert "una persona la revisó el 23 de noviembre de 2026 (llamada)" in result.stdout
    for told in ("phone: 505-242-4399 x314 → 505-555-0123", "website: http://hopeworksnm.org → (nada)", "schedule.evening: (nada) → yes", "languages.es: yes → no"):
        assert told in result.stdout
    (lines,) = changes(before, data_of(project)).values()
    assert {line for line in lines if line[0] == "-"} == {
        "-    - number: 505-242-4399 x314", "-    - number: 505-764-8231 x208", "-      type: intake", "-  website: http://hopeworksnm.org",
        "-    street: 1201 3rd Street NW", "-    zip: '87102'", "-    es: yes", "-    - ages", "-    date: 2023-06", "-    how: government-list",
    }  # fmt: skip
    assert "+  schedule:" in lines and "+    evening: yes" in lines and "+    es: no" in lines
    assert faults(project) == []


def test_a_second_call_takes_the_place_of_the_first(project: Path) -> None:
    guide(project, "confirm", HOPE, *CALLED)
    before = data_of(project)

    again = guide(project, "confirm", HOPE, *CALLED)
    assert again.returncode == 0 and "nothing was written" in again.stdout and data_of(project) == before

    later = guide(project, "confirm", HOPE, "--how", "called", "--date", "2026-11-25")
    assert later.returncode == 0
    assert changes(before, data_of(project)) == {"programs/albuquerque.yml": [
        "-    date: 2026-11-23", "+    date: 2026-11-25", "-      date: 2026-11-23", "+      date: 2026-11-25",
    ]}  # fmt: skip


def test_a_look_at_the_own_website(project: Path) -> None:
    result = guide(project, "confirm", HOPE, "--how", "provider-site", "--date", "2026-11-23")

    assert result.returncode == 0, result.stderr
    record = read_records(project / HOPE_FILE, project).record(HOPE)
    assert record["assured"] == {"date": "2026-11-23", "how": "provider-site", "by": "volunteer"}
    assert record["sources"][-1] == {"title": "hopeworksnm.org", "url": "http://hopeworksnm.org"}
    without = guide(project, "confirm", HOPE, "--how", "provider-site", "--date", "2026-11-24", "--set", "website=")
    assert without.returncode == 2 and "the listing has no website that could be checked" in without.stderr


REFUSED = {
    "a list": (("--how", "government-list", "--date", "2026-11-23"), "only a person's own check can confirm a listing"),
    "another list": (("--how", "other-list", "--date", "2026-11-23"), "only a person's own check can confirm a listing"),
    "a misspelled way": (("--how", "caled", "--date", "2026-11-23"), "did you mean 'called'?"),
    "tomorrow": (("--how", "called", "--date", "2026-11-26"), "'2026-11-26' is in the future"),
    "no whole day": (("--how", "called", "--date", "2026-11"), "write year, month and day: 2026-11-25"),
    "no day at all": (("--how", "called", "--date", "2026-02-30"), "'2026-02-30' is not the day of a check"),
    "a week date": (("--how", "called", "--date", "2026-W48-3"), "'2026-W48-3' is not the day of a check"),
    "before the list": (("--how", "called", "--date", "2023-05-31"), "'2023-05-31' is before the last check, of 2023-06"),
    "no number": ((*CALLED, "--set", "phone=12"), "phones.0.number: '12' is not a phone number"),
    "no yes or no": ((*CALLED, "--set", "languages.es=perhaps"), "languages.es: 'perhaps' is not one of the values"),
    "no field": ((*CALLED, "--set", "phon=505-555-0123"), "there is no field 'phon'; did you mean 'phone'?"),
    "no answer": ((*CALLED, "--set", "schedule.evning=yes"), "did you mean 'schedule.evening'"),
    "its id": ((*CALLED, "--set", "id=another"), "there is no field 'id'"),
    "its check": ((*CALLED, "--set", "assured.by=volunteer"), "there is no field 'assured.by'"),
    "no sign": ((*CALLED, "--set", "phone"), "'phone' has no equals sign"),
    "no name": ((*CALLED, "--set", "name="), "name: is missing"),
    "a hidden character": ((*CALLED, "--set", "street=1 \u202eMain"), "hidden character (U+202E)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_check_that_cannot_be(shared: Path, case: str) -> None:
    arguments, message = REFUSED[case]
    before = data_of(shared)

    told = unchanged(shared, before, guide(shared, "confirm", HOPE, *arguments), 2)

    assert message in told
    spanish = guide(shared, "confirm", HOPE, *arguments, "--lang", "es").stderr
    assert spanish != told and not re.search(r"\b(the|write|is not|there is)\b", spanish)


def test_all_that_is_wrong_at_once(shared: Path) -> None:
    result = guide(shared, "confirm", HOPE, *CALLED, "--set", "phone=12", "--set", "zip=abc", "--set", "website=x")

    assert [line.split(":")[1].strip() for line in result.stderr.splitlines()] == ["phones.0.number", "website", "address.zip"]


@pytest.mark.parametrize(("wanted", "message"), [
    ("zip=87571", "address.zip: ZIP 87571 is in Taos, and this file is for Albuquerque"),
    ("phone=505-247-4622", "phones.0.number: 505-247-4622 is also the number of 'aliviar-counseling-services-inc-albuquerque'"),
])  # fmt: skip
def test_a_check_that_breaks_a_rule_between_records(shared: Path, wanted: str, message: str) -> None:
    before = data_of(shared)

    told = unchanged(shared, before, guide(shared, "confirm", HOPE, *CALLED, "--set", wanted), 1)

    assert re.search(rf"^{HOPE_FILE}:\d+: {re.escape(message)}", told) and told.endswith("guide: nothing was written\n")


def test_an_id_that_is_none(shared: Path) -> None:
    for command in (("confirm", "hopework-albuquerque", *CALLED), ("close", "hopework-albuquerque", "--reason", "x")):
        result = guide(shared, *command)
        assert result.returncode == 2 and "did you mean 'hopeworks-albuquerque'" in result.stderr


def test_a_confirmed_listing_moves_up_and_off_the_list(whole: Path) -> None:
    without_sheets(whole)
    before = guide(whole, "stale", "--county", "Bernalillo").stdout

    assert guide(whole, "confirm", HOPE, *CALLED).returncode == 0
    assert run_guide(whole, "build", SOURCE_DATE_EPOCH=EPOCH).returncode == 0

    pages = {name: (whole / "site" / name).read_text(encoding="utf-8") for name in ("programs/albuquerque.html", "es/programs/albuquerque.html", "programs/need/medicaid.html")}
    checked, _, rest = pages["programs/albuquerque.html"].partition("<strong>Not confirmed lately.")
    assert f'id="{HOPE}"' in checked and "A volunteer called on November 23, 2026." in checked
    assert rest.count('<article class="card"') > 5 and f'id="{HOPE}"' not in rest
    assert "Una persona voluntaria llamó el 23 de noviembre de 2026." in pages["es/programs/albuquerque.html"]
    checked, _, rest = pages["programs/need/medicaid.html"].partition("Checked by a person in the last months")[2].partition("Not confirmed lately")
    assert f"#{HOPE}" in checked and checked.count("<li") == 1 and f"#{HOPE}" not in rest
    after = guide(whole, "stale", "--county", "Bernalillo").stdout
    assert f"        {HOPE}\n" in before and HOPE not in after
    assert int(after.split("\n")[0].rpartition(" ")[2]) == int(before.split("\n")[0].rpartition(" ")[2]) - 1
