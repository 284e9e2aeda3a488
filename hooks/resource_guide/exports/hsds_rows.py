"""The listings as rows of the tables of HSDS 3.0, in the guide's first language.

Only what a source states becomes a row. A check by list is no assurance, so it gives no
``assured_date``; how and when a listing was last checked is an attribute of every one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import phonenumbers

from ..freshness import by_person
from ..listings import Listing, PhoneView
from ..model import Guide
from ..programs import Phone, Program
from ..views import Views
from ..wording import Speaker
from .hsds_schema import TABLES

NAMESPACE = uuid.UUID("02c935fb-64bf-47c0-bb9e-1f7397294546")
"""Of all ids; drawn once at random and never changed, so that an id stays the same from build to build."""

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def identify(guide: Guide, table: str, *names: str) -> str:
    """The id of a row: always the same for the same names in the same state's guide (UUID version 5)."""
    return str(uuid.uuid5(NAMESPACE, "/".join([guide.settings.state_code, table, *names])))


def hsds_rows(views: Views) -> Rows:
    """Every row of every table, by table, in the order in which readers see the listings; a row has only the columns that say something."""
    rows: Rows = {table.name: [] for table in TABLES}
    organizations: dict[str, list[Program]] = {}
    terms = _Terms(views.guide, views.say)
    for listing in views.listings.values():
        program = views.guide.programs[listing.id]
        organizations.setdefault(_organization_key(program), []).append(program)
        for table, row in _program_rows(views, listing, program, terms):
            rows[table].append({key: value for key, value in row.items() if value not in ("", None)})
    rows["organization"] = [_organization(views.guide, views.say, key, programs) for key, programs in organizations.items()]
    rows["taxonomy"] = [terms.taxonomy]
    rows["taxonomy_term"] = list(terms.terms.values())
    return rows


class _Terms:
    """The taxonomy of the guide's answers; a term is made when a listing first needs it."""

    def __init__(self, guide: Guide, say: Speaker) -> None:
        self._guide = guide
        self._language = say.tag
        name = say("data_taxonomy", guide=say.pick(guide.settings.site_name))
        self.taxonomy: Row = {"id": identify(guide, "taxonomy", "listings"), "name": name, "description": say("data_taxonomy_text")}
        self.terms: dict[str, Row] = {}

    def id(self, code: str, label: str, words: str) -> str:
        """The id of a term, which is added where it is new."""
        row = {
            "id": identify(self._guide, "taxonomy_term", code),
            "code": code,
            "name": words,
            "description": f"{label}: {words}",
            "taxonomy": self.taxonomy["name"],
            "language": self._language,
            "taxonomy_id": self.taxonomy["id"],
        }
        return str(self.terms.setdefault(code, row)["id"])


def _organization_key(program: Program) -> str:
    return " ".join(program.organization.casefold().split())


def _organization(guide: Guide, say: Speaker, key: str, programs: list[Program]) -> Row:
    name, site = programs[0].organization, say.pick(guide.settings.site_name)
    text = say.count("data_runs", len(programs), guide=site)
    return {"id": identify(guide, "organization", key), "name": name, "description": text}


def _program_rows(views: Views, listing: Listing, program: Program, terms: _Terms) -> Iterator[tuple[str, Row]]:
    guide, say = views.guide, views.say
    service = identify(guide, "service", program.id)
    yield "service", _service(guide, say, listing, program, service)
    yield from _location(guide, say, listing, service)
    for phone, shown in zip(program.phones, listing.phones, strict=True):
        yield "phone", {"id": identify(guide, "phone", program.id, phone.number), "service_id": service, **_phone(phone, shown)}
    yield from _stated(guide, say, program, service)
    yield from _attributes(guide, say, program, service, terms)
    yield from _last_check(guide, program, service)


def _service(guide: Guide, say: Speaker, listing: Listing, program: Program, service: str) -> Row:
    assured = program.assured
    full_date = assured.date is not None and len(assured.date) == len("2026-11-23")
    facts = {fact.facet: f"{fact.label}: {fact.text}." + (f" {say('data_whole')}" if fact.whole_facility else "") for fact in listing.facts if fact.text}
    key = "data_service" if listing.town_id else "data_service_statewide"
    return {
        "id": service,
        "organization_id": identify(guide, "organization", _organization_key(program)),
        "name": program.name,
        "description": say(key, level=listing.level, town=listing.town, checked=listing.checked),
        "url": program.website,
        "status": "defunct" if program.closed else "active",
        "fees_description": facts.get("payment"),
        "eligibility_description": " ".join(facts[name] for name in ("ages", "only") if name in facts),
        "assured_date": assured.date if by_person(assured) and full_date else None,
        "alert": listing.closed,
    }


def _location(guide: Guide, say: Speaker, listing: Listing, service: str) -> Iterator[tuple[str, Row]]:
    """Where a program is. It has no coordinates: those of the guide are of the town, not of the house."""
    if not listing.town_id:
        yield "service_area", {"id": identify(guide, "service_area", listing.id), "service_id": service, "name": say.pick(guide.settings.state)}
        if not listing.website:
            return
    location = identify(guide, "location", listing.id)
    row: Row = {"id": location, "location_type": "physical" if listing.town_id else "virtual", "name": listing.city_line}
    whole = bool(listing.street and listing.zip)
    if not listing.town_id:
        row["url"] = listing.website
    elif not whole:
        row["description"] = say("address_disputed") if listing.disputed else ", ".join(filter(None, [listing.street, listing.city_line]))
    yield "location", row
    yield "service_at_location", {"id": identify(guide, "service_at_location", listing.id), "service_id": service, "location_id": location}
    if listing.town_id and whole:
        yield "address", {
            "id": identify(guide, "address", listing.id),
            "location_id": location,
            "address_1": listing.street,
            "city": listing.town,
            "region": guide.places[listing.town_id].county,
            "state_province": guide.settings.state_code,
            "postal_code": listing.zip,
            "country": "US",
            "address_type": "physical",
        }


def _phone(phone: Phone, shown: PhoneView) -> Row:
    """Number as E.164, and extension. HSDS has that as a number: where it begins with 0, the description has it as it is dialed."""
    parsed = phonenumbers.parse(phone.number, "US")
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    extension = int(parsed.extension) if parsed.extension else None
    whole = shown.shown if parsed.extension and str(extension) != parsed.extension else ""
    return {"number": number, "extension": extension, "type": "voice", "description": f"{shown.label} {whole}".strip()}


def _stated(guide: Guide, say: Speaker, program: Program, service: str) -> Iterator[tuple[str, Row]]:
    """Languages and ways to pay that a source says the program has."""
    for facet, table, column, note in (("languages", "language", "name", "note"), ("payment", "cost_option", "option", "amount_description")):
        if facet not in guide.vocabulary:
            continue
        whole = say("data_whole") if _whole(guide, program, facet) else ""
        for option, words in guide.vocabulary[facet].options.items():
            if program.answers(facet).get(option) == "yes":
                code = {"code": option} if facet == "languages" and len(option) == len("es") else {}
                yield table, {"id": identify(guide, table, program.id, option), "service_id": service, column: say.pick(words.words), **code, note: whole}


def _whole(guide: Guide, program: Program, facet: str) -> bool:
    """Whether a source says it of the whole facility, and not of the program alone."""
    return facet in program.facility_wide and program.level == guide.main_level


def _attributes(guide: Guide, say: Speaker, program: Program, service: str, terms: _Terms) -> Iterator[tuple[str, Row]]:
    """The kind of program, every answer that a source gives, and how the listing was last checked."""

    def attribute(kind: str, code: str, label: str, words: str, value: str) -> tuple[str, Row]:
        term = terms.id(code, label, words)
        row = {"id": identify(guide, "attribute", program.id, code), "link_id": service, "taxonomy_term_id": term, "link_type": kind, "link_entity": "service", "value": value}
        return "attribute", row

    yield attribute("level", f"level.{program.level}", say.pick(guide.levels.label), say.pick(guide.levels.options[program.level].words), "yes")
    for name, facet in guide.vocabulary.items():
        whole = ", whole facility" if _whole(guide, program, name) else ""
        for option, answer in sorted(program.answers(name).items()):
            yield attribute(name, f"{name}.{option}", say.pick(facet.label), say.pick(facet.options[option].words), answer + whole)
    assured = program.assured
    words = f"{say(f'data_how_{assured.how}')}, {say(f'data_by_{assured.by}')}"
    yield attribute("checked", f"checked.{assured.how}.{assured.by}", say("data_field_checked_label"), words, assured.date or "")


def _last_check(guide: Guide, program: Program, service: str) -> Iterator[tuple[str, Row]]:
    """The last check as an entry of the service's history; only where its full date is known, which HSDS demands."""
    assured = program.assured
    if assured.date is not None and len(assured.date) == len("2026-11-23"):
        yield "metadata", {
            "id": identify(guide, "metadata", program.id, assured.date),
            "resource_id": service,
            "resource_type": "service",
            "last_action_date": assured.date,
            "last_action_type": assured.how,
            "field_name": "attributes.checked",
            "previous_value": "not recorded",
            "replacement_value": f"{assured.how}, {assured.date}",
            "updated_by": assured.by,
        }
