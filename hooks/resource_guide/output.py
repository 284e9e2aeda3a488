"""Writes one file of the site."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write UTF-8 piece by piece, so that no text is ever whole in memory; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with the line ends that ``text`` has; folders are made."""
    data = text.encode()
    try:
        path.write_bytes(data)
    except FileNotFoundError:  # to look for the folder each time costs more than to fail once
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
