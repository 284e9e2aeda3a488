"""What a command costs: wall time, CPU time and memory of it and of all that it starts."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

_PAUSE = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Cost:
    """One run of a command."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of user and system time, of the command and the processes that it waited for."""
    largest: int
    """Largest resident set of any one of them, in bytes (``ru_maxrss``)."""
    output: str


class Memory:
    """Looks at the memory of a process and all below it, some twenty times a second, as long as the block lasts.

    What counts is the proportional set size (PSS): a page of memory that processes share counts once. Only Linux tells it.
    """

    def __init__(self, process: int) -> None:
        """``process`` is its number."""
        self.peak = 0
        self._process = process
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(_PAUSE):
            self.peak = max(self.peak, sum(map(_proportional, _family(self._process))))


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _family(child)


def _proportional(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended, or this is no Linux
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def run(command: list[str], folder: Path, **environment: str) -> Cost:
    """Run a command in ``folder`` and measure it; raise RuntimeError with its last lines where it fails."""
    cost, _ = _run(command, folder, environment, lambda process: contextlib.nullcontext(None))
    return cost


def peak_of(command: list[str], folder: Path, **environment: str) -> int:
    """Run a command once more; the most memory of all its processes at one time, in bytes: see ``Memory``.

    Not while its time is taken: to add up the pages of large processes so often makes them a quarter slower. Where the
    system does not tell, it is the memory of the largest one.
    """
    cost, memory = _run(command, folder, environment, Memory)
    return memory.peak or cost.largest


Watch = TypeVar("Watch")


def _run(command: list[str], folder: Path, environment: dict[str, str], watch: Callable[[int], AbstractContextManager[Watch]]) -> tuple[Cost, Watch]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment})
        with watch(process.pid) as watched:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text[-2000:]}")
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(wall, usage.ru_utime + usage.ru_stime, largest, text), watched


@dataclass(frozen=True)
class Tree:
    """What a build left behind."""

    pages: int
    """HTML files."""
    bytes: int
    """Of all files."""
    sheets: list[int]
    """Sizes of the PDF files."""
    digest: str
    """Of the names and bytes of all files."""


def tree(folder: Path) -> Tree:
    """What lies below ``folder``."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    sheets = [path.stat().st_size for path in files if path.suffix == ".pdf"]
    return Tree(sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files), sheets, digest.hexdigest())
