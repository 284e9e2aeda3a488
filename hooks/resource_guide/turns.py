"""Editors' commands take turns: while one reads, thinks and writes, no other writes in between."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from .edit_yaml import RecordsFile, write_files
from .problems import GuideError, Problem

if sys.platform != "win32":
    import fcntl


@contextlib.contextmanager
def in_turn(root: Path) -> Iterator[None]:
    """Wait until no other command writes in the guide below ``root``, and keep others waiting.

    The system ends the lock with the program, however that ends. Take it once: it does not nest.
    """
    if sys.platform == "win32":
        yield  # there the look at each file just before it is written has to do
        return
    handle = os.open(root / "data", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def replace_files(files: Iterable[RecordsFile]) -> None:
    """Write changed files, all or none, if each is still as it was read: an editor's own program asks for no turn.

    Raises GuideError where one has changed since, OSError where one cannot be written.
    """
    files = list(files)
    stale = [file for file in files if (file.path.read_bytes() if file.path.exists() else None) != file.before]
    if stale:
        raise GuideError(changed_meanwhile(file.name) for file in stale)
    write_files(files)


def changed_meanwhile(name: str) -> Problem:
    """Says that a file is no longer as it was read."""
    return Problem(name, 1, "", "the file has changed in the meantime", "give the command again")
