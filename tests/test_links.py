"""`guide links` and `guide issue`: what is dead is told from what only refuses, and said in one issue."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import pytest

from resource_guide.forge.links import KINDS, links_of
from resource_guide.forge.monthly import mark
from resource_guide.forge.visits import visit_all
from resource_guide.load import load_guide
from resource_guide.stale import due_listings
from resource_guide.wording import Speaker

from .editing import TAOS_FILE, TODAY, copy_data, guide
from .filled_forms import without_code


class _Web(BaseHTTPRequestHandler):
    """A page for each way in which a server may answer."""

    asked: ClassVar[list[tuple[str, str, str]]] = []
    end = threading.Event()
    redirects: ClassVar[dict[str, tuple[int, str]]] = {
        "/moved": (301, "/ok"), "/moved-twice": (308, "/moved"), "/for-now": (302, "/ok"), "/mixed": (301, "/for-now"), "/to-gone": (301, "/404"),
        "/circle": (302, "/circle"), "/long": (302, "/long/x"), "/mail": (301, "mailto:x@example.org"), "/nowhere": (302, ""),
    }  # fmt: skip

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = self.path.partition("?")[0]
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        if path == "/slow":
            self.end.wait(30)
        if path in ("/slow", "/broken"):
            self.close_connection = True
            return
        status, location = self.redirects.get(path, (302, f"{path}/x") if path.startswith("/long") else (200, ""))
        if path.strip("/").isdigit():
            status = int(path.strip("/"))
        if path == "/no-head" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    """A server with a page for each answer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    _Web.end.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def names() -> Iterator[None]:
    """Names of servers: those below example.org are here, one cannot be looked up now, all others do not exist."""
    real = socket.getaddrinfo

    def look_up(host: str, *rest: Any, **more: Any) -> Any:
        if host == "later.example.net":
            raise socket.gaierror(socket.EAI_AGAIN, "later")
        if host != "127.0.0.1" and not host.endswith(".example.org"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return real("127.0.0.1", *rest, **more)

    with mock.patch.object(socket, "getaddrinfo", look_up):
        yield


ANSWERS = {
    "/ok": ("ok", "ok", 200, ""), "/ok#section": ("ok", "ok", 200, ""), "/con-acento-á": ("ok", "ok", 200, ""), "/no-head": ("ok", "ok", 200, ""), "/204": ("ok", "ok", 204, ""),
    "/moved": ("moved", "moved", 200, "/ok"), "/moved-twice": ("moved", "moved", 200, "/ok"), "/for-now": ("ok", "ok", 200, "/ok"), "/mixed": ("ok", "ok", 200, "/ok"),
    "/404": ("dead", "gone", 404, ""), "/410": ("dead", "gone", 410, ""), "/to-gone": ("dead", "gone", 404, "/404"),
    "/401": ("refused", "answer", 401, ""), "/403": ("refused", "answer", 403, ""), "/405": ("refused", "answer", 405, ""), "/429": ("refused", "answer", 429, ""),
    "/451": ("refused", "answer", 451, ""), "/500": ("refused", "answer", 500, ""), "/503": ("refused", "answer", 503, ""), "/999": ("refused", "answer", 999, ""),
    "/slow": ("refused", "slow", 0, ""), "/broken": ("refused", "no_answer", 0, ""), "/circle": ("refused", "circle", 302, "/circle"),
    "/mail": ("refused", "leads_nowhere", 301, ""), "/nowhere": ("refused", "leads_nowhere", 302, ""),
}  # fmt: skip


def test_a_refusal_is_told_from_a_dead_link(web: str, names: None) -> None:
    nobody = socket.socket()
    nobody.bind(("127.0.0.1", 0))  # and does not listen
    closed = f"127.0.0.1:{nobody.getsockname()[1]}"
    elsewhere = {
        "http://gone.example.com/": ("dead", "no_name"), "http://later.example.net/": ("refused", "name_later"), f"https://{web}/ok": ("refused", "no_answer"),
        f"http://{closed}/": ("refused", "closed_door"), f"http://{web}/long": ("refused", "circle"), "http://a..b.example.org/": ("refused", "no_answer"),
    }  # fmt: skip
    found = visit_all([*(f"http://{web}{path}" for path in ANSWERS), *elsewhere], "test/1", seconds=2, pause=0)
    nobody.close()

    for path, (kind, why, status, to) in ANSWERS.items():
        outcome = found[f"http://{web}{path}"]
        assert (outcome.kind, outcome.why, outcome.status, outcome.to) == (kind, why, status, f"http://{web}{to}" if to else ""), path
    assert {url: (found[url].kind, found[url].why) for url in elsewhere} == elsewhere
    assert {agent for *_, agent in _Web.asked} == {"test/1"}
    assert [method for method, path, _ in _Web.asked if path == "/ok"].count("GET") == 0, "a page is not fetched where a head is enough"


def test_every_address_of_listings_help_lines_and_sources_is_visited() -> None:
    loaded, found = load_guide(Path(__file__).parent.parent, TODAY)
    assert loaded is not None
    links = links_of(found)

    wanted = {program.website for program in loaded.programs.values() if program.website and not program.closed}
    wanted |= {source.url for program in loaded.programs.values() for source in program.sources if source.url}
    wanted |= {line.web for line in loaded.helplines.values() if line.web} | {source.url for source in loaded.references.values() if source.url}
    assert set(links) == wanted
    for url, places in links.items():
        for place in places:
            line = (found.root / place.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
            assert url in line, "the place is the line itself"


def test_the_report_and_its_issue(tmp_path: Path, web: str, names: None) -> None:
    root = copy_data(tmp_path / "guide")
    text = (root / TAOS_FILE).read_text(encoding="utf-8")
    (root / TAOS_FILE).write_text(text.replace("https://riograndeatp.org\n", f"http://a.example.org:{web.partition(':')[2]}/410\n"), encoding="utf-8")

    result = guide(root, "links", "--seconds", "2", "--pause", "0")
    issue = guide(root, "issue", "links", "--lang", "es")
    guide(root, "issue", "links", "--to", str(tmp_path / "made"))

    assert result.returncode == issue.returncode == 0, result.stderr + issue.stderr
    assert f"{TAOS_FILE}:12: dead: http://a.example.org:{web.partition(':')[2]}/410: the server says that it is gone, 410" in result.stdout.splitlines()
    report = json.loads((root / "build/links.json").read_text(encoding="utf-8"))
    assert {row["kind"] for row in report["links"]} <= set(KINDS) and report["date"] == TODAY.isoformat()
    lines = issue.stdout.splitlines()
    assert lines[0] == mark("links") and "### Ya no existen: busque la nueva dirección, o quite el enlace" in lines
    assert sum(line.startswith("- [ ] ") for line in lines) == len(report["links"]), "each has a box; none of them is there but in this test"
    assert (tmp_path / "made/title.txt").read_text(encoding="utf-8") == "Dead links\n"
    assert (tmp_path / "made/body.md").read_text(encoding="utf-8").startswith(mark("links"))
    assert "://" not in without_code(issue.stdout), "no link that a reader of the issue could follow by mistake"


def test_without_a_network_nothing_is_called_dead(tmp_path: Path) -> None:
    root = copy_data(tmp_path / "guide")
    with mock.patch.object(socket, "getaddrinfo", side_effect=socket.gaierror(socket.EAI_NONAME, "no such name")):
        result = guide(root, "links", "--pause", "0")

    assert result.returncode == 2 and result.stderr == "guide: no server could be found by its name; connect to the network and give the command again\n"
    assert not (root / "build").exists()


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b"\xff", b'{"date": "x", "links": [{"url": 1}]}', b"[" * 100_000])
def test_a_report_that_is_none(tmp_path: Path, content: bytes | None) -> None:
    root = copy_data(tmp_path / "guide")
    if content is not None:
        (tmp_path / "links.json").write_bytes(content)

    result = guide(root, "issue", "links", "--report", str(tmp_path / "links.json"))

    assert result.returncode == 2 and result.stdout == "" and "this file holds no report of links" in result.stderr


@pytest.mark.parametrize("tag", ["en", "es"])
def test_the_issue_of_what_is_due(tmp_path: Path, tag: str) -> None:
    root = copy_data(tmp_path / "guide")
    loaded, _ = load_guide(root, TODAY)
    assert loaded is not None
    due = due_listings(loaded, Speaker(loaded, tag))

    body = guide(root, "issue", "stale", "--lang", tag).stdout

    assert body.splitlines()[0] == mark("stale") and len(body) < 65_536
    boxes = [line for line in body.splitlines() if line.startswith("- [ ] ")]
    assert [line.rpartition(" ")[2].strip("`") for line in boxes] == [one.listing.id for one in due]
    assert all(one.listing.phones[0].shown in line for one, line in zip(due, boxes, strict=True) if one.listing.phones)


def test_an_issue_is_never_longer_than_github_takes(tmp_path: Path) -> None:
    root = copy_data(tmp_path / "guide")
    record = "\n- id: made-up-{0}\n  name: '@someone {1}'\n  organization: Made up\n  level: iop\n  website: https://x{0}.example.org\n  assured: {{how: other-list}}\n  sources:\n    - title: Made up\n"
    with (root / TAOS_FILE).open("a", encoding="utf-8") as file:
        file.writelines(record.format(number, "x" * 300) for number in range(300))

    body = guide(root, "issue", "stale").stdout

    shown = body.count("\n- [ ] ")
    assert 59_000 < len(body) < 65_536 and f"{82 + 300 - shown} more are left out here: `guide stale`" in body
    assert "@" not in without_code(body), "a name in a listing calls nobody"
