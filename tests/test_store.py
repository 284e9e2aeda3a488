"""What is kept between builds: the same output with it, without it, and with it damaged."""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest
import typst

from resource_guide import yaml_source
from resource_guide.load import load_guide
from resource_guide.rules import check_data
from resource_guide.store import Store
from resource_guide.typeset import KEPT_SECONDS, Sheet, Typesetter
from resource_guide.yaml_files import read_yaml

from .conftest import files_of, run_guide
from .hostile import rich_guide
from .paper_tools import PRINT, facts, text_of
from .test_check import TODAY, change
from .test_check import tiny as tiny

DAMAGE = {
    "cut short": lambda data: data[: len(data) // 2],
    "another value": lambda data: data.replace(b"Taos", b"Moon"),
    "no JSON, but whole": lambda data: hashlib.sha256(b"[]").hexdigest().encode() + b"\n[]",
    "not text": lambda data: b"\xff" * 100,
    "empty": lambda data: b"",
}


def store(path: Path, version: str = "1") -> Store:
    return Store(path / "deep" / "kept.json", [Path(__file__)], [version])


def test_a_store_gives_back_what_was_kept_and_used(tmp_path: Path) -> None:
    first = store(tmp_path)
    keys = [first.key(part) for part in (b"a", b"b")]
    for key, value in zip(keys, ({"é": ["\u2028", None]}, "b"), strict=True):
        assert first.get(key) is None
        first.put(key, value)
    first.save()

    second = store(tmp_path)
    assert second.get(keys[0]) == {"é": ["\u2028", None]}
    second.save()

    third = store(tmp_path)
    assert third.get(keys[0]) == {"é": ["\u2028", None]} and third.get(keys[1]) is None, "nobody asked for it"
    assert store(tmp_path, "2").get(store(tmp_path, "2").key(b"a")) is None, "another version"
    assert first.key(b"a", b"b") != first.key(b"ab") != first.key(b"ab", b"")
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["kept.json"]


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_not_believed(tmp_path: Path, name: str) -> None:
    first = store(tmp_path)
    key = first.key(b"a")
    first.put(key, "Taos")
    first.save()
    path = tmp_path / "deep" / "kept.json"
    path.write_bytes(DAMAGE[name](path.read_bytes()))

    assert store(tmp_path).get(key) is None


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("a file")
    first = store(tmp_path)
    first.put(first.key(b"a"), 1)
    first.save()

    assert (tmp_path / "deep").read_text() == "a file"


def test_data_reads_the_same_from_what_is_kept(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guide and every problem with its line: files with a fault of their own, and sound ones with a fault among them."""
    change(tiny, "data/programs/taos.yml", "zip: ", "zipp: ")
    places = tiny / "data" / "places.yml"
    places.write_text(places.read_text(encoding="utf-8").replace("county: Taos", "county: Taso", 1), encoding="utf-8")
    with (tiny / "data" / "facts.yml").open("a", encoding="utf-8") as file:
        file.write("\n- {id: twice, id: once}\n")
    alone = check_data(tiny, TODAY)  # a folder of data without a site keeps nothing
    assert not (tiny / "build").exists() and any(problem.line > 1 for problem in alone[1])
    (tiny / "mkdocs.yml").write_text("", encoding="utf-8")
    read: list[str] = []
    plain = yaml_source.read_plain
    monkeypatch.setattr(yaml_source, "read_plain", lambda text, *rest: (read.append(text), plain(text, *rest))[1])

    cold = check_data(tiny, TODAY)
    count = len(read)
    warm = check_data(tiny, TODAY)

    assert repr(alone) == repr(cold) == repr(warm)  # each has a model of its own for what its listings may say
    assert len(read) - count == 1 < count, "only the file that cannot be kept is read again"


def test_every_file_of_the_guide_has_the_lines_of_a_careful_reader(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked for only when one is asked for, they are those that reading with care from the beginning finds."""
    _, quick = load_guide(tiny, TODAY)
    for source in quick.sources.values():
        source.line(())

    def refuse(*_: object) -> None:
        raise yaml_source.NotPlain

    monkeypatch.setattr(yaml_source, "read_plain", refuse)
    careful = {name: read_yaml(tiny / name, tiny) for name in quick.sources if name.endswith(".yml")}

    assert {name: (source.values, source.lines) for name, source in careful.items()} == {name: (quick.sources[name].values, quick.sources[name].lines) for name in careful}
    assert sum(len(source.lines) for source in careful.values()) > 100


def test_a_warm_build_makes_the_same_bytes(tmp_path: Path) -> None:
    root = rich_guide(tmp_path / "guide")
    shutil.rmtree(root / "overrides" / "print")
    assert run_guide(root, "build").returncode == 0
    before = files_of(root / "site")
    assert {path.name for path in (root / "build" / "cache").iterdir()} == {"data.json", "html.json"}

    change(root, "data/programs/taos.yml", "Name open", "Name now")
    page = root / "docs" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    assert run_guide(root, "build").returncode == 0
    warm = files_of(root / "site")
    shutil.rmtree(root / "build")
    assert run_guide(root, "build").returncode == 0

    assert files_of(root / "site") == warm != before
    assert b"Name now" in warm["es/programs/taos.html"] and b"One more sentence." in warm["index.html"]


# Printed sheets

DAY = datetime.date(2026, 11, 1)
PLANNED = """
#let data = json("data.json")
#let plans = json("plans.json")
#set document(title: data.title)
#if plans == none [#metadata(data.sheets.map(name => "first plan of " + name)) <plans>] else [#plans.first()]
"""
"""A template that draws its sheet from a plan, as those of towns do."""


@pytest.fixture
def printer(tmp_path: Path) -> Path:
    """A folder with a template, in which sheets are made and kept."""
    (tmp_path / "town.typ").write_text(PLANNED, encoding="utf-8")
    return tmp_path


def setter(printer: Path) -> Typesetter:
    return Typesetter(printer, printer / "cache", PRINT / "fonts")


def make(printer: Path, *towns: str, made: datetime.date = DAY) -> int:
    """Make the sheets of towns; the number of those that were not kept."""
    return setter(printer).make(printer, [[Sheet(f"{town}.pdf", "town.typ", {"title": "Sheet", "sheets": [town]}, made) for town in towns]])


def test_a_plan_of_another_template_is_not_used(printer: Path) -> None:
    make(printer, "Taos")
    change(printer, "town.typ", "first plan", "second plan")

    assert make(printer, "Taos") == 1

    assert "second plan of Taos" in text_of(printer / "Taos.pdf")


def test_a_kept_sheet_of_another_day_is_not_used(printer: Path) -> None:
    for made in (DAY, DAY.replace(month=12)):
        assert make(printer, "Taos", made=made) == 1

        assert facts(printer / "Taos.pdf")["created"].startswith(made.isoformat())


def test_another_booklet_of_the_same_length_is_folded_anew(tmp_path: Path) -> None:
    for words in ("Old words", "New words"):
        (tmp_path / "booklet.pdf").write_bytes(bytes(typst.compile(words.encode(), format="pdf")))  # type: ignore[arg-type]
        Typesetter(PRINT, tmp_path).fold(tmp_path, "booklet.pdf", "fold.pdf", "us-letter")

        assert text_of(tmp_path / "fold.pdf").split() == words.split()


def test_only_what_no_build_has_used_for_a_month_is_forgotten(printer: Path) -> None:
    cache = printer / "cache"
    make(printer, "Taos", "Questa")
    wanted = {path.name for path in cache.iterdir()}
    make(printer, "Hobbs")
    long_ago = time.time() - KEPT_SECONDS - 60
    for path in cache.iterdir():
        os.utime(path, (long_ago, long_ago))
    for path in cache.glob("*.pdf"):
        if path.read_bytes() == (printer / "Taos.pdf").read_bytes():
            path.unlink()  # its plan is used again, the kept sheet of Questa is
    assert make(printer, "Taos", "Questa") == 1
    (cache / "being-written.1.part").touch()
    (cache / "listed, and gone when it is looked at").symlink_to(cache / "nowhere")

    setter(printer).forget()

    left = {path.name for path in cache.iterdir() if path.is_file()} - {"being-written.1.part"}
    assert left < wanted and sorted(Path(name).suffix for name in left) == [".json", ".pdf", ".pdf"]
    assert (cache / "being-written.1.part").exists()
