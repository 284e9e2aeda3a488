"""What a reader on a weak signal pays: bytes and requests of a first visit, in a real browser.

A kB is 1,000 bytes. Weights are compressed with gzip -9: HTML, styles, scripts and data together.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, expect

from resource_guide.generated import Share, write_share
from resource_guide.guide import check_guide, language_sites
from resource_guide.model import Guide
from resource_guide.places import page_places

from ..bench.guides import make_guide
from ..bench.weights import Site, compressed, serving, visit, weigh_all
from ..conftest import ROOT, SITE_URL

KB = 1000
LIGHT = 14 * KB
"""Of a town, need or crisis page: what a server may send before the first answer comes back (RFC 6928), as data."""
FULL = 45 * KB
BLOCKING = 25 * KB
QUERY = 150 * KB
REQUESTS = 4

TOWNS = ("programs/albuquerque", "programs/angel-fire", "programs/taos", "programs/county/taos")
GUIDE_PAGES = ("index", "programs/index", "what-is-iop", "a-typical-session", "insurance", "faq", "glossary", "checklists", "print")


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[Site]:
    with serving(site) as found:
        yield found


def light_pages(guide: Guide) -> list[str]:
    return [*TOWNS, "crisis", *(f"programs/need/{need}" for need in guide.needs)]


@pytest.mark.parametrize("prefix", ["", "es/"], ids=["en", "es"])
def test_town_need_and_crisis_pages_fit_the_first_answer(browser: Browser, site: Path, guide: Guide, prefix: str) -> None:
    weights = weigh_all(browser, site, [f"{prefix}{name}.html" for name in light_pages(guide)])
    for path, weight in weights.items():
        assert weight.missing == (), path
        assert len(weight.asked) <= REQUESTS, f"{path} asks for {weight.asked}"

    assert {path: (weight.bytes, weight.asked) for path, weight in weights.items() if weight.bytes > LIGHT} == {}


def test_every_town_page_fits_the_first_answer(site: Path, guide: Guide) -> None:
    """The files that a town page asks for are the same in every town, so the page itself is all that varies."""
    shared = sum(compressed(site / "assets" / name) for name in ("guide.css", "guide.js"))
    heavy = {}
    for prefix in ("", "es/"):
        for place in page_places(guide):
            weight = shared + compressed(site / prefix / "programs" / f"{place.id}.html")
            if weight > LIGHT:
                heavy[f"{prefix}{place.id}"] = weight

    assert heavy == {}


@pytest.mark.parametrize("prefix", ["", "es/"], ids=["en", "es"])
def test_home_and_guide_pages_are_light_and_paint_early(browser: Browser, site: Path, prefix: str) -> None:
    for path, weight in weigh_all(browser, site, [f"{prefix}{name}.html" for name in GUIDE_PAGES]).items():
        assert weight.missing == (), path
        assert weight.bytes <= FULL, f"{path}: {weight.bytes} bytes in {weight.asked}"
        assert weight.blocking <= BLOCKING, f"{path}: {weight.blocking} bytes before the first paint"


def test_the_index_waits_until_somebody_searches(browser: Browser, site: Path) -> None:
    for path, weight in weigh_all(browser, site, ["index.html", "search.html", "programs/taos.html", "insurance.html"]).items():
        assert f"/{path}" in weight.asked
        assert not [name for name in weight.asked if "search-" in name or "minisearch" in name or "places" in name], path


@pytest.mark.parametrize(("prefix", "tag", "other"), [("", "en", "es"), ("es/", "es", "en")])
def test_the_first_query_loads_one_language(browser: Browser, served: Site, prefix: str, tag: str, other: str) -> None:
    """Index, library and script, whatever the page needed before."""
    with visit(browser, served, f"{prefix}search.html") as page:
        page.get_by_role("searchbox").fill("medicaid")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator(".search-results li").first).to_be_visible()
        asked = {path for path in served.asked if path.endswith(".js")}

    assert f"/assets/search-{tag}.js" in asked and f"/assets/search-{other}.js" not in asked
    assert not served.missing
    assert sum(map(served.size, asked)) <= QUERY


def test_a_town_page_does_not_grow_with_the_guide(tmp_path: Path) -> None:
    """A guide, and the same guide with twice the towns, the new ones far away: each town page has as many bytes as before."""
    small = make_guide(ROOT, tmp_path / "small", 40)
    _widen(small / "data" / "counties.geojson")
    large = Path(shutil.copytree(small, tmp_path / "large"))
    _double(large)
    for root in (small, large):
        checked = check_guide(root)
        guide = checked.publishable()
        write_share(root / "site", guide, language_sites(guide, checked.documents, root / "overrides/guide", SITE_URL, checked.map), {}, SITE_URL, False, Share(0, 1))

    sizes = [{path.relative_to(root): path.stat().st_size for path in (root / "site").glob("**/programs/town-*.html")} for root in (small, large)]
    assert len(sizes[0]) == 80 and len(sizes[1]) == 160
    assert sizes[0] == {path: sizes[1][path] for path in sizes[0]}


def _widen(outlines: Path) -> None:
    """Make room across the border: the outlines reach as far south as the new towns."""
    whole = json.loads(outlines.read_text(encoding="utf-8"))
    corner = [[-109.0, 11.0], [-108.9, 11.0], [-108.9, 11.1], [-109.0, 11.0]]
    whole["features"].append({"type": "Feature", "properties": {"name": "Far", "kind": "county"}, "geometry": {"type": "Polygon", "coordinates": [corner]}})
    outlines.write_text(json.dumps(whole), encoding="utf-8")


def _double(root: Path) -> None:
    """Every town and listing once more, across the border; the new towns are in the counties of the old ones."""
    places = root / "data" / "places.yml"
    records: list[dict[str, Any]] = yaml.safe_load(places.read_text(encoding="utf-8"))
    more = [record | {"id": f"{record['id']}-far", "name": f"{record['name']} Far", "lat": record["lat"] - 20} for record in records]
    places.write_text(places.read_text(encoding="utf-8") + "".join(f"- {yaml.safe_dump(record, default_flow_style=True, width=10_000)}" for record in more), encoding="utf-8")
    for file in (root / "data" / "programs").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        text = text.replace('"id": "program-', '"id": "program-far-').replace(' Recovery Center"', ' Recovery Center Far"')
        file.with_name(f"{file.stem}-far.yml").write_text(text.replace(f'"zip": "{text.split(chr(34) + "zip" + chr(34) + ": " + chr(34))[1][:5]}"', '"disputed": "no"'), encoding="utf-8")
