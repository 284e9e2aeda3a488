"""Distances: estimates that are rounded, called so, and near the truth."""

from __future__ import annotations

import heapq
import math

import pytest

from resource_guide import geography
from resource_guide.geography import Neighbors, road_miles, straight_miles, trip, week
from resource_guide.model import Guide


def test_great_circle_against_a_known_distance() -> None:
    """One degree of a great circle is 1/360 of the way around the earth."""
    assert straight_miles(0, 0, 0, 1) == pytest.approx(2 * math.pi * 3958.8 / 360)
    assert straight_miles(34, -106, 34, -106) == 0


@pytest.mark.parametrize(("start", "end", "straight", "factor"), [
    ("albuquerque", "las-cruces", 190, 1.2),
    ("albuquerque", "los-alamos", 57, 1.67),  # over the Jemez mountains: a pair of its own in data/roads.yml
])
def test_road_factor(guide: Guide, start: str, end: str, straight: float, factor: float) -> None:
    one, other = guide.places[start], guide.places[end]

    assert straight_miles(one.lat, one.lon, other.lat, other.lon) == pytest.approx(straight, rel=0.05)
    assert road_miles(guide, one, other) == pytest.approx(factor * straight_miles(one.lat, one.lon, other.lat, other.lon))
    assert road_miles(guide, one, other) == road_miles(guide, other, one)


def test_a_short_trip_takes_a_range_too(guide: Guide) -> None:
    near = min((road_miles(guide, one, other), one.id, other.id) for one in guide.places.values() for other in guide.places.values() if one.id != other.id)
    least, most = trip(guide, guide.places[near[1]], guide.places[near[2]]).minutes

    assert near[0] < 3 and least < most


def test_long_trips_are_rounded(guide: Guide) -> None:
    estimate = trip(guide, guide.places["albuquerque"], guide.places["las-cruces"])

    assert estimate.miles % 5 == 0
    assert all(minutes % 15 == 0 for minutes in estimate.minutes)
    assert estimate.minutes[0] < estimate.miles / 50 * 60 < estimate.minutes[1]


def test_a_week_is_there_and_back_for_each_session(guide: Guide) -> None:
    one_way = trip(guide, guide.places["albuquerque"], guide.places["las-cruces"])
    miles, hours = week(guide, one_way)

    assert miles == one_way.miles * 6
    assert hours == pytest.approx(miles / 50, abs=0.25)


@pytest.mark.parametrize("town", ["taos", "albuquerque", "los-alamos", "sunland-park", "raton", "hobbs"])
def test_nearest_is_ordered_and_leaves_out_the_start(guide: Guide, town: str) -> None:
    """In the order that sorting every place gives, over mountains too."""
    start = guide.places[town]
    found = list(Neighbors(guide, guide.places.values()).first(start, len(guide.places)))

    others = [place for place in guide.places.values() if place.id != town]
    assert found == sorted(others, key=lambda place: (road_miles(guide, start, place), place.id))


def test_the_nearest_are_found_without_looking_at_every_place(guide: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[float] = []
    arc = geography._arc
    monkeypatch.setattr(geography, "_arc", lambda chord: looked.append(chord) or arc(chord))

    assert len(Neighbors(guide, guide.places.values()).first(guide.places["albuquerque"], 3)) == 3
    assert 0 < len(looked) < len(guide.places) / 4


@pytest.mark.parametrize("count", [1, 3, 10])
def test_the_first_few_are_the_first_of_all(guide: Guide, count: int) -> None:
    neighbors = Neighbors(guide, guide.places.values())

    for start in guide.places.values():
        others = [place for place in guide.places.values() if place.id != start.id]
        assert list(neighbors.first(start, count)) == heapq.nsmallest(count, others, key=lambda place: (road_miles(guide, start, place), place.id))


def test_a_place_without_a_point_is_near_to_nothing(guide: Guide) -> None:
    nowhere = guide.places["taos"].model_copy(update={"lat": None, "lon": None})
    others = [guide.places["raton"], nowhere, guide.places["gallup"]]

    assert [place.id for place in Neighbors(guide, others).first(guide.places["questa"], 3)] == ["raton", "gallup"]
    assert Neighbors(guide, others).first(nowhere, 3) == ()
    assert road_miles(guide, nowhere, guide.places["raton"]) == math.inf
