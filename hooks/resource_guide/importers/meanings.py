"""``data/imports.yml``: what the names in other lists mean in the words of this guide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from ..loaded import Loaded, make_record, read_file
from ..problems import GuideError, Problem, did_you_mean, shown
from ..programs import LEVEL
from ..records import Record
from ..text_types import Id, Line
from ..yaml_source import Path_, field_name

FILE = "imports.yml"

Name = tuple[str, str]
"""Code of a category, and a name in it, both as they are compared."""
Fact = tuple[str, str]
"""A field of a program, and an answer: ``("payment", "medicaid")``."""


class ListRecord(Record):
    """A list that can be imported."""

    id: Id = Field(description="samhsa-su, samhsa-mh or findtreatment: the parts of the importer use these names.")
    title: Line = Field(description="How a listing cites it, without the year.")
    titles: list[Line] = Field(default_factory=list, description="Its older titles.")
    known_by: list[Line] = Field(default_factory=list, description="Category and name that only its code key has.")

    def is_cited(self, title: str) -> bool:
        """Whether a listing's source is an edition of this list."""
        return any(title.casefold().startswith(own.casefold()) for own in (self.title, *self.titles))


class Meaning(Record):
    """Names that mean one answer."""

    field: Line
    answer: Line
    names: list[Line] = Field(min_length=1, description="Code of the category, a blank, and the name: PAY Medicaid.")


class Imports(Record):
    """data/imports.yml."""

    lists: list[ListRecord] = Field(min_length=1)
    always_call: list[Line]
    meanings: list[Meaning]


@dataclass(frozen=True)
class Meanings:
    """What names mean."""

    lists: dict[str, ListRecord]
    always_call: frozenset[str]
    """Levels of which a new facility is always worth a call."""
    facts: dict[Name, Fact]
    levels: tuple[str, ...]
    """The levels, those that count first first."""

    def stated(self, names: Iterable[Name]) -> frozenset[Fact]:
        """The answers that a facility with these names states; one level at most."""
        facts = {self.facts[name] for name in names if name in self.facts}
        level = next((level for level in self.levels if (LEVEL, level) in facts), None)
        return frozenset(fact for fact in facts if fact[0] != LEVEL or fact[1] == level)

    def statable(self, names: Iterable[Name]) -> frozenset[Fact]:
        """The answers that a list with these names can state."""
        return frozenset(self.facts[name] for name in names if name in self.facts)


def name_key(category: str, name: str) -> Name:
    """A name as it is compared: small letters, one blank between words, straight quotes."""
    words = " ".join(name.replace("’", "'").casefold().split())
    return category.strip().casefold(), words


def split_name(text: str) -> Name:
    """``PAY Medicaid`` as it is compared."""
    category, _, name = text.partition(" ")
    return name_key(category, name)


def read_meanings(loaded: Loaded) -> Meanings:
    """Read ``data/imports.yml`` of a guide that has been read. Raises GuideError with all that is wrong there."""
    if not (loaded.root / "data" / FILE).exists():
        raise GuideError([Problem(f"data/{FILE}", 1, "", "the file is missing: it says what the names of other lists mean", "put the file back")])
    part = Loaded(loaded.root, loaded.today)
    source = read_file(part, FILE)
    imports = make_record(part, Imports, source, source.values, ()) if isinstance(source.values, dict) else None
    if imports is None:
        raise GuideError(part.problems or [Problem(source.file, 1, "", "the file is not a map", "write 'lists:', 'always_call:' and 'meanings:'")])
    problems = [*part.problems]
    for index, meaning in enumerate(imports.meanings):
        fault = _fault(meaning, loaded)
        if fault is not None:
            path: Path_ = ("meanings", index, fault[0])
            problems.append(Problem(source.file, source.line(path), field_name(path), *fault[1:]))
    if problems:
        raise GuideError(problems)
    return Meanings(
        lists={record.id: record for record in imports.lists},
        always_call=frozenset(imports.always_call),
        facts={split_name(name): (meaning.field, meaning.answer) for meaning in imports.meanings for name in meaning.names},
        levels=tuple(dict.fromkeys(meaning.answer for meaning in imports.meanings if meaning.field == LEVEL)),
    )


def _fault(meaning: Meaning, loaded: Loaded) -> tuple[str, str, str] | None:
    """Field of a meaning at fault, what is wrong, and what to write."""
    options = {name: list(facet.options) for name, facet in loaded.vocabulary.items()}
    options[LEVEL] = list(loaded.levels.options) if loaded.levels else []
    if meaning.field not in options:
        return "field", f"{shown(meaning.field)} is not a field of a program with fixed answers", did_you_mean(meaning.field, options)
    answers = options[meaning.field]
    if meaning.answer not in answers:
        return "answer", f"{shown(meaning.answer)} is not one of the values", did_you_mean(meaning.answer, answers)
    return None
