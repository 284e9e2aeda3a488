"""JSON Schemas and the field tables of the editor's manual, made from the model.

An editor's program that knows YAML reads the schema that the first line of each data file names,
and helps while one types. It reads YAML 1.2, where ``yes`` is a text and ``87571`` a number; the
guide takes every value as text, so a schema allows a number wherever it allows any text.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from .edit_yaml import RecordsFile, new_records, write_files
from .forms import wanted_forms
from .load import load_guide, load_vocabulary
from .loaded import Loaded
from .model import Fact, Guide, Helpline, Need, Payer, Place, Reference, RoadFactor, Settings, Term, ZipCode
from .picture_model import Picture
from .problems import Problem
from .programs import LEVEL, Facet, Levels, Program, program_model
from .stigma import Stigma
from .text_types import Line
from .translations import Records
from .turns import in_turn

FOLDER = "data/schema"
MANUAL = "data/README.md"
FIRST, LAST = "<!-- fields: made by guide schema -->", "<!-- end of fields -->"
"""The lines of the manual between which its field tables stand."""

_MODELINE = "# yaml-language-server: $schema="
_DRAFT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True)
class _File:
    """A kind of data file."""

    name: str
    """Name of its schema, and of its file where there is one."""
    title: str
    """As the manual names it."""
    type: Any
    """What it holds."""
    model: Any = None
    """The record whose fields the manual lists; None where its names are not fixed."""


_LEVELS = _File("", "The kinds of programs: `level` in `vocabulary.yml`", None, Levels)
_FILES = (
    _File("programs", "A listing: `programs/<town>.yml`", list[Program], Program),
    _File("guide", "Settings: `guide.yml`", Settings, Settings),
    _File("places", "Places: `places.yml`", list[Place], Place),
    _File("roads", "Roads: `roads.yml`", list[RoadFactor], RoadFactor),
    _File("helplines", "Help lines: `helplines.yml`", list[Helpline], Helpline),
    _File("facts", "Figures: `facts.yml`", list[Fact], Fact),
    _File("sources", "Sources: `sources.yml`", list[Reference], Reference),
    _File("payers", "Ways to pay: `payers.yml`", list[Payer], Payer),
    _File("needs", "Pages for needs: `needs.yml`", list[Need], Need),
    _File("pictures", "Drawings: `pictures.yml`", list[Picture], Picture),
    _File("glossary", "Terms: `glossary.yml`", list[Term], Term),
    _File("vocabulary", "A field of a listing: `vocabulary.yml`", dict[str, Facet], Facet),
    _LEVELS,
    _File("stigma", "Words that hurt: `stigma.yml`", list[Stigma], Stigma),
    _File("synonyms", "", dict[str, list[list[Line]]]),
    _File("wording", "", dict[str, Annotated[str, Field(min_length=1)]]),
    _File("translations", "", Records),
)
_ZIPS = _File("zips", "ZIP codes: `zips.csv`", list[ZipCode], ZipCode)


# Schemas


def schemas(root: Path) -> dict[str, str]:
    """The text of each schema of the guide of ``root``, by its path from there."""
    return {f"{FOLDER}/{file.name}.json": json.dumps(_schema(file), indent=2, ensure_ascii=False) + "\n" for file in _files(root) if file.name}


def _files(root: Path) -> list[_File]:
    """The kinds of files, that of the listings with the fields of the guide's own vocabulary."""
    listing = program_model(load_vocabulary(Loaded(root, datetime.date.min)))
    return [replace(file, type=list[listing], model=listing) if file.model is Program else file for file in _FILES]  # type: ignore[valid-type]


def _schema(file: _File) -> dict[str, Any]:
    made = _loosened(TypeAdapter(file.type).json_schema())
    if file.name == "vocabulary":
        levels = _loosened(Levels.model_json_schema())
        made["$defs"] |= levels.pop("$defs")
        made["properties"] = {LEVEL: levels}
    return {"$schema": _DRAFT, **made}


def _loosened(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema as editors' programs need it: numbers where texts may stand, nothing about null, lists of fixed length as draft 7 says them."""
    node = {key: value for key, value in schema.items() if key != "title" and not (key == "default" and value in (None, [], {}))}
    options = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
    if len(options) == 1:
        node = {**options[0], **{key: value for key, value in node.items() if key != "anyOf"}}
        node.pop("title", None)
    if node.get("type") == "string" and not {"enum", "const"} & node.keys():
        node["type"] = ["string", "number"]
    if "prefixItems" in node:
        node["items"] = node.pop("prefixItems")
    for key in ("properties", "$defs", "patternProperties"):
        if key in node:
            node[key] = {name: _loosened(inner) for name, inner in node[key].items()}
    for key in ("items", "anyOf", "oneOf", "additionalProperties"):
        if isinstance(node.get(key), dict):
            node[key] = _loosened(node[key])
        elif isinstance(node.get(key), list):
            node[key] = [_loosened(inner) for inner in node[key]]
    return node


def schema_of(path: Path, root: Path) -> str:
    """The name of the schema of a data file below ``root``; empty where it has none."""
    parts = path.relative_to(root / "data").parts
    name = parts[0] if len(parts) == 2 else path.stem
    return name if any(file.name == name for file in _FILES) and (len(parts) == 1) != (name in ("programs", "wording")) else ""


# The manual


def field_tables(root: Path) -> str:
    """The fields of every kind of record of the guide of ``root``, as Markdown tables."""
    parts = []
    files = _files(root)
    for file in (*files[:3], _ZIPS, *files[3:]):
        if file.model is not None:
            schema = _loosened(file.model.model_json_schema())
            rows = "\n".join(f"| `{name}` | {'yes' if must else ''} | {text} |" for name, must, text in _rows(schema, schema.get("$defs", {})))
            parts.append(f"### {file.title}\n\n{_sentence(file.model.__doc__)}\n\n| field | must | what to write |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _rows(schema: dict[str, Any], defs: dict[str, Any], above: str = "") -> Iterator[tuple[str, bool, str]]:
    """Name, whether it must be there, and what to write, for each field and those below it."""
    for name, field in schema.get("properties", {}).items():
        must = name in schema.get("required", ())
        inner, words = _form(field, defs)
        text = " ".join(filter(None, [_sentence(field.get("description", "")), words])).replace("|", "\\|")
        yield above + name, must, text
        if inner is not None:
            yield from _rows(inner, defs, f"{above}{name}.")


def _form(field: dict[str, Any], defs: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """The record that stands in a field, if one does, and the form of its value in words."""
    target = field.get("$ref") or next((option["$ref"] for option in field.get("allOf", ()) if "$ref" in option), None)
    if target:
        return defs[target.rpartition("/")[2]], "Its fields are below."
    if "enum" in field:
        named = all(value in field.get("description", "") for value in field["enum"])
        return None, "" if named else f"One of: {', '.join(f'`{value}`' for value in field['enum'])}."
    if "const" in field:
        return None, f"Only: `{field['const']}`."
    if field.get("type") == "array":
        items = field.get("items", {})
        inner, words = _form(items, defs) if isinstance(items, dict) else (None, f"{len(items)} values: `[a, b]`.")
        return inner, "A list; the fields of each are below." if inner else f"A list. {words}".strip()
    if "oneOf" in field:
        return None, "One text for all languages, or one for each: `{en: …, es: …}`."
    if field.get("type") == "object":
        return _form_of_map(field, defs)
    return None, _form_of_value(field)


def _form_of_map(field: dict[str, Any], defs: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
    inner = field.get("additionalProperties", {})
    if "enum" in inner:
        return None, f"`{'` or `'.join(inner['enum'])}` for each answer in `vocabulary.yml` that a source gives."
    record, _ = _form(inner, defs)
    if record:
        return record, "Names that you choose; the fields of each are below."
    return None, _form_of_value(field)


def _form_of_value(field: dict[str, Any]) -> str:
    examples = [value for value in field.get("examples", ()) if value not in field.get("description", "")]
    if examples:
        return f"For example {', '.join(f'`{value}`' for value in examples)}."
    if field.get("type") not in ("integer", "number"):
        return ""
    if "minimum" in field and "maximum" in field:
        return f"A number from {field['minimum']:g} to {field['maximum']:g}."
    return f"A number, {field['minimum']:g} or more." if "minimum" in field else "A number."


def _sentence(text: str | None) -> str:
    """Text on one line, for a table."""
    return re.sub(r"\s+", " ", (text or "").replace("``", "`")).strip()


# Files that are not current


def schema_problems(root: Path, guide: Guide | None = None) -> list[Problem]:
    """What of the schemas, the manual and the first lines of the data files is not current; nothing where a guide has no schemas.

    With a sound ``guide``, the public editor's forms are looked at too.
    """
    if not (root / FOLDER).is_dir():
        return []
    problems = [
        Problem(name, 1, "", "the file is not what the model says today", "run: guide schema", "warning")
        for name, text in {**schemas(root), **wanted_forms(root, guide)}.items()
        if _text(root / name) != text
    ]
    manual = _text(root / MANUAL)
    wanted = _with_tables(manual, root)
    if wanted is None:
        problems.append(Problem(MANUAL, 1, "", "the two lines between which the field tables stand are missing", f"write {FIRST} and below it {LAST}, then run: guide schema", "warning"))
    elif wanted != manual:
        problems.append(Problem(MANUAL, manual[: manual.index(FIRST)].count("\n") + 1, "", "the field tables are not what the model says today", "run: guide schema", "warning"))
    for path, line in _modelines(root):
        if not _text(path).startswith(f"{line}\n"):
            name = path.relative_to(root).as_posix()
            problems.append(Problem(name, 1, "", "the first line does not name the schema, so an editor's program cannot help", f"make it: {line}", "warning"))
    return problems


def write_schemas(root: Path, guide: Guide | None = None) -> list[str]:
    """Make the schemas, with a sound ``guide`` the forms, the tables of the manual and the first lines current; return the names of the files that changed.

    Nothing but these lines changes. Raises OSError where a file cannot be written.
    """
    wanted = {root / name: text for name, text in {**schemas(root), **wanted_forms(root, guide)}.items()}
    manual = _with_tables(_text(root / MANUAL), root)
    if manual is not None:
        wanted[root / MANUAL] = manual
    for path, line in _modelines(root):
        text = _text(path)
        old = text.partition("\n")[0]
        if old != line:
            wanted[path] = line + "\n" + (text.partition("\n")[2] if old.startswith(_MODELINE) else text)
    changed = {path: text for path, text in wanted.items() if not path.is_file() or _text(path) != text}
    write_files(RecordsFile(path, path.name, text, _line_end(path)) for path, text in changed.items())
    return [path.relative_to(root).as_posix() for path in sorted(changed)]


def _modelines(root: Path) -> Iterator[tuple[Path, str]]:
    """Every data file that has a schema, and what its first line should be. Files that are not UTF-8 are left to the check."""
    data = root / "data"
    for path in sorted([*data.glob("*.yml"), *data.glob("programs/*.yml"), *data.glob("wording/*.yml")]):
        line = first_line(path, root)
        if line and path.is_file() and _text(path):
            yield path, line


def first_line(path: Path, root: Path) -> str:
    """What the first line of a data file below ``root`` should be; empty where it has no schema."""
    name = schema_of(path, root)
    return f"{_MODELINE}{'../' * (len(path.relative_to(root / 'data').parts) - 1)}schema/{name}.json" if name else ""


def new_file(path: Path, root: Path, heading: str) -> RecordsFile:
    """A data file that is not there yet, with its first line and a comment."""
    return new_records(path, root, f"{first_line(path, root).removeprefix('# ')}\n{heading}".strip())


def _with_tables(manual: str, root: Path) -> str | None:
    """The manual with its field tables made anew; None where the lines around them are missing."""
    before, first, rest = manual.partition(FIRST)
    _, last, after = rest.partition(LAST)
    return f"{before}{FIRST}\n\n{field_tables(root)}\n{LAST}{after}" if first and last else None


def _text(path: Path) -> str:
    """The text of a file with its line ends made alike; empty where there is none that can be read."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return ""


def _line_end(path: Path) -> str:
    return "\r\n" if path.is_file() and b"\r\n" in path.read_bytes() else "\n"


# The command


def add_schema(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``guide schema``; its ``run`` takes the guide's folder and the options, and returns the exit status."""
    parser = commands.add_parser("schema", help="write data/schema/, the field tables of data/README.md and the forms of .github/ from the model")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where something is not current")
    parser.set_defaults(run=run_schema)


def run_schema(root: Path, options: argparse.Namespace) -> int:
    """Write what is not current, or list it with ``--check``: 0 all is current now, 1 it is not."""
    guide, loaded = load_guide(root)
    if any(problem.severity == "error" for problem in loaded.problems):
        guide = None  # what a broken file allows is not what a form should offer
    if options.check:
        missing = [] if (root / FOLDER).is_dir() else [Problem(FOLDER, 1, "", "the folder is missing", "run: guide schema")]
        problems = missing or schema_problems(root, guide)
        for problem in sorted(problems):
            print(problem)
        return 1 if problems else 0
    try:
        with in_turn(root):
            changed = write_schemas(root, guide)
    except OSError as error:
        print(f"guide: the schemas cannot be written ({error.strerror}: {error.filename})", file=sys.stderr)
        return 1
    print("\n".join(changed) or "everything was current")
    return 0
