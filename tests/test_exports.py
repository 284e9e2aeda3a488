"""The data files: whole, true to the data, safe to open, the same each time."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import phonenumbers
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from resource_guide.catalog import FIXED, data_files, dataset_files, fields
from resource_guide.exports import write_shared, write_translated
from resource_guide.exports.hsds_schema import TABLES
from resource_guide.exports.plain import LIMIT
from resource_guide.exports.tables import columns, neutral, table
from resource_guide.model import Guide, Place
from resource_guide.places import page_places
from resource_guide.programs import Assured, Closed, Phone, Program
from resource_guide.views import Views
from resource_guide.wording import Speaker

from .conftest import ROOT, SITE_URL
from .test_site import digits, numbers_of, parse

HSDS = ROOT / "tests/schemas/hsds"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = [
    '=HYPERLINK("https://evil.example","Call")', "+1+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1+1)", "\t=1", "\r=1", "<script>alert(1)</script>",
    "Two\r\nlines\r\nEND:VCARD", 'She said "no", \'yes\'; and , left', "&amp; ]]> <!--", "x" * 400, "مركز العلاج", "治疗中心 🏥", "{{ phone:988 }}", "\\n;:,", "505-555-0199",
]  # fmt: skip


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
    )


@pytest.fixture
def hostile(guide: Guide) -> Guide:
    """Programs whose every text is an attack."""
    programs = [
        changed(
            guide,
            id=f"hostile-{number}",
            name=text,
            organization=text,
            phones=[Phone(number="505-555-0101")],
            address=guide.programs["rio-grande-atp-taos"].address.model_copy(update={"street": text}),
            closed=Closed(date="2026-01-01", reason={"en": text, "es": text}) if number % 2 else None,
        )
        for number, text in enumerate(HOSTILE)
    ]
    return with_programs(guide, *programs)


# What is there


def test_the_site_has_every_file_that_the_data_page_names(site: Path, guide: Guide) -> None:
    for tag, page in (("en", "data.html"), ("es", "es/data.html")):
        root = "../" * page.count("/")
        named = {link for link in parse(site / page).links if link.startswith(f"{root}data/")}
        texts = {f"{root}data/text/{'' if tag == 'en' else 'es/'}{place.id}.txt" for place in page_places(guide)}

        assert named == texts | {f"{root}data/{file.path}" for file in data_files(tag, "en")}
        assert all((site / link.removeprefix(root)).is_file() for link in named)


def test_nothing_is_written_that_no_page_names(data: Path, guide: Guide) -> None:
    named = {file.path for tag in guide.languages for file in data_files(tag, "en")} | {f"hsds/{described.file}" for described in TABLES}
    there = {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file() and path.suffix != ".txt"}

    assert there == named


def test_the_data_page_explains_every_field_and_answer(site: Path, guide: Guide) -> None:
    for page in ("data.html", "es/data.html"):
        html = (site / page).read_text(encoding="utf-8")
        explained = set(re.findall(r'<code translate="no">([^<]+)</code>', html))

        assert explained == {*FIXED[0], *FIXED[1]} | {f"{name}.{key}" for name in guide.vocabulary for key in guide.vocabulary[name].options}


def test_machines_are_told_of_the_data(site: Path) -> None:
    for tag, page in (("en", "data.html"), ("es", "es/data.html")):
        html = (site / page).read_text(encoding="utf-8")
        scripts = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
        things = list(chain.from_iterable(script.get("@graph", [script]) for script in scripts))
        thing = next(thing for thing in things if thing["@type"] == "Dataset")

        assert {part["encodingFormat"]: part["contentUrl"] for part in thing["distribution"]} == {kind: SITE_URL + path for kind, path in dataset_files(tag, "en").items()}
        assert thing["license"] == "https://creativecommons.org/publicdomain/zero/1.0/" and thing["inLanguage"] == tag


def test_the_same_guide_makes_the_same_bytes(guide: Guide, tmp_path: Path) -> None:
    shuffled = remade(guide, programs=dict(reversed(guide.programs.items())), town_of=dict(reversed(guide.town_of.items())))
    export(guide, tmp_path / "one")
    export(shuffled, tmp_path / "two")

    one, two = ({path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()} for root in (tmp_path / "one", tmp_path / "two"))
    assert one == two


def test_a_build_says_how_much_it_made(guide: Guide, tmp_path: Path) -> None:
    places = len(page_places(guide))

    assert export(guide, tmp_path) == {"programs": 82, "services": 82, "cards": 164, "changes": 2, "texts": 2 * places}


def test_no_note_for_editors_gets_out(data: Path, guide: Guide) -> None:
    notes = [program.note[-60:] for program in guide.programs.values() if program.note]
    assert notes
    for path in data.rglob("*.*"):
        text = path.read_text(encoding="utf-8")

        assert not [note for note in notes if note in text or json.dumps(note)[1:-1] in text], path


def test_every_number_in_every_file_comes_from_the_data(data: Path, guide: Guide) -> None:
    known = {digits(number)[:10] for number in numbers_of(guide)}
    for path in data.rglob("*.*"):
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", path.read_text(encoding="utf-8")) if "hsds" in path.parts else path.read_text(encoding="utf-8")
        text = re.sub(r"https?://\S+", "", text)
        for match in phonenumbers.PhoneNumberMatcher(text, "US"):
            assert str(match.number.national_number) in known, f"{path}: {match.raw_string}"


# JSON


def programs_of(folder: Path) -> dict[str, dict[str, Any]]:
    return {program["id"]: program for program in json.loads((folder / "programs.json").read_text(encoding="utf-8"))["programs"]}


def test_json_says_what_the_data_says(data: Path, guide: Guide) -> None:
    programs = programs_of(data)

    assert set(programs) == set(guide.programs)
    for name, program in guide.programs.items():
        told = programs[name]
        assert list(told) == [field for field in fields(guide) if field in told]
        assert [phone["number"] for phone in told.get("phones", [])] == [phone.number for phone in program.phones]
        assert {facet: told.get(facet, {}) for facet in guide.vocabulary} == {facet: program.answers(facet) for facet in guide.vocabulary}
        assert told["checked"] == {key: value for key, value in (("date", program.assured.date), ("how", program.assured.how), ("by", program.assured.by)) if value}
        assert told["address"]["town"] == guide.places[guide.town_of[name]].name
        assert ("street" in told["address"]) == bool(program.address.street)


def test_silence_is_a_missing_key(data: Path) -> None:
    def walk(value: object) -> Iterator[object]:
        yield value
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            yield from walk(part)

    text = json.loads((data / "programs.json").read_text(encoding="utf-8"))

    assert not [value for value in walk(text["programs"]) if value in (None, "", [], {})]
    assert "never means no" in text["silence"]["en"]


def test_yes_no_and_silence_stay_three_things(rich: Guide, tmp_path: Path) -> None:
    export(rich, tmp_path)
    payment = programs_of(tmp_path / "data")["f-no"]["payment"]
    row = next(row for row in sheet(tmp_path / "data") if row["id"] == "f-no")

    assert payment == {"medicaid": "no", "private": "yes"}
    assert (row["payment.medicaid"], row["payment.private"], row["payment.medicare"]) == ("no", "yes", "")


def test_files_name_their_terms(data: Path) -> None:
    for name in ("programs.json", "programs.geojson"):
        text = json.loads((data / name).read_text(encoding="utf-8"))

        assert text["license"]["name"] == "CC0-1.0"
        assert all("GeoNames" in text["credits"][tag] and "SAMHSA" in text["credits"][tag] for tag in ("en", "es"))


def test_pages_of_a_listing_are_there(data: Path, site: Path) -> None:
    for program in programs_of(data).values():
        for url in program["pages"].values():
            page, _, fragment = url.removeprefix(SITE_URL).partition("#")
            assert fragment in parse(site / page).ids


# CSV


def sheet(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "programs.csv").read_bytes().decode("utf-8-sig"), newline="")))


def test_the_sheet_says_what_the_json_says(data: Path, guide: Guide) -> None:
    programs, rows = programs_of(data), sheet(data)

    assert [row["id"] for row in rows] == list(programs)
    assert list(rows[0]) == columns(guide)
    for row in rows:
        program = programs[row["id"]]
        assert row["phone"] == (program["phones"][0]["number"] if "phones" in program else "")
        assert row["checked_how"] == program["checked"]["how"]
        assert {name: value for name, value in row.items() if "." in name and value} == {f"{facet}.{key}": answer for facet in guide.vocabulary for key, answer in program.get(facet, {}).items()}


def test_excel_sees_accents(data: Path) -> None:
    assert (data / "programs.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "=", "+1 505-555-0100", "-2+3"])
def test_no_text_can_become_a_formula(text: str) -> None:
    value = neutral(text)

    assert value == (text if re.fullmatch(r"[+-]\d+", text) else f"'{text}")
    assert next(csv.DictReader(io.StringIO(table(["a"], [{"a": text}]), newline="")))["a"] == value


@pytest.mark.parametrize("value", ["505-841-8978", "+15058418978", -106.6, 3, "Plain", "", None, "'quoted", "a=b"])
def test_numbers_and_plain_text_stay(value: Any) -> None:
    assert neutral(value) == value


# GeoJSON


def test_points_lie_in_the_state_at_the_center_of_their_town(data: Path, guide: Guide) -> None:
    outlines = json.loads((ROOT / "data/counties.geojson").read_text(encoding="utf-8"))["features"]
    state = next(feature for feature in outlines if feature["properties"]["kind"] == "state")
    points = re.findall(r"\[(-?[\d.]+), (-?[\d.]+)\]", json.dumps(state["geometry"]["coordinates"]))
    west, east = min(float(x) for x, _ in points), max(float(x) for x, _ in points)
    south, north = min(float(y) for _, y in points), max(float(y) for _, y in points)
    collection = json.loads((data / "programs.geojson").read_text(encoding="utf-8"))

    assert collection["type"] == "FeatureCollection" and len(collection["features"]) == len(guide.programs)
    assert "center of a town" in collection["points"]["en"]
    for feature in collection["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        place = guide.places[guide.town_of[feature["id"]]]
        assert west <= lon <= east and south <= lat <= north
        assert (lat, lon) == (place.lat, place.lon)
        assert feature["properties"]["position"] == "town center"


# HSDS


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


def test_services_follow_the_schema(data: Path, guide: Guide) -> None:
    services = services_of(data)

    assert len(services) == len(guide.programs)
    assert [fault for service in services for fault in faults(service)] == []


def test_the_schema_is_held() -> None:
    """The check itself finds what is wrong: a record with three faults gives three."""
    wrong = {"id": "not-a-uuid", "name": "x", "status": "shut", "descripton": "misspelled"}

    assert len(faults(wrong)) == 3


def test_tables_follow_the_package(data: Path) -> None:
    check_tables(data)


def test_the_package_is_that_of_the_specification(data: Path) -> None:
    theirs = {resource["name"]: resource for resource in json.loads((HSDS / "datapackage.json").read_text(encoding="utf-8"))["resources"]}
    ours = json.loads((data / "hsds/datapackage.json").read_text(encoding="utf-8"))

    assert ours["profile"] == "tabular-data-package" and ours["version"] == "3.0"
    for resource in ours["resources"]:
        official = theirs[resource["name"]]
        fields = {field["name"]: field for field in official["schema"]["fields"]}
        mine = [field["name"] for field in resource["schema"]["fields"]]
        assert resource["path"] == official["path"]
        assert mine == [name for name in fields if name in mine], "their columns in their order"
        assert {name for name, field in fields.items() if field["constraints"]["required"]} <= set(mine)
        for field in resource["schema"]["fields"]:
            assert (field["type"], field.get("format")) == (fields[field["name"]]["type"], fields[field["name"]].get("format"))
            assert field.get("constraints", {}).get("required", False) >= fields[field["name"]]["constraints"]["required"]
        keys = [key for key in official["schema"].get("foreignKeys", []) if key["fields"] in mine]
        assert sorted(resource["schema"].get("foreignKeys", []), key=str) == sorted(keys, key=str)


def test_ids_stay(data: Path) -> None:
    """These ids are out in the world: whoever changes how they are made breaks other directories."""
    service = next(service for service in services_of(data) if service["name"].endswith("(Taos)"))

    assert service["id"] == "37725017-7b8d-53ad-9176-385a3876ad30"
    assert service["organization"]["id"] == "0d762def-7fc1-5323-9878-6227831d94e6"
    assert service["service_at_locations"][0]["location"]["id"] == "58f712d4-bd0d-5b64-a1df-f51b35799d2e"


def test_ids_do_not_depend_on_what_a_listing_says(rich: Guide, tmp_path: Path) -> None:
    program = rich.programs["a-called"]
    export(with_programs(rich, program), tmp_path / "one")
    export(with_programs(rich, program.model_copy(update={"name": "New name", "website": None})), tmp_path / "two")

    one, two = (services_of(tmp_path / name / "data")[0] for name in ("one", "two"))
    assert one["name"] != two["name"] and one["id"] == two["id"] and one["phones"] == two["phones"]


def test_only_a_persons_check_is_an_assurance(rich: Guide, tmp_path: Path) -> None:
    export(rich, tmp_path)
    services = {service["name"]: service for service in services_of(tmp_path / "data")}
    today = rich.today.isoformat()

    assert {name: service.get("assured_date") for name, service in services.items() if "assured_date" in service} == {"Called": today, "Old": "2020-01-01"}
    check = next(attribute for attribute in services["Claimed"]["attributes"] if attribute["link_type"] == "checked")
    assert check["value"] == today and "not checked by a person" in check["taxonomy_term"]["name"]
    assert services["Called"]["metadata"][0]["last_action_date"] == today
    assert "metadata" not in services["Month"], "HSDS demands a full date, and this one is not known to the day"


def test_hsds_of_every_state_of_a_listing(rich: Guide, tmp_path: Path) -> None:
    export(rich, tmp_path)
    services = {service["name"]: service for service in services_of(tmp_path / "data")}

    assert [fault for service in services.values() for fault in faults(service)] == []
    check_tables(tmp_path / "data")
    assert services["Closed"]["status"] == "defunct" and "It closed." in services["Closed"]["alert"]
    assert all(service["status"] == "active" for name, service in services.items() if name != "Closed")
    no = services["Says no"]
    assert [cost["option"] for cost in no["cost_options"]] == ["private insurance"] and "whole facility" in no["cost_options"][0]["amount_description"]
    assert "languages" not in no, "no Spanish is no language, and English is not stated"
    values = {attribute["taxonomy_term"]["code"]: attribute.get("value") for attribute in no["attributes"]}
    assert (values["payment.medicaid"], values["payment.private"], values["languages.es"]) == ("no, whole facility", "yes, whole facility", "no")
    phone = services["Called"]["phones"][0]
    assert phone["number"] == "+15055550101" and phone["extension"] == 12 and "012" in phone["description"]


def test_a_street_in_dispute_and_a_missing_zip_make_no_address(data: Path, guide: Guide) -> None:
    services = {service["id"]: service for service in services_of(data)}
    by_name = {service["name"]: service for service in services.values()}
    for program in guide.programs.values():
        location = by_name[program.name]["service_at_locations"][0]["location"]
        assert ("addresses" in location) == bool(program.address.street and program.address.zip), program.id
        assert "latitude" not in location, "nobody measured where the building is"


def test_a_program_for_the_whole_state(rich: Guide, tmp_path: Path) -> None:
    plain = rich.programs["a-called"]
    programs = [plain.model_copy(update={"id": "phone-only", "website": None}), plain.model_copy(update={"id": "online", "website": "https://guide.example/"})]
    export(with_programs(rich, *programs, town=None), tmp_path)
    check_tables(tmp_path / "data")
    services = services_of(tmp_path / "data")

    assert [fault for service in services for fault in faults(service)] == []
    assert all(service["service_areas"][0]["name"] == "New Mexico" for service in services)
    assert sorted(len(service.get("service_at_locations", [])) for service in services) == [0, 1]
    features = json.loads((tmp_path / "data/programs.geojson").read_text(encoding="utf-8"))["features"]
    assert all(feature["geometry"] is None for feature in features)
    text = (tmp_path / "data/text/taos.txt").read_text(encoding="utf-8-sig")
    assert "505-555-0101" in text and "For the whole state" in text


# Contact cards


def test_a_card_for_every_open_listing(rich: Guide, data: Path, guide: Guide, tmp_path: Path) -> None:
    for name in ("programs.vcf", "programs.es.vcf"):
        cards = (data / name).read_bytes().decode()
        assert cards.count("BEGIN:VCARD\r\n") == cards.count("END:VCARD\r\n") == len(guide.programs)
        assert cards.count("\n") == cards.count("\r\n")
    export(rich, tmp_path)
    assert "FN:Closed" not in (tmp_path / "data/programs.vcf").read_text(encoding="utf-8")


# Feed


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


@pytest.mark.parametrize(("name", "tag", "word"), [("changes.xml", "en", "Edition"), ("changes.es.xml", "es", "Edición")])
def test_feeds_are_valid_and_speak_their_language(data: Path, name: str, tag: str, word: str) -> None:
    root = feed_of(data, name)
    check_feed(root)

    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == tag
    assert root.findtext("a:entry/a:title", "", ATOM).startswith(word)
    assert root.find("a:link[@rel='self']", ATOM).get("href") == f"{SITE_URL}data/{name}"  # type: ignore[union-attr]


def test_news_are_checks_by_people_and_closures(rich: Guide, tmp_path: Path) -> None:
    export(rich, tmp_path)
    root = feed_of(tmp_path / "data")
    check_feed(root)
    entries = {entry.findtext("a:title", "", ATOM): entry for entry in root.findall("a:entry", ATOM)}
    month, today = rich.today.isoformat()[:7], rich.today.isoformat()

    assert list(entries)[1:] == ["Checked: Called", "Checked: Month", "Closed: Closed"], "not the old one, and not one that only a list claims"
    assert entries["Checked: Called"].findtext("a:updated", "", ATOM) == f"{today}T00:00:00Z"
    assert entries["Closed: Closed"].findtext("a:id", "", ATOM) == f"tag:guide.example,2026:NM/closed/e-closed/{month}/en"
    assert root.findtext("a:updated", "", ATOM) == f"{today}T00:00:00Z"


def test_one_edition_a_month(guide: Guide, tmp_path: Path) -> None:
    def edition(day: datetime.date) -> str:
        export(remade(guide, today=day), tmp_path / day.isoformat())
        return feed_of(tmp_path / day.isoformat() / "data").findtext("a:entry/a:id", "", ATOM)

    assert edition(datetime.date(2026, 12, 1)) == edition(datetime.date(2026, 12, 31)) != edition(datetime.date(2027, 1, 1))


def test_feeds_without_an_address(guide: Guide, tmp_path: Path) -> None:
    export(guide, tmp_path, site_url="")

    assert feed_of(tmp_path / "data").findtext("a:id", "", ATOM).startswith("tag:github.com,2026:")


# Plain text


def texts_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder / "text").as_posix(): path.read_bytes().decode() for path in (folder / "text").rglob("*.txt")}


def test_every_text_page_is_short(data: Path, guide: Guide) -> None:
    texts = texts_of(data)

    assert set(texts) == {f"{prefix}{place.id}.txt" for prefix in ("", "es/") for place in page_places(guide)}
    assert LIMIT == 2000 and max(len(text.encode()) for text in texts.values()) < LIMIT


def test_text_pages_use_simple_signs(data: Path, guide: Guide) -> None:
    letters = set("áéíóúñüÁÉÍÓÚÑÜ¿¡\ufeff")
    for name, text in texts_of(data).items():
        assert not {sign for sign in text if not sign.isascii()} - letters, name
        assert "\t" not in text and "\n\n\n" not in text


def test_text_pages_begin_with_the_crisis_line_and_say_to_call_first(data: Path) -> None:
    for name, text in texts_of(data).items():
        lines = text.splitlines()
        spanish = name.startswith("es/")
        assert lines[1] == ("¿En crisis? Llame al 988 y oprima 2. Gratis, de día y de noche." if spanish else "In crisis? Call or text 988. Free, day and night.")
        assert lines[2] == ("In English: call or text 988" if spanish else "En español: 988 y oprima 2")
        assert ("LLAME ANTES DE IR" if spanish else "CALL FIRST") in text


def test_text_pages_offer_only_numbers_of_the_data(data: Path, guide: Guide) -> None:
    known = {digits(number) for number in numbers_of(guide)}
    for name, text in texts_of(data).items():
        found = re.findall(r"^(?:1-)?\d{3}-\d{3}-\d{4}(?: ext\. \d+)?", text, re.MULTILINE)
        assert found and all(digits(number) in known for number in found), name


def test_a_text_page_shows_its_town(data: Path, guide: Guide) -> None:
    for place in page_places(guide):
        text = texts_of(data)[f"{place.id}.txt"]
        here = [guide.programs[name] for name, town in guide.town_of.items() if town == place.id]
        shown = sum(" ".join(program.name.split())[:80] in text for program in here)
        more = re.search(r"^(\d+) more: see the page below\.$", text, re.MULTILINE)
        assert shown >= 1 or not here
        assert shown == len(here) or (more and int(more[1]) >= len(here) - shown), place.id
        assert f"{SITE_URL}programs/{place.id}.html" in text
        if not here:
            assert f"We know of no program in {Views(guide, Speaker(guide, 'en')).names[place.id]}." in text
            assert "about" in text and "miles by road (estimate)" in text


def test_too_much_is_counted(guide: Guide, tmp_path: Path) -> None:
    many = [changed(guide, id=f"p-{number}", name=f"Program {number:02} " + "x" * 150, phones=[Phone(number="505-555-0101")]) for number in range(40)]
    export(with_programs(guide, *many), tmp_path)
    for name in ("taos.txt", "es/taos.txt"):
        text = texts_of(tmp_path / "data")[name]
        more = re.search(r"^(\d+) (?:more: see|más: vea)", text, re.MULTILINE)
        assert len(text.encode()) < LIMIT
        assert more and int(more[1]) + text.count("505-555-0101") == 40


# Hostile text


def test_hostile_text_stays_text_in_tables(hostile: Guide, tmp_path: Path) -> None:
    export(hostile, tmp_path)
    rows = {row["id"]: row for row in sheet(tmp_path / "data")}
    for number, text in enumerate(HOSTILE):
        assert rows[f"hostile-{number}"]["name"] == neutral(text)
    tables = [*hsds_tables(tmp_path / "data").values(), list(rows.values())]
    for row in chain.from_iterable(tables):
        for value in row.values():
            assert not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) or re.fullmatch(r"[+-]?\d+(\.\d+)?", value), value


def test_hostile_text_stays_text_everywhere_else(hostile: Guide, tmp_path: Path) -> None:
    export(hostile, tmp_path)
    data = tmp_path / "data"

    assert {program["name"] for program in programs_of(data).values()} == set(HOSTILE)
    assert {service["name"] for service in services_of(data)} == set(HOSTILE)
    assert [fault for service in services_of(data) for fault in faults(service)] == []
    check_tables(data)
    check_feed(feed_of(data))
    cards = (data / "programs.vcf").read_bytes().decode()
    count = sum(program.closed is None for program in hostile.programs.values())
    assert len(re.findall(r"^BEGIN:VCARD\r$", cards, re.MULTILINE)) == len(re.findall(r"^END:VCARD\r$", cards, re.MULTILINE)) == count
    for name, text in texts_of(data).items():
        assert len(text.encode()) < LIMIT
        assert not re.search(r"^END:VCARD", text, re.MULTILINE), f"{name}: a name cannot begin a line of its own"


def test_a_place_with_an_endless_name(guide: Guide, tmp_path: Path) -> None:
    long = Place(id="taos", name="Ñ" * 400, county="Taos", kind="town", lat=36.4, lon=-105.6, municipality="yes")
    export(remade(guide, places={**guide.places, "taos": long}), tmp_path)

    assert max(len(text.encode()) for text in texts_of(tmp_path / "data").values()) < LIMIT
