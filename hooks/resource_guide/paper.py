"""What every printed sheet shows, as plain data for the templates: rows of programs, crisis lines, edition, address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .editions import Edition
from .listings import FactView, Listing, PhoneView
from .model import Guide, Helpline
from .placeholders import tel
from .shell import prefix_of
from .views import CountyView, Near, TownView, Views
from .wording import Speaker

Data = dict[str, Any]

PAPERS = {"letter": "us-letter", "a4": "a4"}
"""Typst's names of the papers."""

NAME_LIMIT = 120
"""Letters of a name that a sheet shows: a longer one would push other programs off the paper."""


@dataclass(frozen=True)
class Desk:
    """What makes the sheets of one guide: its pages in each language, and where the site lives."""

    guide: Guide
    pages: dict[str, Views]
    """By language, in the guide's order."""
    site_url: str

    @property
    def sides(self) -> dict[str, Views]:
        """The pages in the languages of a sheet, one a side."""
        return {tag: self.pages[tag] for tag in self.guide.sheet_languages}

    def document(self, title: str, size: int = 12, margin: int = 32) -> Data:
        """The facts of a whole file."""
        return {"lang": self.guide.languages[0], "title": title, "paper": PAPERS[self.guide.settings.paper], "size": size, "margin": margin, "fonts": self.guide.settings.fonts}


def phone(view: PhoneView) -> Data:
    """A number of a listing, its extension apart: only the number stays on one line."""
    return {"shown": view.number, "extension": view.extension, "href": view.href, "label": view.label}


def website(listing: Listing) -> str:
    """The address of a listing's website, which may break before each point."""
    return listing.website_shown.replace(".", "\u200b.")


def number(text: str) -> Data:
    """A number that stands by itself."""
    return {"shown": text, "href": tel(text)}


def crisis(guide: Guide, say: Speaker) -> Data:
    """The box at the top of every sheet: the line for a crisis, how other languages reach it, and emergencies."""
    strip = guide.helplines[guide.settings.strip_helpline]
    others = []
    for language in guide.settings.languages:
        if language.tag != say.tag:
            theirs = Speaker(guide, language.tag)
            others.append({"lang": language.tag, "text": theirs("paper_crisis_other", key=strip.press.get(language.tag, ""))})
    emergency = [number(line.phone) | {"text": say("paper_emergency")} for line in guide.helplines.values() if line.kind == "emergency"]
    return number(strip.phone) | {"text": crisis_words(say, "paper_crisis", strip), "others": others, "emergency": emergency}


def crisis_words(say: Speaker, key: str, line: Helpline) -> str:
    """What to do in a crisis; with the word to send where the line asks for one in this language and takes texts at the number shown."""
    keyword = line.text.keyword.get(say.tag, "") if line.text and line.text.number == line.phone else ""
    values = {"number": line.phone, "key": line.press.get(say.tag, "")}
    return say(f"{key}_keyword", **values, keyword=keyword) if keyword else say(key, **values)


def help_lines(guide: Guide, say: Speaker) -> Data:
    """The statewide lines below the rows, without the one at the top."""
    names = [name for name in guide.settings.town_helplines if name != guide.settings.strip_helpline]
    lines = [guide.helplines[name] for name in names]
    return {"title": say("statewide_title"), "lines": [number(line.phone) | {"text": say.pick(line.name)} for line in lines]}


def head(text: str, note: str = "") -> Data:
    """A row that names the rows below it."""
    return {"kind": "head", "text": text, "note": note}


def row(say: Speaker, listing: Listing, away: str = "") -> Data:
    """A program, with lines of five levels of detail (0 is always shown)."""
    place = ", ".join(filter(None, [listing.street, listing.city_line]))
    if listing.disputed and not listing.street:
        place += f". {say('address_disputed')}"
    # In a list of all kinds, what is not of the main one says so, however little room there is.
    kind = "" if listing.is_main or away else listing.level
    treats = " · ".join(filter(None, ["" if kind else listing.level, listing.treats]))
    lines = [
        _line(listing.closed, 0, bold=True),
        _line(away, 0, bold=True),
        _line("" if listing.phones or listing.closed else website(listing), 0, bold=True),
        *(() if listing.closed else _stated(listing.limits, 0, bold=True)),
        _line(kind, 0),
        _line(treats, 1),
        _line(place, 2 if away else 1),
        *(() if listing.closed else _facts(say, listing)),
        _line(listing.checked, 1),
    ]
    lines = [line for line in lines if line["text"]]
    return {
        "kind": "program",
        "id": listing.id,
        "name": listing.name if len(listing.name) <= NAME_LIMIT else listing.name[:NAME_LIMIT].rstrip() + "…",
        "phones": [] if listing.closed else [phone(view) for view in listing.phones],
        "no_phone": "" if listing.closed else say("paper_no_phone"),
        "lines": lines,
        "star": min((line["level"] for line in lines if line["star"]), default=None),  # the lowest level at which one is drawn
    }


def _line(text: str, level: int, bold: bool = False, star: bool = False) -> Data:
    return {"text": text, "level": level, "bold": bold, "star": star}


def _facts(say: Speaker, listing: Listing) -> Iterator[Data]:
    """What the sources say, with a star where they say it of the whole facility; then what to ask."""
    for level, first in ((2, True), (3, False)):
        yield from _stated([fact for fact in listing.facts if fact.text and fact.is_first == first and not fact.with_level and not fact.is_limit], level)
    asks = [fact.label for fact in listing.facts if fact.ask]
    yield _line(say("paper_ask", what="; ".join(asks)) if asks else "", 4)


def _stated(facts: Sequence[FactView], level: int, bold: bool = False) -> Iterator[Data]:
    text = " · ".join(f"{fact.label}{'*' if fact.whole_facility else ''}: {fact.text}" for fact in facts)
    yield _line(text, level, bold, star=any(fact.whole_facility for fact in facts))


def near_row(say: Speaker, near: Near) -> Data:
    """A program in another town, with the way there."""
    return row(say, near.listing, say("paper_away", town=near.listing.town, miles=near.miles, drive=near.drive))


def groups(say: Speaker, shown: Iterable[Listing], title: str) -> list[Data]:
    """Rows under a heading, with a heading more where trust runs out."""
    rows: list[Data] = []
    trust = ""
    for listing in shown:
        if listing.trust != trust:
            trust = listing.trust
            words = "" if trust == "confirmed" else say(f"paper_trust_{trust}")
            rows.append(head(title if not rows else say(f"trust_{trust}"), words))
        rows.append(row(say, listing))
    return rows


def town_rows(pages: Views, view: TownView, name: str) -> list[Data]:
    """All rows of a town's sheet: what is there, what is near, what serves the whole state."""
    say = pages.say
    help_key = "in_town_none_help" if view.main or view.others else "in_town_none_far"
    rows = groups(say, [*view.here, *view.closed], say("in_town", name=name)) or [head(say("in_town_none", name=name), say(help_key))]
    for title, near in ((say("nearest_main"), view.main), (say("nearest_other"), view.others)):
        if near:
            rows += [head(title, say("paper_estimate")), *(near_row(say, one) for one in near)]
    return rows + groups(say, pages.statewide, say("programs_statewide"))


def county_rows(pages: Views, view: CountyView, name: str) -> list[Data]:
    """All rows of a county's sheet: town by town, then what is near."""
    say = pages.say
    rows: list[Data] = []
    for place in view.towns:
        here = [listing for listing in view.here if listing.town_id == place.id]
        rows += groups(say, here, pages.names[place.id])
    if not rows:
        rows.append(head(say("county_none", name=name), say("in_town_none_help" if view.near else "in_town_none_far")))
    none = [pages.names[place.id] for place in view.towns if not any(listing.town_id == place.id for listing in view.here)]
    if none:
        rows.append(head(say("programs_none_title"), ", ".join(none)))
    if view.near:
        rows += [head(say("county_nearest"), say("paper_estimate")), *(near_row(say, one) for one in view.near)]
    return rows + groups(say, pages.statewide, say("programs_statewide"))


def edition(desk: Desk, say: Speaker, current: Edition, page_path: str) -> Data:
    """The edition mark, how long it is good for, the address that tells what has changed since, and what a star means: the template knows whether it draws one."""
    page = f"{desk.site_url}{prefix_of(desk.guide, say.tag)}{page_path or 'sheet.html'}"
    address = (page if page_path else f"{page}#{current.mark}") if desk.site_url else ""
    return {
        "line": say("paper_edition", mark=current.mark, until=say.date(current.until)),
        "ask": say("paper_still_right") if address else "",
        "ask_open": say("paper_still_right_open") if address else "",
        "address": page.partition("://")[2] if address else "",
        "href": address,
        "note": say("paper_star"),
        "alt": say("paper_code", address=address),
    }


def side(desk: Desk, pages: Views, rows: list[Data], title: str, subtitle: str, current: Edition, page: str = "") -> Data:
    """One side of a sheet: all that is above, in and below the rows. ``page``: where its address leads, if not to the page of editions."""
    say = pages.say
    return {
        "lang": say.tag,
        "title": title,
        "subtitle": subtitle,
        "crisis": crisis(desk.guide, say),
        "rows": rows,
        "rides": {"title": say("rides_title"), "text": say("rides_text")},
        "help": help_lines(desk.guide, say),
        "edition": edition(desk, say, current, page),
    }
