"""Papers that are not lists of a town: checklists, call sheets for volunteers, the booklet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Set
from typing import Any

from slugify import slugify

from .booklet import Chapter, Written, checklists, read_html
from .editions import Edition
from .listings import Listing
from .model import Guide
from .paper import Data, Desk, county_rows, crisis, crisis_words, phone, website
from .places import NO_COUNTY, County, areas
from .shell import prefix_of
from .typeset import Sheet
from .views import Views
from .wording import Speaker

Contents = Mapping[str, Mapping[str, Written]]
"""Hand-written pages by language and name."""

_LEFT_OUT = frozenset({"print", "programs/index", "glossary"})
"""Views of the menu that the booklet does not print as they are: two it makes itself, one is about files."""
_HALF_PAGES = {"letter": (396, 612), "a4": (420, 595)}


def checklist_sheets(desk: Desk, contents: Contents, made: datetime.date) -> Iterator[Sheet]:
    """Each box to tick of the pages: as a full page, folded to half a page, and in large print."""
    sides: dict[str, list[Data]] = {}
    for tag, pages in desk.sides.items():
        strip = desk.guide.helplines[desk.guide.settings.strip_helpline]
        line = crisis_words(pages.say, "paper_checklist_crisis", strip)
        for page in contents.get(tag, {}).values():
            for one in checklists(page.html):
                to_fill = any(part["blank"] for item in one["items"] for part in item)
                note = pages.say("paper_checklist_note") if to_fill else ""
                sides.setdefault(one["id"], []).append(one | {"lang": page.language, "note": note, "crisis": line})
    for name, shown in sides.items():
        title = " / ".join(dict.fromkeys(side["title"] for side in shown))
        for ending, size, margin, panels in (("", 12, 40, 1), ("-half", 12, 28, 2), ("-large", 18, 36, 1)):
            data = desk.document(title, size, margin) | {"sides": shown, "panels": panels, "spread": ending == ""}
            yield Sheet(f"print/checklists/{name}{ending}.pdf", "checklist.typ", data, made)


def call_sheets(desk: Desk, made: datetime.date) -> Iterator[Sheet]:
    """For each county and language: the listings that are due a check, oldest check first."""
    for tag, pages in desk.pages.items():
        say = pages.say
        for county in areas(desk.guide):
            due = [listing for listing in pages.county_view(county).here if listing.trust != "confirmed"]
            due.sort(key=lambda listing: (desk.guide.programs[listing.id].assured.date or "", listing.name.casefold()))
            title = say("paper_calls_title", name=county.name) if county != NO_COUNTY else say("paper_calls_title_plain")
            name = say.pick(desk.guide.settings.site_name)
            data = desk.document(title, 12, 36) | {
                "lang": tag,
                "heading": title,
                "intro": [f"{say('paper_calls_intro')} {say('paper_calls_silent')}", say("paper_calls_say", guide=name)] if due else [say("paper_calls_none")],
                "words": {key: say(f"paper_calls_{key}") for key in ("back", "date", "who", "notes")} | {"page": say("paper_page")},
                "foot": say("paper_calls_foot"),
                "rows": [_call(desk.guide, say, listing) for listing in due],
            }
            yield Sheet(f"print/calls/{county.id}{_ending(desk, tag)}.pdf", "calls.typ", data, made)


def _ending(desk: Desk, tag: str) -> str:
    return "" if tag == desk.guide.languages[0] else f".{tag}"


def _call(guide: Guide, say: Speaker, listing: Listing) -> Data:
    yes_no = [say("paper_answer_yes"), say("paper_answer_no"), say("paper_answer_unsure")]
    address = ", ".join(filter(None, [listing.street, listing.city_line]))
    questions = [("paper_calls_open", ""), ("paper_calls_main", listing.level), ("paper_calls_address", address)]
    asked: list[Data] = [{"text": say(key), "answers": yes_no} | ({"now": now} if now else {}) for key, now in questions]
    for fact in listing.facts:
        if fact.is_asked and not fact.with_level:
            # The guide's own question is a reader's ("my medication"): a caller who is none asks for what there may be.
            options = ", ".join(say.pick(option.words) for option in guide.vocabulary[fact.facet].options.values())
            text = f"{fact.label}: {fact.text}" if fact.text else say("paper_calls_which", label=fact.label, options=options)
            asked.append({"text": text, "answers": yes_no[:2] if fact.text else []})
    asked.append({"text": say("paper_calls_accept"), "answers": yes_no})
    return {
        "name": listing.name,
        "phones": [phone(view) for view in listing.phones],
        "no_phone": say("paper_no_phone"),
        "website": "" if listing.phones else website(listing),
        "lines": [line for line in (f"{listing.organization}" if listing.organization else "", address, listing.level, listing.checked) if line],
        "questions": asked,
    }


def booklet_sheet(desk: Desk, tag: str, contents: Contents, edition: Edition, made: datetime.date) -> Sheet:
    """The whole guide in one language."""
    pages, guide = desk.pages[tag], desk.guide
    say = pages.say
    written = contents.get(tag, {})
    names = [page for group in guide.settings.menu for page in group.pages if page in written and page not in _LEFT_OUT]
    known = frozenset([*names, "programs/index", "glossary"])
    chapters = [_chapter(say, written[name], name, known) for name in dict.fromkeys(names)]
    words: dict[str, Any] = {key: say(f"paper_booklet_{key}") for key in ("contents", "glossary", "programs", "see", "lines")}
    words["trust"] = say("paper_trust_not-confirmed")
    counties = [_booklet_county(pages, county) for county in areas(guide)]
    words["star"] = say("paper_star") if any(line["star"] for county in counties for row in county["rows"] for line in row.get("lines", ())) else ""
    words["made"] = say("paper_booklet_made", date=say.date(made.isoformat()[:7]), until=say.date(edition.until))
    address = f"{desk.site_url}{prefix_of(guide, tag)}".partition("://")[2]
    data = desk.document(say.pick(guide.settings.site_name), 12, 36) | {
        "lang": tag,
        "half": _HALF_PAGES[guide.settings.paper],
        "crisis": crisis(guide, say),
        "words": words,
        "address": address,
        "chapters": chapters,
        "lines": _lines(pages),
        "counties": counties,
        "terms": _terms(pages),
    }
    return Sheet(f"print/booklet-{tag}.pdf", "booklet.typ", data, made)


def _chapter(say: Speaker, page: Written, name: str, known: frozenset[str]) -> Data:
    blocks = Chapter(name, known, page.language, say("sources")).blocks(read_html(page.html))
    return {"name": name, "title": page.title, "lang": page.language, "blocks": blocks}


def _booklet_county(pages: Views, county: County) -> Data:
    say = pages.say
    title = say("county_of", name=county.name) if county != NO_COUNTY else say("towns_without_county")
    view = pages.county_view(county)
    rows = _booklet_rows(pages, county_rows(pages, view, county.name), {listing.id for listing in view.here})
    if county != NO_COUNTY:  # such a heading may begin a page, where no other names the county
        nearest = {"text": say("paper_booklet_nearest", name=county.name)}
        rows = [row | nearest if row["kind"] == "head" and row["text"] == say("county_nearest") else row for row in rows]
    return {"title": title, "rows": rows}


def _booklet_rows(pages: Views, rows: list[Data], here: Set[str]) -> list[Data]:
    """A county's rows in short, without those for the whole state, which would come back in each county; ``here`` are the ids of its own."""
    everywhere = {listing.id for listing in pages.statewide}
    notes = {pages.say("paper_trust_not-confirmed"), pages.say("paper_estimate")}
    return [_brief(row, notes, here) for row in rows if row.get("id") not in everywhere]


def _brief(row: Data, notes: Set[str], here: Set[str]) -> Data:
    """A row with what a caller needs first; the web page has the rest, and the page of its own county what is not said of a program nearby.

    ``notes`` are said once, above all rows.
    """
    if row["kind"] == "head":
        return row | {"note": "" if row["note"] in notes else row["note"]}
    near = row["id"] not in here
    return row | {"see": near, "lines": [line for line in row["lines"] if line["level"] < (2 if near else 3)]}


def _lines(pages: Views) -> list[Data]:
    views = pages.help_views(pages.guide.helplines.values())
    return [
        {key: view[name] for key, name in (("shown", "number"), ("href", "href"), ("name", "name"), ("press", "press"), ("text", "summary"))}
        | {"more": [words for words in (f"{view['text']} {view['text_number']}".strip(), view["hours"]) if words]}
        for view in views
    ]


def _terms(pages: Views) -> list[Data]:
    say, guide = pages.say, pages.guide
    other = next((tag for tag in guide.languages if tag != say.tag), say.tag)
    terms = [
        {"name": say.pick(term.term), "definition": say.pick(term.definition), "other": term.term.get(other, ""), "other_lang": other}
        for term in guide.terms.values()
    ]
    return sorted(terms, key=lambda term: slugify(term["name"]))
