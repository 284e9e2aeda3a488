"""A table of ZIP codes: our own columns as CSV, or the postal file of GeoNames as it comes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..importers.tables import BadFileError, read_bytes
from ..model import point
from ..yaml_source import HIDDEN

_GEONAMES = ("country", "zip", "city", "state_name", "state", "county", "county_code", "district", "district_code", "lat", "lon", "accuracy")
"""The columns of GeoNames' postal files, which have no header (download.geonames.org/export/zip/readme.txt)."""
_NEEDED = ("zip", "city")


@dataclass(frozen=True)
class ZipRow:
    """A ZIP code."""

    zip: str
    city: str
    county: str
    """Without the word County; empty where the table does not say."""
    point: tuple[float, float] | None
    """Latitude and longitude."""


@dataclass(frozen=True)
class ZipTable:
    """The ZIP codes of one state."""

    rows: list[ZipRow]
    source: str
    """Where they are from, as the credits say it."""


def read_zips(path: Path, state: str) -> ZipTable:
    """The ZIP codes of ``state`` (two capitals); a table without a column ``state`` is taken to be about that state.

    Raises BadFileError where the file is none, or has no ZIP code of that state.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFileError(f"{path} is not UTF-8 text; save it as CSV UTF-8") from None
    geonames = text.count("\t", 0, text.find("\n")) == len(_GEONAMES) - 1
    rows = [_row(path, number, cells) for number, cells in (_geonames(text) if geonames else _csv(path, text)) if cells.get("state") in (None, state)]
    if not rows:
        raise BadFileError(f"{path} has no ZIP code of {state}; name a table that has them, or leave --zips out")
    heading = re.match(r"#\s*(.+)", text)
    return ZipTable(rows, "GeoNames (CC BY 4.0)" if geonames else heading[1].strip() if heading else path.name)


def _geonames(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        yield number, dict(zip(_GEONAMES, line.split("\t"), strict=False))


def _csv(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    body = re.sub(r"(?m)^#.*$", "", text)  # lines keep their numbers
    reader = csv.DictReader(io.StringIO(body.lstrip("\n")), restval="")
    skipped = len(body) - len(body.lstrip("\n"))
    if not set(_NEEDED) <= set(reader.fieldnames or ()):
        raise BadFileError(f"{path} is no table of ZIP codes; its first line must name the columns zip,city,county,lat,lon (and state, where it has several)")
    for cells in reader:
        yield skipped + reader.line_num, {name: cell for name, cell in cells.items() if name and isinstance(cell, str)}


def _row(path: Path, number: int, cells: dict[str, str]) -> ZipRow:
    def text(name: str) -> str:
        return " ".join(HIDDEN.sub("", cells.get(name) or "").split())

    def degrees(name: str, limit: int) -> float | None:
        try:
            value = float(text(name)) if text(name) else None
        except ValueError:
            raise BadFileError(f"{path}, line {number}: '{text(name)}' is not a number; write degrees, such as 35.1") from None
        if value is not None and not abs(value) <= limit:
            raise BadFileError(f"{path}, line {number}: {text(name)} degrees cannot be; look for a wrong digit")
        return value

    code = text("zip").zfill(5)
    if not re.fullmatch("[0-9]{5}", code) or not text("city"):
        raise BadFileError(f"{path}, line {number}: a ZIP code has five digits and a city; '{text('zip')},{text('city')}' has not")
    return ZipRow(code, text("city")[:400], text("county").removesuffix(" County")[:400], point(degrees("lat", 90), degrees("lon", 180)))
