"""A problem in an editor's file, and the exception that carries all of them."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_SHOWN_LENGTH = 60


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
        file = "".join(character if character.isprintable() else "\ufffd" for character in self.file)  # one message is one line
        place = f"{file}:{self.line}: "
        field = f"{self.field}: " if self.field else ""
        mark = "warning: " if self.severity == "warning" else ""
        return f"{place}{mark}{field}{self.message}; {self.fix}"


class GuideError(Exception):
    """The guide cannot be built; ``problems`` says why, all of it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of their files and lines."""
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[GuideError], tuple[list[Problem]]]:
        """As it is sent from a process that writes pages to the one that asked for them."""
        return GuideError, (self.problems,)


def did_you_mean(word: str, allowed: Iterable[str], listed_in: str = "data/README.md") -> str:
    """Say what to write instead of ``word``: the nearest allowed words, a few of them, or the file that lists them."""
    names = [name for name in allowed if len(name) <= 2 * _SHOWN_LENGTH]
    plain = {_plain(name): name for name in reversed(names)}
    near = difflib.get_close_matches(_plain(word), plain, n=3, cutoff=0.6)
    if near and near[0] == _plain(word):
        near = near[:1]  # only capitals, accents or blanks differ
    if near:
        return "did you mean " + " or ".join(f"'{plain[name]}'" for name in near) + "?"
    if names and len(names) <= 12:
        return "write one of: " + ", ".join(names)
    return f"see {listed_in} for the list"


def shown(text: str) -> str:
    """``'text'`` as a message shows it: on one line, and cut where it is long."""
    line = " ".join(text.split())
    return f"'{line[:_SHOWN_LENGTH]}…'" if len(line) > _SHOWN_LENGTH else f"'{line}'"


def _plain(word: str) -> str:
    """A word as it is compared: without capitals and accents, hyphens for blanks."""
    letters = unicodedata.normalize("NFKD", word[: 2 * _SHOWN_LENGTH].casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.strip().replace(" ", "-").replace("_", "-")
