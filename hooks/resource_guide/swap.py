"""Puts a finished site in the old one's place, in one step."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import secrets
import shutil
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl


def building_folder(live: Path) -> Path:
    """Make a folder beside ``live`` to build in; it is this process's own until the process ends, however it ends.

    Those of builds that ended before they were done are removed. Raises OSError where none can be made.
    """
    live.parent.mkdir(parents=True, exist_ok=True)
    folder = live.parent / f".{live.name}.building-{os.getpid()}-{secrets.token_hex(4)}"
    if sys.platform == "win32":  # no way to know which of those that are there another build is at work in
        _bring_back(live)
        folder.mkdir()
        return folder
    turn = os.open(live.parent, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)  # or another build takes the new folder for one without an owner
        _bring_back(live)
        for old in live.parent.glob(f".{live.name}.building-*"):
            _remove_ownerless(old)
        folder.mkdir()
        # Never closed: the system gives the lock up with the last process of this build.
        # A process id would not do: another program may have the same one later.
        fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_SH)
    finally:
        os.close(turn)
    return folder


def _bring_back(live: Path) -> None:
    """Where a build was ended between its two steps, on a system that cannot exchange folders in one, the old site is still there."""
    if not live.exists():
        for old in sorted(live.parent.glob(f".{live.name}.building-*.old"), key=lambda path: path.stat().st_mtime)[-1:]:
            old.rename(live)


def _remove_ownerless(folder: Path) -> None:
    try:
        handle = os.open(folder, os.O_RDONLY)
    except (FileNotFoundError, PermissionError):
        return  # its owner has just put it in the site's place, or is another user
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return  # it has an owner
    finally:
        os.close(handle)


def swap(new: Path, live: Path) -> None:
    """Put the finished folder ``new`` in the place of ``live``; at no moment is there no site.

    Raises OSError where the folder may not be written; ``live`` is then as it was.
    """
    if not live.exists():
        new.rename(live)
        return
    if not live.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file stands where the site's folder should be; move it away", str(live))
    old = new if _exchange(new, live) else _move_in(new, live)
    shutil.rmtree(old, ignore_errors=True)  # it has no owner any more: another build may be at it too, and the next one removes what stays


def _move_in(new: Path, live: Path) -> Path:
    """Put ``new`` in the place of ``live`` in two steps; the old site's folder. Where the second cannot be done, the first is undone."""
    old = new.with_name(f"{new.name}.old")
    live.rename(old)
    try:
        new.rename(live)
    except OSError:
        with contextlib.suppress(OSError):  # another build may have brought it back: see building_folder
            old.rename(live)
        raise
    return old


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
