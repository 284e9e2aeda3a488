"""What people in need type, and what they find: search, the town box, and answers that open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import PREFIX


@pytest.mark.parametrize(("tag", "typed", "town"), [
    ("en", "Taos, NM", "taos"), ("en", "Gallup NM", "gallup"), ("en", "Taos New Mexico", "taos"), ("es", "Taos, Nuevo México", "taos"),
    ("en", "Taos, NM 87571", "taos"), ("en", "87571-1234", "taos"), ("en", "burque", "albuquerque"), ("es", "gallop nm", ""),
])
def test_the_town_box_takes_the_state_with_the_town(page: Page, server: str, tag: str, typed: str, town: str) -> None:
    page.goto(f"{server}/{PREFIX[tag]}index.html")
    box = page.get_by_role("combobox")
    box.fill(typed)
    box.press("Enter")

    if town:
        page.wait_for_url(f"**/programs/{town}.html")
    else:
        expect(page.locator(".finder-answer").get_by_role("link").first).to_have_text("Gallup")


@pytest.mark.parametrize(("tag", "near"), [("en", "about 1 mile."), ("es", "más o menos a 1 milla.")])
def test_one_mile_is_not_miles(page: Page, server: str, tag: str, near: str) -> None:
    page.goto(f"{server}/{PREFIX[tag]}index.html")
    box = page.get_by_role("combobox")
    box.fill("middle frisco")
    box.press("Enter")

    expect(page.locator(".finder-answer")).to_contain_text(near)


@pytest.mark.parametrize(("tag", "away"), [("en", "about 1 mile by road (estimate)"), ("es", "a 1 milla por carretera (cálculo aproximado)")])
def test_one_mile_in_the_list(page: Page, server: str, tag: str, away: str) -> None:
    page.add_init_script("""Object.defineProperty(window, 'guideDistances', { configurable: true, set(data) {
        const taos = data.at[data.ids.indexOf('taos')];
        data.at[data.ids.indexOf('questa')] = [taos[0] + 0.012, taos[1]];
        Object.defineProperty(window, 'guideDistances', { value: data });
    } })""")
    page.goto(f"{server}/{PREFIX[tag]}programs/index.html#near=questa")

    expect(page.locator("[data-town=taos] h3 .hint")).to_have_text(away)


@pytest.mark.parametrize("tag", ["en", "es"])
def test_without_script_the_list_says_how_to_find_a_town(browser: Browser, server: str, tag: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/{PREFIX[tag]}programs/index.html")
    note = page.locator(".find noscript p")

    expect(note).to_contain_text("JavaScript")
    expect(note.locator("a")).to_have_count(2)
    for link in note.locator("a").all():
        expect(page.locator(link.get_attribute("href") or "")).to_be_visible()
    context.close()
