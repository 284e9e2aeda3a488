"""Leave now: by button, by keyboard and without script, and Back does not return to the page that was left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markupsafe import escape
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from resource_guide.model import Guide

from .traces import NOTHING, traces

PAGES = ["index.html", "programs/taos.html", "es/index.html", "es/insurance.html", "es/programs/index.html"]


@pytest.fixture
def leaving(small_phone: BrowserContext, guide: Guide) -> Iterator[Page]:
    """A page on which the exit leads to a page of ours; a request to any other site fails the test."""
    page = small_phone.new_page()
    outside: list[str] = []

    def answer(route: Route) -> None:
        outside.append(route.request.url)
        assert "referer" not in route.request.all_headers(), "the weather page learns nothing"
        route.fulfill(body="<title>Weather</title>", content_type="text/html")

    page.route(lambda url: urlsplit(url).scheme != "file" and urlsplit(url).hostname != "127.0.0.1", answer)
    yield page
    page.close()
    assert set(outside) <= {guide.settings.exit_url}


def shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def left(page: Page, guide: Guide) -> None:
    page.wait_for_url(guide.settings.exit_url)


@pytest.mark.parametrize(("way", "path"), [*(("button", path) for path in PAGES), ("shift", PAGES[1]), ("shift", PAGES[-1])])
def test_leaving_takes_the_page_out_of_the_way_back(leaving: Page, server: str, guide: Guide, way: str, path: str) -> None:
    leaving.goto(f"{server}/robots.txt")
    leaving.goto(f"{server}/{path}")
    length = leaving.evaluate("history.length")
    if way == "button":
        leaving.locator("#exit").click()
    else:
        shift(leaving, 3)
    left(leaving, guide)

    assert leaving.evaluate("history.length") == length
    leaving.go_back()
    assert leaving.url == f"{server}/robots.txt"
    assert traces(leaving) == NOTHING


@pytest.mark.parametrize("path", ["index.html", "es/index.html"])
def test_other_keys_in_between_begin_anew(leaving: Page, server: str, guide: Guide, path: str) -> None:
    leaving.goto(f"{server}/{path}")
    shift(leaving, 2)
    leaving.keyboard.press("a")
    shift(leaving, 2)
    leaving.keyboard.press("Tab")
    for letter in "ABC":
        leaving.keyboard.press(f"Shift+{letter}")
    shift(leaving, 2)
    leaving.wait_for_load_state("networkidle")
    assert leaving.url == f"{server}/{path}"
    assert not leaving.evaluate("document.documentElement.hidden")

    shift(leaving, 1)
    left(leaving, guide)


def test_a_key_held_down_is_one_press(leaving: Page, server: str, guide: Guide) -> None:
    leaving.goto(f"{server}/index.html")
    for _ in range(5):
        leaving.keyboard.down("Shift")  # pressed again without being let go: the browser's repeat
    leaving.keyboard.up("Shift")
    leaving.wait_for_load_state("networkidle")

    assert leaving.url == f"{server}/index.html"


@pytest.mark.parametrize("way", ["button", "shift"])
def test_it_works_with_the_menu_open(leaving: Page, server: str, guide: Guide, way: str) -> None:
    leaving.goto(f"{server}/es/programs/taos.html")
    leaving.locator("details.menu summary").click()
    expect(leaving.locator("details.menu nav")).to_be_visible()
    if way == "button":
        leaving.locator("#exit").click()
    else:
        shift(leaving, 3)

    left(leaving, guide)


def test_it_works_while_typing(leaving: Page, server: str, guide: Guide) -> None:
    leaving.goto(f"{server}/search.html")
    leaving.get_by_role("searchbox").fill("dep")
    leaving.get_by_role("searchbox").focus()
    shift(leaving, 3)

    left(leaving, guide)


def test_it_works_from_a_folder(leaving: Page, addresses: dict[str, str], guide: Guide) -> None:
    leaving.goto(f"{addresses['folder']}/index.html")
    shift(leaving, 3)

    left(leaving, guide)


def test_the_page_hides_before_the_next_one_answers(leaving: Page, server: str, guide: Guide) -> None:
    """On a slow network nothing is to be read meanwhile, in the window or its title."""
    leaving.goto(f"{server}/programs/taos.html")
    seen = leaving.evaluate("[exit.click(), document.body.checkVisibility(), document.title.length].slice(1)")  # in one task: before any answer

    assert seen == [False, 1]
    left(leaving, guide)


@pytest.mark.parametrize("path", ["index.html", "es/crisis.html"])
def test_it_is_a_plain_link_without_script(browser: Browser, server: str, guide: Guide, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.route(guide.settings.exit_url, lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{server}/{path}")
    link = page.locator("#exit")
    expect(link).to_have_attribute("rel", "noreferrer nofollow")
    link.click()

    page.wait_for_url(guide.settings.exit_url)
    context.close()


@pytest.mark.parametrize("path", ["programs/albuquerque.html", "es/programs/albuquerque.html"])
def test_it_is_in_sight_wherever_one_reads(leaving: Page, server: str, path: str) -> None:
    leaving.goto(f"{server}/{path}")
    for place in (0, 0.5, 1):
        leaving.evaluate("place => scrollTo({top: place * document.body.scrollHeight, behavior: 'instant'})", place)
        expect(leaving.locator("#exit")).to_be_in_viewport(ratio=1)
        top = leaving.evaluate("(() => { const r = exit.getBoundingClientRect(); return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2).id })()")
        assert top == "exit", "nothing covers it"


def test_every_page_says_what_leaving_does_not_undo(site: Path, guide: Guide) -> None:
    for path in site.rglob("*.html"):
        tag = "es" if path.relative_to(site).parts[0] == "es" else "en"
        tags = guide.languages if path.name == "404.html" else [tag]
        html = path.read_text(encoding="utf-8")

        assert f'<a href="{guide.settings.exit_url}" rel="noreferrer nofollow" id="exit" aria-describedby="exit-hint">' in html, path
        for spoken in tags:
            assert str(escape(guide.wording[spoken]["exit_hint"])) in html, f"{path} in {spoken}"
