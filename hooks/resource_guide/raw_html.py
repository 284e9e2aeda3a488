"""The tags of raw HTML in a page, each read as a browser reads it, on however many lines it stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

_OPENS = re.compile(r"<[a-zA-Z]")
_LONGEST = 1_000
"""So many letters of a tag are looked at; no tag of a page has a third of them."""
MOST = 200
"""So many tags of a page are looked at; no page of words needs a tenth of them, and a file made to exhaust the machine has 100,000."""


@dataclass(frozen=True)
class Attribute:
    """A name in a tag, and what stands behind its =, without quotes and codes for letters."""

    name: str
    value: str
    line: int
    """Its line in the text, from 1: that of its name."""


@dataclass(frozen=True)
class Tag:
    """A tag that opens."""

    name: str
    attributes: tuple[Attribute, ...]
    line: int


class _Found(Exception):
    """The first tag of a text is read; what follows is not looked at."""

    def __init__(self, name: str, attributes: list[tuple[str, str | None]], text: str) -> None:
        super().__init__(name)
        self.name, self.attributes, self.text = name, attributes, text


class _FirstTag(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raise _Found(tag, attrs, self.get_starttag_text() or "")


def tags(text: str) -> Iterator[Tag]:
    """The tags of ``text``, the first ``MOST`` of them, and beginnings of some: each is read on its own, so that none hides in another's quotes.

    The parser ends at the first one by an exception: else it would read on, and all of a long text once for each tag.
    """
    line, counted = 1, 0
    for start in itertools.islice(_OPENS.finditer(text), MOST):
        line, counted = line + text.count("\n", counted, start.start()), start.start()
        piece = text[counted : counted + _LONGEST]
        found = _first(piece) or _first("<" + re.sub("=?[\"']", " ", re.split("[<>]", piece[1:])[0]))  # a quote that is never closed
        if found:
            attributes = (Attribute(name, (value or "").strip(), line + _line_of(name, found.text)) for name, value in found.attributes)
            yield Tag(found.name, tuple(attributes), line)


def crowded(text: str) -> int:
    """The line of the first tag too many; 0 where there is none."""
    start = next(itertools.islice(_OPENS.finditer(text), MOST, None), None)
    return 1 + text.count("\n", 0, start.start()) if start else 0


def _first(piece: str) -> _Found | None:
    try:
        _FirstTag().feed(f"{piece}>")
    except _Found as found:
        return found
    return None


def _line_of(name: str, tag: str) -> int:
    """Lines between the beginning of a tag and an attribute of it."""
    found = re.search(rf"[\s/\"']{re.escape(name)}(?=[\s=/>])", tag, re.IGNORECASE)
    return tag.count("\n", 0, found.end()) if found else 0
