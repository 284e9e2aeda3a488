"""All listings as contact cards in one file, for the address book of a phone."""

from __future__ import annotations

from pathlib import Path

from ..contacts import vcard
from ..output import write_text
from ..views import Views


def write_cards(path: Path, views: Views) -> int:
    """Write a card for each open listing in the language of ``views``; return how many. A closed program is no contact."""
    cards = [vcard(listing, views.guide.settings.state_code) for listing in views.listings.values() if not listing.closed]
    write_text(path, "".join(cards))
    return len(cards)
