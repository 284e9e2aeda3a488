"""What machines read of a page (JSON-LD, schema.org); it says no more than the page does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from .listings import Listing

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_ld(*things: Mapping[str, Any]) -> Markup:
    """Things of schema.org as a script element, which holds data and runs nothing; empty where there are none."""
    if not things:
        return Markup()
    told = things[0] if len(things) == 1 else {"@graph": things}
    text = _ENCODER.encode({"@context": "https://schema.org", **told})
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup('<script type="application/ld+json">' + text + "</script>")  # escaped above


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page: names and whole addresses, the page itself last."""
    items = [{"@type": "ListItem", "position": number, "name": name, "item": url} for number, (name, url) in enumerate(steps, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def establishment(listing: Listing, kind: str) -> dict[str, Any]:
    """An open listing at a place as a thing of the ``kind`` (a type of schema.org); one without a place, for a whole state, as ``Service``.

    Name, numbers and address are written as on the card, and the script stands in it: so it costs few bytes.
    """
    numbers = [phone.shown for phone in listing.phones]
    telephone = {"telephone": numbers[0] if len(numbers) == 1 else numbers} if numbers else {}
    thing = {"@type": kind if listing.town_id else "Service", "name": listing.name}
    if listing.town_id:
        return thing | telephone | {"address": ", ".join(filter(None, [listing.street, listing.city_line]))}
    # In schema.org a service has no telephone: its provider has.
    return thing | {"provider": {"@type": "Organization", "name": listing.organization or listing.name, **telephone}}


def dataset(name: str, description: str, page_url: str, language: str, files: Mapping[str, str], modified: str, licence: str = "") -> dict[str, Any]:
    """The guide's listings as a ``Dataset``: ``files`` are whole addresses by media type, ``modified`` a date (2026-11-25)."""
    downloads = [{"@type": "DataDownload", "encodingFormat": kind, "contentUrl": url} for kind, url in files.items()]
    thing = {"@type": "Dataset", "name": name, "description": description, "url": page_url, "inLanguage": language, "dateModified": modified, "isAccessibleForFree": True, "distribution": downloads}
    return thing | ({"license": licence} if licence else {})
