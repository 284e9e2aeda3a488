"""The printed sheets: which there are, what each shows, and the files that they become."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from .editions import Edition
from .model import Guide, Place
from .pages import Pages, page_places
from .paper import Data, Desk, side, town_rows
from .typeset import Sheet, Typesetter


class SheetLanguage(Protocol):
    """What the sheets need of a language of the site."""

    pages: Pages


def write_sheets(site: Path, guide: Guide, languages: Mapping[str, SheetLanguage], templates: Path, cache: Path, site_url: str) -> dict[str, int]:
    """Write every printed sheet below ``site/print``; return the number of each kind."""
    desk = Desk(guide, {tag: languages[tag].pages for tag in guide.languages}, site_url)
    setter = Typesetter(templates, cache)
    sheets = list(town_sheets(desk))
    setter.make(site, sheets)
    return {"town": len(sheets)}


def town_sheets(desk: Desk) -> Iterator[Sheet]:
    """A leaf for every town that has a page: one side a language."""
    for place in page_places(desk.guide):
        data = desk.document(_town_title(desk, place)) | {"sheets": [town_sides(desk, place)]}
        yield Sheet(f"print/towns/{place.id}.pdf", "town.typ", data, datetime.date(2026, 11, 1))


def town_sides(desk: Desk, place: Place) -> list[Data]:
    """The sides of a town's leaf, one a language."""
    sides = []
    for pages in desk.pages.values():
        say, name = pages.say, pages.names[place.id]
        rows = town_rows(pages, pages.town_view(place), name)
        one = side(desk, pages, rows, say("town_heading", name=name), say("county_of", name=place.county), Edition("LC-26-11", "2026-11-01", "2027-01"))
        sides.append(one | {"more": [say("paper_more_one"), say("paper_more")]})
    return sides


def _town_title(desk: Desk, place: Place) -> str:
    return " / ".join(pages.say("town_title", name=pages.names[place.id]) for pages in desk.pages.values())
