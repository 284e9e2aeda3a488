"""Everyone can use every kind of page: axe-core, keyboard, zoom, both languages, light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

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


WIDTHS = (320, 1280)
AXE = Axe()
COLORS = ("color-contrast", "link-in-text-block")
"""The rules of axe-core that look at colors; nothing else is different in the dark, as test_the_dark_changes_only_colors says."""


@pytest.fixture(scope="module")
def view(browser: Browser) -> Iterator[Page]:
    """One page for all that only look."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def violations(page: Page, *rules: str) -> list[str]:
    """Everything that axe-core finds, best practice included; with ``rules``, what these find."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    result = page.evaluate("options => axe.run(options).then(result => result.violations)", options)
    return [f"{found['id']}: {found['help']}: {[node['target'] for node in found['nodes']][:4]}" for found in result]


def violations_in_every_view(page: Page, address: str | None = None, widths: Sequence[int] = WIDTHS) -> list[str]:
    """What axe-core finds on a phone and a desk, light and dark: on the page at ``address``, or on the open one as it is now."""
    found = []
    for width in widths:
        show(page, width, "light")
        if address:
            page.goto(address)  # at each width, which a script may look at when it starts
        found += [f"light, {width} px: {one}" for one in violations(page)]
        found += [f"dark, {width} px: {one}" for one in violations(show(page, width, "dark"), *COLORS)]
    return found


def show(page: Page, width: int, scheme: Literal["light", "dark"]) -> Page:
    """The page when it is as wide and as light as told."""
    page.set_viewport_size({"width": width, "height": 720})
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function("([width, scheme]) => innerWidth === width && matchMedia(`(prefers-color-scheme: ${scheme})`).matches", arg=[width, scheme])
    return page


@pytest.mark.parametrize("tag", ["", "es/"], ids=["en", "es"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(view: Page, server: str, kind: str, tag: str) -> None:
    assert violations_in_every_view(view, f"{server}/{tag}{KINDS[kind]}") == []


@pytest.mark.parametrize("tag", ["", "es/"], ids=["en", "es"])
def test_axe_finds_nothing_with_menu_and_results_open(view: Page, server: str, tag: str) -> None:
    view.goto(f"{server}/{tag}search.html")
    view.get_by_role("searchbox").fill("medicaid")
    view.get_by_role("searchbox").press("Enter")
    expect(view.locator(".search-results li").first).to_be_visible()
    assert violations_in_every_view(view) == []

    view.locator("details.menu summary").click()
    expect(view.locator("details.menu nav")).to_be_visible()
    assert violations_in_every_view(view) == []
    expect(view.locator("details.menu nav")).to_be_visible()


def test_axe_finds_nothing_on_404(view: Page, addresses: dict[str, str]) -> None:
    """At the path where the site was built for (SITE_URL of the tests)."""
    assert violations_in_every_view(view, f"{addresses['built-for']}/404.html") == []


def test_axe_would_find_what_is_wrong_in_one_view_alone(view: Page, server: str) -> None:
    """The test of the test: on the phone or the desk, in the dark too."""
    wrong = {"light, 320 px": "(max-width: 400px)", "light, 1280 px": "(min-width: 400px)", "dark, 320 px": "(max-width: 400px)", "dark, 1280 px": "(min-width: 400px)"}
    view.goto(f"{server}/about.html")
    for where, media in wrong.items():
        scheme = where.partition(",")[0]
        view.evaluate("""rule => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rule);
            document.adoptedStyleSheets = [sheet];
        }""", f"@media {media} and (prefers-color-scheme: {scheme}) {{ main p {{ color: #777; background: #888 }} }}")

        found = violations_in_every_view(view)
        assert found and all(one.startswith(f"{where}: color-contrast") for one in found), (where, found)


@pytest.mark.parametrize("path", ["programs/index.html", "search.html"])
def test_the_dark_changes_only_colors(view: Page, server: str, path: str) -> None:
    """Values of custom properties alone, so that what is true of a page's order, names and sizes in the light is true in the dark."""
    view.goto(f"{server}/{path}")
    changed = view.evaluate("""() => {
        const inside = rule => rule.cssRules?.length ? [...rule.cssRules].flatMap(inside) : [...rule.style ?? []];
        const all = from => [...from].flatMap(rule => rule.media?.mediaText.includes('color-scheme') ? inside(rule) : all(rule.cssRules ?? []));
        return all([...document.styleSheets].flatMap(sheet => [...sheet.cssRules]));
    }""")

    assert len(changed) > 10
    assert [name for name in changed if not name.startswith("--")] == []


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


def test_400_percent_zoom_scrolls_one_way(page: Page, server: str) -> None:
    """1280 px at 400 % is 320 px (WCAG 1.4.10); text at 200 % still fits 360 px."""
    widths = {}
    for path in KINDS.values():
        page.set_viewport_size({"width": 320, "height": 256})
        page.goto(f"{server}/es/{path}")
        small = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": 360, "height": 640})
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%', 'important')")
        widths[path] = (small, page.evaluate("document.documentElement.scrollWidth"))

    assert {path: found for path, found in widths.items() if found[0] > 320 or found[1] > 360} == {}


def test_targets_are_large(page: Page, server: str) -> None:
    """Controls and the links that stand alone are 44 px high; links inside a sentence may be smaller (WCAG 2.5.8)."""
    small = {}
    for path in KINDS.values():
        page.goto(f"{server}/{path}")
        small[path] = page.evaluate("""() => [...document.querySelectorAll('button, summary, input, .phone a, header a, .doors a, nav a, .exit a')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
            .map(e => e.outerHTML.slice(0, 90))""")

    assert {path: found for path, found in small.items() if found} == {}
