"""Which places and counties have a page, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Guide, Place
from .slugs import slug


@dataclass(frozen=True)
class County:
    """A county and its page."""

    id: str
    name: str


NO_COUNTY = County("no-county", "")
"""Stands for the places whose county no source gives; it has no page."""


def page_places(guide: Guide) -> list[Place]:
    """The places that have a page: every municipality, and every place with a program."""
    with_program = set(guide.town_of.values())
    return [place for place in guide.places.values() if place.municipality == "yes" or place.id in with_program]


def counties(guide: Guide) -> list[County]:
    """The counties of the guide's places, by name."""
    names = sorted({place.county for place in guide.places.values() if place.county}, key=slug)
    return [County(slug(name), name) for name in names]


def areas(guide: Guide) -> list[County]:
    """The counties, and last ``NO_COUNTY`` where a place with a page has none: together they hold every page of a place."""
    return [*counties(guide), *([NO_COUNTY] if any(place.county is None for place in page_places(guide)) else [])]


def show_names(guide: Guide) -> dict[str, str]:
    """Name of each place as readers see it: with the county where another place has the same name."""
    count: dict[str, int] = {}
    for place in guide.places.values():
        count[place.name] = count.get(place.name, 0) + 1
    return {
        place.id: f"{place.name} ({place.county})" if count[place.name] > 1 and place.county else place.name for place in guide.places.values()
    }
