"""The data files to records, each with its place in the files, and all their problems at once."""

from __future__ import annotations

import csv
import datetime
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from .loaded import Loaded, make_record, note_faults, note_shape, read_file, read_list, records_of
from .model import Fact, Guide, Helpline, Need, Payer, Place, Reference, RoadFactor, Settings, Term, ZipCode
from .picture_model import Picture
from .problems import Problem, did_you_mean, shown
from .programs import LEVEL, Facet, Levels, Program, Vocabulary, program_model
from .text_types import Line
from .yaml_files import look_alike, read_text, source_of, values_store
from .yaml_source import YamlSource, field_name

Model = TypeVar("Model", bound=BaseModel)

KNOWN_FILES = (
    "guide.yml", "places.yml", "zips.csv", "roads.yml", "helplines.yml", "facts.yml", "sources.yml",
    "payers.yml", "glossary.yml", "vocabulary.yml", "synonyms.yml", "needs.yml", "pictures.yml", "leads.yml", "imports.yml", "translations.yml",
    "stigma.yml",
)  # fmt: skip
"""The data files of a guide, besides the folders programs/ and wording/. The build never reads leads.yml and imports.yml."""

_WORDING: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, Annotated[str, Field(min_length=1)]])
_SYNONYMS: TypeAdapter[dict[str, list[list[str]]]] = TypeAdapter(dict[str, list[list[Line]]])
_ANSWERS = re.compile(r"[a-z]+(_[a-z]+)*")
_NAMING = "write small letters, with _ between words, and no name of another field in data/README.md"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


def load_guide(root: Path, today: datetime.date | None = None) -> tuple[Guide | None, Loaded]:
    """Read every data file below ``root``; nothing is raised for what is wrong there.

    The Guide holds the sound records only, and is None where guide.yml or the kinds of programs cannot be used;
    ``problems`` of the second value says what is wrong. Use ``rules.check_data`` to check
    what one record says about another, too.
    """
    store = values_store(root) if (root / "mkdocs.yml").is_file() else None  # not in a copy of the data alone
    day, faults = build_date()
    loaded = Loaded(root, today or day, store)
    loaded.problems += faults
    _load_settings(loaded)
    _note_strangers(loaded)
    loaded.places = read_list(loaded, Place, "places.yml", "place")
    loaded.roads = read_list(loaded, RoadFactor, "roads.yml", "road")
    loaded.helplines = read_list(loaded, Helpline, "helplines.yml", "helpline")
    loaded.facts = read_list(loaded, Fact, "facts.yml", "fact")
    loaded.references = read_list(loaded, Reference, "sources.yml", "source")
    loaded.payers = read_list(loaded, Payer, "payers.yml", "payer")
    loaded.needs = read_list(loaded, Need, "needs.yml", "need")
    loaded.pictures = read_list(loaded, Picture, "pictures.yml", "picture")
    loaded.terms = read_list(loaded, Term, "glossary.yml", "term")
    _load_programs(loaded)
    _load_zips(loaded)
    _load_synonyms(loaded)
    _load_wording(loaded)
    if store:
        store.save()
    return loaded.guide(), loaded


def build_date() -> tuple[datetime.date, list[Problem]]:
    """The date of this build, in UTC: SOURCE_DATE_EPOCH where it is set and makes sense, else today; and what is wrong with it."""
    now = datetime.datetime.now(datetime.UTC).date()
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return (datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date() if epoch else now), []
    except (ValueError, OverflowError, OSError):
        return now, [Problem("SOURCE_DATE_EPOCH", 1, "", f"the date of the build is set to {shown(epoch or '')}", "take the variable away, or set it to the seconds since 1970")]


# Files


def _note_strangers(loaded: Loaded) -> None:
    """Note files that would silently not be read: a wrong ending, a wrong folder, a misspelled name."""
    data = loaded.root / "data"
    for name in _names(data):
        if name not in KNOWN_FILES and (data / name).is_file() and re.search(r"\.(ya?ml|csv)\b", name, re.IGNORECASE):
            _note_stranger(loaded, f"data/{name}", _spare(data, name) or did_you_mean(name, [*KNOWN_FILES, f"programs/{name.split('.')[0]}.yml"]))
    for name in _names(data / "programs"):
        if not name.endswith(".yml"):
            _note_stranger(loaded, f"data/programs/{name}", _spare(data / "programs", name) or f"rename it to {name.split('.')[0].lower()}.yml, or move it out of data/programs/")
    for name in _names(data / "wording"):
        if name not in [f"{tag}.yml" for tag in loaded.languages] and loaded.languages:
            _note_stranger(loaded, f"data/wording/{name}", _spare(data / "wording", name) or "add its language to data/guide.yml, or delete the file")
    if not (data / "programs").is_dir():
        loaded.partial.add("program")
        loaded.problems.append(Problem("data/programs", 1, "", "the folder is missing", "put the folder back"))


def _spare(folder: Path, name: str) -> str:
    """What to do with a copy of a file that is there under its own name; empty where it is none."""
    own = f"{name.split('.')[0]}.yml"
    return "delete it, or move it out of data/" if own != name and (folder / own).is_file() else ""


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


def _load_settings(loaded: Loaded) -> None:
    source = read_file(loaded, "guide.yml")
    if not isinstance(source.values, dict):
        note_shape(loaded, source, "a map of settings", "write 'name: value' lines; data/README.md lists the names")
        return
    loaded.settings = make_record(loaded, Settings, source, source.values, ())
    languages = loaded.setting("languages")
    tags = [str(item.get("tag")) if isinstance(item, dict) else "" for item in languages] if isinstance(languages, list) else []
    if len(set(tags)) == len(tags) and all(_TAG.fullmatch(tag) for tag in tags):
        loaded.languages = tags


def _load_programs(loaded: Loaded) -> None:
    """The vocabulary, then the listings, whose fields it names."""
    vocabulary = load_vocabulary(loaded)
    sources = [read_file(loaded, f"programs/{name}") for name in _yaml_names(loaded.root / "data" / "programs")]
    names = [*vocabulary.names, *_unnamed(loaded, vocabulary, sources)]
    loaded.program_model = program_model(replace(vocabulary, names=tuple(names)))
    for source in sources:
        loaded.programs |= records_of(loaded, loaded.program_model, source, "program")


def load_vocabulary(loaded: Loaded) -> Vocabulary:
    """Read ``data/vocabulary.yml``: the fields in which listings answer, and the kinds of programs."""
    source = read_file(loaded, "vocabulary.yml")
    if not source.whole:
        loaded.partial.add("facet")
    if not isinstance(source.values, dict):
        loaded.partial.add("facet")
        note_shape(loaded, source, "a map of fields", "write the name of each field of a program, and its words below it")
        return Vocabulary({}, None, ())
    for name, values in source.values.items():
        loaded.at[("facet", name)] = (source.file, (name,))
        if name == LEVEL:
            loaded.levels = make_record(loaded, Levels, source, values, (name,))
        elif not _may_answer(name):
            problem = Problem(source.file, source.line((name,)), field_name((name,)), f"{shown(name)} cannot be the name of a field for answers", _NAMING)
            loaded.problems.append(problem)
        elif (facet := make_record(loaded, Facet, source, values, (name,))) is not None:
            loaded.vocabulary[name] = facet
    names = tuple(name for name in source.values if name != LEVEL and _may_answer(name))
    return Vocabulary(loaded.vocabulary, loaded.levels, names)


def _may_answer(name: str) -> bool:
    """Whether a field for answers may have this name: it means nothing else."""
    return bool(_ANSWERS.fullmatch(name)) and name not in Program.model_fields and not hasattr(Program, name)


def _unnamed(loaded: Loaded, vocabulary: Vocabulary, sources: list[YamlSource]) -> list[str]:
    """Fields for answers that listings have and the vocabulary lacks through a fault of its own: one message there, none at each listing."""
    records = [record for source in sources if isinstance(source.values, list) for record in source.values if isinstance(record, dict)]
    used = Counter(name for record in records for name, value in record.items() if isinstance(value, dict) and name not in Program.model_fields)
    unknown = [name for name in used if name not in vocabulary.names]
    if "facet" in loaded.partial:
        return [name for name in unknown if _may_answer(name)]
    found = []
    for name in vocabulary.names:
        near = get_close_matches(name, [other for other in unknown if used[other] > 1], 1) if name not in used else []
        if near:
            file, path = loaded.at[("facet", name)]
            line = loaded.sources[file].line(path)
            loaded.problems.append(Problem(file, line, field_name(path), f"{shown(name)} is not a field of a program", did_you_mean(name, near)))
            found += near
    return found


def _load_synonyms(loaded: Loaded) -> None:
    source = read_file(loaded, "synonyms.yml")
    if not isinstance(source.values, dict):
        note_shape(loaded, source, "a map of languages", "write 'en:' and the groups of words below it, or {} where there are none")
        return
    try:
        loaded.synonyms = _SYNONYMS.validate_python(source.values)
    except ValidationError as error:
        note_faults(loaded, error, source, (), None)


def _load_wording(loaded: Loaded) -> None:
    for tag in loaded.languages:
        source = read_file(loaded, f"wording/{tag}.yml")
        if not isinstance(source.values, dict):
            note_shape(loaded, source, "a map of words", "write 'name: words' lines, as in the other files of data/wording/")
            continue
        try:
            loaded.wording[tag] = _WORDING.validate_python(source.values)
        except ValidationError as error:
            note_faults(loaded, error, source, (), None)


# ZIP codes

_MAY_BE_EMPTY = ("county", "lat", "lon")


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
    record = make_record(loaded, ZipCode, source, {name: cell for name, cell in row.items() if cell or name not in _MAY_BE_EMPTY}, (line,))
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
