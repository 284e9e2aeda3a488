"""Sheets of other data: hostile names, too many programs, other paper; what is made again, and what paper cannot show."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest
from slugify import slugify

from resource_guide.editions import Record
from resource_guide.handouts import call_sheets
from resource_guide.load import load_guide
from resource_guide.model import Guide, TextLine
from resource_guide.paper import crisis_words
from resource_guide.places import page_places
from resource_guide.programs import Closed, Phone
from resource_guide.sheets import STRIPS, Press, check, write_sheets
from resource_guide.typeset import Typesetter, folding_order, printable, unprintable
from resource_guide.typeset import letters as letters_of
from resource_guide.views import Views
from resource_guide.wording import Speaker

from .conftest import ROOT
from .paper_tools import PRINT, codes_in, contents_of, facts, ink_box, overlaps, picture, press_of, text_of, words_of


def test_pages_fold_in_order() -> None:
    assert folding_order(4) == [(4, 1), (2, 3)]
    assert folding_order(6) == [(0, 1), (2, 0), (6, 3), (4, 5)]
    for pages in range(1, 30):
        assert sorted(page for pair in folding_order(pages) for page in pair if page) == list(range(1, pages + 1))


def make_town(guide: Guide, place_id: str, folder: Path, kind: str = "town") -> Path:
    press = press_of(guide)
    place = guide.places[place_id]
    sheet = {"town": press.town, "list": press.discreet, "large": press.large}[kind](place)
    Typesetter(PRINT, folder / "cache").make(folder, [[sheet]])
    return folder / sheet.path


HOSTILE = {
    "source": '#read("/etc/passwd") #set page(fill: red) $x$ *bold* <label> @ref // no',
    "long": "Very long name " * 13,
    "one word": "W" * 200,
    "cjk": "漢字の名前 プログラム",
    "rtl": "برنامج العلاج \u202e evil",
    "dine": "Hózhǫ́ Náhásdlį́į́ʼ Łéʼétsoh",
    "controls": "Bell\x07 tab\t end\u2066",
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("kind", ["town", "list", "large"])
def test_a_hostile_name_stays_on_the_sheet(guide: Guide, tmp_path: Path, case: str, kind: str) -> None:
    programs = dict(guide.programs)
    name = next(program for program, town in guide.town_of.items() if town == "taos")
    programs[name] = programs[name].model_copy(update={"name": HOSTILE[case], "phones": programs[name].phones})
    path = make_town(dataclasses.replace(guide, programs=programs), "taos", tmp_path, kind)

    found = facts(path)
    assert found["pages"] == 2 or (kind == "large" and found["pages"] % 2 == 0)
    for words in words_of(path):
        assert overlaps(words) == []
    for page in range(1, found["pages"] + 1):
        image = picture(path, page, 36)
        box = ink_box(image)
        assert box[0] >= 12 and box[2] <= image.width - 12 and box[3] <= image.height - 12
    text = "".join(text_of(path).split())
    assert programs[name].phones[0].number in text
    if case == "source":
        assert '#read("/etc/passwd")' in text and "root:" not in text
    if case == "dine":
        assert "Łéʼétsoh" in text


def test_forty_programs_and_missing_fields_keep_two_sides(guide: Guide, tmp_path: Path) -> None:
    original = next(program for program, town in guide.town_of.items() if town == "taos")
    programs, town_of = dict(guide.programs), dict(guide.town_of)
    bare = {"phones": [], "website": None, "treats": {}, "languages": {}, "payment": {}, "ages": {}, "format": {}}
    for number in range(40):
        copy = programs[original].model_copy(update={"id": f"copy-{number}", "name": f"Copy {number}", **(bare if number % 2 else {})})
        programs[copy.id] = copy
        town_of[copy.id] = "taos"
    files = guide.program_files | {f"copy-{number}": "data/programs/taos.yml" for number in range(40)}
    many = dataclasses.replace(guide, programs=programs, town_of=town_of, program_files=files)
    for kind in ("town", "list"):
        path = make_town(many, "taos", tmp_path, kind)
        assert facts(path)["pages"] == 2
        assert "more" in text_of(path)
        for words in words_of(path):
            assert overlaps(words) == []


def test_the_crisis_line_says_what_to_text_where_its_data_do(guide: Guide) -> None:
    line = guide.helplines[guide.settings.strip_helpline]
    english, spanish = (Speaker(guide, tag) for tag in ("en", "es"))
    assert "Call or text." in crisis_words(english, "paper_crisis", line)
    for key in ("paper_crisis", "paper_checklist_crisis"):
        assert "oprima 2, o mande AYUDA por mensaje de texto." in crisis_words(spanish, key, line)
        for text in (None, TextLine(number=line.phone), TextLine(number="838255", keyword={"es": "AYUDA"})):
            words = crisis_words(spanish, key, line.model_copy(update={"text": text}))
            assert "oprima 2." in words and "mande" not in words


def test_a_call_sheet_is_all_that_a_caller_has(guide: Guide, tmp_path: Path) -> None:
    silent = next(program for program, town in guide.town_of.items() if town == "taos")
    mute = {"phones": [], "website": "https://example.org/iop", "medication": {}, "payment": {}}
    programs = guide.programs | {silent: guide.programs[silent].model_copy(update=mute)}
    press = press_of(dataclasses.replace(guide, programs=programs))
    sheets = [sheet for sheet in call_sheets(press.desk, guide.today) if "/taos" in sheet.path]
    Typesetter(PRINT, tmp_path / "cache").make(tmp_path, [sheets])
    text = " ".join(text_of(tmp_path / "print/calls/taos.pdf").replace("\u200b", "").split())
    assert "Give this sheet back to:" in text and "write “no answer” in the notes" in text
    assert "No phone listed: example.org" in text
    assert "Medication: which? (medication for substance use disorder" in text and " my " not in text and "I " not in text.split("three minutes.”")[1]
    for page in range(1, facts(tmp_path / "print/calls/taos.es.pdf")["pages"] + 1):
        lines = text_of(tmp_path / "print/calls/taos.es.pdf", page).splitlines()
        assert not any(line.strip() in ("sabe", "no sabe)") for line in lines)


def test_a_page_from_the_browser_has_no_dead_links_to_sheets_and_whole_numbers_of_sources() -> None:
    css = (ROOT / "docs/assets/guide.css").read_text(encoding="utf-8").partition("@media print")[2].partition("\n}\n")[0]
    hidden = next(line for line in css.splitlines() if "display: none !important" in line)
    assert ".paper" in re.split("[ ,]+", hidden) and re.search(r"\.footnote ol { padding-left: 2\.5rem; }", css)


@pytest.mark.parametrize(("town", "shown"), [("Shiprock", ["Shiprock 505-368-1050 ext. 1438"]), ("Santa Rosalia of the Great Northern Mesa", ["505-368-1050 ext. 1438"])])
def test_the_lines_of_a_strip_stay_on_it(guide: Guide, tmp_path: Path, town: str, shown: list[str]) -> None:
    press = press_of(guide)
    sheet = press.flyer(press.places[0])
    lines = [sheet.data["strip"][0], {"town": town, "text": "505-368-1050 ext. 1438"}, {"town": "Santa Rosalia of the Great Northern Mesa", "text": "505-555-0123"}]
    sheet = dataclasses.replace(sheet, data=sheet.data | {"strip": lines})
    Typesetter(PRINT, tmp_path / "cache").make(tmp_path, [[sheet]])
    path = tmp_path / sheet.path
    text = " ".join(text_of(path).split())
    assert [line for line in shown if text.count(line) != STRIPS] == [] and "0123" not in text and text.count("Santa Rosalia") == 0
    width = 540 / STRIPS
    turned = [word for word in words_of(path)[0] if word.box[1] > 792 - 36 - 205]
    assert len({round(word.box[0]) for word in turned}) == 2 * STRIPS, "two lines on each"
    assert all(36 + width * (number := int((word.box[0] - 36) // width)) <= word.box[0] and word.box[2] <= 36 + width * (number + 1) for word in turned)


def test_a_guide_without_spanish_words_and_on_a4(guide: Guide, tmp_path: Path) -> None:
    wording = guide.wording | {"es": guide.wording["en"]}
    settings = guide.settings.model_copy(update={"paper": "a4"})
    path = make_town(dataclasses.replace(guide, wording=wording, settings=settings), "taos", tmp_path)
    assert facts(path)["pages"] == 2 and facts(path)["size"] == {(0, 0, 595, 842)}


def test_another_guide_prints_too_and_no_number_of_what_has_closed(tmp_path: Path) -> None:
    tiny = ROOT / "tests/guides/tiny"
    other, problems = load_guide(tiny)
    assert other is not None, problems
    end = {"closed": Closed(date="2026-10", reason={"en": "It has moved away.", "es": "Se mudó."}), "website": "https://gone.example.org", "phones": [Phone(number="575-555-0177")]}
    ends = {"shut-phone": end, "shut-website": end | {"phones": []}, "shut-state": end}
    shut = {name: other.programs["valley-counseling"].model_copy(update=end | {"id": name}) for name, end in ends.items()}
    town_of = other.town_of | {"shut-phone": "taos", "shut-website": "taos"}
    other = dataclasses.replace(other, programs=other.programs | shut, town_of=town_of, program_files=other.program_files | dict.fromkeys(shut, "data/programs/taos.yml"))
    press = Press(other, {tag: Views(other, Speaker(other, tag)) for tag in other.languages}, Record(), "")
    setter = Typesetter(PRINT, tmp_path / "cache")
    counts = write_sheets(tmp_path, [*press.sheets_of_data(), *press.sheets_of_pages(contents_of(tiny, other))], setter)
    assert counts["town"] == len(page_places(other)) and codes_in(tmp_path / "print/towns/taos.pdf", 1) == []

    texts = {path.relative_to(tmp_path / "print").as_posix(): " ".join(text_of(path).replace("\u200b", "").split()) for path in (tmp_path / "print").rglob("*.pdf")}
    assert [name for name, text in texts.items() if "555-0177" in text or "gone.example" in text] == []
    assert {name for name, text in texts.items() if "It has moved away." in text} == {"towns/taos.pdf", "large/taos.pdf", "list/taos.pdf", "all-towns.pdf"}
    open_ones = {name.partition("/")[0] for name, text in texts.items() if "575-555-0101" in text}
    assert open_ones >= {"towns", "large", "list", "flyers", "counties", "all-towns.pdf", "booklet-en.pdf", "booklet-es.pdf"}
    assert "575-555-0103" in texts["calls/colfax.pdf"]


def test_only_what_changed_is_made_again(guide: Guide, tmp_path: Path) -> None:
    press = press_of(guide)
    places = [place for place in press.places if place.county in ("Lea", "Eddy", "Taos")]
    sheets = [press.town(place) for place in places]
    setter = Typesetter(PRINT, tmp_path / "cache")
    assert setter.make(tmp_path / "one", [sheets]) == len(sheets)
    assert Typesetter(PRINT, tmp_path / "cache").make(tmp_path / "two", [sheets]) == 0

    name = next(program for program, town in guide.town_of.items() if town == "hobbs")
    programs = guide.programs | {name: guide.programs[name].model_copy(update={"name": "New name"})}
    changed = dataclasses.replace(guide, programs=programs)
    press = press_of(changed)
    again = [press.town(place) for place in places]
    made = Typesetter(PRINT, tmp_path / "cache").make(tmp_path / "three", [again])
    assert 1 <= made < len(sheets)

    shutil.rmtree(tmp_path / "cache")
    Typesetter(PRINT, tmp_path / "cache").make(tmp_path / "four", [sheets[:2], sheets[2:5]])
    for sheet in sheets[:5]:
        assert (tmp_path / "one" / sheet.path).read_bytes() == (tmp_path / "four" / sheet.path).read_bytes()


def test_kept_plans_make_the_same_sheets_and_damaged_ones_are_made_again(guide: Guide, tmp_path: Path) -> None:
    press = press_of(guide)
    sheets = [make(place) for place in press.places[:4] for make in (press.town, press.discreet, press.large)]
    cache = tmp_path / "cache"
    Typesetter(PRINT, cache).make(tmp_path / "one", [sheets])
    plans = sorted(cache.glob("*.json"))
    assert len(plans) == len(sheets)
    plans[0].write_text("{", encoding="utf-8")
    plans[1].unlink()
    plans[2].write_text("null", encoding="utf-8")
    plans[3].write_text(plans[3].read_text(encoding="utf-8").replace('"left": 0', '"left": 9'), encoding="utf-8")
    plans[4].write_text(plans[3].read_text(encoding="utf-8").partition("\n")[0] + "\n{}", encoding="utf-8")
    for number, path in enumerate(cache.glob("*.pdf")):
        if number % 2:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:1000])

    assert Typesetter(PRINT, cache).make(tmp_path / "two", [sheets]) == len(sheets)

    assert sorted(cache.glob("*.json")) == plans
    for sheet in sheets:
        assert (tmp_path / "one" / sheet.path).read_bytes() == (tmp_path / "two" / sheet.path).read_bytes()


@pytest.mark.parametrize("template", ["town.typ", "flyer.typ"])
def test_a_template_that_fails_is_named(guide: Guide, tmp_path: Path, template: str) -> None:
    shutil.copytree(PRINT, tmp_path / "print")
    (tmp_path / "print" / template).write_text("#panic(1)", encoding="utf-8")
    press = press_of(guide)
    sheet = (press.town if template == "town.typ" else press.flyer)(press.places[0])
    with pytest.raises(ValueError, match=rf"{sheet.path} cannot be .* {template}: .*panicked with: 1"):
        Typesetter(tmp_path / "print", tmp_path / "cache").make(tmp_path, [[sheet]])
    assert not (tmp_path / sheet.path).exists() and not list((tmp_path / "cache").iterdir())


def test_check_warns_of_what_paper_cannot_show(guide: Guide) -> None:
    assert list(check(guide, PRINT / "fonts")) == []
    name = next(iter(guide.programs))
    programs = guide.programs | {name: guide.programs[name].model_copy(update={"name": "漢" * 130})}
    wording = guide.wording | {"es": guide.wording["es"] | {"paper_list_cover": "Lista de tratamientos"}}
    found = [str(problem) for problem in check(dataclasses.replace(guide, programs=programs, wording=wording), PRINT / "fonts")]
    assert any("cannot show 漢" in message for message in found) and any("130 characters" in message for message in found)
    assert any("data/wording/es.yml" in message and "'tratamiento' tells" in message for message in found)


def test_fonts_have_the_letters_of_both_languages_and_of_dine() -> None:
    known = letters_of(PRINT / "fonts")
    assert unprintable("ÁÉÍÓÚÜÑáéíóúüñ¿¡«»“”’–—·•", known) == []
    assert unprintable("ąą́áłŁńǫǫ́ǪįįęʼDiné bizaad", known) == []
    assert printable("漢a\x07", known) == "*a"
    assert slugify("Doña Ana") == "dona-ana"
    for licence in ("OFL-AtkinsonHyperlegibleNext.txt", "OFL-NotoSans.txt"):
        assert "SIL Open Font License" in (PRINT / "fonts" / licence).read_text(encoding="utf-8")
