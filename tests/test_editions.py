"""Is my sheet still right? What the page of editions tells of a sheet printed long ago."""

from __future__ import annotations

import dataclasses
import datetime
import json
import shutil
from pathlib import Path

import pytest

from resource_guide.editions import FILE, Record, changes, current, next_name, read_record, record_edition, town_codes, write_record
from resource_guide.guide import check_guide
from resource_guide.model import Guide
from resource_guide.places import page_places
from resource_guide.programs import Assured, Closed, Phone, Program
from resource_guide.sheets import record_editions, sheet_rows
from resource_guide.shell import environment
from resource_guide.views import Views
from resource_guide.wording import Speaker

from .conftest import ROOT, call_guide
from .paper_tools import press_of

DAY = datetime.date(2026, 11, 25)


@pytest.fixture
def dated(guide: Guide) -> Guide:
    return dataclasses.replace(guide, today=DAY)


def rows_of(guide: Guide) -> dict[str, list[str]]:
    return sheet_rows(Views(guide, Speaker(guide, "en")))


def later(guide: Guide, day: datetime.date, **programs: Program | None) -> Guide:
    """The guide on another day, with some programs changed or gone."""
    kept = {name: program for name, program in (guide.programs | programs).items() if program is not None}
    towns = {name: town for name, town in guide.town_of.items() if name in kept}
    return dataclasses.replace(guide, today=day, programs=kept, town_of=towns)


def test_every_town_has_a_mark_of_its_own(dated: Guide) -> None:
    codes = town_codes(dated, Record(), rows_of(dated))
    assert len(set(codes.values())) == len(codes) == len(page_places(dated))
    assert codes["las-cruces"] == "LC" and codes["taos"] == "TAO"
    assert all(code.isascii() and code.isalnum() and code.isupper() and 2 <= len(code) <= 4 for code in codes.values())
    assert town_codes(dated, Record({"taos": "ZZ"}), rows_of(dated))["taos"] == "ZZ", "a code once given stays"


def test_an_edition_is_recorded_once(dated: Guide) -> None:
    rows = rows_of(dated)
    record, due = record_edition(dated, Record(), rows)
    assert len(due) == len(rows) and record.editions[0].name == "26-11"
    again, none = record_edition(dated, record, rows)
    assert none == [] and again == record
    mark = current(dated, record, record.codes, "taos", rows["taos"])
    assert (mark.mark, mark.date, mark.until) == ("TAO-26-11", "2026-11-25", "2027-01")


def test_a_change_needs_a_new_mark_only_where_it_shows(dated: Guide) -> None:
    rows = rows_of(dated)
    record, _ = record_edition(dated, Record(), rows)
    name = next(program for program, town in dated.town_of.items() if town == "hobbs")
    changed = later(dated, DAY, **{name: dated.programs[name].model_copy(update={"phones": [Phone(number="575-555-0100")]})})
    second, due = record_edition(changed, record, rows_of(changed))
    assert second.editions[1].name == next_name(record, DAY) == "26-11b"
    assert "hobbs" in due and "taos" not in due and set(second.editions[1].towns) == set(due)


def test_a_month_later_the_sheet_gets_a_new_mark(dated: Guide) -> None:
    record, _ = record_edition(dated, Record(), rows_of(dated))
    january = later(dated, datetime.date(2027, 1, 5))
    assert current(january, record, record.codes, "taos", rows_of(january)["taos"]).mark == "TAO-27-01"


def test_what_has_happened_to_each_row(dated: Guide) -> None:
    rows = rows_of(dated)
    record, _ = record_edition(dated, Record(), rows)
    edition, names = record.editions[0], rows["hobbs"]
    say = Speaker(dated, "en")
    assert changes(dated, say, edition, "hobbs", names) == []

    program = dated.programs[names[0]]

    def kinds(**programs: Program | None) -> list[str]:
        now = later(dated, datetime.date(2027, 1, 9), **programs)
        return [change.kind for change in changes(now, say, edition, "hobbs", rows_of(now)["hobbs"]) if change.name == program.name]

    assert kinds(**{program.id: None}) == ["removed"]
    assert kinds(**{program.id: program.model_copy(update={"closed": Closed(date="2027-01", reason={"en": "x"}, see=None)})}) == ["closed"]
    assert kinds(**{program.id: program.model_copy(update={"phones": [Phone(number="575-555-0100")]})}) == ["phone"]
    assert kinds(**{program.id: program.model_copy(update={"payment": {"medicaid": "no"}})}) == ["changed"]
    assert kinds(**{program.id: program.model_copy(update={"assured": Assured(date="2027-01-08", how="called", by="volunteer")})}) == ["confirmed"]
    assert kinds(**{program.id: program.model_copy(update={"assured": Assured(date="2026-11-24", how="called", by="volunteer")})}) == []
    assert kinds(**{program.id: program.model_copy(update={"assured": Assured(date="2027-01-08", how="government-list", by="volunteer")})}) == []


def test_the_record_is_small_and_comes_back_as_it_was(dated: Guide, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert read_record(tmp_path) == Record()
    marks = record_editions(tmp_path, dated)
    assert "TAO-26-11" in marks and record_editions(tmp_path, dated) == []
    record = read_record(tmp_path)
    write_record(tmp_path, record)
    assert read_record(tmp_path) == record
    assert (tmp_path / FILE).stat().st_size < 20_000
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"data/editions.json makes no sense"):
        read_record(tmp_path)


@pytest.mark.parametrize(("text", "line"), [
    ('{"codes": {},\n"editions": [', 2),
    ("<<<<<<< HEAD\n{}", 1),
    ("", 1),
    ("[" * 100_000, 1),
    ('{"codes": {}}', 1),
    ('{"codes": {"taos": 1}, "editions": []}', 1),
    ('{"codes": {}, "editions": [{"name": "26-11", "date": "soon", "programs": {}, "towns": {}}]}', 1),
    ('{"codes": {}, "editions": [{"name": "26-11", "date": "2026-11-25", "programs": {"a": ["b"]}, "towns": {}}]}', 1),
    ('{"codes": {}, "editions": [{"name": "26-11", "date": "2026-11-25", "programs": {}, "towns": {"taos": [0]}}]}', 1),
])
def test_the_check_names_the_line_of_a_broken_record(tmp_path: Path, text: str, line: int) -> None:
    root = Path(shutil.copytree(ROOT / "tests/guides/tiny", tmp_path / "tiny"))
    (root / FILE).write_text(text, encoding="utf-8")

    problems = check_guide(root, DAY).problems

    told = [str(problem) for problem in problems if problem.file == FILE]
    assert told and told[0].startswith(f"{FILE}:{line}: the record of the printed sheets makes no sense here; take it back with: git checkout {FILE}")


def test_the_page_lists_every_edition_without_script(dated: Guide) -> None:
    record, _ = record_edition(dated, Record(), rows_of(dated))
    name = next(program for program, town in dated.town_of.items() if town == "taos")
    now = later(dated, datetime.date(2027, 2, 1), **{name: dated.programs[name].model_copy(update={"phones": [Phone(number="575-555-0100")]})})
    press = press_of(now, record)
    english, spanish = (press.page(environment(ROOT / "overrides/guide"), tag).body for tag in ("en", "es"))
    old = english.split('id="TAO-26-11"')[1].split("</section>")[0]
    assert "575-555-0100" in old and "run out" in old
    assert 'id="TAO-27-02"' in english and english.count("<section") == 2 * len(page_places(now))
    assert "cambió el teléfono. Ahora: 575-555-0100" in spanish.split('id="TAO-26-11"')[1].split("</section>")[0]
    ids = [part.split('"')[0] for part in english.split('<section id="')[1:]]
    assert len(ids) == len(set(ids))


def test_the_script_stores_and_asks_nothing() -> None:
    script = (ROOT / "docs/assets/sheet.js").read_text(encoding="utf-8")
    for word in ("fetch", "XMLHttpRequest", "localStorage", "sessionStorage", "cookie", "http", "innerHTML", "eval"):
        assert word not in script
    assert json.dumps("use strict") in script


def test_the_command_records_an_edition(project: Path) -> None:
    (project / FILE).unlink()
    for words in ("recorded ", "nothing to record"):
        result = call_guide(project, "edition", SOURCE_DATE_EPOCH="1795600000")
        assert result.returncode == 0 and words in result.stdout, result.stderr
    assert "TAO-26-11" in {f"{code}-{one.name}" for one in read_record(project).editions for code in read_record(project).codes.values()}
    (project / FILE).write_text("[]", encoding="utf-8")
    result = call_guide(project, "edition")
    assert result.returncode == 1 and "makes no sense" in result.stderr
