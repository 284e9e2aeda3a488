"""Pages for one need: what a source says, never what it does not say; light, printable, and found from everywhere."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
from pathlib import Path

import pytest

from resource_guide.guide import check_guide, language_sites
from resource_guide.model import Guide
from resource_guide.needs import need_view
from resource_guide.programs import Assured, Closed, Program
from resource_guide.views import Views
from resource_guide.wording import Speaker

from .conftest import call_guide

BUDGET = 14 * 1024
"""Bytes of HTML, style and script, compressed: one initial congestion window (RFC 6928)."""

NEEDS = ["spanish", "medicaid", "evening", "teenagers", "telehealth", "opioid-medication", "mental-health"]


def page(site: Path, need: str, tag: str) -> str:
    return (site / ("es" if tag == "es" else "") / "programs/need" / f"{need}.html").read_text(encoding="utf-8")


def stated(guide: Guide, need: str, program: Program) -> str | None:
    ((field, option),) = guide.needs[need].wants.items()
    answers: dict[str, str] = getattr(program, field)
    return answers.get(option)


def with_program(guide: Guide, name: str, **changes: object) -> Guide:
    return dataclasses.replace(guide, programs={**guide.programs, name: guide.programs[name].model_copy(update=changes)})


def names_on(guide: Guide, need: str) -> list[str]:
    view = need_view(Views(guide, Speaker(guide, "en")), guide.needs[need])
    return [listing.id for group in view.groups for town in group.towns for listing in town.listings]


def test_the_needs_of_the_brief_are_there(guide: Guide) -> None:
    assert list(guide.needs) == NEEDS


@pytest.mark.parametrize("tag", ["en", "es"])
@pytest.mark.parametrize("need", NEEDS)
def test_a_listing_is_there_exactly_when_a_source_says_yes(site: Path, guide: Guide, need: str, tag: str) -> None:
    html = page(site, need, tag)
    shown = re.findall(r'<a href="[^"]*programs/([a-z0-9-]+)\.html#([a-z0-9-]+)"', html)
    silent = sum(stated(guide, need, program) is None for program in guide.programs.values())

    assert sorted(name for _, name in shown) == sorted(name for name, program in guide.programs.items() if stated(guide, need, program) == "yes")
    assert all(guide.town_of[name] == town for town, name in shown)
    words = {"en": f"For {silent} others, no source says. That is not a no: call and ask.", "es": f"De {silent} más, ninguna fuente lo dice. Eso no es un no: llame y pregunte."}
    assert words[tag] in html


@pytest.mark.parametrize("tag", ["en", "es"])
@pytest.mark.parametrize("need", NEEDS)
def test_each_row_has_its_number_and_how_it_was_checked(site: Path, guide: Guide, need: str, tag: str) -> None:
    listings = Views(guide, Speaker(guide, tag)).listings
    rows = re.findall(r"<li>((?:(?!</li>).)*#[a-z0-9-]+\"(?:(?!</li>).)*)</li>", page(site, need, tag), re.DOTALL)
    found = [row for row in rows if 'class="hint"' in row]

    for row in found:
        listing = listings[re.findall(r'html#([a-z0-9-]+)"', row)[0]]
        assert listing.checked in row
        if listing.phones:
            assert row.index(f'<a class="row-phone" href="{listing.phones[0].href}"') < row.index("#" + listing.id)
        else:
            assert Speaker(guide, tag)("no_phone") in row
            assert f'href="{listing.website}"' in row
    assert len(found) == sum(stated(guide, need, program) == "yes" for program in guide.programs.values())


def test_no_is_neither_yes_nor_silence(guide: Guide) -> None:
    name = next(name for name, program in guide.programs.items() if "es" not in program.languages)
    refused = with_program(guide, name, languages={"es": "no"})
    silent = need_view(Views(guide, Speaker(guide, "en")), guide.needs["spanish"]).silent

    assert name not in names_on(refused, "spanish")
    assert need_view(Views(refused, Speaker(refused, "en")), refused.needs["spanish"]).silent == silent - 1


def test_a_closed_program_meets_no_need(guide: Guide) -> None:
    name = names_on(guide, "spanish")[0]
    closed = with_program(guide, name, closed=Closed(date="2026-01-02", reason={"en": "It closed.", "es": "Cerró."}))

    assert name not in names_on(closed, "spanish")


def test_what_a_person_checked_comes_first(guide: Guide) -> None:
    name = names_on(guide, "spanish")[-1]
    checked = with_program(guide, name, assured=Assured(date=guide.today.isoformat(), how="called", by="volunteer"))

    view = need_view(Views(checked, Speaker(checked, "en")), checked.needs["spanish"])

    assert [group.trust for group in view.groups] == ["confirmed", "not-confirmed"]
    assert [listing.id for town in view.groups[0].towns for listing in town.listings] == [name]
    for group in view.groups:
        names = [town.name for town in group.towns]
        assert len(names) == len(set(names)), "one heading a town"


def test_towns_stand_in_order_and_the_whole_state_last(guide: Guide) -> None:
    name = names_on(guide, "telehealth")[0]
    statewide = dataclasses.replace(guide, town_of={key: town for key, town in guide.town_of.items() if key != name})

    view = need_view(Views(statewide, Speaker(statewide, "es")), statewide.needs["telehealth"])

    towns = [town.id for town in view.groups[0].towns]
    assert towns[:-1] == sorted(towns[:-1], key=str) and towns[-1] is None
    assert view.groups[0].towns[-1].name == "Todo el estado"


def test_a_need_that_nobody_meets_says_so(project: Path) -> None:
    with (project / "data/needs.yml").open("a", encoding="utf-8") as file:
        file.write("\n- id: weekend\n  wants: {schedule: weekend}\n  title: {en: Weekend groups, es: Grupos de fin de semana}\n  intro: {en: Ask for a weekend group., es: Pregunte por un grupo de fin de semana.}\n")

    checked = check_guide(project)
    guide = checked.publishable()
    pages = language_sites(guide, checked.documents, project / "overrides/guide", "")
    frames = {tag: [language.pages.need(need) for need in guide.needs.values()] for tag, language in pages.items()}
    assert [len(shown) for shown in frames.values()] == [len(NEEDS) + 1] * 2
    english = frames["en"][-1].body
    assert "No source says this of any program yet." in english and "That is not a no: call and ask." in english
    assert 'id="next-step"' in english and 'href="../../crisis.html"' in english


@pytest.mark.parametrize("tag", ["en", "es"])
@pytest.mark.parametrize("need", NEEDS)
def test_a_page_weighs_one_round_trip(site: Path, need: str, tag: str) -> None:
    html = page(site, need, tag)
    assets = set(re.findall(r'(?:<script src|<link rel="stylesheet" href)="[./]*/(assets/[^"]+)"', html))
    parts = [html.encode(), *((site / name).read_bytes() for name in assets)]

    assert assets == {"assets/guide.css", "assets/guide.js"}
    assert sum(len(gzip.compress(part, 9)) for part in parts) <= BUDGET


@pytest.mark.parametrize("tag", ["en", "es"])
def test_the_pages_are_found_from_the_list_and_by_search(site: Path, guide: Guide, tag: str) -> None:
    prefix = "es/" if tag == "es" else ""
    programs = (site / f"{prefix}programs/index.html").read_text(encoding="utf-8")
    entries = json.loads((site / f"assets/search-{tag}.js").read_text(encoding="utf-8").removeprefix("window.guideSearch=").removesuffix(";\n"))["entries"]
    found = {url: title for title, _, url, *_ in entries}

    for need in guide.needs.values():
        assert f'{prefix}programs/need/{need.id}.html">{need.title[tag]}</a>' in programs
        assert found[f"programs/need/{need.id}.html"] == need.title[tag]


@pytest.mark.parametrize("need", NEEDS)
def test_the_edit_link_opens_the_needs(site: Path, guide: Guide, need: str) -> None:
    for tag in guide.languages:
        assert f'href="{guide.settings.repository}/edit/main/data/needs.yml"' in page(site, need, tag)


def test_pages_may_link_to_a_need_and_not_to_one_that_is_not_there(project: Path) -> None:
    for file in ("docs/about.md", "docs/about.es.md"):
        with (project / file).open("a", encoding="utf-8") as page_file:
            page_file.write("\n[a](programs/need/spanish.html) [b](programs/need/spanisch.html)\n")

    result = call_guide(project, "check")
    text = result.stdout + result.stderr

    assert "need/spanish.html'" not in text
    assert text.count("the link 'programs/need/spanisch.html' leads to no page; did you mean 'programs/need/spanish'") == 2
