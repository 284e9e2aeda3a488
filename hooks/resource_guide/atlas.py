"""What the maps show, ready to draw: the state's towns with programs, and a town among the nearest ones."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from .maps import Label, Point, StateMap, place_labels, spread
from .model import Place
from .slugs import slug
from .views import Near, Views

GAP = 28
"""Units between two points of the state's map: 24 px on a screen of 320 px (WCAG 2.5.8), where the map spans the screen."""

MARGIN = 14
"""Units around the outline, so that points at the border are whole."""

_SMALL_GAP = 26
_SMALL_LETTERS = 26
_SMALL_ROOM = 500
"""Units of the small map, which is drawn at about half the size of the large one, with room for names on its right."""


@dataclass(frozen=True)
class Spot:
    """A town on a map. Places of the label and the line are relative to the point."""

    id: str
    name: str
    x: float
    y: float
    kind: str
    """``main``: it has a program of the main kind; ``other``: it has others; ``here``: the page's own town."""
    title: str
    label: Label | None
    away: tuple[float, float] | None
    """Where the town is, if the point was moved away from others."""


@dataclass(frozen=True)
class StateView:
    """The map of all towns with programs."""

    map: StateMap
    spots: list[Spot]
    moved: bool
    """Whether any point was moved."""


@dataclass(frozen=True)
class WhereView:
    """The small map of a town page."""

    map: StateMap
    spots: list[Spot]
    label: str
    """What it shows, for those who cannot see it."""


def state_view(views: Views) -> StateView | None:
    """Every town with an open listing whose point is known, by name; names stand at the largest towns first. None where there is no map."""
    if views.map is None:
        return None
    known = (place for town in views.by_town if (place := views.guide.places[town]).point)
    towns = sorted(known, key=lambda place: (-(place.population or 0), place.id))
    spots = _spots(views, views.map, towns, [_kind(views, town) for town in towns], GAP, 11, 5, views.map.width)
    return StateView(views.map, sorted(spots, key=lambda spot: slug(spot.name)), any(spot.away for spot in spots))


def where_view(views: Views, here: Place, near: Sequence[Near]) -> WhereView | None:
    """A town among the towns of the nearest programs. None where there is no map, or nothing near."""
    ids = dict.fromkeys(one.listing.town_id for one in near if one.listing.town_id)
    towns = [views.guide.places[town] for town in ids]
    if views.map is None or not towns:
        return None
    main = {one.listing.town_id for one in near if one.listing.is_main}
    kinds = ["here", *("main" if town.id in main else "other" for town in towns)]
    spots = _spots(views, views.map, [here, *towns], kinds, _SMALL_GAP, _SMALL_LETTERS, 11, _SMALL_ROOM, digits=None)
    label = views.say("where_label", name=views.names[here.id], towns=", ".join(views.names[town.id] for town in towns))
    return WhereView(views.map, spots, label)


def _kind(views: Views, town: Place) -> str:
    return "main" if any(listing.is_main for listing in views.by_town[town.id]) else "other"


# Every town here has a point: the nearest ones of a town without one are not known.
def _spots(views: Views, drawn: StateMap, towns: Sequence[Place], kinds: Sequence[str], gap: float, letters: float, radius: float, room: float, digits: int | None = 1) -> list[Spot]:
    true = [drawn.point(*town.point) for town in towns if town.point]
    points, labels = _layout(tuple(true), tuple(town.name for town in towns), gap, letters, radius, room, drawn.width, drawn.height)
    spots = []
    for town, kind, (x, y), (true_x, true_y), label in zip(towns, kinds, points, true, labels, strict=True):
        spots.append(Spot(
            id=town.id,
            name=town.name,
            x=round(x, digits),
            y=round(y, digits),
            kind=kind,
            title=views.point_title(town.id),
            label=Label(round(label.x - x, digits), round(label.y - y, digits), label.anchor) if label else None,
            away=(round(true_x - x, 1), round(true_y - y, 1)) if math.dist((x, y), (true_x, true_y)) > radius else None,
        ))
    return spots


@functools.lru_cache(8)  # a town's map is drawn in each language, one after the other
def _layout(points: tuple[Point, ...], names: tuple[str, ...], gap: float, letters: float, radius: float, room: float, width: float, height: float) -> tuple[list[Point], list[Label | None]]:
    """Where the points stand, and their names."""
    apart = spread(points, gap, width, height)
    return apart, place_labels(apart, names, letters, radius, room, height)
