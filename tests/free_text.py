"""Every field of the data in which an editor may write any text, found in the model: a new field is covered by itself."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from resource_guide.model import Fact, Helpline, Need, Payer, Place, Reference, RoadFactor, Settings, Term
from resource_guide.picture_model import Picture
from resource_guide.programs import LEVEL, Facet, Levels, Program
from resource_guide.yaml_source import YamlSource, parse_yaml

LISTS: dict[str, type[BaseModel]] = {
    "places.yml": Place, "roads.yml": RoadFactor, "helplines.yml": Helpline, "facts.yml": Fact, "sources.yml": Reference,
    "payers.yml": Payer, "needs.yml": Need, "pictures.yml": Picture, "glossary.yml": Term, "programs/taos.yml": Program,
}  # fmt: skip
"""Files that are lists of records."""
MAPS: dict[str, type[BaseModel]] = {"guide.yml": Settings, "vocabulary.yml": Facet}
"""Files that are one record (guide.yml) or one for each field of a program; the kinds of programs have a record of their own."""

LANGUAGES = ("en", "es")
NAMES = {"usual", "page", "first_call", "fonts", "level", "facility_wide", "of_facility", "wants", "pages", "date", "month_date", "telling_words"}
"""Fields that are free text to the model and name something: pages, fonts, fields, answers, tags, forms of a date, words to look for."""

Path_ = tuple[str | int, ...]
Make = Callable[[Path_], str]


def vocabulary_model(name: str) -> type[BaseModel]:
    """What a record of vocabulary.yml is."""
    return Levels if name == LEVEL else Facet


def read(path: Path) -> Any:
    """A file as texts, lists and maps."""
    source = YamlSource(path.name)
    parse_yaml(path.read_text(encoding="utf-8"), source)
    assert source.problems == []
    return source.values


def write(path: Path, values: Any) -> None:
    """Values as a YAML file (JSON is YAML)."""
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def filled(model: type[BaseModel], record: dict[str, Any], make: Make) -> dict[str, Any]:
    """``record`` with ``make(path)`` in each field of free text, in those too that it does not have."""
    schema = model.model_json_schema()
    return dict(_filled(schema, schema, copy.deepcopy(record), (), make))


def paths(model: type[BaseModel], record: dict[str, Any]) -> list[Path_]:
    """The path of each field of free text."""
    found: list[Path_] = []
    filled(model, record, lambda path: found.append(path) or "x")  # type: ignore[func-returns-value]
    return found


def with_text(model: type[BaseModel], record: dict[str, Any], path: Path_, text: str) -> dict[str, Any]:
    """``record`` with ``text`` in one field."""
    full = filled(model, record, lambda _: "x")
    old = filled(model, record, lambda other: text if other == path else "x")
    return _taken(record, full, old, path)


def _taken(record: Any, full: Any, new: Any, path: Path_) -> Any:
    """``record`` with what stands at ``path`` in ``new``; what is needed on the way comes from ``full``."""
    if not path:
        return new
    step = path[0]
    if isinstance(new, list):
        items = list(record) if isinstance(record, list) and record else [copy.deepcopy(full[0])]
        items[int(step)] = _taken(items[int(step)], full[int(step)], new[int(step)], path[1:])
        return items
    result = dict(record) if isinstance(record, dict) else {}
    if step not in result and path[1:] and isinstance(new[step], dict):
        result[step] = copy.deepcopy(full[step])  # both languages, not one
    result[step] = _taken(result.get(step), full[step], new[step], path[1:])
    return result


def _filled(whole: dict[str, Any], schema: dict[str, Any], value: Any, path: Path_, make: Make) -> Any:
    schema = _plain(whole, schema, value)
    if "properties" in schema:
        value = dict(value) if isinstance(value, dict) else {}
        for name, inner in schema["properties"].items():
            if _is_name(whole, name, inner):
                continue
            if name in value or _is_free(whole, inner):
                value[name] = _filled(whole, inner, value.get(name), (*path, name), make)
        return value
    if schema.get("type") == "object":
        keys = list(value) if isinstance(value, dict) and value else list(LANGUAGES)
        inner = _values(schema)
        return {key: _filled(whole, inner, (value or {}).get(key), (*path, key), make) for key in keys}
    if schema.get("type") == "array" and "items" in schema:
        items = value if isinstance(value, list) and value else [None] * max(1, schema.get("minItems", 1))
        return [_filled(whole, schema["items"], item, (*path, index), make) for index, item in enumerate(items)]
    return make(path) if _is_text(schema) else value


def _values(schema: dict[str, Any]) -> dict[str, Any]:
    """What the values of a map are, whatever its names."""
    return next(iter(schema["patternProperties"].values())) if "patternProperties" in schema else schema["additionalProperties"]


def _plain(whole: dict[str, Any], schema: dict[str, Any], value: Any) -> dict[str, Any]:
    """A schema without references; of several forms the one that the value has."""
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    forms = [form for form in schema.get("anyOf", schema.get("oneOf", [])) if form.get("type") != "null"]
    if forms:
        plain = [_plain(whole, form, value) for form in forms]
        return next((form for form in plain if (form.get("type") == "object") == isinstance(value, dict)), plain[0])
    return schema


def _is_text(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" and not {"enum", "const", "pattern", "examples"} & schema.keys()


def _is_name(whole: dict[str, Any], field: str, schema: dict[str, Any]) -> bool:
    return field in NAMES or (field == "languages" and _is_free(whole, schema))  # tags; the languages of guide.yml are records


def _is_free(whole: dict[str, Any], schema: dict[str, Any]) -> bool:
    """Whether it can be filled with text alone: a text, words, a list of texts."""
    schema = _plain(whole, schema, None)
    if schema.get("type") == "object" and "additionalProperties" in schema:
        return isinstance(schema["additionalProperties"], dict) and _is_free(whole, schema["additionalProperties"])
    if schema.get("type") == "array" and "items" in schema:
        return _is_free(whole, schema["items"])
    return _is_text(schema)


def kinds(model: type[BaseModel]) -> set[tuple[str, ...]]:
    """Every field of free text that the schema has, at whatever depth; items of a list and languages are ``*``."""
    whole = model.model_json_schema()

    def walk(schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        while "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        for form in schema.get("anyOf", schema.get("oneOf", [])):
            yield from walk(form, path)
        for name, inner in schema.get("properties", {}).items():
            if not _is_name(whole, name, inner):
                yield from walk(inner, (*path, name))
        for inner in (schema.get("items"), schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()):
            if isinstance(inner, dict):
                yield from walk(inner, (*path, "*"))
        if _is_text(schema):
            yield path

    return set(walk(whole, ()))


def is_kind(path: Path_, kind: tuple[str, ...]) -> bool:
    """Whether ``kinds`` names a path so."""
    return len(path) == len(kind) and all(part in ("*", step) for part, step in zip(kind, path, strict=True))


def records(data: Path) -> Iterator[tuple[str, type[BaseModel], Path_, dict[str, Any]]]:
    """Every record of a guide's ``data`` folder: file, model, path in the file, and the record."""
    for file, model in LISTS.items():
        for number, record in enumerate(read(data / file)):
            yield file, model, (number,), record
    yield "guide.yml", Settings, (), read(data / "guide.yml")
    for name, facet in read(data / "vocabulary.yml").items():
        yield "vocabulary.yml", vocabulary_model(name), (name,), facet
