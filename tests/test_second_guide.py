"""Another guide is other data: food pantries in Oregon, in three languages, built by the same hooks and templates.

tests/guides/pantries is made up. It has a mkdocs.yml, data/ and docs/ of its own, and nothing else.
"""

from __future__ import annotations

import ast
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from resource_guide.guide import language_sites
from resource_guide.listings import prepare
from resource_guide.load import load_guide
from resource_guide.model import Guide
from resource_guide.wording import Speaker

from .conftest import ROOT, call_guide, copy_second, run_guide

PANTRIES = ROOT / "tests/guides/pantries"
LANGUAGES = {"en": "", "es": "es/", "ru": "ru/"}
OF_NEW_MEXICO = r"new mexico|nuevo m[eé]xico|\bN\.?M\b|albuquerque|santa fe\b|\btaos\b"
OF_TREATMENT = r"\bIOPs?\b|intensive outpatient|ambulatori|outpatient|sobriety|sobriedad|detox|opioid|rehab|medicaid|tratamiento|\bsuicid|\b988\b|clinic"
CODE = r"new mexico|nuevo m[eé]xico|albuquerque|(?<![a-z])iops?(?![a-z])|intensive|outpatient|sobriety|opioid|detox|rehab"


@pytest.fixture(scope="module")
def pantries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the pantries, built as anybody builds a guide; a warning would have stopped it."""
    root = copy_second(tmp_path_factory.mktemp("pantries") / "guide")
    result = run_guide(root, "build", "--strict", SITE_URL="https://pantries.example/")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "WARNING" not in result.stdout + result.stderr
    return root / "site"


@pytest.fixture(scope="module")
def other() -> Guide:
    """The pantries' data."""
    guide, _ = load_guide(PANTRIES)
    assert guide is not None
    return guide


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def pdf_text(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """Every text that the site holds, those of its PDFs and of its zip too."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site).as_posix()
        if path.suffix == ".pdf":
            yield name, pdf_text(path)
        elif path.suffix == ".zip":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
                yield name, " ".join(packed.namelist())
        elif path.suffix not in (".png", ".ico") and path.name != "minisearch.js":
            yield name, text_of(path)


def test_each_page_is_in_three_languages_that_lead_to_each_other(pantries: Path, other: Guide) -> None:
    pages = sorted(path.relative_to(pantries).as_posix() for path in pantries.rglob("*.html") if path.relative_to(pantries).parts[0] not in ("es", "ru"))
    pages.remove("404.html")
    assert {"index.html", "programs/bend.html", "programs/county/crook.html", "programs/need/evening.html", "search.html"} <= set(pages)
    for page in pages:
        for tag, prefix in LANGUAGES.items():
            html = text_of(pantries / prefix / page)
            assert f'<html lang="{tag}">' in html
            switch = re.findall(r'<a class="switch" href="([^"]+)" lang="(\w+)"', html)
            assert [there for _, there in switch] == [there for there in LANGUAGES if there != tag], page
            for href, there in switch:
                assert ((pantries / prefix / page).parent / href).resolve() == (pantries / LANGUAGES[there] / page).resolve()


def test_nothing_of_new_mexico_or_of_treatment_is_in_it(pantries: Path) -> None:
    pattern = re.compile(f"{OF_NEW_MEXICO}|{OF_TREATMENT}", re.IGNORECASE)
    found = [(name, match[0]) for name, text in texts(pantries) for match in pattern.finditer(text)]
    assert not found


def test_the_code_and_the_templates_name_neither() -> None:
    """Comments and docstrings may give examples; what runs may not."""
    pattern, found = re.compile(CODE, re.IGNORECASE), []
    for path in (ROOT / "hooks").rglob("*.py"):
        tree = ast.parse(text_of(path))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            words = [value for name in ("value", "id", "attr", "name", "arg") if isinstance(value := getattr(node, name, None), str) and id(node) not in told]
            found += [(path.name, node.lineno, word) for word in words if pattern.search(word)]  # type: ignore[attr-defined]
    for pattern_of_files in ("overrides/**/*.html", "overrides/**/*.svg", "overrides/**/*.typ", "docs/assets/*.js", "docs/assets/*.css", "docs/*.js"):
        found += [(path.name, number, line) for path in ROOT.glob(pattern_of_files) for number, line in enumerate(text_of(path).splitlines(), 1) if pattern.search(line)]
    assert not found


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_town_page_has_its_numbers_and_no_others(pantries: Path, other: Guide, tag: str) -> None:
    html = text_of(pantries / LANGUAGES[tag] / "programs/sisters.html")
    listings = prepare(other, Speaker(other, tag))
    here = [listing for listing in listings.values() if listing.town_id == "sisters"]
    cards = dict(re.findall(r'<article class="card" id="([^"]+)">(.*?)</article>', html, re.DOTALL))
    assert cards.keys() == {listing.id for listing in here} and len(here) == 2
    for listing in here:
        assert re.findall(r'<a href="(tel:[^"]+)"', cards[listing.id]) == [phone.href for phone in listing.phones]
    assert "доб. 5" in text_of(pantries / "ru/programs/bend.html") and "541-555-0104 ext. 5" in text_of(pantries / "programs/bend.html")


@pytest.mark.parametrize(("pantry", "nearer"), [
    ("prineville", {"bend": ["aspen-kitchen-sisters"], "sisters": ["cedar-kitchen-bend"], "prineville": []}),
    ("sisters", {"bend": [], "sisters": [], "prineville": ["cedar-kitchen-bend"]}),
    (None, {"bend": ["aspen-kitchen-sisters", "rim-kitchen-prineville"], "sisters": ["cedar-kitchen-bend", "rim-kitchen-prineville"], "prineville": ["cedar-kitchen-bend", "aspen-kitchen-sisters"]}),
])
def test_other_kinds_are_near_only_where_the_main_one_is_farther(other: Guide, pantry: str | None, nearer: dict[str, list[str]]) -> None:
    """A kitchen in each town, and one pantry, or none: a reader who has a pantry in town is sent to no kitchen elsewhere."""
    town_of = {name: town for name, town in other.town_of.items() if "kitchen" in name} | ({"juniper-pantry-bend": pantry} if pantry else {})
    programs = {name: program for name, program in other.programs.items() if name in town_of}
    pages = language_sites(replace(other, programs=programs, town_of=town_of), [], ROOT / "overrides/guide", "")["en"].pages

    parts = {town: pages.town(other.places[town]).body.partition('id="nearer"') for town in nearer}

    assert {town: re.findall(r'#([a-z]+-kitchen-[a-z]+)"', rest) for town, (_, _, rest) in parts.items()} == nearer
    for town, (start, _, _) in parts.items():
        main = ["juniper-pantry-bend"] if pantry not in (None, town) else []
        assert re.findall(r'#([a-z]+-[a-z]+-[a-z]+)" translate', start.partition('id="nearest"')[2]) == main


def test_only_a_program_of_the_main_kind_is_a_part_of_a_whole_place(other: Guide) -> None:
    """A source says the same of a pantry and of a kitchen: the kitchen's page states it, the pantry's says to ask."""
    same = {"access": {"delivery": "yes"}, "facility_wide": ["access"]}
    guide = replace(other, programs={name: program.model_copy(update=same) for name, program in other.programs.items()})
    body = language_sites(guide, [], ROOT / "overrides/guide", "")["en"].pages.town(guide.places["bend"]).body

    cards = dict(re.findall(r'<article class="card" id="([^"]+)">(.*?)</article>', body, re.DOTALL))
    assert {name for name, card in cards.items() if 'class="whole"' in card} == {name for name in cards if "pantry" in name} < cards.keys()
    assert all("delivery" in card for card in cards.values())


def test_russian_has_three_forms_of_a_number(pantries: Path, other: Guide) -> None:
    say = Speaker(other, "ru")
    shown = {number: say.count("in_town_count", number, name="Bend") for number in (1, 2, 4, 5, 11, 21, 22, 25)}
    assert {number: text.removeprefix("Bend: ") for number, text in shown.items()} == {
        1: "1 пункт", 2: "2 пункта", 4: "4 пункта", 5: "5 пунктов", 11: "11 пунктов", 21: "21 пункт", 22: "22 пункта", 25: "25 пунктов",
    }  # fmt: skip
    for town, heading in (("bend", "Bend: 5 пунктов"), ("sisters", "Sisters: 2 пункта"), ("prineville", "Prineville: 1 пункт")):
        assert f'<h2 id="programs">{heading}</h2>' in text_of(pantries / f"ru/programs/{town}.html")
    search = text_of(pantries / "ru/search.html")
    assert 'data-one="# результат" data-few="# результата" data-other="# результатов"' in search


def test_dates_follow_the_grammar_of_each_language(pantries: Path) -> None:
    """A month alone is not a day: no "on October", no "el octubre", and октябрь, not октября."""
    wanted = {
        "en": ("A volunteer called in October 2026.", "A volunteer called on October 12, 2026."),
        "es": ("Una persona voluntaria llamó en octubre de 2026.", "Una persona voluntaria llamó el 12 de octubre de 2026."),
        "ru": ("Волонтёр звонил: октябрь 2026 года.", "Волонтёр звонил 12 октября 2026 года."),
    }
    for tag, sentences in wanted.items():
        html = text_of(pantries / LANGUAGES[tag] / "programs/bend.html")
        assert all(sentence in html for sentence in sentences), tag


def test_a_source_says_its_language(pantries: Path) -> None:
    html = text_of(pantries / "faq.html")
    assert '<cite lang="ru">Выдуманный список</cite>' in html and '<cite lang="en">Made-up list</cite>' in html


def test_paper_speaks_the_languages_of_the_setting_with_the_fonts_of_the_guide(pantries: Path) -> None:
    """A sheet has two sides, English and Russian here; a booklet and a call sheet there is in each language."""
    for name in ("towns/bend", "large/bend", "list/bend", "flyers/bend", "counties/deschutes"):
        text = pdf_text(pantries / f"print/{name}.pdf")
        assert re.search("[а-яё]{4}", text) and "541-555-0101" in text and "*" not in text.replace("*:", "").replace("* ", ""), name
    sheet = pdf_text(pantries / "print/towns/bend.pdf")
    assert "Пункты выдачи: Bend" in sheet and "Pantries in Bend" in sheet and "Despensas en Bend" not in sheet
    assert "Despensas" in pdf_text(pantries / "print/booklet-es.pdf") and "Пункты по округам" in pdf_text(pantries / "print/booklet-ru.pdf")


def test_a_language_whose_grammar_needs_more_forms_is_told_so(tmp_path: Path) -> None:
    root = tmp_path / "guide"
    shutil.copytree(PANTRIES, root)
    path = root / "data/wording/ru.yml"
    text = text_of(path).replace('search_found_few: "{count} результата"\n', "").replace('need_count_one: "Так сказано об {count} пункте."', 'need_count_one: "Так сказано об одном пункте."')
    path.write_text(text, encoding="utf-8")
    line = text.split("\n").index('need_count_one: "Так сказано об одном пункте."') + 1
    assert call_guide(root, "check").stdout.splitlines() == [
        "data/wording/ru.yml:1: warning: search_found_few: no words for 'ru'; readers see another language; add 'search_found_few: …'",
        f"data/wording/ru.yml:{line}: need_count_one: the words stand for more than one number (1, 21, 31 …); write {{count}} for the number",
    ]
    wrong = call_guide(root, "check", "--lang", "es").stdout
    assert "las palabras valen para más de un número" in wrong
