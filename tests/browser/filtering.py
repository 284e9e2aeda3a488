"""The list of programs as a reader chooses from it, and what the data has for each choice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from resource_guide.geography import trip
from resource_guide.model import Guide
from resource_guide.programs import Program

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


def ticked(page: Page, field: str, choice: str) -> tuple[int, set[str], str, str]:
    """Click a choice from a script, which takes a tenth of the time: the number beside it before, then what is shown, said and in the address."""
    number, links, said, fragment = page.evaluate("""async ([field, choice]) => {
        const box = document.querySelector(`#filters input[name=${field}][value='${choice}']`), number = box.closest('label').querySelector('small').innerText;
        box.click();
        await new Promise(done => setTimeout(done)); // the list follows in a moment
        const rows = [...document.querySelectorAll('.town [data-level]')].filter(e => e.checkVisibility());
        return [number, rows.map(e => e.querySelector('a[href*="#"]').hash.slice(1)), document.querySelector('#filters .bar [role=status]').innerText, location.hash];
    }""", [field, choice])
    assert len(links) == len(set(links))
    return int(number.strip("()")), set(links), said, fragment


def status(page: Page) -> str:
    return page.locator("#filters .bar [role=status]").inner_text()


def number_at(page: Page, field: str, choice: str) -> int:
    return int(page.locator(f"#filters label:has(input[name={field}][value='{choice}']) small").inner_text().strip("()"))


@pytest.fixture
def filters(page: Page, server: str) -> Page:
    page.goto(f"{server}/{LIST}")
    open_filters(page)
    return page


def miles(guide: Guide, start: str, end: str) -> int:
    return 0 if start == end else trip(guide, guide.places[start], guide.places[end]).miles
