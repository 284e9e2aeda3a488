"""What machines read of a page (JSON-LD, schema.org); it says no more than the page does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .listings import Listing


def json_ld(*things: Mapping[str, Any]) -> str:
    """Things of schema.org as text that may stand in a script element."""
    text = json.dumps({"@context": "https://schema.org", "@graph": list(things)}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page: names and whole addresses, the page itself last."""
    items = [{"@type": "ListItem", "position": number, "name": name, "item": url} for number, (name, url) in enumerate(steps, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def clinic(listing: Listing, page_url: str, state_code: str) -> dict[str, Any]:
    """A listing at a place as ``MedicalClinic``; one without a place, for a whole state, as ``Service``."""
    thing: dict[str, Any] = {
        "@type": "MedicalClinic" if listing.town_id else "Service",
        "@id": f"{page_url}#{listing.id}",
        "name": listing.name,
    }
    if listing.phones:
        thing["telephone"] = [phone.href.removeprefix("tel:") for phone in listing.phones]
    if listing.website:
        thing["sameAs"] = listing.website  # the program's own site: this page is not the program
    if listing.town_id:
        address = {"streetAddress": listing.street, "addressLocality": listing.town, "addressRegion": state_code, "postalCode": listing.zip}
        thing["address"] = {"@type": "PostalAddress", "addressCountry": "US", **{key: value for key, value in address.items() if value}}
    if listing.is_iop:
        thing["availableService"] = {"@type": "MedicalTherapy", "name": listing.level}
    return thing
