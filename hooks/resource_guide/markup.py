"""Finished HTML of Markdown, made ready for narrow screens and for listeners."""

from __future__ import annotations

import itertools
import re
from html import unescape

from markupsafe import escape

from .slugs import slug
from .wording import Speaker

FOOTNOTES = '<div class="footnote">'
"""How the footnotes of a page begin."""


def finish(html: str, say: Speaker) -> str:
    """Markdown's HTML with what a narrow screen and a listener need: a label in each table cell, headed footnotes."""
    html = re.sub(r"<table>.*?</table>", _label_cells, html, flags=re.DOTALL)
    html = html.replace(f"{FOOTNOTES}\n<hr />", f'{FOOTNOTES}<h2 id="sources">{escape(say("sources"))}</h2>')
    back = f' aria-label="{escape(say("footnote_back"))}"'
    return re.sub(r'(class="footnote-backref"[^>]*) title="[^"]*"', lambda link: link[1] + back, html)


def name_questions(html: str) -> str:
    """Markdown's HTML with an id for each question that opens, made of its words: search leads to it."""
    taken = set(re.findall(r'\bid="([^"]*)"', html))

    def name(question: re.Match[str]) -> str:
        words = slug(unescape(re.sub(r"<[^>]*>", "", question[2]))) or "question"
        own = next(one for number in itertools.count(1) if (one := f"{words}-{number}" if number > 1 else words) not in taken)
        taken.add(own)
        return question[0].replace(question[1], f'{question[1]} id="{own}"', 1)

    return re.sub(r'(<details class="faq")[^>]*>\s*<summary>(.*?)</summary>', name, html, flags=re.DOTALL)


def insert_at_heading(html: str, section: str, addition: str) -> str:
    """``html`` with ``addition`` right below the heading with the id ``section``; below the title where it is empty.

    Raises ValueError where there is no such heading.
    """
    heading = rf'<h([1-6])\b[^>]*\bid="{re.escape(section)}"[^>]*>.*?</h\1>' if section else r"<h(1)\b[^>]*>.*?</h1>"
    match = re.search(heading, html, re.DOTALL)
    if match is None:
        raise ValueError(f"the page has no heading with the id '{section}'")
    return f"{html[: match.end()]}\n{addition}{html[match.end() :]}"


def _label_cells(table: re.Match[str]) -> str:
    """A table whose cells say their column, for the style sheet that stacks them on narrow screens."""
    labels = [re.sub(r"<[^>]*>", "", label).replace('"', "&quot;") for label in re.findall(r"<th[^>]*>(.*?)</th>", table[0], re.DOTALL)]
    if not labels:  # raw HTML
        return table[0]
    cells = itertools.cycle(labels)
    return re.sub(r"<td", lambda _: f'<td data-label="{next(cells)}"', table[0])
