"""Changed files of records, tried under every rule of the guide before they take the place of the old ones."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from .edit_yaml import RecordsFile
from .load import load_guide
from .loaded import Loaded
from .model import Guide
from .problems import GuideError, Problem
from .rules import check, check_data
from .turns import in_turn, replace_files

_READ = (".yml", ".csv")
"""Endings of the files that the guide reads."""


def sound_guide(root: Path) -> tuple[Guide, Loaded]:
    """The guide of a folder. Raises GuideError with every error of its data: it is no ground to stand on."""
    guide, loaded = load_guide(root)
    faults = [problem for problem in {*loaded.problems, *check(loaded)} if problem.severity == "error"]
    if guide is None or faults:
        raise GuideError(faults or [Problem("data/guide.yml", 1, "", "the guide cannot be read", "run 'guide check'")])
    return guide, loaded


def save(root: Path, file: RecordsFile) -> list[Problem]:
    """Write a changed file if the data then has no error; return the warnings that the change brings.

    Raises GuideError with the errors, or where the file has changed since it was read; OSError where it
    cannot be written: then nothing has changed.
    """
    with in_turn(root):
        new = _new_problems(root, file)
        if any(problem.severity == "error" for problem in new):
            raise GuideError(problem for problem in new if problem.severity == "error")
        replace_files([file])
    return new


def _new_problems(root: Path, file: RecordsFile) -> list[Problem]:
    """The problems that the data would have with a changed file, and has not without it."""
    old, tried = Counter(map(_same, check_data(root)[1])), _tried(root, file)
    count = Counter(map(_same, tried))
    return [problem for problem in tried if count[_same(problem)] > old[_same(problem)]]


def _same(problem: Problem) -> tuple[str, str, str]:
    """What makes two problems the same, wherever lines have moved to."""
    return problem.file, problem.field, problem.message


def _tried(root: Path, file: RecordsFile) -> list[Problem]:
    """Every problem of the data with a changed file, found in a copy of it."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for folder in ("data", "data/programs", "data/wording"):
            (copy / folder).mkdir()
            for path in (root / folder).iterdir():
                if path.is_file() and path.suffix in _READ:
                    shutil.copyfile(path, copy / folder / path.name)
        (copy / file.name).write_bytes(file.content)
        return check_data(copy)[1]
