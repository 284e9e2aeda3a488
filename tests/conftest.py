"""One real build of the real guide for all tests, and small guides to break."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from resource_guide.cli import main
from resource_guide.load import load_guide
from resource_guide.model import Guide

ROOT = Path(__file__).parent.parent
SOURCES = ("data", "docs", "hooks", "overrides")
SITE_URL = "https://guide.example/iop/"
BUILT_AT = "built_at.txt"
"""Beside the built site of all tests: the ``SOURCE_DATE_EPOCH`` of its build."""
LONGEST = ("test_survives.py", "test_access.py", "test_silence.py", "test_sheets.py", "test_interrupted.py", "test_any_text.py", "test_build.py")
"""Files of tests that take longest: one that began last would keep one core busy and the others idle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def run_guide(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as an editor runs it."""
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(root), *arguments]
    variables = {**os.environ, "SITE_URL": SITE_URL, **environment}
    return subprocess.run(command, capture_output=True, text=True, env=variables, check=False)


def call_guide(root: Path, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The same command in this process, where starting one would take most of the time; ``typed`` is what the editor types.

    What a build says goes past it: a build is a process of its own, see ``run_guide``.
    """
    with (
        contextlib.redirect_stdout(io.StringIO()) as shown, contextlib.redirect_stderr(io.StringIO()) as told,
        mock.patch.object(sys, "stdin", io.StringIO(typed)), mock.patch.dict(os.environ, {"SITE_URL": SITE_URL, **environment}),
    ):  # fmt: skip
        status = main(["--root", str(root), *arguments])
    return subprocess.CompletedProcess(arguments, status, shown.getvalue(), told.getvalue())


def copy_guide(target: Path) -> Path:
    """A copy of the real guide's sources that a test may break."""
    for name in SOURCES:
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", target)
    # Finished sheets are kept by their content: what one build of the tests made, the others need not make again.
    (ROOT / "build" / "sheets").mkdir(parents=True, exist_ok=True)
    (target / "build").mkdir()
    (target / "build" / "sheets").symlink_to(ROOT / "build" / "sheets")
    return target


def without_sheets(root: Path) -> Path:
    """The guide, told to print nothing: each sheet names its date, so that on another day all are made anew."""
    with (root / "data/guide.yml").open("a", encoding="utf-8") as settings:
        settings.write("\nsheets: no\n")
    return root


def copy_second(target: Path) -> Path:
    """A copy of the second guide, the pantries: built in a fraction of the real guide's time, with all that one has."""
    shutil.copytree(ROOT / "tests/guides/pantries", target, ignore=shutil.ignore_patterns("build"))
    for name in ("hooks", "overrides", "docs/assets"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The real guide's data."""
    loaded, _ = load_guide(ROOT)
    assert loaded is not None
    return loaded


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The real guide, built by the real command once for all processes that test; and what the command said."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    root, told = shared / "built", shared / "built.txt"
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            shutil.rmtree(root, ignore_errors=True)
            copy_guide(root)
            (root / BUILT_AT).write_text(str(int(time.time())), encoding="utf-8")
            result = run_guide(root, "build", SOURCE_DATE_EPOCH=(root / BUILT_AT).read_text(encoding="utf-8"))
            assert result.returncode == 0, result.stdout + result.stderr
            told.write_text(result.stdout, encoding="utf-8")
    return root, told.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(built: tuple[Path, str]) -> Path:
    """The real site."""
    return built[0] / "site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the real guide's sources to break."""
    return copy_guide(tmp_path / "guide")


@pytest.fixture
def edit(project: Path) -> Callable[[str, str, str], None]:
    """Replace text in a file of ``project``; the text must be there once."""

    def replace(file: str, old: str, new: str) -> None:
        path = project / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
