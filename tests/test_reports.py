"""What `guide check` finds, as text, annotations and JSON, in English and Spanish."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from resource_guide.problems import Problem, did_you_mean
from resource_guide.reports import Catalogue, languages, read_catalogue, report
from resource_guide.rules import check_data

from .conftest import ROOT, call_guide, run_guide
from .test_check import CASES, TODAY, change
from .test_check import tiny as tiny

Edit = Callable[[str, str, str], None]
SPANISH = read_catalogue("es")
PACKAGE = ROOT / "hooks/resource_guide"
CHECKERS = (
    "problems", "yaml_layout", "yaml_source", "yaml_files", "text_types", "explain", "model", "picture_model", "loaded", "load", "place_rules", "picture_rules",
    "rules", "placeholders", "prose", "markdown_lines", "documents", "page_rules", "translations", "schema", "translating",
    "keeping", "trial", "turns", "stigma", "new_listing", "interview", "editor_desk", "commands_keeping",
    "forge/filled", "forge/evidence", "forge/new_program", "forge/correction", "commands_suggestion", "commands_monthly",
)  # fmt: skip
"""The modules in which the sentences of `guide check`, `guide translations` and the commands for editors are written."""


def annotations(text: str) -> list[dict[str, str]]:
    """Workflow commands as a GitHub runner reads them."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(error|warning) ([^:]*)::(.*)", line)
        assert match, line
        values = dict(pair.split("=", 1) for pair in match[2].split(","))
        values = {key: re.sub(r"%(25|0D|0A|3A|2C)", lambda code: chr(int(code[1], 16)), value) for key, value in values.items()}
        message = re.sub(r"%(25|0D|0A)", lambda code: chr(int(code[1], 16)), match[3])
        found.append({"severity": match[1], "message": message, **values})
    return found


@pytest.mark.parametrize("text", ["50% off, or ::error::", "two\nlines\r\nhere", "%0A is not a line end", "a,b=c:d", "«ñ» 💬"])
def test_annotations_carry_any_text(text: str) -> None:
    problem = Problem(f"docs/{text}.md", 3, text, text, "write it")

    (found,) = annotations(report([problem], "github", Catalogue(), "guides/nm/"))

    assert found == {"severity": "error", "file": f"guides/nm/docs/{text}.md", "line": "3", "title": text, "message": f"{text}; write it"}


def test_the_command_in_every_form(project: Path, edit: Edit) -> None:
    edit("data/programs/taos.yml", "level: iop", "level: iopp")
    (project / "docs/succeeding.es.md").unlink()

    text = run_guide(project, "check")
    github = call_guide(project, "check", "--format", "github", GITHUB_WORKSPACE=str(project))
    below = call_guide(project, "check", "--format", "github", GITHUB_WORKSPACE=str(project.parent))
    record = call_guide(project, "check", "--format", "json")

    assert text.returncode == github.returncode == record.returncode == 1
    expected = [(problem["file"], problem["line"], problem["severity"]) for problem in json.loads(record.stdout)]
    assert ("data/programs/taos.yml", 9, "error") in expected and any(severity == "warning" for *_, severity in expected)
    assert [(found["file"], int(found["line"]), found["severity"]) for found in annotations(github.stdout)] == expected
    assert [(found["file"], int(found["line"]), found["severity"]) for found in annotations(below.stdout)] == [(f"{project.name}/{file}", *rest) for file, *rest in expected]
    level = next(problem for problem in json.loads(record.stdout) if problem["field"] == "level")
    assert level == {"file": "data/programs/taos.yml", "line": 9, "field": "level", "severity": "error", "message": "'iopp' is not one of the values", "fix": "did you mean 'iop'?"}
    assert f"{level['file']}:9: level: {level['message']}; {level['fix']}" in text.stdout
    assert re.search(r"^\d+ errors, \d+ warnings$", text.stderr, re.MULTILINE)


def test_a_guide_without_faults(tiny: Path) -> None:
    assert json.loads(call_guide(tiny, "check", "--format", "json").stdout) == []
    assert call_guide(tiny, "check", "--format", "github").stdout == ""
    assert call_guide(tiny, "check", "--lang", "es").stderr == "0 errores, 0 avisos\n"


def test_the_command_in_spanish(project: Path, edit: Edit) -> None:
    edit("data/programs/taos.yml", "level: iop", "level: iopp")
    edit("docs/rights.es.md", "## Adolescentes", "Llame al 988.\n\n## Adolescentes")
    (project / "docs/succeeding.es.md").unlink()

    result = call_guide(project, "check", "--lang", "es")

    assert result.returncode == 1
    assert "data/programs/taos.yml:9: level: 'iopp' no es uno de los valores; ¿quiso decir 'iop'?" in result.stdout
    assert "el número de teléfono '988' está escrito en la página; escriba {{ phone:988 }}" in result.stdout
    assert "docs/succeeding.md:1: aviso: la página no existe en 'es'; los lectores ven esta con un aviso; escriba docs/succeeding.es.md" in result.stdout
    assert "errores," in result.stderr


def test_a_language_that_the_messages_are_not_in(project: Path) -> None:
    result = run_guide(project, "check", "--lang", "xx")

    assert result.returncode == 2 and "invalid choice: 'xx'" in result.stderr
    assert languages() == ["en", "es"]


def spoken_english(problem: Problem) -> list[str]:
    """The sentences of a problem that the catalogue lacks."""
    return [text for text in (problem.message, problem.fix) if SPANISH.find(text) is None]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_golden_message_is_said_in_spanish(tiny: Path, case: Path) -> None:
    told: dict[str, Any] = yaml.safe_load(case.read_text(encoding="utf-8"))
    for edit in told["change"]:
        change(tiny, **edit)

    for problem in check_data(tiny, TODAY)[1]:
        assert spoken_english(problem) == []
        spanish = SPANISH.problem(problem)
        assert not re.search(r"\b(?:is|are|the|write|there|with)\b", re.sub(r"'[^']*'|\([^)]*\)|: .*", "", f"{spanish.message}; {spanish.fix}"))
        for kept in re.findall(r"'([^' ]+)'", problem.message):
            assert kept in spanish.message, "what the editor wrote stays"


def sentences() -> Iterator[tuple[str, str]]:
    """Every text of the checkers' code that is a message or what to write, its blanks filled with ``Ñ1``; and its module."""
    for name in CHECKERS:
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))):
            for text in _messages_of(node):
                yield from ((name, part) for part in _texts(text))


def _messages_of(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        where = {"Problem": (3, 4), "problem": (3, 4), "add": (1, 2), "lose": (1, 2), "Fault": (1, 2), "tell": (0,), "refuse": (0, 1), "note_shape": (2, 3), "_note_stranger": (2,), "_TooMuch": (1,)}.get(called, ())
        return [node.args[place] for place in where if place < len(node.args)]
    return []


def _texts(node: ast.expr) -> list[str]:
    """The texts that an expression can give, as far as it is written out; blanks of a definite form get a value of it."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and node.value else []
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    if not isinstance(node, ast.JoinedStr):
        return []
    texts = [""]
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            name = ast.unparse(part.value)
            options = _texts(part.value) or [{"header": "zip,city", "shown(match.group())": "'Ñ1'", "known.numbers[digits]": "{{ phone:x }}", "paste": "Ñ1"}.get(name, "Ñ1")]
        else:
            options = [str(part.value)] if isinstance(part, ast.Constant) else []
        texts = [text + option for text in texts for option in options]
    return texts


@pytest.mark.parametrize(("module", "text"), sorted(set(sentences())))
def test_every_sentence_of_the_code_is_said_in_spanish(module: str, text: str) -> None:
    """A new message needs a Spanish one in hooks/resource_guide/messages/es.yml."""
    assert SPANISH.find(text) is not None, f"{module}: {text}"


@pytest.mark.parametrize("allowed", [["taos"], ["taos", "tao"], ["taos", "tao", "taoss"], ["zzz"], [f"zzz{n}" for n in range(20)]])
def test_every_form_of_a_suggestion_is_said_in_spanish(allowed: list[str]) -> None:
    assert SPANISH.find(did_you_mean("taos x", allowed)) is not None


def test_the_catalogue_has_the_same_blanks_in_both_languages() -> None:
    pairs = yaml.safe_load((PACKAGE / "messages/es.yml").read_text(encoding="utf-8"))

    assert len({pair["en"] for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert set(re.findall(r"<[a-z]+>", pair["es"])) == set(re.findall(r"<[a-z]+>", pair["en"])), pair


def test_an_annotation_is_one_line_for_hostile_files(tiny: Path) -> None:
    (tiny / "data/programs/taos.yml").write_text("- id: \"a\\nb%0A::error::c\"\n  name: [\n", encoding="utf-8")
    (tiny / "data/programs/x,y:z\n.yml").write_text("[]", encoding="utf-8")

    result = call_guide(tiny, "check", "--format", "github")

    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert any(found["file"].endswith("x,y:z\n.yml") for found in annotations(result.stdout))


def test_help_names_the_formats() -> None:
    result: subprocess.CompletedProcess[str] = run_guide(ROOT, "check", "--help")

    assert "{text,github,json}" in result.stdout and "{en,es}" in result.stdout
