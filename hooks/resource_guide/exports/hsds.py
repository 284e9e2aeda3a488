"""The listings for other directories: Open Referral HSDS 3.0, nested as its API shows a page, and as a tabular data package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..catalog import LICENSE, LICENSE_URL
from ..output import write_text
from ..views import Views
from .common import about, write_records
from .hsds_rows import Row, Rows, hsds_rows
from .hsds_schema import TABLES, VERSION
from .tables import table


def write_hsds(folder: Path, views: Views, site_url: str) -> int:
    """Write ``services.json``, the tables and ``datapackage.json``; return the number of services."""
    rows = hsds_rows(views)
    count = len(rows["service"])
    page = {"total_items": count, "total_pages": 1, "page_number": 1, "size": count, "first_page": True, "last_page": True, "empty": not count}
    write_records(folder / "services.json", page, "contents", nested(rows))
    for described in TABLES:
        write_text(folder / described.file, table([column.name for column in described.columns], rows[described.name]))
    write_text(folder / "datapackage.json", json.dumps(package(views, site_url), ensure_ascii=False, indent=1) + "\n")
    return count


def package(views: Views, site_url: str) -> dict[str, Any]:
    """The description of the tables (Tabular Data Package)."""
    head = about(views.guide, site_url)
    tag = views.say.tag
    return {
        "profile": "tabular-data-package",
        "name": "human_services_data",
        "title": head["title"][tag],
        "description": f"{head['terms'][tag]} {head['credits'][tag]} {head['silence'][tag]}",
        "version": VERSION,
        "created": f"{head['updated']}T00:00:00Z",
        "homepage": head["documentation"][tag],
        "licenses": [{"name": LICENSE, "path": LICENSE_URL}],
        "resources": [described.described() for described in TABLES],
    }


def nested(rows: Rows) -> Iterator[Row]:
    """Each service as one object, with its organization, places, numbers, answers and history inside."""
    by_id = {name: {row["id"]: row for row in table_rows} for name, table_rows in rows.items()}
    terms = by_id["taxonomy_term"]
    of_service = {name: _grouped(rows[name], "service_id") for name in ("phone", "language", "cost_option", "service_area", "service_at_location")}
    addresses = _grouped(rows["address"], "location_id")
    attributes = _grouped([{**row, "taxonomy_term": terms[row["taxonomy_term_id"]]} for row in rows["attribute"]], "link_id")
    history = _grouped(rows["metadata"], "resource_id")

    def place(row: Row) -> Row:
        location = by_id["location"][row["location_id"]]
        return {**row, "location": _with(location, addresses=addresses.get(location["id"]))}

    def service(row: Row) -> Row:
        mine = {name: groups.get(row["id"]) for name, groups in of_service.items()}
        return _with(
            row,
            organization=by_id["organization"][row["organization_id"]],
            phones=mine["phone"],
            languages=mine["language"],
            cost_options=mine["cost_option"],
            service_areas=mine["service_area"],
            service_at_locations=[place(at) for at in mine["service_at_location"] or []],
            attributes=attributes.get(row["id"]),
            metadata=history.get(row["id"]),
        )

    return map(service, rows["service"])


def _grouped(rows: list[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _with(row: Row, **parts: object) -> Row:
    return {**row, **{name: part for name, part in parts.items() if part}}
