"""Any page from the browser's own print command: the number on top, answers open, nothing of the screen, no colour needed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ..paper_tools import PHONE, picture, text_of, words_of

PAGES = ["programs/taos.html", "es/programs/taos.html", "es/faq.html", "insurance.html", "es/crisis.html", "programs/county/taos.html"]


@pytest.fixture(scope="module", params=PAGES)
def printed(request: pytest.FixtureRequest, browser, server: str, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """A page as Chromium prints it, and what the page holds: (file, path, page)."""
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(f"{server}/{request.param}")
    path = tmp_path_factory.mktemp("print") / "page.pdf"
    path.write_bytes(page.pdf(format="Letter"))
    page.emulate_media(media="print")
    yield path, request.param, page
    page.close()


def _letters(text: str) -> str:
    """Letters and figures alone: how a line breaks is the browser's business."""
    return re.sub(r"\W+", "", text)


def test_the_crisis_line_stands_on_top(printed: tuple[Path, str, Page]) -> None:
    path, _, _ = printed
    first = next(word for word in sorted(words_of(path)[0], key=lambda word: word.box[1]) if PHONE.search(word.text))
    assert first.text.startswith("988") and first.box[1] < 150


def test_the_screen_stays_on_the_screen(printed: tuple[Path, str, Page]) -> None:
    _, _, page = printed
    controls = page.locator("form, .menu, .exit, .switch, .skip, .acts, footer ul, button")
    assert controls.count() >= 5
    assert [one.inner_text() for one in controls.all() if one.is_visible()] == []


def test_every_answer_is_open(printed: tuple[Path, str, Page]) -> None:
    path, name, page = printed
    text = _letters(text_of(path))
    answers = page.locator("details.faq").evaluate_all("all => all.map(one => one.textContent)")
    assert len(answers) > 10 or "faq" not in name
    for answer in answers:
        assert _letters(re.sub(r"↩︎?|\[?\d+\]?(?=\s*$)", "", answer))[:60] in text


def test_numbers_and_addresses_are_on_the_paper(printed: tuple[Path, str, Page]) -> None:
    path, _, page = printed
    text = "".join(text_of(path).split())
    numbers = page.locator("main a[href^='tel:']").evaluate_all("all => all.filter(one => one.checkVisibility()).map(one => one.textContent)")
    assert numbers
    assert [number for number in numbers if "".join(number.split()) not in text] == []
    targets = page.locator("main p a[href^=http], main li a[href^=http]").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.getAttribute('href'))"
    )
    assert [target for target in targets if target not in text] == []


def test_a_listing_stays_on_one_page_with_its_date(printed: tuple[Path, str, Page]) -> None:
    path, _, page = printed
    pages = [_letters(" ".join(word.text for word in words)) for words in words_of(path)]
    cards = page.locator(".card:has(.checked)").evaluate_all(
        "all => all.map(one => [one.querySelector('h2,h3,h4').textContent, one.querySelector('.checked').firstChild.textContent])"
    )
    assert cards or "/programs/" not in page.url
    for name, checked in cards:
        assert any(_letters(name) in one and _letters(checked) in one for one in pages), name


def test_black_ink_carries_every_word(printed: tuple[Path, str, Page]) -> None:
    path, _, _ = printed
    grey = picture(path, 1, 100).convert("L").histogram()
    dark, faint = sum(grey[:100]), sum(grey[100:200])
    assert dark > faint, "letters are black; greys are only their edges and thin lines"
