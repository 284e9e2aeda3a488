"""How long a preview takes to show one edited listing."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

_LIMIT = 600
"""Seconds after which a preview counts as dead."""


def reload_seconds(folder: Path, file: Path, old: str, new: str, path: str) -> float:
    """Start ``mkdocs serve`` in ``folder``, change ``old`` to ``new`` in ``file``, and wait until the page at ``path`` shows it.

    The page's other words stay. Raises RuntimeError where it never does.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    try:
        _wait(f"http://127.0.0.1:{port}", path, old, process)
        time.sleep(2)  # the watcher of files begins after the first build
        text = file.read_text(encoding="utf-8")
        started = time.perf_counter()
        file.write_text(text.replace(old, new), encoding="utf-8")
        _wait(f"http://127.0.0.1:{port}", path, new, process)
        return time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def _wait(address: str, path: str, words: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _LIMIT
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/{path}", timeout=60) as answer:
                if re.search(rf"\b{re.escape(words)}\b", answer.read().decode()):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"the preview never showed {words!r} at {path}")
