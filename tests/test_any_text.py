"""No text in any field breaks loading, building, exporting or coming back. The fields come from the model, the texts from hypothesis."""

from __future__ import annotations

import datetime
import html
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel

from resource_guide.documents import read_documents
from resource_guide.exports import write_shared, write_translated
from resource_guide.guide import language_sites
from resource_guide.model import Guide
from resource_guide.placeholders import fill
from resource_guide.places import counties, page_places
from resource_guide.rules import check_data
from resource_guide.search import page_entries, places_script, search_script
from resource_guide.shell import PageFrame
from resource_guide.wording import Speaker

from .any_text import FEW, REPEATABLE, TEXTS
from .conftest import SITE_URL
from .free_text import LISTS, Path_, paths, read, records, with_text
from .hostile import ALL, rich_guide
from .import_files import files_of, run_inside
from .paper_tools import contents_of

TODAY = datetime.date(2026, 11, 25)


class Files(dict[str, bytes]):
    """Files by their path; short in a message of hypothesis."""

    def __repr__(self) -> str:
        return f"<{len(self)} files>"


class Shape(set[tuple[str, ...]]):
    """Kinds of tags; short in a message of hypothesis."""

    def __repr__(self) -> str:
        return f"<{len(self)} kinds of tags>"


class Fields(list["Field"]):
    """Fields; short in a message of hypothesis."""

    def __repr__(self) -> str:
        return f"<{len(self)} fields>"


Field = tuple[str, type[BaseModel], Path_, dict[str, Any], Path_]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rich_guide(tmp_path_factory.mktemp("rich") / "guide")


@pytest.fixture(scope="module")
def whole(root: Path) -> Files:
    """The data as it is before a text is put in."""
    return Files(files_of(root / "data"))


@pytest.fixture(scope="module")
def shape(root: Path) -> Shape:
    """Every kind of tag, with the names of its attributes, that pages of this guide have: by the templates alone."""
    guide, _ = check_data(root, TODAY)
    assert guide is not None
    return Shape(tag for page in pages_of(root, guide) for tag in tags_of(page))


def fields_of(root: Path) -> list[Field]:
    """Every field of free text of every record, those of one shape once."""
    found: dict[tuple[str, str], Field] = {}
    for file, model, place, record in records(root / "data"):
        for path in paths(model, record):
            found.setdefault((file, re.sub(r"\d+", "0", repr(path))), (file, model, place, record, path))
    return list(found.values())


@pytest.fixture(scope="module")
def fields(root: Path) -> Fields:
    return Fields(fields_of(root))


def put(root: Path, whole: Files, field: Field, text: str) -> None:
    """The data as it was, with a text in one field."""
    file, model, place, record, path = field
    for name, content in whole.items():
        if (root / "data" / name).read_bytes() != content:
            (root / "data" / name).write_bytes(content)
    values: Any = read(root / "data" / file)
    changed = with_text(model, record, path, text)
    if place:
        values[place[0]] = changed
    else:
        values = changed
    # Half a character, as JSON can hold it, becomes bytes that are not UTF-8, as a broken editor leaves them.
    (root / "data" / file).write_bytes(json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[tuple[str, ...]] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, *sorted({name for name, _ in attrs} - {"aria-current"})))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def tags_of(page: str) -> set[tuple[str, ...]]:
    return _Tags(page).tags


def pages_of(root: Path, guide: Guide) -> Iterator[str]:
    """Generated pages of each kind in both languages, and the written page that uses each placeholder; no file is written."""
    documents, faults = read_documents(root, guide)
    assert faults == []
    for tag, language in language_sites(guide, documents, root / "overrides/guide", SITE_URL).items():
        pages = language.pages
        for frame in (*map(pages.town, page_places(guide)), *map(pages.county, counties(guide)), *map(pages.need, guide.needs.values()), pages.search()):
            yield language.shell.page(frame)
        for name in ("crisis", "programs/index", "glossary"):
            document = next(document for document in documents if document.name == name and document.language == tag)
            yield language.shell.page(PageFrame(f"{name}.html", document.title, document.description, pages.written(document, "<h1>Page</h1><p>Text.</p>"), document.file))
    for name, pages in contents_of(root, guide).items():
        yield pages["about"].html
        assert "{{" not in fill("{{ fact:any }} {{ name:988 }}{{ cite:any }}", guide, Speaker(guide, name)).replace("&#123;", "")


def is_told(problems: list[Any]) -> bool:
    """Whether each problem is one line with a place, a reason and a way out."""
    lines = [str(problem) for problem in problems]
    assert all(re.match(r"data/[^:]+:\d+: ", line) and "; " in line and len(line.splitlines()) == 1 and len(line) < 1_000 for line in lines), lines
    return any(problem.severity == "error" for problem in problems)


@REPEATABLE
@given(number=st.integers(min_value=0, max_value=10_000), text=TEXTS)
@example(number=0, text=ALL)
def test_any_text_in_any_field_is_refused_with_a_reason_or_shown_as_text(
    root: Path, whole: Files, fields: Fields, shape: Shape, tmp_path: Path, number: int, text: str
) -> None:
    field = fields[number % len(fields)]
    put(root, whole, field, text)

    guide, problems = check_data(root, TODAY)

    if is_told(problems):
        return
    assert guide is not None
    seen = ""
    for page in pages_of(root, guide):
        found = _Tags(page)
        assert found.tags <= shape, (field[0], field[4], text, found.tags - shape)
        assert not any(re.match(r"(?i)\s*(javascript|data|vbscript):", address) for address in found.addresses), (field, text)
        seen += page
    if field[0] == "programs/taos.yml" and field[2] == (0,) and field[4] == ("name",):
        assert " ".join(text.split()) in " ".join(html.unescape(re.sub(r"<[^>]*>", " ", seen)).split())
    exported(root, guide, tmp_path)


def exported(root: Path, guide: Guide, folder: Path) -> None:
    """Every file of the exports, read by another program's rules."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    sites = language_sites(guide, read_documents(root, guide)[0], root / "overrides/guide", SITE_URL)
    write_shared(folder / "site", guide, sites[guide.languages[0]].views, SITE_URL)
    for language in sites.values():
        write_translated(folder / "site", language.views, SITE_URL)
    for path in (folder / "site").rglob("*"):
        if path.suffix in (".json", ".geojson"):
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".xml":
            ElementTree.fromstring(path.read_bytes())
        elif path.suffix == ".vcf":
            lines = path.read_bytes().decode().replace("\r\n ", "").split("\r\n")
            assert lines.count("BEGIN:VCARD") == lines.count("END:VCARD") and all(re.match(r"[A-Z]+[;:.]|$", line) for line in lines), path
    for language in sites.values():
        json.loads(search_script([*language.pages.search_entries()], []).partition("=")[2].rstrip(";\n"))
    json.loads(places_script(guide).partition("=")[2].rstrip(";\n"))


@REPEATABLE
@given(text=TEXTS)
def test_any_text_of_a_page_is_found_as_text(text: str) -> None:
    """The search list is made of finished HTML."""
    entries = page_entries("Page", "page.html", f"<h1>Page</h1><h2 id='a'>{html.escape(text)}</h2><p>{html.escape(text)}</p>")
    rows = json.loads(search_script(entries, []).partition("=")[2].rstrip(";\n"))["entries"]
    assert len(rows) == 2


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@FEW
@given(number=st.integers(min_value=0, max_value=10_000), text=TEXTS)
def test_a_sheet_comes_back_without_a_change(root: Path, whole: Files, fields: Fields, tmp_path: Path, ending: str, number: int, text: str) -> None:
    own = [field for field in fields if field[0].startswith("programs/")]
    put(root, whole, own[number % len(own)], text)
    sheet = tmp_path / f"sheet{ending}"
    if run_inside(root, "export", "sheet", str(sheet)).returncode:
        return
    before = files_of(root / "data")

    result = run_inside(root, "import", "sheet", str(sheet), "--write")

    assert "changed" not in re.sub(r"\b0 changed|unchanged", "", result.stdout) or files_of(root / "data") == before, result.stdout
    assert files_of(root / "data") == before and result.returncode == 0, result.stdout + result.stderr


_SET = ("name", "organization", "address.street", "note", "sources.0.title", "website", "phone", "zip", "schedule.evening", "nothing")


@FEW
@given(field=st.sampled_from(_SET), text=TEXTS, line_end=st.sampled_from(["\n", "\r\n"]))
@example(field="name", text="a\rb", line_end="\n")  # found by a longer run
def test_a_check_with_any_text_changes_its_own_lines_or_nothing(root: Path, whole: Files, field: str, text: str, line_end: str) -> None:
    """``guide confirm --set``: comments, order, line ends and the other listings stay, byte for byte."""
    for name, content in whole.items():
        (root / "data" / name).write_bytes(content)
    path = root / "data/programs/angel-fire.yml"
    mesa = "# A note of an editor.\n- id: mesa-two   # here too\n  name: 'Mesa Two'\n  organization: \"Mesa\"\n  level: iop\n  phones: [{number: 575-555-0140}]\n  assured: {how: other-list}\n  sources:\n    - {title: Made up}\n\n# The last words.\n"
    before = (whole["programs/angel-fire.yml"].decode() + mesa).replace("\n", line_end).encode()
    path.write_bytes(before)

    result = run_inside(root, "confirm", "valley-counseling", "--how", "called", "--date", "2026-11-23", "--set", f"{field}={text}")

    after = path.read_bytes()
    others = {name: content for name, content in files_of(root / "data").items() if name != "programs/angel-fire.yml"}
    assert others == {name: content for name, content in whole.items() if name != "programs/angel-fire.yml"}
    if result.returncode:
        assert after == before and result.stderr.strip(), result
        return
    start = mesa.replace("\n", line_end).encode()
    assert after.endswith(start), "the rest of the file stays"
    assert after.count(b"\r\n") * (line_end == "\r\n") == after.count(b"\n") * (line_end == "\r\n")
    guide, problems = check_data(root, TODAY)
    assert guide is not None and not [problem for problem in problems if problem.severity == "error"]
    if field in ("name", "organization", "note"):
        assert getattr(guide.programs["valley-counseling"], field) == (text.replace("\r\n", "\n").replace("\r", "\n").strip() or None)


def test_every_kind_of_record_has_fields(fields: Fields) -> None:
    """A file that gets a model, and no record here, is named."""
    assert {field[0] for field in fields} == {*LISTS, "guide.yml", "vocabulary.yml"}
