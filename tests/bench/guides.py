"""Made-up guides of any size, from the sources of a real one; the same bytes for the same size.

Only places, ZIP codes, roads and listings are made up; every number is one that nobody can have (555-01xx).
"""

from __future__ import annotations

import contextlib
import functools
import json
import math
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import phonenumbers

SOURCES = ("data", "docs", "hooks", "overrides")
TOWNS_A_COUNTY = 30
_FIRST = ("Alder", "Blue", "Cedar", "Dry", "Eagle", "Fair", "Green", "High", "Iron", "Juniper", "Long", "Mesa", "North", "Oak", "Piñon", "Red")
_LAST = ("Springs", "Creek", "Valley", "Ridge", "Plains", "Crossing", "Flats", "Hills", "Junction", "Bend", "Wells", "Grove")
_SOUTH, _NORTH, _WEST, _EAST = 31.4, 36.9, -109.0, -103.1  # the corners of the outlines in the real counties.geojson


def make_guide(source: Path, target: Path, towns: int) -> Path:
    """A guide of ``towns`` towns in ``target``, with the pages, words and templates of the guide in ``source``.

    Three of four towns have a listing; every second listing is an IOP. Returns ``target``.
    """
    copy_sources(source, target)
    data = target / "data"
    shutil.rmtree(data / "programs")
    (data / "programs").mkdir()
    places = [_place(number, towns) for number in range(towns)]
    _write(data / "places.yml", places)
    _write(data / "roads.yml", [])
    rows = [f"{10000 + number},{place['name']},{place['county']},{place['lat']},{place['lon']},{place['id']}" for number, place in enumerate(places)]
    (data / "zips.csv").write_text("\n".join(["zip,city,county,lat,lon,place", *rows, ""]), encoding="utf-8")
    for number, place in enumerate(places):
        if number % 4:
            _write(data / "programs" / f"{place['id']}.yml", [listing(number, f"{10000 + number}")])
    settings = (data / "guide.yml").read_text(encoding="utf-8")
    (data / "guide.yml").write_text(f"{settings}\nfictional_phones: yes\n", encoding="utf-8")
    for page in (target / "docs").rglob("*.md"):  # a link to the page of a real town leads nowhere here
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"\[([^\]]*)\]\([a-z/.-]+\.html#[^)]*\)", r"\1", text), encoding="utf-8")
    return target


def copy_sources(source: Path, target: Path) -> Path:
    """The sources of a guide, without what a build leaves behind; returns ``target``."""
    for name in SOURCES:
        shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(source / "mkdocs.yml", target)
    return target


def street(file: Path) -> str:
    """The first street of a town's file, as it is written there."""
    found = re.search(r"""street"?: "?([^"\n,}]+)""", file.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{file} has no street")
    return found[1]


@contextlib.contextmanager
def edited_listing(root: Path, town: str) -> Iterator[None]:
    """A town's first street changed, as an editor does it, for as long as the block lasts."""
    file = root / "data" / "programs" / f"{town}.yml"
    text, old = file.read_text(encoding="utf-8"), street(file)
    file.write_text(text.replace(old, f"{old} 7", 1), encoding="utf-8")
    yield
    file.write_text(text, encoding="utf-8")


def listing(number: int, zip_code: str = "") -> dict[str, Any]:
    """The made-up listing of this number, as its file has it."""
    answer = ("yes", "no")[number % 5 == 0]
    return {
        "id": f"program-{number}",
        "name": f"{_name(number)} Recovery Center",
        "organization": f"{_name(number)} Health Organization",
        "level": ("outpatient", "iop")[number % 2],
        "phones": [{"number": _phone(number)}],
        "website": f"https://program-{number}.example.org/",
        "address": {"street": f"{100 + number % 900} Main Street"} | ({"zip": zip_code} if zip_code else {}),
        "treats": {"substance-use": "yes"} | ({"mental-health": answer} if number % 3 else {}),
        "ages": {"adults": "yes"} | ({"teens": "yes"} if number % 7 == 0 else {}),
        "languages": {"es": "yes"} if number % 2 else {},
        "payment": {"medicaid": "yes", "private": "yes"} if number % 3 == 0 else {"self-pay": "yes"},
        "format": {"in-person": "yes"},
        "schedule": {"evening": "yes"} if number % 6 == 0 else {},
        "assured": {"date": "2023-06", "how": "government-list"},
        "sources": [{"title": "A made-up directory", "date": "2023-06"}],
    }


def write_listings(path: Path, first: int, end: int) -> None:
    """One file of the listings from number ``first`` up to ``end``, written as editors write them."""
    path.write_text("\n".join(_block(listing(number)) for number in range(first, end)), encoding="utf-8")


def _block(record: dict[str, Any]) -> str:
    """A record as an editor writes it: a line for each value."""
    lines = list(_lines(record, "  "))
    return "- " + "\n".join(lines)[2:] + "\n"


def _lines(record: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in record.items():
        if isinstance(value, dict) and value:
            yield f"{indent}{key}:"
            yield from _lines(value, f"{indent}  ")
        elif isinstance(value, list):
            yield f"{indent}{key}:"
            for item in value:
                first, *rest = _lines(item, f"{indent}    ")
                yield f"{indent}  - {first.strip()}"
                yield from rest
        elif value:
            yield f"{indent}{key}: {value}"


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    """Records one a line, as JSON, which YAML can read."""
    lines = (f"- {json.dumps(record, ensure_ascii=False)}" for record in records)
    path.write_text("\n".join(lines) + "\n" if records else "[]\n", encoding="utf-8")


def _place(number: int, towns: int) -> dict[str, Any]:
    """A town on a grid, so that near and far do not depend on how many there are."""
    columns = math.ceil(math.sqrt(towns))
    row, column = divmod(number, columns)
    return {
        "id": f"town-{number}",
        "name": _name(number),
        "county": f"County {number // TOWNS_A_COUNTY}",
        "kind": "town",
        "lat": round(_SOUTH + (_NORTH - _SOUTH) * (row + 0.5) / columns, 4),
        "lon": round(_WEST + (_EAST - _WEST) * (column + 0.5) / columns, 4),
        "population": 500 + number * 37 % 9000,
        "municipality": "yes",
    }


def _name(number: int) -> str:
    first, last = _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST) % len(_LAST)]
    again = number // (len(_FIRST) * len(_LAST))
    return f"{first} {last} {again + 1}" if again else f"{first} {last}"


@functools.cache
def _area_codes() -> list[int]:
    return [code for code in range(201, 990) if phonenumbers.is_valid_number_for_region(phonenumbers.parse(f"{code}-555-0100", "US"), "US")]


def _phone(number: int) -> str:
    codes = _area_codes()
    block, line = divmod(number, 100)
    return f"{codes[block % len(codes)]}-555-{100 + line:04d}"
