"""The maps: drawn from the outlines, true to the places, and left out where there are no outlines."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from resource_guide.atlas import GAP, state_view, where_view
from resource_guide.guide import check_guide, language_sites
from resource_guide.maps import OUTLINES, place_labels, read_map, spread
from resource_guide.model import Guide
from resource_guide.places import counties, page_places
from resource_guide.views import Views
from resource_guide.wording import Speaker

from .conftest import ROOT, call_guide


@pytest.fixture(scope="module", params=["en", "es"])
def views(request: pytest.FixtureRequest, guide: Guide) -> Views:
    return Views(guide, Speaker(guide, request.param), read_map(ROOT / OUTLINES))


def test_every_county_of_the_places_is_drawn(guide: Guide) -> None:
    drawn = read_map(ROOT / OUTLINES)

    assert drawn is not None
    assert {outline.name for outline in drawn.counties} == {county.name for county in counties(guide)}
    assert len(drawn.state) == 1
    for outline in drawn.counties + drawn.state:
        assert re.fullmatch(r"(M\d+ \d+([vh]-?\d+|l-?\d+[ -]\d+)+z)+", outline.path), outline.name


def test_places_keep_their_directions(guide: Guide) -> None:
    """North is up and west is left: Raton lies north of Roswell, Gallup west of Albuquerque."""
    drawn = read_map(ROOT / OUTLINES)
    assert drawn is not None
    at = {name: drawn.point(*guide.places[name].point) for name in ("raton", "roswell", "gallup", "albuquerque")}

    assert at["raton"][1] < at["roswell"][1]
    assert at["gallup"][0] < at["albuquerque"][0]


def test_a_distance_on_the_map_is_true_in_both_directions(guide: Guide) -> None:
    """A degree of latitude is as long as 1 / cos(latitude) degrees of longitude."""
    drawn = read_map(ROOT / OUTLINES)
    assert drawn is not None
    one = guide.places["socorro"]
    north, east = one.model_copy(update={"lat": one.lat + 1}), one.model_copy(update={"lon": one.lon + 1 / math.cos(math.radians(one.lat))})

    assert math.dist(drawn.point(*one.point), drawn.point(*north.point)) == pytest.approx(math.dist(drawn.point(*one.point), drawn.point(*east.point)), rel=0.02)


def outline(**changes: object) -> dict[str, object]:
    square = [[-104, 34], [-104, 35], [-103, 35], [-104, 34]]
    feature = {"type": "Feature", "properties": {"name": "One", "kind": "state"}, "geometry": {"type": "Polygon", "coordinates": [square]}}
    return {"type": "FeatureCollection", "features": [{**feature, **changes}]}


BROKEN = {
    "not JSON": ("{\n'features': []}", f"{OUTLINES}:2: the file is not JSON"),
    "empty": ("", f"{OUTLINES}:1: the file is not JSON"),
    "a list": ("[]", f"{OUTLINES}:1: the file has no list of 'features'"),
    "no features": ('{"features": 3}', f"{OUTLINES}:1: the file has no list of 'features'"),
    "nothing drawn": ('{"features": []}', f"{OUTLINES}:1: the file has no outline of kind 'state'"),
    "no geometry": (json.dumps(outline(geometry=None)), f"{OUTLINES}:1: outline 1 is not a polygon with a name and a kind"),
    "a point": (json.dumps(outline(geometry={"type": "Point", "coordinates": [-104, 34]})), f"{OUTLINES}:1: outline 1 is not a polygon with a name and a kind"),
    "no name": (json.dumps(outline(properties={"kind": "state"})), f"{OUTLINES}:1: outline 1 is not a polygon with a name and a kind"),
    "a lake": (json.dumps(outline(properties={"name": "Heron", "kind": "lake"})), f"{OUTLINES}:1: outline 1 ('Heron') is not a county or a state with an area"),
    "meters": (json.dumps(outline(geometry={"type": "Polygon", "coordinates": [[[500000, 4000000]] * 4]})), f"{OUTLINES}:1: outline 1 is not a polygon with a name and a kind"),
    "not a number": (json.dumps(outline()).replace("-103", "NaN"), f"{OUTLINES}:1: outline 1 is not a polygon with a name and a kind"),
    "one line": (json.dumps(outline(geometry={"type": "Polygon", "coordinates": [[[-104, 34], [-104, 35], [-104, 36], [-104, 34]]]})), f"{OUTLINES}:1: all its points lie on one line"),
    "too deep": ("[" * 100_000, f"{OUTLINES}:1: the file nests too deep"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_outlines_are_a_problem(project: Path, name: str) -> None:
    text, message = BROKEN[name]
    (project / OUTLINES).write_text(text, encoding="utf-8")

    problems = [str(problem) for problem in check_guide(project).problems if problem.file == OUTLINES]

    assert len(problems) == 1 and problems[0].startswith(message + "; "), problems
    assert "delete the file" in problems[0]


def test_bytes_that_are_no_text_are_a_problem(project: Path) -> None:
    (project / OUTLINES).write_bytes(b"\xff\xfe{}")

    result = call_guide(project, "check")

    assert result.returncode != 0
    assert f"{OUTLINES}:1: the file is not UTF-8 text; " in result.stdout + result.stderr


def test_without_outlines_the_pages_have_no_map(project: Path) -> None:
    (project / OUTLINES).unlink()
    checked = check_guide(project)
    guide = checked.publishable()
    pages = language_sites(guide, checked.documents, project / "overrides/guide", "", checked.map)["es"]
    document = next(document for document in checked.documents if document.adds == "programs" and document.language == "es")

    programs = pages.write_page(document, "<h1>Programas</h1>")
    assert "state-map" not in programs and "#map" not in programs and 'id="by-county"' in programs
    town = pages.pages.town(guide.places["angel-fire"]).body
    assert 'class="where' not in town and 'id="nearest"' in town


def test_points_are_moved_apart_only_where_they_must() -> None:
    crowd = [(50.0, 50.0), (52.0, 50.0), (52.0, 50.0), (55.0, 58.0)]
    alone = (300.0, 300.0)

    found = spread([*crowd, alone], 28, 340, 390)

    assert min(math.dist(a, b) for a, b in itertools.combinations(found, 2)) >= 28
    assert found[-1] == alone
    assert found == spread([*crowd, alone], 28, 340, 390)


def test_points_never_leave_the_map() -> None:
    found = spread([(0.0, 0.0)] * 9, 28, 100, 100)

    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in found)
    assert min(math.dist(a, b) for a, b in itertools.combinations(found, 2)) >= 28


def test_names_cover_no_point_and_no_other_name() -> None:
    """Beside the second point there is room on one side only, and for the third nowhere."""
    points = [(100.0, 100.0), (140.0, 100.0), (120.0, 100.0)]

    first, second, third = place_labels(points, ["Aa", "Bb", "A very long name in a small map"], 10, 5, 200, 110)

    assert first is not None and first.anchor == "end", "the point on its right is too near"
    assert second is not None and second.anchor == "start"
    assert third is None


def test_every_town_with_a_program_is_a_point(views: Views) -> None:
    view = state_view(views)

    assert view is not None
    assert {spot.id for spot in view.spots} == set(views.by_town)
    for spot in view.spots:
        main = sum(listing.is_main for listing in views.by_town[spot.id])
        assert spot.kind == ("main" if main else "other")
        assert views.names[spot.id] in spot.title and str(len(views.by_town[spot.id])) in spot.title
    assert min(math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.combinations(view.spots, 2)) >= GAP


def test_a_moved_point_leads_to_where_the_town_is(views: Views) -> None:
    view = state_view(views)
    assert view is not None and view.moved
    for spot in view.spots:
        true = view.map.point(*views.guide.places[spot.id].point)
        end = (spot.x, spot.y) if spot.away is None else (spot.x + spot.away[0], spot.y + spot.away[1])

        assert math.dist(end, true) <= 5.1, spot.name


def test_a_town_stands_among_its_nearest_programs(views: Views) -> None:
    for place in page_places(views.guide):
        town = views.town_view(place)
        view = where_view(views, place, [*town.main, *town.others])

        assert view is not None
        assert [spot.kind for spot in view.spots].count("here") == 1
        assert {spot.id for spot in view.spots} == {place.id} | {near.listing.town_id for near in (*town.main, *town.others)}
        for near in (*town.main, *town.others):
            assert near.listing.town in view.label
        assert all(spot.kind == "main" for spot in view.spots if spot.id in {near.listing.town_id for near in town.main})


@pytest.mark.parametrize("prefix", ["", "es/"])
def test_each_point_is_a_link_with_a_name_and_stands_in_the_list(site: Path, guide: Guide, prefix: str) -> None:
    html = (site / f"{prefix}programs/index.html").read_text(encoding="utf-8")
    points = re.findall(r'<a href="([^"]*)" transform="[^"]*" aria-label="([^"]*)" data-town="([^"]*)">', html)
    beside = html.partition('<ul class="counties">')[2].partition("</ul>")[0]

    assert {town for _, _, town in points} == set(guide.town_of.values())
    for href, name, town in points:
        assert href.endswith(f"programs/{town}.html")
        assert guide.places[town].name in unescape(name)
        assert f'programs/{town}.html"' in beside


def test_kinds_are_told_apart_by_shape(site: Path, guide: Guide) -> None:
    html = (site / "programs/index.html").read_text(encoding="utf-8")
    for town, shapes in re.findall(r'data-town="([^"]+)"><title>[^<]*</title>(.*?)</a>', html):
        iop = any(guide.programs[name].level == "iop" for name, place in guide.town_of.items() if place == town)

        assert ('<circle class="main"' in shapes) == iop, town
        assert ('<path class="other"' in shapes) == (not iop), town


def test_outlines_from_elsewhere_make_a_map(project: Path, edit: Callable[[str, str, str], None]) -> None:
    """Another state's file, with holes and islands, needs no change of code."""
    island = [[[-103.5, 34.5], [-103.5, 34.6], [-103.4, 34.6], [-103.5, 34.5]]]
    shape = {"type": "MultiPolygon", "coordinates": [[[[-104, 34], [-104, 35], [-103, 35], [-104, 34]]], island]}
    (project / OUTLINES).write_text(json.dumps(outline(geometry=shape)), encoding="utf-8")

    drawn = check_guide(project).map

    assert drawn is not None and drawn.counties == () and drawn.state[0].path.count("M") == 2
