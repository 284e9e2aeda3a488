"""The command in a process of its own, forked from one that has loaded the program: to load it takes longer than most commands."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import signal
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from types import FrameType

from resource_guide.cli import main

WRITES = {"open", "write", "flush", "fsync", "close", "truncate", "chmod", "replace", "rename", "link", "unlink"}
"""What Python calls the system for when it writes: between two of these, nothing on the disk changes."""


@dataclass(frozen=True)
class Bounds:
    """What the process may use, and when it ends."""

    seconds: int = 0
    """Of a processor; 0: as many as it needs."""
    megabytes: int = 0
    """Of addresses; 0: as many as it needs. With a limit, the last line of ``stderr`` tells how many kB of memory it used at most."""
    dies_after: int = 0
    """SIGKILL after so many calls that write, counted from the first file in data/ opened for writing; 0: never."""
    environment: dict[str, str] = field(default_factory=dict)


def run_forked(root: Path, *arguments: str, bounds: Bounds = Bounds()) -> CompletedProcess[str]:
    """The command as an editor runs it. Its exit status is below 0 where a signal ended it."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    with tempfile.TemporaryDirectory() as folder:
        process = processes.Process(target=_run, args=(folder, root, arguments, bounds))
        process.start()
        process.join(120)
        told = [(Path(folder) / name).read_text(encoding="utf-8") for name in ("out", "err")]
    assert process.exitcode is not None, f"it goes on and on: {told}"
    return CompletedProcess(arguments, process.exitcode, *told)


def _run(folder: str, root: Path, arguments: tuple[str, ...], bounds: Bounds) -> None:
    for name, handle in (("out", 1), ("err", 2)):
        os.dup2(os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT), handle)
    os.environ.update(bounds.environment)
    limit(bounds)
    if bounds.dies_after:
        _die_after(bounds.dies_after, f"{root}/data")
    status = main(["--root", str(root), *arguments])
    if bounds.megabytes:
        print(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))[0], file=sys.stderr)
    sys.exit(status)


def limit(bounds: Bounds) -> None:
    """Limits of this process: the system ends what goes beyond."""
    if bounds.seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds,) * 2)
    if bounds.megabytes:
        resource.setrlimit(resource.RLIMIT_AS, (bounds.megabytes * 1_000_000,) * 2)


def _die_after(moment: int, folder: str) -> None:
    began, calls = False, 0

    def opened(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal began
        if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(folder) and int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR):
            began = True

    def called(frame: FrameType, event: str, function: object) -> None:
        nonlocal calls
        if began and event == "c_return" and getattr(function, "__name__", "") in WRITES:
            calls += 1
            if calls == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(opened)
    sys.setprofile(called)
