"""Keeps what was worked out, by what it was made of, so that the same work is not done twice.

Nothing depends on it: a file that is deleted, damaged or not writable costs time, and no more. A value comes back
only if it is the one that was kept, and was kept by the same versions of what made it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class Store:
    """A file of JSON values by their keys."""

    def __init__(self, path: Path, makers: Iterable[Path], versions: Iterable[str] = ()) -> None:
        """``makers`` are the sources of the program that makes the values, ``versions`` those of the libraries that it uses."""
        self._path = path
        parts = [platform.python_version(), *versions, *(hashlib.sha256(maker.read_bytes()).hexdigest() for maker in makers)]
        self._version = "\n".join(parts).encode()
        self._used: dict[str, Any] = {}

    def key(self, *parts: bytes) -> str:
        """The name of what is made of ``parts``: the same for the same parts and versions only."""
        digest = hashlib.sha256(self._version)
        for part in parts:
            digest.update(b"%d:" % len(part))
            digest.update(part)
        return digest.hexdigest()

    def get(self, key: str) -> Any:
        """What was kept under a key; None where nothing was."""
        if key in self._kept:
            self._used[key] = self._kept[key]
        return self._used.get(key)

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value."""
        self._used[key] = value

    def save(self) -> None:
        """Write what was asked for or put since the store was opened, in one step, and nothing else; where that cannot be, leave it."""
        if self._used.keys() == self._kept.keys():
            return
        data = json.dumps(self._used, separators=(",", ":")).encode()
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
                os.replace(name, self._path)
            except OSError:
                os.unlink(name)

    @functools.cached_property
    def _kept(self) -> dict[str, Any]:
        """What the file holds; nothing where it is not as it was written."""
        try:
            digest, _, data = self._path.read_bytes().partition(b"\n")
        except OSError:
            return {}
        kept = json.loads(data) if hashlib.sha256(data).hexdigest().encode() == digest else {}
        return kept if isinstance(kept, dict) else {}
