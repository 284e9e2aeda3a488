"""What a first visit to a page weighs: every file that a fresh browser asks for before anything is touched."""

from __future__ import annotations

import functools
import gzip
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

TEXT = (".html", ".css", ".js", ".json")
FAVICON = "icon.svg"


@dataclass(frozen=True)
class Weight:
    """One visit."""

    asked: tuple[str, ...]
    """Every path asked for, in order; the icon too, which a browser with a window asks for."""
    missing: tuple[str, ...]
    bytes: int
    """Of HTML, styles, scripts and data, each compressed with gzip -9."""
    blocking: int
    """Of what the browser waits for before it paints: the page and what it reports as render-blocking."""


class Site:
    """A folder on a server that notes what it is asked for."""

    def __init__(self, folder: Path) -> None:
        """Serve ``folder`` on a free port of this machine."""
        self.folder = folder
        self.asked: list[str] = []
        self.missing: list[str] = []
        site = self

        class Handler(SimpleHTTPRequestHandler):
            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                path = self.path.split("?")[0]
                site.asked.append(path)
                if int(code) >= 400:
                    site.missing.append(path)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()  # how long its end takes

    def size(self, path: str) -> int:
        """Compressed bytes of a file, by its path from the top; 0 for what is not text."""
        return compressed(self.folder / path.lstrip("/")) if path.endswith(TEXT) else 0


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """A Site for as long as the block lasts."""
    site = Site(folder)
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()


@functools.cache
def compressed(path: Path) -> int:
    """Bytes of a file after gzip -9."""
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


PHONE: ViewportSize = {"width": 360, "height": 640}


@contextmanager
def visit(browser: Browser, site: Site, path: str) -> Iterator[Page]:
    """A page opened in a fresh profile, all its requests done; the site notes only what this visit asks for."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    site.asked.clear()
    site.missing.clear()
    page.goto(f"{site.address}/{path}", wait_until="networkidle")
    try:
        yield page
    finally:
        context.close()


def weigh(browser: Browser, site: Site, path: str) -> Weight:
    """The weight of a first visit to the page at ``path``."""
    with visit(browser, site, path) as page:
        return _weight(site, page, path)


def weigh_all(browser: Browser, folder: Path, paths: Iterable[str]) -> dict[str, Weight]:
    """The weight of a first visit to each page: every one on a server of its own, of which the browser has nothing yet, all waited for at once."""
    with ExitStack() as stack:
        context = stack.enter_context(browser.new_context(viewport=PHONE))
        visits = {}
        for path in paths:
            site = stack.enter_context(serving(folder))
            page = context.new_page()
            page.goto(f"{site.address}/{path}", wait_until="commit")
            visits[path] = site, page
        for _, page in visits.values():
            page.wait_for_load_state("networkidle")
        return {path: _weight(site, page, path) for path, (site, page) in visits.items()}


def _weight(site: Site, page: Page, path: str) -> Weight:
    """Of a visit whose requests are done."""
    icon = page.evaluate("new URL(document.querySelector('link[rel=icon]')?.href ?? '/favicon.ico', location).pathname")
    blocking = page.evaluate("performance.getEntriesByType('resource').filter(e => e.renderBlockingStatus === 'blocking').map(e => new URL(e.name).pathname)")
    asked = list(site.asked)
    if icon not in asked:
        asked.append(icon)
    missing = list(site.missing) + ([icon] if not (site.folder / icon.lstrip("/")).is_file() else [])
    return Weight(tuple(asked), tuple(missing), sum(map(site.size, asked)), sum(map(site.size, {f"/{path}", *blocking})))
