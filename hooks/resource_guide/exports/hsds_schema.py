"""The tables of Open Referral HSDS 3.0 that the guide fills, and their description (``datapackage.json``).

Names, types and rules are those of the specification, https://docs.openreferral.org (CC BY-SA 4.0);
the tests compare them with its files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

VERSION = "3.0"


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    type: str = "string"
    format: str = ""
    required: bool = False
    refers_to: str = ""
    """The table whose ``id`` it holds."""

    def described(self) -> dict[str, Any]:
        """As a field of the table's description."""
        constraints: dict[str, Any] = {"required": True} if self.required else {}
        if self.name == "id":
            constraints["unique"] = True
        parts = {"name": self.name, "type": self.type, "format": self.format, "constraints": constraints}
        return {key: value for key, value in parts.items() if value}


@dataclass(frozen=True)
class Table:
    """A table and its file."""

    name: str
    file: str
    columns: tuple[Column, ...] = field(default_factory=tuple)

    def described(self) -> dict[str, Any]:
        """As a resource of a tabular data package."""
        keys = [
            {"fields": column.name, "reference": {"resource": column.refers_to, "fields": "id"}}
            for column in self.columns if column.refers_to
        ]  # fmt: skip
        schema = {"fields": [column.described() for column in self.columns], "primaryKey": "id", **({"foreignKeys": keys} if keys else {})}
        return {
            "name": self.name,
            "path": self.file,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "profile": "tabular-data-resource",
            "schema": schema,
        }


def _id(name: str, refers_to: str = "", required: bool = True) -> Column:
    return Column(name, "string", "uuid", required, refers_to)


def _must(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, required=True) for name in names)


_KEY = _id("id")
_OF_SERVICE = _id("service_id", "service", required=False)
_URL = Column("url", format="uri")

TABLES = (
    Table("organization", "organizations.csv", (_KEY, *_must("name", "description"))),
    Table("service", "services.csv", (
        _KEY, _id("organization_id", "organization"), *_must("name"), Column("description"), _URL, *_must("status"),
        Column("fees_description"), Column("eligibility_description"), Column("assured_date", "date"), Column("alert"),
    )),
    Table("location", "locations.csv", (_KEY, *_must("location_type"), _URL, Column("name"), Column("description"))),
    Table("service_at_location", "service_at_location.csv", (_KEY, _id("service_id", "service"), _id("location_id", "location"))),
    Table("address", "addresses.csv", (
        _KEY, _id("location_id", "location", required=False), *_must("address_1", "city"), Column("region"),
        *_must("state_province", "postal_code", "country", "address_type"),
    )),
    Table("phone", "phones.csv", (
        _KEY, _OF_SERVICE, *_must("number"), Column("extension", "number"), Column("type"), Column("description"),
    )),
    Table("language", "languages.csv", (_KEY, _OF_SERVICE, Column("name"), Column("code"), Column("note"))),
    Table("cost_option", "cost_options.csv", (_KEY, _id("service_id", "service"), Column("option"), Column("amount_description"))),
    Table("service_area", "service_areas.csv", (_KEY, _OF_SERVICE, Column("name"))),
    Table("taxonomy", "taxonomies.csv", (_KEY, *_must("name", "description"))),
    Table("taxonomy_term", "taxonomy_terms.csv", (
        _KEY, Column("code"), *_must("name", "description"), Column("taxonomy"), Column("language"), _id("taxonomy_id", "taxonomy", required=False),
    )),
    Table("attribute", "attributes.csv", (
        _KEY, _id("link_id"), _id("taxonomy_term_id", "taxonomy_term"), Column("link_type"), *_must("link_entity"), Column("value"),
    )),
    Table("metadata", "metadata.csv", (
        _KEY, _id("resource_id"), *_must("resource_type"), Column("last_action_date", "date", required=True),
        *_must("last_action_type", "field_name", "previous_value", "replacement_value", "updated_by"),
    )),
)  # fmt: skip
"""In an order in which each refers only to those before it, but for ``attribute`` and ``metadata``, which may describe any row."""
