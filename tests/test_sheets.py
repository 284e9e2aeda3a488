"""Printed sheets: right, readable by eye, phone and screen reader, and always on their two sides."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from resource_guide.model import Guide
from resource_guide.places import counties, page_places
from resource_guide.sheets import BUNDLE, STRIPS, telling
from resource_guide.typeset import page_count
from resource_guide.wording import Speaker

from . import paper_tools
from .conftest import ROOT, SITE_URL
from .paper_tools import PHONE, codes_in, contents_of, facts, ink_box, overlaps, picture, press_of, structure, text_of, words_of

LETTER = (0, 0, 612, 792)
TOWN_LIMIT = 60_000


class Printed:
    """All sheets of the real site, and what they are made of."""

    def __init__(self, site: Path, guide: Guide) -> None:
        self.folder = site / "print"
        self.guide = guide
        self.contents = contents_of(ROOT, guide)
        press = press_of(guide)
        groups = [*press.sheets_of_data(), *press.sheets_of_pages(self.contents)]
        self.sheets = {kind: sheets for kinds in groups for kind, sheets in kinds.items()}
        self.listings = press.desk.pages["en"].listings

    def towns(self) -> list[Path]:
        return sorted((self.folder / "towns").glob("*.pdf"))


@pytest.fixture(scope="session")
def printed(site: Path, guide: Guide) -> Printed:
    return Printed(site, guide)


def test_every_town_and_county_has_its_sheets(printed: Printed) -> None:
    places = [place.id for place in page_places(printed.guide)]
    counts = {kind: len(sheets) for kind, sheets in printed.sheets.items()}
    assert counts["town"] == counts["flyer"] == counts["list"] == counts["large"] == len(places)
    assert counts["county"] == len(counties(printed.guide)) and counts["call"] == 2 * counts["county"]
    paths = [sheet.path for sheets in printed.sheets.values() for sheet in sheets]
    assert [path for path in paths if not (printed.folder.parent / path).is_file()] == []
    for folder in ("towns", "large", "list", "flyers"):
        assert sorted(path.stem for path in (printed.folder / folder).glob("*.pdf")) == sorted(places)
    assert sorted(path.stem for path in (printed.folder / "counties").glob("*.pdf")) == sorted(county.id for county in counties(printed.guide))


def test_every_town_sheet_is_one_tagged_leaf(printed: Printed) -> None:
    for path in printed.towns():
        found = facts(path)
        assert (found["pages"], found["size"], found["tagged"], found["ua"]) == (2, {LETTER}, True, "1"), path
        assert found["title"] and all(found["fonts"].values()) and found["fonts"], path
        assert path.stat().st_size <= TOWN_LIMIT, (path, path.stat().st_size)


def test_each_side_is_marked_with_its_language(printed: Printed) -> None:
    for name in ("taos", "albuquerque", "angel-fire"):
        whole, parts, count = structure(printed.folder / f"towns/{name}.pdf")
        assert whole == "en" and {"/H1", "/H2", "/H3", "/P"} <= parts["es"] and count > 30


def expected_numbers(printed: Printed, town: str, tag: str, all_numbers: bool) -> list[list[str]]:
    """The numbers of each row of a town's side, in order."""
    sheet = next(sheet for sheet in printed.sheets["town"] if sheet.path.endswith(f"/{town}.pdf"))
    side = next(side for side in sheet.data["sheets"][0] if side["lang"] == tag)
    rows = [row for row in side["rows"] if row["kind"] == "program"]
    return [[view["shown"] for view in (row["phones"] if all_numbers else row["phones"][:1])] for row in rows]


def test_numbers_are_those_of_the_data_once_and_in_order(printed: Printed) -> None:
    """Each side: 988, 911, the numbers of the rows that fit, the statewide lines; nothing else and nothing twice."""
    sheets = {Path(sheet.path).stem: sheet for sheet in printed.sheets["town"]}
    for path in printed.towns():
        for page, side in enumerate(sheets[path.stem].data["sheets"][0], 1):
            found = PHONE.findall(text_of(path, page))
            rows = [row for row in side["rows"] if row["kind"] == "program"]
            lines = [line["shown"] for line in side["help"]["lines"]]
            assert found[:2] == ["988", "911"] and found[len(found) - len(lines) :] == lines, path
            middle = found[2 : len(found) - len(lines)]
            full = [number["shown"] for row in rows for number in row["phones"]]
            brief = [number["shown"] for row in rows for number in row["phones"][:1]]
            assert middle == full[: len(middle)] or middle == brief[: len(middle)] or _mixed(middle, rows), (path, page, middle)


def _mixed(found: list[str], rows: list[dict[str, list[dict[str, str]]]]) -> bool:
    """Whether the numbers are those of the rows, each with its first number alone or with all."""
    rest = found
    for row in rows:
        numbers = [number["shown"] for number in row["phones"]]
        if rest[: len(numbers)] == numbers:
            rest = rest[len(numbers) :]
        elif rest[:1] == numbers[:1]:
            rest = rest[1:]
        elif rest:
            return False
    return not rest


def test_what_does_not_fit_is_counted(printed: Printed) -> None:
    text = text_of(printed.folder / "towns/albuquerque.pdf", 1)
    rows = [row for row in expected_numbers(printed, "albuquerque", "en", False)]
    sheet = next(sheet for sheet in printed.sheets["town"] if sheet.path.endswith("/albuquerque.pdf"))
    names = [row["name"] for row in sheet.data["sheets"][0][0]["rows"] if row["kind"] == "program"]
    flat = " ".join(text.split())
    shown = sum(name in flat for name in names)
    assert 8 <= shown < len(rows)
    assert f"{len(rows) - shown} more programs are not shown" in flat
    assert f"Hay {len(rows) - shown} programas más que no caben aquí" in " ".join(text_of(printed.folder / "towns/albuquerque.pdf", 2).split())


def test_a_town_with_nothing_says_so_and_helps(printed: Printed) -> None:
    english, spanish = (text_of(printed.folder / "towns/angel-fire.pdf", page) for page in (1, 2))
    assert "We know of no program in Angel Fire." in english and "miles" in english
    assert "No sabemos de ningún programa en Angel Fire." in spanish and "millas" in spanish


def test_the_same_rows_are_at_the_same_places(printed: Printed) -> None:
    for name in ("taos", "albuquerque", "hobbs", "angel-fire"):
        sides = words_of(printed.folder / f"towns/{name}.pdf")
        front, back = (sorted((word for word in words if PHONE.fullmatch(word.text) and len(word.text) > 3), key=lambda word: word.box[1]) for words in sides)
        rows = len(front) - 3  # the statewide lines stand where their language lets them
        assert rows > 0 and [word.text for word in front] == [word.text for word in back]
        for one, two in zip(front[:rows], back[:rows], strict=True):
            assert abs(one.box[0] - two.box[0]) < 0.5 and abs(one.box[1] - two.box[1]) < 0.5, (name, one, two)


def test_nothing_is_printed_over_something_else(printed: Printed) -> None:
    for path in (*printed.towns()[::3], *sorted((printed.folder / "list").glob("*.pdf"))[::9], *sorted((printed.folder / "counties").glob("*.pdf"))[::5]):
        for words in words_of(path):
            assert overlaps(words) == [], path


def test_nothing_is_outside_the_margins(printed: Printed) -> None:
    for path in printed.towns()[::12] + sorted((printed.folder / "large").glob("*.pdf"))[::40] + sorted((printed.folder / "flyers").glob("*.pdf"))[::30]:
        for page in range(1, facts(path)["pages"] + 1):
            image = picture(path, page, 36)
            left, top, right, bottom = ink_box(image)
            assert left >= 12 and top >= 12 and right <= image.width - 12 and bottom <= image.height - 12, (path, page)


def test_black_ink_alone_carries_the_words(printed: Printed) -> None:
    """On a printer without colour every letter is black on white: no shade is needed to read."""
    for path in (printed.folder / "towns/taos.pdf", printed.folder / "large/taos.pdf", printed.folder / "flyers/taos.pdf"):
        image = picture(path, 1, 150)
        assert all(low == high for low, high in (channel.getextrema() for channel in _differences(image)))
        grey = image.convert("L").histogram()
        assert sum(grey[:64]) > 2 * sum(grey[64:192]), "most ink is black; greys are only the edges of letters"


def _differences(image):  # type: ignore[no-untyped-def]
    from PIL import ImageChops

    red, green, blue = image.split()
    return ImageChops.difference(red, green), ImageChops.difference(green, blue)


def test_town_sheets_use_twelve_points_and_more(printed: Printed) -> None:
    for folder, least in (("towns", 12), ("large", 18), ("list", 12), ("flyers", 12)):
        smallest = min(paper_tools.heights(printed.folder / f"{folder}/taos.pdf"))
        assert smallest >= least - 0.01, (folder, smallest)


def test_the_code_leads_to_the_page_of_the_edition(printed: Printed) -> None:
    month = f"{printed.guide.today:%y-%m}"
    assert codes_in(printed.folder / "towns/taos.pdf", 1) == [f"{SITE_URL}sheet.html#TAO-{month}"]
    assert codes_in(printed.folder / "towns/taos.pdf", 2) == [f"{SITE_URL}es/sheet.html#TAO-{month}"]
    assert f"TAO-{month}" in text_of(printed.folder / "towns/taos.pdf", 1)


def test_the_last_leaf_of_a_county_leads_to_its_page(printed: Printed) -> None:
    for county in ("harding", "taos"):
        path = printed.folder / f"counties/{county}.pdf"
        codes = [codes_in(path, page) for page in range(1, facts(path)["pages"] + 1)]
        assert codes[-2:] == [[f"{SITE_URL}programs/county/{county}.html"], [f"{SITE_URL}es/programs/county/{county}.html"]]
        assert not any(codes[:-2])


@pytest.mark.parametrize(("sheet", "speaks"), [("towns/taos", True), ("large/taos", False), ("counties/taos", False), ("list/taos", False)])
def test_only_a_sheet_with_a_square_code_beside_them_has_words_for_it(printed: Printed, sheet: str, speaks: bool) -> None:
    text = " ".join(text_of(printed.folder / f"{sheet}.pdf").split())
    assert "Is this sheet still right?" in text and "¿Esta hoja sigue al día?" in text
    assert ("Scan the square" in text, "Escanee el cuadro" in text) == (speaks, speaks)


def test_what_a_star_means_stands_exactly_where_one_stands(printed: Printed) -> None:
    notes = {tag: Speaker(printed.guide, tag)("paper_star") for tag in printed.guide.languages}
    seen = set()
    for kind in ("town", "large", "list", "county"):
        for sheet in printed.sheets[kind]:
            for page in text_of(printed.folder.parent / sheet.path).split("\f"):
                text = " ".join(page.split())
                found = sum(note in text for note in notes.values())
                assert bool(found) == ("*: " in text), (sheet.path, text)
                seen.add((kind, found))
    assert seen >= {("town", 0), ("town", 1), ("list", 0), ("county", 0), ("county", 1)}
    for tag, note in notes.items():
        text = " ".join(text_of(printed.folder / f"booklet-{tag}.pdf").split())
        assert text.count("*: ") > 9 and text.count(note) == 1


@pytest.mark.parametrize(("page", "words"), [(1, ["Only for: women", "Community: tribal program", "Ages: teenagers"]), (2, ["Solo para: mujeres", "Comunidad: programa tribal", "Edades: adolescentes"])])
def test_whom_a_program_is_for_is_never_left_out(printed: Printed, page: int, words: list[str]) -> None:
    """Cuba: the nearest programs are for women, for teenagers, or tribal."""
    text = " ".join(text_of(printed.folder / "towns/cuba.pdf", page).split())
    assert [word for word in words if word not in text] == []
    for kind in ("large", "list", "town"):
        for sheet in printed.sheets[kind]:
            lines = [line for side in sheet.data["sheets"][0] for row in side["rows"] for line in row.get("lines", ()) if line["text"].startswith(("Only", "Solo"))]
            assert {line["level"] for line in lines} <= {0}, sheet.path


def test_large_print_and_counties_lose_no_program(printed: Printed) -> None:
    for sheet in [*printed.sheets["county"], *printed.sheets["large"][:20]]:
        path = printed.folder.parent / sheet.path
        text, found = " ".join(text_of(path).split()), facts(path)
        assert found["pages"] % 2 == 0 and found["tagged"] and found["ua"] == "1"
        assert f"Page {found['pages'] // 2} of {found['pages'] // 2}" in text and f"Página 1 de {found['pages'] // 2}" in text
        for side in sheet.data["sheets"][0]:
            for row in side["rows"]:
                assert row["kind"] == "head" or all(text.count(number["shown"]) >= 2 for number in row["phones"]), (path, row["name"])


def test_the_outside_of_the_discreet_sheet_says_nothing(printed: Printed) -> None:
    words = [word for group in printed.guide.settings.telling_words.values() for word in group]
    assert len(words) > 20
    for path in sorted((printed.folder / "list").glob("*.pdf")):
        found = facts(path)
        assert found["pages"] == 2 and found["size"] == {(0, 0, 792, 612)}
        place = printed.guide.places[path.stem].name
        outside = (text_of(path, 1) + found["title"]).replace(place, "")
        assert telling(outside, words) == [], path
        assert "Phone list" in outside and "988" in text_of(path, 2)


def test_the_flyer_has_ten_strips_that_say_little(printed: Printed) -> None:
    words = [word for group in printed.guide.settings.telling_words.values() for word in group]
    for path in sorted((printed.folder / "flyers").glob("*.pdf"))[::10]:
        assert facts(path)["pages"] == 1
        text = " ".join(text_of(path).split())
        assert telling(text, words) == [], path
        numbers = [number for number in PHONE.findall(text) if len(number) > 3]
        assert numbers and all(numbers.count(number) % STRIPS == 0 for number in numbers), path


def test_checklists_come_whole_halved_and_large(printed: Printed) -> None:
    folder = printed.folder / "checklists"
    names = {path.stem for path in folder.glob("*.pdf")}
    assert {"first-call", "first-call-half", "first-call-large", "insurer", "choosing", "before-you-call"} <= names
    for name in names:
        path = folder / f"{name}.pdf"
        if name.endswith("-half"):
            assert facts(path)["pages"] in (1, 2) and facts(path)["size"] == {(0, 0, 792, 612)}
        elif not name.endswith("-large"):
            assert facts(path)["pages"] == 2, name
        assert min(_blanks(path), default=60) >= 50, (name, "too short to write on")
    text = text_of(folder / "first-call.pdf")
    assert "My first call" in text and "988" in text and "___" not in text
    assert "Fill in one for each call" in text and "Fill in" not in text_of(folder / "what.pdf"), "only where there is something to fill in"
    halves = [[word for word in words if (word.box[0] > 396) == right] for words in words_of(folder / "insurer-half.pdf") for right in (False, True)]
    assert all(len(words) > 40 for words in halves), "no line stands alone"


def _blanks(path: Path) -> list[float]:
    """How wide each line to write on is; those that follow each other are one."""
    found: list[float] = []
    with pikepdf.open(path) as file:
        for page in file.pages:
            end = (0.0, "")
            for x, y, width in re.findall(r"q 1 0 0 -1 ([\d.]+) ([\d.]+) cm[^m]*? 0 0 m ([\d.]+) 0 l\s+S", page.Contents.read_bytes().decode("latin-1")):
                joined = end[1] == y and abs(end[0] - float(x)) < 0.1
                found.append((found.pop() if joined else 0) + float(width))
                end = (float(x) + float(width), y)
    return found


def test_the_booklet_holds_the_guide(printed: Printed) -> None:
    for tag in printed.guide.languages:
        path = printed.folder / f"booklet-{tag}.pdf"
        found, text = facts(path), " ".join(text_of(path).split())
        assert found["tagged"] and found["ua"] == "1" and structure(path)[0] == tag
        assert found["size"] == {(0, 0, 396, 612)}
        say = Speaker(printed.guide, tag)
        for key in ("contents", "glossary", "programs"):
            assert text.count(say(f"paper_booklet_{key}")) >= 1
        for program in printed.guide.programs.values():
            assert all(phone.number.split(" x")[0] in text for phone in program.phones), program.id
        for name, page in printed.contents[tag].items():
            if name in {one for group in printed.guide.settings.menu for one in group.pages} - {"print", "programs/index", "glossary"}:
                assert page.title in text, name
        contents = " ".join(text_of(path, 2).split()) + " ".join(text_of(path, 3).split())
        assert all(say("county_of", name=county.name) in contents for county in counties(printed.guide))
        assert say("county_nearest") not in text.replace(say("paper_booklet_nearest", name=""), ""), "a page may begin there"
        assert f"{say('text_plain')} 838255" in text and say("helpline_hours") in text
        titles = {"".join(run.get("text", "") for run in block["title"]) for block in _blocks(printed, "faq", tag) if block["kind"] == "box"}
        ends = [" ".join(lines[-2:-1]) for page in text_of(path).split("\f") if (lines := page.splitlines())]
        assert not titles & set(ends), "a question at the foot of a page, its answer on the next"
        pages = [" ".join(page.split()) for page in text_of(path).split("\f")]
        near = [row for county in next(one for one in printed.sheets["booklet"] if one.data["lang"] == tag).data["counties"] for row in county["rows"] if row.get("see")]
        leads = [(row["name"], re.findall(rf"{re.escape(row['name'])} .{{,120}}?{re.escape(row['lines'][0]['text'])} \(\w+ (\d+)\)", text)) for row in near]
        assert len(near) > 50 and [name for name, found in leads if not found or not all(name in pages[int(page) - 1] for page in found)] == []
        fold = printed.folder / f"booklet-{tag}-fold.pdf"
        assert page_count(path.read_bytes()) == found["pages"]
        assert facts(fold)["pages"] == 2 * -(-found["pages"] // 4) and facts(fold)["size"] == {(0, 0, 792, 612)}


def test_the_drawings_come_along_and_are_described(printed: Printed) -> None:
    drawings = [block for name in ("what-is-iop", "a-typical-session") for block in _blocks(printed, name) if block["kind"] == "picture"]
    assert len(drawings) == 2
    for drawing in drawings:
        assert 'viewBox="0 0' in drawing["svg"] and "currentColor" not in drawing["svg"] and len(drawing["alt"]) > 40
    with pikepdf.open(printed.folder / "booklet-en.pdf") as file:
        alts = {str(item.Alt) for item in file.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"}
        boxes = [[float(side) for side in item.A[0].BBox] for item in file.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"]
    assert {drawing["alt"] for drawing in drawings} <= alts
    assert all(left >= 36 and bottom >= 44 and right <= 396 - 36 and top <= 612 - 36 for left, bottom, right, top in boxes), boxes


def _blocks(printed: Printed, name: str, tag: str = "en") -> list[dict[str, Any]]:
    booklet = next(sheet for sheet in printed.sheets["booklet"] if sheet.data["lang"] == tag)
    return next(chapter["blocks"] for chapter in booklet.data["chapters"] if chapter["name"] == name)


def test_all_towns_are_in_one_small_file(printed: Printed) -> None:
    bundle = printed.folder.parent / BUNDLE
    places = page_places(printed.guide)
    assert facts(bundle)["pages"] == 2 * len(places)
    assert bundle.stat().st_size < sum(path.stat().st_size for path in printed.towns())
    assert places[40].name in text_of(bundle, 2 * 40 + 1)


def test_call_sheets_ask_about_every_listing_that_is_due(printed: Printed) -> None:
    text = " ".join(" ".join(text_of(path) for path in (printed.folder / "calls").glob("*.pdf") if ".es" not in path.name).split())
    for listing in printed.listings.values():
        if listing.trust != "confirmed" and not listing.closed and listing.town_id:
            assert all(phone.shown.split(" ext.")[0] in text for phone in listing.phones), listing.id
