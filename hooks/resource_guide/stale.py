"""Which listings are due a check by a person, why, and in which order to call; as a list and as a table."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from slugify import slugify

from .exports.tables import Cell, table
from .freshness import add_months, by_person, months_since
from .listings import Listing, prepare
from .model import Guide
from .places import County, counties
from .wording import Speaker

_COLUMNS = ("county", "town", "phone", "phones", "website", "name", "why", "since", "id", "file")
"""The columns of the table; the wording names them (``editor_column_…``)."""


@dataclass(frozen=True)
class Due:
    """A listing that a person should check."""

    listing: Listing
    county: str
    """Empty where it serves the whole state, or where its town has none."""
    date: str
    """When a person checked it last; of a listing that nobody has checked, the date of its list: empty where none is known."""
    since: datetime.date | None
    """The first day on which it was due; None where no person has ever checked it: it always was."""


def due_listings(guide: Guide, say: Speaker, county: County | None = None) -> list[Due]:
    """The open listings that no person has checked within ``months_fresh``, as the call sheets have them.

    In the order of counties and towns, what serves the whole state last; in a town, those due longest first:
    those that nobody ever checked, by the age of their lists, then the oldest checks. ``county``: its towns only.
    """
    found = [_due(guide, listing) for listing in prepare(guide, say).values() if not listing.closed and listing.trust != "confirmed"]
    return sorted((one for one in found if county is None or one.county == county.name), key=_order)


def _due(guide: Guide, listing: Listing) -> Due:
    assured = guide.programs[listing.id].assured
    county = guide.places[listing.town_id].county or "" if listing.town_id else ""
    checked = by_person(assured) and assured.date
    return Due(listing, county, assured.date or "", add_months(checked, guide.settings.months_fresh) if checked else None)


def _order(one: Due) -> tuple[object, ...]:
    since = one.since or datetime.date.min
    return (*area(one), slugify(one.listing.town), since, one.date, one.listing.name.casefold(), one.listing.id)


def area(one: Due) -> tuple[bool, bool, str]:
    """What a listing stands under: its county; then the towns that have none; then the whole state."""
    return not one.listing.town_id, not one.county, slugify(one.county)


def find_county(guide: Guide, name: str) -> County | None:
    """The county that somebody names: with or without accents, capitals and the word for county in any language of the guide."""
    wanted = slugify(name)
    for county in counties(guide):
        if wanted in (county.id, *(slugify(Speaker(guide, tag)("county_of", name=county.name)) for tag in guide.languages)):
            return county
    return None


def why(guide: Guide, say: Speaker, one: Due) -> str:
    """Why a listing is due, in one or two sentences."""
    if one.since is None:
        return say("editor_why_never", checked=one.listing.checked)
    months = months_since(one.date, guide.today)
    return say(f"editor_why_{one.listing.trust}", months=months, checked=one.listing.checked)


def as_text(guide: Guide, say: Speaker, due: list[Due]) -> str:
    """The list for people: by county and town, the number first."""
    lines = list(_lines(guide, say, due))
    open_listings = sum(program.closed is None for program in guide.programs.values())
    end = say("editor_stale_count", due=len(due), listings=open_listings) if due else say("editor_stale_none")
    return "\n".join([*lines, end, *([say("editor_stale_next", date=guide.today.isoformat())] if due else [])])


def _lines(guide: Guide, say: Speaker, due: Iterable[Due]) -> Iterator[str]:
    for (everywhere, _, _), inside in groupby(due, key=area):
        here = list(inside)
        county = here[0].county
        heading = say("county_of", name=county) if county else say("statewide") if everywhere else say("towns_without_county")
        yield f"{heading}: {len(here)}"
        for town, group in groupby(here, key=lambda one: one.listing.town):
            if not everywhere:
                yield f"  {town}"
            for one in group:
                yield from _entry(guide, say, one)
        yield ""


def _entry(guide: Guide, say: Speaker, one: Due) -> Iterator[str]:
    listing = one.listing
    number = listing.phones[0].shown if listing.phones else listing.website_shown
    yield f"    {number:<12}  {listing.name}"
    yield f"        {why(guide, say, one)}"
    yield f"        {listing.id}"


def as_table(guide: Guide, say: Speaker, due: Iterable[Due]) -> str:
    """The list for a spreadsheet (CSV), a listing a row, the first number in a column of its own; no cell is a formula."""
    names = {column: say(f"editor_column_{column}") for column in _COLUMNS}
    rows = ({names[column]: cell for column, cell in _row(guide, say, one).items()} for one in due)
    return table(list(names.values()), rows)


def _row(guide: Guide, say: Speaker, one: Due) -> dict[str, Cell]:
    listing = one.listing
    return {
        "county": one.county,
        "town": listing.town,
        "phone": listing.phones[0].shown if listing.phones else None,
        "phones": "; ".join(f"{phone.shown} ({phone.label})" if phone.label else phone.shown for phone in listing.phones[1:]),
        "website": listing.website,
        "name": listing.name,
        "why": why(guide, say, one),
        "since": one.since.isoformat() if one.since else None,
        "id": listing.id,
        "file": listing.data_file,
    }
