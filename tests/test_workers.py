"""Jobs beside this process: what they return, what goes wrong in them, and how they end."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

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
