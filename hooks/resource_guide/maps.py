"""Maps as plain numbers for a template to draw: outlines as SVG paths, places as points, names where there is room."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .problems import Problem, shown

Ring = list[tuple[float, float]]
Point = tuple[float, float]

OUTLINES = "data/counties.geojson"
"""Where the outlines are, from the root of the guide."""

WIDTH = 340
"""Width of a map in its own units; the height follows from the outline."""

FIX = "export the outlines again as GeoJSON, each a Polygon or MultiPolygon in degrees with its name and kind (county or state); or delete the file: the pages then have no map"

_ROUNDS = 2000
_PAIRS = 2_000_000
"""How many pairs of points are looked at in all, so that a map of many towns takes a second or two at most."""
_LABELS = 200
"""More names than this have no room on any map."""
_LETTER = 0.64
"""Mean width of a letter of the system fonts, in parts of the font's size; wide rather than narrow."""


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

    @property
    def east(self) -> float:
        """The longitude of the eastern edge."""
        return self.west + self.width / (self.scale * self.squeeze)

    @property
    def south(self) -> float:
        """The latitude of the southern edge."""
        return self.north - self.height / self.scale

    def point(self, lat: float, lon: float) -> Point:
        """Where a point in degrees is, in the map's units, kept on the map's edge where it lies outside."""
        x = (lon - self.west) * self.scale * self.squeeze
        y = (self.north - lat) * self.scale
        return round(min(max(x, 0), self.width), 1), round(min(max(y, 0), self.height), 1)


@dataclass(frozen=True)
class Label:
    """Where the name of a point stands."""

    x: float
    y: float
    anchor: str
    """SVG ``text-anchor``: start, middle or end."""


class OutlineError(ValueError):
    """A file that holds no outlines; ``line`` says where, as far as it is known."""

    def __init__(self, message: str, line: int = 1) -> None:
        """Keep the line, counted from 1."""
        super().__init__(message)
        self.line = line


def check_map(root: Path) -> tuple[StateMap | None, list[Problem]]:
    """The map of the guide below ``root``, or what is wrong with its file; neither where there is no file."""
    try:
        return read_map(root / OUTLINES), []
    except OutlineError as error:
        return None, [Problem(OUTLINES, error.line, "", str(error), FIX)]


def read_map(path: Path) -> StateMap | None:
    """The map of a GeoJSON file (RFC 7946) with features of ``kind`` county and state; None where there is no file.

    Raises OutlineError where the file cannot be read as outlines.
    """
    if not path.exists():
        return None
    shapes = [_shape(number, feature) for number, feature in enumerate(_features(path), 1)]
    points = [point for _, _, rings in shapes for ring in rings for point in ring]
    if not any(kind == "state" for _, kind, _ in shapes):
        raise OutlineError("the file has no outline of kind 'state'")
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    if west == east or south == north:
        raise OutlineError("all its points lie on one line")
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def outlines(wanted: str) -> tuple[Outline, ...]:
        return tuple(
            Outline(name, "".join(_path([(round((x - west) * scale * squeeze), round((north - y) * scale)) for x, y in ring]) for ring in rings))
            for name, kind, rings in shapes
            if kind == wanted
        )

    return StateMap(WIDTH, math.ceil((north - south) * scale), outlines("state"), outlines("county"), west, north, scale, squeeze)


def spread(points: Sequence[Point], gap: float, width: float, height: float) -> list[Point]:
    """The points, moved apart as little as needed for ``gap`` units between any two, so that each can be tapped.

    None leaves the map. The same points come out the same. Where the map has no room for so many, they stay where
    they are; where it has hardly any, they come out as far apart as they got.
    """
    if len(points) * gap * gap > width * height:
        return [(round(x, 1), round(y, 1)) for x, y in points]
    now = [list(point) for point in points]
    wanted = gap + 0.15  # coordinates are rounded at the end
    square = wanted * wanted
    pairs = list(itertools.combinations(range(len(now)), 2))
    for _ in range(min(_ROUNDS, _PAIRS * 2 // max(1, len(now) ** 2))):
        moved = False
        for i, j in pairs:
            one, other = now[i], now[j]
            dx, dy = other[0] - one[0], other[1] - one[1]
            if dx * dx + dy * dy >= square:
                continue
            moved = True
            length = math.hypot(dx, dy)
            if length < 0.01:  # one place: any direction will do, as long as it is always the same
                dx, dy, length = 0.01 * math.cos(i), 0.01 * math.sin(i), 0.01
            dx, dy = dx - 0.2 * dy, dy + 0.2 * dx  # a little past each other, or points along an edge would keep each other there
            push = (wanted - length) / length / 2 + 0.001
            for point, sign in ((one, -1), (other, 1)):
                point[0] = min(max(point[0] + sign * push * dx, 0), width)
                point[1] = min(max(point[1] + sign * push * dy, 0), height)
        if not moved:
            break
    return [(round(x, 1), round(y, 1)) for x, y in now]


def place_labels(points: Sequence[Point], names: Sequence[str], size: float, radius: float, width: float, height: float) -> list[Label | None]:
    """Where each name stands beside its point, the first ones first; None where it would cover a name or a point.

    ``size`` is the height of the letters, ``radius`` that of the points.
    """
    taken = [(x - radius, y - radius, x + radius, y + radius) for x, y in points]
    labels: list[Label | None] = []
    for number, ((x, y), name) in enumerate(zip(points, names, strict=True)):
        labels.append(None)
        if number >= _LABELS:
            continue
        long, away = len(name) * size * _LETTER, radius + size / 4
        wide, high = away + long, away + 2 * size  # no side of the point is farther off
        around = (x - wide, y - high, x + wide, y + high)
        near = [other for other in taken if _meet(around, other)]
        for anchor, left, top, across, down in _sides(x, y, long, size, away):
            box = (left, top, left + long, top + size)
            inside = left >= 0 and top >= 0 and box[2] <= width and box[3] <= height
            if inside and not any(_meet(box, other) for other in near):
                taken.append(box)
                labels[-1] = Label(round(across, 1), round(down, 1), anchor)
                break
    return labels


def _sides(x: float, y: float, long: float, size: float, away: float) -> Iterator[tuple[str, float, float, float, float]]:
    """Right, left, above, below a point, and the corners between: the anchor, the left upper corner of the letters, and the place of the label."""
    middle = y + size * 0.35  # letters stand on a line a third of their height below the middle
    yield "start", x + away, y - size / 2, x + away, middle
    yield "end", x - away - long, y - size / 2, x - away, middle
    yield "middle", x - long / 2, y - away - size, x, y - away
    yield "middle", x - long / 2, y + away, x, y + away + size * 0.75
    for down in (-size, size):
        yield "start", x + away * 0.7, y - size / 2 + down, x + away * 0.7, middle + down
        yield "end", x - away * 0.7 - long, y - size / 2 + down, x - away * 0.7, middle + down


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _features(path: Path) -> list[Any]:
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise OutlineError("the file is not JSON", error.lineno) from None
    except UnicodeDecodeError:
        raise OutlineError("the file is not UTF-8 text") from None
    except RecursionError:
        raise OutlineError("the file nests too deep") from None
    except OSError as error:
        raise OutlineError(f"the file cannot be read ({error.strerror})") from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise OutlineError("the file has no list of 'features'")
    return features


def _shape(number: int, feature: Any) -> tuple[str, str, list[Ring]]:
    """Name, kind and rings of a feature."""
    try:
        properties, geometry = feature["properties"], feature["geometry"]
        name, kind = properties["name"], properties["kind"]
        polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
        rings = [[_degrees(point) for point in ring] for polygon in polygons for ring in polygon]
    except (KeyError, TypeError, ValueError, IndexError):
        raise OutlineError(f"outline {number} is not a polygon with a name and a kind") from None
    if not isinstance(name, str) or kind not in ("county", "state") or not rings or min(map(len, rings)) < 4:
        raise OutlineError(f"outline {number} ({shown(str(name))}) is not a county or a state with an area")
    return name, kind, rings


def _degrees(point: Any) -> Point:
    lon, lat = point[0], point[1]
    if not all(type(value) in (int, float) for value in (lon, lat)) or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("not a longitude and a latitude")
    return float(lon), float(lat)


def _path(points: list[tuple[int, int]]) -> str:
    """A closed path of whole steps; points that fall together or lie on one line are left out."""
    kept: list[tuple[int, int]] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    if len(kept) < 4:  # a sliver smaller than the drawing can show
        return ""
    steps = [(x - px, y - py) for (px, py), (x, y) in itertools.pairwise(kept[:-1])]
    return f"M{kept[0][0]} {kept[0][1]}{''.join(map(_step, steps))}z"


def _step(step: tuple[int, int]) -> str:
    """A step of a path in as few letters as SVG allows."""
    x, y = step
    return f"v{y}" if not x else f"h{x}" if not y else f"l{x} {y}".replace(" -", "-")


def _in_line(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])
