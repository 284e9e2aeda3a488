"""A real browser, and the site as it may be reached: server, sub-path, folder, unzipped copy."""

from __future__ import annotations

import functools
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from resource_guide.model import Guide

from ..conftest import SITE_URL

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]

PREFIX = {"en": "", "es": "es/"}
"""What the paths of the pages of a language begin with."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on a free port; yields its address without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    assert executable, "Chromium is missing; make test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """The site at the top of a server."""
    yield from serve(site)


@pytest.fixture(scope="session")
def addresses(site: Path, server: str, guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The top of the site by each way to reach it."""
    parent = tmp_path_factory.mktemp("subpath")
    (parent / "a b").mkdir()
    (parent / "a b" / "guide").symlink_to(site)
    (parent / urlsplit(SITE_URL).path.strip("/")).symlink_to(site)
    unzipped = tmp_path_factory.mktemp("usb")
    zipfile.ZipFile(site / "downloads" / guide.settings.offline_file).extractall(unzipped)
    for subpath in serve(parent):
        yield {
            "server": server,
            "built-for": subpath + urlsplit(SITE_URL).path.rstrip("/"),
            "subpath": f"{subpath}/a%20b/guide",
            "folder": site.as_uri(),
            "unzipped": (unzipped / guide.settings.offline_file.removesuffix(".zip")).as_uri(),
        }


@pytest.fixture(scope="session")
def small_phone(browser: Browser) -> Iterator[BrowserContext]:
    """A small phone in private mode: a new one takes longer than most tests."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    yield context
    context.close()


@pytest.fixture
def page(small_phone: BrowserContext) -> Iterator[Page]:
    """A page on a phone that knows nothing; any request off-origin, console error, page error or trace that is left fails the test."""
    page = small_phone.new_page()
    faults: list[str] = []
    page.on("request", lambda request: faults.append(f"off-origin: {request.url}") if urlsplit(request.url).hostname not in (None, "", "127.0.0.1") else None)
    # An aborted request is the browser's own choice, when it leaves a page before its icon came; a missing file is none.
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}: {request.failure}") if request.failure != "net::ERR_ABORTED" else None)
    page.on("response", lambda response: faults.append(f"{response.status}: {response.url}") if response.status >= 400 else None)
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    yield page
    page.close()
    assert faults == [] and small_phone.cookies() == []
