"""Trust runs out, and only a person's check can raise it."""

from __future__ import annotations

import datetime

import pytest

from resource_guide.freshness import months_since, trust
from resource_guide.model import Assured, Guide

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


def test_today_nothing_is_confirmed(guide: Guide) -> None:
    groups = {trust(program.assured, guide.settings, guide.today) for program in guide.programs.values()}

    assert groups == {"not-confirmed"}


@pytest.mark.parametrize(("date", "months"), [("2026-11-25", 0), ("2026-10-26", 0), ("2026-10-25", 1), ("2025-11", 12), ("2023", 46), ("2027-01-01", 0)])
def test_months(date: str, months: int) -> None:
    assert months_since(date, TODAY) == months
