"""Trust runs out, and only a person's check can raise it."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path

import pytest

from resource_guide.forge.monthly import stale_issue
from resource_guide.freshness import add_months, checked_lately, months_since, runs_out, trust
from resource_guide.keep import keep_list
from resource_guide.load import load_guide
from resource_guide.model import Guide
from resource_guide.programs import Assured, Closed
from resource_guide.stale import as_text, due_listings
from resource_guide.wording import Speaker

from .conftest import ROOT

TODAY = datetime.date(2026, 11, 25)


@pytest.mark.parametrize(("values", "expected"), [
    ({"date": "2026-11-20", "how": "called", "by": "volunteer"}, "confirmed"),
    ({"date": "2026-05-26", "how": "provider-site", "by": "volunteer"}, "confirmed"),
    ({"date": "2026-05-25", "how": "called", "by": "volunteer"}, "call-first"),
    ({"date": "2025-11-26", "how": "called", "by": "volunteer"}, "call-first"),
    ({"date": "2025-11-25", "how": "called", "by": "volunteer"}, "not-confirmed"),
    ({"date": "2026-11-20", "how": "called", "by": "imported"}, "not-confirmed"),
    ({"date": "2026-11-20", "how": "government-list", "by": "volunteer"}, "not-confirmed"),
    ({"date": "2026-11-20", "how": "other-list"}, "not-confirmed"),
    ({"how": "called", "by": "volunteer"}, "not-confirmed"),
])
def test_trust(guide: Guide, values: dict[str, str], expected: str) -> None:
    assert trust(Assured.model_validate(values), guide.settings, TODAY) == expected


@pytest.mark.parametrize(("date", "expected"), [
    ("2026-11-20", datetime.date(2027, 5, 20)),
    ("2026-10", datetime.date(2027, 4, 1)),
    ("2026-02-25", datetime.date(2027, 2, 25)),
    ("2025-11-25", None),
])
def test_the_day_on_which_a_check_runs_out(guide: Guide, date: str, expected: datetime.date | None) -> None:
    assured = Assured.model_validate({"date": date, "how": "called", "by": "volunteer"})
    day = runs_out(assured, guide.settings, TODAY)

    assert day == expected
    if day:
        before = trust(assured, guide.settings, day - datetime.timedelta(days=1))
        assert before == trust(assured, guide.settings, TODAY) != trust(assured, guide.settings, day)


@pytest.mark.parametrize("date", ["2026-08-31", "2026-11-30", "2024-02-29", "2026-12-01", "2026"])
def test_months_added_are_months_since(date: str) -> None:
    for months in (1, 6, 12, 18):
        day = add_months(date, months)

        assert months_since(date, day) == months
        assert months_since(date, day - datetime.timedelta(days=1)) == months - 1


def test_today_nothing_is_confirmed(guide: Guide) -> None:
    groups = {trust(program.assured, guide.settings, guide.today) for program in guide.programs.values()}

    assert groups == {"not-confirmed"}


@pytest.mark.parametrize(("date", "months"), [("2026-11-25", 0), ("2026-10-26", 0), ("2026-10-25", 1), ("2025-11", 12), ("2023", 46), ("2027-01-01", 0)])
def test_months(date: str, months: int) -> None:
    assert months_since(date, TODAY) == months


def test_what_has_closed_is_neither_checked_nor_due(guide: Guide, tmp_path: Path) -> None:
    """The tiny guide has a listing that a person checked and one that nobody did; here both have closed twins."""
    (tmp_path / "assets").mkdir()
    alone, _ = load_guide(ROOT / "tests/guides/tiny", TODAY)
    assert alone is not None
    end = {"closed": Closed(date="2026-10", reason={"en": "It closed."})}
    twins = {f"{name}-shut": program.model_copy(update=end | {"id": f"{name}-shut"}) for name, program in alone.programs.items()}
    files = {f"{name}-shut": file for name, file in alone.program_files.items()}
    alone = dataclasses.replace(alone, wording=guide.wording)
    both = dataclasses.replace(alone, programs=alone.programs | twins, program_files=alone.program_files | files)

    told = []
    for one in (alone, both):
        say = Speaker(one, "en")
        due = due_listings(one, say)
        told.append((checked_lately(one), as_text(one, say, due), stale_issue(one, say, due).body, json.loads(keep_list(tmp_path, one, say, [], "save.html"))["due"]))

    assert told[0] == told[1]
    assert told[0][0] == (1, 2) and "1 of 2 listings" in told[0][1] and told[0][3] == ["2027-04-01"]
