"""What all data files share: who made them and when, what may be done with them, where a listing's page is."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..catalog import LICENSE, LICENSE_URL
from ..model import Guide
from ..output import write_pieces
from ..shell import prefix_of
from ..wording import Speaker


def speakers(guide: Guide) -> dict[str, Speaker]:
    """A speaker for each language of the guide."""
    return {tag: Speaker(guide, tag) for tag in guide.languages}


def page_url(guide: Guide, tag: str, site_url: str, program: str) -> str:
    """The page of a listing in one language; from the top of the site where ``site_url`` is empty."""
    town = guide.town_of.get(program, "index")
    return f"{site_url}{prefix_of(guide, tag)}programs/{town}.html#{program}"


def about(guide: Guide, site_url: str) -> dict[str, Any]:
    """What stands on top of a file: title, date, licence, credits and where it is documented, in each language."""
    voices = speakers(guide)
    return {
        "title": guide.settings.site_name,
        "updated": guide.today.isoformat(),
        "license": {"name": LICENSE, "url": LICENSE_URL},
        "terms": {tag: say("data_license") for tag, say in voices.items()},
        "credits": {tag: say("credits") for tag, say in voices.items()},
        "silence": {tag: say("data_silence") for tag, say in voices.items()},
        "documentation": {tag: f"{site_url}{prefix_of(guide, tag)}data.html" for tag in voices},
    }


def write_records(path: Path, head: Mapping[str, Any], name: str, records: Iterable[Mapping[str, Any]]) -> None:
    """An object with the fields of ``head`` and the list ``name``, one record a line, so that versions can be compared."""
    fields = "".join(f"{_json(key)}: {_json(value)},\n" for key, value in head.items())
    lines = (f"{',' if number else ''}\n{_json(record)}" for number, record in enumerate(records))
    write_pieces(path, itertools.chain(["{\n", fields, f"{_json(name)}: ["], lines, ["\n]\n}\n"]))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
