"""`guide close`: the end of a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from resource_guide.edit_yaml import read_records

from .editing import CALLED, HOPE, TAOS, TAOS_FILE, changes, data_of, faults, guide, guide_process, unchanged
from .editing import project as project
from .editing import shared as shared


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
