"""The listings of a new guide: what a federal list says of each facility, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError
from slugify import slugify

from ..edit_yaml import Record
from ..importers.facility import Facility, Listed
from ..model import Guide
from ..text_types import PhoneNumber, phone_key
from .towns import Towns, town_id

_LONGEST_ID = 80
_NUMBER: TypeAdapter[str] = TypeAdapter(PhoneNumber)


@dataclass
class Started:
    """The listings of a state."""

    files: dict[str, list[Record]] = field(default_factory=dict)
    """By place, in the order of the list."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Why rows of the list are no listings, and how many."""

    @property
    def count(self) -> int:
        """How many listings there are."""
        return sum(map(len, self.files.values()))


def listings_of(listed: Listed, towns: Towns, edition: str, guide: Guide) -> Started:
    """The facilities that say a level of care and have a number in use; each is unconfirmed, with the list as its source.

    ``guide`` says what can be listed. ``edition``: the list's date as listings write it, empty where it is not known. A number that several names
    share is marked so, for editors to look at.
    """
    started, seen, ids = Started(), set(), Counter[str]()
    started.left_out["rows that cannot be read"] = len(listed.unreadable)
    for facility in listed.facilities:
        town = town_id(facility.city)
        phones = _phones(facility)
        same = (facility.full_name.casefold(), facility.street.casefold(), facility.zip, facility.phone)
        if facility.level is None:
            started.left_out["no level of care that this guide lists"] += 1
        elif not phones:
            started.left_out["no phone number in use"] += 1
        elif same in seen:
            started.left_out["the same facility again"] += 1
        elif not town:
            started.left_out["no town"] += 1
        else:
            seen.add(same)
            identity = _id(facility, town, ids)
            started.files.setdefault(town, []).append(_record(facility, identity, phones, listed, towns, edition, guide))
    _mark_shared(started)
    started.left_out += Counter()  # without those of which there are none
    return started


def _phones(facility: Facility) -> list[Record]:
    phones = [{"number": facility.phone}, *({"number": number, "type": "intake"} for number in facility.more_phones)]
    return [phone for phone in phones if phone["number"] and _in_use(phone["number"])]


def _in_use(number: str) -> bool:
    try:
        _NUMBER.validate_python(number)
    except ValidationError:
        return False
    return True


def _id(facility: Facility, town: str, ids: Counter[str]) -> str:
    """Name and town, and a number where that is taken already."""
    room = _LONGEST_ID - len(town) - len("-999-")
    start = slugify(facility.full_name, max_length=max(room, 8), word_boundary=True) or "program"
    name = start if start == town or start.endswith(f"-{town}") else f"{start}-{town}"
    name = name[:_LONGEST_ID - 4].rstrip("-")
    ids[name] += 1
    if ids[name] == 1:
        return name
    number = f"{name}-{ids[name]}"
    ids[number] += 1
    return number


def _record(facility: Facility, identity: str, phones: list[Record], listed: Listed, towns: Towns, edition: str, guide: Guide) -> Record:
    fits = towns.fits(facility.zip, town_id(facility.city))
    address = {"street": facility.street, "zip": facility.zip if fits else ""}
    facts = {name: {answer: "yes" for one, answer in sorted(facility.states) if one == name} for name in guide.vocabulary}
    wide = [name for name in guide.levels.of_facility if facts.get(name)]
    date = {"date": edition} if edition else {}
    note = "" if fits or not facility.zip else f"The list gives ZIP {facility.zip}, which is not near {facility.city}: ask for the address."
    values: dict[str, Any] = {
        "id": identity,
        "name": facility.full_name,
        "organization": facility.name,
        "level": facility.level,
        "phones": phones,
        "address": {name: text for name, text in address.items() if text},
        **facts,
        "facility_wide": wide,
        "assured": {**date, "how": "government-list"},
        "sources": [{"title": f"{listed.source.title} {edition[:4]}".strip(), **date}],
        "note": note,
    }
    return {name: value for name, value in values.items() if value}


def _mark_shared(started: Started) -> None:
    """Mark each number that facilities of different names give."""
    names: dict[str, set[str]] = {}
    records = [record for records in started.files.values() for record in records]
    for record in records:
        for phone in record["phones"]:
            names.setdefault(phone_key(phone["number"]), set()).add(record["organization"])
    for record in records:
        for phone in record["phones"]:
            if len(names[phone_key(phone["number"])]) > 1:
                phone["shared"] = "yes"
