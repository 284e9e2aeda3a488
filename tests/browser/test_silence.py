"""The site knows nothing about its reader: every kind of page, every control, and nothing asked elsewhere or left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ElementHandle, Page, Request, Route

from resource_guide.model import Guide

from .traces import NOTHING, traces

ASKED_FOR = "#keep-save, #keep-update"
"""What keeps something because the reader asks for it: test_keep.py has the promise of those."""

NEXT = """([used, skip]) => {
    const key = element => element.outerHTML.slice(0, 300) + [...document.querySelectorAll(element.tagName)].indexOf(element);
    for (const element of document.querySelectorAll('button, summary, input, select, textarea, a.term')) {
        if (element.matches(skip) || !element.checkVisibility({ visibilityProperty: true }) || element.disabled) continue;
        element.dataset.key = element.dataset.key || key(element);
        if (!used.includes(element.dataset.key)) return element;
    }
    return null;
}"""
"""The next control that can be seen and was not used."""


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
    if kind == "a":  # its words come from a script
        page.locator(".definition button").click()


def next_control(page: Page, used: list[str]) -> ElementHandle | None:
    """The next control to use; where there is none, a script that is still on its way may bring some."""
    control = page.evaluate_handle(NEXT, [used, ASKED_FOR]).as_element()
    if control is None:
        page.wait_for_load_state("networkidle")
        control = page.evaluate_handle(NEXT, [used, ASKED_FOR]).as_element()
    return control


def use_everything(page: Page, address: str) -> int:
    """Use each control that can be seen, those that others bring to light too; return how many there were."""
    used: list[str] = []
    while control := next_control(page, used):
        used.append(control.evaluate("element => element.dataset.key"))
        goes = control.evaluate("element => Boolean(element.form)")
        use(page, control)
        page.wait_for_load_state("networkidle" if goes else "load")
        if urlsplit(page.url).path != urlsplit(address).path:
            assert traces(page) == NOTHING
            page.goto(address)
        page.keyboard.press("Escape")  # what the control opened covers the next one
    return len(used)


@pytest.mark.parametrize("tag", ["en", "es"])
def test_nothing_is_asked_elsewhere_and_nothing_is_left(watch: Watch, site: Path, server: str, guide: Guide, tag: str) -> None:
    page, prefix = watch.page, "" if tag == guide.languages[0] else f"{tag}/"
    others = {"assets", "downloads", "print", *guide.languages} - {tag}
    paths = kinds_of_pages(site / prefix, others)
    assert {"index.html", "crisis.html", "save.html", "search.html", "programs/index.html", "programs/albuquerque.html"} <= set(paths)
    total = 0
    for path in paths:
        address = f"{server}/{prefix}{path}"
        page.goto(address)
        total += use_everything(page, address)
        assert traces(page) == NOTHING, address

        page.goto(address)  # where the dialog that the card's own "print" opened is still there, nothing else can be printed
        page.pdf()  # the browser's own print, with its events
        page.locator("header a.switch").click()
        page.wait_for_load_state()
        assert traces(page) == NOTHING, page.url
        assert watch.outside == [], address

        page.locator("#exit").click()
        page.wait_for_url(guide.settings.exit_url)
        assert watch.outside == [guide.settings.exit_url], address
        watch.outside.clear()
    assert total > 5 * len(paths), "the menu is not the only control"


def test_nothing_is_left_by_404(watch: Watch, addresses: dict[str, str]) -> None:
    address = f"{addresses['built-for']}/404.html"
    watch.page.goto(address)
    use_everything(watch.page, address)

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
