"""What scripts load when a reader uses them: what can be searched, the places that can be typed, the words that open."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from .geography import EARTH_RADIUS_MILES, Neighbors, road_miles
from .model import LINE, Guide, Place
from .places import page_places, show_names
from .shell import Entry
from .wording import Speaker


@dataclass(frozen=True)
class Danger:
    """What search shows of the page with the helplines, whoever may need one."""

    page: str
    """Below the language's folder; empty where there is none."""
    words: str
    """What is said where nothing is found."""
    urls: tuple[str, ...]
    """Which entries are shown then."""


NO_DANGER = Danger("", "", ())


def fold(text: str) -> str:
    """Small letters without accents, as readers may type them: ``Española`` becomes ``espanola``."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return re.sub(r"[^a-z0-9]+", " ", "".join(part for part in parts if not unicodedata.combining(part))).strip()


class _Sections(HTMLParser):
    """The text of a page, cut at its headings and at each question that opens."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[dict[str, str]] = [{"id": "", "title": "", "text": ""}]
        self._now = self.sections[0]
        self._heading = False
        self._skip = 0
        self._question = False
        self._around: list[dict[str, str]] = []
        """The sections that go on when the questions which are open now end."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "details":
            self._around.append(self._now)
            self._question = bool(values.get("id"))
        if tag in ("h2", "h3", "details") and values.get("id"):
            self._now = {"id": values["id"] or "", "title": "", "text": ""}
            self.sections.append(self._now)
        if tag in ("h1", "h2", "h3") or (tag == "summary" and self._question):
            self._heading = True
        if tag in ("sup", "script") or (tag == "div" and "footnote" in (values.get("class") or "")):
            self._skip += 1

    def handle_endtag(self, tag: str) -> None:
        if self._skip and tag in ("sup", "script", "div"):
            self._skip -= 1
        if tag in ("h1", "h2", "h3", "summary"):
            self._heading = False
        self._now["text"] += " "
        if tag == "details" and self._around:
            self._now = self._around.pop()

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self._now["title" if self._heading else "text"] += data


def page_entries(title: str, url: str, html: str) -> list[Entry]:
    """A written page as entries: one for the page, one for each of its sections and questions."""
    parser = _Sections()
    parser.feed(html)
    first, *rest = parser.sections
    entries = [Entry(title, "", url, _tidy(first["title"] + " " + first["text"]))]
    return entries + [Entry(_tidy(part["title"]), title, f"{url}#{part['id']}", _tidy(part["text"])) for part in rest]


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def line_entries(lines: Iterable[Mapping[str, str]], page: str, url: str) -> list[Entry]:
    """Helplines, as the templates show them, on the page that has their cards."""
    return [
        Entry(line["name"], page, f"{url}#{LINE}{line['id']}", f"{line['summary']} {line['what_happens']}", (line["number"], line["href"], line["press"]))
        for line in lines
    ]


def search_script(entries: Iterable[Entry], synonyms: list[list[str]], danger: Danger = NO_DANGER) -> str:
    """The list that the search page loads: a script, because ``file://`` pages may load no JSON.

    ``synonyms``: folded words. ``first``: for each group of them, the entries that come first for whoever types one
    of its words: the helplines that it names. ``none``: what to say besides, and the entries to show, where nothing is found.
    """
    rows: list[list[Any]] = []
    at: dict[str, int] = {}
    for entry in entries:
        at.setdefault(entry.url, len(rows))
        rows.append([entry.title, entry.page, entry.url, entry.text, *([entry.call] if entry.call else [])])
    folded = [[fold(word) for word in group if not word.startswith(LINE)] for group in synonyms]
    first = [[at[url] for word in group if word.startswith(LINE) and (url := f"{danger.page}#{word}") in at] for group in synonyms]
    none = [danger.words, [at[url] for url in danger.urls if url in at]]
    return f"window.guideSearch={_json({'synonyms': folded, 'first': first, 'none': none, 'entries': rows})};\n"


def typed_places(guide: Guide) -> list[Place]:
    """The places that the town box knows: those that have a page, and those whose nearest page can be told."""
    pages = page_places(guide)
    own, measured = {place.id for place in pages}, any(place.point for place in pages)
    return [place for place in guide.places.values() if place.id in own or (measured and place.point)]


def places_script(guide: Guide) -> str:
    """What the town box knows: places and ZIP codes, and the page that each leads to.

    ``places``: name as shown, index of the page, miles to it (0 where it is the place's own), folded names.
    ``zips``: ZIP code to index of the place in ``places``. ``states``: what may be typed after a name, folded, longest first.
    """
    pages = page_places(guide)
    names = show_names(guide)
    states = {fold(name) for name in (*guide.settings.state.values(), guide.settings.state_code)} - {""}
    nearest = Neighbors(guide, pages)
    index = {place.id: number for number, place in enumerate(pages)}
    rows: list[list[Any]] = []
    row: dict[str, int] = {}
    for place in typed_places(guide):
        own = place.id in index
        end = place if own else nearest.first(place, 1)[0]
        row[place.id] = len(rows)
        miles = 0 if own else max(1, round(road_miles(guide, place, end)))
        rows.append([names[place.id], index[end.id], miles, sorted({fold(name) for name in (names[place.id], place.name, *place.aliases)})])
    zips = {zip_code.zip: row[zip_code.place] for zip_code in guide.zips.values() if zip_code.place in row}
    return f"window.guidePlaces={_json({'pages': [[place.id, names[place.id]] for place in pages], 'places': rows, 'zips': zips, 'states': sorted(states, key=lambda name: (-len(name), name))})};\n"


def terms_script(guide: Guide, say: Speaker) -> str:
    """The glossary of one language for terms that open in place: ``words`` of the box, and ``terms``, id to name and definition."""
    terms = {term.id: [say.pick(term.term), say.pick(term.definition)] for term in guide.terms.values()}
    words = {"close": say("term_close"), "more": say("term_more")}
    return f"window.guideTerms={_json({'words': words, 'terms': terms})};\n"


def distances_script(guide: Guide) -> str:
    """What the browser needs for the estimate of ``geography.road_miles`` from any place to any other.

    ``ids`` and ``at`` (latitude and longitude in degrees, null where not known): as in ``places`` of the town box;
    ``roads``: two of them and their own factor; ``radius`` in miles.
    """
    places = typed_places(guide)
    row = {place.id: number for number, place in enumerate(places)}
    roads = [[*sorted(row[place] for place in pair), factor] for pair, factor in guide.roads.items() if pair <= row.keys()]
    data = {
        "radius": EARTH_RADIUS_MILES,
        "factor": guide.settings.road_factor,
        "ids": [place.id for place in places],
        "at": [place.point for place in places],
        "roads": sorted(roads),
    }
    return f"window.guideDistances={_json(data)};\n"


def _json(value: object) -> str:
    """JSON that may stand in a script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
