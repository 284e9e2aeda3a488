"""Earlier versions of a page, from the history that git keeps of it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .documents import sections_of

MOST_COMMITS = 300
"""How far back to look."""


@dataclass(frozen=True)
class Earlier:
    """A section as it once was."""

    text: str
    commit: str
    """Short name of the last commit that had it."""
    date: str
    """Day of that commit: ``2026-11-25``."""


def earlier_section(root: Path, file: str, section: str, fingerprint: str) -> Earlier | None:
    """The version of a section that has this fingerprint; None where the history does not have it, or there is none."""
    listed = _git(root, "log", f"--max-count={MOST_COMMITS}", "--format=%h %cs", "--", file)
    for line in (listed or "").splitlines():
        commit, date = line.split()
        text = _git(root, "show", f"{commit}:./{file}")
        found = sections_of(text.replace("\r\n", "\n")).get(section) if text else None
        if found and found.fingerprint == fingerprint:
            return Earlier(found.text, commit, date)
    return None


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None where it cannot. It only reads."""
    try:
        result = subprocess.run(["git", "--no-optional-locks", "-C", str(root), *arguments], capture_output=True, check=False)
    except OSError:
        return None
    return result.stdout.decode("utf-8", "replace") if result.returncode == 0 else None
