"""What pydantic found, in words for editors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from .problems import Problem, did_you_mean, shown
from .text_types import TEXT_TAG, WORDS_TAG
from .yaml_source import Path_, YamlSource, field_name


def explain(detail: ErrorDetails, source: YamlSource, path: Path_, model: type[BaseModel] | None) -> Problem:
    """One pydantic error as a sentence with the line and what to write."""
    where = tuple(part for part in detail["loc"] if part not in ("[key]", TEXT_TAG, WORDS_TAG))
    message, fix = _sentence(detail, where, model)
    return Problem(source.file, source.line((*path, *where)), field_name(where), message, fix)


def _sentence(detail: ErrorDetails, where: Path_, model: type[BaseModel] | None) -> tuple[str, str]:
    value, kind, context = detail["input"], detail["type"], detail.get("ctx", {})
    text = shown(value) if isinstance(value, str) else "this"
    if kind == "missing" and isinstance(where[-1], int):
        return "is missing", f"write {where[-1] + 1} values"
    if kind == "missing":
        return "is missing", f"add '{where[-1]}: …'"
    if kind == "extra_forbidden" and (name := str(where[-1]).partition(":")[0]) in _fields(model, where[:-1]):
        return f"a space is missing after the colon of {shown(name)}", f"write '{name}: ' and the value"  # name:value is one word
    if kind == "extra_forbidden" and value == "" and str(where[-1]).isdecimal():  # {population: 1,200}
        return f"{shown(str(where[-1]))} stands alone after a comma", "write a number without a comma: 1200"
    if kind == "extra_forbidden":
        return f"there is no field {shown(str(where[-1]))}", did_you_mean(str(where[-1]), _fields(model, where[:-1]))
    if value == "":
        return "is empty", "write the value, or delete the line"
    if kind == "too_short" and context.get("min_length") == 1:
        return "is empty", "add at least one"
    if kind == "literal_error" and isinstance(value, str):
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        return f"{text} is not one of the values", did_you_mean(value, allowed)
    if kind == "value_error":
        message, _, fix = str(context["error"]).partition("; ")
        return f"{text} is {message}", fix
    if kind == "string_pattern_mismatch":
        return f"{text} has the wrong form", _pattern_help(str(context.get("pattern")))
    if kind == "int_parsing" and isinstance(value, str) and value.replace(",", "").isdecimal():
        return f"{text} is not a whole number", f"write it without a comma: {value.replace(',', '')}"
    if kind in _PLAIN:
        message, fix = _PLAIN[kind]
        return message.format(value=text, **context), fix.format(value=text, **context)
    return f"{text} cannot stand here ({detail['msg']})", "see data/README.md for what may"


_NUMBER = ("{value} is not a number", "write digits, such as 35.1")
_PLAIN = {
    "string_type": ("is not a single text", "write the text on the line, after the colon"),
    "literal_error": ("is not a single word", "write the word on the line, after the colon"),
    "list_type": ("is not a list", "put each item on its own line after '- '"),
    "tuple_type": ("is not a list", "write the values as [a, b]"),
    "dict_type": ("is not a map of names and values", "write 'name: value' lines below it, indented"),
    "model_type": ("is not a record", "write 'name: value' lines, indented"),
    "string_too_short": ("is empty", "write the text, or delete the line"),
    "too_short": ("has too few items", "write {min_length} or more"),
    "too_long": ("has too many items", "write {max_length}"),
    "string_too_long": ("is too long", "shorten it to {max_length} characters"),
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "int_parsing": ("{value} is not a whole number", "write digits, such as 12"),
    "int_type": ("{value} is not a whole number", "write digits, such as 12"),
    "int_from_float": ("{value} is not a whole number", "write digits, such as 12"),
    "greater_than": ("{value} is too small", "write more than {gt:g}"),
    "greater_than_equal": ("{value} is too small", "write {ge:g} or more"),
    "less_than_equal": ("{value} is too large", "write {le:g} or less"),
}
"""Message and fix by pydantic's kind of error; the blanks are pydantic's."""


def _pattern_help(pattern: str) -> str:
    if "zip" in pattern:
        return "write a file name in small letters: nm-guide.zip"
    if "a-z0-9" in pattern:
        return "use small letters, digits and single hyphens: taos-clinic"
    if "{5}" in pattern:
        return "write five digits: 87571"
    if "[A-Z]{2}" in pattern:
        return "write two capital letters: NM"
    return "write the tag of a language: en, es"


def _fields(model: type[BaseModel] | None, where: Path_) -> list[str]:
    """The fields allowed at a place inside ``model``."""
    current: Any = model
    for part in where:
        if isinstance(part, int) or current is None:
            continue
        info = current.model_fields.get(part)
        # The keys of a map of records (an option's words) are no field: the record goes on below them.
        current = _model_in(info.annotation) if info else current
    return list(current.model_fields) if current is not None else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in getattr(annotation, "__args__", ()) if (found := _model_in(inner))), None)
