"""The drawings: words and figures from data/, readable by eye and by ear, in the page's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from resource_guide.model import Guide
from resource_guide.pictures import WIDTH, svg
from resource_guide.placeholders import faults
from resource_guide.shell import environment

from .conftest import ROOT, run_guide, without_sheets

PAGES = {"levels-of-care": "what-is-iop", "sample-week": "a-typical-session"}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(guide: Guide, tag: str, name: str) -> ElementTree.Element:
    text = str(svg(environment(ROOT / "overrides" / "guide"), guide, tag, name))
    return ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize("tag", ["en", "es"])
@pytest.mark.parametrize("name", PAGES)
def test_a_picture_speaks_the_language_of_its_page(site: Path, guide: Guide, name: str, tag: str) -> None:
    page = (site / ("" if tag == "en" else tag) / f"{PAGES[name]}.html").read_text(encoding="utf-8")
    picture = guide.pictures[name]

    assert page.count('<figure class="picture">') == 1 and "data-picture" not in page
    title = re.search(f'<title id="picture-{name}-title">(.*?)</title>', page)
    assert title and title[1] == picture.title[tag]
    assert f'aria-labelledby="picture-{name}-title picture-{name}-text"' in page
    assert picture.note and picture.note[tag] in page
    assert "{{" not in page and "style=" not in page


@pytest.mark.parametrize("tag", ["en", "es"])
def test_what_the_ladder_shows_is_also_told(guide: Guide, tag: str) -> None:
    """A listener hears every word on the steps that a looker sees, from the lowest step to the highest."""
    picture = drawn(guide, tag, "levels-of-care")
    told = picture.findtext(f"{SVG}desc") or ""
    _most, *steps, _least = (text.text or "" for text in picture.iter(f"{SVG}text"))
    assert len(steps) > 10
    for words in steps:
        assert words in told
    ladder = guide.pictures["levels-of-care"].ladder
    assert ladder and [told.index(step.name[tag]) for step in ladder.steps] == sorted(told.index(step.name[tag]) for step in ladder.steps)


@pytest.mark.parametrize("tag", ["en", "es"])
def test_what_the_week_shows_is_also_told(guide: Guide, tag: str) -> None:
    """Each day of each track, its name in full, with its parts in words."""
    told = drawn(guide, tag, "sample-week").findtext(f"{SVG}desc") or ""
    week = guide.pictures["sample-week"].week
    assert week
    words = {part.id: part.words[tag] for part in week.parts}
    for track in week.tracks:
        for session in track.sessions:
            assert f"{track.name[tag]}, {week.days[session.day - 1][tag]}: {', '.join(words[part] for part in session.parts)}." in told


@pytest.mark.parametrize("tag", ["en", "es"])
@pytest.mark.parametrize("name", PAGES)
def test_a_picture_stays_within_its_edges_and_letters_are_large_enough(guide: Guide, name: str, tag: str) -> None:
    """On a page of 340 px a unit is a pixel: no letter below 13 px."""
    picture = drawn(guide, tag, name)
    height = int(picture.attrib["viewBox"].split()[3])
    for box in picture.iter(f"{SVG}rect"):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= WIDTH
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= height
    for text in picture.iter(f"{SVG}text"):
        assert int(text.attrib["font-size"]) >= 13 and int(text.attrib["y"]) <= height
    assert not any(re.search(r"#|rgb|style", f"{key}{value}") for element in picture.iter() for key, value in element.attrib.items())


def test_figures_come_from_the_facts(project: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("data/facts.yml", 'iop-hours-top, value: "19"', 'iop-hours-top, value: "17"')
    result = run_guide(without_sheets(project), "build")

    assert result.returncode == 0, result.stdout + result.stderr
    for tag, words in (("", "9 to 17 hours a week"), ("es", "de 9 a 17 horas por semana")):
        picture = re.search("<svg[^>]*picture.*?</svg>", (project / "site" / tag / "what-is-iop.html").read_text(encoding="utf-8"), re.DOTALL)
        assert picture and picture[0].count(words) == 2, "drawn and told"


@pytest.mark.parametrize("tag", ["", "es"])
def test_the_week_shows_what_the_tables_say(site: Path, guide: Guide, tag: str) -> None:
    page = (site / tag / "a-typical-session.html").read_text(encoding="utf-8")
    tables = " ".join(re.findall("<table>.*?</table>", page, re.DOTALL))
    week = guide.pictures["sample-week"].week
    assert week
    for part in week.parts:
        assert part.words[tag or "en"] in tables


def test_search_finds_the_text_and_not_the_drawing(site: Path) -> None:
    assert "picture-" not in (site / "assets" / "search-en.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "message"), [
    ("{{ picture:levels-of-car }}", "there is no picture 'levels-of-car'; did you mean 'levels-of-care'?"),
    ("{{ pictures:levels-of-care }}", "there is no placeholder 'pictures'; did you mean 'picture'?"),
    ("See {{ picture:levels-of-care }}", "a picture stands among other words; write it on a line of its own, with an empty line before and after it"),
])  # fmt: skip
def test_a_wrong_placeholder_is_explained(guide: Guide, text: str, message: str) -> None:
    assert [f"{fault.message}; {fault.fix}" for fault in faults(text, guide)] == [message]


def test_a_right_placeholder_has_no_fault(guide: Guide) -> None:
    assert list(faults("Words.\n\n{{ picture:sample-week }}\n\nWords.", guide)) == []
