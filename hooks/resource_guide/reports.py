"""Problems as text, as annotations of a pull request, and as JSON; in the language of the editor.

The programs say everything in English, each sentence built where its fault is found. The other
languages are a catalogue of sentences with named blanks, ``messages/<tag>.yml``: a sentence that
it lacks stays English.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from .problems import Problem

FORMATS = ("text", "github", "json")
_MESSAGES = Path(__file__).parent / "messages"
_BLANK = re.compile(r"<([a-z]+)>")


@dataclass(frozen=True)
class Catalogue:
    """Sentences in one language, by the English ones; English itself has none."""

    entries: tuple[tuple[re.Pattern[str], str], ...] = ()

    def tell(self, text: str) -> str:
        """The sentence in this language; as it is where the catalogue lacks it."""
        return self.find(text) or text

    def find(self, text: str) -> str | None:
        """The sentence in this language; None where the catalogue lacks it."""
        for pattern, words in self.entries:
            match = pattern.fullmatch(text)
            if match:
                values = {name: self.tell(value) for name, value in match.groupdict().items()}
                return _filled(words, values)
        return None

    def problem(self, problem: Problem) -> Problem:
        """The same problem, said in this language."""
        return replace(problem, message=self.tell(problem.message), fix=self.tell(problem.fix))


def _filled(words: str, values: dict[str, str]) -> str:
    return _BLANK.sub(lambda blank: values.get(blank[1], blank[0]), words)


def languages() -> list[str]:
    """Tags of the languages in which problems can be said."""
    return ["en", *sorted(path.stem for path in _MESSAGES.glob("*.yml"))]


def read_catalogue(tag: str) -> Catalogue:
    """The sentences of a language that ``languages`` names, the most definite first."""
    if tag == "en":
        return Catalogue()
    pairs = yaml.safe_load((_MESSAGES / f"{tag}.yml").read_text(encoding="utf-8"))
    ordered = sorted(pairs, key=lambda pair: -len(_BLANK.sub("", pair["en"])))
    return Catalogue(tuple((_pattern(pair["en"]), pair[tag]) for pair in ordered))


def _pattern(text: str) -> re.Pattern[str]:
    parts = _BLANK.split(text)  # words, name of a blank, words, …
    return re.compile("".join(f"(?P<{part}>.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts)), re.DOTALL)


def report(problems: Iterable[Problem], form: str, catalogue: Catalogue, folder: str = "") -> str:
    """All problems in one of ``FORMATS``, a line each (JSON: one value); empty where there are none.

    ``folder`` is where the guide stands in its repository, for annotations: empty, or ``guides/nm/``.
    """
    told = [catalogue.problem(problem) for problem in problems]
    if form == "json":
        return json.dumps([_as_record(problem) for problem in told], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(_as_annotation(problem, folder) for problem in told)
    return "\n".join(_as_text(problem, catalogue) for problem in told)


def summary(problems: Iterable[Problem], catalogue: Catalogue) -> str:
    """``2 errors, 1 warnings``."""
    severities = [problem.severity for problem in problems]
    return catalogue.tell(f"{severities.count('error')} errors, {severities.count('warning')} warnings")


def _as_text(problem: Problem, catalogue: Catalogue) -> str:
    return str(problem).replace(": warning: ", f": {catalogue.tell('warning')}: ", 1) if problem.severity == "warning" else str(problem)


def _as_record(problem: Problem) -> dict[str, str | int]:
    return {
        "file": problem.file, "line": problem.line, "field": problem.field,
        "severity": problem.severity, "message": problem.message, "fix": problem.fix,
    }  # fmt: skip


def _as_annotation(problem: Problem, folder: str) -> str:
    """A workflow command of GitHub Actions: it shows the message at its line of a pull request."""
    title = f",title={_escape(problem.field, ':,')}" if problem.field else ""
    return f"::{problem.severity} file={_escape(folder + problem.file, ':,')},line={problem.line}{title}::{_escape(f'{problem.message}; {problem.fix}')}"


def _escape(text: str, more: str = "") -> str:
    """Text as a workflow command takes it: percent signs and line ends as codes; in properties, ``more`` as well."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def folder_in_repository(root: Path) -> str:
    """Where the guide stands below the checkout that a workflow runs in; empty where it is the checkout, or lies elsewhere."""
    top = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()
    return f"{root.relative_to(top).as_posix()}/" if root != top and root.is_relative_to(top) else ""


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--format`` and ``--lang`` to a command that reports problems."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="text: for people. github: annotations on the lines of a pull request. json: for programs")
    add_language_option(parser)


def add_language_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--lang`` to a command that speaks."""
    parser.add_argument("--lang", choices=languages(), default="en", help="language of the messages")
