"""What there is for one need of readers: the listings that a source says meet it, and how many are silent."""

from __future__ import annotations

from dataclasses import dataclass

from .freshness import TRUST_ORDER, Trust
from .listings import Listing
from .model import Need
from .slugs import slug
from .views import Views


@dataclass(frozen=True)
class NeedTown:
    """The listings of one town, or of the whole state, that meet a need."""

    id: str | None
    """None for the whole state."""
    name: str
    listings: list[Listing]


@dataclass(frozen=True)
class NeedGroup:
    """The towns of one trust group."""

    trust: Trust
    towns: list[NeedTown]


@dataclass(frozen=True)
class NeedView:
    """What the page of a need shows."""

    groups: list[NeedGroup]
    """Best checked first; only those that have a listing."""
    count: int
    silent: int
    """How many open listings say neither yes nor no."""


def need_view(views: Views, need: Need) -> NeedView:
    """The open listings whose answer is yes, by trust and town. Silence is counted, and never taken for an answer."""
    answers = {listing.id: _answer(views, need, listing) for listing in views.listings.values() if not listing.closed}
    meet = [views.listings[name] for name, answer in answers.items() if answer == "yes"]
    groups = [NeedGroup(level, towns) for level in TRUST_ORDER if (towns := _towns(views, [listing for listing in meet if listing.trust == level]))]
    return NeedView(groups, len(meet), sum(answer is None for answer in answers.values()))


def _answer(views: Views, need: Need, listing: Listing) -> str | None:
    ((field, option),) = need.wants.items()
    return views.guide.programs[listing.id].answers(field).get(option)


def _towns(views: Views, listings: list[Listing]) -> list[NeedTown]:
    """Towns by name; the whole state last."""
    by_town: dict[str | None, list[Listing]] = {}
    for listing in listings:
        by_town.setdefault(listing.town_id, []).append(listing)
    towns = [NeedTown(town, views.names[town] if town else views.say("statewide"), shown) for town, shown in by_town.items()]
    return sorted(towns, key=lambda town: (town.id is None, slug(town.name)))
