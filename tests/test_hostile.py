"""Whatever stands in the data is text: on pages, on paper, in every file that the build makes; see ``hostile.py``."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import vobject

from resource_guide.model import Guide
from resource_guide.rules import check_data
from resource_guide.search import fold
from resource_guide.yaml_source import HIDDEN, YamlSource, parse_yaml

from .conftest import call_guide, files_of, run_guide
from .export_tools import check_feed, check_tables
from .export_tools import faults as hsds_faults
from .free_text import LISTS, MAPS, is_kind, kinds, paths, read, records, with_text, write
from .hostile import ALL, ATTACKS, hostile_guide, rich_guide
from .import_files import run_inside
from .paper_tools import text_of
from .test_protection import _Inline

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The hostile guide, built; and the name of each listing by its id."""
    root, names = hostile_guide(tmp_path_factory.mktemp("hostile") / "guide")
    result = run_guide(root, "build")
    assert result.returncode == 0, result.stdout + result.stderr
    return root, names


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return rich_guide(tmp_path / "guide")


def pages(root: Path) -> Iterator[tuple[Path, str]]:
    for path in (root / "site").rglob("*.html"):
        yield path, path.read_text(encoding="utf-8")


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_field_of_free_text_is_attacked(tiny: Path) -> None:
    """A field that the model gains is filled by itself; one inside a record that the rich guide lacks is named here."""
    found = {file: [path for other, _, place, record in records(tiny / "data") if other == file for path in paths({**LISTS, **MAPS}[file], record)] for file in {**LISTS, **MAPS}}
    lacking = [(file, kind) for file, model in {**LISTS, **MAPS}.items() for kind in kinds(model) if not any(is_kind(path, kind) for path in found[file])]

    assert lacking == [("facts.yml", ("value",))], "a value is one text or words; both are tried below"


def test_no_page_has_what_the_templates_did_not_write(attacked: tuple[Path, dict[str, str]]) -> None:
    root, _ = attacked
    for path, text in pages(root):
        assert _Inline(text).found == [], path
        tags = set(re.findall(r"<([a-z][a-z0-9]*)[\s>]", text))
        assert not tags & {"iframe", "object", "embed", "textarea", "base", "b", "i"} and "<img src=x" not in text, path
        for value in re.findall(r"""\s(?:href|src|action)=["']?\s*([^"'>]*)""", re.sub(r"&#34;|&#39;|&quot;", "", text)):
            assert not re.match(r"(?i)(javascript|data|vbscript):", html.unescape(value)), (path, value)


@pytest.mark.parametrize("tag", ["en", "es"])
def test_pages_show_the_text_as_written(attacked: tuple[Path, dict[str, str]], tag: str) -> None:
    root, names = attacked
    folder = root / "site" / ("" if tag == "en" else tag)
    for page, texts in {
        "programs/taos.html": list(names.values()), "programs/index.html": list(names.values()), "programs/need/medicaid.html": [ALL, *names.values()],
        "crisis.html": [ALL], "glossary.html": [ALL], "about.html": [ALL], "data.html": [ALL],
    }.items():  # fmt: skip
        shown = words(html.unescape(re.sub(r"<[^>]*>", " ", (folder / page).read_text(encoding="utf-8"))))
        for text in texts:
            assert words(text) in shown, (page, text)
    about = (folder / "about.html").read_text(encoding="utf-8")
    assert about.count(html.escape("<script>window.harmed=1", quote=False)) >= 6, "heading, paragraph, list, table, name and footnote"
    assert not re.search(r"<(em|strong|code|img)\b", about.partition("</main>")[0].partition("<main")[2])


def test_scripts_hold_the_text(attacked: tuple[Path, dict[str, str]]) -> None:
    root, names = attacked
    assets = root / "site/assets"
    for path in [*assets.glob("search-*.js"), *assets.glob("terms-*.js"), *assets.glob("actions-*.js"), assets / "places.js", assets / "distances.js"]:
        text = path.read_text(encoding="utf-8")
        name, _, value = text.partition("=")
        assert name.startswith("window.guide") and "</" not in text and "\u2028" not in text, path
        assert json.loads(value.rstrip().rstrip(";")), path
    for tag in ("en", "es"):
        rows = json.loads((assets / f"search-{tag}.js").read_text(encoding="utf-8").partition("=")[2].rstrip().rstrip(";"))["entries"]
        assert {row[0] for row in rows} >= set(names.values())
        assert not any(re.match(r"(?i)\s*(javascript|data):", row[2]) for row in rows)
    places = json.loads((assets / "places.js").read_text(encoding="utf-8").partition("=")[2].rstrip().rstrip(";"))
    assert all(name == fold(name) for place in places["places"] for name in place[3])
    json.loads((assets / "keep-en.json").read_text(encoding="utf-8"))


def test_structured_data_is_data(attacked: tuple[Path, dict[str, str]]) -> None:
    root, names = attacked
    told: set[str] = set()
    for _, text in pages(root):
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL):
            thing = json.loads(block)
            told.add(str(thing.get("name")))
    assert told >= set(names.values())


def test_exports_hold_the_text_and_run_nothing(attacked: tuple[Path, dict[str, str]]) -> None:
    root, names = attacked
    data = root / "site/data"
    programs = {record["id"]: record for record in json.loads((data / "programs.json").read_text(encoding="utf-8"))["programs"]}
    assert {identity: programs[identity]["name"] for identity in names} == names
    points = json.loads((data / "programs.geojson").read_text(encoding="utf-8"))["features"]
    assert {point["properties"]["name"] for point in points if "name" in point["properties"]} >= set(names.values())
    for path in data.rglob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            assert [cell for cell in row if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == [], path
    for path in data.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    for path in (data / "hsds").rglob("*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        services = content.get("contents", []) if isinstance(content, dict) else []
        assert [fault for service in services if "name" in service for fault in hsds_faults(service)] == []
    check_tables(data)
    for path in data.glob("*.xml"):
        check_feed(ElementTree.fromstring(path.read_bytes()))
    for path in [*data.glob("*.vcf"), *(root / "site").rglob("contacts/*.vcf")]:
        cards = list(vobject.readComponents(path.read_bytes().decode()))
        assert cards and all(card.name == "VCARD" for card in cards), path
    one = vobject.readOne((root / "site/contacts/x-card.vcf").read_bytes().decode())
    assert one.fn.value == ATTACKS["card"]
    assert ElementTree.parse(root / "site/sitemap.xml").getroot().tag.endswith("urlset")
    for path in data.rglob("*.txt"):
        assert not HIDDEN.search(path.read_text(encoding="utf-8-sig")), path


def test_paper_prints_the_text(attacked: tuple[Path, dict[str, str]]) -> None:
    """Typst, its markup, its math and its files stay letters."""
    root, _ = attacked
    files = {path.relative_to(root / "site").as_posix(): text_of(path) for path in (root / "site/print").rglob("*.pdf")}
    everything = "".join("".join(files.values()).replace("\u200b", "").split())  # the places where a long word may break
    for name in ("typst", "markdown", "script", "equals", "json", "jinja"):
        assert "".join(ATTACKS[name].split()) in everything, name
    assert not any("root:" in text for text in files.values()), "no file of this machine was read"
    for path in (root / "site/print").rglob("*.pdf"):
        content = path.read_bytes()
        assert not re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile)\b", content), path
        info = subprocess.run(["pdfinfo", "-js", str(path)], capture_output=True, text=True, check=True).stdout
        assert info == "", path


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_sheet_is_harmless_and_comes_back_without_a_change(attacked: tuple[Path, dict[str, str]], tmp_path: Path, ending: str) -> None:
    root, _ = attacked
    sheet = tmp_path / f"sheet{ending}"
    assert run_inside(root, "export", "sheet", str(sheet)).returncode == 0
    if ending == ".csv":
        cells = [cell for row in csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline="")) for cell in row]
        assert [cell for cell in cells if FORMULA.match(cell)] == []
    else:
        kinds_of_cells = {cell.data_type for row in openpyxl.load_workbook(sheet).worksheets[0].iter_rows() for cell in row if cell.value is not None}
        assert kinds_of_cells == {"s"}
    before = files_of(root / "data")

    result = run_inside(root, "import", "sheet", str(sheet), "--write")

    assert result.returncode == 0 and files_of(root / "data") == before, result.stdout + result.stderr


@pytest.mark.parametrize("text", ["\u202e", "\u2066", "\u200f", "\u200b", "\xad", "\u3164", "\x07", "\x1b[2J", "\x85", "\u2028", "\ufeff", "\U000e0041", "\x7f"])
def test_what_nobody_sees_is_refused_in_every_field(tiny: Path, text: str) -> None:
    """Refused rather than shown or silently taken out: the editor is told the line, and the reader never meets a number turned around."""
    for file, model, place, record in records(tiny / "data"):
        path = paths(model, record)[0]
        changed = with_text(model, record, path, f"a{text}b")
        source = YamlSource(file)
        parse_yaml(json.dumps([changed] if place else changed).replace(r"\udb40\udc41", r"\U000e0041"), source)
        assert any(f"hidden character (U+{ord(text[0]):04X})" in problem.message for problem in source.problems), file


@pytest.mark.parametrize("field", ["website", "sources"])
@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "JAVASCRIPT://example.org/%0aalert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "ftp://example.org", "//example.org",
    "https://user:password@example.org", "https://exa mple.org", 'https://example.org/"onmouseover="x', "https://example.org/<script>", "https://example.org\\@evil.org", "blob:https://example.org/1",
    "https://example.org/\n", "https:example.org", "mailto:a@example.org", "tel:5",
])  # fmt: skip
def test_only_web_addresses_are_links(tiny: Path, field: str, url: str) -> None:
    path = tiny / "data/programs/taos.yml"
    programs = read(path)
    programs[0] |= {"website": url} if field == "website" else {"sources": [{"title": "x", "url": url}]}
    write(path, programs)

    _, problems = check_data(tiny)

    assert any("web address" in problem.message for problem in problems), [str(problem) for problem in problems]


@pytest.mark.parametrize("identity", ["../x", "..", "a/b", "a\\b", "con.", "A", "ñ", "a" * 81, "a b", "-", "a--b", "<b>", "%2e%2e", ".htaccess", "a\n", ""])
def test_no_id_is_a_path(tiny: Path, identity: str) -> None:
    for file, key in (("programs/taos.yml", "id"), ("places.yml", "id"), ("needs.yml", "id"), ("glossary.yml", "id"), ("helplines.yml", "id")):
        values = read(tiny / "data" / file)
        write(tiny / "data" / file, [values[0] | {key: identity}, *values[1:]])
        guide, problems = check_data(tiny)
        assert any(problem.file == f"data/{file}" for problem in problems), file
        assert guide is None or identity not in {*guide.programs, *guide.places, *guide.needs, *guide.terms, *guide.helplines}
        write(tiny / "data" / file, values)


@pytest.mark.parametrize("name", ["con.yml", "<b>.yml", "ñ.yml", "a b.yml", "x\ny.yml", "%2e.yml", "-rf.yml", "$(x).yml", "a" * 240 + ".yml"])
def test_no_name_of_a_data_file_is_a_page(tiny: Path, name: str) -> None:
    """A file of listings is named for a town; any other name is a fault, said on one line."""
    (tiny / "data/programs" / name).write_text((tiny / "data/programs/angel-fire.yml").read_text(encoding="utf-8"), encoding="utf-8")

    _, problems = check_data(tiny)

    assert problems and all("\n" not in str(problem) and len(str(problem)) < 800 for problem in problems)


@pytest.mark.parametrize("name", ["<b>.md", "a b.md", "\"x.md", "javascript:x.md", "con.md", "-.md", "ñ.md", "x.xx.md", "{{ 7 }}.md", "#a.md", "a?b.md", "programs/taos.md", "404.md", "search.md", "es/about.md", "-/a.md"])
def test_names_of_pages(tiny: Path, name: str) -> None:
    """The name of a page is its address: what cannot stand there, or is taken, is a fault and no page."""
    path = tiny / "docs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("---\ntitle: Page\ndescription: A page.\n---\n\n# Page\n", encoding="utf-8")

    result = call_guide(tiny, "check")

    assert result.returncode == (0 if name in ("con.md",) else 1), result.stdout


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "<SCRIPT src=x>", "<img src=x onerror=alert(1)>", '<p style="color:red">x</p>', "<iframe src=x>", "<svg><a>", "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)", "[x](JavaScript:alert(1))", "[x]: javascript:alert(1)", "<javascript:alert(1)>", "[x](&#106;avascript:alert(1))", '<a href="javascript:alert(1)">x</a>',
    "<a href=data:text/html,x>x</a>", "[x](data:text/html,x)", "![x](data:image/svg+xml,x)", "[x](vbscript:x)", "[x](file:///etc/passwd)", "<form action=x>", "<base href=//x>",
])  # fmt: skip
def test_a_page_is_words(tiny: Path, text: str) -> None:
    path = tiny / "docs/about.md"
    path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")

    result = run_inside(tiny, "check")

    assert result.returncode == 1 and "docs/about.md:" in result.stdout, result.stdout


@pytest.mark.parametrize("text", ["[x](https://example.org/a:b)", "[x](sms:?body=x)", "[x](mailto:a@example.org)", "Note: see javascript: and data: below, 5 < 6, on=x", "<div markdown>\n\nx\n\n</div>"])
def test_a_page_may_say_anything(tiny: Path, text: str) -> None:
    path = tiny / "docs/about.md"
    path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")

    assert "docs/about.md" not in run_inside(tiny, "check").stdout


def test_one_guide_has_both_forms_of_a_fact(tiny: Path) -> None:
    facts = read(tiny / "data/facts.yml")
    facts[0]["value"] = ALL
    write(tiny / "data/facts.yml", facts)
    guide, problems = check_data(tiny)
    assert isinstance(guide, Guide) and problems == []
    assert guide.facts[facts[0]["id"]].value == ALL


