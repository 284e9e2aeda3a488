"""The data files to one Guide, or all their problems at once."""

from __future__ import annotations

import csv
import datetime
import os
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from .model import (
    FACETS,
    Facet,
    Fact,
    Guide,
    Helpline,
    Payer,
    Place,
    Program,
    Reference,
    RoadFactor,
    Settings,
    Term,
    ZipCode,
)
from .problems import GuideError, Problem, did_you_mean
from .yaml_source import YamlSource, read_yaml

Model = TypeVar("Model", bound=BaseModel)

STATEWIDE = "statewide"
"""Name of the program file for telehealth programs that serve the whole state."""


class Loaded:
    """Records of the data files together with where each was written."""

    def __init__(self, root: Path) -> None:
        """Start with nothing; ``root`` is the folder that holds ``data/``."""
        self.root = root
        self.problems: list[Problem] = []
        self.sources: dict[str, YamlSource] = {}
        self.at: dict[tuple[str, str], tuple[str, int]] = {}
        """File and line of each record by kind and id."""

    def read(self, name: str) -> YamlSource | None:
        """Read ``data/<name>``, noting what is wrong with it."""
        path = self.root / "data" / name
        try:
            source = read_yaml(path, self.root)
        except OSError as error:
            self.problems.append(
                Problem(f"data/{name}", 1, "", f"the file cannot be read ({error.strerror})", "put the file back")
            )
            return None
        self.sources[source.file] = source
        self.problems += source.problems
        return None if source.problems and source.values is None else source

    def record(self, model: type[Model], source: YamlSource, values: Any, path: tuple[str | int, ...]) -> Model | None:
        """One record of ``source``, or None with its problems noted."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for detail in error.errors():
                self.problems.append(_explain(detail, source, path, model))
            return None

    def listed(self, model: type[Model], name: str, kind: str) -> list[Model]:
        """The records of a file that is a list, each with an ``id`` of its own."""
        source = self.read(name)
        if source is None:
            return []
        if not isinstance(source.values, list):
            source.add(1, "the file is not a list of records", "begin each record with '- id: …'")
            self.problems.append(source.problems[-1])
            return []
        records = []
        for index, values in enumerate(source.values):
            record = self.record(model, source, values, (index,))
            if record is None:
                continue
            identity = str(getattr(record, "id", index))
            if self._is_new(kind, identity, source, index):
                records.append(record)
        return records

    def _is_new(self, kind: str, identity: str, source: YamlSource, index: int) -> bool:
        line = source.line((index, "id"))
        first = self.at.setdefault((kind, identity), (source.file, line))
        if first == (source.file, line):
            return True
        self.problems.append(
            Problem(source.file, line, "id", f"'{identity}' is already used at {first[0]}:{first[1]}", "give each record an id of its own")
        )
        return False


def load_guide(root: Path, today: datetime.date | None = None) -> tuple[Guide | None, Loaded]:
    """Read every data file below ``root``.

    The Guide is None where records are missing because of problems; the
    problems are in the second value either way.
    """
    loaded = Loaded(root)
    settings_source = loaded.read("guide.yml")
    settings = loaded.record(Settings, settings_source, settings_source.values, ()) if settings_source else None
    programs, town_of, files = _programs(loaded)
    parts: dict[str, Any] = {
        "places": {place.id: place for place in loaded.listed(Place, "places.yml", "place")},
        "programs": programs,
        "town_of": town_of,
        "zips": _zips(loaded),
        "roads": {
            frozenset(road.between): road.factor for road in loaded.listed(RoadFactor, "roads.yml", "road")
        },
        "helplines": {line.id: line for line in loaded.listed(Helpline, "helplines.yml", "helpline")},
        "facts": {fact.id: fact for fact in loaded.listed(Fact, "facts.yml", "fact")},
        "references": {source.id: source for source in loaded.listed(Reference, "sources.yml", "source")},
        "payers": {payer.id: payer for payer in loaded.listed(Payer, "payers.yml", "payer")},
        "terms": {term.id: term for term in loaded.listed(Term, "glossary.yml", "term")},
        "vocabulary": _vocabulary(loaded),
        "synonyms": _synonyms(loaded),
        "program_files": files,
        "today": today or build_date(),
    }
    if settings is None:
        return None, loaded
    wording = {language.tag: _wording(loaded, language.tag) for language in settings.languages}
    return Guide(settings=settings, wording=wording, **parts), loaded


def build_date() -> datetime.date:
    """The date of this build, in UTC: SOURCE_DATE_EPOCH where set, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.datetime.now(datetime.UTC).date()


def _programs(loaded: Loaded) -> tuple[dict[str, Program], dict[str, str], dict[str, str]]:
    programs: dict[str, Program] = {}
    town_of: dict[str, str] = {}
    files: dict[str, str] = {}
    for path in sorted((loaded.root / "data" / "programs").glob("*.yml")):
        for program in loaded.listed(Program, f"programs/{path.name}", "program"):
            programs[program.id] = program
            files[program.id] = f"data/programs/{path.name}"
            if path.stem != STATEWIDE:
                town_of[program.id] = path.stem
    return programs, town_of, files


def _vocabulary(loaded: Loaded) -> dict[str, Facet]:
    source = loaded.read("vocabulary.yml")
    if source is None or not isinstance(source.values, dict):
        return {}
    facets: dict[str, Facet] = {}
    for name, values in source.values.items():
        if name not in FACETS:
            loaded.problems.append(
                Problem(source.file, source.line((name,)), name, f"'{name}' is not a field of a program", did_you_mean(name, FACETS))
            )
            continue
        facet = loaded.record(Facet, source, values, (name,))
        if facet is not None:
            facets[name] = facet
    return facets


def _synonyms(loaded: Loaded) -> dict[str, list[list[str]]]:
    source = loaded.read("synonyms.yml")
    if source is None:
        return {}
    try:
        return TypeAdapter(dict[str, list[list[str]]]).validate_python(source.values)
    except ValidationError as error:
        loaded.problems += [_explain(detail, source, (), None) for detail in error.errors()]
        return {}


def _wording(loaded: Loaded, tag: str) -> dict[str, str]:
    source = loaded.read(f"wording/{tag}.yml")
    if source is None:
        return {}
    try:
        return TypeAdapter(dict[str, str]).validate_python(source.values)
    except ValidationError as error:
        loaded.problems += [_explain(detail, source, (), None) for detail in error.errors()]
        return {}


def _zips(loaded: Loaded) -> dict[str, ZipCode]:
    path = loaded.root / "data" / "zips.csv"
    zips: dict[str, ZipCode] = {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        loaded.problems.append(Problem("data/zips.csv", 1, "", f"the file cannot be read ({error})", "put the file back, saved as UTF-8"))
        return zips
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    for (number, _), row in zip(lines[1:], csv.DictReader(line for _, line in lines), strict=True):
        source = YamlSource("data/zips.csv", lines={(): number})
        record = loaded.record(ZipCode, source, row, ())
        if record is None:
            continue
        if record.zip in zips:
            loaded.problems.append(Problem(source.file, number, "zip", f"'{record.zip}' is written twice", "keep one of the lines"))
        zips[record.zip] = record
    return zips


def _explain(detail: ErrorDetails, source: YamlSource, path: tuple[str | int, ...], model: type[BaseModel] | None) -> Problem:
    """One pydantic error as a sentence with the line and what to write."""
    where = tuple(part for part in detail["loc"] if part != "[key]" and not _is_union_tag(part))
    line = source.line((*path, *where))
    name = ".".join(str(part) for part in where)
    value = detail["input"]
    kind, context = detail["type"], detail.get("ctx", {})
    shown = f"'{value}'" if isinstance(value, str) else "this"
    if kind == "missing":
        return Problem(source.file, line, name, "is missing", f"add '{where[-1]}: …'" if where else "add it")
    if kind == "extra_forbidden":
        fields = _fields(model, where[:-1])
        return Problem(source.file, line, name, f"there is no field '{where[-1]}'", did_you_mean(str(where[-1]), fields))
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        return Problem(source.file, line, name, f"{shown} is not one of the values", did_you_mean(str(value), allowed))
    if kind == "value_error":
        message, _, fix = str(context["error"]).partition("; ")
        return Problem(source.file, line, name, f"{shown} is {message}", fix)
    if kind == "string_pattern_mismatch":
        return Problem(source.file, line, name, f"{shown} has the wrong form", _pattern_help(str(context.get("pattern"))))
    plain = {
        "string_type": ("is not a single line of text", "write the text after the colon"),
        "list_type": ("is not a list", "put each item on its own line after '- '"),
        "dict_type": ("is not a map of names and values", "write 'name: value' lines below it, indented"),
        "model_type": ("is not a record", "write 'name: value' lines, indented"),
        "string_too_short": ("is empty", "write the text, or delete the line"),
        "too_short": ("is empty", "add at least one"),
        "string_too_long": ("is too long", f"shorten it to {context.get('max_length', 'fewer')} characters"),
    }
    message, fix = plain.get(kind, (f"{shown}: {detail['msg'][0].lower()}{detail['msg'][1:]}", "write a value of that form"))
    return Problem(source.file, line, name, message, fix)


def _is_union_tag(part: str | int) -> bool:
    return isinstance(part, str) and (part.startswith("constrained-") or part.startswith("dict[") or part.startswith("function-"))


def _fields(model: type[BaseModel] | None, where: tuple[str | int, ...]) -> list[str]:
    """The fields allowed at a place inside ``model``."""
    current: Any = model
    for part in where:
        if isinstance(part, int) or current is None:
            continue
        info = current.model_fields.get(part) if hasattr(current, "model_fields") else None
        current = _model_in(info.annotation) if info else None
    return list(current.model_fields) if current is not None and hasattr(current, "model_fields") else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None


def _pattern_help(pattern: str) -> str:
    if "a-z0-9" in pattern:
        return "use small letters, digits and single hyphens: taos-clinic"
    if r"\d{5}" in pattern:
        return "write five digits: 87571"
    return "see data/README.md"


def raise_problems(problems: list[Problem]) -> None:
    """Raise GuideError where any of ``problems`` is an error."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise GuideError(errors)
