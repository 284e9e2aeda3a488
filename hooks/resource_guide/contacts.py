"""A listing as a contact card (vCard 3.0, RFC 2426) and as a message that stands alone."""

from __future__ import annotations

import re

from .listings import Listing
from .wording import Speaker

MESSAGE_LIMIT = 300
"""Longest message in characters: two parts of a text message, links included."""


def vcard(listing: Listing, state_code: str) -> str:
    """The card that a phone saves: name, numbers, website, address, and how it was checked."""
    rows = [("VERSION", "3.0"), ("FN", listing.name), ("N", f"{_escape(listing.name)};;;;"), ("ORG", _escape(listing.organization or listing.name))]
    rows += [("TEL;TYPE=WORK,VOICE", phone.href.removeprefix("tel:").replace(";ext=", "x")) for phone in listing.phones]
    if listing.website:
        rows.append(("URL", listing.website))
    if listing.town_id:
        parts = ["", "", listing.street, listing.town, state_code, listing.zip, "US"]
        rows.append(("ADR;TYPE=WORK", ";".join(map(_escape, parts))))
    rows.append(("NOTE", _escape(f"{listing.level}. {listing.checked}")))
    raw = {"N", "ORG", "ADR;TYPE=WORK", "NOTE", "URL"}
    lines = ["BEGIN:VCARD", *(f"{name}:{value if name in raw else _escape(value)}" for name, value in rows), "END:VCARD"]
    return "".join(_fold(line) + "\r\n" for line in lines)


def _escape(text: str) -> str:
    """Text as a vCard value: backslash, comma, semicolon and line ends are escaped."""
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _fold(line: str) -> str:
    """Lines of at most 75 octets; the rest goes on after a space."""
    pieces: list[str] = []
    current = ""
    for character in line:
        if len((current + character).encode()) > (75 if not pieces else 74):
            pieces.append(current)
            current = ""
        current += character
    return "\r\n ".join([*pieces, current])


def message(listing: Listing, say: Speaker, crisis: str) -> str:
    """What a reader sends to another: name, number, town, and that they should call first; under 300 characters.

    A name too long for that is cut, so that the numbers always arrive whole.
    """
    phone = listing.phones[0].shown if listing.phones else listing.website_shown
    fixed = say("share_message", name="", phone=phone, town=listing.town, crisis=crisis)
    room = MESSAGE_LIMIT - 1 - len(fixed)
    name = listing.name if len(listing.name) <= room else listing.name[: max(0, room - 1)].rstrip() + "…"
    return say("share_message", name=name, phone=phone, town=listing.town, crisis=crisis)
