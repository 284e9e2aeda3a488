"""The records of the data files, each with its place there, and what is wrong with it."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from .explain import explain
from .model import Fact, Guide, Helpline, Need, Payer, Place, Reference, RoadFactor, Settings, Term, ZipCode
from .picture_model import Picture
from .plurals import base_of
from .problems import Problem, shown
from .programs import Facet, Levels, Program
from .store import Store
from .yaml_files import read_yaml
from .yaml_source import Path_, YamlSource, field_name

Model = TypeVar("Model", bound=BaseModel)

_MOST_FAULTS = 200
"""So many faults of one record are named; a record has some thirty fields."""
_MOST_PROBLEMS = 5_000
"""So many faults of a guide's records are named: more is no guide, and would take its time."""

STATEWIDE = "statewide"
"""Name of the program file for telehealth programs that serve the whole state."""


@dataclass
class Loaded:
    """What the data files hold: the sound records, where each was written, and what is wrong."""

    root: Path
    """The folder that holds ``data/``."""
    today: datetime.date
    store: Store | None = None
    """Where the values of sound files are kept."""
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
    needs: dict[str, Need] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    vocabulary: dict[str, Facet] = field(default_factory=dict)
    levels: Levels | None = None
    program_model: type[Program] = Program
    """What a listing may say: the model with the fields of the vocabulary."""
    synonyms: dict[str, list[list[str]]] = field(default_factory=dict)
    wording: dict[str, dict[str, str]] = field(default_factory=dict)
    """Interface words; only of the languages whose file could be read."""

    def knows(self, kind: str, identity: str) -> bool:
        """Whether a record may be named: it is written, or stands where nothing could be read."""
        return kind in self.partial or (kind, identity) in self.at

    def ids(self, kind: str) -> list[str]:
        """The ids of every written record of a kind."""
        return [identity for other, identity in self.at if other == kind]

    def written(self, kind: str, identity: str) -> Any:
        """A record as its file has it."""
        file, path = self.at[(kind, identity)]
        values = self.sources[file].values
        for step in path:
            values = values[step]
        return values

    def problem(self, kind: str, identity: str, path: Path_, message: str, fix: str, severity: Literal["error", "warning"] = "error") -> Problem:
        """A problem of a record, at the line of its field ``path``."""
        file, start = self.at[(kind, identity)]
        return Problem(file, self.sources[file].line((*start, *path)), field_name(path), message, fix, severity)

    def town_of(self, identity: str) -> str | None:
        """Name of the file of a program: its town, or None for the whole state."""
        town = self.at[("program", identity)][0].rpartition("/")[2].removesuffix(".yml")
        return None if town == STATEWIDE else town

    def setting(self, name: str) -> Any:
        """A value of guide.yml as it is written, even where another part of the file is wrong; None where it is not there."""
        values = self.sources["data/guide.yml"].values
        return values.get(name) if isinstance(values, dict) else None

    def guide(self) -> Guide | None:
        """The sound records as one Guide; None where guide.yml, all wording or the kinds of programs are unusable."""
        if self.settings is None or not self.wording or self.levels is None:
            return None
        towns = {name: self.town_of(name) for name in self.programs}
        every = {key: text for words in reversed(self.wording.values()) for key, text in words.items()}
        owns = {tag: self.wording.get(tag, {}) for tag in self.languages}
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
            needs=self.needs,
            pictures=self.pictures,
            terms=self.terms,
            vocabulary=self.vocabulary,
            levels=self.levels,
            program_model=self.program_model,
            synonyms=self.synonyms,
            # A word without translation is a warning: readers see it in another language.
            # But not in a form of another one's grammar.
            wording={tag: {key: text for key, text in every.items() if base_of(key, own) not in own} | own for tag, own in owns.items()},
            program_files={name: self.at[("program", name)][0] for name in self.programs},
            broken=frozenset(self.broken),
            unread=frozenset(self.partial),
            today=self.today,
        )


def read_file(loaded: Loaded, name: str) -> YamlSource:
    """Read ``data/<name>``, noting what is wrong with it."""
    source = read_yaml(loaded.root / "data" / name, loaded.root, loaded.store)
    loaded.sources[source.file] = source
    loaded.problems += source.problems
    return source


def make_record(loaded: Loaded, model: type[Model], source: YamlSource, values: Any, path: Path_) -> Model | None:
    """One record of ``source``, or None with its problems noted."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        note_faults(loaded, error, source, path, model)
        return None


def note_faults(loaded: Loaded, error: ValidationError, source: YamlSource, path: Path_, model: type[BaseModel] | None) -> None:
    """Note what pydantic found, except what follows from a part that could not be read as written."""
    unread = path[:1] in source.bad_parts if path else bool(source.bad_lines)
    room = min(_MOST_FAULTS, _MOST_PROBLEMS - len(loaded.problems))
    details = error.errors(include_url=False)
    glued = {(*detail["loc"][:-1], str(detail["loc"][-1]).partition(":")[0]) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details[: max(room, 0)]:  # who has mended so many is told of the others
        problem = explain(detail, source, path, model)
        if problem.line in source.bad_lines or (detail["type"] == "missing" and (unread or detail["loc"] in glued)):
            continue
        loaded.problems.append(problem)


def read_list(loaded: Loaded, model: type[Model], name: str, kind: str) -> dict[str, Model]:
    """The sound records of a file that is a list, by id; by their place in the list where they have none."""
    return records_of(loaded, model, read_file(loaded, name), kind)


def records_of(loaded: Loaded, model: type[Model], source: YamlSource, kind: str) -> dict[str, Model]:
    """The sound records of a list that was read, as ``read_list`` gives them."""
    if not source.whole:
        loaded.partial.add(kind)
        loaded.broken |= source.named
    if not isinstance(source.values, list):
        loaded.partial.add(kind)
        note_shape(loaded, source, "a list of records", "begin each record with '- id: …', or write [] where there are none")
        return {}
    records: dict[str, Model] = {}
    torn = _torn(loaded, model, source)
    for index, values in enumerate(source.values):
        if values is None:
            continue  # its fault has been noted
        if index in torn:
            loaded.partial.add(kind)
            loaded.broken |= {values["id"]} if isinstance(values.get("id"), str) else set()
            continue
        identity = _identity(model, values, index)
        if identity is None:
            loaded.partial.add(kind)
        elif not _is_new(loaded, kind, identity, source, index):
            continue
        record = make_record(loaded, model, source, values, (index,))
        if identity is not None and record is not None:
            records[identity] = record
        elif identity is not None:
            loaded.broken.add(identity)
    return records


def _torn(loaded: Loaded, model: type[BaseModel], source: YamlSource) -> set[int]:
    """Records in two or more parts, since the lines of a list in one were not indented: '- number: …' began a new one."""
    torn: set[int] = set()
    values = source.values if "id" in model.model_fields else []
    for index, (above, record) in enumerate(itertools.pairwise(values), 1):
        if not isinstance(record, dict) or "id" in record or not record or not isinstance(above, dict):
            continue
        if index - 1 in torn:
            torn.add(index)
        elif above and "id" in above and [*above.values()][-1] == "":
            torn |= {index - 1, index}
            message = f"'- {shown(next(iter(record)))[1:-1]}' is not indented, and so begins a new record"
            fix = f"put four spaces before it, and before each line that belongs to {shown([*above][-1])} above"
            loaded.problems.append(Problem(source.file, source.line((index,)), "", message, fix))
    return torn


def note_shape(loaded: Loaded, source: YamlSource, expected: str, fix: str) -> None:
    """Note that a file as a whole is not ``expected``, unless it could not be read."""
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
