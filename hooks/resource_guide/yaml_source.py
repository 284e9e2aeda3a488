"""YAML texts as plain text values, with the line of each.

PyYAML's own meaning of scalars loses what editors wrote (``8:30`` becomes 510,
``NO`` becomes false, ``08701`` a number), so every scalar stays text here; the
model gives it a type. A text is read as a stream of events: nothing in it is ever
expanded or executed, and hostile ones are dropped before they cost memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from .problems import Problem, shown
from .quick_yaml import NotPlain, Refuse, read_plain
from .yaml_layout import CUT, TOO_DEEP, explain_layout, what_was_cut

# The C parser is about five times faster; PyYAML without libyaml has only the other.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_VALUES = 50_000
MAX_DEPTH = 12

_MOST_UNREADABLE = 200
"""So many records of a file are reported as unreadable; then it is no file of records."""

_LONGEST_SHOWN = 80
"""Letters of a value that a message writes out in full, in quotes."""

# Refused with a message, and never shown: an editor cannot see them, so cannot mend what they do. Bidi overrides and
# marks turn a name or a number around on the page; the others make two texts differ that look the same.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters; tabs and line ends are layout
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u206f\u3164\ufeff\uffa0"  # soft hyphens, fillers, characters without width
    "\u061c\u200e\u200f\u202a-\u202e"  # direction of writing
    "\u2028\u2029\ufff9-\ufffc\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff\U000e0000-\U000e0fff]"  # line separators, notes, tags, noncharacters
)
"""Characters that no editor sees. Joiners (U+200C, U+200D) may stay: Persian, Hindi and emoji are spelled with them."""
_RECORD = re.compile(r"^-(\s|$)")

_ID = re.compile(r"""^[ \t]*(?:-[ \t]+)?(?:\{[ \t]*)?id:[ \t]*["']?([^\s"',}]+)""", re.MULTILINE)

Path_ = tuple[str | int, ...]


@dataclass
class YamlSource:
    """What a file says."""

    file: str
    """Path from the root of the guide."""
    values: Any = None
    """str, list and dict only; None where the file is empty or unreadable, or in place of an unreadable record."""
    lines: dict[Path_, int] = field(default_factory=dict)
    """The line of each value, by its path: ``(0, "phones", 1, "number")``; those of a sound file once one is asked for."""
    sound: tuple[str, int] | None = None
    """Text and first line of a sound file whose lines nobody has asked for."""
    problems: list[Problem] = field(default_factory=list)
    bad_lines: set[int] = field(default_factory=set)
    """Lines that could not be read as written: what else seems wrong there follows from that."""
    bad_parts: set[Path_] = field(default_factory=set)
    """First steps of the paths of the values on bad lines: the records that may lack something."""
    whole: bool = True
    """False where a part of the file could not be read at all."""
    named: frozenset[str] = frozenset()
    """Of a file that is not whole: the ids that seem to stand in it."""

    def line(self, path: Path_) -> int:
        """Line of the value at ``path``, or of the nearest thing around it."""
        if self.sound is not None:
            (text, first_line), self.sound = self.sound, None
            _Reader(text, self, first_line).document()
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def add(self, line: int, message: str, fix: str, where: str = "") -> None:
        """Note a problem in this file."""
        self.bad_lines.add(line)
        self.problems.append(Problem(self.file, line, where, message, fix))

    def lose(self, line: int, message: str, fix: str) -> None:
        """Note a problem that keeps a part of the file from being read, unless it follows from one of the same line."""
        self.whole = False
        if line not in self.bad_lines:
            self.add(line, message, fix)


def parse_yaml(text: str, source: YamlSource, first_line: int = 1) -> None:
    """Fill ``source`` from the text of a YAML document that begins on ``first_line`` of the file."""
    if not source.bad_lines:
        try:
            source.values = read_plain(text, LOADER, MAX_VALUES, MAX_DEPTH, _suspicion(text))
            source.sound = text, first_line
            return
        except (NotPlain, yaml.YAMLError):
            pass  # to be read with care
    try:
        source.values = _Reader(text, source, first_line).document()
    except _TooMuch as error:
        source.lose(error.line, str(error), "take out what does not belong here")
    except yaml.YAMLError as error:
        fault = explain_layout(error, text, first_line)
        if not _parse_records(text, source, first_line):
            source.lose(*fault)
        source.problems[:] = dict.fromkeys(source.problems)  # what was found before the fault was found twice
    source.bad_parts = {where[:1] for where, line in source.lines.items() if line in source.bad_lines}


def ids_in(text: str) -> frozenset[str]:
    """What seem to be the ids of records in a text that cannot be read as YAML: whoever names one of them is not at fault."""
    return frozenset(_ID.findall(text))


def _suspicion(text: str) -> Refuse | None:
    """What is to be looked for in each value; None for nearly every text, which cannot hold any of it."""
    # What no editor sees is in a value only if it is in the text, or is written there as "\u202e".
    hidden = "\\" in text or HIDDEN.search(text)
    if (" #" in text or "\t#" in text) and CUT.search(text):
        lines = text.split("\n")
        return lambda event: HIDDEN.search(event.value) or what_was_cut(event, lines)
    return (lambda event: HIDDEN.search(event.value)) if hidden else None


def refuse_hidden(character: str, line: int, source: YamlSource) -> None:
    """Note a hidden character."""
    source.add(line, f"this line has a hidden character (U+{ord(character):04X})", "delete the line and type it again by hand")


def _parse_records(text: str, source: YamlSource, first_line: int) -> bool:
    """Read a list with a fault record by record, so that the faults of the others are found too.

    False where that does not find the fault.
    """
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _RECORD.match(line)]
    if len(starts) < 2:
        return False
    starts[0] = 0
    values: list[Any] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        part, line = "\n".join(lines[start:end]), first_line + start
        if values.count(None) == _MOST_UNREADABLE:
            source.lose(line, "so many records above cannot be read that the rest was not looked at", "mend them first")
            break
        try:
            read = _Reader(part, source, line, index=len(values)).document()
            values += read if isinstance(read, list) else [None]
        except _TooMuch as error:
            source.lose(error.line, str(error), "take out what does not belong here")
            values.append(None)
        except yaml.YAMLError as error:
            source.lose(*explain_layout(error, part, line))
            values.append(None)
    source.values = values
    return not source.whole


class _TooMuch(Exception):
    """The file holds more, or nests deeper, than data of a guide ever does."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Reader:
    """Turns PyYAML's events into text, lists and dicts, noting the line of each.

    Events name anchors and tags before anything is made from them, so aliases
    and ``!!python/object`` are refused without being followed.
    """

    def __init__(self, text: str, source: YamlSource, first_line: int, index: int = 0) -> None:
        """``index`` is the place of the text's first record in the list it comes from."""
        self.source = source
        self.first_line = first_line
        self.index = index
        self.count = 0
        self.in_brackets = False
        self.anchors: set[str] = set()
        self.lines = text.split("\n")
        self.events: Iterator[Any] = yaml.parse(text, Loader=LOADER)

    def document(self) -> Any:
        """The one document of the text; None where a second one follows it."""
        values = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self.source.lose(self._line(event), "a second document begins here", "take out the line '---'")
                    return None
                values = self._value(next(self.events), ())
        return values

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + self.first_line

    def _value(self, event: Any, path: Path_) -> Any:
        line = self._line(event)
        self.source.lines.setdefault(path, line)
        self._guard(line, path)
        self._refuse_extras(event, line)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_cut(event, path)
            return self._text(event.value, line)
        if isinstance(event, yaml.CollectionStartEvent):
            outside, self.in_brackets = self.in_brackets, self.in_brackets or bool(event.flow_style)
            values = self._list(path) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(path)
            self.in_brackets = outside
            return values
        return ""  # an alias

    def _guard(self, line: int, path: Path_) -> None:
        self.count += 1
        if len(path) > MAX_DEPTH:
            raise _TooMuch(line, TOO_DEEP)
        if self.count > MAX_VALUES:
            raise _TooMuch(line, f"the file holds more than {MAX_VALUES} values")

    def _refuse_extras(self, event: Any, line: int) -> None:
        tag = None if isinstance(event, yaml.AliasEvent) else event.tag
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                self.source.add(line, "a value cannot begin with *", f'put the value in quotes: "*{event.anchor}"')
            self.source.bad_lines.add(line)  # the anchor has been reported
        elif event.anchor is not None:
            self.anchors.add(event.anchor)
            name = event.anchor
            self.source.add(line, f"an anchor (&{name}) and its aliases (*{name}) are not allowed", "write each value out; put a text that begins with & in quotes")
        elif tag is not None:
            self.source.add(line, f"a tag ({tag.replace('tag:yaml.org,2002:', '!!')}) is not allowed", "write the value alone; put a text that begins with ! in quotes")

    def _refuse_cut(self, event: Any, path: Path_) -> None:
        rest = what_was_cut(event, self.lines)
        if rest and len(self.source.problems) < _MOST_UNREADABLE:  # who has mended so many is told of the others
            own = re.split(r"[,\]}]", rest)[0] if self.in_brackets else rest  # what follows there is another value's
            whole = f"{event.value} {own}".strip()
            quoted = "'" + whole.replace("'", "''") + "'" if len(whole) <= _LONGEST_SHOWN else "'…'"
            line = int(event.end_mark.line) + self.first_line
            message = f"{shown(rest)} is not read: a # after a space begins a note"
            self.source.add(line, message, f"put the value in quotes: {quoted}, or write a space behind the # of a note", _field(path))

    def _text(self, text: str, line: int) -> str:
        found = HIDDEN.search(text)  # written as "\u202e", so not found in the text of the file
        if found:
            refuse_hidden(found.group(), line, self.source)
        return HIDDEN.sub("", text) if found else text

    def _list(self, path: Path_) -> list[Any]:
        result: list[Any] = []
        first = 0 if path else self.index
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            result.append(self._value(event, (*path, first + len(result))))
        return result

    def _mapping(self, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = self._line(event)
            key = self._key(event, path)
            if key in result:
                first = self.source.line((*path, key))
                self.source.add(line, f"{shown(key)} is written twice (first on line {first})", "keep one of them", _field((*path, key)))
            self.source.lines.setdefault((*path, key), line)
            value = self._value(next(self.events), (*path, key))
            result.setdefault(key, value)
        return result

    def _key(self, event: Any, path: Path_) -> str:
        line = self._line(event)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event, line)
            return self._text(event.value, line)
        self._value(event, (*path, "?"))
        if not isinstance(event, yaml.AliasEvent):
            self.source.add(line, "a list or a map stands where a name is expected", "write a word before the colon")
        return "?"


def _field(path: Path_) -> str:
    return field_name(path[1:] if path and isinstance(path[0], int) else path)


def field_name(path: Path_) -> str:
    """A path as messages show it: ``phones.0.number``."""
    return ".".join(shown(str(part))[1:-1] for part in path)
