"""The hand-written pages: complete, readable, and the same in both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from resource_guide.documents import Document, read_documents
from resource_guide.load import load_guide
from resource_guide.placeholders import PLACEHOLDER
from resource_guide.reading import level, page_text

from .conftest import ROOT

BRIEF = ["W1", "W2", "W3", "W4", "W5", "B1", "B2", "B3", "B4", "B5", "K1", "K2", "K3", "K4", "K5", "K6", "K7", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "N1", "N2", "N3", "N4", "N5", "H1", "H2", "I1", "I2", "I3", "I4", "I5", "I6", "A1", "A2", "A3", "C1", "C2", "C3", "C4", "E1", "E2", "E3", "E4", "E5", "S1", "Q1", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "X1", "P1"]
"""Ids of the points that the guide must make; each page names its own under ``covers``."""

PAGES = sorted(ROOT.joinpath("docs").rglob("*.md"))
ENGLISH = [path for path in PAGES if not path.name.endswith(".es.md")]
SPANISH = [path for path in PAGES if path.name.endswith(".es.md")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def documents() -> list[Document]:
    guide, _ = load_guide(ROOT)
    assert guide is not None
    return read_documents(ROOT, guide)[0]


@pytest.mark.parametrize("tag", ["en", "es"])
def test_every_point_of_the_brief_is_covered(tag: str) -> None:
    covered = {point for document in documents() if document.language == tag for point in document.covers}

    assert covered == set(BRIEF)


def test_every_page_has_its_translation() -> None:
    assert {path.name.removesuffix(".md") for path in ENGLISH} == {path.name.removesuffix(".es.md") for path in SPANISH}


def assert_easy(path: Path, measure: str) -> None:
    guide, _ = load_guide(ROOT)
    assert guide is not None
    document = next(document for document in documents() if document.file == name_of(path))
    found = level(page_text(document, guide), document.language)

    assert found is not None and found.measure == measure and found.easy_enough, found


@pytest.mark.parametrize("path", ENGLISH, ids=name_of)
def test_english_reads_at_grade_8_or_lower(path: Path) -> None:
    assert_easy(path, "grade")


@pytest.mark.parametrize("path", SPANISH, ids=name_of)
def test_spanish_reads_at_inflesz_55_or_higher(path: Path) -> None:
    assert_easy(path, "INFLESZ")


@pytest.mark.parametrize("path", ENGLISH, ids=name_of)
def test_translation_has_the_same_structure(path: Path) -> None:
    """Headings with their marks, links, boxes, list items and placeholders, in the same order."""

    def outline(page: Path) -> list[str]:
        text = page.read_text(encoding="utf-8")
        pattern = r"^#+(?= )|\{ ?#[^}]*\}|\]\([^)]*\)|^(?:!!!|\?\?\?) \w+|^ *(?:-|\d+\.) |^\|" + "|" + PLACEHOLDER.pattern
        return [match.group().strip() for match in re.finditer(pattern, text, re.MULTILINE)]

    assert outline(path.with_name(path.stem + ".es.md")) == outline(path)


@pytest.mark.parametrize("path", [path for path in PAGES if path.name.split(".")[0] not in ("index", "glossary")], ids=name_of)
def test_each_page_has_a_summary_and_a_next_step(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.search(r"^!!! short ", text, re.MULTILINE)
    assert "{ #next-step" in text or path.parent.name == "programs"


STIGMA = {
    "en": r"\b(?:addicts?|abusers?|junk(?:y|ies)|alcoholics?\b(?! Anonymous)|substance abuse|drug abuse|MAT|committed suicide)\b",
    "es": r"\b(?:adict[oa]s?|drogadict[oa]s?|drogadicción|alcohólic[oa]s?\b(?! Anónimos)|borrach[oa]s?|abuso de (?:sustancias|drogas)|toxicóman[oa]s?)\b",
}
"""Words that keep people from care (NIDA, "Words Matter"), and never stand in a page of ours."""


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_people_come_first(path: Path) -> None:
    found = re.findall(STIGMA["es" if path in SPANISH else "en"], path.read_text(encoding="utf-8"), re.IGNORECASE)

    assert found == []


FORBIDDEN = ["1-855-637-6574", "1-844-493-8255", "38255", "1-866-435-7166", "Safe Ride", "press 3", "oprima 3", "1-855-507-5509", "Affordable Connectivity"]
"""Numbers and names that the research found wrong, ended or unconfirmed."""


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_nothing_unconfirmed_is_printed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert [word for word in FORBIDDEN if re.search(rf"(?<!\d){re.escape(word)}", text)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_numbers_come_from_the_data(path: Path) -> None:
    """Phones, money, and hours are placeholders, so that both languages change at once."""
    text = re.sub(r"\]\([^)]*\)|\{[^{}]*\}", "", PLACEHOLDER.sub("", path.read_text(encoding="utf-8")))

    assert re.findall(r"\$ ?\d|\b\d{3}-\d{3}-\d{4}|\b988\b|\b911\b|\b\d+ ?(?:hours|horas)", text) == []


def test_the_word_to_text_is_that_of_the_data() -> None:
    """In Spanish the crisis line answers only who texts its word: each page that says to text it gives the word, and no page another."""
    guide, _ = load_guide(ROOT)
    assert guide is not None
    words = {word for line in guide.helplines.values() if line.text for word in line.text.keyword.values()}
    strip = guide.helplines[guide.settings.strip_helpline]
    assert strip.text is not None
    told = 0
    for path in SPANISH:
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:envíe|mande|palabra) ([A-ZÁÉÍÓÚÑ]{3,})", text)) <= words, path
        for line in text.splitlines():
            if f"{{{{ text:{strip.id} }}}}" in line:
                assert strip.text.keyword["es"] in line, f"{path}: {line}"
                told += 1
    assert told > 10
