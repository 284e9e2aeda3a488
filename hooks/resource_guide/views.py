"""What there is in each town and county, in one language: the same for web, paper and exports."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .geography import Neighbors, Trip, trip, week
from .listings import Listing, prepare
from .maps import StateMap
from .model import Guide, Helpline, Place
from .placeholders import tel
from .places import NO_COUNTY, County, page_places, show_names
from .wording import Speaker


@dataclass(frozen=True, slots=True)
class Near:
    """A program in another town, seen from here."""

    listing: Listing
    miles: int
    away: str
    drive: str
    week: str


@dataclass(frozen=True)
class TownView:
    """What there is in a town and near it."""

    here: list[Listing]
    closed: list[Listing]
    main: list[Near]
    others: list[Near]
    """Programs of other kinds that are nearer; only where the town has none of the main kind."""


@dataclass(frozen=True)
class CountyView:
    """What there is in a county, and near it where it has fewer of the main kind than a town page shows (``nearest``)."""

    towns: list[Place]
    here: list[Listing]
    """The open ones."""
    closed: list[Listing]
    near: list[Near]


class Views:
    """The listings of one language, prepared once, and what each place shows of them."""

    def __init__(self, guide: Guide, say: Speaker, drawn: StateMap | None = None, like: Views | None = None) -> None:
        """Prepare every listing and sort them by town; ``drawn`` is the map of the state, where there is one.

        What is near a place is found once with another language's views (``like``).
        """
        self.guide = guide
        self.say = say
        self.map = drawn
        self.listings = prepare(guide, say)
        """Every listing by id, in the order in which readers see them."""
        self.names = show_names(guide)
        """What each place is called, by id."""
        self.by_town: dict[str, list[Listing]] = {}
        """The open listings of each town that has some."""
        for listing in self.listings.values():
            if listing.town_id and not listing.closed:
                self.by_town.setdefault(listing.town_id, []).append(listing)
        self.statewide = [listing for listing in self.listings.values() if not listing.town_id and not listing.closed]
        self.closed = [listing for listing in self.listings.values() if listing.closed]
        self._main_towns: Neighbors = like._main_towns if like else self._towns_with(lambda listing: listing.is_main)
        self._other_towns: Neighbors = like._other_towns if like else self._towns_with(lambda listing: not listing.is_main)
        self._road_words = functools.cache(self._say_road)  # few trips differ: miles are rounded
        self.point_title = functools.cache(self._say_point)
        """What a town's point on a map says, by id: it stands on many maps."""
        self._pages_in = _by_county(page_places(guide))
        self._places_in = _by_county(guide.places.values())
        self._listings_in: dict[str, list[Listing]] = {}
        for listing in self.listings.values():
            if listing.town_id:
                self._listings_in.setdefault(guide.places[listing.town_id].county or NO_COUNTY.name, []).append(listing)

    def town_view(self, place: Place) -> TownView:
        """What a town's page and its sheets show."""
        here = self.by_town.get(place.id, [])
        closed = [listing for listing in self.closed if listing.town_id == place.id]
        main = self._near(place, self._main_towns, lambda listing: listing.is_main)
        others = self._nearer(place, main) if not any(listing.is_main for listing in here) else []
        return TownView(here, closed, main, others)

    def more_in(self, near: Iterable[Near]) -> dict[str, int]:
        """The towns of which more programs are open than those shown, and how many are: by id."""
        shown = Counter(one.listing.town_id for one in near)
        return {town: len(self.by_town[town]) for town, number in shown.items() if town and len(self.by_town[town]) > number}

    def county_view(self, county: County) -> CountyView:
        """What a county's page and its sheets show; what ``NO_COUNTY`` holds, on paper alone."""
        towns = self._pages_in.get(county.name, [])
        inside = self._listings_in.get(county.name, [])
        here = [listing for listing in inside if not listing.closed]
        closed = [listing for listing in inside if listing.closed]
        center = max(self._places_in[county.name], key=lambda place: place.population or 0)
        own = {place.id for place in self._places_in[county.name]}
        missing = self.guide.settings.nearest - sum(listing.is_main for listing in here)
        near = self._near(center, self._main_towns, lambda listing: listing.is_main and listing.town_id not in own, len(own))[:missing] if missing > 0 else []
        return CountyView(towns, here, closed, near)

    def help_views(self, lines: Iterable[Helpline]) -> list[dict[str, str]]:
        """Helplines as the templates show them."""
        say = self.say
        views = []
        for line in lines:
            key = line.press.get(say.tag)
            keyword = line.text.keyword.get(say.tag) if line.text else None
            views.append({
                "id": line.id,
                "kind": line.kind,
                "name": say.pick(line.name),
                "number": line.phone,
                "href": tel(line.phone),
                "press": say("press_key", key=key) if key else "",
                "hours": say("helpline_hours") if line.hours else "",
                "summary": say.pick(line.summary),
                "what_happens": say.pick(line.what_happens),
                "text": (say("text_to", keyword=keyword) if keyword else say("text_plain")) if line.text else "",
                "text_number": line.text.number if line.text else "",
                "text_href": "sms:" + "".join(filter(str.isdigit, line.text.number)) if line.text else "",
                "web": line.web or "",
                "web_shown": line.web.removeprefix("https://").removeprefix("www.") if line.web else "",
            })
        return views

    def _say_point(self, town: str) -> str:
        shown = self.by_town.get(town, [])
        return self.say("map_point", name=self.names[town], count=len(shown), main=sum(listing.is_main for listing in shown))

    def _towns_with(self, wanted: Callable[[Listing], bool]) -> Neighbors:
        return Neighbors(self.guide, (self.guide.places[town] for town, shown in self.by_town.items() if any(map(wanted, shown))))

    def _near(self, start: Place, towns: Neighbors, wanted: Callable[[Listing], bool], unwanted_towns: int = 0) -> list[Near]:
        """The nearest programs elsewhere, one line each, at most ``settings.nearest``; of those in one town, first those that have a number.

        ``unwanted_towns``: at most so many of the towns have nothing that is wanted.
        """
        found: list[Near] = []
        for town in towns.first(start, self.guide.settings.nearest + unwanted_towns):
            for listing in sorted(filter(wanted, self.by_town[town.id]), key=lambda listing: not listing.phones):
                if len(found) == self.guide.settings.nearest:
                    return found
                found.append(self._near_view(start, town, listing))
        return found

    def _nearer(self, start: Place, main: list[Near]) -> list[Near]:
        """Programs of other kinds that are nearer than the nearest of the main kind."""
        others = self._near(start, self._other_towns, lambda listing: not listing.is_main)
        return [near for near in others if not main or near.miles < main[0].miles]

    def _near_view(self, start: Place, town: Place, listing: Listing) -> Near:
        one_way = trip(self.guide, start, town)
        return Near(listing, one_way.miles, *self._road_words(one_way))

    def _say_road(self, one_way: Trip) -> tuple[str, str, str]:
        """How far it is, how long it takes, and what a week of sessions adds up to."""
        say = self.say
        miles, hours = week(self.guide, one_way)
        return say.count("away", one_way.miles, miles=one_way.miles), self._drive(one_way), say("week", sessions=self.guide.settings.sessions_a_week, miles=miles, hours=f"{hours:g}")

    def _drive(self, one_way: Trip) -> str:
        low, high = (self._duration(minutes) for minutes in one_way.minutes)
        return self.say("drive", low=low, high=high)

    def _duration(self, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self.say("minutes", minutes=rest)
        return self.say("hours_minutes", hours=hours, minutes=rest) if rest else self.say("hours", hours=hours)


def _by_county(places: Iterable[Place]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place.county or NO_COUNTY.name, []).append(place)
    return found
