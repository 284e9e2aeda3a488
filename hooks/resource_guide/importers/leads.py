"""What a list brings up, as leads for editors to call: the one thing that an import of a list writes.

A lead's id names the list and its edition, so that the same list brings the same lead once, and what an
editor has written into a lead is never touched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slugify import slugify

from ..edit_yaml import Record, RecordsFile, new_records, read_records
from ..model import Guide
from ..programs import Program
from .facility import Facility, Listed
from .reconcile import Changed, New, Reconciliation

HEADING = "Leads for editors to call. NOT publishable; the build never reads this file.\nWhen a call confirms one, write it into data/programs/."


def read_leads(root: Path) -> RecordsFile:
    """``data/leads.yml``, or an empty one. Raises GuideError where it is not sound."""
    path = root / "data" / "leads.yml"
    return read_records(path, root) if path.exists() else new_records(path, root, HEADING)


def leads_of(result: Reconciliation, listed: Listed, edition: str, guide: Guide) -> list[Record]:
    """The leads that a reconciliation with the ``edition`` of a list gives, those for new facilities first."""
    source = {"source": f"{listed.source.title} {edition[:4]}", "source_date": edition, "found": guide.today.isoformat()}
    mark = f"{listed.source.id}-{edition}"
    new = [_new(item, mark, guide) | source for item in result.new if item.worth_a_call and not item.lead]
    changed = [_changed(item, mark) | source for item in result.changed]
    gone = [_gone(item.program, mark) | source for item in result.gone]
    return _unlike([*new, *changed, *gone])


def add_leads(file: RecordsFile, leads: list[Record]) -> tuple[RecordsFile, list[Record]]:
    """The file with the leads that it does not have yet, and these leads. Raises GuideError where one cannot be written."""
    present = {record.get("id") for record in file.records() if isinstance(record, dict)}
    added = [lead for lead in leads if lead["id"] not in present]
    return file.with_new(*added) if added else file, added


def _unlike(leads: list[Record]) -> list[Record]:
    """Leads with ids of their own: two facilities of one name in one town get a number."""
    count: dict[str, int] = {}
    result = []
    for lead in leads:
        count[lead["id"]] = count.get(lead["id"], 0) + 1
        number = count[lead["id"]]
        result.append(lead if number == 1 else {**lead, "id": f"{lead['id']}-{number}"})
    return result


def _new(item: New, mark: str, guide: Guide) -> Record:
    facility = item.facility
    phones = [number for number in (facility.phone, *facility.more_phones) if number]
    lead: dict[str, Any] = {
        "id": slugify(f"{facility.full_name} {facility.city} {mark}"),
        "kind": "new",
        "name": facility.full_name,
        "level": facility.level,
        "street": facility.street,
        "city": facility.city,
        "zip": facility.zip,
        "phone": phones[0] if phones else "",
        "intake_phone": ", ".join(phones[1:]),
        "website": facility.website,
        "says": _facts(facility, guide),
        "perhaps": ", ".join(item.perhaps),
        "notes": "Not in the guide. Call before it is listed." + (" It may be a listing under another name: see 'perhaps'." if item.perhaps else ""),
    }
    return {name: value for name, value in lead.items() if value}


def _facts(facility: Facility, guide: Guide) -> str:
    """What the list says of the whole facility: ``ages: adults, teens; payment: medicaid``."""
    parts = []
    for name in guide.vocabulary:
        answers = sorted(answer for field, answer in facility.states if field == name)
        parts += [f"{name}: {', '.join(answers)}"] if answers else []
    return "; ".join(parts)


def _changed(item: Changed, mark: str) -> Record:
    return {
        "id": f"{item.program.id}-changed-{mark}",
        "kind": "changed",
        "listing": item.program.id,
        "name": item.program.name,
        "differences": [str(difference) for difference in item.differences],
        "notes": f"{_checked(item.program)} The listing was not changed: call, then correct it.",
    }


def _gone(program: Program, mark: str) -> Record:
    return {
        "id": f"{program.id}-gone-{mark}",
        "kind": "gone",
        "listing": program.id,
        "name": program.name,
        "notes": f"{_checked(program)} It was in an earlier edition and is not in this one: closed, moved, renamed or just not listed. Call.",
    }


def _checked(program: Program) -> str:
    if program.assured.by == "volunteer":
        return f"A person checked it on {program.assured.date}."
    return "No person has checked it."
