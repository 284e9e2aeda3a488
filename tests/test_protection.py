"""Nothing in a page can run but the site's own files, and nobody else is asked for anything."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from resource_guide.model import Guide
from resource_guide.protection import headers_file, page_policy, security_txt

URL_ATTRIBUTES = ("href", "src", "action", "formaction", "xlink:href", "data")


class _Inline(HTMLParser):
    """What a strict policy would block, and the policy itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.policy = ""
        self.early: list[str] = []
        """What loads before the policy is known."""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values["content"]
        if tag in ("script", "link", "img", "style") and not self.policy:
            self.early.append(tag)
        if tag in ("style", "base", "iframe", "object", "embed", "applet"):
            self.found.append(f"<{tag}>")
        if tag == "script" and "src" not in values and values.get("type") != "application/ld+json":
            self.found.append("<script> without src")
        self.found += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {name}={value}" for name, value in values.items() if name in URL_ATTRIBUTES and re.match(r"\s*(javascript|data|vbscript):", value, re.I)]


def rules(policy: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in map(str.split, policy.split(";"))}


def test_no_page_has_anything_inline(site: Path) -> None:
    for path in [*site.rglob("*.html"), *site.rglob("*.svg")]:
        page = _Inline(path.read_text(encoding="utf-8"))

        assert page.found == [], path


def test_every_page_carries_the_policy_before_anything_loads(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = _Inline(path.read_text(encoding="utf-8"))

        assert page.policy == page_policy() and page.early == [], path


def test_the_policy_is_strict() -> None:
    head = re.search(r"^/\*\n(?:  .*\n)*?  Content-Security-Policy: (.*)$", headers_file(), re.MULTILINE)
    assert head
    page, host = rules(page_policy()), rules(head[1])

    assert page["default-src"] == host["default-src"] == page["base-uri"] == ["'none'"]
    assert host["frame-ancestors"] == ["'none'"] and "frame-ancestors" not in page, "a page cannot say it of itself"
    assert host["script-src"] == host["style-src"] == host["form-action"] == ["'self'"]
    for policy in (page, host):
        sources = {source for values in policy.values() for source in values}
        assert sources <= {"'self'", "'none'", "data:", "file:"}
        assert [name for name, values in policy.items() if "data:" in values] == ["img-src"]
    assert not any("file:" in values for values in host.values())


def test_the_host_is_told_too(site: Path) -> None:
    text = (site / "_headers").read_text(encoding="utf-8")

    assert text == headers_file()
    for line in ("Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff", "geolocation=()", "/contacts/*\n  Content-Type: text/vcard; charset=utf-8"):
        assert line in text


def test_security_txt_only_where_somebody_can_be_told(site: Path, guide: Guide) -> None:
    today = datetime.date(2026, 11, 25)
    assert security_txt(guide.settings, today, "https://guide.example/") == ""
    assert not (site / ".well-known").exists()
    settings = guide.settings.model_copy(update={"report_email": "tell@example.org"})

    assert security_txt(settings, today, "") == ""
    assert security_txt(settings, today, "https://guide.example/").splitlines() == [
        "Contact: mailto:tell@example.org",
        "Expires: 2027-11-24T00:00:00Z",
        "Preferred-Languages: en, es",
        "Canonical: https://guide.example/.well-known/security.txt",
    ]


@pytest.mark.parametrize("text", ['<p style="color:red">', '<a onclick="x()">', "<script>x()</script>", '<a href=" javascript:x()">', "<svg><style>p{}</style></svg>"])
def test_the_test_sees_what_is_inline(text: str) -> None:
    assert _Inline(text).found
