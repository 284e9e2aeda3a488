"""`guide add`: a new listing, question by question."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from resource_guide.edit_yaml import read_records

from .conftest import ROOT
from .editing import ANSWERS, TAOS_FILE, changes, data_of, faults, guide, guide_process, unchanged
from .editing import project as project
from .editing import shared as shared
from .import_files import tiny_guide

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


def test_any_text_comes_back_as_it_was_typed(tmp_path: Path) -> None:
    """Each as name, organization and street of a listing of its own, in a small guide; the exports' tests build sites of such names."""
    project = tiny_guide(tmp_path / "guide")
    shutil.copytree(ROOT / "data/wording", project / "data/wording", dirs_exist_ok=True)
    before = faults(project)
    for number, text in enumerate(NASTY):
        answers = [f"{text} {number} a", text, *ANSWERS[2:4], f"575-555-{150 + number:04}", "", "", "", text, *ANSWERS[9:-2], text, "yes"]
        result = guide(project, "add", answers=answers)
        assert result.returncode == 0, (text, result.stdout[-500:], result.stderr)
        record = read_records(project / TAOS_FILE, project).records()[-1]
        assert (record["name"], record["organization"], record["address"]["street"], record["note"]) == (f"{text} {number} a", text, text, text)
    assert faults(project) == before
