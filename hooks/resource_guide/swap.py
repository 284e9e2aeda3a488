"""Puts a finished site in the old one's place, in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path


def building_folder(live: Path) -> Path:
    """A folder beside ``live`` to build in, named for this process; those of dead processes are removed."""
    for old in live.parent.glob(f".{live.name}.building-*"):
        if not _alive(old.name.rpartition("-")[2]):
            shutil.rmtree(old, ignore_errors=True)
    return live.parent / f".{live.name}.building-{os.getpid()}"


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid()


def swap(new: Path, live: Path) -> None:
    """Put the finished folder ``new`` in the place of ``live``; at no moment is there no site.

    Raises OSError where the folder may not be written; ``live`` is then as it was.
    """
    if not live.exists():
        new.rename(live)
        return
    if not live.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file stands where the site's folder should be; move it away", str(live))
    if not _exchange(new, live):
        old = new.with_name(f"{new.name}.old")
        live.rename(old)
        new.rename(live)
        shutil.rmtree(old)
        return
    shutil.rmtree(new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux renameat2); False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    at_cwd, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE in linux/fs.h
    if rename(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange) == 0:
        return True
    if ctypes.get_errno() in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
