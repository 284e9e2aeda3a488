"""What has changed, as a feed (Atom, RFC 4287): listings that a person checked, programs that closed, the edition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from ..catalog import FOLDER, of_language
from ..freshness import by_person, months_since
from ..model import Guide
from ..output import write_text
from ..programs import Program
from ..shell import prefix_of
from ..views import Views
from .common import page_url

_ATOM = "http://www.w3.org/2005/Atom"
_SINCE = "2026"
"""Year in the ids (RFC 4151): a date on which the site's name was ours. It never changes."""
LIMIT = 100
"""Most entries of a feed, the newest first."""


@dataclass(frozen=True)
class Entry:
    """One change."""

    name: str
    """What makes its id: the same in every build."""
    date: str
    """A date, a month or a year."""
    title: str
    text: str
    url: str


def write_feed(path: Path, views: Views, site_url: str) -> int:
    """Write the feed in the language of ``views``; return the number of its entries."""
    entries = changes(views, site_url)
    write_text(path, feed(views, entries, site_url))
    return len(entries)


def changes(views: Views, site_url: str) -> list[Entry]:
    """The edition, then the checks and closures of as many months as a check is worth something, newest first.

    Only a person's check is news; that a listing stands in some list is not.
    """
    guide, say = views.guide, views.say
    found: list[Entry] = []
    for listing in views.listings.values():
        program = guide.programs[listing.id]
        url = page_url(guide, say.tag, site_url, program.id)
        if program.closed:
            found.append(Entry(f"closed/{program.id}/{program.closed.date}", program.closed.date, say("feed_closed", name=program.name), listing.closed, url))
        elif date := _checked_by_person(program):
            found.append(Entry(f"checked/{program.id}/{date}", date, say("feed_checked", name=program.name), f"{listing.checked} {listing.town}.", url))
    recent = [entry for entry in found if months_since(entry.date, guide.today) < guide.settings.months_aging]
    recent.sort(key=lambda entry: entry.name)
    recent.sort(key=lambda entry: _stamp(entry.date), reverse=True)
    return [_edition(views, site_url), *recent][:LIMIT]


def _checked_by_person(program: Program) -> str | None:
    assured = program.assured
    return assured.date if by_person(assured) else None


def _edition(views: Views, site_url: str) -> Entry:
    """One entry a month, which each build of that month brings up to date."""
    guide, say = views.guide, views.say
    today = guide.today.isoformat()
    shown = [listing for listing in views.listings.values() if not listing.closed]
    main = sum(listing.is_main for listing in shown)
    text = say("programs_count", programs=len(shown), towns=len(views.by_town), main=main)
    url = f"{site_url}{prefix_of(guide, say.tag)}programs/index.html"
    return Entry(f"edition/{today[:7]}", today, say("feed_edition", date=say.date(today)), text, url)


def feed(views: Views, entries: list[Entry], site_url: str) -> str:
    """The feed as XML; its ids stay the same from build to build, and it is as new as the guide's data."""
    guide, say = views.guide, views.say
    file = f"{FOLDER}/{of_language('changes.xml', say.tag, guide.languages[0])}"
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": say.tag})
    _add(root, "id", _tag(guide, site_url, f"changes/{say.tag}"))
    _add(root, "title", say("feed_title", guide=say.pick(guide.settings.site_name)))
    _add(root, "subtitle", say("feed_text"))
    _add(root, "updated", _stamp(guide.today.isoformat()))
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{site_url}{file}")
    _add(root, "link", rel="alternate", type="text/html", hreflang=say.tag, href=f"{site_url}{prefix_of(guide, say.tag)}index.html")
    _add(ElementTree.SubElement(root, "author"), "name", say.pick(guide.settings.site_name))
    _add(root, "rights", say("data_license"))
    for entry in entries:
        node = ElementTree.SubElement(root, "entry")
        _add(node, "id", _tag(guide, site_url, f"{entry.name}/{say.tag}"))
        _add(node, "title", entry.title)
        _add(node, "updated", _stamp(entry.date))
        _add(node, "link", rel="alternate", type="text/html", hreflang=say.tag, href=entry.url)
        _add(node, "summary", entry.text)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = text


def _tag(guide: Guide, site_url: str, name: str) -> str:
    """A ``tag:`` id (RFC 4151) under the site's own name, or the repository's where the site has no address yet."""
    host = urlsplit(site_url).hostname or urlsplit(guide.settings.repository).hostname
    return f"tag:{host},{_SINCE}:{guide.settings.state_code}/{name}"


def _stamp(date: str) -> str:
    """A date as RFC 3339 wants it; a month or a year begins on its first day, and the text of the entry says no more than is known."""
    year, month, day = [*date.split("-"), "01", "01"][:3]
    return f"{year}-{month}-{day}T00:00:00Z"
