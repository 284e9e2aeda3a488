"""The site knows nothing about its reader: every kind of page, every control, and nothing asked elsewhere or left behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ElementHandle, Page, Request, Route

from resource_guide.model import Guide

from .traces import NOTHING, traces

ASKED_FOR = "#keep-save, #keep-update"
"""What keeps something because the reader asks for it: test_keep.py has the promise of those."""

OFTEN = 2
"""How often a kind of control is used among pages with the same scripts: a second one meets what the first one left. In another language once: it has the same scripts."""

NEXT = """([used, often, scripts, skip]) => {
    const name = element => [element.tagName.toLowerCase(), element.type, element.name, element.className].filter(Boolean).join(' ');
    for (const element of document.querySelectorAll('button, summary, input, select, textarea, a.term')) {
        if (element.matches(skip) || !element.checkVisibility({ visibilityProperty: true }) || element.disabled) continue;
        const kind = [scripts, name(element.parentElement), name(element), element.matches('button') ? element.textContent : ''].join(': ');
        if (element.dataset.used || (used[kind] || 0) >= often) continue;
        element.dataset.used = element.dataset.kind = kind;
        return element;
    }
    return null;
}"""
"""The next control that can be seen and of whose kind too few were used; a kind is what a script or a style can tell apart."""

BRINGS = {
    ".acts > summary": ".acts[open] button",
    "a.term": ".definition button",
    ".search :is(input, button)": ".search-results li",
    "[data-pick] input": ".town h3 .hint:not(:empty)",
}
"""What a script brings, some time after a control was used."""

EXPECTED = {
    "details menu: summary", "details acts: summary", "details: textarea", "details faq: summary", "p: a term", "div: input search", "div: button submit",
    "label: input checkbox payment", "label: input radio miles", "li: button button",
}
"""Some kinds that must be among those used, by what holds the control and its name."""

LEADS = ".finder:not([data-pick]) :is(input, button)"
"""What a script leads to another page with, some time after it was used."""


class Watch:
    """A page, and the requests that left the site."""

    def __init__(self, page: Page, exit_url: str) -> None:
        self.page = page
        self.outside: list[str] = []
        page.context.on("request", self._note)
        page.context.route(lambda url: _is_outside(url), self._answer)
        self._exit_url = exit_url

    def _note(self, request: Request) -> None:
        if _is_outside(request.url):
            self.outside.append(request.url)

    def _answer(self, route: Route) -> None:
        if route.request.url == self._exit_url:
            route.fulfill(body="<title>Weather</title>", content_type="text/html")
        else:
            route.abort()


def _is_outside(url: str) -> bool:
    return urlsplit(url).hostname not in (None, "", "127.0.0.1")


@pytest.fixture
def watch(browser: Browser, guide: Guide) -> Iterator[Watch]:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    yield Watch(context.new_page(), guide.settings.exit_url)
    context.close()


def kinds_of_pages(folder: Path, others: set[str]) -> list[str]:
    """Every page at the top of a language, and of each folder below it the largest and the smallest page."""
    pages = sorted(path for path in folder.glob("*.html") if path.name != "404.html")
    for inner in sorted(path for path in folder.rglob("*") if path.is_dir() and path.relative_to(folder).parts[0] not in others):
        found = sorted((path for path in inner.glob("*.html") if path.name != "index.html"), key=lambda path: path.stat().st_size)
        pages += [*found[:1], *found[-1:], *inner.glob("index.html")]
    return [path.relative_to(folder).as_posix() for path in pages]


def use(page: Page, control: ElementHandle) -> None:
    """Use a control as a reader does, and wait for what that brings."""
    brings = [what for which, what in BRINGS.items() if matches(control, which)]
    if matches(control, ".search button"):
        page.locator(".search input").fill("taos")  # the Escape after the control before has emptied it
    if matches(control, LEADS):
        with page.expect_navigation():
            touch(control)
    else:
        touch(control)
    for what in brings:
        page.locator(what).first.wait_for()
    if ".definition button" in brings:
        page.locator(".definition button").click()


def matches(control: ElementHandle, selector: str) -> bool:
    return bool(control.evaluate("(element, selector) => element.matches(selector)", selector))


def touch(control: ElementHandle) -> None:
    kind = control.evaluate("element => element.tagName === 'INPUT' ? element.type : element.tagName.toLowerCase()")
    if kind in ("text", "search"):
        control.fill("taos")
        control.press("Enter")
    elif kind == "select":
        control.select_option(index=control.evaluate("element => element.options.length - 1"))
    elif kind == "textarea":
        control.focus()
    else:
        control.click()


def scripts_of(page: Page) -> str:
    return str(page.evaluate("""[...document.scripts].map(script => script.src.split("/").pop()).join(" ").trim()"""))


def use_everything(page: Page, address: str, used: Counter[str], often: int) -> int:
    """Use each kind of control that can be seen, those that others bring to light too, as often as given; return how many were used."""
    scripts = scripts_of(page)
    before = used.total()
    while control := page.evaluate_handle(NEXT, [used, often, scripts, ASKED_FOR]).as_element():
        used[control.evaluate("element => element.dataset.kind")] += 1
        use(page, control)
        if urlsplit(page.url).path != urlsplit(address).path:
            assert traces(page) == NOTHING
            page.goto(address)
        page.keyboard.press("Escape")  # what the control opened covers the next one
    return used.total() - before


@pytest.mark.parametrize("tag", ["en", "es"])
def test_nothing_is_asked_elsewhere_and_nothing_is_left(watch: Watch, site: Path, server: str, guide: Guide, tag: str) -> None:
    """Every kind of page is opened; every kind of control is used, and one page of those with the same scripts is printed and left."""
    page, prefix = watch.page, "" if tag == guide.languages[0] else f"{tag}/"
    others = {"assets", "downloads", "print", *guide.languages} - {tag}
    paths = kinds_of_pages(site / prefix, others)
    assert {"index.html", "crisis.html", "save.html", "search.html", "programs/index.html", "programs/albuquerque.html"} <= set(paths)
    used: Counter[str] = Counter()
    left: set[str] = set()
    for path in paths:
        address = f"{server}/{prefix}{path}"
        page.goto(address)
        scripts = scripts_of(page)
        use_everything(page, address, used, 1 if prefix else OFTEN)
        assert traces(page) == NOTHING, address
        if scripts not in left:
            left.add(scripts)
            print_and_leave(watch, address, guide.settings.exit_url)
        assert watch.outside == [], address
    missed = {kind for kind in EXPECTED if not any(f": {kind}" in one for one in used)}
    assert missed == set(), sorted(used)


def print_and_leave(watch: Watch, address: str, exit_url: str) -> None:
    """By the browser's own print with its events, the switch of the language, and the exit."""
    page = watch.page
    page.goto(address)  # where the dialog that the card's own "print" opened is still there, nothing else can be printed
    page.pdf()
    page.locator("header a.switch").click()
    page.wait_for_load_state()
    assert traces(page) == NOTHING, page.url
    assert watch.outside == [], address

    page.locator("#exit").click()
    page.wait_for_url(exit_url)
    assert watch.outside == [exit_url], address
    watch.outside.clear()


def test_nothing_is_left_by_404(watch: Watch, addresses: dict[str, str]) -> None:
    address = f"{addresses['built-for']}/404.html"
    watch.page.goto(address)
    assert use_everything(watch.page, address, Counter(), OFTEN) > 2

    assert traces(watch.page) == NOTHING and watch.outside == []


def test_a_trace_would_be_seen(watch: Watch, server: str) -> None:
    """The test of the test: each kind of trace is found."""
    watch.page.goto(f"{server}/index.html")
    watch.page.evaluate("""async () => {
        document.cookie = 'a=1'; localStorage.a = 1; sessionStorage.a = 1; await caches.open('a');
        await new Promise(done => { indexedDB.open('a').onsuccess = done; });
        await navigator.serviceWorker.register('keep-worker.js');
        new Image().src = 'https://elsewhere.example/dot';
    }""")
    kept = traces(watch.page)

    assert {name for name in NOTHING if kept[name] == NOTHING[name]} == set()
    assert watch.outside == ["https://elsewhere.example/dot"]
