"""Distances by road, estimated, and what is nearest."""

from __future__ import annotations

import bisect
import heapq
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .model import Guide, Place

EARTH_RADIUS_MILES = 3958.8
"""Mean radius; a great circle on it differs from the geodesic by 0.25 % at these latitudes."""


@dataclass(frozen=True)
class Trip:
    """An estimate of the road between two towns, one way."""

    miles: int
    """Rounded: to 1 mile up to 30, to 5 beyond."""
    minutes: tuple[int, int]
    """Shortest and longest likely time, rounded to 5 or 15 minutes."""


def straight_miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in miles between two points in degrees (haversine formula)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    return _arc(phi1, math.cos(phi1), lon1, phi2, math.cos(phi2), lon2)


def _arc(phi1: float, cos1: float, lon1: float, phi2: float, cos2: float, lon2: float) -> float:
    """The same between latitudes in radians with their cosines, and longitudes in degrees."""
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += cos1 * cos2 * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * math.asin(math.sqrt(half))


def road_miles(guide: Guide, start: Place, end: Place) -> float:
    """Estimated road miles: the great circle times the guide's factor, or a pair's own; infinite where a point is not known.

    Factor 1.2: Ballou et al. 2002, Transportation Research A 36:843; against 37 known
    highway mileages of the state its median is 1.17. Pairs over mountains: data/roads.yml.
    """
    factor = guide.roads.get(frozenset((start.id, end.id)), guide.settings.road_factor)
    if start.point is None or end.point is None:
        return math.inf
    return straight_miles(*start.point, *end.point) * factor


def trip(guide: Guide, start: Place, end: Place) -> Trip:
    """The estimate as it is shown: miles and a range of minutes, never exact."""
    miles = _round(road_miles(guide, start, end), 1, 30, 5)
    hours = miles / guide.settings.road_speed_mph
    low, high = guide.settings.road_time_range
    return Trip(miles, (_minutes(hours * low), _minutes(hours * high)))


def week(guide: Guide, one_way: Trip) -> tuple[int, float]:
    """Miles (to 5, or to 10 over 100) and hours (to 0.5) on the road for a week of sessions, there and back."""
    trips = 2 * guide.settings.sessions_a_week
    miles = _round(one_way.miles * trips, 5, 100, 10)
    hours = one_way.miles * trips / guide.settings.road_speed_mph
    return miles, max(0.5, math.floor(hours * 2 + 0.5) / 2)


class Neighbors:
    """Finds the nearest of some places, looking only at those on about the same latitude.

    Whatever lies further north or south than the nearest ones found cannot be nearer than they are: so a
    search costs about the square root of what looking at every place does.
    """

    def __init__(self, guide: Guide, ends: Iterable[Place]) -> None:
        """``ends`` are the places among which to look; those without a point are never near."""
        self._guide = guide
        points = sorted((*place.point, place.id) for place in ends if place.point)
        self._lats = [lat for lat, _, _ in points]
        self._angles = [(name, phi := math.radians(lat), math.cos(phi), lon) for lat, lon, name in points]
        self._factor = min([guide.settings.road_factor, *guide.roads.values()])
        self._own: dict[str, dict[str, float]] = {}
        """The factors of pairs that have one, from each place to the other."""
        for pair, factor in guide.roads.items():
            for one in pair:
                self._own.setdefault(one, {}).update(dict.fromkeys(pair - {one}, factor))
        self._first: dict[tuple[str, int], tuple[Place, ...]] = {}

    def first(self, start: Place, count: int) -> tuple[Place, ...]:
        """The first ``count`` of the others, found once: web, paper and exports ask for the same."""
        key = start.id, count
        if key not in self._first:
            self._first[key] = tuple(itertools.islice(self.of(start), count))
        return self._first[key]

    def of(self, start: Place) -> Iterator[Place]:
        """The others in order of estimated road miles; ties by id. None where the point of ``start`` is not known."""
        if start.point is None:
            return
        found: list[tuple[float, str]] = []
        lat, lon = start.point
        above = bisect.bisect_left(self._lats, lat)
        below = above - 1
        miles = self._from(start.id, lat, lon)
        while True:
            south = lat - self._lats[below] if below >= 0 else math.inf
            north = self._lats[above] - lat if above < len(self._lats) else math.inf
            # No place that is still to come is nearer than this; a little less, for what arithmetic rounds off.
            limit = math.radians(min(south, north)) * EARTH_RADIUS_MILES * self._factor * (1 - 1e-9)
            while found and found[0][0] < limit:
                yield self._guide.places[heapq.heappop(found)[1]]
            if limit == math.inf:
                return
            end = self._angles[below if south < north else above]
            below, above = (below - 1, above) if south < north else (below, above + 1)
            if end[0] != start.id:
                heapq.heappush(found, (miles(*end), end[0]))

    def _from(self, start: str, lat: float, lon: float) -> Callable[[str, float, float, float], float]:
        """``road_miles`` from one place, with what is the same for every end worked out once: it is asked for most often of all."""
        phi, usual, own = math.radians(lat), self._guide.settings.road_factor, self._own.get(start, {})
        cos = math.cos(phi)
        return lambda end, end_phi, end_cos, end_lon: _arc(phi, cos, lon, end_phi, end_cos, end_lon) * own.get(end, usual)


def _round(value: float, fine: int, limit: int, coarse: int) -> int:
    """Round half up, to ``fine`` up to ``limit``, beyond it to ``coarse``; at least ``fine``."""
    step = fine if value <= limit else coarse
    return max(fine, math.floor(value / step + 0.5) * step)


def _minutes(hours: float) -> int:
    return _round(hours * 60, 5, 60, 15)
