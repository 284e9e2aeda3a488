"""What a list or a sheet brings, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Guide
from ..problems import shown
from .facility import Facility, Listed
from .reconcile import Reconciliation
from .sheet_changes import SheetChange, SheetReading


def report(result: Reconciliation, listed: Listed, guide: Guide, state: str, edition: str | None) -> Iterator[str]:
    """Lines that say what a list brings, field by field, and what will be done about it."""
    when = f", edition {edition}" if edition else ""
    count = len(listed.facilities) + len(listed.unreadable)
    yield f"{listed.source.title}{when}: {count} facilities in {state}, of {listed.total} in the file"
    if listed.part:
        yield f"The file is only a part of the list ({listed.part}), so no listing is called gone."
    if listed.unreadable:
        yield f"{len(listed.unreadable)} rows have a fault and were skipped; each is named below."
    yield ""
    yield from _new(result)
    yield from _changed(result, guide)
    yield f"gone: {len(result.gone)} listings that cite an edition of this list and are not in it"
    for item in result.gone:
        yield f"  {item.program.id} ({guide.program_files[item.program.id]}): {item.program.name}"
        if item.perhaps:
            yield f"    perhaps row {', '.join(map(str, item.perhaps))}"
    if result.outranked:
        yield f"outranked: {len(result.outranked)} listings differ, but a person's check or a later edition says more"
        yield from (f"  {identity}" for identity in result.outranked)
    yield f"same: {len(result.same)} listings"


def _new(result: Reconciliation) -> Iterator[str]:
    calls = sum(item.worth_a_call and not item.lead for item in result.new)
    yield f"new: {len(result.new)} facilities that are in no listing, {calls} of them worth a call (*)"
    for item in result.new:
        mark = "*" if item.worth_a_call and not item.lead else "-"
        yield f"  {mark} row {item.facility.row}: {_line(item.facility)}"
        if item.lead:
            yield f"      is a lead already: {item.lead}"
        if item.perhaps:
            yield f"      perhaps: {', '.join(item.perhaps)}"
    if len(result.new) > calls:
        yield "  (-: a lead already, or outside the levels of always_call in data/imports.yml, in a town that has a listing)"
    if result.not_ours:
        yield f"not for this guide: {len(result.not_ours)} facilities state no level of care that it lists"


def _changed(result: Reconciliation, guide: Guide) -> Iterator[str]:
    yield f"changed: {len(result.changed)} listings"
    for item in result.changed:
        yield f"  {item.program.id} ({guide.program_files[item.program.id]}), row {item.facility.row}"
        yield from (f"    {difference}" for difference in item.differences)


def _line(facility: Facility) -> str:
    parts = (facility.full_name, facility.street, facility.city, facility.phone, facility.level or "")
    return "; ".join(part for part in parts if part)


def sheet_report(reading: SheetReading, changes: list[SheetChange]) -> Iterator[str]:
    """Lines that say what a sheet changes, cell by cell."""
    for name in reading.unread:
        yield f"the column {shown(name)} is none of the guide's and was not read"
    if reading.absent:
        yield f"{len(reading.absent)} listings are not in the sheet; they stay as they are"
    for change in changes:
        yield f"{change.identity} (data/programs/{change.town}.yml), row {change.row}{': new' if change.old is None else ''}"
        for name, old, new in change.cells:
            yield f"  {name}: {_cell(old)} -> {_cell(new)}" if change.old is not None else f"  {name}: {_cell(new)}"
        if change.old is not None and change.old.get("assured") == change.new.get("assured"):
            yield "  no new check: readers see it as before, with the date it had"
    yield f"{len(changes)} changed, {reading.same} the same" if changes else f"no change: {reading.same} listings are the same"


def _cell(text: str) -> str:
    return shown(text) if text else "(empty)"
