"""Schemas and the manual: made from the model, true of the data, and current."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from .conftest import ROOT, call_guide, run_guide

Edit = Callable[[str, str, str], None]
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")
WITHOUT = {"data/leads.yml", "data/imports.yml"}
"""Files that the build never reads, whose fields are free."""
DATA_FILES = sorted(path.relative_to(ROOT).as_posix() for folder in ("data", "data/programs", "data/wording") for path in (ROOT / folder).glob("*.yml"))


def plain(value: Any) -> Any:
    """Values as an editor's program has them: YAML 1.2, in which dates are texts."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def faults(file: Path) -> list[str]:
    """What the schema that the file itself names says of it."""
    text = file.read_text(encoding="utf-8")
    match = MODELINE.match(text)
    assert match, file
    schema = json.loads((file.parent / match[1]).read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    values = plain(YAML(typ="safe", pure=True).load(text))
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(schema).iter_errors(values)]


@pytest.mark.parametrize("name", [name for name in DATA_FILES if name not in WITHOUT])
def test_each_data_file_names_its_schema_and_fits_it(name: str) -> None:
    assert faults(ROOT / name) == []


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("level: iop", "level: iopp", "$[0].level: 'iopp' is not one of ['iop', 'outpatient']"),
    ("  organization: Rio Grande ATP, Inc.\n", "", "$[0]: 'organization' is a required property"),
    ("  website:", "  webside:", "$[0]: Additional properties are not allowed ('webside' was unexpected)"),
    ("adults: yes", "adults: maybe", "$[0].ages.adults: 'maybe' is not one of ['yes', 'no']"),
])
def test_a_schema_finds_what_an_editor_types_wrong(project: Path, edit: Edit, old: str, new: str, fault: str) -> None:
    edit("data/programs/taos.yml", old, new)

    assert fault in faults(project / "data/programs/taos.yml")


@pytest.mark.parametrize(("old", "new"), [("zip: '87571'", "zip: 87571"), ("zip: '87571'", 'zip: "87571"'), ("level: iop", "level: iop # IOP")])
def test_a_schema_leaves_answers_as_editors_write_them(project: Path, edit: Edit, old: str, new: str) -> None:
    edit("data/programs/taos.yml", old, new)

    assert faults(project / "data/programs/taos.yml") == []
    assert call_guide(project, "check").returncode == 0


def test_everything_is_current() -> None:
    """Run `guide schema` after a change of the model."""
    result = run_guide(ROOT, "schema", "--check")

    assert (result.returncode, result.stdout) == (0, "")


def test_what_is_not_current_is_named_and_made_current_again(project: Path, edit: Edit) -> None:
    before = {name: (project / name).read_bytes() for name in ("data/schema/roads.json", "data/README.md", "data/programs/taos.yml", "data/roads.yml")}
    edit("data/schema/roads.json", '"maximum": 5', '"maximum": 9')
    edit("data/README.md", "Road miles divided by", "Miles divided by")
    edit("data/programs/taos.yml", "# yaml-language-server: $schema=../schema/programs.json\n", "")
    edit("data/roads.yml", "schema/roads.json", "schema/road.json")

    told = call_guide(project, "schema", "--check")
    check = run_guide(project, "check")

    assert told.returncode == 1 and check.returncode == 0
    assert set(told.stdout.splitlines()) <= set(check.stdout.splitlines())
    lines = told.stdout.splitlines()
    assert len(lines) == 4
    assert "data/schema/roads.json:1: warning: the file is not what the model says today; run: guide schema" in lines
    assert re.search(r"data/README\.md:\d+: warning: the field tables are not what the model says today; run: guide schema", told.stdout)
    line = "# yaml-language-server: $schema=../schema/programs.json"
    assert f"data/programs/taos.yml:1: warning: the first line does not name the schema, so an editor's program cannot help; make it: {line}" in lines

    made = call_guide(project, "schema")

    assert made.returncode == 0 and sorted(made.stdout.split()) == sorted(before)
    assert {name: (project / name).read_bytes() for name in before} == before
    assert call_guide(project, "schema").stdout == "everything was current\n"


def test_line_ends_and_the_rest_of_a_file_stay(project: Path) -> None:
    path = project / "data/programs/taos.yml"
    rest = path.read_bytes().split(b"\n", 1)[1].replace(b"\n", b"\r\n")
    path.write_bytes(rest)

    assert call_guide(project, "schema").returncode == 0
    assert path.read_bytes() == b"# yaml-language-server: $schema=../schema/programs.json\r\n" + rest


def test_the_manual_lists_every_field(project: Path) -> None:
    manual = (ROOT / "data/README.md").read_text(encoding="utf-8")
    tables = manual.partition("<!-- fields:")[2]
    for row in ("| `address.zip` |  | Five digits.", "| `assured.how` | yes | called: a person phoned.", "| `treats` |  | What it treats. `yes` or `no`"):
        assert row in tables
    assert not re.findall(r"^\| `[a-z_.]+` \| (?:yes)? \| *\|$", tables, re.MULTILINE), "each field says what to write"


def test_a_manual_without_the_marks_is_told_of_and_left_alone(project: Path, edit: Edit) -> None:
    edit("data/README.md", "<!-- end of fields -->", "")
    before = (project / "data/README.md").read_bytes()

    assert "write <!-- fields: made by guide schema --> and below it <!-- end of fields -->" in call_guide(project, "schema", "--check").stdout
    assert call_guide(project, "schema").returncode == 0
    assert (project / "data/README.md").read_bytes() == before
