"""Files of records, edited in place: comments, order, quotes and layout stay as the editor left them.

    file = read_records(root / "data/programs/taos.yml", root)
    record = file.record("taos-clinic")
    write_files([file.with_record("taos-clinic", {**record, "website": "https://example.org"})])

Records are text, lists and maps only, as the guide reads them. Nothing is written but by
``write_files``, which writes all files or none.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, PlainScalarString, SingleQuotedScalarString

from .merge_lines import merged
from .problems import GuideError, Problem
from .yaml_files import read_text, source_of
from .yaml_source import YamlSource, parse_yaml

Record = dict[str, Any]
"""A record as the guide reads it: names, and texts, lists or maps."""

_START = re.compile(r"-(\s|$)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class RecordsFile:
    """A file that is a list of records, as text to be changed."""

    path: Path
    name: str
    """Path from the root of the guide, as messages show it."""
    text: str
    line_end: str = "\n"
    mark: bytes = b""
    """The byte order mark that the file begins with, if it does."""
    before: bytes | None = None
    """What the file held when it was read; None where there was none."""

    def records(self) -> list[Record]:
        """What the file says, as texts, lists and maps."""
        values = _parsed(self).values
        return values if isinstance(values, list) else []

    def record(self, identity: str) -> Record:
        """The record of an id. Raises KeyError where there is none."""
        return self.records()[self._index(identity)]

    def record_at(self, line: int) -> str | None:
        """The id of the record that a line (counted from 1) belongs to."""
        starts = [number for number, text in enumerate(self.text.split("\n"), 1) if _START.match(text)]
        index = sum(start <= line for start in starts) - 1
        records = self.records()
        record = records[index] if 0 <= index < len(records) else None
        return str(record.get("id")) if isinstance(record, dict) else None

    def _index(self, identity: str) -> int:
        for index, record in enumerate(self.records()):
            if isinstance(record, dict) and record.get("id") == identity:
                return index
        raise KeyError(identity)

    def with_record(self, identity: str, wanted: Record) -> RecordsFile:
        """The file with a record that says ``wanted``: only the lines that say something else are changed.

        A field that is new goes where ``wanted`` has it among its neighbors. Raises KeyError where
        there is no such record, GuideError where the text could not be read back as wanted.
        """
        records, index = self.records(), self._index(identity)
        if records[index] == wanted:
            return self
        lines = self.text.split("\n")
        starts = [number for number, line in enumerate(lines) if _START.match(line)]
        if len(starts) != len(records):
            raise GuideError([_by_hand(self.name, 1, "the file is laid out in an unusual way")])
        start, end = _extent(lines, starts[index], [*starts, len(lines)][index + 1])
        block = [*lines[start:end]]
        expected = [*records[:index], wanted, *records[index + 1 :]]
        for new_block in _rewritten(block, records[index], wanted):
            file = replace(self, text="\n".join([*lines[:start], *new_block, *lines[end:]]))
            if _says(file, expected):
                return file
        raise GuideError([*_parsed(self).problems, _by_hand(self.name, start + 1, "this record cannot be changed safely")])

    def with_new(self, *records: Record) -> RecordsFile:
        """The file with more records at its end.

        Raises GuideError where the text could not be read back as wanted.
        """
        before = self.text.rstrip("\n")
        if re.search(r"(?m)^\[\]$", before) and not self.records():
            before = re.sub(r"(?m)^\[\]$", "", before).rstrip("\n")  # "no records" is written so
        new = "\n".join(_dump([_node(record)]) for record in records)
        file = replace(self, text=f"{before}\n\n{new}".lstrip("\n"))
        if _says(file, [*self.records(), *records]):
            return file
        source = _parsed(file)
        raise GuideError(source.problems or [_by_hand(self.name, 1, "the record cannot be added safely")])

    @property
    def content(self) -> bytes:
        """The bytes to be written."""
        return self.mark + self.text.replace("\n", self.line_end).encode("utf-8")


def read_records(path: Path, root: Path) -> RecordsFile:
    """Read a file of records to change it.

    Raises GuideError with all that is wrong where it is not sound YAML or not a list of records:
    a file with a merge conflict, for one, is left alone.
    """
    source = source_of(path, root)
    data = path.read_bytes() if path.is_file() else b""
    text = read_text(path, source)
    if text is not None and source.whole:
        parse_yaml(text, source)
    if not source.problems and not isinstance(source.values, list) and source.values not in (None, ""):
        source.add(1, "the file is not a list of records", "begin each record with '- id: …'")
    if source.problems or text is None:
        raise GuideError(source.problems)
    crlf = data.count(b"\r\n") * 2 > data.count(b"\n")
    return RecordsFile(path, source.file, text, "\r\n" if crlf else "\n", _BOM if data.startswith(_BOM) else b"", data)


def new_records(path: Path, root: Path, heading: str) -> RecordsFile:
    """A file that is not there yet, with a first comment."""
    return RecordsFile(path, source_of(path, root).file, "".join(f"# {line}\n" for line in heading.splitlines()))


def records_text(records: Iterable[Record]) -> str:
    """Records as the text of a file, laid out as editors write them, a blank line between two."""
    return _dump([_node(record) for record in records]).replace("\n- ", "\n\n- ")


def write_files(files: Iterable[RecordsFile]) -> None:
    """Write files: each beside its place first, then all are renamed, so that none is ever half written.

    Raises OSError where a file cannot be written; then none has changed, unless a rename itself fails.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for file in files:
            target = file.path.resolve()
            with _named(file.name):
                ready.append((_written(target, file.content), target))
        while ready:
            os.replace(*ready[0])
            _sync_folder(ready.pop(0)[1].parent)
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write one file of any kind in the same way. Raises OSError where it cannot be written."""
    target = path.resolve()
    with _named(str(path)):
        temporary = _written(target, content)
        try:
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _named(name: str) -> Iterator[None]:
    """Let an error name the file that was to be written, whatever temporary file it happened to."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from error


def _written(target: Path, content: bytes) -> Path:
    """A temporary file beside ``target``, safely on the disk, with the rights of the file that it will replace."""
    if target.exists() and not target.stat().st_mode & 0o222:  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        else:
            temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system can open a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# The text of one record


def _parsed(file: RecordsFile) -> YamlSource:
    source = YamlSource(file.name)
    parse_yaml(file.text, source)
    return source


def _says(file: RecordsFile, expected: list[Record]) -> bool:
    source = _parsed(file)
    return not source.problems and bool(source.values == expected)


def _by_hand(name: str, line: int, message: str) -> Problem:
    return Problem(name, line, "", message, "change it by hand")


def _extent(lines: list[str], start: int, end: int) -> tuple[int, int]:
    """The lines of a record, without the blank lines and comments that lead to the next."""
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return start, end


def _rewritten(block: list[str], old: Record, wanted: Record) -> Iterator[list[str]]:
    """The lines of a record that says ``wanted``: in the editor's own layout, and, should that not read back, in ours."""
    flush = _is_flush(block)
    margin = "" if flush else "  "
    try:
        # Indented as it will be written, so that comments keep their columns.
        nodes = _yaml(flush).load("".join(f"{margin}{line}\n" if line else "\n" for line in block))
        before = _dump(nodes, flush).rstrip("\n").split("\n")
        _change(nodes[0], old, wanted)
        after = _dump(nodes, flush).rstrip("\n").split("\n")
    except (YAMLError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return  # what the guide reads and ruamel.yaml does not is for an editor's hands
    yield merged(before, block, after)
    yield after


def _is_flush(block: list[str]) -> bool:
    """Whether the lists in a record begin at the margin of their names, not two blanks to the right of it."""
    return bool(re.search(r"(?m)^( +)\S[^\n]*:[ ]*(#[^\n]*)?\n(\s*#[^\n]*\n)*\1- ", "\n".join(block)))


def _yaml(flush: bool) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    yaml.indent(mapping=2, sequence=2 if flush else 4, offset=0 if flush else 2)
    return yaml


def _dump(nodes: Any, flush: bool = False) -> str:
    """Records as text, the first line at the margin."""
    stream = StringIO()
    _yaml(flush).dump(nodes, stream)
    margin = "" if flush else "  "
    return "".join(line.removeprefix(margin) for line in stream.getvalue().splitlines(keepends=True))


def _change(node: Any, old: Any, wanted: Any) -> None:
    """Make ``node``, which says ``old``, say ``wanted``."""
    if isinstance(node, CommentedMap):
        names = {str(key): key for key in node}
        for name in [name for name in names if name not in wanted]:
            del node[names[name]]
        for name, value in wanted.items():
            if name not in names:
                node.insert(_place(list(node), list(wanted), name), name, _node(value))
            elif old[name] != value:
                node[names[name]] = _changed(node[names[name]], old[name], value)
    else:
        del node[len(wanted) :]
        for index, value in enumerate(wanted):
            if index >= len(old):
                node.append(_node(value))
            elif old[index] != value:
                node[index] = _changed(node[index], old[index], value)


def _changed(node: Any, old: Any, wanted: Any) -> Any:
    if (isinstance(node, CommentedMap) and isinstance(wanted, dict)) or (isinstance(node, CommentedSeq) and isinstance(wanted, list)):
        _change(node, old, wanted)
        return node
    if isinstance(wanted, str) and isinstance(node, SingleQuotedScalarString | DoubleQuotedScalarString) and "\n" not in wanted:
        return type(node)(wanted)
    new = _node(wanted)
    # ruamel.yaml would give a text of no style of its own the style of the text before it.
    return PlainScalarString(new) if type(new) is str else new


def _place(present: list[Any], order: list[str], name: str) -> int:
    """Where a new name goes: behind the last of those that come before it in ``order``."""
    earlier = set(order[: order.index(name)])
    return max((index + 1 for index, key in enumerate(present) if str(key) in earlier), default=0)


def _node(value: Any) -> Any:
    """A value as ruamel.yaml writes it."""
    if isinstance(value, dict):
        return CommentedMap((name, _node(inner)) for name, inner in value.items())
    if isinstance(value, list):
        return CommentedSeq(_node(inner) for inner in value)
    if _DAY.fullmatch(value):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(value)  # written without quotes
    if "\n" not in value:
        return str(value)
    plain = value[0].strip() and value[-2:].strip() and "\t" not in value
    return LiteralScalarString(value) if plain else DoubleQuotedScalarString(value)
