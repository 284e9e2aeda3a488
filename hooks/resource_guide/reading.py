"""How hard a page is to read: US school grade in English (Flesch-Kincaid), INFLESZ (Szigriszt-Pazos) in Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown import Markdown

from .documents import Document
from .model import Guide
from .placeholders import fill
from .wording import Speaker

MOST_GRADE, LEAST_INFLESZ = 8, 55
"""What most readers can follow: grade 8, INFLESZ 'normal' (Barrio-Cantalejo et al. 2008)."""

_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "summary"}
_EXTENSIONS = ["admonition", "attr_list", "footnotes", "md_in_html", "pymdownx.details", "tables"]


@dataclass(frozen=True)
class Level:
    """How hard a text is to read."""

    measure: str
    """``grade`` or ``INFLESZ``."""
    value: float
    easy_enough: bool


class _Text(HTMLParser):
    """The sentences of a page: each block ends one, footnotes are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skip or tag == "sup" or ("class", "footnote") in attrs:
            self._skip += tag not in ("br", "hr", "img", "input")
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._skip:
            self._skip -= 1
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.blocks[-1] += data


def sentences(html: str) -> str:
    """The text of ``html``, one block a line, each ended with a full stop."""
    parser = _Text()
    parser.feed(html)
    lines = (re.sub(r"\s+", " ", block).strip() for block in parser.blocks)
    return "\n".join(line if line[-1] in ".?!:" else line + "." for line in lines if re.search(r"\w", line))


def page_text(document: Document, guide: Guide) -> str:
    """The text of a page with its placeholders filled, without its sources. Raises KeyError for a placeholder that names nothing."""
    body = re.sub(r"\{\{\s*cite:[^}]*\}\}", "", document.body)
    return sentences(Markdown(extensions=_EXTENSIONS).convert(fill(body, guide, Speaker(guide, document.language))))


def level(text: str, language: str) -> Level | None:
    """The reading level of a text; None for a language that has no measure here."""
    # textstat, with its syllables and word lists, takes a moment to load, and only this command needs it.
    import textstat  # type: ignore[import-untyped]

    if language == "en":
        textstat.set_lang("en_US")
        grade = float(textstat.flesch_kincaid_grade(text))
        return Level("grade", grade, grade <= MOST_GRADE)
    if language == "es":
        textstat.set_lang("es")
        inflesz = float(textstat.szigriszt_pazos(text))
        return Level("INFLESZ", inflesz, inflesz >= LEAST_INFLESZ)
    return None
