"""The list of programs by distance from a town, and its map, in a real browser."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from resource_guide.model import Guide

from .filtering import LIST, expected, miles, number_at, shown, start_from, tick
from .filtering import filters as filters


@pytest.mark.parametrize("start", ["taos", "albuquerque", "las-vegas", "mentmore", "rodeo"])
def test_distance_is_the_estimate_of_the_town_pages(page: Page, server: str, guide: Guide, start: str) -> None:
    """Every town from a start, with those over mountains (data/roads.yml); nearest first."""
    page.goto(f"{server}/{LIST}#near={start}")
    expect(page.locator("#near")).to_have_value(guide.places[start].name)

    found = page.evaluate("[...document.querySelectorAll('div.town')].map(e => [e.dataset.town, parseInt((e.querySelector('h3 .hint').textContent.match(/[0-9]+/) || ['0'])[0])])")

    assert dict(found) == {town: miles(guide, start, town) for town in set(guide.town_of.values())}
    assert [away for _, away in found] == sorted(away for _, away in found)


@pytest.mark.parametrize("limit", [10, 25, 50, 100])
def test_distance_from_a_town(filters: Page, guide: Guide, limit: int) -> None:
    start_from(filters, "espanola", "espanola")
    expect(filters.locator("#near")).to_have_value("Española")
    tick(filters, "miles", str(limit))

    wanted = {name for name, town in guide.town_of.items() if miles(guide, "espanola", town) <= limit}
    assert shown(filters) == wanted
    assert number_at(filters, "miles", str(limit)) == len(wanted)
    assert filters.url.endswith(f"#near=espanola&miles={limit}")

    tick(filters, "level", "iop")
    assert shown(filters) == wanted & expected(guide, level=["iop"])


def test_distance_from_a_zip_code_and_away_again(filters: Page, guide: Guide) -> None:
    box = filters.locator("#near")
    box.fill("87571")
    filters.get_by_role("button", name="Measure").click()
    expect(box).to_have_value("Taos")
    expect(filters).to_have_url(re.compile("#near=taos$"))

    box.fill("")
    box.press("Enter")
    assert "#" not in filters.url
    assert filters.locator("div.town h3 .hint").all_inner_texts() == [""] * len(set(guide.town_of.values()))
    order = filters.evaluate("[...document.querySelectorAll('div.town h3 a')].map(e => e.textContent)")
    assert order[0] == "Alamogordo", "by name again"


def test_distance_asks_which_town_is_meant(filters: Page) -> None:
    box = filters.locator("#near")
    box.fill("las")
    box.press("Enter")
    answer = filters.locator("#filters .finder-answer")
    expect(answer).to_contain_text("Which of these do you mean?")

    answer.get_by_role("button", name="Las Vegas", exact=True).click()
    expect(box).to_have_value("Las Vegas")
    expect(filters).to_have_url(re.compile("#near=las-vegas$"))

    box.fill("zzzzzz")
    box.press("Enter")
    expect(answer).to_contain_text("We do not know that town or ZIP code")
    assert filters.url.endswith("#near=las-vegas")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_each_point_of_the_map_can_be_tapped(page: Page, server: str, width: int) -> None:
    """Middles at least 24 px apart, so that no target covers another (WCAG 2.5.8)."""
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"{server}/{LIST}")
    boxes = page.evaluate("[...document.querySelectorAll('.state-map a .hit')].map(e => { const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2, b.width] })")

    assert min(math.dist(one[:2], other[:2]) for one, other in itertools.combinations(boxes, 2)) >= 24
    assert min(box[2] for box in boxes) >= 24
    assert all(x - size / 2 >= 0 and x + size / 2 <= width for x, _, size in boxes)


def test_a_point_of_the_map_is_a_link_that_shows_its_focus(page: Page, server: str) -> None:
    page.goto(f"{server}/es/{LIST}")
    link = page.get_by_role("group", name="Mapa: lugares con programas").get_by_role("link", name="Taos. Programas: 1. Con IOP: 1.")
    page.locator("#map").evaluate("e => { e.tabIndex = -1; e.focus() }")
    page.keyboard.press("Tab")
    focused: Callable[[], object] = lambda: page.evaluate("getComputedStyle(document.activeElement.querySelector('.hit')).strokeWidth")  # noqa: E731
    assert focused() == "3px"

    link.click()
    page.wait_for_url("**/es/programs/taos.html")
