"""Reading level of a page: US grade in English (Flesch-Kincaid), INFLESZ (Szigriszt-Pazos) in Spanish.

    python tests/readability.py docs/insurance.md docs/insurance.es.md
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import textstat
from markdown import Markdown

from resource_guide.documents import split_front_matter
from resource_guide.load import load_guide
from resource_guide.placeholders import fill
from resource_guide.wording import Speaker

ROOT = Path(__file__).parent.parent
_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "summary"}
_EXTENSIONS = ["admonition", "attr_list", "footnotes", "md_in_html", "pymdownx.details", "tables"]


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


def page_text(path: Path) -> str:
    """The text of a Markdown page with its placeholders filled."""
    guide, _ = load_guide(ROOT)
    assert guide is not None
    tag = path.stem.rpartition(".")[2] if "." in path.stem else guide.languages[0]
    body = split_front_matter(path.read_text(encoding="utf-8"))[1]
    body = re.sub(r"\{\{\s*cite:[^}]*\}\}", "", body)
    return sentences(Markdown(extensions=_EXTENSIONS).convert(fill(body, guide, Speaker(guide, tag))))


def grade(text: str) -> float:
    """US school grade of English text (Flesch-Kincaid)."""
    textstat.set_lang("en_US")
    return float(textstat.flesch_kincaid_grade(text))


def inflesz(text: str) -> float:
    """INFLESZ score of Spanish text (Szigriszt-Pazos formula): 55 and more is normal or easy."""
    textstat.set_lang("es")
    return float(textstat.szigriszt_pazos(text))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        text = page_text(Path(name))
        level = f"INFLESZ {inflesz(text):.1f} (55 or higher)" if name.endswith(".es.md") else f"grade {grade(text):.1f} (8 or lower)"
        print(f"{name}: {level}")
