"""What is wrong with the layout of a YAML file, in words for its editor."""

from __future__ import annotations

import re
from typing import Any

import yaml

TOO_DEEP = "values are nested far too deep here"


_MAY_OPEN = re.compile(r"""[ ]*(?:-[ ]+)*(?:[^\s"'#-][^"'#:]*:[ ]+)?["'\[{]""")
"""A line that begins with a quoted text or a bracket, or whose value does; elsewhere a quotation mark is a letter."""
_OPENS = re.compile(r"""(?:^[ ]*|[:\-\[{,][ ]+|[\[{])(["'])""")
_CLOSES = {'"': re.compile(r'(?:[^"\\]|\\.)*+"'), "'": re.compile(r"(?:[^']|'')*+'")}

CUT = re.compile(r"(?<![\s#])[ \t]+(#\w.*)")
"""A # that may belong to the text before it ("Suite #4"): who writes a note puts a space after the #."""


def what_was_cut(event: Any, lines: list[str]) -> str:
    """What stands behind a text without quotes, as if it were a note; empty where nothing does."""
    if event.style:
        return ""
    mark = event.end_mark
    found = CUT.match(lines[mark.line], mark.column) if mark.line < len(lines) else None
    return found[1].strip() if found else ""


def _opened_above(lines: list[str], fault: int) -> int | None:
    """The line above ``fault`` on which a quoted text begins that goes on to there: its end was forgotten, and the next mark closes it."""
    opened: int | None = None
    mark = ""
    for number, line in enumerate(lines[: fault + 1]):
        above = opened
        column: int | None = 0 if mark or _MAY_OPEN.match(line) else None
        while column is not None:
            if not mark:
                opening = _OPENS.search(line, column)
                opened, mark, column = (number, opening[1], opening.end()) if opening else (None, "", None)
            elif closing := _CLOSES[mark].match(line, column):
                mark, column = "", closing.end()
            else:
                break
        if not mark:
            opened = None
        if number == fault:
            return above
    return None


def explain_layout(error: yaml.YAMLError, text: str, first_line: int) -> tuple[int, str, str]:
    """Line, what is wrong, and what to write, for a fault of layout."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return first_line, f"not readable as YAML ({str(error).splitlines()[0]})", "take out the unusual character"
    problem, context = error.problem or "not readable", error.context or ""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    index = min(mark.line, len(lines) - 1) if mark else 0
    line = lines[index]
    endless = error.context_mark.line if error.context_mark and "quoted scalar" in context and "end of stream" in problem else None
    opened = _opened_above(lines, index if endless is None else endless)
    if opened is not None:
        return first_line + opened, "a quotation mark is opened here and not closed on this line", "close it at the end of the value"
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return first_line + index, "the line begins with a tab", "indent with spaces"
    if endless is not None:
        return first_line + endless, "a quotation mark is opened here and never closed", "close it at the end of the value"
    if "nesting" in problem:
        return first_line + index, TOO_DEEP, "take out what does not belong here"
    if "flow" in context and error.context_mark:
        return first_line + error.context_mark.line, "a bracket or brace is opened here and not closed", "close it, or put the value in quotes"
    if "cannot start any token" in problem:
        return first_line + index, f"a value cannot begin with {line[mark.column : mark.column + 1] if mark else ''}", 'put the value in quotes: name: "@home"'
    if "mapping values are not allowed" in problem:
        return first_line + index, "a colon stands where none is expected", 'put a value that has a colon in quotes: name: "A: B"; write a space after the colon of a field'
    if "could not find expected ':'" in problem and error.context_mark:
        return first_line + error.context_mark.line, "a colon and a space are missing on this line", "write 'name: value', or indent the line if it goes on from the one before"
    if "tag" in problem:
        return first_line + index, "a value cannot begin with !", 'put the value in quotes: name: "!"'
    return first_line + index, f"the layout breaks here ({problem})", "check the indentation, the quotes and the colon of this line and the one before"
