"""The files that a guide is made of: what is in the way of their text, said with its line, and the values of YAML files."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any

import yaml

from .store import Store
from .yaml_source import HIDDEN, LOADER, YamlSource, ids_in, parse_yaml, refuse_hidden

MAX_BYTES = 1_000_000

_MOST_HIDDEN = 200
"""So many lines with hidden characters are named."""

_CONFLICT = re.compile(r"^(<{7}|>{7})( |$)")


def source_of(path: Path, root: Path) -> YamlSource:
    """An empty source for the file at ``path``; its name can be printed whatever bytes it has."""
    name = path.relative_to(root).as_posix()
    return YamlSource(name.encode("utf-8", "replace").decode("utf-8"))


def values_store(root: Path) -> Store:
    """Where the values of the sound files of the guide in ``root`` are kept."""
    return Store(root / "build" / "cache" / "data.json", [Path(__file__).with_name(f"{name}.py") for name in ("yaml_files", "yaml_source", "quick_yaml")], [yaml.__version__, LOADER.__name__])


def read_yaml(path: Path, root: Path, store: Store | None = None) -> YamlSource:
    """Read one YAML file, its values from ``store`` where they are kept there. Faults are noted in ``problems``; nothing is raised."""
    source = source_of(path, root)
    data = _read_bytes(path, source)
    if data is None:
        return source
    key = store.key(data) if store else ""
    known: list[Any] | None = store.get(key) if store else None
    text = _text(data, source)
    if text is None:
        return source
    if source.whole:
        _take_values(text, source, known, store, key)
    if not source.whole:
        source.named = ids_in(text)
    return source


def _take_values(text: str, source: YamlSource, known: list[Any] | None, store: Store | None, key: str) -> None:
    if known is not None:
        (source.values,), source.sound = known, (text, 1)
        return
    parse_yaml(text, source)
    if store and source.sound:
        store.put(key, [source.values])


def read_text(path: Path, source: YamlSource) -> str | None:
    """The text of a file, its line ends made alike and hidden characters taken out.

    Faults are noted in ``source``, nothing is raised; None where there is no text.
    Where ``source.whole`` is False, the text holds both versions of a merge conflict.
    """
    data = _read_bytes(path, source)
    return None if data is None else _text(data, source)


def _text(data: bytes, source: YamlSource) -> str | None:
    text = _decode(data, source)
    if text is None:
        return None
    _refuse_conflicts(text, source)
    return _without_hidden(text, source)


def look_alike(path: Path) -> str | None:
    """A file beside ``path`` whose name differs in capitals or after the first dot only."""
    if not path.parent.is_dir():
        return None
    wanted = path.name.split(".")[0].casefold()
    names = sorted(other.name for other in path.parent.iterdir() if other.name != path.name and not other.is_dir())
    return next((name for name in names if name.split(".")[0].casefold() == wanted), None)


def _read_bytes(path: Path, source: YamlSource) -> bytes | None:
    try:
        about = os.stat(path)
        if stat.S_ISREG(about.st_mode) and about.st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError:
        pass  # which, is said below
    try:
        if path.is_dir():
            source.lose(1, "a folder stands where this file should be", "move the folder away and put the file back")
        elif not path.exists():
            other = look_alike(path)
            source.lose(1, "the file is missing", f"rename {other} to {path.name}" if other else "put the file back")
        elif not path.is_file():
            source.lose(1, "this is not an ordinary file", "put the file back")
        elif path.stat().st_size > MAX_BYTES:
            source.lose(1, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "split it, or take out what does not belong here")
        else:
            return path.read_bytes()
    except OSError as error:
        source.lose(1, f"the file cannot be read ({error.strerror})", "put the file back, or ask for the right to read it")
    return None


def _decode(data: bytes, source: YamlSource) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        source.add(line, "this line has a character that is not UTF-8", "save the file as UTF-8 (in the editor: Save with encoding)")
        if b"\0" in data:  # not a text file: everything in it would seem wrong
            source.whole = False
            return None
        text = data.decode("utf-8", errors="replace")
        source.bad_lines.update(number for number, part in enumerate(text.split("\n"), 1) if "\ufffd" in part)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_conflicts(text: str, source: YamlSource) -> None:
    if "<" * 7 not in text and ">" * 7 not in text:
        return
    marks = [(number, line[0]) for number, line in enumerate(text.split("\n"), 1) if _CONFLICT.match(line)]
    # One message for each conflict: at its beginning, or at its end where someone deleted the beginning.
    starts = [number for number, mark in marks if mark == "<"] or [number for number, _ in marks]
    for number in starts:
        source.lose(number, "a merge conflict is left in the file", "keep one of the two versions and delete the lines with <<<<<<<, ======= and >>>>>>>")


def _without_hidden(text: str, source: YamlSource) -> str:
    if not HIDDEN.search(text):
        return text
    found = [(number, match.group()) for number, line in enumerate(text.split("\n"), 1) if (match := HIDDEN.search(line))]
    for number, character in found[:_MOST_HIDDEN]:  # who has mended so many lines is told of the others
        refuse_hidden(character, number, source)
    source.bad_lines.update(number for number, _ in found)
    return HIDDEN.sub("", text)
