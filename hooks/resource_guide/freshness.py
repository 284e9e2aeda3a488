"""What a listing's check is worth today."""

from __future__ import annotations

import datetime
from typing import Literal

from .model import Guide, Settings
from .programs import Assured

Trust = Literal["confirmed", "call-first", "not-confirmed"]
"""The three groups that readers see, best first."""

TRUST_ORDER: tuple[Trust, ...] = ("confirmed", "call-first", "not-confirmed")


def by_person(assured: Assured) -> bool:
    """Whether a person made the check: a call, or a volunteer's look at the program's own website."""
    return assured.by == "volunteer" and assured.how in ("called", "provider-site")


def trust(assured: Assured, settings: Settings, today: datetime.date) -> Trust:
    """The group of a listing today.

    Only a person's check (a call, or a volunteer's look at the program's own
    website) counts; a list, whatever its date, never does.
    """
    if assured.date is None or not by_person(assured):
        return "not-confirmed"
    months = months_since(assured.date, today)
    if months < settings.months_fresh:
        return "confirmed"
    return "call-first" if months < settings.months_aging else "not-confirmed"


def checked_lately(guide: Guide) -> tuple[int, int]:
    """How many of the open listings a person checked lately enough to count, and how many there are."""
    groups = [trust(program.assured, guide.settings, guide.today) for program in guide.programs.values() if not program.closed]
    return len(groups) - groups.count("not-confirmed"), len(groups)


def runs_out(assured: Assured, settings: Settings, today: datetime.date) -> datetime.date | None:
    """The first day on which the listing falls to a lower group; None where it is in the lowest already."""
    group = trust(assured, settings, today)
    if group == "not-confirmed" or assured.date is None:
        return None
    return add_months(assured.date, settings.months_fresh if group == "confirmed" else settings.months_aging)


def add_months(date: str, months: int) -> datetime.date:
    """The first day on which so many whole months have passed since a date, month or year, as ``months_since`` counts them."""
    year, month, day = _parts(date)
    years, month = divmod(month - 1 + months, 12)
    try:
        return datetime.date(year + years, month + 1, day)
    except ValueError:  # no such day in that month: the next one begins
        years, month = divmod(month + 1 + 12 * years, 12)
        return datetime.date(year + years, month + 1, 1)


def months_since(date: str, today: datetime.date) -> int:
    """Whole months from a date, month (its first day) or year (1 January) to today; 0 for the future."""
    year, month, day = _parts(date)
    months = (today.year - year) * 12 + today.month - month - (today.day < day)
    return max(0, months)


def _parts(date: str) -> tuple[int, int, int]:
    year, month, day = [*(int(part) for part in date.split("-")), 1, 1][:3]
    return year, month, day
