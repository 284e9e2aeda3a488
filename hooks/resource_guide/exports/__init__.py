"""The guide's data for others to use, as files in ``site/data/``: one entry, ``write_exports``.

Everything comes from the checked guide and its day (``guide.today``), in a fixed order, so
that the same data makes the same bytes. Modules import one way, in this order:
common, programs_json, tables, geojson, hsds_schema, hsds_rows, hsds, cards, feed, plain.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def write_exports(site: Path, guide: Guide, views: Mapping[str, Views], site_url: str) -> dict[str, int]:
    """Write all data files into ``site/data``; ``views`` has every language, ``site_url`` is empty or ends with a slash.

    Returns how many of each kind there are: ``programs``, ``services`` (of HSDS), and for all
    languages together ``cards``, ``changes`` and ``texts``.
    """
    folder = site / FOLDER
    default = guide.languages[0]
    listings = list(views[default].listings.values())
    records = [record(guide, listing, site_url) for listing in listings]
    write_programs(folder / "programs.json", guide, records, site_url)
    write_sheet(folder / "programs.csv", guide, records)
    write_points(folder / "programs.geojson", guide, records, site_url)
    counts = {"programs": len(records), "services": write_hsds(folder / "hsds", views[default], site_url), "cards": 0, "changes": 0, "texts": 0}
    for tag, shown in views.items():
        counts["cards"] += write_cards(folder / of_language("programs.vcf", tag, default), shown)
        counts["changes"] += write_feed(folder / of_language("changes.xml", tag, default), shown, site_url)
        counts["texts"] += write_texts(folder, shown, site_url)
    return counts
