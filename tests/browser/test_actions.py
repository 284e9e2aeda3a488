"""What a reader can do with a listing besides calling; and closed programs."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import vobject
from playwright.sync_api import Browser, Locator, Page, expect

from resource_guide.contacts import message
from resource_guide.listings import prepare
from resource_guide.model import Guide
from resource_guide.wording import Speaker

from ..conftest import SITE_URL, copy_guide, run_guide
from .conftest import PREFIX
from .test_access import violations_in_every_view

WORDS = {
    "en": {"menu": "Send, save or report", "text": "Send as a text message", "save": "Save the contact", "report": "Report a mistake", "copy": "Copy", "copied": "Copied.", "share": "Share", "print": "Print this page", "no_account": "No account there? Copy this text"},
    "es": {"menu": "Enviar, guardar o avisar", "text": "Enviar por mensaje de texto", "save": "Guardar el contacto", "report": "Avisar de un error", "copy": "Copiar", "copied": "Copiado.", "share": "Compartir", "print": "Imprimir esta página", "no_account": "¿No tiene cuenta allí? Copie este texto"},
}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with open and closed programs that nobody can call, built without an address of its own."""
    root = copy_guide(tmp_path_factory.mktemp("closed"))
    shutil.rmtree(root / "data/programs")
    (root / "data/programs").mkdir()
    settings = root / "data/guide.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\nfictional_phones: yes\nreport_email: tell@example.org\n", encoding="utf-8")
    for path in (root / "docs").rglob("*.md"):  # a link to a real program leads nowhere here
        path.write_text(re.sub(r"\[([^\]]*)\]\([a-z/.-]+\.html#[^)]*\)", r"\1", path.read_text(encoding="utf-8")), encoding="utf-8")
    closed = "  closed:\n    date: 2026-10\n    reason: {en: The building was sold., es: El edificio se vendió.}\n"
    _program(root, "taos", "open-taos", "Open in Taos", "0101")
    _program(root, "taos", "old-taos", "Old in Taos", "0102", closed + "    see: open-taos\n")
    _program(root, "angel-fire", "old-angel-fire", "Old in Angel Fire", "0103", closed)
    _program(root, "statewide", "open-everywhere", "Open everywhere", "0104")
    _program(root, "statewide", "old-everywhere", "Old everywhere", "0105", closed + "    see: open-everywhere\n")
    result = run_guide(root, "build", SITE_URL="")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "listings: 0 confirmed, 0 call-first, 2 not-confirmed" in result.stdout, "closed programs are not counted"
    return root / "site"


def _program(root: Path, town: str, name: str, title: str, number: str, more: str = "") -> None:
    with (root / f"data/programs/{town}.yml").open("a", encoding="utf-8") as file:
        file.write(f"- id: {name}\n  name: {title}\n  organization: {title}\n  level: iop\n  phones:\n    - number: 575-555-{number}\n"
                   f"  assured: {{how: other-list}}\n{more}  sources:\n    - title: Made up\n")  # fmt: skip


def open_menu(page: Page, tag: str, card: Locator) -> None:
    """Open a card's menu and wait until its script has come."""
    card.locator(".acts > summary").click()
    expect(card.get_by_role("button", name=WORDS[tag]["print"])).to_be_visible()


def test_the_first_view_is_four_requests_and_the_menu_comes_later(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{server}/programs/albuquerque.html")
    assert len(asked) <= 4 and not any("actions" in path for path in asked)

    open_menu(page, "en", page.locator(".card").first)
    assert sorted(path for path in asked if "actions" in path) == ["/assets/actions-en.js", "/assets/actions.js"]


# The menu


@pytest.mark.parametrize("tag", PREFIX)
def test_every_listing_can_be_sent_saved_and_reported_without_script(browser: Browser, server: str, site: Path, guide: Guide, tag: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page = context.new_page()
    say, words = Speaker(guide, tag), WORDS[tag]
    strip = guide.helplines[guide.settings.strip_helpline]
    listings = prepare(guide, say)
    for town in sorted({listing.town_id for listing in listings.values() if listing.town_id}):
        page.set_content((site / PREFIX[tag] / f"programs/{town}.html").read_text(encoding="utf-8"), wait_until="commit")
        links = page.locator(".card[id]").evaluate_all("cards => Object.fromEntries(cards.map(card => [card.id, [...card.querySelectorAll('a')].map(link => link.getAttribute('href'))]))")
        for listing in (listing for listing in listings.values() if listing.town_id == town and not listing.closed):
            (text,) = (link for link in links[listing.id] if link.startswith("sms:"))
            (contact,) = (link for link in links[listing.id] if link.endswith(".vcf"))
            (report,) = (link for link in links[listing.id] if "/issues/new?" in link)
            assert unquote(text.removeprefix("sms:?&body=")) == message(listing, say, strip.phone, strip.press.get(tag, ""))
            assert len(unquote(text).encode("utf-16-le")) // 2 < 300 + len("sms:?&body=")
            assert (site / PREFIX[tag] / "contacts" / f"{listing.id}.vcf").is_file()
            assert contact.endswith(f"{PREFIX[tag]}contacts/{listing.id}.vcf")
            assert report.endswith(listing.id)
    page.goto(f"{server}/{PREFIX[tag]}programs/taos.html")
    card = page.locator(".card:has(.acts)").first
    expect(card.get_by_role("link", name=words["save"])).to_be_hidden()
    card.get_by_text(words["menu"]).click()
    for name in ("text", "save", "report"):
        expect(card.get_by_role("link", name=words[name])).to_be_visible()
    assert card.get_by_role("button").count() == 0, "what needs script is not there"
    context.close()


@pytest.mark.parametrize("tag", PREFIX)
def test_the_contact_is_a_real_card(page: Page, server: str, guide: Guide, tag: str) -> None:
    page.goto(f"{server}/{PREFIX[tag]}programs/taos.html")
    card = page.locator(".card").first
    card.get_by_text(WORDS[tag]["menu"]).click()
    with page.expect_download() as download:
        card.get_by_role("link", name=WORDS[tag]["save"]).click()

    contact = vobject.readOne(Path(download.value.path()).read_bytes().decode())
    assert contact.fn.value == card.get_by_role("heading").inner_text()
    assert "tel:" + contact.tel.value == card.locator("a[href^='tel:']").first.get_attribute("href")


@pytest.mark.parametrize(("phone", "way", "tag"), [("new", "server", "en"), ("new", "folder", "es"), ("old", "server", "es"), ("old", "folder", "en")])
def test_copy(browser: Browser, addresses: dict[str, str], way: str, tag: str, phone: str) -> None:
    """With the clipboard of today's browsers, and with the command of old ones."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, permissions=["clipboard-read", "clipboard-write"])
    page, words = context.new_page(), WORDS[tag]
    if phone == "old":
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{addresses[way]}/{PREFIX[tag]}programs/taos.html")
    card = page.locator(".card").first
    open_menu(page, tag, card)
    card.get_by_role("button", name=words["copy"], exact=True).click()
    expect(card.get_by_role("status").filter(has_text=words["copied"])).to_be_visible()

    assert pasted(page) == unquote((card.locator("a[href^='sms:']").get_attribute("href") or "").removeprefix("sms:?&body="))
    context.close()


def pasted(page: Page) -> str:
    """What is in the clipboard, by the browser's own paste."""
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), { id: 'paste' }))")
    page.locator("#paste").focus()
    page.keyboard.press("Control+v")
    return page.locator("#paste").input_value()


@pytest.mark.parametrize("tag", PREFIX)
def test_share_is_offered_where_the_phone_can(browser: Browser, server: str, tag: str) -> None:
    context = browser.new_context()
    for can in (False, True):
        page = context.new_page()
        page.add_init_script("navigator.share = data => { window.shared = data; return Promise.resolve(); }" if can else "delete Navigator.prototype.share")
        page.goto(f"{server}/{PREFIX[tag]}programs/taos.html")
        card = page.locator(".card").first
        open_menu(page, tag, card)
        share = card.get_by_role("button", name=WORDS[tag]["share"])

        assert share.count() == can
        if can:
            share.click()
            shared = page.evaluate("window.shared")
            assert list(shared) == ["text"] and f"sms:?&body={shared['text']}" == unquote(card.locator("a[href^='sms:']").get_attribute("href") or "")
    context.close()


@pytest.mark.parametrize("tag", PREFIX)
def test_an_open_menu_is_accessible(browser: Browser, server: str, tag: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, permissions=["clipboard-write"])
    page = context.new_page()
    page.goto(f"{server}/{PREFIX[tag]}programs/taos.html")
    card = page.locator(".card").first
    page.keyboard.press("Tab")
    card.locator(".acts > summary").focus()
    page.keyboard.press("Enter")
    copy = card.get_by_role("button", name=WORDS[tag]["copy"], exact=True)
    copy.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("status").first).to_have_text(WORDS[tag]["copied"])
    card.get_by_text(WORDS[tag]["no_account"]).click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = card.locator(".acts :is(a, button, summary)").evaluate_all("all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)")
    assert small == []
    assert violations_in_every_view(page) == []
    context.close()


def test_print_prints(page: Page, server: str) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(f"{server}/programs/taos.html")
    open_menu(page, "en", page.locator(".card").first)
    page.get_by_role("button", name="Print this page").first.click()

    assert page.evaluate("window.printed")


@pytest.mark.parametrize("tag", PREFIX)
def test_a_report_is_filled_in_and_can_be_copied(page: Page, server: str, tag: str) -> None:
    words = WORDS[tag]
    page.goto(f"{server}/{PREFIX[tag]}programs/taos.html")
    card = page.locator(".card").first
    name = card.get_attribute("id") or ""
    open_menu(page, tag, card)
    address = urlsplit(card.get_by_role("link", name=words["report"]).get_attribute("href") or "")
    card.get_by_text(words["no_account"]).click()
    text = card.get_by_role("textbox").input_value()

    asked = parse_qs(address.query)
    assert address.path.endswith("/issues/new") and asked["title"][0].endswith(name)
    assert asked["template"] == [f"correct-{tag}.yml"] and asked["listing"] == [name], "the form for corrections, in the reader's language"
    assert text.startswith(f"{text.splitlines()[0]}\n{asked['shows'][0]}\n\n"), "the form's own field gets what the card shows"
    assert f"{SITE_URL}{PREFIX[tag]}programs/taos.html#{name}" in text
    shown = [card.get_by_role("heading").inner_text(), *card.locator(".phone a").all_inner_texts(), *card.locator("dd").all_inner_texts()]
    assert all(line in text for line in shown)
    assert not card.get_by_role("textbox").is_editable(), "to copy, not to fill in"
    assert len(address.geturl()) < 8000, "what forges take"


def test_a_report_from_a_folder_tells_nothing_of_the_disk(page: Page, made_up: Path) -> None:
    page.goto((made_up / "programs/taos.html").as_uri())
    card = page.locator("#open-taos")
    open_menu(page, "en", card)
    card.get_by_text(WORDS["en"]["no_account"]).click()
    text = card.get_by_role("textbox").input_value()

    assert "Page: taos.html#open-taos" in text.splitlines()
    assert str(made_up) not in text and os.sep + "tmp" not in text
    mail = card.get_by_role("link", name="Report a mistake by mail").get_attribute("href") or ""
    assert mail.startswith("mailto:tell@example.org?subject=") and parse_qs(urlsplit(mail).query)["body"] == [text]


# What is not stated, and what has closed


@pytest.mark.parametrize("tag", PREFIX)
def test_what_is_not_stated_is_one_list_of_questions(page: Page, made_up: Path, guide: Guide, tag: str) -> None:
    page.goto((made_up / f"{PREFIX[tag]}programs/taos.html").as_uri())
    questions = page.locator("#open-taos .asks li").all_inner_texts()
    expected = [facet.ask[tag] for facet in guide.vocabulary.values() if facet.ask]

    assert questions == expected
    assert page.locator("#open-taos dd").all_inner_texts() == ["Taos, NM"], "silence is no answer"
    page.emulate_media(media="print")
    assert page.locator("#open-taos .asks li").first.evaluate("element => getComputedStyle(element, '::before').borderTopStyle") == "solid", "boxes to tick"
    expect(page.locator("#open-taos .acts")).to_be_hidden()


@pytest.mark.parametrize("tag", PREFIX)
def test_a_closed_program_keeps_its_place_and_shows_the_way_on(page: Page, made_up: Path, tag: str) -> None:
    page.goto((made_up / f"{PREFIX[tag]}programs/taos.html").as_uri() + "#old-taos")
    card = page.locator("#old-taos")
    expect(card).to_contain_text({"en": "Closed since October 2026. The building was sold.", "es": "Cerrado desde octubre de 2026. El edificio se vendió."}[tag])
    assert card.locator("a[href^='tel:'], a[href^='sms:'], a[href$='.vcf'], .asks, .acts").count() == 0
    expect(page.get_by_role("heading", name={"en": "1 program in Taos", "es": "1 programa en Taos"}[tag])).to_be_visible()
    card.get_by_role("link", name="Open in Taos").click()

    assert page.url.endswith("programs/taos.html#open-taos")
    assert not (made_up / PREFIX[tag] / "contacts/old-taos.vcf").exists() and (made_up / PREFIX[tag] / "contacts/open-taos.vcf").exists()


@pytest.mark.parametrize("tag", PREFIX)
def test_a_town_whose_only_program_closed_explains(page: Page, made_up: Path, tag: str) -> None:
    page.goto((made_up / f"{PREFIX[tag]}programs/angel-fire.html").as_uri())
    expect(page.locator("#programs")).to_contain_text({"en": "What we listed here has closed.", "es": "Lo que había aquí ya cerró."}[tag])
    expect(page.locator("#old-angel-fire")).to_contain_text({"en": "Other programs and numbers are on this page.", "es": "En esta página hay otros programas y números."}[tag])
    expect(page.locator("#nearest ~ .card, section:has(#nearest) .card").first).to_contain_text("Open in Taos")


@pytest.mark.parametrize("tag", PREFIX)
def test_a_closed_program_is_in_no_list(page: Page, made_up: Path, tag: str) -> None:
    """Not on other towns' pages, not in the county's count, not in the filters, not A to Z; the whole state's stays on its own page."""
    for path in ("programs/questa.html", "programs/county/colfax.html", "programs/county/taos.html", "programs/index.html"):
        page.goto((made_up / PREFIX[tag] / path).as_uri())
        main = page.locator("main")
        closed = main.locator("#closed").locator("xpath=..")
        listed = main.inner_text().replace(closed.inner_text() if closed.count() else "", "")
        assert "Old in" not in listed and "Old everywhere" not in listed, path
        assert main.locator("svg a[href*='angel-fire']").count() == 0, "no point on a map"
    expect(page.locator("#old-everywhere")).to_contain_text({"en": "Go instead to Open everywhere", "es": "En su lugar, vaya a Open everywhere"}[tag])
