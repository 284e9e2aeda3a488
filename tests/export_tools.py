"""Writes the data files of a guide and reads them as others would."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import uuid
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from resource_guide.exports import write_shared, write_translated
from resource_guide.exports.hsds_schema import TABLES
from resource_guide.model import Guide
from resource_guide.programs import Assured, Closed, Phone, Program
from resource_guide.views import Views
from resource_guide.wording import Speaker

from .conftest import ROOT, SITE_URL

HSDS = ROOT / "tests/schemas/hsds"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def export(guide: Guide, folder: Path, site_url: str = SITE_URL) -> dict[str, int]:
    views = [Views(guide, Speaker(guide, tag)) for tag in guide.languages]
    counts = Counter(write_shared(folder, guide, views[0], site_url))
    for shown in views:
        counts.update(write_translated(folder, shown, site_url))
    return dict(counts)


def remade(guide: Guide, **values: Any) -> Guide:
    """The guide with other values in it."""
    return Guide(**{**guide.__dict__, **values})


def with_programs(guide: Guide, *programs: Program, town: str | None = "taos") -> Guide:
    """The guide with other programs, all of them in one town, or for the whole state."""
    return remade(
        guide,
        programs={program.id: program for program in programs},
        town_of={program.id: town for program in programs} if town else {},
        program_files={program.id: "data/programs/x.yml" for program in programs},
    )


def changed(guide: Guide, **values: Any) -> Program:
    """The first program, with other values."""
    return next(iter(guide.programs.values())).model_copy(update=values)


@pytest.fixture(scope="module")
def data(site: Path) -> Path:
    """The data files of the real site."""
    return site / "data"


@pytest.fixture
def rich(guide: Guide) -> Guide:
    """Programs in every state that a listing can have; 555 numbers only."""
    today = guide.today
    return with_programs(
        guide,
        changed(guide, id="a-called", name="Called", phones=[Phone(number="505-555-0101 x012")], assured=Assured(date=today.isoformat(), how="called", by="volunteer")),
        changed(guide, id="b-month", name="Month", assured=Assured(date=today.isoformat()[:7], how="provider-site", by="volunteer")),
        changed(guide, id="c-old", name="Old", assured=Assured(date="2020-01-01", how="called", by="volunteer")),
        changed(guide, id="d-claimed", name="Claimed", assured=Assured(date=today.isoformat(), how="called")),
        changed(guide, id="e-closed", name="Closed", closed=Closed(date=today.isoformat()[:7], reason={"en": "It closed.", "es": "Cerró."}, see="a-called")),
        changed(guide, id="f-no", name="Says no", level="iop", payment={"medicaid": "no", "private": "yes"}, languages={"es": "no"}, facility_wide=["payment"], phones=[], website="https://guide.example/"),
        changed(guide, id="g-other", name="Other kind", level="outpatient", payment={"medicaid": "no", "private": "yes"}, facility_wide=["payment"]),
    )


def programs_of(folder: Path) -> dict[str, dict[str, Any]]:
    return {program["id"]: program for program in json.loads((folder / "programs.json").read_text(encoding="utf-8"))["programs"]}


def sheet(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "programs.csv").read_bytes().decode("utf-8-sig"), newline="")))


def registry() -> Registry[Any]:
    """The schemas by file name. A misspelled field would pass, so no field is allowed that they do not name."""
    resources = []
    for path in (HSDS / "schema").glob("*.json"):
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **json.loads(path.read_text(encoding="utf-8")), "additionalProperties": False}
        resources.append((path.name, Resource.from_contents(schema)))
    return Registry().with_resources(resources)


def faults(service: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator({"$ref": "service.json"}, registry=registry(), format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(service)]


def services_of(folder: Path) -> list[dict[str, Any]]:
    page = json.loads((folder / "hsds/services.json").read_text(encoding="utf-8"))
    contents: list[dict[str, Any]] = page["contents"]
    count = len(contents)
    assert {key: value for key, value in page.items() if key != "contents"} == {
        "total_items": count, "total_pages": 1, "page_number": 1, "size": count, "first_page": True, "last_page": True, "empty": not count,
    }  # fmt: skip
    return contents


def hsds_tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    package = json.loads((folder / "hsds/datapackage.json").read_text(encoding="utf-8"))
    return {
        resource["name"]: list(csv.DictReader(io.StringIO((folder / "hsds" / resource["path"]).read_bytes().decode(), newline="")))
        for resource in package["resources"]
    }


def check_tables(folder: Path) -> None:
    """The rules of the package, on its tables: columns, what must be there, ids, links, numbers and dates."""
    tables = hsds_tables(folder)
    ids = {name: {row["id"] for row in rows} for name, rows in tables.items()}
    for described in TABLES:
        rows = tables[described.name]
        assert len(ids[described.name]) == len(rows)
        for row in rows:
            assert list(row) == [column.name for column in described.columns]
            for column in described.columns:
                value = row[column.name]
                assert value or not column.required, f"{described.name}: {column.name} is empty"
                if value and column.format == "uuid":
                    assert uuid.UUID(value).version == 5
                if value and column.refers_to:
                    assert value in ids[column.refers_to], f"{described.name}: {column.name}"
                if value and column.type == "number":
                    assert re.fullmatch(r"\d+", value)
                if value and column.type == "date":
                    datetime.date.fromisoformat(value)
    assert {row["link_id"] for row in tables["attribute"]} | {row["resource_id"] for row in tables["metadata"]} <= ids["service"]


def feed_of(folder: Path, name: str = "changes.xml") -> ElementTree.Element:
    return ElementTree.parse(folder / name).getroot()


def check_feed(root: ElementTree.Element) -> None:
    """What RFC 4287 demands of a feed and its entries."""
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for node in [root, *root.findall("a:entry", ATOM)]:
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"a:{name}", ATOM)) == 1
        assert re.fullmatch(r"tag:guide\.example,2026:NM/[a-z0-9/-]+", node.findtext("a:id", "", ATOM))
        assert (node.findtext("a:title", "", ATOM)).strip()
        moment = node.findtext("a:updated", "", ATOM)
        assert moment.endswith("Z") and datetime.datetime.fromisoformat(moment)
        alternates = [link for link in node.findall("a:link", ATOM) if link.get("rel") == "alternate"]
        assert len(alternates) == 1 and urlsplit(alternates[0].get("href", "")).scheme == "https"
    assert root.findtext("a:author/a:name", "", ATOM)
    assert len([link for link in root.findall("a:link", ATOM) if link.get("rel") == "self"]) == 1
    ids = [entry.findtext("a:id", "", ATOM) for entry in root.findall("a:entry", ATOM)]
    assert len(set(ids)) == len(ids)
    assert all(entry.find("a:summary", ATOM) is not None for entry in root.findall("a:entry", ATOM))


def texts_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder / "text").as_posix(): path.read_bytes().decode() for path in (folder / "text").rglob("*.txt")}
