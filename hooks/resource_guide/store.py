"""Keeps finished texts by what they were made of, so that the same work is not done twice.

Nothing depends on it: a folder that is deleted, damaged or not writable costs time, and no more. A text comes back
only if it is the one that was kept, to the byte, and was kept by the same versions of what made it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import tempfile
from collections.abc import Iterable
from pathlib import Path


class Store:
    """A folder of texts."""

    def __init__(self, folder: Path, makers: Iterable[Path], versions: Iterable[str] = ()) -> None:
        """``makers`` are the sources of the program that makes the texts, ``versions`` those of the libraries that it uses."""
        self.folder = folder
        parts = [platform.python_version(), *versions, *(hashlib.sha256(path.read_bytes()).hexdigest() for path in makers)]
        self._version = "\n".join(parts).encode()
        self._used: set[str] = set()

    def key(self, *parts: bytes) -> str:
        """The name of what is made of ``parts``: the same for the same parts and versions only."""
        digest = hashlib.sha256(self._version)
        for part in parts:
            digest.update(b"%d:" % len(part))
            digest.update(part)
        return digest.hexdigest()

    def get(self, key: str) -> str | None:
        """The text that was kept under a key; None where there is none, or not as it was kept."""
        self._used.add(key)
        try:
            digest, _, text = (self.folder / key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return text.decode() if hashlib.sha256(text).hexdigest().encode() == digest else None

    def put(self, key: str, text: str) -> None:
        """Keep a text, in one step; where the folder cannot be written, not at all."""
        data = text.encode()
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
                os.replace(name, self.folder / key)
            except OSError:
                os.unlink(name)

    def forget(self) -> None:
        """Remove what nobody has asked for since the store was opened."""
        with contextlib.suppress(OSError):
            for name in set(os.listdir(self.folder)) - self._used:
                (self.folder / name).unlink(missing_ok=True)
