"""The workflows: sound, careful with rights, and made of commands that are run here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from resource_guide.forge.monthly import mark

from .conftest import ROOT, SOURCES, call_guide
from .editing import allow_made_up_numbers
from .filled_forms import ADD, HOSTILE, Answers, fill, form

FOLDER = ROOT / ".github/workflows"
WORKFLOWS = sorted(path.name for path in FOLDER.glob("*.yml"))
WRITES = {
    "publish.yml": {"deploy": {"pages", "id-token"}}, "links.yml": {"links": {"issues"}}, "due.yml": {"due": {"issues"}},
    "suggestion.yml": {"propose": {"contents", "pull-requests", "issues"}, "look": {"actions"}},
}  # fmt: skip
"""What each job may write; the others may write nothing."""
ACTIONS = {"actions/checkout", "actions/setup-python", "actions/upload-artifact", "actions/configure-pages", "actions/upload-pages-artifact", "actions/deploy-pages"}
ASKING = re.compile(r"(sudo )?make |gh |git ")


def workflow(name: str) -> dict[str, Any]:
    """A workflow as GitHub reads it: YAML 1.2, in which ``on`` is a text."""
    read: dict[str, Any] = YAML(typ="safe", pure=True).load((FOLDER / name).read_text(encoding="utf-8"))
    return read


def jobs() -> list[tuple[str, str, dict[str, Any]]]:
    return [(name, job, what) for name in WORKFLOWS for job, what in workflow(name)["jobs"].items()]


def steps(kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [(name, job, step) for name, job, what in jobs() for step in what["steps"] if kind in step]


@pytest.mark.parametrize(("name", "job", "what"), jobs(), ids=str)
def test_each_job_has_the_least_rights(name: str, job: str, what: dict[str, Any]) -> None:
    whole = workflow(name)

    assert whole["permissions"] == {}, "nothing for jobs that do not ask"
    assert {right for right, level in what["permissions"].items() if level == "write"} == WRITES.get(name, {}).get(job, set())
    assert set(what["permissions"].values()) <= {"read", "write"} and what["timeout-minutes"] <= 90
    assert "concurrency" in whole and "pull_request_target" not in whole["on"]
    if {"pull_request", "push"} & set(whole["on"]):
        assert set(what["permissions"]) <= {"contents", "pages", "id-token"}


def test_actions_are_pinned_by_commit() -> None:
    pins: dict[str, set[str]] = {}
    for name in WORKFLOWS:
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
            if "uses:" in line:
                found = re.fullmatch(r"\s*(?:- )?uses: ([\w/-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line)
                assert found, f"{name}: {line}"
                pins.setdefault(found[1], set()).add(f"{found[2]} {found[3]}")

    assert set(pins) == ACTIONS and all(len(versions) == 1 for versions in pins.values())


@pytest.mark.parametrize(("name", "job", "step"), steps("uses"), ids=str)
def test_no_checkout_keeps_its_key(name: str, job: str, step: dict[str, Any]) -> None:
    if step["uses"].startswith("actions/checkout@"):
        assert step["with"]["persist-credentials"] is False and "ref" not in step["with"] and "repository" not in step["with"]


@pytest.mark.parametrize(("name", "job", "step"), steps("run"), ids=str)
def test_each_step_is_a_command_that_is_there(name: str, job: str, step: dict[str, Any]) -> None:
    command = step["run"]

    assert ASKING.match(command) and "\n" not in command and not re.search(r"[;&|`]|\$\(", command)
    assert "${{" not in command, "what GitHub fills in comes through the environment"
    assert "secrets." not in json.dumps(step)
    for variable in re.findall(r"\$(\w+)", command):
        own = {**step.get("env", {}), **workflow(name)["jobs"][job].get("env", {})}
        assert variable in own or variable in ("GITHUB_EVENT_PATH", "GITHUB_OUTPUT", "pythonLocation")
    made = re.match(r"(?:sudo )?make (?:--silent )?([\w./-]+)((?: [A-Z]+=\S+)*)", command)
    if made:
        dry = subprocess.run(["make", "-n", made[1]], cwd=ROOT, capture_output=True, text=True, check=False)
        assert dry.returncode == 0, dry.stderr
    if command.startswith("gh workflow run"):
        assert "workflow_dispatch" in workflow(command.split()[3])["on"]


def test_the_makefile_calls_commands_that_are_there() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = set(re.findall(r"\$\(BIN\)/guide ([a-z]+)", text))

    assert called >= {"build", "check", "suggestion", "links", "issue"}
    for command in called:
        with pytest.raises(SystemExit, match=r"^0$"):
            call_guide(ROOT, command, "--help")
    for target in re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split():
        assert re.search(rf"^(?:[\w -]* )?{target}(?: [\w -]*)?:", text, re.MULTILINE), target


@pytest.mark.parametrize("field", ["title", "body", "head_ref", "head.ref", "comment", "user.login", "label.name"])
def test_what_strangers_write_is_in_no_expression_but_a_condition(field: str) -> None:
    for name in WORKFLOWS:
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
            assert not re.search(rf"\$\{{\{{[^}}]*\b{re.escape(field)}\b", line), f"{name}: {line}"


# The steps, run as GitHub runs them, with a real git and a gh that only notes what it is told

GH = """#!{python}
import json, os, pathlib, sys
log = pathlib.Path(os.environ["GH_LOG"])
told = [*json.loads(log.read_text()), sys.argv[1:]] if log.exists() else [sys.argv[1:]]
log.write_text(json.dumps(told))
names = [word for word in sys.argv[1:] if not word.startswith("-")]
if names[:2] == ["issue", "list"]:
    print(os.environ.get("GH_LISTED", ""))
sys.exit(" ".join(names[:2]) in os.environ.get("GH_FAILS", "").split(","))
"""


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clone of a repository with this guide, as a runner has it after the first steps, and that repository."""
    folder = tmp_path_factory.mktemp("cloned")
    root = folder / "checkout"
    for name in SOURCES:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", ".gitignore", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, root)
    for name in ("pyproject.toml", "requirements.txt"):
        os.utime(root / name, (0, 0))  # older than what is installed: nothing to install
    (root / ".venv").symlink_to(ROOT / ".venv")
    allow_made_up_numbers(root)
    (folder / "bin").mkdir()
    (folder / "bin/gh").write_text(GH.format(python=sys.executable), encoding="utf-8")
    (folder / "bin/gh").chmod(0o755)
    git(folder, "init", "--quiet", "--bare", "origin.git")
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", *SOURCES, "Makefile", ".gitignore", "pyproject.toml", "requirements.txt")
    git(root, "commit", "--quiet", "--message", "The guide")
    git(root, "remote", "add", "origin", "../origin.git")
    git(root, "push", "--quiet", "origin", "main")
    return folder


@pytest.fixture
def checkout(cloned: Path, tmp_path: Path) -> Path:
    """A copy of it to work in."""
    shutil.copytree(cloned, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "checkout"


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), "-c", "user.name=An editor", "-c", "user.email=editor@example.org", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def run_job(root: Path, name: str, job: str, body: str = "", **environment: str) -> tuple[list[str], list[list[str]]]:
    """Run a job's commands in their order, as far as their conditions hold; the commands that ran, and what gh was told."""
    event, output, log = root.parent / "event.json", root.parent / "output.txt", root.parent / "gh.json"
    event.write_text(json.dumps({"issue": {"number": 12, "body": body}}), encoding="utf-8")
    output.write_text("", encoding="utf-8")
    log.unlink(missing_ok=True)
    what, ran = workflow(name)["jobs"][job], []
    known = {"${{ github.event.issue.number }}": "12", "${{ github.token }}": "a token"}
    for step in what["steps"]:
        outputs = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        condition = step.get("if")
        assert condition in (None, "steps.read.outputs.result == 'change'")
        if "run" in step and (condition is None or outputs.get("result") == "change"):
            own = {key: known[value] for key, value in {**what.get("env", {}), **step.get("env", {})}.items()}
            variables = {**os.environ, **own, **environment, "PATH": f"{root.parent / 'bin'}:{os.environ['PATH']}", "GITHUB_EVENT_PATH": str(event), "GITHUB_OUTPUT": str(output), "GH_LOG": str(log)}
            result = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=root, env=variables, capture_output=True, text=True, check=False)
            assert result.returncode == 0, f"{step['run']}: {result.stdout}{result.stderr}"
            ran.append(step["run"])
    return ran, json.loads(log.read_text(encoding="utf-8")) if log.exists() else []


def again(root: Path) -> None:
    """The next run begins with a new checkout."""
    git(root, "checkout", "--quiet", "--force", "main")
    git(root, "reset", "--quiet", "--hard", "origin/main")
    shutil.rmtree(root / "build")


def propose(root: Path, answers: Answers, **environment: str) -> list[list[str]]:
    return run_job(root, "suggestion.yml", "propose", fill(form(root, "add", "es"), answers), **environment)[1]


def test_a_form_becomes_a_proposal(checkout: Path) -> None:
    told = propose(checkout, ADD)

    assert git(checkout, "log", "--format=%an: %s", "main~1..main") == "github-actions[bot]: Add made-up-mesa-taos (suggestion 12)\n"
    bare = checkout.parent / "origin.git"
    assert git(bare, "diff", "--name-only", "main", "suggestion-12").split() == ["data/programs/taos.yml"]
    create, comment = told[1:]
    assert told[0] == ["auth", "setup-git"]
    assert create == ["pr", "create", "--head", "suggestion-12", "--title", "Add made-up-mesa-taos (suggestion 12)", "--body-file", "build/suggestion/summary.md"]
    assert comment == ["issue", "comment", "12", "--edit-last", "--create-if-none", "--body-file", "build/suggestion/reply.md"]


def test_an_edited_form_replaces_its_proposal_but_no_editors_work(checkout: Path) -> None:
    bare = checkout.parent / "origin.git"
    propose(checkout, ADD)
    again(checkout)

    told = propose(checkout, {**ADD, "name": "Another Name"}, GH_FAILS="pr create")

    assert told[2][:3] == ["pr", "edit", "suggestion-12"] and "another-name-taos" in git(bare, "show", "suggestion-12:data/programs/taos.yml")
    assert git(bare, "rev-list", "--count", "main..suggestion-12") == "1\n"
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "I called")
    git(checkout, "push", "--quiet", "origin", "HEAD:refs/heads/suggestion-12")
    before = git(bare, "rev-parse", "suggestion-12")
    again(checkout)
    told = propose(checkout, {**ADD, "name": "Third Name"})
    assert git(bare, "rev-parse", "suggestion-12") == before and ["pr", "create"] not in [one[:2] for one in told]


@pytest.mark.parametrize("turn", range(len(HOSTILE) // 2))
def test_no_command_holds_what_a_stranger_wrote(checkout: Path, turn: int) -> None:
    """Each text comes in two of four fields."""
    texts = [*HOSTILE, *HOSTILE][2 * turn : 2 * turn + 4]
    lines = [" ".join(text.split()) for text in texts]
    told = propose(checkout, {**ADD, "name": f"N {lines[0]}", "organization": lines[1], "street": lines[2], "note": texts[3]})

    assert not any(line in json.dumps(told, ensure_ascii=False) for line in lines) and not list(checkout.glob("owned*")) and not Path("/tmp/owned").exists()
    assert [one[:2] for one in told] == [["auth", "setup-git"], ["pr", "create"], ["issue", "comment"]]


def test_a_form_with_faults_is_only_answered(checkout: Path) -> None:
    told = propose(checkout, {**ADD, "phone": "1"})

    assert told == [["issue", "comment", "12", "--edit-last", "--create-if-none", "--body-file", "build/suggestion/reply.md"]]
    assert "Teléfono" in (checkout / "build/suggestion/reply.md").read_text(encoding="utf-8")
    assert git(checkout.parent / "origin.git", "for-each-ref", "--format=%(refname:short)").split() == ["main"]


def test_the_issue_of_the_month_is_written_anew_and_never_twice(checkout: Path) -> None:
    new = run_job(checkout, "due.yml", "due")[1]
    old = run_job(checkout, "due.yml", "due", GH_LISTED="7")[1]

    listed = new[0]
    assert listed[:2] == ["issue", "list"] and "github-actions" in listed, "no person's issue is written over"
    assert f'startswith("{mark("stale")}")' in listed[-1]
    assert new[1] == ["issue", "create", "--title", "Listings due a check", "--body-file", "body.md"] and len(new) == 2
    assert old[1] == ["issue", "edit", "7", "--title", "Listings due a check", "--body-file", "body.md"] and len(old) == 2
    with pytest.raises(AssertionError):  # a list that could not be had is no empty list
        run_job(checkout, "due.yml", "due", GH_FAILS="issue list")
    assert json.loads((checkout.parent / "gh.json").read_text(encoding="utf-8"))[-1][:2] == ["issue", "list"]


def test_the_issue_of_links(checkout: Path) -> None:
    (checkout / "build").mkdir()
    (checkout / "build/links.json").write_text('{"date": "2026-11-01", "links": []}', encoding="utf-8")
    variables = {**os.environ, "PATH": f"{checkout.parent / 'bin'}:{os.environ['PATH']}", "GH_LOG": str(checkout.parent / "gh.json")}

    subprocess.run(["make", "post-links"], cwd=checkout, env=variables, check=True)

    told = json.loads((checkout.parent / "gh.json").read_text(encoding="utf-8"))
    assert told[-1] == ["issue", "create", "--title", "Dead links", "--body-file", "body.md"]
    assert (checkout / "build/issue-links/body.md").read_text(encoding="utf-8").startswith(mark("links"))
