"""Jobs beside this process: what they return, what goes wrong in them, and how they end."""

from __future__ import annotations

import datetime
import errno
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from resource_guide.compose import FAULT, Order
from resource_guide.typeset import Sheet, Typesetter
from resource_guide.workers import start


def _full() -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "index.html")


def _wrong() -> int:
    raise ValueError("the template makes no page")


def _killed() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_results_come_in_order_from_processes_of_their_own() -> None:
    def slow() -> int:
        time.sleep(0.2)
        return os.getpid()

    found = start([slow, os.getpid], beside=True).results()

    assert len({*found, os.getpid()}) == 3
    assert start([slow, os.getpid], beside=False).results() == [os.getpid()] * 2


@pytest.mark.parametrize(("job", "error", "said"), [
    (_full, OSError, "No space left"),
    (_wrong, ValueError, "makes no page"),
    (_killed, ChildProcessError, "ended before it was done"),
])
def test_what_goes_wrong_in_a_job_is_raised_here(job: Callable[[], int], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said) as raised:
        start([os.getpid, job], beside=True).results()

    if job is _full:
        assert isinstance(raised.value, OSError) and (raised.value.errno, raised.value.filename) == (errno.ENOSPC, "index.html")


def test_a_stopped_job_writes_no_more(tmp_path: Path) -> None:
    def write() -> None:
        (tmp_path / "begun").touch()
        time.sleep(30)
        (tmp_path / "done").touch()

    running = start([write], beside=True)
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    running.stop()

    assert not running.started[0][0].is_alive()
    assert not (tmp_path / "done").exists()


SLOW = '#read("pipe")'
"""A template that waits until somebody has written into a pipe, and closed it."""


def test_what_a_stopped_job_has_started_ends_with_it(tmp_path: Path) -> None:
    """Sheets are made by processes of their own."""
    (tmp_path / "slow.typ").write_text(SLOW, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    sheet = Sheet("slow.pdf", "slow.typ", {}, datetime.date(2026, 11, 1))
    running = start([lambda: Typesetter(tmp_path, tmp_path / "cache").make(tmp_path, [[sheet]])], beside=True)
    with (tmp_path / "pipe").open("wb") as pipe:  # waits for one who reads
        running.stop()

        ended = select.poll()
        ended.register(pipe, 0)
        assert [event for _, event in ended.poll(20_000)] == [select.POLLERR], "nobody reads any more"


def test_what_a_job_that_was_stopped_had_just_started_makes_nothing(tmp_path: Path) -> None:
    """The pipe is not read: nobody is left who would wait for the sheet."""
    (tmp_path / "slow.typ").write_text(SLOW, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    order = Order("slow.pdf", "slow.typ", {}, "2026-11-01", [], str(tmp_path / "kept.pdf"), 1)
    batch = {"templates": str(tmp_path), "fonts": [], "plans": str(tmp_path), "version": "1", "parent": 0, "orders": [vars(order)]}

    done = subprocess.run([sys.executable, "-m", "resource_guide.compose"], input=json.dumps(batch), text=True, check=False, timeout=20)

    assert done.returncode == FAULT
