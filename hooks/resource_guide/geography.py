"""Distances by road, estimated, and what is nearest."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable
from dataclasses import dataclass

from .model import Guide, Place

EARTH_RADIUS_MILES = 3958.8
"""Mean radius; a great circle on it differs from the geodesic by 0.25 % at these latitudes."""

_WHOLE = 180
"""Degrees: no two points are farther apart."""


@dataclass(frozen=True)
class Trip:
    """An estimate of the road between two towns, one way."""

    miles: int
    """Rounded: to 1 mile up to 30, to 5 beyond."""
    minutes: tuple[int, int]
    """Shortest and longest likely time, rounded to 5 or 15 minutes."""


def straight_miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in miles between two points in degrees."""
    return _arc(math.dist(_unit(lat1, lon1), _unit(lat2, lon2)))


def _unit(lat: float, lon: float) -> tuple[float, float, float]:
    """A point in degrees on a sphere of radius 1."""
    phi, angle = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(angle), math.cos(phi) * math.sin(angle), math.sin(phi)


def _arc(chord: float) -> float:
    """Miles along the ground between two points of that sphere, from the straight line between them: twice the arcsine of its half."""
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1, chord / 2))


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
    shortest = _minutes(hours * low)
    return Trip(miles, (shortest, max(_minutes(hours * high), shortest + 5)))


def week(guide: Guide, one_way: Trip) -> tuple[int, float]:
    """Miles (to 5, or to 10 over 100) and hours (to 0.5) on the road for a week of sessions, there and back."""
    trips = 2 * guide.settings.sessions_a_week
    miles = _round(one_way.miles * trips, 5, 100, 10)
    hours = one_way.miles * trips / guide.settings.road_speed_mph
    return miles, max(0.5, math.floor(hours * 2 + 0.5) / 2)


class Neighbors:
    """Finds the nearest of some places, looking only at those around the start: more of them until what lies beyond is sure to be farther."""

    def __init__(self, guide: Guide, ends: Iterable[Place]) -> None:
        """``ends`` are the places among which to look; those without a point are never near."""
        self._guide = guide
        points = sorted((*place.point, place.id) for place in ends if place.point)
        self._lats = [lat for lat, _, _ in points]
        self._ends = [(name, _unit(lat, lon)) for lat, lon, name in points]
        self._width = 1.5 * max(1, self._lats[-1] - self._lats[0]) / math.sqrt(len(points)) if points else _WHOLE
        """Degrees north and south, the first time: with some seven places in reach where they lie evenly."""
        self._miles = EARTH_RADIUS_MILES * min([guide.settings.road_factor, *guide.roads.values()]) * (1 - 1e-9)
        """The least that a radian can be by road; a little less, for what arithmetic rounds off."""
        self._own: dict[str, dict[str, float]] = {}
        """The factors of pairs that have one, from each place to the other."""
        for pair, factor in guide.roads.items():
            for one in pair:
                self._own.setdefault(one, {}).update(dict.fromkeys(pair - {one}, factor))
        self._first: dict[tuple[str, int], tuple[Place, ...]] = {}

    def first(self, start: Place, count: int) -> tuple[Place, ...]:
        """The first ``count`` of the others in order of estimated road miles, ties by id, found once: web, paper and exports ask for the same.

        None where the point of ``start`` is not known.
        """
        key = start.id, count
        if key not in self._first:
            self._first[key] = tuple(self._guide.places[name] for _, name in self._nearest(start, count))
        return self._first[key]

    def _nearest(self, start: Place, count: int) -> list[tuple[float, str]]:
        """Estimated road miles and id of each; none where the point of ``start`` is not known."""
        if start.point is None:
            return []
        lat, lon = start.point
        usual, own = self._guide.settings.road_factor, self._own.get(start.id, {})
        here = x, y, _ = _unit(lat, lon)
        width = self._width
        while True:
            reach = 2 * math.sin(math.radians(min(width, _WHOLE)) / 2)  # the straight line that spans so many degrees
            around = self._ends[bisect.bisect_left(self._lats, lat - width) : bisect.bisect_right(self._lats, lat + width)]
            found = [
                (_arc(math.dist(here, point)) * own.get(name, usual), name)
                for name, point in around
                if abs(point[0] - x) <= reach and abs(point[1] - y) <= reach and name != start.id
            ]
            found.sort()
            # No place that was left out is nearer than this.
            limit = math.radians(width) * self._miles
            if width >= _WHOLE or (len(found) >= count and found[count - 1][0] <= limit):
                return found[:count]
            width *= 2


def _round(value: float, fine: int, limit: int, coarse: int) -> int:
    """Round half up, to ``fine`` up to ``limit``, beyond it to ``coarse``; at least ``fine``."""
    step = fine if value <= limit else coarse
    return max(fine, math.floor(value / step + 0.5) * step)


def _minutes(hours: float) -> int:
    return _round(hours * 60, 5, 60, 15)
