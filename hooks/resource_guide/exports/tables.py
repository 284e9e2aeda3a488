"""Tables for spreadsheets (CSV, RFC 4180), in which no text can become a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..model import Guide
from ..output import write_text

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection"); the wide signs, too."""
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

Cell = str | int | float | None


def neutral(value: Cell) -> Cell:
    """A value that a spreadsheet only shows: a text that could begin a formula gets an apostrophe first, numbers stay."""
    if isinstance(value, str) and value.startswith(_RISKY) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> str:
    """Rows as CSV with a header line, CRLF line ends, and quotes around every text; what a row lacks is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([neutral(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def write_sheet(path: Path, guide: Guide, records: Iterable[Mapping[str, Any]]) -> None:
    """The records of ``programs.json`` as one table, a listing a row, an answer a column.

    The file begins with a byte order mark: without it Excel takes UTF-8 for something else.
    """
    rows = [_row(guide, record) for record in records]
    write_text(path, "\ufeff" + table(columns(guide), rows))


def columns(guide: Guide) -> list[str]:
    """The columns of ``programs.csv``: they depend on the vocabulary and the languages, not on the listings."""
    languages = guide.languages
    return [
        "id", "name", "organization", "level", "phone", "other_phones", "website",
        "street", "town", "county", "state", "zip", "address_disputed", "town_latitude", "town_longitude",
        *(f"{facet}.{option}" for facet in guide.vocabulary for option in guide.vocabulary[facet].options),
        "facility_wide", "checked_date", "checked_how", "checked_by", "trust",
        "closed_date", *(f"closed_reason_{tag}" for tag in languages), "closed_see",
        "sources", *(f"page_{tag}" for tag in languages), "updated",
    ]  # fmt: skip


def _row(guide: Guide, record: Mapping[str, Any]) -> dict[str, Cell]:
    address, center = record.get("address", {}), record.get("town_center", {})
    checked, closed = record["checked"], record.get("closed", {})
    phones = record.get("phones", [])
    return {
        **{name: record.get(name) for name in ("id", "name", "organization", "level", "website", "trust")},
        "phone": phones[0]["number"] if phones else None,
        "other_phones": "; ".join(f"{phone['number']} ({phone['type']})" for phone in phones[1:]),
        **{name: address.get(name) for name in ("street", "town", "county", "state", "zip")},
        "address_disputed": address.get("disputed"),
        "town_latitude": center.get("latitude"),
        "town_longitude": center.get("longitude"),
        **{f"{facet}.{option}": answer for facet in guide.vocabulary for option, answer in record.get(facet, {}).items()},
        "facility_wide": "; ".join(record.get("facility_wide", [])),
        **{f"checked_{name}": checked.get(name) for name in ("date", "how", "by")},
        "closed_date": closed.get("date"),
        **{f"closed_reason_{tag}": closed.get("reason", {}).get(tag) for tag in guide.languages},
        "closed_see": closed.get("see"),
        "sources": "; ".join(_source(source) for source in record["sources"]),
        **{f"page_{tag}": url for tag, url in record["pages"].items()},
        "updated": guide.today.isoformat(),  # what "trust" is worth depends on the day
    }


def _source(source: Mapping[str, str]) -> str:
    return ", ".join(source[name] for name in ("title", "date", "url") if name in source)
