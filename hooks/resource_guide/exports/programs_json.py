"""The listings as records for programs (``programs.json``), in all languages at once.

An answer is ``yes`` or ``no``; where no source says, the key is missing. So is every other
field that a listing does not have: there is no null and no empty text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..listings import Listing
from ..model import Guide
from ..placeholders import tel
from ..programs import Program
from .common import about, page_url, write_records


def write_programs(path: Path, guide: Guide, records: Iterable[Mapping[str, Any]], site_url: str) -> None:
    """Write the records, and the words of each answer, as one object."""
    vocabulary = {
        name: {"label": facet.label, "options": {key: option.words for key, option in facet.options.items()}}
        for name, facet in guide.vocabulary.items()
    }
    head = {**about(guide, site_url), "vocabulary": vocabulary}
    write_records(path, head, "programs", records)


def record(guide: Guide, listing: Listing, site_url: str) -> dict[str, Any]:
    """One listing with the fields of ``catalog.fields`` that it has. The editors' note stays with the editors."""
    program = guide.programs[listing.id]
    values: dict[str, Any] = {
        "id": program.id,
        "name": program.name,
        "organization": program.organization,
        "level": program.level,
        "phones": [{"number": phone.number, "tel": tel(phone.number), "type": phone.type} for phone in program.phones],
        "website": program.website,
        **_whereabouts(guide, program),
        **{facet: dict(program.answers(facet)) for facet in guide.vocabulary},
        "facility_wide": list(program.facility_wide),
        "checked": program.assured.model_dump(mode="json", exclude_none=True),
        "trust": listing.trust,
        "closed": program.closed.model_dump(mode="json", exclude_none=True) if program.closed else None,
        "sources": [source.model_dump(mode="json", exclude_none=True) for source in program.sources],
        "pages": {tag: page_url(guide, tag, site_url, program.id) for tag in guide.languages},
    }
    return {key: value for key, value in values.items() if value}


def _whereabouts(guide: Guide, program: Program) -> dict[str, Any]:
    """Address, place and the center of the town; none of them for a program that serves the whole state."""
    town = guide.town_of.get(program.id)
    if town is None:
        return {}
    place = guide.places[town]
    address = {
        "street": program.address.street,
        "town": place.name,
        "county": place.county,
        "state": guide.settings.state_code,
        "zip": program.address.zip,
        "disputed": program.address.disputed,
    }
    return {
        "address": {key: value for key, value in address.items() if value},
        "place": town,
        "town_center": {"latitude": place.lat, "longitude": place.lon} if place.point else None,
    }
