"""`guide stale`, `confirm`, `close` and `add`, run as an editor runs them, on copies of the real data."""

from __future__ import annotations

import contextlib
import csv
import datetime
import difflib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from resource_guide.cli import main
from resource_guide.edit_yaml import read_records
from resource_guide.load import load_guide
from resource_guide.rules import check_data
from resource_guide.schema import schema_problems
from resource_guide.stale import due_listings
from resource_guide.wording import Speaker

from .conftest import ROOT, copy_guide, files_of, run_guide

Edit = Callable[[str, str, str], None]

TODAY = datetime.date(2026, 11, 25)
EPOCH = str(int(datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC).timestamp()))
PROGRAMS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "data/programs").glob("*.yml"))
TAOS, TAOS_FILE = "rio-grande-atp-taos", "data/programs/taos.yml"
HOPE, HOPE_FILE = "hopeworks-albuquerque", "data/programs/albuquerque.yml"
CALLED = ("--how", "called", "--date", "2026-11-23")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data for commands that write nothing."""
    return copy_data(tmp_path_factory.mktemp("shared") / "guide")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the data to change."""
    return copy_data(tmp_path / "guide")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of everything that a site is built from."""
    return allow_made_up_numbers(copy_guide(tmp_path / "guide"))


def copy_data(root: Path) -> Path:
    shutil.copytree(ROOT / "data", root / "data")
    return allow_made_up_numbers(root)


def allow_made_up_numbers(root: Path) -> Path:
    path = root / "data/guide.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("state_code: NM\n", "state_code: NM\nfictional_phones: yes\n"), encoding="utf-8")
    return root


def guide(root: Path, *arguments: str, answers: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command without a process of its own, on the same day always; ``answers`` are what the editor types."""
    typed = io.StringIO("".join(f"{answer}\n" for answer in answers or []))
    with (
        contextlib.redirect_stdout(io.StringIO()) as shown, contextlib.redirect_stderr(io.StringIO()) as told,
        mock.patch.object(sys, "stdin", typed), mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=EPOCH),
    ):  # fmt: skip
        status = main(["--root", str(root), *arguments])
    return subprocess.CompletedProcess(arguments, status, shown.getvalue(), told.getvalue())


def guide_process(root: Path, *arguments: str, answers: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command as an editor runs it."""
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(root), *arguments]
    typed = "".join(f"{answer}\n" for answer in answers or [])
    result = subprocess.run(command, input=typed, capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, check=False)
    assert "Traceback" not in result.stderr, result.stderr
    return result


def diff(old: str, new: str) -> list[str]:
    """The lines that were taken out and put in."""
    before, after = old.split("\n"), new.split("\n")
    found = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [f"-{line}" for line in before[i1:i2]] + [f"+{line}" for line in after[j1:j2]]
    return found


def changes(old: dict[str, bytes], new: dict[str, bytes]) -> dict[str, list[str]]:
    """What changed, by file."""
    return {name: diff(old.get(name, b"").decode(), new.get(name, b"").decode()) for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)}


def data_of(root: Path) -> dict[str, bytes]:
    return files_of(root / "data")


def faults(root: Path) -> list[str]:
    """What ``guide check`` would say of the data, warnings too."""
    return [str(problem) for problem in [*check_data(root, TODAY)[1], *schema_problems(root)]]


def unchanged(root: Path, before: dict[str, bytes], result: subprocess.CompletedProcess[str], status: int) -> str:
    """The one answer of a command that wrote nothing and left no file behind."""
    assert result.returncode == status, result.stdout + result.stderr
    assert data_of(root) == before
    assert result.stderr.count("guide: ") >= 1
    return result.stderr


# What is due


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


# A person's check


def test_a_check_changes_its_own_lines_only(project: Path) -> None:
    before = data_of(project)

    result = guide_process(project, "confirm", HOPE, *CALLED)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"{HOPE}: checked by a person on November 23, 2026 (phone call) [{HOPE_FILE}]\n"
    assert changes(before, data_of(project)) == {"programs/albuquerque.yml": [
        "-    date: 2023-06", "-    how: government-list", "+    date: 2026-11-23", "+    how: called", "+    by: volunteer",
        "+    - title: Phone call", "+      date: 2026-11-23",
    ]}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_comments_stay_in_every_real_file(project: Path, name: str) -> None:
    """The first listing of each file, with comments added around and in it: every line but its check stays."""
    path = project / name
    text = re.sub(r"(?m)^(  assured:)$", r"  # who called\n\1 # the check", path.read_text(encoding="utf-8")) + "\n# The end.\n"
    path.write_text(text, encoding="utf-8")
    first = next(line.removeprefix("- id: ") for line in text.split("\n") if line.startswith("- id: "))

    result = guide(project, "confirm", first, *CALLED, "--set", "phone=505-555-0123")

    assert result.returncode == 0, result.stderr
    new = path.read_text(encoding="utf-8")
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


# The end of a program


def test_a_program_closes_and_readers_are_led_on(project: Path) -> None:
    before = data_of(project)

    first = guide_process(project, "close", TAOS, "--reason", "The building was sold.", "--see", "presbyterian-medical-services-questa-health-center-questa", "--date", "2026-10")

    assert first.returncode == 0
    assert f"guide close {TAOS} --reason-es" in first.stdout
    assert "closed.reason: no words for 'es'" in first.stderr, "the Spanish sentence is asked for, never made"
    assert changes(before, data_of(project)) == {"programs/taos.yml": [
        "+  closed:", "+    date: 2026-10", "+    reason:", "+      en: The building was sold.",
        "+    see: presbyterian-medical-services-questa-health-center-questa",
    ]}  # fmt: skip

    between = data_of(project)
    second = guide(project, "close", TAOS, "--reason-es", "Se vendió el edificio.", "--lang", "es")
    assert (second.returncode, second.stderr) == (0, "")
    assert changes(between, data_of(project)) == {"programs/taos.yml": ["+      es: Se vendió el edificio."]}
    assert TAOS not in guide(project, "stale").stdout
    refused = guide(project, "confirm", TAOS, *CALLED)
    assert refused.returncode == 2 and "this program closed on 2026-10" in refused.stderr
    assert faults(project) == []


def test_a_program_closes_today_unless_told_otherwise(project: Path) -> None:
    assert guide(project, "close", TAOS, "--reason", "Closed: it says so.", "--reason-es", "Cerró.").returncode == 0
    assert read_records(project / TAOS_FILE, project).record(TAOS)["closed"] == {"date": "2026-11-25", "reason": {"en": "Closed: it says so.", "es": "Cerró."}}


@pytest.mark.parametrize(("arguments", "status", "message"), [
    ((), 2, "reason: is missing; write why"),
    (("--reason", "x", "--see", TAOS), 2, "a closed program cannot lead to itself"),
    (("--reason", "x", "--see", "hopework-albuquerque"), 2, "did you mean 'hopeworks-albuquerque'"),
    (("--reason", "x", "--date", "2026-12"), 2, "'2026-12' is in the future"),
    (("--reason", "x", "--date", "soon"), 2, "'soon' is not a date"),
    (("--reason", "x\ny" * 300), 2, "is too long"),
])  # fmt: skip
def test_an_end_that_cannot_be(shared: Path, arguments: tuple[str, ...], status: int, message: str) -> None:
    before = data_of(shared)
    assert message in unchanged(shared, before, guide(shared, "close", TAOS, *arguments), status)


def test_a_program_that_others_lead_to_does_not_close(project: Path) -> None:
    guide(project, "close", TAOS, "--reason", "x", "--reason-es", "x", "--see", HOPE)
    before = data_of(project)

    told = unchanged(project, before, guide(project, "close", HOPE, "--reason", "x", "--reason-es", "x"), 1)

    assert f"closed.see: '{HOPE}' has closed too; name an open program" in told


# A new listing

ANSWERS = [
    "Mesa Verde Care", "", "Taos", "iop", "575-555-0101", "", "575-555-0102 x4", "https://example.org", "12 Canyon Road, Suite B", "87571",
    "substance use, co-occurring", "adults, no teens", "", "Spanish", "medicaid; no medicare", "in-person", "evening", "", "",
    "payment", "called", "2026-11-24", "Spoke with the front desk: \"yes\" #1", "yes",
]  # fmt: skip
RECORD = {
    "id": "mesa-verde-care-taos", "name": "Mesa Verde Care", "organization": "Mesa Verde Care", "level": "iop",
    "phones": [{"number": "575-555-0101"}, {"number": "575-555-0102 x4", "type": "intake"}], "website": "https://example.org",
    "address": {"street": "12 Canyon Road, Suite B", "zip": "87571"}, "treats": {"substance-use": "yes", "co-occurring": "yes"},
    "ages": {"adults": "yes", "teens": "no"}, "languages": {"es": "yes"}, "payment": {"medicaid": "yes", "medicare": "no"},
    "format": {"in-person": "yes"}, "schedule": {"evening": "yes"}, "facility_wide": ["payment"],
    "assured": {"date": "2026-11-24", "how": "called", "by": "volunteer"}, "sources": [{"title": "Phone call", "date": "2026-11-24"}],
    "note": "Spoke with the front desk: \"yes\" #1",
}  # fmt: skip


def test_a_new_listing_goes_to_the_end_of_its_town(project: Path) -> None:
    before = data_of(project)

    result = guide_process(project, "add", answers=ANSWERS)

    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert read_records(project / TAOS_FILE, project).records()[-1] == RECORD
    assert list(read_records(project / TAOS_FILE, project).records()[-1]) == list(RECORD), "in the order of the manual"
    (lines,) = changes(before, data_of(project)).values()
    assert all(line.startswith("+") for line in lines)
    assert "\n- id: mesa-verde-care-taos\n  name: Mesa Verde Care\n" in result.stdout, "the record is shown before it is saved"
    assert result.stdout.endswith(f"mesa-verde-care-taos: saved in {TAOS_FILE}\n")
    assert faults(project) == []
    assert "mesa-verde-care-taos" not in guide(project, "stale").stdout


def test_a_new_listing_in_spanish_in_a_new_file(project: Path) -> None:
    answers = [
        "Clínica Niño Feliz", "Org Ñandú", "red river", "Atención ambulatoria", "", "", "", "https://example.org", "", "", "Consumo de sustancias", "ADULTOS",
        "", "", "no sin costo", "", "", "", "", "lista", "other-list", "2026-05", "", "Lista de la feria", "", "sí",
    ]  # fmt: skip

    result = guide(project, "add", "--lang", "es", answers=answers)

    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert "¿Nombre del programa" in result.stdout and "! 'lista' no es uno de los valores" in result.stdout
    path = project / "data/programs/red-river.yml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../schema/programs.json\n# Programs in Red River.\n"
        "# Sources: named at each listing. What a source does not say is left out, and readers are told to ask.\n\n- id: clinica-nino-feliz-red-river\n"
    )
    assert read_records(path, project).records() == [{
        "id": "clinica-nino-feliz-red-river", "name": "Clínica Niño Feliz", "organization": "Org Ñandú", "level": "outpatient", "website": "https://example.org",
        "treats": {"substance-use": "yes"}, "ages": {"adults": "yes"}, "payment": {"free": "no"},
        "assured": {"date": "2026-05", "how": "other-list"}, "sources": [{"title": "Lista de la feria", "date": "2026-05"}],
    }]  # fmt: skip
    assert faults(project) == [], "not even a warning"


def test_each_answer_is_checked_at_once(project: Path) -> None:
    """A wrong answer is told and asked again; the listing is the same as without it."""
    wrong = {
        0: ("", "! is empty"), 2: ("Taoss", "did you mean 'taos'"), 3: ("iopp", "did you mean 'iop'?"), 4: ("555", "is not a phone number"),
        6: ("575-555-0101", "is written twice in this listing"), 7: ("example", "not a web address; write it whole"), 9: ("99999", "'99999' is not in data/zips.csv"),
        10: ("drugs, mental-health", "'drugs' is not one of the values"), 11: ("adults \u200b", "hidden character (U+200B)"),
        20: ("a friend", "'a friend' is not one of the values"), 21: ("2026-11-26", "in the future"), 23: ("perhaps", "Save it in"),
    }  # fmt: skip
    answers = [text for place, answer in enumerate(ANSWERS) for text in ([wrong[place][0]] if place in wrong else []) + [answer]]

    result = guide(project, "add", answers=answers)

    assert result.returncode == 0, result.stdout + result.stderr
    for _, message in wrong.values():
        assert message in result.stdout, message
    assert read_records(project / TAOS_FILE, project).records()[-1] == RECORD


def test_a_listing_that_is_there_already(project: Path) -> None:
    assert guide(project, "add", answers=ANSWERS).returncode == 0
    before = data_of(project)
    line = next(number for number, text in enumerate((project / TAOS_FILE).read_text(encoding="utf-8").split("\n"), 1) if text == "- id: mesa-verde-care-taos")

    same_name = guide(project, "add", answers=ANSWERS)
    same_number = guide(project, "add", answers=["Other Care", *ANSWERS[1:4], "(575) 555-0101"])

    assert f"'mesa-verde-care-taos' is in the guide already, at {TAOS_FILE}:{line}; " in unchanged(project, before, same_name, 2)
    assert unchanged(project, before, same_number, 1)
    assert f"(575) 555-0101 is in the guide already, at {TAOS_FILE}:{line}; " in same_number.stdout


def test_an_organization_may_share_a_number_between_its_towns(project: Path) -> None:
    guide(project, "add", answers=ANSWERS)

    result = guide(project, "add", answers=["Mesa Verde Care", "", "Questa", *ANSWERS[3:9], "", *ANSWERS[10:]])

    assert result.returncode == 0, result.stderr
    assert "575-555-0101 is in the guide already" in result.stdout
    assert read_records(project / "data/programs/questa.yml", project).records()[-1]["phones"] == RECORD["phones"]


@pytest.mark.parametrize("count", range(len(ANSWERS)))
def test_nothing_is_written_before_the_end(shared: Path, count: int) -> None:
    before = data_of(shared)

    told = unchanged(shared, before, guide(shared, "add", answers=ANSWERS[:count]), 1)

    assert told == "\nguide: stopped; nothing was written\n"


def test_no_is_no(shared: Path) -> None:
    before = data_of(shared)
    result = guide(shared, "add", answers=[*ANSWERS[:-1], "no"])

    assert result.returncode == 0 and result.stdout.endswith("Nothing was written.\n") and data_of(shared) == before


def test_control_c(shared: Path) -> None:
    before = data_of(shared)
    command = [sys.executable, "-u", "-m", "resource_guide.cli", "--root", str(shared), "add", "--lang", "es"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin and process.stdout
    process.stdin.write(b"Mesa Verde Care\n")
    process.stdin.flush()
    shown = b""
    while "¿Quién lo dirige?".encode() not in shown:
        shown += os.read(process.stdout.fileno(), 1000)

    process.send_signal(signal.SIGINT)
    _, told = process.communicate()

    assert process.returncode == 1 and told.decode() == "\nguide: se detuvo; no se escribió nada\n"
    assert data_of(shared) == before


def test_bytes_that_are_no_text(shared: Path) -> None:
    """Latin-1 from an old terminal, and a null byte."""
    before = data_of(shared)
    for encoding in ("utf-8", "ascii"):
        command = [sys.executable, "-m", "resource_guide.cli", "--root", str(shared), "add", "--lang", "es"]
        result = subprocess.run(command, input=b"Cl\xednica\nA\x00B\n", capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=False)
        assert result.returncode == 1 and b"Traceback" not in result.stderr
        assert result.stdout.count(b"(U+") == 2
    assert data_of(shared) == before


NASTY = ["=1+1", "- a", "a: b", "# c", "'", '"', "{", "[x]", "&a", "*a", "!tag", "%", "@x", "yes", "null", "~", "8:30", "08701", "2026-11-23", "Doña Ana 💬", "<b>&amp;</b>", "{{ phone:988 }}", "|", ">-"]


def test_any_text_comes_back_as_it_was_typed(project: Path) -> None:
    """Each as name, organization and street of a listing of its own; the exports' tests build sites of such names."""
    for number, text in enumerate(NASTY):
        answers = [f"{text} {number} a", text, *ANSWERS[2:4], f"575-555-{150 + number:04}", "", "", "", text, *ANSWERS[9:-2], text, "yes"]
        result = guide(project, "add", answers=answers)
        assert result.returncode == 0, (text, result.stdout[-500:], result.stderr)
        record = read_records(project / TAOS_FILE, project).records()[-1]
        assert (record["name"], record["organization"], record["address"]["street"], record["note"]) == (f"{text} {number} a", text, text, text)
    assert faults(project) == []


# Files that are broken or cannot be written

COMMANDS = (("stale",), ("confirm", TAOS, *CALLED), ("close", TAOS, "--reason", "x"), ("add",))
BROKEN = {
    "a conflict": (TAOS_FILE, lambda text: text.replace("  level: iop\n", "<<<<<<< HEAD\n  level: iop\n=======\n  level: outpatient\n>>>>>>> b\n"), "a merge conflict is left in the file"),
    "a conflict elsewhere": ("data/programs/gallup.yml", lambda text: text + "<<<<<<< HEAD\n", "a merge conflict is left in the file"),
    "half edited": (TAOS_FILE, lambda text: text.replace("  name: ", '  name: "'), "check the indentation, the quotes and the colon of this line"),
    "a tab": (TAOS_FILE, lambda text: text.replace("  level:", "\tlevel:"), "tab"),
    "empty": (TAOS_FILE, lambda text: "", "the file is empty"),
    "an id twice": (TAOS_FILE, lambda text: text + text[text.index("- id") :], "is already used at"),
    "Latin-1": (TAOS_FILE, lambda text: text.replace("name: ", "name: \udced"), "not UTF-8"),
    "null bytes": (TAOS_FILE, lambda text: "\0" * 5_000, "not UTF-8"),
    "huge": (TAOS_FILE, lambda text: text + "#" * 100_000_000, "larger than 1 MB"),
    "words": ("data/wording/es.yml", lambda text: text + "<<<<<<< HEAD\n", "a merge conflict is left in the file"),
    "settings": ("data/guide.yml", lambda text: "[", ""),
    "aliases": (TAOS_FILE, lambda text: text.replace("name: ", "name: &a "), "an anchor"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files_are_listed_and_left_alone(project: Path, case: str) -> None:
    name, break_it, message = BROKEN[case]
    path = project / name
    text = break_it(path.read_text(encoding="utf-8")).replace("\0", "\0\xff" if case == "null bytes" else "\0")
    path.write_bytes(text.encode("latin-1", "ignore") if case == "null bytes" else text.encode("utf-8", "surrogateescape"))
    before = data_of(project)

    for command in COMMANDS:
        told = unchanged(project, before, guide(project, *command, answers=ANSWERS), 1)
        assert f"{name}:" in told and message in told and told.endswith("guide: nothing was written\n"), command


@pytest.mark.parametrize("answers", [None, ANSWERS], ids=["confirm", "add"])
def test_a_file_that_is_not_to_be_written(project: Path, answers: list[str] | None) -> None:
    """Read-only, for root too: who made it so did not want it changed."""
    (project / TAOS_FILE).chmod(0o444)
    before = data_of(project)

    told = unchanged(project, before, guide(project, *(("add",) if answers else ("confirm", TAOS, *CALLED)), answers=answers), 1)

    assert told == f"guide: nothing was written: {TAOS_FILE} cannot be written (Permission denied)\n"


FULL_DISK = """
set -e
mount -t tmpfs -o size={size} tmpfs "$1"
cp -r "$2"/data "$1"
{then}
set +e
"$3" -m resource_guide.cli --root "$1" confirm {id} --how called --date 2026-11-23; echo "exit $?"
cmp "$1/{file}" "$2/{file}" && echo same; ls -A "$1/data/programs" | grep -c '^\\.'
"""


@pytest.mark.parametrize(("then", "message"), [
    ('cat /dev/zero > "$1/filler" 2>/dev/null || true', "No space left on device"),
    ('mount -o remount,ro "$1"', "Read-only file system"),
], ids=["full", "read-only"])  # fmt: skip
def test_a_disk_that_cannot_be_written(project: Path, tmp_path: Path, then: str, message: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = FULL_DISK.format(size="32m", then=then, id=TAOS, file=TAOS_FILE)
    command = ["unshare", "--mount", *([] if os.getuid() == 0 else ["--map-root-user"]), "sh", "-c", script, "sh", str(disk), str(project), sys.executable]

    result = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})

    assert result.stdout == "exit 1\nsame\n0\n", result.stdout + result.stderr
    assert result.stderr == f"guide: nothing was written: {TAOS_FILE} cannot be written ({message})\n"


def test_a_killed_check_leaves_the_old_file_or_the_new_one(project: Path) -> None:
    """SIGKILL at 24 moments spread over the command, its end included."""
    path = project / TAOS_FILE
    old = path.read_bytes()
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(project), "confirm", TAOS, *CALLED]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    began = time.monotonic()
    subprocess.run(command, env=environment, capture_output=True, check=True)
    length, new = time.monotonic() - began, path.read_bytes()
    rest = {name: content for name, content in data_of(project).items() if name != "programs/taos.yml"}

    ends = set()
    for moment in range(24):
        path.write_bytes(old)
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(length * (0.3 + 0.9 * moment / 23))
        process.kill()
        process.wait()
        ends.add(path.read_bytes())
        assert path.read_bytes() in (old, new), f"killed at moment {moment}"
    left = {name: content for name, content in data_of(project).items() if not Path(name).name.startswith(".") and name != "programs/taos.yml"}
    assert left == rest and old in ends
    assert faults(project) == [], "what a killed command leaves is in nobody's way"


def test_two_checks_at_once(project: Path) -> None:
    """Of two editors of one file, each gets the change in or is told that it is not."""
    loaded, _ = load_guide(project, TODAY)
    assert loaded is not None
    ids = [name for name, town in loaded.town_of.items() if town == "albuquerque"][:4]
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(project), "confirm"]
    running = [subprocess.Popen([*command, name, *CALLED], env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, stderr=subprocess.PIPE, text=True) for name in ids]

    results = [(process.communicate()[1], process.returncode) for process in running]

    file = read_records(project / HOPE_FILE, project)
    confirmed = [file.record(name)["assured"]["how"] == "called" for name in ids]
    assert any(confirmed)
    for (told, status), done in zip(results, confirmed, strict=True):
        assert (status == 0) is done and (done or "the file has changed in the meantime; give the command again" in told)


def test_words_that_a_guide_lacks_are_named(project: Path, edit: Edit) -> None:
    for tag in ("en", "es"):
        edit(f"data/wording/{tag}.yml", "\neditor_stale_count:", "\nno_longer_here:")

    told = unchanged(project, data_of(project), guide(project, "stale"), 1)

    assert "data/wording/en.yml:1: editor_stale_count: is missing; add 'editor_stale_count: …'" in told
