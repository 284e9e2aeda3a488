"""The filters of the list of programs, and its map, in a real browser: every choice against the data itself."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from resource_guide.geography import trip
from resource_guide.model import Guide
from resource_guide.programs import Program

from .test_access import violations

LIST = "programs/index.html"
FIELDS = ["treats", "ages", "languages", "payment", "format", "schedule", "medication"]
"""The fields that readers can choose by, in the order of the page."""


def meets(program: Program, field: str, choice: str) -> bool:
    """What the guide promises: a source says yes; or, for "not stated", says nothing at all in this field."""
    if field == "level":
        return program.level == choice
    answers: dict[str, str] = getattr(program, field)
    return not answers if choice == "not-stated" else answers.get(choice) == "yes"


def expected(guide: Guide, **choices: list[str]) -> set[str]:
    return {name for name, program in guide.programs.items() if all(any(meets(program, field, value) for value in values) for field, values in choices.items())}


def shown(page: Page) -> set[str]:
    """Ids of the listings in the list by town that a reader sees."""
    links: list[str] = page.evaluate("[...document.querySelectorAll('.town [data-level]')].filter(e => e.checkVisibility()).map(e => e.querySelector('a[href*=\"#\"]').hash.slice(1))")
    assert len(links) == len(set(links))
    return set(links)


def expect_shown(page: Page, wanted: set[str]) -> None:
    """Wait for the list to change (the browser tells the page of Back a moment later), then compare all of it."""
    page.wait_for_function("count => [...document.querySelectorAll('.town [data-level]')].filter(e => e.checkVisibility()).length === count", arg=len(wanted))
    assert shown(page) == wanted


def start_from(page: Page, typed: str, place: str) -> None:
    """Type a town and wait for its distances, which are loaded when first asked for."""
    page.locator("#near").fill(typed)
    page.locator("#near").press("Enter")
    expect(page).to_have_url(re.compile(f"[#&]near={place}(&|$)"))


def open_filters(page: Page) -> None:
    page.locator("#filters summary").click()
    expect(page.locator("#filters fieldset").first).to_be_visible()


def tick(page: Page, field: str, choice: str) -> None:
    page.locator(f"#filters input[name={field}][value='{choice}']").click()


def status(page: Page) -> str:
    return page.locator("#filters .bar [role=status]").inner_text()


def number_at(page: Page, field: str, choice: str) -> int:
    return int(page.locator(f"#filters label:has(input[name={field}][value='{choice}']) small").inner_text().strip("()"))


@pytest.fixture
def filters(page: Page, server: str) -> Page:
    page.goto(f"{server}/{LIST}")
    open_filters(page)
    return page


def test_the_fields_and_choices_are_those_of_the_data(filters: Page, guide: Guide) -> None:
    names = filters.evaluate("[...document.querySelectorAll('#filters input[type=checkbox]')].map(e => [e.name, e.value])")

    wanted = [[field, choice] for field in FIELDS for choice in [*guide.vocabulary[field].options, "not-stated"]]
    assert names == [*wanted, ["level", "iop"]]


@pytest.mark.parametrize("field", [*FIELDS, "level"])
def test_each_choice_shows_what_a_source_says(filters: Page, guide: Guide, field: str) -> None:
    choices = ["iop"] if field == "level" else [*guide.vocabulary[field].options, "not-stated"]
    for choice in choices:
        wanted = expected(guide, **{field: [choice]})
        assert number_at(filters, field, choice) == len(wanted), choice

        tick(filters, field, choice)
        assert shown(filters) == wanted, choice
        assert f"{len(wanted)} of {len(guide.programs)}" in status(filters)
        assert f"#{field}={choice}" in filters.url

        tick(filters, field, choice)
        assert len(shown(filters)) == len(guide.programs)
        assert "#" not in filters.url


def test_choices_of_a_field_add_and_fields_narrow(filters: Page, guide: Guide) -> None:
    for field, choice in (("languages", "es"), ("payment", "medicaid"), ("format", "telehealth"), ("format", "not-stated")):
        tick(filters, field, choice)
    wanted = expected(guide, languages=["es"], payment=["medicaid"], format=["telehealth", "not-stated"])

    assert shown(filters) == wanted
    assert 0 < len(wanted) < len(expected(guide, languages=["es"], payment=["medicaid"]) | {""})
    # each number is what this choice gives together with the choices of the other fields
    assert number_at(filters, "languages", "es") == len(wanted)
    assert number_at(filters, "languages", "sgn") == len(expected(guide, languages=["sgn"], payment=["medicaid"], format=["telehealth", "not-stated"]))
    assert number_at(filters, "treats", "not-stated") == len(expected(guide, treats=["not-stated"], languages=["es"], payment=["medicaid"], format=["telehealth", "not-stated"]))
    assert filters.locator("#filters .chosen").inner_text() == "Your choices: Spanish · Medicaid · telehealth · not stated: ask"


def test_nothing_left_says_what_to_do(filters: Page, guide: Guide) -> None:
    assert expected(guide, schedule=["weekend"]) == set()

    tick(filters, "schedule", "weekend")

    assert shown(filters) == set()
    assert "No listing says all of this." in status(filters) and "ask" in status(filters)


def test_the_address_holds_the_choices_and_brings_them_back(filters: Page, guide: Guide, browser: Browser) -> None:
    tick(filters, "languages", "es")
    tick(filters, "ages", "teens")
    wanted = expected(guide, languages=["es"], ages=["teens"])
    assert shown(filters) == wanted

    filters.reload()
    assert shown(filters) == wanted
    assert filters.locator("#filters input[name=ages][value=teens]").is_checked()

    context = browser.new_context()
    friend = context.new_page()
    friend.goto(filters.url)
    assert shown(friend) == wanted, "the address can be shared"
    context.close()


def test_back_and_forward_undo_and_redo_a_choice(filters: Page, guide: Guide) -> None:
    tick(filters, "languages", "es")
    tick(filters, "ages", "teens")

    filters.go_back()
    expect_shown(filters, expected(guide, languages=["es"]))
    assert not filters.locator("#filters input[name=ages][value=teens]").is_checked()
    filters.go_back()
    expect_shown(filters, set(guide.programs))
    filters.go_forward()
    expect_shown(filters, expected(guide, languages=["es"]))


def test_nothing_is_stored(filters: Page) -> None:
    tick(filters, "languages", "es")

    assert filters.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
    assert filters.evaluate("indexedDB.databases().then(found => found.length)") == 0
    assert filters.evaluate("history.state") is None


def test_clear_all(filters: Page, guide: Guide) -> None:
    clear = filters.get_by_role("button", name="Clear all")
    expect(clear).to_be_hidden()
    tick(filters, "languages", "es")
    tick(filters, "schedule", "not-stated")

    clear.click()

    assert len(shown(filters)) == len(guide.programs)
    assert filters.locator("#filters :checked").count() == 1, "only 'any distance'"
    assert "#" not in filters.url
    expect(clear).to_be_hidden()
    assert filters.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("fragment", ["languages=klingon", "nonsense=es", "near=nowhere&miles=25", "languages=%", "near=../../x", "=&=", "by-town", "near=taos&miles=7"])
def test_a_wrong_address_shows_the_whole_list(page: Page, server: str, guide: Guide, fragment: str) -> None:
    page.goto(f"{server}/{LIST}#{fragment}")

    expect(page.locator("#filters .bar [role=status]")).to_contain_text(f"{len(guide.programs)} of {len(guide.programs)}")
    assert len(shown(page)) == len(guide.programs)


def miles(guide: Guide, start: str, end: str) -> int:
    return 0 if start == end else trip(guide, guide.places[start], guide.places[end]).miles


@pytest.mark.parametrize("start", ["taos", "albuquerque", "las-vegas", "mentmore", "rodeo"])
def test_distance_is_the_estimate_of_the_town_pages(page: Page, server: str, guide: Guide, start: str) -> None:
    """Every town from a start, with those over mountains (data/roads.yml); nearest first."""
    page.goto(f"{server}/{LIST}#near={start}")
    expect(page.locator("#near")).to_have_value(guide.places[start].name)

    found = page.evaluate("[...document.querySelectorAll('div.town')].map(e => [e.dataset.town, parseInt((e.querySelector('h3 .hint').textContent.match(/[0-9]+/) || ['0'])[0])])")

    assert dict(found) == {town: miles(guide, start, town) for town in set(guide.town_of.values())}
    assert [away for _, away in found] == sorted(away for _, away in found)


@pytest.mark.parametrize("limit", [10, 25, 50, 100])
def test_distance_from_a_town(filters: Page, guide: Guide, limit: int) -> None:
    start_from(filters, "espanola", "espanola")
    expect(filters.locator("#near")).to_have_value("Española")
    tick(filters, "miles", str(limit))

    wanted = {name for name, town in guide.town_of.items() if miles(guide, "espanola", town) <= limit}
    assert shown(filters) == wanted
    assert number_at(filters, "miles", str(limit)) == len(wanted)
    assert filters.url.endswith(f"#near=espanola&miles={limit}")

    tick(filters, "level", "iop")
    assert shown(filters) == wanted & expected(guide, level=["iop"])


def test_distance_from_a_zip_code_and_away_again(filters: Page, guide: Guide) -> None:
    box = filters.locator("#near")
    box.fill("87571")
    filters.get_by_role("button", name="Measure").click()
    expect(box).to_have_value("Taos")
    expect(filters).to_have_url(re.compile("#near=taos$"))

    box.fill("")
    box.press("Enter")
    assert "#" not in filters.url
    assert filters.locator("div.town h3 .hint").all_inner_texts() == [""] * len(set(guide.town_of.values()))
    order = filters.evaluate("[...document.querySelectorAll('div.town h3 a')].map(e => e.textContent)")
    assert order[0] == "Alamogordo", "by name again"


def test_distance_asks_which_town_is_meant(filters: Page) -> None:
    box = filters.locator("#near")
    box.fill("las")
    box.press("Enter")
    answer = filters.locator("#filters .finder-answer")
    expect(answer).to_contain_text("Which of these do you mean?")

    answer.get_by_role("button", name="Las Vegas", exact=True).click()
    expect(box).to_have_value("Las Vegas")
    expect(filters).to_have_url(re.compile("#near=las-vegas$"))

    box.fill("zzzzzz")
    box.press("Enter")
    expect(answer).to_contain_text("We do not know that town or ZIP code")
    assert filters.url.endswith("#near=las-vegas")


def test_the_town_box_above_still_goes_to_the_town(page: Page, server: str) -> None:
    page.goto(f"{server}/{LIST}#languages=es")
    page.locator("#place").fill("t or c")
    page.locator("#place").press("Enter")

    page.wait_for_url("**/programs/truth-or-consequences.html")


def test_links_within_the_page_keep_the_choices(filters: Page, guide: Guide) -> None:
    tick(filters, "languages", "es")
    filters.get_by_role("link", name="See the list").click()

    assert shown(filters) == expected(guide, languages=["es"])
    assert filters.url.endswith("#languages=es")
    assert filters.evaluate("document.activeElement.id") == "by-town"
    expect(filters.locator("#by-town")).to_be_in_viewport()


def test_every_list_on_the_page_follows(filters: Page, guide: Guide) -> None:
    tick(filters, "medication", "moud")
    wanted = expected(guide, medication=["moud"])

    towns = {guide.town_of[name] for name in wanted}
    assert set(filters.evaluate("[...document.querySelectorAll('.town')].filter(e => e.checkVisibility()).map(e => e.dataset.town)")) == towns
    assert set(filters.evaluate("[...document.querySelectorAll('.state-map a')].filter(e => e.checkVisibility()).map(e => e.dataset.town)")) == towns
    assert set(filters.evaluate("[...document.querySelectorAll('.a-z li')].filter(e => e.checkVisibility()).map(e => e.querySelector('a').hash.slice(1))")) == wanted


def test_by_keyboard_alone(page: Page, server: str, guide: Guide) -> None:
    page.goto(f"{server}/{LIST}")
    page.locator("#filters summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["treats", "substance-use"]
    assert page.evaluate("getComputedStyle(document.activeElement.closest('label')).outlineStyle") == "solid"
    page.keyboard.press("Space")

    assert shown(page) == expected(guide, treats=["substance-use"])


def test_targets_are_large_and_inside_groups_with_names(filters: Page) -> None:
    small = filters.evaluate("[...document.querySelectorAll('#filters :is(input, button, summary, .bar a)')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)")
    assert small == []
    for label in ("Treats", "Ages", "Languages besides English", "Payment", "How you meet", "Time of day", "Medication", "Level of care", "Distance by road (estimate)"):
        expect(filters.get_by_role("group", name=label, exact=True)).to_be_visible()
    expect(filters.get_by_role("group", name="Time of day").get_by_role("checkbox", name="evening (2)")).to_be_visible()


def test_the_focus_is_never_under_the_bar(filters: Page) -> None:
    """The line with the count stays in view; what has the focus is above it (WCAG 2.4.11)."""
    filters.locator("#filters summary").focus()
    for _ in range(25):
        filters.keyboard.press("Tab")
        hidden = filters.evaluate("""() => {
            const box = document.activeElement.getBoundingClientRect(), bar = document.querySelector('.bar').getBoundingClientRect();
            return !document.querySelector('.bar').contains(document.activeElement) && box.top >= bar.top - 1 && bar.bottom < innerHeight + 1 && box.bottom <= innerHeight;
        }""")
        assert not hidden, filters.evaluate("document.activeElement.outerHTML")


def test_without_script_the_whole_list_stays(browser: Browser, server: str, guide: Guide) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(f"{server}/{LIST}#languages=es")

    assert shown_without_script(page) == set(guide.programs)
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("div.town h3").first).to_have_text("Alamogordo")
    context.close()


def shown_without_script(page: Page) -> set[str]:
    return {str(link.get_attribute("href")).partition("#")[2] for link in page.locator(".town [data-level] a[href*='#']").all() if link.is_visible()}


@pytest.mark.parametrize("way", ["subpath", "folder", "unzipped"])
def test_filters_work_wherever_the_site_is(page: Page, addresses: dict[str, str], guide: Guide, way: str) -> None:
    page.goto(f"{addresses[way]}/es/{LIST}")
    open_filters(page)
    tick(page, "languages", "es")
    start_from(page, "taos", "taos")
    tick(page, "miles", "100")

    wanted = {name for name in expected(guide, languages=["es"]) if miles(guide, "taos", guide.town_of[name]) <= 100}
    assert shown(page) == wanted
    assert status(page) == f"Programas: {len(wanted)} de {len(guide.programs)}"
    page.go_back()
    expect_shown(page, expected(guide, languages=["es"]))


@pytest.mark.parametrize("tag", ["", "es/"], ids=["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_open_filters(browser: Browser, server: str, tag: str, scheme: str) -> None:
    for width in (320, 1280):
        context = browser.new_context(viewport={"width": width, "height": 720}, color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        page.goto(f"{server}/{tag}{LIST}#languages=es,not-stated&near=taos&miles=100")
        expect(page.locator("#near")).to_have_value("Taos")
        page.locator("#filters details").evaluate("e => { e.open = true }")
        assert violations(page) == []
        context.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_each_point_of_the_map_can_be_tapped(page: Page, server: str, width: int) -> None:
    """Middles at least 24 px apart, so that no target covers another (WCAG 2.5.8)."""
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"{server}/{LIST}")
    boxes = page.evaluate("[...document.querySelectorAll('.state-map a .hit')].map(e => { const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2, b.width] })")

    assert min(math.dist(one[:2], other[:2]) for one, other in itertools.combinations(boxes, 2)) >= 24
    assert min(box[2] for box in boxes) >= 24
    assert all(x - size / 2 >= 0 and x + size / 2 <= width for x, _, size in boxes)


def test_a_point_of_the_map_is_a_link_that_shows_its_focus(page: Page, server: str) -> None:
    page.goto(f"{server}/es/{LIST}")
    link = page.get_by_role("group", name="Mapa: lugares con programas").get_by_role("link", name="Taos. Programas: 1. Con IOP: 1.")
    page.locator("#map").evaluate("e => { e.tabIndex = -1; e.focus() }")
    page.keyboard.press("Tab")
    focused: Callable[[], object] = lambda: page.evaluate("getComputedStyle(document.activeElement.querySelector('.hit')).strokeWidth")  # noqa: E731
    assert focused() == "3px"

    link.click()
    page.wait_for_url("**/es/programs/taos.html")
