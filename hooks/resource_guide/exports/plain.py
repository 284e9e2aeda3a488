"""A page of plain text for each place: for text messages, and for phones that show nothing else.

Under 2,000 bytes. What does not fit is counted, and the address of the whole page is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..catalog import text_file
from ..listings import Listing
from ..model import Guide, Place
from ..output import write_text
from ..places import page_places
from ..shell import prefix_of
from ..views import Near, TownView, Views
from ..wording import Speaker

LIMIT = 2000
"""A page is shorter than so many bytes of UTF-8."""
_LONGEST = 90
"""Characters of a line that data fills; a longer one is cut, so that the numbers always find room."""
_SIMPLE = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-", "−": "-",
    "…": "...", "·": "-", "×": "x", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
"""Signs that old phones and short messages lack. Letters stay: ñ and á are letters of Spanish names."""


def write_texts(folder: Path, views: Views, site_url: str) -> int:
    """Write the page of every place in the language of ``views`` below ``folder``; return how many."""
    guide = views.guide
    places = page_places(guide)
    foot = _helplines(views)
    for place in places:
        text = town_text(views, place, foot, site_url)
        # The mark at the beginning: without it a browser guesses how the accents are written, and often wrong.
        write_text(folder / text_file(place.id, views.say.tag, guide.languages[0]), f"\ufeff{text}")
    return len(places)


def town_text(views: Views, place: Place, helplines: list[str], site_url: str) -> str:
    """The page of one place: crisis line, programs there, or the nearest ones, then ``helplines``."""
    say, view = views.say, views.town_view(place)
    name = _line(views.names[place.id])
    url = f"{site_url}{prefix_of(views.guide, say.tag)}programs/{place.id}.html"
    date = say.date(views.guide.today.isoformat())
    head = [say("text_title", name=name), *_crisis(views.guide, say), "", say("text_call_first"), ""]
    end = ["", *helplines, "", say("text_page"), url, say("edition", date=date)]
    room = LIMIT - 1 - len("\ufeff".encode()) - _size([*head, _more(say, 1_000), *end])
    body, left = _fill(_blocks(views, name, view), room)
    return _joined([*head, *body, *([_more(say, left)] if left else []), *end])


def _blocks(views: Views, name: str, view: TownView) -> Iterator[list[str]]:
    """The parts of a page, the most important first; the first of a group has the group's heading."""
    say, here = views.say, view.here
    count = say.count("in_town_count", len(here), name=name)
    if not here:
        yield [say("in_town_none", name=name), ""]
    yield from _group(count, [_listing(say, listing) for listing in here])
    if not any(listing.is_main for listing in here):
        yield from _group(say("nearest_main"), [_near(say, near) for near in view.main])
    if not here:
        yield from _group(say("nearest_other"), [_near(say, near) for near in view.others])
    yield from _group(say("programs_statewide"), [_listing(say, listing) for listing in views.statewide if not listing.closed])
    yield from ([_line(listing.name), listing.closed, ""] for listing in view.closed)


def _group(heading: str, blocks: list[list[str]]) -> Iterator[list[str]]:
    for number, block in enumerate(blocks):
        yield block if number else [heading, "", *block]


def _listing(say: Speaker, listing: Listing) -> list[str]:
    """Number first, then the name, what it is, where it is, and how it was checked."""
    where = listing.street and f"{_line(listing.street)}, {_line(listing.town)}"
    level = f"{listing.level}: {listing.treats}" if listing.treats else listing.level
    return [*_contact(say, listing), _line(listing.name), *filter(None, [_line(level), *_limits(listing), where]), listing.checked, ""]


def _near(say: Speaker, near: Near) -> list[str]:
    listing = near.listing
    return [*_contact(say, listing), _line(listing.name), *_limits(listing), f"{_line(listing.town)}: {near.away}", listing.checked, ""]


def _limits(listing: Listing) -> list[str]:
    """Whom it is for, where that may keep a reader out."""
    return [_line(f"{fact.label}: {fact.text}") for fact in listing.limits]


def _contact(say: Speaker, listing: Listing) -> list[str]:
    numbers = [f"{phone.shown} ({phone.label})" if phone.label else phone.shown for phone in listing.phones]
    return numbers or [say("no_phone"), _line(listing.website)]


def _crisis(guide: Guide, say: Speaker) -> list[str]:
    """The crisis line in this language, and one line in each other language."""
    strip = guide.helplines[guide.settings.strip_helpline]
    others = (Speaker(guide, tag) for tag in guide.languages if tag != say.tag)
    return [
        say("text_crisis", number=strip.phone, key=strip.press.get(say.tag, "")),
        *(other("crisis_invite", number=strip.phone, key=strip.press.get(other.tag, "")) for other in others),
    ]


def _helplines(views: Views) -> list[str]:
    """The state's other numbers, one a line; the crisis line is at the top already."""
    guide = views.guide
    names = [name for name in guide.settings.town_helplines if name != guide.settings.strip_helpline]
    return [_line(f"{guide.helplines[name].phone} {views.say.pick(guide.helplines[name].name)}") for name in names]


def _more(say: Speaker, count: int) -> str:
    return say.count("text_more", count)


def _fill(blocks: Iterator[list[str]], room: int) -> tuple[list[str], int]:
    """The lines of as many blocks as fit into ``room`` bytes, in order, and the number of those that do not."""
    lines: list[str] = []
    left = 0
    for block in blocks:
        if left or _size([*lines, *block]) > room:
            left += 1
        else:
            lines += block
    return lines, left


def _line(text: str) -> str:
    """Text of the data on one line, cut where it is very long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3].rstrip() + "..."


def _joined(lines: list[str]) -> str:
    """Lines as text, in simple signs, without two empty lines in a row."""
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).translate(_SIMPLE) + "\n"


def _size(lines: list[str]) -> int:
    return len(_joined(lines).encode())
