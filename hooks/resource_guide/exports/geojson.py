"""The listings as points (GeoJSON, RFC 7946). Each point is the center of a town: where in it a program is, no source measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..model import Guide
from .common import about, speakers, write_records

_LEFT_OUT = ("town_center", "sources")


def write_points(path: Path, guide: Guide, records: Iterable[Mapping[str, Any]], site_url: str) -> None:
    """Write the records of ``programs.json`` as features; a program for the whole state has no point."""
    points = {tag: say("data_points") for tag, say in speakers(guide).items()}
    head = {"type": "FeatureCollection", **about(guide, site_url), "points": points}
    write_records(path, head, "features", map(_feature, records))


def _feature(record: Mapping[str, Any]) -> dict[str, Any]:
    center = record.get("town_center")
    geometry = {"type": "Point", "coordinates": [center["longitude"], center["latitude"]]} if center else None
    properties = {key: value for key, value in record.items() if key not in _LEFT_OUT}
    position = {"position": "town center"} if center else {}
    return {"type": "Feature", "id": record["id"], "geometry": geometry, "properties": {**properties, **position}}
