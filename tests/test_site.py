"""The built site: every page, in both languages, and nothing else."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import phonenumbers
import pytest

from resource_guide.model import Guide
from resource_guide.places import counties, page_places
from resource_guide.sheets import BUNDLE

from .conftest import ROOT, SITE_URL, files_of


class _Page(HTMLParser):
    """Links, ids, resources and languages of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.resources: list[str] = []
        self.ids: list[str] = []
        self.feeds: list[str] = []
        self.lang = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = values["lang"]
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed"):
            self.resources += [values[name] for name in ("src", "srcset") if name in values]
        if tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload", "manifest"):
            self.resources.append(values["href"])
        if tag == "link" and values.get("type") == "application/atom+xml":
            self.feeds.append(values["href"])
        if "id" in values:
            self.ids.append(values["id"])


@cache
def parse(path: Path) -> _Page:
    return _Page(path.read_text(encoding="utf-8"))


def pages_of(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if path.name != "404.html")


def language_of(path: Path, site: Path) -> str:
    return "es" if path.relative_to(site).parts[0] == "es" else "en"


def test_every_town_and_county_has_a_page_in_both_languages(site: Path, guide: Guide) -> None:
    towns = {f"{place.id}.html" for place in page_places(guide)}

    for folder in (site / "programs", site / "es/programs"):
        assert {path.name for path in folder.glob("*.html")} == towns | {"index.html"}
        assert {path.stem for path in (folder / "county").glob("*.html")} == {county.id for county in counties(guide)}

    assert len(counties(guide)) == 33
    assert sum(place.municipality == "yes" for place in page_places(guide)) == 106


def test_both_languages_have_the_same_pages(site: Path) -> None:
    english = {path.relative_to(site) for path in pages_of(site) if language_of(path, site) == "en"}
    spanish = {path.relative_to(site / "es") for path in pages_of(site) if language_of(path, site) == "es"}

    assert english == spanish


def test_each_page_says_its_language_and_leads_to_the_other(site: Path) -> None:
    for path in pages_of(site):
        relative = path.relative_to(site).as_posix()
        page, tag = parse(path), language_of(path, site)
        other = relative.removeprefix("es/") if tag == "es" else f"es/{relative}"

        assert page.lang == tag, relative
        assert "../" * relative.count("/") + other in page.links, relative
        assert page.feeds == ["../" * relative.count("/") + ("data/changes.es.xml" if tag == "es" else "data/changes.xml")], relative


def test_every_link_leads_somewhere(site: Path) -> None:
    broken = []
    for path in pages_of(site):
        here = path.relative_to(site).as_posix()
        for link in parse(path).links + parse(path).resources + parse(path).feeds:
            if urlsplit(link).scheme:
                continue
            target, _, fragment = unquote(urljoin(f"/{here}", link)).lstrip("/").partition("#")
            end = site / target.partition("?")[0]
            if not end.is_file() or (fragment and fragment not in parse(end).ids):
                broken.append(f"{here}: {link}")

    assert broken == []


def test_ids_are_unique_on_each_page(site: Path) -> None:
    for path in pages_of(site):
        ids = parse(path).ids

        assert len(ids) == len(set(ids)), path


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in [*pages_of(site), site / "404.html"]:
        for address in parse(path).resources:
            assert not urlsplit(address).scheme and not address.startswith("//"), f"{path}: {address}"
    for style in site.rglob("*.css"):
        assert not re.search(r"@import|url\((?!\"?data:)", style.read_text(encoding="utf-8"))


def test_crisis_line_is_on_every_page(site: Path) -> None:
    for path in [*pages_of(site), site / "404.html"]:
        assert "tel:988" in parse(path).links, path
        if language_of(path, site) == "es":
            assert "oprima 2" in path.read_text(encoding="utf-8"), path


def numbers_of(guide: Guide) -> Iterator[str]:
    yield from (phone.number for program in guide.programs.values() for phone in program.phones)
    for line in guide.helplines.values():
        yield line.phone
        yield from filter(None, [line.tty, line.text and line.text.number])


def digits(text: str) -> str:
    return re.sub(r"\D", "", text).removeprefix("1")


def test_every_number_comes_from_the_data(site: Path, guide: Guide) -> None:
    """No page offers a number that is not in data/ with its source."""
    known = {digits(number) for number in numbers_of(guide)} | {"911"}
    for path in [*pages_of(site), site / "404.html"]:
        for link in parse(path).links:
            if link.startswith(("tel:", "sms:")) and not link.startswith("sms:?"):
                assert digits(link) in known, f"{path}: {link}"
        messages = [unquote(link) for link in parse(path).links if link.startswith("sms:?")]
        text = " ".join([re.sub(r"<[^>]*>", " ", path.read_text(encoding="utf-8")), *messages])
        for match in phonenumbers.PhoneNumberMatcher(text, "US"):
            assert digits(str(match.number.national_number)) in {number[:10] for number in known}, f"{path}: {match.raw_string}"


def test_no_fixture_and_no_lead_is_on_the_site(site: Path, guide: Guide) -> None:
    leads = re.findall(r"^- id: (.+)$", (Path(__file__).parent.parent / "data/leads.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(leads) == 22
    for path in pages_of(site):
        html = path.read_text(encoding="utf-8")

        assert not re.search(r"555[-. ]?01\d\d", html), path
        assert not set(leads) & set(parse(path).ids), path


def test_each_program_is_on_its_town_page_and_in_every_list(site: Path, guide: Guide) -> None:
    for prefix in ("", "es/"):
        index = parse(site / f"{prefix}programs/index.html")
        for program in guide.programs.values():
            town = guide.town_of[program.id]

            assert program.id in parse(site / f"{prefix}programs/{town}.html").ids
            assert index.links.count(f"{'../' if not prefix else '../../es/'}programs/{town}.html#{program.id}") >= 2


def test_every_listing_says_that_nobody_confirmed_it(site: Path, guide: Guide) -> None:
    """A list is never a person's check: today nothing is confirmed, and each page says so."""
    for program in guide.programs.values():
        english = (site / f"programs/{guide.town_of[program.id]}.html").read_text(encoding="utf-8")
        spanish = (site / f"es/programs/{guide.town_of[program.id]}.html").read_text(encoding="utf-8")

        assert "Not confirmed lately" in english and "Sin confirmar últimamente" in spanish
    taos = (site / "programs/taos.html").read_text(encoding="utf-8")
    assert "From the federal list of June 2023. Call first." in taos
    assert "De la lista federal de junio de 2023. Llame antes de ir." in (site / "es/programs/taos.html").read_text(encoding="utf-8")


def test_a_town_without_a_program_helps_all_the_same(site: Path) -> None:
    html = (site / "programs/angel-fire.html").read_text(encoding="utf-8")

    assert "We know of no program in Angel Fire." in html
    assert "tel:+1-575-737-5533" in html, "the nearest IOP, in Taos"
    assert re.search(r"about \d+ miles by road \(estimate\)", html)
    assert re.search(r"3 sessions a week: about \d+ miles and [\d.]+ hours on the road", html)
    assert 'id="rides"' in html and "tel:988" in html


@pytest.mark.parametrize(("prefix", "only"), [("", {"women": "Only for: women", "veterans": "Only for: veterans"}), ("es/", {"women": "Solo para: mujeres", "veterans": "Solo para: veteranos"})])
def test_whom_a_program_is_for_stands_wherever_it_is_named(site: Path, guide: Guide, prefix: str, only: dict[str, str]) -> None:
    """On cards of what is near, in lists and in search: nobody who is not meant drives there."""
    limited = {program.id: only[answer] for program in guide.programs.values() for answer in program.only}
    assert len(limited) == 3
    named = 0
    for path in (site / prefix / "programs").rglob("*.html"):
        html = path.read_text(encoding="utf-8").partition('id="a-z"')[0]  # there, only names
        for name, words in limited.items():
            for row in re.split("<article|<li", html):
                if f"#{name}\"" in row and "see" not in row:
                    assert words in re.sub(r"\s+", " ", row), (path, name)
                    named += 1
    assert named > 10
    found = (site / f"assets/search-{prefix.strip('/') or 'en'}.js").read_text(encoding="utf-8")
    assert all(words in found for words in limited.values())


def test_a_near_program_for_teenagers_alone_says_so(site: Path) -> None:
    html = (site / "programs/cuba.html").read_text(encoding="utf-8")
    assert "<strong>Ages: teenagers</strong>" in html and "<strong>Community: tribal program</strong>" in html
    assert "<strong>Ages: adults" not in html


def test_of_the_nearest_in_one_town_those_with_a_number_come_first(site: Path, guide: Guide) -> None:
    """Fewer of them are shown than the town has."""
    silent = {program.id for program in guide.programs.values() if not program.phones}
    assert any(guide.town_of[name] == "albuquerque" for name in silent)
    near = re.findall(r'albuquerque\.html#([^"]+)"', (site / "programs/tijeras.html").read_text(encoding="utf-8"))
    assert near and not silent & set(near)


@pytest.mark.parametrize(("prefix", "words"), [("", "{} programs in Albuquerque"), ("es/", "{} programas en Albuquerque")])
def test_a_town_near_that_has_more_is_linked_with_their_number(site: Path, guide: Guide, prefix: str, words: str) -> None:
    html = (site / prefix / "programs/tijeras.html").read_text(encoding="utf-8")
    there = [program for program in guide.programs.values() if guide.town_of[program.id] == "albuquerque" and not program.closed]
    assert f'programs/albuquerque.html">{words.format(len(there))}</a>' in html


def test_a_county_with_few_iops_shows_the_nearest_outside(site: Path, guide: Guide) -> None:
    for county, expected in (("rio-arriba", True), ("bernalillo", False), ("harding", True)):
        html = (site / f"programs/county/{county}.html").read_text(encoding="utf-8")
        outside = html.partition('id="nearest"')[2]
        assert bool(outside) == expected
        near = re.findall(r'\.html#([a-z0-9-]+)" translate="no">', outside)
        mains = [name for name in parse(site / f"programs/county/{county}.html").ids if name in guide.programs and guide.programs[name].level == guide.main_level]
        assert not expected or len(near) + len(mains) == guide.settings.nearest
        assert all(guide.places[guide.town_of[name]].county.lower().replace(" ", "-") != county for name in near if name in guide.town_of)


def test_iops_rank_before_other_care(site: Path, guide: Guide) -> None:
    for path in (site / "programs").glob("*.html"):
        levels = [guide.programs[name].level for name in parse(path).ids if name in guide.programs]
        if path.name != "index.html":
            assert levels == sorted(levels), path  # "iop" sorts before "outpatient"


def test_edit_links_open_the_file_behind_the_page(site: Path, guide: Guide) -> None:
    base = f"{guide.settings.repository}/edit/main/"
    expected = {
        "insurance.html": "docs/insurance.md",
        "es/insurance.html": "docs/insurance.es.md",
        "programs/taos.html": "data/programs/taos.yml",
        "es/programs/taos.html": "data/programs/taos.yml",
        "programs/angel-fire.html": "data/places.yml",
    }
    for page, file in expected.items():
        assert base + file in parse(site / page).links


def test_sitemap_names_every_page_and_its_translation(site: Path) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    root = ElementTree.parse(site / "sitemap.xml").getroot()
    addresses = [node.text for node in root.findall("s:url/s:loc", space)]

    assert sorted(filter(None, addresses)) == sorted(SITE_URL + path.relative_to(site).as_posix() for path in pages_of(site))
    for url in root.findall("s:url", space):
        assert {link.get("hreflang") for link in url.findall("x:link", space)} == {"en", "es"}


def test_404_speaks_both_languages_and_works_at_any_depth(site: Path) -> None:
    html = (site / "404.html").read_text(encoding="utf-8")
    page = parse(site / "404.html")

    assert "Page not found" in html and "Página no encontrada" in html
    internal = [link for link in page.links + page.resources if not urlsplit(link).scheme and not link.startswith("#")]
    assert internal and all(link.startswith(urlsplit(SITE_URL).path) for link in internal)
    for link in internal:
        assert (site / link.removeprefix(urlsplit(SITE_URL).path)).is_file(), link


def test_the_offline_copy_is_the_site(site: Path, guide: Guide) -> None:
    """All of it but the single sheets, those of the towns are in one file, and itself: its pages lead to these."""
    archive = zipfile.ZipFile(site / "downloads" / guide.settings.offline_file)
    top = guide.settings.offline_file.removesuffix(".zip")
    inside = {name.removeprefix(f"{top}/"): archive.read(name) for name in archive.namelist()}
    outside = {path: data for path, data in files_of(site).items() if not re.match(r"downloads/|print/(?!checklists/)\w+/", path)}

    absent = re.compile(rb'href="[^"]*(print/(?!checklists/)\w+/|print/all-towns|downloads/)[^"]*"')

    def without_absent(data: bytes) -> bytes:
        return absent.sub(b"", data)

    assert inside.keys() == outside.keys()
    assert {path for path in inside if inside[path] != outside[path]} == {path for path in outside if path.endswith(".html") and absent.search(outside[path])}
    assert all(without_absent(inside[path]) == without_absent(outside[path]) for path in inside)


def test_no_link_of_the_offline_copy_is_broken(site: Path, guide: Guide, tmp_path: Path) -> None:
    zipfile.ZipFile(site / "downloads" / guide.settings.offline_file).extractall(tmp_path)
    top = tmp_path / guide.settings.offline_file.removesuffix(".zip")
    for path in pages_of(top):
        for link in parse(path).links + parse(path).resources:
            if not urlsplit(link).scheme and not link.startswith("#"):
                end = (path.parent / unquote(link.partition("#")[0])).resolve()
                assert end.is_file(), f"{path}: {link}"

    assert any(link == f"../{BUNDLE}#page={2 * [place.id for place in page_places(guide)].index('taos') + 1}" for link in parse(top / "programs/taos.html").links)


def test_nothing_of_the_stock_theme_is_shipped(site: Path) -> None:
    assert not [path for path in site.rglob("*") if "material" in path.name or path.name.startswith("bundle")]
    ours = {path.name for path in (ROOT / "docs/assets").iterdir()}
    made = {"places.js", "distances.js"}
    made |= {name.format(tag) for tag in ("en", "es") for name in ("search-{}.js", "actions-{}.js", "terms-{}.js", "keep-{}.json", "share-{}.png")}
    assert {path.name for path in (site / "assets").iterdir()} == ours | made


def test_no_placeholder_and_no_template_is_left(site: Path) -> None:
    for path in pages_of(site):
        html = path.read_text(encoding="utf-8")

        assert "{{" not in html and "{%" not in html and "\0" not in html, path


@pytest.mark.parametrize("tag", ["en", "es"])
def test_search_lists_hold_pages_of_one_language(site: Path, tag: str) -> None:
    text = (site / f"assets/search-{tag}.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("window.guideSearch=").removesuffix(";\n"))["entries"]
    words = {"en": "What is an IOP?", "es": "¿Qué es un IOP?"}

    for title, _, url, shown, *_ in entries:
        assert not re.search(r"(?<!\.)\.\.(?!\.)", shown), "a name that ends with a point brings it along"
        page, _, fragment = url.partition("#")
        end = site / ("es" if tag == "es" else "") / page
        assert end.is_file() and (not fragment or fragment in parse(end).ids), title
    titles = {title for title, *_ in entries}
    assert {words[tag]} <= titles and not {words[other] for other in words if other != tag} & titles
