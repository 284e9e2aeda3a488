"""The places of a new guide: the towns in the addresses of a list, and those of a table of ZIP codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from slugify import slugify

from ..importers.facility import Facility
from ..model import ZipCode
from ..place_rules import NEAR_DEGREES
from .zips import ZipRow, ZipTable

_TAKEN = ("index", "statewide", "search")
"""Names of pages and files that no place can have."""

_CITY = re.compile(r"(?i)^city of | \(?city\)?$")
"""A county's name that is a city's."""


@dataclass(frozen=True)
class Town:
    """A place."""

    id: str
    name: str
    county: str
    """Empty where no source says, and where it is no county."""
    point: tuple[float, float] | None

    def record(self) -> dict[str, Any]:
        """Its record in places.yml; postal addresses are all that is known of it."""
        degrees = {"lat": f"{self.point[0]:.4f}", "lon": f"{self.point[1]:.4f}"} if self.point else {}
        return {"id": self.id, "name": self.name, **({"county": self.county} if self.county else {}), "kind": "post-office", **degrees}


@dataclass(frozen=True)
class Towns:
    """The places of a guide and its ZIP codes."""

    places: dict[str, Town]
    zips: dict[str, ZipRow]
    zip_places: dict[str, str]
    """The place of each ZIP code."""

    def fits(self, zip_code: str, town: str) -> bool:
        """Whether the guide's rules let a listing of ``town`` have this ZIP code: it is the town's, or near it, or nobody knows better."""
        row, place = self.zips.get(zip_code), self.places[town]
        if row is None:
            return False
        if self.zip_places[zip_code] == town or row.point is None or place.point is None:
            return True
        return sum((one - other) ** 2 for one, other in zip(row.point, place.point, strict=True)) <= NEAR_DEGREES**2

    def zip_lines(self) -> Iterable[list[str]]:
        """The rows of zips.csv, the names of the columns first."""
        yield list(ZipCode.model_fields)
        for code, row in sorted(self.zips.items()):
            lat, lon = (f"{degrees:.4f}" for degrees in row.point) if row.point else ("", "")
            place = self.places[self.zip_places[code]]
            yield [code, row.city, row.county or place.county if place.county else "", lat, lon, place.id]


def town_id(city: str) -> str:
    """The id of the place of this name; empty where a name has no letter or digit."""
    name = slugify(city, max_length=70, word_boundary=True)
    return f"{name}-town" if name in _TAKEN else name


def towns_of(facilities: Iterable[Facility], table: ZipTable | None, counties: bool) -> Towns:
    """The places of a list's addresses, with county and point where ``table`` says; its other places, too.

    A town's point is the middle of its ZIP codes' points. A town that the table does not name has the point of
    the ZIP code that most of its facilities have, and no county.
    """
    zips = {row.zip: row for row in table.rows} if table else {}
    spelled: dict[str, Counter[str]] = {}
    used: dict[str, Counter[str]] = {}
    own: dict[str, list[ZipRow]] = {}
    for row in zips.values():
        spelled.setdefault(town_id(row.city), Counter())[row.city] += 1
        own.setdefault(town_id(row.city), []).append(row)
    named: dict[str, Counter[str]] = {}
    for facility in facilities:
        name = town_id(facility.city)
        if name:
            spelled.setdefault(name, Counter())[facility.city] += 1
            if facility.zip:
                used.setdefault(name, Counter())[facility.zip] += 1
                named.setdefault(facility.zip, Counter())[name] += 1
    places = {
        name: _town(name, _first(names), own.get(name, []), zips.get(_first(used[name])) if name in used else None, counties)
        for name, names in sorted(spelled.items()) if name
    }  # fmt: skip
    for code, names in named.items():
        if code not in zips:
            zips[code] = ZipRow(code, places[_first(names)].name, "", None)
    return Towns(places, {code: row for code, row in zips.items() if town_id(row.city)}, {code: town_id(row.city) for code, row in zips.items()})


def _town(name: str, shown: str, own: list[ZipRow], used: ZipRow | None, counties: bool) -> Town:
    found = Counter(row.county for row in own if row.county)
    county = _first(found) if found and counties else ""
    points = [row.point for row in own if row.point] or ([used.point] if used and used.point else [])
    middle = (fmean(lat for lat, _ in points), fmean(lon for _, lon in points)) if points else None
    # What the rest of the country has as a county is a city in a few places, and pages would call it one.
    return Town(name, shown, "" if _CITY.search(county) else county, middle)


def _first(count: Counter[str]) -> str:
    """What occurs most often; of the same number the first by name."""
    return min(count, key=lambda name: (-count[name], name))
