"""The guide's data for others to use, as files in ``site/data/``: ``write_shared`` and ``write_translated``.

Everything comes from the checked guide and its day (``guide.today``), in a fixed order, so
that the same data makes the same bytes. Modules import one way, in this order:
common, programs_json, tables, geojson, hsds_schema, hsds_rows, hsds, cards, feed, plain.
"""

from __future__ import annotations

from pathlib import Path

from ..catalog import FOLDER, of_language
from ..model import Guide
from ..views import Views
from .cards import write_cards
from .feed import write_feed
from .geojson import write_points
from .hsds import write_hsds
from .plain import write_texts
from .programs_json import record, write_programs
from .tables import write_sheet


def write_shared(site: Path, guide: Guide, views: Views, site_url: str) -> dict[str, int]:
    """Write the files that serve every language into ``site/data``; ``views`` is of the first language, ``site_url`` is empty or ends with a slash.

    Returns how many ``programs`` and ``services`` (of HSDS) there are.
    """
    folder = site / FOLDER
    records = [record(guide, listing, site_url) for listing in views.listings.values()]
    write_programs(folder / "programs.json", guide, records, site_url)
    write_sheet(folder / "programs.csv", guide, records)
    write_points(folder / "programs.geojson", guide, records, site_url)
    return {"programs": len(records), "services": write_hsds(folder / "hsds", views, site_url)}


def write_translated(site: Path, views: Views, site_url: str) -> dict[str, int]:
    """Write the files in the language of ``views`` into ``site/data``; return how many ``cards``, ``changes`` and ``texts`` there are."""
    folder, tag, default = site / FOLDER, views.say.tag, views.guide.languages[0]
    return {
        "cards": write_cards(folder / of_language("programs.vcf", tag, default), views),
        "changes": write_feed(folder / of_language("changes.xml", tag, default), views, site_url),
        "texts": write_texts(folder, views, site_url),
    }
