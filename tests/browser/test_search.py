"""What people in need type, and what they find: search, the town box, and answers that open."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from resource_guide.model import Guide

from .conftest import PREFIX

OVERDOSE = ["tel:911", "crisis.html#line-poison"]
VIOLENCE = ["tel:911", "crisis.html#line-ndvh", "crisis.html#line-stronghearts"]
SUICIDE = ["crisis.html#line-988", "tel:911"]


def search(page: Page, server: str, tag: str, *texts: str) -> None:
    """Type the texts one after another, each in the place of the one before."""
    page.goto(f"{server}/{PREFIX[tag]}search.html")
    for text in texts:
        page.get_by_role("searchbox").fill(text)
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator(".search-count")).to_have_text(re.compile(r"\d|[«“]"))


def found(page: Page) -> list[str]:
    return page.locator(".search-results li > a").evaluate_all("all => all.map(a => a.getAttribute('href'))")


DANGER = {
    "en": [
        *((text, OVERDOSE) for text in ("overdose", "OD", "OD'd", "narcan", "poison", "my son won't wake up", "took too many pills")),
        *((text, VIOLENCE) for text in ("hits me", "husband hits me", "he hits me", "beaten", "domestic violence", "violence", "raped")),
        *((text, SUICIDE) for text in ("suicide", "I want to die", "kill myself", "suicidal thoughts at night")),
        ("warmline", ["crisis.html#line-warmline"]),
    ],
    "es": [
        *((text, OVERDOSE) for text in ("sobredosis", "intoxicacion", "veneno", "tomó muchas pastillas", "no despierta")),
        *((text, VIOLENCE) for text in ("me pega", "mi esposo me pega", "maltrato", "violencia", "violencia domestica", "me golpeó")),
        *((text, SUICIDE) for text in ("suicidio", "quiero morir", "me quiero morir", "emergencia")),
        ("me siento sola", ["crisis.html#line-warmline"]),
    ],
}
OTHER = {"en": ["drug abuse", "substance abuse", "medicaid"], "es": ["abuso de drogas"]}


@pytest.mark.parametrize("tag", ["en", "es"])
def test_words_of_danger_find_the_helplines_first_and_others_do_not(page: Page, server: str, tag: str) -> None:
    page.goto(f"{server}/{PREFIX[tag]}search.html")
    box, rows = page.get_by_role("searchbox"), page.locator(".search-results li")
    for text, first in [*DANGER[tag], *((text, []) for text in OTHER[tag])]:
        box.fill("")
        expect(rows).to_have_count(0)  # what is found below is of this text
        box.fill(text)
        box.press("Enter")
        expect(rows).not_to_have_count(0)

        assert found(page)[: len(first)] == first, text
        assert first or not found(page)[0].startswith(("tel:", "crisis.html")), text


@pytest.mark.parametrize("tag", ["en", "es"])
def test_a_helpline_can_be_called_from_the_results(page: Page, server: str, guide: Guide, tag: str) -> None:
    line = guide.helplines["ndvh"]
    search(page, server, tag, line.name[tag])
    card = page.locator(".search-results li", has=page.locator("a[href='crisis.html#line-ndvh']"))

    expect(card.locator("a[href^='tel:']")).to_have_text(line.phone)
    expect(card).to_contain_text(line.summary[tag])
    card.get_by_role("link", name=line.name[tag]).click()
    expect(page.locator("#line-ndvh")).to_be_visible()


@pytest.mark.parametrize(("tag", "words"), [("en", "If a life is in danger, call 911."), ("es", "Si hay una vida en peligro, llame al 911.")])
def test_where_nothing_is_found_there_is_still_help(page: Page, server: str, tag: str, words: str) -> None:
    search(page, server, tag, "xqzwv")

    expect(page.locator(".search-count")).to_contain_text(words)
    assert found(page) == ["tel:911", "crisis.html"]


@pytest.mark.parametrize(("tag", "word"), [("es", "martes"), ("es", "busque")])
def test_the_word_itself_comes_before_similar_ones(page: Page, server: str, tag: str, word: str) -> None:
    search(page, server, tag, word)
    has = [word in text.casefold() for text in page.locator(".search-results li").all_inner_texts()]

    assert has[0] and has == sorted(has, reverse=True)


@pytest.mark.parametrize("tag", ["en", "es"])
def test_a_zip_code_finds_its_town(page: Page, server: str, tag: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    search(page, server, tag, "alcohol")
    assert not any("places" in url for url in asked), "the places wait until somebody types a ZIP code"

    search(page, server, tag, "alcohol", "87571")
    expect(page.locator(".search-results li > a")).to_have_text(["Taos"])
    assert found(page) == ["programs/taos.html"]

    search(page, server, tag, "medicaid 87571")
    expect(page.locator(".search-results li").first).to_contain_text("Taos")
    assert found(page)[0] == "programs/taos.html" and "insurance.html#medicaid" in found(page)

    search(page, server, tag, "87514")
    expect(page.locator(".search-results li")).to_contain_text("Arroyo Seco")
    assert found(page) == ["programs/taos.html"], "its own place has no page"


@pytest.mark.parametrize(("tag", "words"), [("en", "We do not know that town or ZIP code"), ("es", "No conocemos ese lugar o código postal")])
def test_a_zip_code_that_the_guide_does_not_know(page: Page, server: str, tag: str, words: str) -> None:
    page.goto(f"{server}/{PREFIX[tag]}search.html")
    page.get_by_role("searchbox").fill("99999")

    expect(page.locator(".search-count")).to_contain_text(words)


@pytest.mark.parametrize(("tag", "text", "question"), [("en", "pregnant", "I am pregnant. Can I go?"), ("es", "embarazo", "Estoy embarazada. ¿Puedo ir?"), ("es", "embarazadas", "Estoy embarazada. ¿Puedo ir?")])
def test_a_question_is_found_and_opens(page: Page, server: str, tag: str, text: str, question: str) -> None:
    search(page, server, tag, text)
    page.locator(".search-results").get_by_role("link", name=question).first.click()

    page.wait_for_url("**/faq.html#*")
    assert page.locator("details.faq[open] summary").all_inner_texts() == [question]
    expect(page.locator("details.faq[open] p").first).to_be_in_viewport()


def test_a_question_opens_from_its_own_page_too(page: Page, server: str) -> None:
    page.goto(f"{server}/faq.html")
    names = page.locator("details.faq").evaluate_all("all => all.map(one => one.id)")
    assert all(names) and len(names) == len(set(names))
    expect(page.locator("details.faq[open]")).to_have_count(0)

    page.evaluate("name => { location.hash = name }", names[-1])

    expect(page.locator("details.faq").last).to_have_attribute("open", "")


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
