"""The same build works from a server, a sub-path, a folder and a USB stick, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

WAYS = ["server", "subpath", "folder", "unzipped"]


@pytest.mark.parametrize("way", WAYS)
def test_switch_language_search_and_call(page: Page, addresses: dict[str, str], way: str) -> None:
    page.goto(f"{addresses[way]}/index.html")
    assert page.evaluate("getComputedStyle(document.querySelector('header')).fontFamily") != "", "styles are there"
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("link", name="Español", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "es")

    page.get_by_role("link", name="Buscar", exact=True).click()
    page.get_by_role("searchbox").fill("adiccion")
    page.get_by_role("searchbox").press("Enter")
    results = page.locator(".search-results li")
    expect(results.first).to_be_visible()
    assert "adicción" in " ".join(results.all_inner_texts()).casefold()
    for link in results.locator("a").all():
        assert "/es/" in link.evaluate("element => element.href"), "Spanish pages only"

    page.locator("header a[lang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")  # or the box that is filled is that of the page before
    page.get_by_role("searchbox").fill("taos")
    page.get_by_role("searchbox").press("Enter")
    expect(results.first).to_be_visible()
    for link in results.locator("a").all():
        assert "/es/" not in link.evaluate("element => element.href"), "English pages only"
    page.locator(".search-results a", has_text="Taos").first.click()

    call = page.locator("main a[href^='tel:']").first
    expect(call).to_have_attribute("href", "tel:+1-575-737-5533")
    assert page.locator("a[href='tel:988']").first.is_visible()


@pytest.mark.parametrize("way", WAYS)
def test_the_town_box_goes_to_the_town(page: Page, addresses: dict[str, str], way: str) -> None:
    page.goto(f"{addresses[way]}/es/index.html")
    box = page.get_by_role("combobox")
    box.fill("espanola")
    box.press("Enter")

    page.wait_for_url("**/es/programs/espanola.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Española")


@pytest.mark.parametrize(("typed", "offered", "town"), [
    ("87571", "Taos", "taos"),
    ("t or c", "Truth or Consequences", "truth-or-consequences"),
])
def test_the_town_box_takes_zip_codes_and_other_names(page: Page, server: str, typed: str, offered: str, town: str) -> None:
    page.goto(f"{server}/index.html")
    box = page.get_by_role("combobox")
    box.fill(typed)
    expect(page.get_by_role("option").first).to_contain_text(offered)
    box.press("Enter")

    page.wait_for_url(f"**/programs/{town}.html")


def test_the_town_box_says_which_page_is_nearest(page: Page, server: str) -> None:
    """Arroyo Hondo has no page of its own: the box says so, and leads to the nearest one that exists."""
    page.goto(f"{server}/es/index.html")
    box = page.get_by_role("combobox")
    box.fill("arroyo hondo")
    box.press("Enter")

    answer = page.locator(".finder-answer")
    expect(answer).to_contain_text("Arroyo Hondo")
    expect(answer.get_by_role("link").first).to_have_attribute("href", re.compile(r"programs/[a-z-]+\.html$"))


def test_nothing_typed_in_search_is_kept(page: Page, server: str) -> None:
    page.goto(f"{server}/search.html")
    page.get_by_role("searchbox").fill("depression")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".search-results li").first).to_be_visible()

    assert "depression" not in page.url
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


def test_what_was_typed_before_the_script_came_is_searched_for(page: Page, server: str) -> None:
    """As on a weak signal."""
    held: list[Route] = []
    page.route("**/assets/search.js", lambda route: held.append(route))
    page.goto(f"{server}/search.html", wait_until="commit")
    page.get_by_role("searchbox").fill("taos")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".search-results li")).to_have_count(0)

    held[0].continue_()

    expect(page.locator(".search-results li").first).to_contain_text("Taos")


def test_the_list_works_without_script(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/index.html")
    page.locator("#place").fill("taos")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/programs/index.html*")
    page.locator("main").get_by_role("link", name="Taos", exact=True).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Programs in Taos")
    context.close()


@pytest.mark.parametrize("path", ["index.html", "programs/taos.html", "programs/index.html", "crisis.html", "insurance.html", "es/programs/albuquerque.html"])
def test_no_sideways_scrolling(page: Page, server: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{server}/{path}")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_home_fits_a_phone_screen(page: Page, server: str) -> None:
    """Crisis line, town box and three doors, with nothing scrolled."""
    page.set_viewport_size({"width": 360, "height": 640})
    for path in ("index.html", "es/index.html"):
        page.goto(f"{server}/{path}")
        for target in ("a[href='tel:988']", "#place", ".doors li:nth-child(3) a"):
            box = page.locator(target).first.bounding_box()
            assert box and box["y"] + box["height"] <= 640, f"{path}: {target}"
