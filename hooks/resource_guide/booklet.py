"""The guide's pages as plain data for the booklet.

The data comes from the HTML that Markdown has made (the same that the web page shows), read into an
ElementTree: so there is one Markdown parser, and what the site shows is what the booklet prints.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, TreeBuilder, tostring

Data = dict[str, Any]

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_INLINE = frozenset({"a", "abbr", "b", "br", "cite", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"})
_HIDDEN = frozenset({"script", "style", "form", "template", "button", "nav"})
_BLANK = re.compile(r"_{3,}")


@dataclass(frozen=True)
class Written:
    """A hand-written page as Markdown has made it."""

    title: str
    html: str
    language: str
    """The language that it is in: another than its site's where a translation lacks."""


class _Reader(HTMLParser):
    """HTML to an ElementTree: the standard parser's events, with elements closed that need no end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()
        self.builder.start("div", {})
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open:
            last = self.open.pop()
            self.builder.end(last)
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def read_html(html: str) -> Element:
    """A piece of HTML as a tree below one ``div``."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for tag in reversed(reader.open):
        reader.builder.end(tag)
    reader.builder.end("div")
    return reader.builder.close()


def plain(element: Element) -> str:
    """All the text of an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


class Chapter:
    """Turns one page into blocks; knows where it stands, so that its links can be followed."""

    def __init__(self, name: str, chapters: frozenset[str], language: str, sources: str) -> None:
        """``chapters`` are the names of all pages of the booklet; ``sources`` stands above its footnotes."""
        self._sources = sources
        self._name = name
        self._chapters = chapters
        self._language = language

    def blocks(self, element: Element) -> list[Data]:
        """The blocks in an element, in order; loose words become a paragraph."""
        found: list[Data] = []
        loose: list[Data] = list(_text(element.text, {}))
        for child in element:
            if child.tag in _INLINE:
                loose += self._runs_of(child, {})
            else:
                found += _paragraph(loose)
                loose = []
                found += self._block(child)
            loose += _text(child.tail, {})
        return found + _paragraph(loose)

    def _block(self, element: Element) -> list[Data]:
        tag, classes = element.tag, _classes(element)
        if tag in _HIDDEN or tag == "h1":
            return []
        if re.fullmatch("h[2-6]", tag):
            return [{"kind": "heading", "depth": int(tag[1]), "runs": self.runs(element)}]
        if tag == "p":
            return _paragraph(self.runs(element))
        if tag in ("ul", "ol"):
            items = [self.blocks(item) for item in element if item.tag == "li"]
            return [{"kind": "list", "ordered": tag == "ol", "items": items}]
        if tag == "dl":
            return [block for part in element for block in self._definition(part)]
        if tag == "table":
            return [self._table(element)]
        if tag == "svg":
            said = _said(element)
            return [{"kind": "picture", "svg": _svg(element), "alt": said}] if said else []
        if tag == "hr":
            return []
        if "footnote" in classes:
            return [{"kind": "sources", "title": self._sources, "blocks": self.blocks(element)}]
        if "admonition" in classes or tag == "details":
            return [self._box(element)]
        return self.blocks(element)

    def _definition(self, part: Element) -> list[Data]:
        if part.tag == "dt":
            return _paragraph([run | {"bold": True} for run in self.runs(part)])
        return self.blocks(part)

    def _box(self, element: Element) -> Data:
        title = next((child for child in element if child.tag == "summary" or "admonition-title" in _classes(child)), None)
        if title is not None:
            tail = title.tail
            element.remove(title)
            element.text = (element.text or "") + (tail or "")
        return {"kind": "box", "title": self.runs(title) if title is not None else [], "blocks": self.blocks(element), "ticks": "checklist" in _classes(element)}

    def _table(self, element: Element) -> Data:
        rows = [[self.runs(cell) for cell in row if cell.tag in ("th", "td")] for row in element.iter("tr")]
        has_head = element.find(".//thead") is not None
        columns = max((len(row) for row in rows), default=1)
        rows = [row + [[]] * (columns - len(row)) for row in rows]
        return {"kind": "table", "columns": columns, "head": rows[0] if has_head else [], "rows": rows[1:] if has_head else rows}

    def runs(self, element: Element) -> list[Data]:
        """The words of an element with their looks: bold, language, link."""
        return _trim([*_text(element.text, {}), *(run for child in element for run in [*self._runs_of(child, {}), *_text(child.tail, {})])])

    def _runs_of(self, element: Element, style: Data) -> Iterator[Data]:
        tag = element.tag
        if tag in _HIDDEN or "footnote-backref" in _classes(element):
            return
        if tag == "br":
            yield {"text": "\n"}
            return
        style = dict(style)
        if tag in ("strong", "b", "em", "i"):
            style["bold"] = True
        if tag == "sup":
            style["raised"] = True
        if element.get("lang") and element.get("lang") != self._language:
            style["lang"] = element.get("lang")
        if tag == "a":
            style |= self._link(element.get("href", ""))
        yield from _text(element.text, style)
        for child in element:
            yield from self._runs_of(child, style)
            yield from _text(child.tail, style)
        if tag == "a" and style.get("host") and style["host"] not in plain(element):
            yield {"text": f" ({style['host']})"}
        if tag == "a" and style.get("target") and "term" not in _classes(element):
            yield {"see": style["target"]}

    def _link(self, href: str) -> Data:
        parts = urlsplit(href)
        if parts.scheme:
            return {"href": href} | ({"host": parts.netloc.removeprefix("www.")} if parts.scheme.startswith("http") else {})
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self._name), parts.path.rsplit(".", 1)[0])) if parts.path else ""
        return {"target": target} if target in self._chapters and target != self._name else {}


def _text(text: str | None, style: Data) -> Iterator[Data]:
    if text:
        yield {"text": re.sub(r"\s+", " ", text), **{key: value for key, value in style.items() if key not in ("host", "target")}}


def _trim(runs: list[Data]) -> list[Data]:
    """Runs without blanks at the ends, and without empty ones."""
    kept = [run for run in runs if run.get("text") or run.get("see")]
    while kept and "text" in kept[0] and not kept[0]["text"].strip():
        kept = kept[1:]
    while kept and "text" in kept[-1] and not kept[-1]["text"].strip():
        kept = kept[:-1]
    return kept


def _paragraph(runs: list[Data]) -> list[Data]:
    kept = _trim(runs)
    return [{"kind": "p", "runs": kept}] if kept else []


_CAPITALS = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
"""Names that HTML may write in small letters and SVG alone may not."""


def _svg(element: Element) -> str:
    """A drawing of a page as a picture of its own, in black."""
    for part in element.iter():
        for small in _CAPITALS.keys() & part.attrib.keys():
            part.set(_CAPITALS[small], part.attrib.pop(small))
    element.set("xmlns", "http://www.w3.org/2000/svg")
    return tostring(element, encoding="unicode").replace("currentColor", "#000")


def _said(element: Element) -> str:
    """What a listener hears of a drawing: its title and its description; empty for an ornament."""
    parts = [plain(part) for name in ("title", "desc") if (part := element.find(name)) is not None]
    return element.get("aria-label") or ". ".join(parts)


def checklists(html: str) -> list[Data]:
    """The boxes to tick of a page: id of the heading before each, its title, and its items as words and blanks to fill."""
    found: list[Data] = []
    section = ""
    for element in read_html(html).iter():
        if re.fullmatch("h[2-6]", element.tag) and element.get("id"):
            section = element.get("id", "")
        if "checklist" in _classes(element) and "admonition" in _classes(element):
            title = next((plain(child) for child in element if "admonition-title" in _classes(child)), "")
            items = [_fields(plain(item)) for item in element.iter("li")]
            found.append({"id": section, "title": title, "items": items})
    return found


def _fields(text: str) -> list[Data]:
    """Words and blanks: ``Date: ______`` has one of each."""
    parts: list[Data] = []
    for piece in re.split(r"(_{3,})", text):
        if _BLANK.fullmatch(piece):
            parts.append({"text": "", "blank": len(piece)})
        elif piece.strip():
            parts.append({"text": piece.strip(), "blank": 0})
    return parts
