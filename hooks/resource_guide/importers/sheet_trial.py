"""The changes of a sheet, tried on a copy of the data under every rule of the guide; rows that break one stay out."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..edit_yaml import RecordsFile, read_records
from ..model import Guide
from ..problems import GuideError, Problem
from ..rules import check_data
from ..schema import new_file
from ..turns import changed_meanwhile
from .sheet_changes import SheetChange


def try_changes(changes: list[SheetChange], file: str, guide: Guide, root: Path) -> tuple[list[SheetChange], list[RecordsFile], list[Problem]]:
    """The changes that can be made, the files that make them, and what is wrong with the rows of the others.

    ``file`` is the sheet's name for messages. Nothing is written below ``root``. Raises GuideError where
    what is wrong cannot be laid to a row.
    """
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        shutil.copytree(root / "data", copy / "data")
        before = Counter(_same_fault(problem) for problem in _errors(copy))
        while changes:
            files, faults = _applied(changes, guide, root)
            if not faults:
                _put(copy, files)
                errors = _errors(copy)
                now = Counter(map(_same_fault, errors))
                new = [problem for problem in errors if now[_same_fault(problem)] > before[_same_fault(problem)]]
                faults = _rows_at_fault(new, files, changes)
                _restore(copy, root, files)
            if not faults:
                return changes, files, problems
            problems += [_for_sheet(problem, file, change) for problem, change in faults]
            bad = {change.identity for _, change in faults}
            changes = [change for change in changes if change.identity not in bad]
    return [], [], problems


_AtFault = list[tuple[Problem, SheetChange]]


def _applied(changes: Iterable[SheetChange], guide: Guide, root: Path) -> tuple[list[RecordsFile], _AtFault]:
    files: dict[str, RecordsFile] = {}
    faults: _AtFault = []
    for change in changes:
        try:
            file = files.get(change.town) or _file(change.town, guide, root)
            if change.old is not None and change.old not in file.records():
                raise GuideError([changed_meanwhile(file.name)])
            files[change.town] = file.with_new(change.new) if change.old is None else file.with_record(change.identity, change.new)
        except GuideError as error:
            faults += [(problem, change) for problem in error.problems]
    return list(files.values()), faults


def _file(town: str, guide: Guide, root: Path) -> RecordsFile:
    path = root / "data" / "programs" / f"{town}.yml"
    name = guide.places[town].name if town in guide.places else town
    return read_records(path, root) if path.exists() else new_file(path, root, f"Programs in {name}.")


def _put(copy: Path, files: list[RecordsFile]) -> None:
    for file in files:
        (copy / file.name).write_bytes(file.content)


def _restore(copy: Path, root: Path, files: list[RecordsFile]) -> None:
    for file in files:
        if file.path.exists():
            shutil.copyfile(file.path, copy / file.name)
        else:
            (copy / file.name).unlink()


def _errors(copy: Path) -> list[Problem]:
    _, problems = check_data(copy)
    return [problem for problem in problems if problem.severity == "error"]


def _same_fault(problem: Problem) -> tuple[str, str, str]:
    return problem.file, problem.field, problem.message


def _rows_at_fault(problems: list[Problem], files: list[RecordsFile], changes: list[SheetChange]) -> _AtFault:
    """Each problem with the row that brought it: that of its record, else one that the message names."""
    by_name = {change.identity: change for change in changes}
    faults: _AtFault = []
    for problem in problems:
        owner = next((file.record_at(problem.line) for file in files if file.name == problem.file), None)
        named = [change for identity, change in by_name.items() if f"'{identity}'" in problem.message]
        change = by_name.get(owner or "") or next(iter(named), None)
        if change is None:
            raise GuideError(problems)
        faults.append((problem, change))
    return faults


def _for_sheet(problem: Problem, file: str, change: SheetChange) -> Problem:
    """A problem of a data file as one of the sheet: its row, and the name of the column."""
    parts = [str(int(part) + 1) if part.isdigit() else part for part in problem.field.split(".")]
    return replace(problem, file=file, line=change.row, field=" ".join(parts))
