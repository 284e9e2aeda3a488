"""What machines read of a page says no more than the page; descriptions and pictures are there in each language."""

from __future__ import annotations

import dataclasses
import json
import re
import struct
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from resource_guide.listings import prepare
from resource_guide.model import Guide
from resource_guide.places import page_places
from resource_guide.structured import establishment, json_ld
from resource_guide.wording import Speaker

from .conftest import SITE_URL

LANGUAGES = {"en": "", "es": "es/"}


def things(html: str) -> list[dict[str, Any]]:
    found = []
    for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
        data = json.loads(text)
        assert data.pop("@context") == "https://schema.org"
        found += data.get("@graph", [data])
    return found


def visible(html: str) -> str:
    """The text of a page as a reader sees it."""
    body = re.sub(r"<(script|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", body)))


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, inner in value.items() if not key.startswith("@") for text in texts(inner)]
    return [text for inner in value for text in texts(inner)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_open_listing_is_told_as_the_page_shows_it(site: Path, guide: Guide, tag: str) -> None:
    listings = prepare(guide, Speaker(guide, tag))
    for place in page_places(guide):
        html = (site / f"{LANGUAGES[tag]}programs/{place.id}.html").read_text(encoding="utf-8")
        clinics = [thing for thing in things(html) if thing["@type"] == "MedicalClinic"]

        assert [thing["name"] for thing in clinics] == [view.name for view in listings.values() if view.town_id == place.id and not view.closed]
        shown = visible(html)
        for thing in clinics:
            assert set(thing) <= {"@type", "name", "telephone", "address"}
            assert all(text in shown for text in texts(thing)), thing


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_way_to_a_page_is_the_way_that_it_shows(site: Path, tag: str) -> None:
    with_way = 0
    for path in (site / LANGUAGES[tag]).rglob("*.html"):
        relative = path.relative_to(site).as_posix()
        if path.name == "404.html" or (tag == "en" and relative.startswith("es/")):
            continue
        html = path.read_text(encoding="utf-8")
        nav = re.search(r'<nav class="crumbs".*?</nav>', html, re.DOTALL)
        told = [thing["itemListElement"] for thing in things(html) if thing["@type"] == "BreadcrumbList"]
        assert len(told) == (1 if nav else 0), relative
        if nav:
            with_way += 1
            shown = [(unescape(name), urljoin(SITE_URL + relative, link)) for link, name in re.findall(r'<a href="([^"]*)">(.*?)</a>', nav[0])]
            assert [(step["name"], step["item"]) for step in told[0][:-1]] == shown
            assert [step["position"] for step in told[0]] == list(range(1, len(shown) + 2))
            assert told[0][-1]["item"] == SITE_URL + relative
    assert with_way > 150


def test_a_listing_for_the_whole_state_is_a_service(guide: Guide) -> None:
    listing = next(view for view in prepare(guide, Speaker(guide, "en")).values() if view.phones and view.street)

    everywhere = establishment(dataclasses.replace(listing, town_id=None, town="Whole state", city_line="", street=""), "MedicalClinic")

    assert everywhere["@type"] == "Service" and "address" not in everywhere and "telephone" not in everywhere
    assert everywhere["provider"]["@type"] == "Organization" and everywhere["provider"]["telephone"]


def test_no_name_ends_the_script() -> None:
    name = "</script><script>alert(1)</script><!-- & \u2028"

    html = str(json_ld({"@type": "Service", "name": name}))

    assert html.count("<") == 2 and "<!--" not in html
    assert things(html)[0]["name"] == name
    assert str(json_ld()) == ""


def head(html: str) -> dict[str, str]:
    found = dict(re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)">', html))
    found |= {f"hreflang {tag}": url for tag, url in re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', html)}
    found["canonical"] = "".join(re.findall(r'<link rel="canonical" href="([^"]*)">', html))
    return found


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_page_has_a_description_addresses_and_a_picture(site: Path, guide: Guide, tag: str) -> None:
    seen: dict[str, str] = {}
    for path in (site / LANGUAGES[tag]).rglob("*.html"):
        relative = path.relative_to(site).as_posix()
        if path.name == "404.html" or (tag == "en" and relative.startswith("es/")):
            continue
        found, plain = head(path.read_text(encoding="utf-8")), relative.removeprefix("es/")

        assert found["canonical"] == SITE_URL + relative
        assert found["hreflang en"] == found["hreflang x-default"] == SITE_URL + plain and found["hreflang es"] == f"{SITE_URL}es/{plain}"
        assert found["og:description"] == found["description"] and found["og:title"]
        assert found["og:image"] == f"{SITE_URL}assets/share-{tag}.png" and found["og:locale"] == f"{tag}_US"
        assert seen.setdefault(found["description"], relative) == relative, "each page is described in words of its own"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_picture_has_the_size_that_readers_of_links_expect(site: Path, tag: str) -> None:
    picture = (site / f"assets/share-{tag}.png").read_bytes()

    assert picture.startswith(b"\x89PNG") and struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert len(picture) < 100_000
