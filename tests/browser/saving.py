"""A phone that saves the site, and a host that changes or is gone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import serve

SAVED = {"en": "Saved on this phone", "es": "Guardada en este teléfono"}


class Host:
    """A server whose site can be exchanged, and that can be switched off."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._serving: Iterator[str] | None = None
        self.address = ""

    def start(self, site: Path) -> str:
        self.publish(site)
        self._serving = serve(self._folder)
        self.address = next(self._serving)
        return self.address

    def publish(self, site: Path) -> None:
        (self._folder / "guide").unlink(missing_ok=True)
        (self._folder / "guide").symlink_to(site)

    def stop(self) -> None:
        if self._serving:
            next(self._serving, None)
        self._serving = None


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    (tmp_path / "host").mkdir()
    host = Host(tmp_path / "host")
    yield host
    host.stop()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A fresh phone; a request to any other site fails the test."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    outside: list[str] = []
    context.on("request", lambda request: outside.append(request.url) if urlsplit(request.url).hostname not in (None, "", "127.0.0.1") else None)
    yield context.new_page()
    context.close()
    assert outside == []


def own(site: Path, target: Path) -> Path:
    """The real site as a test may change it: its pages of programs and its assets are copies, the rest are links."""
    target.mkdir()
    for path in site.iterdir():
        if path.name in ("programs", "assets"):
            shutil.copytree(path, target / path.name)
        else:
            (target / path.name).symlink_to(path)
    return target


def shorten(site: Path) -> Path:
    """``site`` with short lists of what to save: pages of each depth and all that they load."""
    for path in (site / "assets").glob("keep-*.json"):
        whole = json.loads(path.read_text(encoding="utf-8"))
        files = {name: mark for name, mark in whole["files"].items() if "assets/" in name or Path(name).name in ("index.html", "save.html", "taos.html")}
        assert 10 < len(files) < 30
        path.write_text(json.dumps({**whole, "files": files}), encoding="utf-8")
    return site


@pytest.fixture
def own_site(site: Path, tmp_path: Path) -> Path:
    return own(site, tmp_path / "own")


@pytest.fixture(scope="module")
def short(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site with little to save, for all but the question whether everything is saved."""
    return shorten(own(site, tmp_path_factory.mktemp("short") / "site"))


@pytest.fixture(scope="module")
def short_server(short: Path) -> Iterator[str]:
    """The same at the top of a server."""
    yield from serve(short)


def save(page: Page, top: str, tag: str = "en") -> None:
    page.goto(f"{top}/{'' if tag == 'en' else tag + '/'}save.html")
    page.locator("#keep-save").click()
    expect(page.locator(".keep-status")).to_contain_text(SAVED[tag], timeout=60_000)


def cached(page: Page) -> list[str]:
    """Address of each file in the caches."""
    found: list[str] = page.evaluate("""async () => {
        const keys = await caches.keys();
        const all = await Promise.all(keys.map(async key => (await (await caches.open(key)).keys()).map(request => request.url)));
        return all.flat().sort();
    }""")
    return found


def listed(site: Path, tag: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((site / f"assets/keep-{tag}.json").read_text(encoding="utf-8"))
    return loaded
