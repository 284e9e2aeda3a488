"""The data files to records, each with its place in the files, and all their problems at once."""

from __future__ import annotations

import csv
import datetime
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from .model import (
    FACETS,
    TEXT_TAG,
    WORDS_TAG,
    Facet,
    Fact,
    Guide,
    Helpline,
    Line,
    Payer,
    Place,
    Program,
    Reference,
    RoadFactor,
    Settings,
    Term,
    ZipCode,
)
from .problems import GuideError, Problem, did_you_mean, shown
from .yaml_source import Path_, YamlSource, field_name, look_alike, read_text, read_yaml, source_of

Model = TypeVar("Model", bound=BaseModel)

STATEWIDE = "statewide"
"""Name of the program file for telehealth programs that serve the whole state."""

KNOWN_FILES = (
    "guide.yml", "places.yml", "zips.csv", "roads.yml", "helplines.yml", "facts.yml", "sources.yml",
    "payers.yml", "glossary.yml", "vocabulary.yml", "synonyms.yml", "leads.yml",
)  # fmt: skip
"""The data files of a guide, besides the folders programs/ and wording/. The build never reads leads.yml."""

_WORDING: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, Annotated[str, Field(min_length=1)]])
_SYNONYMS: TypeAdapter[dict[str, list[list[str]]]] = TypeAdapter(dict[str, list[list[Line]]])
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


@dataclass
class Loaded:
    """What the data files hold: the sound records, where each was written, and what is wrong."""

    root: Path
    """The folder that holds ``data/``."""
    today: datetime.date
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, YamlSource] = field(default_factory=dict)
    """The files read, by their path from the root."""
    at: dict[tuple[str, str], tuple[str, Path_]] = field(default_factory=dict)
    """File of each record by kind and id, and its path there; broken records too."""
    partial: set[str] = field(default_factory=set)
    """Kinds of which not even all ids could be read."""
    broken: set[str] = field(default_factory=set)
    """Ids of the records that are written but not sound."""
    settings: Settings | None = None
    languages: list[str] = field(default_factory=list)
    """Language tags; known even where another part of guide.yml is wrong, and empty where they are."""
    places: dict[str, Place] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    zips: dict[str, ZipCode] = field(default_factory=dict)
    roads: dict[str, RoadFactor] = field(default_factory=dict)
    helplines: dict[str, Helpline] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    payers: dict[str, Payer] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    vocabulary: dict[str, Facet] = field(default_factory=dict)
    synonyms: dict[str, list[list[str]]] = field(default_factory=dict)
    wording: dict[str, dict[str, str]] = field(default_factory=dict)
    """Interface words; only of the languages whose file could be read."""

    def knows(self, kind: str, identity: str) -> bool:
        """Whether a record may be named: it is written, or stands where nothing could be read."""
        return kind in self.partial or (kind, identity) in self.at

    def ids(self, kind: str) -> list[str]:
        """The ids of every written record of a kind."""
        return [identity for other, identity in self.at if other == kind]

    def problem(self, kind: str, identity: str, path: Path_, message: str, fix: str, severity: Literal["error", "warning"] = "error") -> Problem:
        """A problem of a record, at the line of its field ``path``."""
        file, start = self.at[(kind, identity)]
        return Problem(file, self.sources[file].line((*start, *path)), field_name(path), message, fix, severity)

    def town_of(self, identity: str) -> str | None:
        """Name of the file of a program: its town, or None for the whole state."""
        town = Path(self.at[("program", identity)][0]).stem
        return None if town == STATEWIDE else town

    def setting(self, name: str) -> Any:
        """A value of guide.yml as it is written, even where another part of the file is wrong; None where it is not there."""
        values = self.sources["data/guide.yml"].values
        return values.get(name) if isinstance(values, dict) else None

    def guide(self) -> Guide | None:
        """The sound records as one Guide; None where guide.yml or all wording is unusable."""
        if self.settings is None or not self.wording:
            return None
        towns = {name: self.town_of(name) for name in self.programs}
        every = {key: text for words in reversed(self.wording.values()) for key, text in words.items()}
        return Guide(
            settings=self.settings,
            places=self.places,
            programs=self.programs,
            town_of={name: town for name, town in towns.items() if town in self.places},
            zips=self.zips,
            roads={frozenset(road.between): road.factor for road in self.roads.values()},
            helplines=self.helplines,
            facts=self.facts,
            references=self.references,
            payers=self.payers,
            terms=self.terms,
            vocabulary=self.vocabulary,
            synonyms=self.synonyms,
            # A word without translation is a warning: readers see it in another language.
            wording={tag: every | self.wording.get(tag, {}) for tag in self.languages},
            program_files={name: self.at[("program", name)][0] for name in self.programs},
            broken=frozenset(self.broken),
            today=self.today,
        )


def load_guide(root: Path, today: datetime.date | None = None) -> tuple[Guide | None, Loaded]:
    """Read every data file below ``root``; nothing is raised for what is wrong there.

    The Guide holds the sound records only, and is None where guide.yml cannot be used;
    ``problems`` of the second value says what is wrong. Use ``rules.check_data`` to check
    what one record says about another, too.
    """
    loaded = Loaded(root, today or build_date())
    _load_settings(loaded)
    _note_strangers(loaded)
    loaded.places = _listed(loaded, Place, "places.yml", "place")
    loaded.roads = _listed(loaded, RoadFactor, "roads.yml", "road")
    loaded.helplines = _listed(loaded, Helpline, "helplines.yml", "helpline")
    loaded.facts = _listed(loaded, Fact, "facts.yml", "fact")
    loaded.references = _listed(loaded, Reference, "sources.yml", "source")
    loaded.payers = _listed(loaded, Payer, "payers.yml", "payer")
    loaded.terms = _listed(loaded, Term, "glossary.yml", "term")
    for name in _yaml_names(root / "data" / "programs"):
        loaded.programs |= _listed(loaded, Program, f"programs/{name}", "program")
    _load_zips(loaded)
    _load_vocabulary(loaded)
    _load_synonyms(loaded)
    _load_wording(loaded)
    return loaded.guide(), loaded


def build_date() -> datetime.date:
    """The date of this build, in UTC: SOURCE_DATE_EPOCH where set, else today.

    Raises ValueError where SOURCE_DATE_EPOCH is not a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.datetime.now(datetime.UTC).date()


def raise_problems(problems: list[Problem]) -> None:
    """Raise GuideError where any of ``problems`` is an error."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise GuideError(errors)


# Files


def _read(loaded: Loaded, name: str) -> YamlSource:
    source = read_yaml(loaded.root / "data" / name, loaded.root)
    loaded.sources[source.file] = source
    loaded.problems += source.problems
    return source


def _note_strangers(loaded: Loaded) -> None:
    """Note files that would silently not be read: a wrong ending, a wrong folder, a misspelled name."""
    data = loaded.root / "data"
    for name in _names(data):
        if name not in KNOWN_FILES and (data / name).is_file() and re.search(r"\.(ya?ml|csv)\b", name, re.IGNORECASE):
            _note_stranger(loaded, f"data/{name}", did_you_mean(name, [*KNOWN_FILES, f"programs/{name.split('.')[0]}.yml"]))
    for name in _names(data / "programs"):
        if not name.endswith(".yml"):
            _note_stranger(loaded, f"data/programs/{name}", f"rename it to {name.split('.')[0].lower()}.yml, or move it out of data/programs/")
    for name in _names(data / "wording"):
        if name not in [f"{tag}.yml" for tag in loaded.languages] and loaded.languages:
            _note_stranger(loaded, f"data/wording/{name}", "add its language to data/guide.yml, or delete the file")
    if not (data / "programs").is_dir():
        loaded.partial.add("program")
        loaded.problems.append(Problem("data/programs", 1, "", "the folder is missing", "put the folder back"))


def _note_stranger(loaded: Loaded, file: str, fix: str) -> None:
    path = loaded.root / file
    wanted = path.with_suffix(".yml")
    if wanted.name in (*KNOWN_FILES, *(f"{tag}.yml" for tag in loaded.languages)) and not wanted.exists() and look_alike(wanted) == path.name:
        return  # the file that should have this name is missing, and its message names this one
    loaded.problems.append(Problem(source_of(path, loaded.root).file, 1, "", "the guide does not read a file of this name", fix))


def _names(folder: Path) -> list[str]:
    """The names in a folder, without those that systems and editors leave there; none where it cannot be read."""
    try:
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".") and not path.name.endswith("~"))
    except OSError:
        return []


def _yaml_names(folder: Path) -> list[str]:
    return [name for name in _names(folder) if name.endswith(".yml")]


# Records


def _record(loaded: Loaded, model: type[Model], source: YamlSource, values: Any, path: Path_) -> Model | None:
    """One record of ``source``, or None with its problems noted."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        _note(loaded, error, source, path, model)
        return None


def _note(loaded: Loaded, error: ValidationError, source: YamlSource, path: Path_, model: type[BaseModel] | None) -> None:
    """Note what pydantic found, except what follows from a part that could not be read as written."""
    unread = path[:1] in source.bad_parts if path else bool(source.bad_lines)
    for detail in error.errors():
        problem = _explain(detail, source, path, model)
        if problem.line in source.bad_lines or (unread and detail["type"] == "missing"):
            continue
        loaded.problems.append(problem)


def _listed(loaded: Loaded, model: type[Model], name: str, kind: str) -> dict[str, Model]:
    """The sound records of a file that is a list, by id; by their place in the list where they have none."""
    source = _read(loaded, name)
    if not source.whole:
        loaded.partial.add(kind)
    if not isinstance(source.values, list):
        loaded.partial.add(kind)
        _note_shape(loaded, source, "a list of records", "begin each record with '- id: …', or write [] where there are none")
        return {}
    records: dict[str, Model] = {}
    for index, values in enumerate(source.values):
        if values is None:
            continue  # its fault has been noted
        identity = _identity(model, values, index)
        if identity is None:
            loaded.partial.add(kind)
        elif not _is_new(loaded, kind, identity, source, index):
            continue
        record = _record(loaded, model, source, values, (index,))
        if identity is not None and record is not None:
            records[identity] = record
        elif identity is not None:
            loaded.broken.add(identity)
    return records


def _note_shape(loaded: Loaded, source: YamlSource, expected: str, fix: str) -> None:
    if source.whole:
        message = "the file is empty" if source.values in (None, "") else f"the file is not {expected}"
        loaded.problems.append(Problem(source.file, 1, "", message, fix))


def _identity(model: type[BaseModel], values: Any, index: int) -> str | None:
    """The id that is written, sound or not."""
    if "id" not in model.model_fields:
        return str(index)
    identity = values.get("id") if isinstance(values, dict) else None
    return identity if isinstance(identity, str) and identity else None


def _is_new(loaded: Loaded, kind: str, identity: str, source: YamlSource, index: int) -> bool:
    if (kind, identity) not in loaded.at:
        loaded.at[(kind, identity)] = (source.file, (index,))
        return True
    file, path = loaded.at[(kind, identity)]
    first = f"{file}:{loaded.sources[file].line((*path, 'id'))}"
    loaded.problems.append(
        Problem(source.file, source.line((index, "id")), "id", f"{shown(identity)} is already used at {first}", "give each record an id of its own")
    )
    return False


def _load_settings(loaded: Loaded) -> None:
    source = _read(loaded, "guide.yml")
    if not isinstance(source.values, dict):
        _note_shape(loaded, source, "a map of settings", "write 'name: value' lines; data/README.md lists the names")
        return
    loaded.settings = _record(loaded, Settings, source, source.values, ())
    languages = loaded.setting("languages")
    tags = [str(item.get("tag")) if isinstance(item, dict) else "" for item in languages] if isinstance(languages, list) else []
    if len(set(tags)) == len(tags) and all(_TAG.fullmatch(tag) for tag in tags):
        loaded.languages = tags


def _load_vocabulary(loaded: Loaded) -> None:
    source = _read(loaded, "vocabulary.yml")
    if not isinstance(source.values, dict):
        loaded.partial.add("facet")
        _note_shape(loaded, source, "a map of fields", "write the name of each field of a program, and its words below it")
        return
    for name, values in source.values.items():
        if name not in FACETS:
            loaded.problems.append(
                Problem(source.file, source.line((name,)), field_name((name,)), f"{shown(name)} is not a field of a program", did_you_mean(name, FACETS))
            )
            loaded.partial.add("facet")  # a misspelled field is not missing as well
            continue
        loaded.at[("facet", name)] = (source.file, (name,))
        facet = _record(loaded, Facet, source, values, (name,))
        if facet is not None:
            loaded.vocabulary[name] = facet


def _load_synonyms(loaded: Loaded) -> None:
    source = _read(loaded, "synonyms.yml")
    if not isinstance(source.values, dict):
        _note_shape(loaded, source, "a map of languages", "write 'en:' and the groups of words below it, or {} where there are none")
        return
    try:
        loaded.synonyms = _SYNONYMS.validate_python(source.values)
    except ValidationError as error:
        _note(loaded, error, source, (), None)


def _load_wording(loaded: Loaded) -> None:
    for tag in loaded.languages:
        source = _read(loaded, f"wording/{tag}.yml")
        if not isinstance(source.values, dict):
            _note_shape(loaded, source, "a map of words", "write 'name: words' lines, as in the other files of data/wording/")
            continue
        try:
            loaded.wording[tag] = _WORDING.validate_python(source.values)
        except ValidationError as error:
            _note(loaded, error, source, (), None)


# ZIP codes


def _load_zips(loaded: Loaded) -> None:
    path = loaded.root / "data" / "zips.csv"
    source = source_of(path, loaded.root)
    text = read_text(path, source)
    loaded.sources[source.file] = source
    if text is not None and source.whole:
        for line, row in _rows(text, source):
            _load_zip(loaded, source, line, row)
    loaded.problems += source.problems
    if not source.whole:
        loaded.partial.add("zip")


def _load_zip(loaded: Loaded, source: YamlSource, line: int, row: dict[str, str]) -> None:
    zip_code = row["zip"]
    if ("zip", zip_code) in loaded.at:
        first = source.line(loaded.at[("zip", zip_code)][1])
        source.add(line, f"{shown(zip_code)} is written twice (first on line {first})", "keep one of the lines", "zip")
        return
    source.lines[(line,)] = line
    loaded.at[("zip", zip_code)] = (source.file, (line,))
    record = _record(loaded, ZipCode, source, row, (line,))
    if record is not None:
        loaded.zips[zip_code] = record


def _rows(text: str, source: YamlSource) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the table with their lines; every value stands on the line of its row."""
    columns = list(ZipCode.model_fields)
    header = ",".join(columns)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        source.lose(1, "the file is empty", f"begin it with the line {header}")
        return
    number, line = lines[0]
    names = _cells(line, number, source)
    if names is None:
        return
    if sorted(names) != sorted(columns):
        source.lose(number, f"these are not the names of the columns: {shown(line)}", f"write {header}")
        return
    for number, line in lines[1:]:
        cells = _cells(line, number, source)
        if cells is None:
            continue
        if len(cells) != len(names):
            source.lose(number, f"the line has {len(cells)} values, and there are {len(names)} columns", f"write {header}; put a value that has a comma in quotes")
            continue
        yield number, dict(zip(names, cells, strict=True))


def _cells(line: str, number: int, source: YamlSource) -> list[str] | None:
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True))]
    except csv.Error:
        source.lose(number, "the quotation marks of this line do not match", 'close each one before the next comma: "Truth or Consequences",Sierra')
        return None


# What pydantic found, in words


def _explain(detail: ErrorDetails, source: YamlSource, path: Path_, model: type[BaseModel] | None) -> Problem:
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
