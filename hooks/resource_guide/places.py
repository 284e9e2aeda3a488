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


def page_places(guide: Guide) -> list[Place]:
    """The places that have a page: every municipality, and every place with a program."""
    with_program = set(guide.town_of.values())
    return [place for place in guide.places.values() if place.municipality == "yes" or place.id in with_program]


def counties(guide: Guide) -> list[County]:
    """The counties of the guide's places, by name."""
    names = sorted({place.county for place in guide.places.values()}, key=slug)
    return [County(slug(name), name) for name in names]


def show_names(guide: Guide) -> dict[str, str]:
    """Name of each place as readers see it: with the county where another place has the same name."""
    count: dict[str, int] = {}
    for place in guide.places.values():
        count[place.name] = count.get(place.name, 0) + 1
    return {
        place.id: place.name if count[place.name] == 1 else f"{place.name} ({place.county})" for place in guide.places.values()
    }
