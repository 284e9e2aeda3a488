"""Save to this phone: nothing before it is asked for, a dated copy that works offline, and nothing after it is removed."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .saving import SAVED, Host, cached, listed, save, shorten
from .saving import host as host
from .saving import own_site as own_site
from .saving import phone as phone
from .saving import short as short
from .saving import short_server as short_server
from .traces import NOTHING, traces


class _Fault(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(503)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve_fault(port: int) -> Iterator[None]:
    """A host whose every answer is that it cannot."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Fault)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("tag", ["en", "es"])
def test_the_list_is_the_guide_in_one_language(site: Path, tag: str) -> None:
    """Every page of the language, what it loads, and the contact cards that it offers; nothing of another language."""
    files = listed(site, tag)["files"]
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html") if path.name != "404.html"}
    wanted = {path for path in pages if path.startswith("es/") == (tag == "es")}
    other = {"en": "es", "es": "en"}[tag]

    assert {path for path in files if path.endswith(".html")} == wanted
    assert {Path(path).suffix for path in files} == {".html", ".css", ".js", ".svg", ".vcf"}
    assert {path for path in files if path.endswith(".vcf")} == {path.relative_to(site).as_posix() for path in (site / ("" if tag == "en" else "es") / "contacts").iterdir()}
    assert {f"assets/search-{tag}.js", f"assets/terms-{tag}.js", "assets/guide.css"} <= set(files)
    assert not [path for path in files if path.startswith("assets/") and f"-{other}." in path]


@pytest.mark.parametrize("tag", ["en", "es"])
def test_until_asked_there_is_nothing(phone: Page, site: Path, server: str, tag: str) -> None:
    phone.goto(f"{server}/{'' if tag == 'en' else 'es/'}save.html")
    size = sum((site / path).stat().st_size for path in listed(site, tag)["files"])
    expect(phone.locator(".keep-status")).to_contain_text(f"{size / 1e6:.1f} MB")
    expect(phone.locator("#keep-save")).to_be_visible()
    expect(phone.locator("#keep-remove")).not_to_be_visible()

    assert traces(phone) == NOTHING


@pytest.mark.parametrize("tag", ["en", "es"])
def test_save_then_offline_then_removal(phone: Page, site: Path, host: Host, tag: str) -> None:
    """On a path below the host's top, as many hosts have it."""
    address = host.start(site)
    top, prefix = f"{address}/guide", "" if tag == "en" else "es/"
    save(phone, top, tag)
    assert traces(phone)["workers"] == [f"{top}/"]
    assert cached(phone) == sorted(f"{top}/{path}" for path in [*listed(site, tag)["files"], f"assets/keep-{tag}.json"])

    phone.goto(f"{top}/{prefix}index.html")
    expect(phone.locator(".saved-copy")).to_have_count(0)
    host.stop()
    for path in ("programs/county/taos.html", "programs/index.html", "insurance.html", "crisis.html", "", "programs/albuquerque.html"):
        phone.goto(f"{top}/{prefix}{path}")
        date = {"en": "Saved copy of ", "es": "Copia guardada, del "}[tag] + listed(site, tag)["date"]
        expect(phone.locator("main .saved-copy")).to_contain_text(date)
        expect(phone.locator("html")).to_have_attribute("lang", tag)
        assert phone.evaluate("getComputedStyle(document.querySelector('.crisis')).backgroundColor") != "rgba(0, 0, 0, 0)", "styles are there"

    with phone.expect_download() as card:
        phone.locator("a[href$='.vcf']").first.evaluate("link => link.click()")
    assert card.value.path().read_bytes().startswith(b"BEGIN:VCARD")

    phone.goto(f"{top}/{prefix}index.html")
    phone.get_by_role("combobox").fill("espanola")
    phone.get_by_role("combobox").press("Enter")
    phone.wait_for_url("**/programs/espanola.html")
    phone.goto(f"{top}/{prefix}search.html")
    phone.get_by_role("searchbox").fill("medicaid")
    phone.get_by_role("searchbox").press("Enter")
    expect(phone.locator(".search-results li").first).to_be_visible()

    phone.locator("header a.switch").click()
    phone.wait_for_url(f"**/guide/{prefix}save.html#not-saved")
    expect(phone.locator("#not-saved")).to_be_in_viewport()

    phone.goto(f"{top}/{prefix}programs/taos.html")
    phone.locator(".saved-copy a").click()
    expect(phone.locator(".keep-status")).to_contain_text(SAVED[tag])
    phone.locator("#keep-remove").click()
    expect(phone.locator("#keep-remove")).not_to_be_visible()
    assert traces(phone) == NOTHING


@pytest.mark.parametrize("weather", ["silent", "broken"])
def test_a_bad_network_shows_the_copy_too(phone: Page, short: Path, host: Host, weather: str) -> None:
    """A host that takes the call and never answers, or answers with its own fault."""
    top = host.start(short) + "/guide"
    save(phone, top)
    host.stop()
    port = int(host.address.rpartition(":")[2])
    if weather == "silent":
        with socket.create_server(("127.0.0.1", port)):
            phone.goto(f"{top}/programs/taos.html")
            expect(phone.locator(".saved-copy")).to_be_visible()
            assert phone.evaluate("getComputedStyle(document.querySelector('.crisis')).backgroundColor") != "rgba(0, 0, 0, 0)", "styles are there"
    else:
        for _ in serve_fault(port):
            phone.goto(f"{top}/programs/taos.html")
            expect(phone.locator(".saved-copy")).to_be_visible()


def test_removal_leaves_the_site_as_it_was(phone: Page, short_server: str) -> None:
    save(phone, short_server)
    phone.goto(f"{short_server}/programs/taos.html")
    phone.goto(f"{short_server}/save.html")
    phone.locator("#keep-remove").click()
    expect(phone.locator(".keep-status")).to_contain_text("Removed. This site keeps nothing on this phone now.")
    assert traces(phone) == NOTHING

    for path in ("programs/taos.html", "es/index.html", "save.html"):
        phone.goto(f"{short_server}/{path}")
        assert phone.evaluate("navigator.serviceWorker.controller") is None
        expect(phone.locator(".saved-copy")).to_have_count(0)
    expect(phone.locator("#keep-save")).to_be_visible()
    assert traces(phone) == NOTHING


def test_both_languages_can_be_saved_and_go_together(phone: Page, short: Path, host: Host) -> None:
    top = host.start(short) + "/guide"
    save(phone, top, "en")
    save(phone, top, "es")
    host.stop()
    for path in ("programs/taos.html", "es/programs/taos.html"):
        phone.goto(f"{top}/{path}")
        expect(phone.locator(".saved-copy")).to_be_visible()
    phone.goto(f"{top}/save.html")
    phone.locator("#keep-remove").click()
    expect(phone.locator("#keep-remove")).not_to_be_visible()

    assert traces(phone) == NOTHING


def test_with_a_connection_the_newest_page_is_shown(phone: Page, own_site: Path, host: Host) -> None:
    top = host.start(shorten(own_site)) + "/guide"
    save(phone, top)
    before = cached(phone)
    page = own_site / "programs/taos.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</h1>", " today</h1>"), encoding="utf-8")
    phone.goto(f"{top}/programs/taos.html")
    expect(phone.locator("h1")).to_have_text("Programs in Taos today")
    expect(phone.locator(".saved-copy")).to_have_count(0)

    phone.goto(f"{top}/programs/raton.html?from=elsewhere")
    phone.goto(f"{top}/es/index.html")
    assert cached(phone) == before, "reading adds nothing to the copy"

    host.stop()
    phone.goto(f"{top}/programs/taos.html")
    expect(phone.locator("h1")).to_have_text("Programs in Taos")
    expect(phone.locator(".saved-copy")).to_be_visible()


@pytest.mark.parametrize("fault", ["missing", "altered"])
def test_all_or_nothing_is_saved(phone: Page, own_site: Path, host: Host, fault: str) -> None:
    page = own_site / "programs/taos.html"
    if fault == "missing":
        page.unlink()
    else:
        page.write_bytes(page.read_bytes() + b"<!-- not what the build made -->")
    top = host.start(own_site) + "/guide"
    phone.goto(f"{top}/save.html")
    phone.locator("#keep-save").click()
    expect(phone.locator(".keep-status")).to_contain_text("That did not work, and nothing new was saved.", timeout=60_000)

    assert traces(phone) == NOTHING
    expect(phone.locator("#keep-save")).to_be_visible()
    expect(phone.locator(".keep-status")).to_be_focused()


def test_what_else_the_host_keeps_is_left_alone(phone: Page, short_server: str) -> None:
    """A guide may share its host with others, such as the pages of one user."""
    save(phone, short_server)
    phone.evaluate("""async () => {
        await caches.open('another site');
        await navigator.serviceWorker.register('/keep-worker.js', { scope: '/es/programs/' });
    }""")
    phone.reload()
    phone.locator("#keep-remove").click()
    expect(phone.locator("#keep-remove")).not_to_be_visible()

    assert {**traces(phone), "caches": [], "workers": []} == NOTHING
    assert traces(phone)["caches"] == ["another site"]
    assert traces(phone)["workers"] == [f"{short_server}/es/programs/"]


@pytest.mark.parametrize(("path", "text"), [("save.html", "You are reading a copy already."), ("es/save.html", "Usted ya está leyendo una copia.")])
def test_a_folder_is_a_copy_already(phone: Page, addresses: dict[str, str], path: str, text: str) -> None:
    phone.goto(f"{addresses['unzipped']}/{path}")
    expect(phone.locator(".keep-status")).to_contain_text(text)

    assert phone.locator("#keep button:visible").count() == 0


def test_without_script_the_file_is_offered(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/es/save.html")
    expect(page.locator(".keep-status")).to_contain_text("Estos botones necesitan JavaScript")
    expect(page.locator("#keep a[download]")).to_have_attribute("href", re.compile(r"^\.\./downloads/.*\.zip$"))

    assert page.locator("#keep button:visible").count() == 0
    context.close()


def test_the_page_is_found_from_home_privacy_and_every_foot(phone: Page, server: str) -> None:
    for prefix in ("", "es/"):
        for page, where in (("index.html", "main"), ("privacy.html", "main"), ("programs/taos.html", "footer")):
            phone.goto(f"{server}/{prefix}{page}")
            phone.locator(f"{where} a[href$='save.html']").first.click()
            assert phone.url == f"{server}/{prefix}save.html"
