"""Checks of places: towns, ZIP codes, counties and roads, and where programs are said to be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from .loaded import STATEWIDE, Loaded
from .problems import Problem, did_you_mean, shown
from .slugs import slug

NEAR_DEGREES = 0.25
"""A ZIP code may lie so far from the town (about 15 miles): neighbors share them."""

_LONGEST_PAGE = 80
"""Letters of the name of a page: as many as of an id, and far from what a disk allows."""


def place_faults(loaded: Loaded) -> Iterator[Problem]:
    """Towns, ZIP codes, counties and roads that do not fit each other, and programs that do not fit their towns."""
    for rule in (_towns, _zip_codes, _place_names, _points, _counties, _zip_places, _roads):
        yield from rule(loaded)


def _towns(loaded: Loaded) -> Iterator[Problem]:
    """Each file of programs is named for a town, and no town has the name of what is none."""
    if STATEWIDE in loaded.places:
        yield loaded.problem("place", STATEWIDE, ("id",), f"'{STATEWIDE}' is the name of the file for the whole state", f"write another id: {STATEWIDE}-town")
    for file in loaded.sources:
        town = Path(file).stem
        if file.startswith("data/programs/") and town != STATEWIDE and not loaded.knows("place", town):
            names = [*loaded.ids("place"), STATEWIDE]
            yield Problem(file, 1, "", f"there is no town {shown(town)} in data/places.yml", did_you_mean(town, names, "data/places.yml"))


def _zip_codes(loaded: Loaded) -> Iterator[Problem]:
    """A program's ZIP code exists and belongs to its town, or near it."""
    for program in loaded.programs.values():
        town, zip_code = loaded.town_of(program.id), program.address.zip
        if town is None or zip_code is None:
            continue
        if not loaded.knows("zip", zip_code):
            yield loaded.problem("program", program.id, ("address", "zip"), f"{shown(zip_code)} is not in data/zips.csv", did_you_mean(zip_code, loaded.zips, "data/zips.csv"))
        elif town in loaded.places and zip_code in loaded.zips and not _belongs(loaded, zip_code, town):
            zip_, place = loaded.zips[zip_code], loaded.places[town]
            yield loaded.problem(
                "program", program.id, ("address", "zip"),
                f"ZIP {zip_code} is in {zip_.city}, and this file is for {place.name}",
                f"correct the ZIP, or move the listing to data/programs/{zip_.place}.yml",
            )  # fmt: skip


def _belongs(loaded: Loaded, zip_code: str, town: str) -> bool:
    zip_, place = loaded.zips[zip_code], loaded.places[town]
    if zip_.place == town or zip_.point is None or place.point is None or math.dist(zip_.point, place.point) <= NEAR_DEGREES:
        return True  # where a point is not known, nothing speaks against it
    # A place without a ZIP code of its own gets its mail through another one, often far away.
    return zip_.county == place.county and all(other.place != town for other in loaded.zips.values())


def _place_names(loaded: Loaded) -> Iterator[Problem]:
    """Two places of one county do not have the same name."""
    names: dict[tuple[str, str | None], str] = {}
    for place in loaded.places.values():
        other = names.setdefault((place.name.casefold(), place.county), place.id)
        if other != place.id:
            where = f" in {place.county} County" if place.county else ""
            yield loaded.problem("place", place.id, ("name",), f"{shown(place.name)}{where} is also {shown(other)}", "keep one of them")


def _points(loaded: Loaded) -> Iterator[Problem]:
    """A point has both its degrees, or none."""
    for kind, records in (("place", loaded.places), ("zip", loaded.zips)):
        for identity, record in records.items():
            if (record.lat is None) != (record.lon is None):
                missing, there = ("lat", "lon") if record.lat is None else ("lon", "lat")
                yield loaded.problem(kind, identity, (there,), f"'{there}' is written without '{missing}'", f"add '{missing}', or leave both out")


def _counties(loaded: Loaded) -> Iterator[Problem]:
    """Each county has a page of its own, named for it."""
    first: dict[str, str] = {}
    for place in loaded.places.values():
        if place.county is None:
            continue
        page = slug(place.county)
        if not page or len(page) > _LONGEST_PAGE:
            yield loaded.problem("place", place.id, ("county",), f"{shown(place.county)} cannot be the name of a page", f"write letters or digits, at most {_LONGEST_PAGE}")
        elif first.setdefault(page, place.county) != place.county:
            yield loaded.problem("place", place.id, ("county",), f"{shown(place.county)} is also written {shown(first[page])}", "write a county the same way everywhere")


def _zip_places(loaded: Loaded) -> Iterator[Problem]:
    """Each ZIP code belongs to a place."""
    for record in loaded.zips.values():
        if not loaded.knows("place", record.place):
            yield loaded.problem("zip", record.zip, ("place",), f"ZIP {record.zip}: there is no place {shown(record.place)}", did_you_mean(record.place, loaded.ids("place"), "data/places.yml"))


def _roads(loaded: Loaded) -> Iterator[Problem]:
    """Each road joins two places, once."""
    pairs: dict[frozenset[str], str] = {}
    for identity, road in loaded.roads.items():
        for index, town in enumerate(road.between):
            if not loaded.knows("place", town):
                yield loaded.problem("road", identity, ("between", index), f"there is no town {shown(town)}", did_you_mean(town, loaded.ids("place"), "data/places.yml"))
        if road.between[0] == road.between[1]:
            yield loaded.problem("road", identity, ("between",), "a road joins a town with itself", "write two towns")
        elif pairs.setdefault(frozenset(road.between), identity) != identity:
            yield loaded.problem("road", identity, ("between",), "the same two towns are written twice", "keep one of them")
