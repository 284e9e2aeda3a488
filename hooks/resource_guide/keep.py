"""What "Save to this phone" saves: one list for each language, made when every page is written."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from .freshness import add_months, runs_out
from .model import Guide
from .shell import prefix_of
from .wording import Speaker

_PARTS = {".css", ".js", ".svg"}
"""Files in assets/ that a page of the copy may ask for."""


def keep_list(site: Path, guide: Guide, say: Speaker, pages: Iterable[str], keep_page: str) -> str:
    """The list of one language as JSON: what to save, and what a saved page says of its age.

    ``pages`` and ``keep_page`` (where the copy is saved and removed) are paths below the language's
    folder. In the JSON: ``files``, each path below ``site`` with the SHA-256 of its bytes as browsers
    check it (Subresource Integrity); ``id``, which is another when any of them is; ``bytes``, what they
    weigh unpacked; ``edition``, the date of the guide; ``due``, the days on which the check of an open listing runs out, one a listing; ``old``, the
    day from which the whole copy counts as old (``months_fresh``, the same limit as for a listing's check).
    """
    prefix = prefix_of(guide, say.tag)
    files: dict[str, str] = {}
    every, size = hashlib.sha256(), 0
    for path in [*(prefix + page for page in sorted(pages)), *_contacts(site, prefix), *_assets(site, guide, say.tag)]:
        data = (site / path).read_bytes()
        files[path] = "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()
        every.update(data)
        size += len(data)
    edition = guide.today.isoformat()
    days = (runs_out(program.assured, guide.settings, guide.today) for program in guide.programs.values() if not program.closed)
    content = {
        "tag": say.tag,
        "edition": edition,
        "date": say.date(edition),
        "due": sorted(day.isoformat() for day in days if day),
        "old": add_months(edition, guide.settings.months_fresh).isoformat(),
        "page": prefix + keep_page,
        "bar": {
            "saved": say("keep_bar_saved", date=say.date(edition)),
            "due": say.counts("keep_bar_due", "#"),
            "old": say("keep_bar_old", months=guide.settings.months_fresh),
            "link": say("keep_bar_link"),
        },
        "id": every.hexdigest()[:12],
        "bytes": size,
        "files": files,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _contacts(site: Path, prefix: str) -> list[str]:
    """The contact cards that listings offer to save."""
    return sorted(path.relative_to(site).as_posix() for path in (site / prefix / "contacts").glob("*.vcf"))


def _assets(site: Path, guide: Guide, tag: str) -> list[str]:
    """Styles, scripts and drawings but those of other languages (``search-es.js``)."""
    others = tuple(f"-{other}" for other in guide.languages if other != tag)
    found = (path for path in (site / "assets").iterdir() if path.suffix in _PARTS and not path.stem.endswith(others))
    return sorted(path.relative_to(site).as_posix() for path in found)
