"""A problem in an editor's file, and the exception that carries all of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that an editor can mend."""

    file: str
    """Path from the root of the guide, with forward slashes."""
    line: int
    """Line in that file, counted from 1."""
    field: str
    """Where in the record: ``address.zip``; empty for the file as a whole."""
    message: str
    """What is wrong."""
    fix: str
    """What to write instead."""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        """``file:line: field: what is wrong; what to write instead``."""
        place = f"{self.file}:{self.line}: "
        field = f"{self.field}: " if self.field else ""
        mark = "warning: " if self.severity == "warning" else ""
        return f"{place}{mark}{field}{self.message}; {self.fix}"


class GuideError(Exception):
    """The guide cannot be built; ``problems`` says why, all of it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of their files and lines."""
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Say what to write instead of ``word``: the nearest allowed words, or a few of them."""
    names = list(allowed)
    near = difflib.get_close_matches(word, names, n=3, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(f"'{name}'" for name in near) + "?"
    if len(names) <= 12:
        return "write one of: " + ", ".join(names)
    return "see data/README.md for the list"
