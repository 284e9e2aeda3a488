"""Everyone can use every kind of page: axe-core, keyboard, zoom, both languages, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

KINDS = {
    "home": "index.html",
    "town": "programs/albuquerque.html",
    "town-without": "programs/angel-fire.html",
    "county": "programs/county/taos.html",
    "programs": "programs/index.html",
    "crisis": "crisis.html",
    "guide": "insurance.html",
    "faq": "faq.html",
    "checklists": "checklists.html",
    "glossary": "glossary.html",
    "score": "how-listings-are-checked.html",
    "search": "search.html",
    "save": "save.html",
    "need": "programs/need/spanish.html",
}
"""A page of each kind, below the language's folder."""


@pytest.fixture(params=[("light", 320), ("light", 1280), ("dark", 320), ("dark", 1280)], ids=lambda value: f"{value[0]}-{value[1]}")
def view(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    scheme, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 720}, color_scheme=scheme, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """Everything that axe-core finds, best practice included."""
    result = Axe().run(page)
    return [f"{found['id']}: {found['help']}: {[node['target'] for node in found['nodes']][:4]}" for found in result.response["violations"]]


@pytest.mark.parametrize("tag", ["", "es/"], ids=["en", "es"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(view: Page, server: str, kind: str, tag: str) -> None:
    view.goto(f"{server}/{tag}{KINDS[kind]}")

    assert violations(view) == []


@pytest.mark.parametrize("tag", ["", "es/"], ids=["en", "es"])
def test_axe_finds_nothing_with_menu_and_results_open(view: Page, server: str, tag: str) -> None:
    view.goto(f"{server}/{tag}search.html")
    view.get_by_role("searchbox").fill("medicaid")
    view.get_by_role("searchbox").press("Enter")
    expect(view.locator(".search-results li").first).to_be_visible()
    assert violations(view) == []

    view.locator("details.menu summary").click()
    expect(view.locator("details.menu nav")).to_be_visible()
    assert violations(view) == []


def test_axe_finds_nothing_on_404(view: Page, addresses: dict[str, str]) -> None:
    """At the path where the site was built for (SITE_URL of the tests)."""
    view.goto(f"{addresses['built-for']}/404.html")

    assert violations(view) == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_keyboard_walk(page: Page, server: str) -> None:
    """Skip link first; then crisis line, language, menu; nothing is a trap and focus can be seen."""
    page.goto(f"{server}/programs/taos.html")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    page.keyboard.press("Enter")
    assert focused(page) == "main" or page.evaluate("location.hash") == "#main"

    page.goto(f"{server}/index.html")
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        outline = page.evaluate("(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow })()")
        assert outline != "nonenone", seen[-1]
    assert seen.index("988") < seen.index("Español") < seen.index("place")


def test_menu_works_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/index.html")
    summary = page.locator("details.menu summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.menu nav")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details.menu nav")).not_to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("path", list(KINDS.values()))
def test_400_percent_zoom_scrolls_one_way(page: Page, server: str, path: str) -> None:
    """1280 px at 400 % is 320 px (WCAG 1.4.10); text at 200 % still fits 360 px."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(f"{server}/es/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.set_viewport_size({"width": 360, "height": 640})
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%', 'important')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", list(KINDS.values()))
def test_targets_are_large(page: Page, server: str, path: str) -> None:
    """Controls and the links that stand alone are 44 px high; links inside a sentence may be smaller (WCAG 2.5.8)."""
    page.goto(f"{server}/{path}")
    small = page.evaluate("""() => [...document.querySelectorAll('button, summary, input, .phone a, header a, .doors a, nav a, .exit a')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 90))""")

    assert small == []
