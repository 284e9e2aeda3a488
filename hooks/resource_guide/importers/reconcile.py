"""A list against the listings and the leads: what is new, changed, gone and the same.

Nothing is decided about a listing here. A fact that the list does not state is not a "no"; a person's check
that is not older than the list outranks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from slugify import slugify

from ..model import Guide
from ..programs import LEVEL, Program
from ..text_types import phone_key
from .facility import Facility, Listed, base_number
from .likeness import Traits, likeness, name_likeness, resembles, street_key


@dataclass(frozen=True)
class Difference:
    """One field in which a list and a listing differ."""

    field: str
    """Path of the field: ``address.street``, ``payment.medicaid``."""
    listing: str
    """What the listing says; empty where it says nothing."""
    listed: str
    """What the list says; empty where it says nothing."""

    def __str__(self) -> str:
        """Both sides in one line."""
        return f"{self.field}: the listing {_says(self.listing)}, the list {_says(self.listed)}"


def _says(text: str) -> str:
    return f"has '{text}'" if text else "says nothing"


@dataclass(frozen=True)
class New:
    """A facility that is in no listing."""

    facility: Facility
    lead: str
    """Id of the lead that it is already; else empty."""
    perhaps: tuple[str, ...]
    """Ids of listings that resemble it."""
    worth_a_call: bool


@dataclass(frozen=True)
class Changed:
    """A listing and the facility that it is, with what they differ in."""

    program: Program
    facility: Facility
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Gone:
    """A listing that cites the list and is not in it."""

    program: Program
    perhaps: tuple[int, ...]
    """Rows of new facilities that resemble it."""


@dataclass
class Reconciliation:
    """Every facility and every listing that the list should have, each in one place."""

    new: list[New] = field(default_factory=list)
    not_ours: list[Facility] = field(default_factory=list)
    """In no listing, and without a level of care that this guide lists."""
    changed: list[Changed] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    outranked: list[str] = field(default_factory=list)
    """Listings that differ or are not in the list, but a person's check or a newer edition says more."""


def reconcile(listed: Listed, guide: Guide, leads: list[dict[str, Any]], edition: str | None, always_call: frozenset[str]) -> Reconciliation:
    """Compare a list of ``edition`` (a date as listings write it; None: not known) with a guide and its leads."""
    towns = town_ids(guide)
    programs = [program for program in guide.programs.values() if program.closed is None]
    facilities = [*listed.facilities, *listed.unreadable]
    pairs = _pairs(
        [program_traits(program, guide) for program in programs],
        [facility_traits(facility, towns) for facility in facilities],
    )
    result = Reconciliation()
    gone: list[Program] = []
    for index, program in enumerate(programs):
        if index in pairs:
            facility = facilities[pairs[index]]
            if pairs[index] < len(listed.facilities):
                _compare(result, listed, guide, towns, program, facility, edition)
        elif any(listed.source.is_cited(source.title) for source in program.sources) and not listed.part:
            gone.append(program)
    used = set(pairs.values())
    rest = [facility for index, facility in enumerate(listed.facilities) if index not in used]
    for program in gone:
        _note_gone(result, listed, program, edition, program_traits(program, guide), [(facility.row, facility_traits(facility, towns)) for facility in rest])
    _note_new(result, rest, programs, guide, leads, always_call)
    return result


def _pairs(listings: list[Traits], facilities: list[Traits]) -> dict[int, int]:
    """The facility of each listing, the likest pairs first, each at most once."""
    scores = [
        (likeness(listing, facility), -index, -other)
        for index, listing in enumerate(listings)
        for other, facility in enumerate(facilities)
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, index, other in sorted(scores, reverse=True):
        if score > 0 and -index not in pairs and -other not in taken:
            pairs[-index] = -other
            taken.add(-other)
    return pairs


# Traits


def town_ids(guide: Guide) -> dict[str, str]:
    """Place ids by the names that lists use: no accents, no capitals, aliases too."""
    ids: dict[str, str] = {}
    for place in guide.places.values():
        for alias in place.aliases:
            ids.setdefault(slugify(alias), place.id)
    for place in guide.places.values():
        ids[slugify(place.name)] = place.id
    return ids


def program_traits(program: Program, guide: Guide) -> Traits:
    """What can be compared about a listing."""
    return Traits(
        names=(program.name, program.organization),
        phones=frozenset(base_number(phone.number) for phone in program.phones),
        street=street_key(program.address.street or ""),
        zip=program.address.zip or "",
        town=guide.town_of.get(program.id, ""),
    )


def facility_traits(facility: Facility, towns: dict[str, str]) -> Traits:
    """What can be compared about a facility."""
    return Traits(
        names=tuple(name for name in (facility.full_name, facility.name) if name) or ("",),
        phones=frozenset(base_number(number) for number in (facility.phone, *facility.more_phones) if number),
        street=street_key(facility.street),
        zip=facility.zip,
        town=towns.get(slugify(facility.city), ""),
    )


def lead_traits(lead: dict[str, Any], towns: dict[str, str]) -> Traits:
    """What can be compared about a lead; its fields are free."""
    def text(name: str) -> str:
        value = lead.get(name)
        return value if isinstance(value, str) else ""

    numbers = set()
    for name in ("phone", "intake_phone"):
        try:
            numbers.add(base_number(text(name)))
        except ValueError:
            continue
    names = tuple(dict.fromkeys(name for name in (text("name"), text("organization")) if name)) or ("",)
    return Traits(names, frozenset(numbers), street_key(text("street")), text("zip"), towns.get(slugify(text("city")), ""))


# New and gone


def _note_new(
    result: Reconciliation, facilities: list[Facility], programs: list[Program], guide: Guide, leads: list[dict[str, Any]], always_call: frozenset[str]
) -> None:
    towns = town_ids(guide)
    served = {guide.town_of.get(program.id) for program in programs}
    listings = [(program.id, program_traits(program, guide)) for program in programs]
    known = [(str(lead.get("id")), lead_traits(lead, towns)) for lead in leads if isinstance(lead, dict) and "listing" not in lead]
    for facility in facilities:
        if facility.level is None:
            result.not_ours.append(facility)
            continue
        traits = facility_traits(facility, towns)
        best = max(((likeness(lead, traits), identity) for identity, lead in known), default=(0.0, ""))
        result.new.append(New(
            facility=facility,
            lead=best[1] if best[0] > 0 else "",
            perhaps=tuple(identity for identity, listing in listings if resembles(listing, traits)),
            worth_a_call=facility.level in always_call or traits.town not in served,
        ))  # fmt: skip
    result.new.sort(key=lambda new: (not new.worth_a_call, new.facility.level not in always_call, slugify(new.facility.city), new.facility.row))


def _note_gone(
    result: Reconciliation, listed: Listed, program: Program, edition: str | None, traits: Traits, rest: list[tuple[int, Traits]]
) -> None:
    if _outranks(program, listed, edition):
        result.outranked.append(program.id)
    else:
        result.gone.append(Gone(program, tuple(row for row, other in rest if resembles(traits, other))))


def _outranks(program: Program, listed: Listed, edition: str | None) -> bool:
    """Whether what a listing rests on says more than this edition: a person's later check, or a later edition."""
    if edition is None:
        return False
    checked = program.assured.date if program.assured.by == "volunteer" else None
    editions = [source.date for source in program.sources if source.date and listed.source.is_cited(source.title)]
    return bool(checked and not _later(edition, checked)) or any(_later(date, edition) for date in editions)


def _later(one: str, other: str) -> bool:
    """Whether one date is later than another, as far as both say."""
    length = min(len(one), len(other))
    return one[:length] > other[:length]


# Changed


def _compare(
    result: Reconciliation, listed: Listed, guide: Guide, towns: dict[str, str], program: Program, facility: Facility, edition: str | None
) -> None:
    differences = (*_contact_differences(program, facility, guide, towns), *_fact_differences(program, facility, listed, guide))
    if not differences:
        result.same.append(program.id)
    elif _outranks(program, listed, edition):
        result.outranked.append(program.id)
    else:
        result.changed.append(Changed(program, facility, differences))


def _contact_differences(program: Program, facility: Facility, guide: Guide, towns: dict[str, str]) -> list[Difference]:
    found: list[Difference] = []
    if max(name_likeness(name, facility.full_name) for name in (program.name, program.organization)) < 0.8:
        found.append(Difference("name", program.name, facility.full_name))
    town = guide.town_of.get(program.id)
    listed_town = towns.get(slugify(facility.city))
    if town and town != listed_town and program.address.zip != facility.zip:
        found.append(Difference("town", guide.places[town].name, facility.city))
    found += _phone_differences(program, facility)
    address = program.address
    if address.disputed != "yes" and facility.street and street_key(address.street or "") != street_key(facility.street):
        found.append(Difference("address.street", address.street or "", facility.street))
    if address.disputed != "yes" and facility.zip and address.zip != facility.zip:
        found.append(Difference("address.zip", address.zip or "", facility.zip))
    if facility.website and _host(program.website or "") != _host(facility.website):
        found.append(Difference("website", program.website or "", facility.website))
    return found


def _phone_differences(program: Program, facility: Facility) -> list[Difference]:
    """Numbers of the list that the listing lacks. What only the listing has may come from another source."""
    own = {phone_key(phone.number) for phone in program.phones}
    numbers = {base_number(phone.number) for phone in program.phones}
    new = [number for number in (facility.phone, *facility.more_phones) if number and phone_key(number) not in own]
    new = [number for number in new if " x" in number or base_number(number) not in numbers]
    return [Difference("phones", ", ".join(phone.number for phone in program.phones), ", ".join(new))] if new else []


def _fact_differences(program: Program, facility: Facility, listed: Listed, guide: Guide) -> list[Difference]:
    """Answers that differ; what a listing says and the list no longer does counts only where the listing rests on the list."""
    if facility.silent:
        return []
    found: list[Difference] = []
    if facility.level not in (None, program.level) and (LEVEL, program.level) in listed.statable:
        found.append(Difference(LEVEL, program.level, facility.level or ""))
    rests = any(listed.source.is_cited(source.title) for source in program.sources)
    for name in guide.vocabulary:
        answers = program.answers(name)
        stated = {answer for field_name, answer in facility.states if field_name == name}
        found += [Difference(f"{name}.{answer}", answers.get(answer, ""), "yes") for answer in sorted(stated) if answers.get(answer) != "yes"]
        if rests:
            dropped = [answer for answer, text in answers.items() if text == "yes" and answer not in stated and (name, answer) in listed.statable]
            found += [Difference(f"{name}.{answer}", "yes", "") for answer in dropped]
    return found


def _host(address: str) -> str:
    return address.casefold().split("://")[-1].removeprefix("www.").split("/")[0]
