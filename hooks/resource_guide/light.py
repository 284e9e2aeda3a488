"""Styles and scripts without their comments and spaces: an editor reads the one kind, a phone on a weak signal loads the other."""

from __future__ import annotations

from pathlib import Path

from rcssmin import cssmin  # type: ignore[import-untyped]
from rjsmin import jsmin  # type: ignore[import-untyped]


def lighten(folder: Path) -> None:
    """Take comments and spaces out of every style sheet and script in ``folder``; notices that begin with ``!`` stay."""
    for path in sorted(folder.iterdir()):
        if shorten := {".css": cssmin, ".js": jsmin}.get(path.suffix):
            text = path.read_text(encoding="utf-8")
            path.write_bytes((shorten(text, keep_bang_comments=True).strip() + "\n").encode())
