"""Checks of places against the outlines of the state: points in another part of the world, counties that it does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from .loaded import Loaded
from .maps import OUTLINES, StateMap
from .model import Place, ZipCode
from .problems import Problem, did_you_mean, shown
from .slugs import slug

_MARGIN = 1.0
"""Degrees (some 60 miles) by which a point may lie outside the corners of the state: towns across its border belong to the guide."""

_Kind = Literal["place", "zip"]


def map_faults(loaded: Loaded, drawn: StateMap) -> Iterator[Problem]:
    """Points far outside the state, and counties that its outlines do not name."""
    records: list[tuple[_Kind, str, Place | ZipCode]] = [("place", place.id, place) for place in loaded.places.values()]
    records += [("zip", code.zip, code) for code in loaded.zips.values()]
    yield from _points(loaded, drawn, records)
    yield from _counties(loaded, {outline.name for outline in drawn.counties}, records)


def _points(loaded: Loaded, drawn: StateMap, records: Iterable[tuple[_Kind, str, Place | ZipCode]]) -> Iterator[Problem]:
    for kind, identity, record in records:
        if record.point is None or _inside(drawn, *record.point):
            continue
        lat, lon = record.point
        name = "lon" if _inside(drawn, lat, -lon) or _outside(lon, drawn.west, drawn.east) else "lat"
        low, high, value = (drawn.west, drawn.east, lon) if name == "lon" else (drawn.south, drawn.north, lat)
        fix = f"write degrees from {low:.1f} to {high:.1f}"
        if _inside(drawn, lat, -lon):
            fix = f"write {-lon:g}: west is negative"
        yield loaded.problem(kind, identity, (name,), f"'{value:g}' is far outside the state", fix)


def _inside(drawn: StateMap, lat: float, lon: float) -> bool:
    return not _outside(lat, drawn.south, drawn.north) and not _outside(lon, drawn.west, drawn.east)


def _outside(value: float, low: float, high: float) -> bool:
    return not low - _MARGIN <= value <= high + _MARGIN


def _counties(loaded: Loaded, names: set[str], records: Iterable[tuple[_Kind, str, Place | ZipCode]]) -> Iterator[Problem]:
    used = {place.county for place in loaded.places.values() if place.county}
    if 2 * len(used & names) < len(used):
        return  # outlines of something else than the counties of this guide
    alike = {slug(name) for name in used & names}
    for kind, identity, record in records:
        county = record.county
        if county and county not in names and not (kind == "place" and slug(county) in alike):  # two spellings of one county have their message
            yield loaded.problem(kind, identity, ("county",), f"there is no county {shown(county)}", did_you_mean(county, names, OUTLINES))
