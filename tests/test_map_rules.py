"""A town in another part of the world, and a county that the state does not have."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from resource_guide.guide import check_guide

from .conftest import ROOT
from .test_check import TINY, TODAY, change

PLACES = "data/places.yml"


@pytest.fixture
def mapped(tmp_path: Path) -> Path:
    """The tiny guide with the outlines of its state."""
    root = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    shutil.copy(ROOT / "data/counties.geojson", root / "data")
    return root


def told(root: Path, today: datetime.date = TODAY) -> list[str]:
    return [str(problem) for problem in check_guide(root, today).problems if "/places.yml" in problem.file or "/zips.csv" in problem.file]


@pytest.mark.parametrize(("old", "new", "message"), [
    ("lon: -105.5950", "lon: 105.5950", "lon: '105.595' is far outside the state; write -105.595: west is negative"),
    ("lat: 36.7039, lon: -105.5950", "lat: -36.7039, lon: -105.5950", "lat: '-36.7039' is far outside the state; write degrees from 31.3 to 37.0"),
    ("lat: 36.7039, lon: -105.5950", "lat: 3.67039, lon: -105.5950", "lat: '3.67039' is far outside the state; write degrees from 31.3 to 37.0"),
    ("lon: -105.5950", "lon: -10.55950", "lon: '-10.5595' is far outside the state; write degrees from -109.0 to -103.0"),
    ("name: Questa, county: Taos", "name: Questa, county: Tais", "county: there is no county 'Tais'; did you mean 'Taos'?"),
])
def test_what_is_not_in_the_state(mapped: Path, old: str, new: str, message: str) -> None:
    assert told(mapped) == []

    change(mapped, PLACES, old, new)

    assert told(mapped) == [f"{PLACES}:2: {message}"]


def test_a_town_across_the_border_may_be_there(mapped: Path) -> None:
    change(mapped, PLACES, "lat: 36.7039, lon: -105.5950", "lat: 37.1695, lon: -104.5005")

    assert told(mapped) == []


def test_two_spellings_of_a_county_are_one_fault(mapped: Path) -> None:
    change(mapped, PLACES, "name: Questa, county: Taos", "name: Questa, county: TAOS")

    assert len(told(mapped)) == 1


def test_without_outlines_nothing_is_said(mapped: Path) -> None:
    (mapped / "data/counties.geojson").unlink()
    change(mapped, PLACES, "lon: -105.5950", "lon: 105.5950")
    change(mapped, PLACES, "name: Questa, county: Taos", "name: Questa, county: Tais")

    assert told(mapped) == []
