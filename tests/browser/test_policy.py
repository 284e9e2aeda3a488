"""A strict browser blocks nothing of a page, and the policy blocks what is inline."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from ..conftest import SITE_URL
from .conftest import PREFIX
from .test_access import KINDS

TOP = urlsplit(SITE_URL).path.strip("/")


class _Strict(SimpleHTTPRequestHandler):
    """A host of plain files that reads ``_headers``."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        rules = Path(self.directory, TOP, "_headers").read_text(encoding="utf-8")
        everywhere = re.search(r"^/\*\n((?:  .*\n)+)", rules, re.MULTILINE)
        assert everywhere
        for line in everywhere[1].splitlines():
            name, value = line.strip().split(": ", 1)
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def strict(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site where it was built for, on a host that sends the headers of ``_headers``."""
    top = tmp_path_factory.mktemp("strict")
    (top / TOP).symlink_to(site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Strict, directory=str(top)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{TOP}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("way", "tag"), [("strict", "en"), ("strict", "es"), ("folder", "en"), ("unzipped", "es")])
def test_nothing_of_a_page_is_blocked(browser: Browser, addresses: dict[str, str], strict: str, way: str, tag: str) -> None:
    """With the policy in the page and from the host, over http and from a folder: styles and scripts work, the console is silent."""
    context = browser.new_context()
    page, top = context.new_page(), strict if way == "strict" else addresses[way]
    said: list[str] = []
    page.on("console", lambda heard: said.append(heard.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda response: said.append(response.url) if response.status >= 400 else None)
    paths = [PREFIX[tag] + path for path in KINDS.values()]
    for path in [*paths, *(["404.html"] if way == "strict" else [])]:  # the links of 404.html begin at the top of its server
        page.goto(f"{top}/{path}")
        assert page.evaluate("typeof window.guide") == "object", path
        assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute", path

    context.close()
    assert said == []


def test_the_policy_blocks_what_is_inline(browser: Browser, addresses: dict[str, str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    for way in ("server", "folder"):
        page.goto(f"{addresses[way]}/programs/taos.html")
        done = page.evaluate("""() => new Promise(answer => {
            const blocked = [];
            addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script);
            document.body.setAttribute('style', 'color: red');
            document.body.insertAdjacentHTML('beforeend', '<img src="https://example.org/dot.png">');
            setTimeout(() => answer([window.ran, blocked.sort()]), 300);
        })""")

        assert done == [None, ["img-src", "script-src-elem", "style-src-attr"]], way
    context.close()
