"""The columns of a spreadsheet of listings: every field of a program, as the model has them.

A listing becomes one flat row and back: ``phones 1 number``, ``treats substance-use``, ``closed reason es``.
A field that the model gains is a column without a line of code here.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from ..edit_yaml import Record
from ..model import Guide
from .tables import without_escape

MOST_ITEMS = 20
"""So many phones or sources may a sheet have; a guide's listings have three or four."""
_LEAST_ITEMS = 3
"""Room for so many phones and sources, even where no listing has them."""

Flat = dict[str, str]
"""A listing by name of the column; what it does not say is not there."""


@dataclass(frozen=True)
class Column:
    """One column."""

    path: tuple[str | int, ...]
    """Where its value stands in a record: ``("phones", 0, "number")``."""
    choices: tuple[str, ...] = ()
    """The values that it may have, where they are fixed."""
    member: bool = False
    """True where the path's last step is an item of a list that is there or not: ``("facility_wide", "ages")``."""

    @property
    def name(self) -> str:
        """Its name in the sheet; the items of a list are counted from 1."""
        return " ".join(str(part + 1) if isinstance(part, int) else part for part in self.path)


def columns(guide: Guide, records: Iterable[Record], names: Iterable[str] = ()) -> list[Column]:
    """The columns for these records of a guide and for a sheet with columns of these ``names``, in the order of the model."""
    records = list(records)
    keys = {name: _all_keys(list(facet.options), (record.get(name) for record in records)) for name, facet in guide.vocabulary.items()}
    fields = guide.program_model.model_fields
    room = {field: _room(field, records, names) for field in fields}
    return [column for field, info in fields.items() for column in _of_type(info.annotation, (field,), keys, guide.languages, room[field])]


def _all_keys(known: list[str], maps: Iterable[Any]) -> list[str]:
    found = [key for value in maps if isinstance(value, dict) for key in value]
    return list(dict.fromkeys([*known, *found]))


def _room(field: str, records: list[Record], names: Iterable[str]) -> int:
    numbers = [int(match[1]) for name in names if (match := re.match(rf"{field} ([0-9]{{1,2}}) ", name))]
    sizes = [len(value) for record in records if isinstance(value := record.get(field), list)]
    return min(max([_LEAST_ITEMS, *numbers, *sizes]), MOST_ITEMS)


def _of_type(annotation: Any, path: tuple[str | int, ...], keys: dict[str, list[str]], languages: list[str], room: int) -> Iterator[Column]:
    annotation = _plain(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            yield from _of_type(info.annotation, (*path, name), keys, languages, room)
    elif origin is dict:
        choices = get_args(_plain(inner[1])) if get_origin(_plain(inner[1])) is Literal else ()
        for key in keys.get(str(path[0]), languages) if len(path) == 1 else languages:
            yield Column((*path, key), choices)
    elif origin is list and get_origin(_plain(inner[0])) is Literal:
        for item in get_args(_plain(inner[0])):
            yield Column((*path, item), ("yes",), member=True)
    elif origin is list:
        for index in range(room):
            yield from _of_type(inner[0], (*path, index), keys, languages, room)
    else:
        yield Column(path, get_args(annotation) if origin is Literal else ())


def _plain(annotation: Any) -> Any:
    """A type without "or None" and without its constraints."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _plain(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation


def flatten(record: Record, sheet: Iterable[Column]) -> Flat:
    """A record as one row."""
    flat: Flat = {}
    for column in sheet:
        value: Any = record
        for part in column.path[:-1] if column.member else column.path:
            value = _step(value, part)
        if column.member:
            value = "yes" if isinstance(value, list) and column.path[-1] in value else None
        if isinstance(value, str) and value.strip():
            flat[column.name] = tidy(value)
    return flat


def _step(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def tidy(text: str) -> str:
    """Text as a cell can hold it: without blanks around it, with one kind of line end, without a mark that workbooks lose."""
    return without_escape(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def unflatten(flat: Flat, sheet: Iterable[Column]) -> Record:
    """A row as a record, in the order of the model; items of a list that are left empty close up."""
    record: Record = {}
    for column in sheet:
        text = flat.get(column.name)
        if text is None:
            continue
        if column.member:
            if text != "no":  # the field lists what is so
                record.setdefault(str(column.path[0]), []).append(column.path[-1] if text == "yes" else text)
        else:
            _put(record, column.path, text)
    return {field: list(value.values()) if _is_numbered(value) else value for field, value in record.items()}


def _put(record: dict[Any, Any], path: tuple[str | int, ...], text: str) -> None:
    for part in path[:-1]:
        record = record.setdefault(part, {})
    record[path[-1]] = text


def _is_numbered(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(key, int) for key in value)
