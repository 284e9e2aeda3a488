"""The commands for editors, run as an editor runs them, on copies of the real data."""

from __future__ import annotations

import datetime
import difflib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resource_guide.rules import check_data
from resource_guide.schema import schema_problems

from .conftest import ROOT, call_guide, copy_guide, files_of

Edit = Callable[[str, str, str], None]

TODAY = datetime.date(2026, 11, 25)
EPOCH = str(int(datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC).timestamp()))
TAOS, TAOS_FILE = "rio-grande-atp-taos", "data/programs/taos.yml"
HOPE, HOPE_FILE = "hopeworks-albuquerque", "data/programs/albuquerque.yml"
CALLED = ("--how", "called", "--date", "2026-11-23")
ANSWERS = [
    "Mesa Verde Care", "", "Taos", "iop", "575-555-0101", "", "575-555-0102 x4", "https://example.org", "12 Canyon Road, Suite B", "87571",
    "substance use, co-occurring", "adults, no teens", "", "Spanish", "medicaid; no medicare", "in-person", "evening", "", "",
    "payment", "called", "2026-11-24", "Spoke with the front desk: \"yes\" #1", "yes",
]  # fmt: skip
"""What an editor types for a new listing."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data for commands that write nothing."""
    return copy_data(tmp_path_factory.mktemp("shared") / "guide")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the data to change."""
    return copy_data(tmp_path / "guide")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of everything that a site is built from."""
    return allow_made_up_numbers(copy_guide(tmp_path / "guide"))


def copy_data(root: Path) -> Path:
    shutil.copytree(ROOT / "data", root / "data")
    return allow_made_up_numbers(root)


def allow_made_up_numbers(root: Path) -> Path:
    path = root / "data/guide.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("state_code: NM\n", "state_code: NM\nfictional_phones: yes\n"), encoding="utf-8")
    return root


def guide(root: Path, *arguments: str, answers: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command without a process of its own, on the same day always; ``answers`` are what the editor types."""
    return call_guide(root, *arguments, typed="".join(f"{answer}\n" for answer in answers or []), SOURCE_DATE_EPOCH=EPOCH)


def guide_process(root: Path, *arguments: str, answers: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command as an editor runs it."""
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(root), *arguments]
    typed = "".join(f"{answer}\n" for answer in answers or [])
    result = subprocess.run(command, input=typed, capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, check=False)
    assert "Traceback" not in result.stderr, result.stderr
    return result


def diff(old: str, new: str) -> list[str]:
    """The lines that were taken out and put in."""
    before, after = old.split("\n"), new.split("\n")
    found = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [f"-{line}" for line in before[i1:i2]] + [f"+{line}" for line in after[j1:j2]]
    return found


def changes(old: dict[str, bytes], new: dict[str, bytes]) -> dict[str, list[str]]:
    """What changed, by file."""
    return {name: diff(old.get(name, b"").decode(), new.get(name, b"").decode()) for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)}


def change_section(root: Path, file: str, section: str, words: str) -> int:
    """Add a sentence to a section of a page; the line of its heading."""
    path = root / file
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(index for index, line in enumerate(lines) if f"#{section} " in line)
    lines.insert(number + 2, words + "\n")
    path.write_text("\n".join(lines), encoding="utf-8")
    return number + 1


def data_of(root: Path) -> dict[str, bytes]:
    return files_of(root / "data")


def faults(root: Path) -> list[str]:
    """What ``guide check`` would say of the data, warnings too."""
    return [str(problem) for problem in [*check_data(root, TODAY)[1], *schema_problems(root)]]


def unchanged(root: Path, before: dict[str, bytes], result: subprocess.CompletedProcess[str], status: int) -> str:
    """The one answer of a command that wrote nothing and left no file behind."""
    assert result.returncode == status, result.stdout + result.stderr
    assert data_of(root) == before
    assert result.stderr.count("guide: ") >= 1
    return result.stderr
