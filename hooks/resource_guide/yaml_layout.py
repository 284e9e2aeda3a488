"""What is wrong with the layout of a YAML file, in words for its editor."""

from __future__ import annotations

import yaml

TOO_DEEP = "values are nested far too deep here"


def explain_layout(error: yaml.YAMLError, text: str, first_line: int) -> tuple[int, str, str]:
    """Line, what is wrong, and what to write, for a fault of layout."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return first_line, f"not readable as YAML ({str(error).splitlines()[0]})", "take out the unusual character"
    problem, context = error.problem or "not readable", error.context or ""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    index = min(mark.line, len(lines) - 1) if mark else 0
    line = lines[index]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return first_line + index, "the line begins with a tab", "indent with spaces"
    if "quoted scalar" in context and "end of stream" in problem and error.context_mark:
        return first_line + error.context_mark.line, "a quotation mark is opened here and never closed", "close it at the end of the value"
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
