"""What a command costs: wall time, CPU time and memory of it and of all that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """One run of a command."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of user and system time, of the command and the processes that it waited for."""
    peak: int
    """Largest resident set of any one of them, in bytes (``ru_maxrss``)."""
    output: str


def run(command: list[str], folder: Path, **environment: str) -> Cost:
    """Run a command in ``folder`` and measure it; raise RuntimeError with its last lines where it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text[-2000:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, text)


@dataclass(frozen=True)
class Tree:
    """What a build left behind."""

    pages: int
    """HTML files."""
    bytes: int
    """Of all files."""


def tree(folder: Path) -> Tree:
    """Count the pages and bytes below ``folder``."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return Tree(sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files))
