"""A page cut at its headings: what translations are compared by."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

START = "(start)"
"""Name of the section before the first heading with an id; no id of a heading can be called so."""
PROTECTING = ("safety", "cost", "rights")
"""Marks of headings whose sections may not fall behind: ``## Rides { #rides .cost }``."""

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)(?:\s*\{:?([^{}]*)\})?\s*$")
_ID = re.compile(r"#([A-Za-z0-9_-]+)")
_CLASS = re.compile(r"(?:^|\s)\.([A-Za-z0-9_-]+)")
_OUTLINE = {
    "links": re.compile(r"\]\(([^)\s]+)"),
    "lists": re.compile(r"^ *(-|\d+\.) ", re.MULTILINE),
    "tables": re.compile(r"^ *(\|)", re.MULTILINE),
    "boxes": re.compile(r"^ *((?:!!!|\?\?\?\+?) *\w+)", re.MULTILINE),
    "placeholders": re.compile(r"\{\{\s*([^{}]*?)\s*\}\}"),
}


@dataclass(frozen=True)
class Heading:
    """A line that begins with ``#``."""

    level: int
    title: str
    id: str
    """Empty where the editor gave none."""
    marks: tuple[str, ...]
    """Its classes: ``cost``."""


@dataclass(frozen=True)
class Section:
    """A heading with an id and the text up to the next one."""

    id: str
    line: int
    """Line in the text, counted from 1."""
    heading: str
    """The line of the heading; empty for the start."""
    level: int
    """1 to 6; 0 for the start."""
    marks: frozenset[str]
    """The marks of its heading and of those that it stands under."""
    text: str

    @property
    def protected(self) -> str:
        """The mark for which it may not fall behind; empty where it has none."""
        return next((mark for mark in PROTECTING if mark in self.marks), "")

    @property
    def fingerprint(self) -> str:
        """Ten letters and digits that change with its words, and not with the breaks of its lines."""
        return hashlib.sha256(" ".join(self.text.split()).encode("utf-8")).hexdigest()[:10]


def read_heading(line: str) -> Heading | None:
    """What a line says as a heading; None where it is none."""
    match = _HEADING.match(line)
    if match is None:
        return None
    extras = match.group(3) or ""
    found = _ID.search(extras)
    return Heading(len(match.group(1)), match.group(2), found.group(1) if found else "", tuple(_CLASS.findall(extras)))


def split_sections(text: str, about: str = "") -> dict[str, Section]:
    """The sections of a page by id, in their order; the first of two with one id counts.

    ``about`` is what the page says of itself in search results: it belongs to its start.
    """
    sections: dict[str, Section] = {}
    lines = text.split("\n")
    starts = [(0, START, "", 0, frozenset[str]())]
    above: list[Heading] = []
    for index, line in enumerate(lines):
        heading = read_heading(line)
        if heading is None:
            continue
        above = [*(other for other in above if other.level < heading.level), heading]
        if heading.id:
            starts.append((index, heading.id, line, heading.level, frozenset(mark for other in above for mark in other.marks)))
    ends = [start for start, *_ in starts[1:]] + [len(lines)]
    for (start, name, heading_line, level, marks), end in zip(starts, ends, strict=True):
        body = "\n".join(lines[start:end]).strip()
        whole = body if level else f"{about}\n{body}".strip()
        sections.setdefault(name, Section(name, start + 1, heading_line, level, marks, whole))
    return sections


def outline(section: Section) -> dict[str, Counter[str]]:
    """What a translation has in common with its original: heading, links, lists, tables, boxes, placeholders, figures."""
    result = {"heading": Counter([f"{'#' * section.level} {' '.join(sorted(f'.{mark}' for mark in section.marks))}".strip()])}
    result |= {name: Counter(_steady(match) for match in pattern.findall(section.text)) for name, pattern in _OUTLINE.items()}
    result["figures"] = Counter(_figures(section.text))
    return result


def _steady(item: str) -> str:
    """A numbered item counts as one whatever its number."""
    return "1." if re.fullmatch(r"\d+\.", item) else item


def _figures(text: str) -> Iterator[str]:
    """Numbers in the running text, however the language writes thousands and decimals."""
    bare = re.sub(r"\]\([^)]*\)|\{[^{}]*\}\}?|^ *\d+\. ", " ", text, flags=re.MULTILINE)
    for number in re.findall(r"\d+(?:[.,]\d+)*", bare):
        yield re.sub(r"[.,]", "", number)
