"""A listing as a contact card (vCard 3.0, RFC 2426), as a message that stands alone, and as the start of a report."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlsplit

from .listings import Listing
from .model import Settings
from .wording import Speaker

MESSAGE_LIMIT = 300
"""The message is shorter than so many characters (as phones count them, UTF-16): two parts of a text message."""

_LONGEST = {"town": 40, "website": 120}
_SAFE = "/?:@!$'()*,;"
"""What may stand in the query of an address besides letters and digits (RFC 3986), but for ``&``, ``=`` and ``+``."""


def vcard(listing: Listing, state_code: str) -> str:
    """The card that a phone saves: name, numbers, website, address, and how it was checked.

    It does not say what the place treats: who looks at a phone's contacts sees no more than its name.
    """
    rows = [("VERSION", "3.0"), ("FN", _escape(listing.name)), ("N", f"{_escape(listing.name)};;;;"), ("ORG", _escape(listing.organization or listing.name))]
    rows += [("TEL;TYPE=WORK,VOICE", phone.href.removeprefix("tel:").replace(";ext=", "x")) for phone in listing.phones]
    if listing.website:
        rows.append(("URL", listing.website))
    if listing.town_id:
        parts = ["", "", listing.street, listing.town, state_code, listing.zip, "US"]
        rows.append(("ADR;TYPE=WORK", ";".join(map(_escape, parts))))
    rows.append(("NOTE", _escape(listing.checked)))
    lines = ["BEGIN:VCARD", *(f"{name}:{value}" for name, value in rows), "END:VCARD"]
    return "".join(_fold(line) + "\r\n" for line in lines)


def _escape(text: str) -> str:
    """Text as a vCard value: backslash, comma, semicolon and line ends are escaped, other control characters become spaces."""
    lines = re.sub(r"([\\,;])", r"\\\1", text).replace("\r\n", "\n").replace("\n", "\\n")
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", lines)


def _fold(line: str) -> str:
    """Lines of at most 75 octets; the rest goes on after a space."""
    if len(line.encode()) <= 75:
        return line
    pieces: list[str] = []
    current = ""
    for character in line:
        if len((current + character).encode()) > (75 if not pieces else 74):
            pieces.append(current)
            current = ""
        current += character
    return "\r\n ".join([*pieces, current])


def message(listing: Listing, say: Speaker, crisis: str, key: str) -> str:
    """What a reader sends to another: name, number, town, and that they should call first; under ``MESSAGE_LIMIT``.

    A name too long for that is cut, so that the numbers always arrive whole. ``key`` is what to press after ``crisis``.
    """
    website = listing.website_shown if len(listing.website_shown) <= _LONGEST["website"] else ""
    values = {"phone": listing.phones[0].shown if listing.phones else website, "town": _cut(listing.town, _LONGEST["town"]), "crisis": crisis, "key": key}
    room = MESSAGE_LIMIT - 1 - _length(say("share_message", name="", **values))
    return say("share_message", name=_cut(listing.name, room), **values)


def _length(text: str) -> int:
    """Characters as phones and browsers count them (UTF-16)."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, longest: int) -> str:
    """``text``, or its beginning with an ellipsis."""
    if _length(text) <= longest:
        return text
    while text and _length(text) >= longest:
        text = text[:-1]
    return text.rstrip() + "…"


def text_link(text: str) -> str:
    """The address that opens a text message to nobody yet. ``?&`` is read by both families of phones."""
    return f"sms:?&body={quote(text, safe=_SAFE)}"


def form_file(name: str, tag: str) -> str:
    """Name of the file of a form of the public editor in one language."""
    return f"{name}-{tag}.yml"


def report_link(listing: Listing, say: Speaker, settings: Settings) -> str:
    """The report form with its title filled in; the script adds what the card shows.

    A form of the guide's own takes ``title`` and ``body``. GitHub opens the form for corrections in the reader's
    language, with the listing named; its fields are filled in by their ids (``listing``, ``shows``).
    """
    url = settings.report_url or f"{settings.repository.rstrip('/')}/issues/new"
    values = {"title": say("report_subject", id=listing.id)}
    if not settings.report_url and urlsplit(url).hostname == "github.com":
        values = {"template": form_file("correct", say.tag), **values, "listing": listing.id}
    return f"{url}{'&' if '?' in url else '?'}{'&'.join(f'{name}={quote(value, safe=_SAFE)}' for name, value in values.items())}"


def menu_script(say: Speaker) -> str:
    """The words that the script of the cards' menu needs, as a script."""
    words = {name: say(f"act_{name}") for name in ("copy", "copied", "copy_failed", "share", "print", "report_title", "report_hint", "report_listing", "report_page", "report_shows", "report_wrong", "report_right", "report_how")}
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"window.guideActions={text};\n"


def mail_link(listing: Listing, say: Speaker, settings: Settings) -> str:
    """A mail about a listing; empty where the guide has no address for mail."""
    if not settings.report_email:
        return ""
    return f"mailto:{quote(settings.report_email, safe='@')}?subject={quote(say('report_subject', id=listing.id), safe='')}"
