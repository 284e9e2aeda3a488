"""The feeds of news, and the pages of plain text."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from resource_guide.exports.plain import LIMIT
from resource_guide.model import Guide
from resource_guide.places import page_places
from resource_guide.programs import Phone
from resource_guide.views import Views
from resource_guide.wording import Speaker

from .conftest import SITE_URL
from .export_tools import ATOM, changed, check_feed, export, feed_of, remade, texts_of, with_programs
from .export_tools import data as data
from .export_tools import rich as rich
from .test_site import digits, numbers_of

# Feeds


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
