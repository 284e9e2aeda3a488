"""Terms of the glossary open in place: by keyboard and touch, with nothing loaded before, and as plain links without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from resource_guide.model import Guide

from .test_access import violations

PAGES = {"en": "succeeding.html", "es": "es/succeeding.html"}
TERM = "co-occurring-disorders"


@pytest.fixture
def touch(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("tag", ["en", "es"])
@pytest.mark.parametrize("way", ["server", "subpath", "folder"])
def test_by_keyboard(page: Page, addresses: dict[str, str], guide: Guide, way: str, tag: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{addresses[way]}/{PAGES[tag]}")
    assert not [name for name in asked if name.startswith("terms")], "nothing before it is used"
    link = page.locator(f"a.term[href$='#{TERM}']").first
    link.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_name(guide.terms[TERM].term[tag])
    expect(box).to_have_accessible_description(guide.terms[TERM].definition[tag])
    expect(link).to_have_attribute("aria-expanded", "true")
    assert sorted(name for name in asked if name.startswith("terms")) == [f"terms-{tag}.js", "terms.js"]

    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{PAGES[tag].replace('succeeding', 'glossary')}#{TERM}")


def test_tab_leaves_and_closes(page: Page, server: str) -> None:
    page.goto(f"{server}/{PAGES['en']}")
    page.locator("a.term").first.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("dialog").get_by_role("button")).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("tag", ["en", "es"])
def test_by_touch(touch: Page, server: str, guide: Guide, tag: str) -> None:
    touch.goto(f"{server}/{PAGES[tag]}")
    link = touch.locator(f"a.term[href$='#{TERM}']").first
    link.tap()
    box = touch.get_by_role("dialog")
    expect(box).to_contain_text(guide.terms[TERM].definition[tag])
    expect(box).to_be_in_viewport(ratio=1)
    assert touch.url == f"{server}/{PAGES[tag]}"
    for control in box.locator("a, button").all():
        size = control.bounding_box()
        assert size and size["height"] >= 43.5

    touch.locator("h1").tap()
    expect(box).to_have_count(0)
    link.tap()
    box.get_by_role("button").tap()
    expect(box).to_have_count(0)
    link.tap()
    link.tap()
    expect(box).to_have_count(0)


def test_one_is_open_at_a_time(page: Page, server: str) -> None:
    page.goto(f"{server}/{PAGES['en']}")
    terms = page.locator("a.term")
    terms.nth(0).press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    terms.nth(1).press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(terms.nth(0)).to_have_attribute("aria-expanded", "false")
    expect(terms.nth(1)).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["insurance.html", "es/insurance.html", "es/succeeding.html"])
def test_every_term_opens_in_sight(page: Page, server: str, guide: Guide, path: str, width: int) -> None:
    """In tables, lists and boxes too, and axe-core finds nothing wrong with one that is open."""
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"{server}/{path}")
    tag = "es" if path.startswith("es/") else "en"
    for link in page.locator("a.term").all():
        link.press("Enter")
        box = page.get_by_role("dialog")
        expect(box).to_be_in_viewport(ratio=1)
        expect(box).to_contain_text(guide.terms[str(link.get_attribute("href")).partition("#")[2]].definition[tag])
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert violations(page) == []


def test_a_term_is_a_plain_link_without_script(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/{PAGES['es']}")
    page.locator("a.term").first.click()

    assert "/es/glossary.html#" in page.url
    context.close()


def test_a_term_leads_to_the_glossary_where_its_words_do_not_come(browser: Browser, server: str) -> None:
    context = browser.new_context()
    context.route("**/terms*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{server}/{PAGES['en']}")
    page.locator("a.term").first.click()

    page.wait_for_url("**/glossary.html#*")
    context.close()
