"""What a spreadsheet may do to a listing: it never makes a check up, and never undoes a person's."""

from __future__ import annotations

import datetime
import re

from ..edit_yaml import Record
from .columns import Flat

PERSONS_WAYS = ("called", "provider-site")
"""Ways of a check that a person can make; a list is none."""
_FREE = ("assured", "sources", "note")
"""Fields that are no facts about the program."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Fault = tuple[str, str, str]
"""The name of the column, what is wrong, and what to write."""


def with_person(old: Flat, new: Flat) -> Flat:
    """The cells of a row; where they newly tell of a call, or of a look at the website on a day, a person made that check."""
    how, date = (new.get(f"assured {name}", "") for name in ("how", "date"))
    same = (how, date) == tuple(old.get(f"assured {name}", "") for name in ("how", "date"))
    if same or new.get("assured by") or not (how == "called" or (how in PERSONS_WAYS and _DAY.fullmatch(date))):
        return new
    return {**new, "assured by": "volunteer"}


def check_fault(old: Record | None, new: Record, today: datetime.date) -> Fault | None:
    """What is wrong with the check that a row claims, or with a change to a listing that a person has checked."""
    before, after = _check_of(old or {}), _check_of(new)
    if _is_persons(after) and after != before:
        return _claim_fault(before, after, today)
    if not _is_persons(before):
        return None
    date = before.get("date", "?")
    if not _is_persons(after):
        return "assured by", f"a person checked this listing on {date}, and a sheet cannot take that back", "leave the cells of 'assured' as they were"
    if old is not None and any(old.get(field) != new.get(field) for field in {*old, *new} - set(_FREE)):
        return (
            "assured date", f"a person checked this listing on {date}, and this row changes what was checked",
            "check it again, and write the new day and how into 'assured date' and 'assured how'; or change the listing's file by hand",
        )  # fmt: skip
    return None


def _claim_fault(before: dict[str, str], after: dict[str, str], today: datetime.date) -> Fault | None:
    date, how = after.get("date", ""), after.get("how", "")
    if how not in PERSONS_WAYS:
        return "assured how", "a person's check needs how it was made", f"write {' or '.join(PERSONS_WAYS)}; a list is never a person's check"
    try:
        day = datetime.date.fromisoformat(date if _DAY.fullmatch(date) else "")
    except ValueError:
        return "assured date", "a person's check needs its day", f"write it as {today.isoformat()}"
    if day > today:
        return "assured date", f"'{date}' is in the future", f"write the day it happened, {today.isoformat()} at the latest"
    if _is_persons(before) and date < before.get("date", ""):
        return "assured date", f"a person checked this listing later, on {before['date']}", "export the sheet again, and work in the new one"
    return None


def _check_of(record: Record) -> dict[str, str]:
    value = record.get("assured")
    return value if isinstance(value, dict) else {}


def _is_persons(check: dict[str, str]) -> bool:
    return check.get("by") == "volunteer"
