"""YAML files as plain text values, with the line of each.

PyYAML's own meaning of scalars loses what editors wrote (``8:30`` becomes 510,
``NO`` becomes false, ``08701`` a number), so every scalar stays text here; the
model gives it a type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .problems import Problem

# The C parser is about five times faster; PyYAML without libyaml has only the other.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_BYTES = 20_000_000
MAX_DEPTH = 20

Path_ = tuple[str | int, ...]


@dataclass
class YamlSource:
    """What a YAML file says."""

    file: str
    """Path from the root of the guide."""
    values: Any = None
    """str, list and dict only; None where the file is empty or unreadable."""
    lines: dict[Path_, int] = field(default_factory=dict)
    """The line of each value, by its path: ``(0, "phones", 1, "number")``."""
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """Line of the value at ``path``, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def add(self, line: int, message: str, fix: str, where: str = "") -> None:
        """Note a problem in this file."""
        self.problems.append(Problem(self.file, line, where, message, fix))


def read_yaml(path: Path, root: Path) -> YamlSource:
    """Read one YAML file. Faults are noted in ``problems``; nothing is raised for bad content.

    Raises OSError where the file cannot be read at all.
    """
    source = YamlSource(path.relative_to(root).as_posix())
    if path.stat().st_size > MAX_BYTES:
        source.add(1, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "split it or take out what does not belong")
        return source
    text = _decode(path.read_bytes(), source)
    if text is not None:
        parse_yaml(text, source)
    return source


def parse_yaml(text: str, source: YamlSource) -> None:
    """Fill ``source`` from the text of a YAML document."""
    if _nests_too_deep(text, source):
        return
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        _explain(error, text, source)
        return
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = _line_of_control_character(text)
        source.add(line, f"not readable as YAML ({str(error).splitlines()[0]})", "take out the unusual character")
        return
    if node is not None:
        source.values = _Walk(source).value(node, ())


def _decode(data: bytes, source: YamlSource) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        source.add(line, "this line has a character that is not UTF-8", "save the file as UTF-8 (in the editor: Save with encoding)")
        return None


def _nests_too_deep(text: str, source: YamlSource) -> bool:
    """Stop text that would exhaust the parser's stack before it is parsed."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        indent = len(line) - len(line.lstrip(" -?"))
        depth = max(0, depth + line.count("[") + line.count("{") - line.count("]") - line.count("}"))
        if depth > MAX_DEPTH * 5 or indent > MAX_DEPTH * 20:
            source.add(number, "values nested far too deep", "take out the surplus brackets or indentation")
            return True
    return False


def _line_of_control_character(text: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if any(ord(character) < 32 and character != "\t" for character in line) or "\x7f" in line:
            return number
    return 1


def _explain(error: yaml.MarkedYAMLError, text: str, source: YamlSource) -> None:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    shown = lines[line - 1] if line <= len(lines) else ""
    problem = error.problem or "not readable"
    if "\t" in shown[: len(shown) - len(shown.lstrip())]:
        source.add(line, "the line begins with a tab", "indent with spaces")
    elif shown.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        source.add(line, "a merge conflict is left in the file", "keep one of the two versions and delete the marker lines")
    elif "mapping values are not allowed" in problem:
        source.add(line, "a colon stands where a value is expected", 'put the value in quotes: name: "A: B"')
    elif "could not find expected ':'" in problem or "expected <block end>" in problem:
        source.add(line, f"the layout breaks here ({problem})", "check the indentation and the colon of this line and the one before")
    else:
        source.add(line, f"not readable as YAML ({problem})", "check quotes, brackets and indentation on this line and the one before")


class _Walk:
    """Turn PyYAML's nodes into text, lists and dicts, noting the line of each."""

    def __init__(self, source: YamlSource) -> None:
        self.source = source
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path_) -> Any:
        line = node.start_mark.line + 1
        self.source.lines.setdefault(path, line)
        if id(node) in self.seen:
            self.source.add(line, "an alias (*name) repeats another value", "write the value out")
            return ""
        self.seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if len(path) > MAX_DEPTH:
            self.source.add(line, "values nested far too deep", "flatten them")
            return ""
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: Any, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.source.add(line, "a list or map is used as a name", "write a word before the colon")
                continue
            key = key_node.value
            if key in result:
                self.source.add(line, f"'{key}' is written twice", "keep one of them", ".".join(map(str, (*path, key))))
                continue
            self.source.lines[(*path, key)] = line
            result[key] = self.value(value_node, (*path, key))
        return result
