"""Maps as plain numbers for a template to draw: outlines as SVG paths, places as points."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .model import Place

Ring = list[tuple[int, int]]

WIDTH = 340
"""Width of a map in its own units; the height follows from the outline."""


@dataclass(frozen=True)
class Outline:
    """A named area as an SVG path."""

    name: str
    path: str


@dataclass(frozen=True)
class StateMap:
    """The outlines, and how to put a place among them.

    Equirectangular, longitudes scaled by the cosine of the middle latitude: over a state the
    distortion is below one percent.
    """

    width: int
    height: int
    state: tuple[Outline, ...]
    counties: tuple[Outline, ...]
    west: float
    north: float
    scale: float
    """Units a degree of latitude."""
    squeeze: float
    """Cosine of the middle latitude."""

    def point(self, place: Place) -> tuple[float, float]:
        """Where a place is, in the map's units, kept on the map's edge where it lies outside."""
        x = (place.lon - self.west) * self.scale * self.squeeze
        y = (self.north - place.lat) * self.scale
        return round(min(max(x, 0), self.width), 1), round(min(max(y, 0), self.height), 1)


def read_map(path: Path) -> StateMap | None:
    """The map of ``data/counties.geojson`` (features of ``kind`` county and state); None where there is no file.

    Raises ValueError where the file is not GeoJSON of polygons.
    """
    if not path.exists():
        return None
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        shapes = [(feature["properties"], list(_rings(feature["geometry"]))) for feature in features]
    except (KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"not a collection of outlines ({error})") from None
    points = [point for _, rings in shapes for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def draw(rings: list[list[tuple[float, float]]]) -> str:
        return "".join(_path([(round((x - west) * scale * squeeze), round((north - y) * scale)) for x, y in ring]) for ring in rings)

    def outlines(kind: str) -> tuple[Outline, ...]:
        return tuple(Outline(str(properties["name"]), draw(rings)) for properties, rings in shapes if properties["kind"] == kind)

    return StateMap(WIDTH, math.ceil((north - south) * scale), outlines("state"), outlines("county"), west, north, scale, squeeze)


def _rings(geometry: dict[str, Any]) -> Iterable[list[tuple[float, float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(float(point[0]), float(point[1])) for point in ring]


def _path(points: Ring) -> str:
    """A closed path of whole steps; points that fall together or lie on one line are left out."""
    kept: Ring = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    if len(kept) < 4:  # a sliver smaller than the drawing can show
        return ""
    steps = (f"{x - px} {y - py}" for (px, py), (x, y) in itertools.pairwise(kept[:-1]))
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps).replace(' -', '-')}z"


def _in_line(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])
