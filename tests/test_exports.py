"""The data files: whole, true to the data, safe to open, the same each time."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from resource_guide.catalog import FIXED, data_files, dataset_files, fields
from resource_guide.exports.hsds_schema import TABLES
from resource_guide.exports.plain import LIMIT
from resource_guide.exports.tables import columns, neutral, table
from resource_guide.model import Guide, Place
from resource_guide.places import page_places
from resource_guide.programs import Closed, Phone

from .conftest import ROOT, SITE_URL
from .export_tools import (
    changed,
    check_feed,
    check_tables,
    export,
    faults,
    feed_of,
    hsds_tables,
    programs_of,
    remade,
    services_of,
    sheet,
    texts_of,
    with_programs,
)
from .export_tools import data as data
from .export_tools import rich as rich
from .test_site import digits, numbers_of, parse

HOSTILE = [
    '=HYPERLINK("https://evil.example","Call")', "+1+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1+1)", "\t=1", "\r=1", "<script>alert(1)</script>",
    "Two\r\nlines\r\nEND:VCARD", 'She said "no", \'yes\'; and , left', "&amp; ]]> <!--", "x" * 400, "مركز العلاج", "治疗中心 🏥", "{{ phone:988 }}", "\\n;:,", "505-555-0199",
]  # fmt: skip


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


# Contact cards


def test_a_card_for_every_open_listing(rich: Guide, data: Path, guide: Guide, tmp_path: Path) -> None:
    for name in ("programs.vcf", "programs.es.vcf"):
        cards = (data / name).read_bytes().decode()
        assert cards.count("BEGIN:VCARD\r\n") == cards.count("END:VCARD\r\n") == len(guide.programs)
        assert cards.count("\n") == cards.count("\r\n")
    export(rich, tmp_path)
    assert "FN:Closed" not in (tmp_path / "data/programs.vcf").read_text(encoding="utf-8")


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
