"""The filters of the list of programs, in a real browser: every choice against the data itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from resource_guide.model import Guide

from .filtering import FIELDS, LIST, expect_shown, expected, miles, number_at, open_filters, shown, start_from, status, tick, ticked
from .filtering import filters as filters
from .test_access import WIDTHS, violations_in_every_view


def test_the_fields_and_choices_are_those_of_the_data(filters: Page, guide: Guide) -> None:
    names = filters.evaluate("[...document.querySelectorAll('#filters input[type=checkbox]')].map(e => [e.name, e.value])")

    wanted = [[field, choice] for field in FIELDS for choice in [*guide.vocabulary[field].options, "not-stated"]]
    assert names == [*wanted, ["level", "iop"]]


@pytest.mark.parametrize("field", [*FIELDS, "level"])
def test_each_choice_shows_what_a_source_says(filters: Page, guide: Guide, field: str) -> None:
    choices = ["iop"] if field == "level" else [*guide.vocabulary[field].options, "not-stated"]
    for choice in choices:
        wanted = expected(guide, **{field: [choice]})
        number, rows, said, address = ticked(filters, field, choice)
        assert (number, rows, address) == (len(wanted), wanted, f"#{field}={choice}")
        assert f"{len(wanted)} of {len(guide.programs)}" in said

        _, rows, _, address = ticked(filters, field, choice)
        assert (len(rows), address) == (len(guide.programs), "")


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


def test_a_wrong_address_shows_the_whole_list(page: Page, server: str, guide: Guide) -> None:
    for fragment in ("languages=klingon", "nonsense=es", "near=nowhere&miles=25", "languages=%", "near=../../x", "=&=", "by-town", "near=taos&miles=7"):
        page.goto("about:blank")  # else only the fragment of an open page changes
        page.goto(f"{server}/{LIST}#{fragment}")

        expect(page.locator("#filters .bar [role=status]")).to_contain_text(f"{len(guide.programs)} of {len(guide.programs)}")
        assert len(shown(page)) == len(guide.programs), fragment


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
def test_axe_finds_nothing_in_open_filters(page: Page, server: str, tag: str) -> None:
    page.goto(f"{server}/{tag}{LIST}#languages=es,not-stated&near=taos&miles=100")
    expect(page.locator("#near")).to_have_value("Taos")
    page.locator("#filters details").evaluate("e => { e.open = true }")

    assert violations_in_every_view(page, widths=WIDTHS[:1]) == [], "on a desk they are open anyway: see test_axe_finds_nothing"
