"""Runs jobs in processes beside this one, so that both cores work."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any, Generic, TypeVar

from .problems import GuideError

Result = TypeVar("Result")

_MOST = 4
"""Each has a copy of all that it touches: more processes save little more time, and each takes memory."""


@dataclass
class Running(Generic[Result]):
    """Jobs that have been started."""

    jobs: Sequence[Callable[[], Result]]
    """Those that are still to be run, in this process."""
    started: list[tuple[ForkProcess, Connection]] = field(default_factory=list)
    """Those that run, each in a process of its own."""

    def results(self) -> list[Result]:
        """What every job returned, in order; waits for them.

        Raises what a job raised (OSError, ValueError, GuideError), and ChildProcessError where one was killed.
        """
        return [*(job() for job in self.jobs), *(_result(process, end) for process, end in self.started)]

    def stop(self) -> None:
        """End the jobs that still run."""
        for process, _ in self.started:
            process.kill()
            process.join()


def side_by_side(beside: bool) -> int:
    """How many processes are worth starting for one piece of work: 1 without ``beside``, on one core or where processes cannot fork safely."""
    return min(os.cpu_count() or 1, _MOST) if beside and sys.platform == "linux" else 1


def start(jobs: Sequence[Callable[[], Result]], beside: bool) -> Running[Result]:
    """Start every job in a process of its own; where ``side_by_side`` finds none worth starting, only ``results`` runs them."""
    if side_by_side(beside) == 1:
        return Running(jobs)
    context = multiprocessing.get_context("fork")  # the jobs share all that was read, and copy nothing
    gc.freeze()  # what is there stays: a collector that looks at it again and again takes time, and a copy of it in each process
    started = []
    for job in jobs:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_run, args=(job, there), daemon=True)
        process.start()
        there.close()
        started.append((process, here))
    return Running([], started)


def _run(job: Callable[[], Result], end: Connection) -> None:
    gc.disable()  # it ends soon, and what it leaves behind is freed without a collector
    try:
        end.send((job(), None))
    except (OSError, ValueError, GuideError) as error:  # others are faults of the program: their traceback is printed here
        end.send((None, error))


def _result(process: ForkProcess, end: Connection) -> Any:
    try:
        result, error = end.recv()
    except EOFError:
        process.join()
        raise ChildProcessError(process.exitcode, "a process that writes pages was ended before it was done") from None
    process.join()
    if error is not None:
        raise error
    return result
