"""What a listing's check is worth today."""

from __future__ import annotations

import datetime
from typing import Literal

from .model import Assured, Settings

Trust = Literal["confirmed", "call-first", "not-confirmed"]
"""The three groups that readers see, best first."""

TRUST_ORDER: tuple[Trust, ...] = ("confirmed", "call-first", "not-confirmed")


def trust(assured: Assured, settings: Settings, today: datetime.date) -> Trust:
    """The group of a listing today.

    Only a person's check (a call, or a volunteer's look at the program's own
    website) counts; a list, whatever its date, never does.
    """
    if assured.date is None or assured.by != "volunteer" or assured.how not in ("called", "provider-site"):
        return "not-confirmed"
    months = months_since(assured.date, today)
    if months < settings.months_fresh:
        return "confirmed"
    return "call-first" if months < settings.months_aging else "not-confirmed"


def months_since(date: str, today: datetime.date) -> int:
    """Whole months from a date, month (its first day) or year (1 January) to today; 0 for the future."""
    parts = [int(part) for part in date.split("-")]
    year, month, day = [*parts, 1, 1][:3]
    months = (today.year - year) * 12 + today.month - month - (today.day < day)
    return max(0, months)
