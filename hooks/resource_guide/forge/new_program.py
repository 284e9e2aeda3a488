"""A new listing from a filled-in form: each answer is tried by the model and by every rule, and each fault names its heading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from slugify import slugify

from ..edit_yaml import Record
from ..keeping import RefusedError, placed
from ..loaded import STATEWIDE, Loaded
from ..model import Guide
from ..new_listing import faults_at, new_id, town_names, with_text
from ..problems import Problem, did_you_mean, shown
from ..yaml_source import Path_, field_name
from .evidence import assured_of, source_of
from .filled import Filled

_TEXTS: dict[str, Path_] = {
    "name": ("name",), "organization": ("organization",), "level": ("level",), "website": ("website",),
    "street": ("address", "street"), "zip": ("address", "zip"),
}  # fmt: skip
"""Where the answer of each question stands in a record."""
PHONES = {"phone": "main", "phone-toll-free": "toll-free", "phone-intake": "intake"}
"""The questions for numbers, and what each number is for."""


@dataclass
class _Draft:
    """One new listing, as far as its answers hold."""

    guide: Guide
    loaded: Loaded
    filled: Filled
    record: Record = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    """The heading of each field, for messages."""
    faults: list[Problem] = field(default_factory=list)

    def put(self, name: str, path: Path_, value: Any) -> None:
        """Take the answer of a question into the record, or its fault into the list."""
        field_ = str(path[0])
        record = placed(self.guide, self.record, field_, value)
        self.labels[field_name(path)] = self.filled.label(name)
        wrong = faults_at(self.loaded, "", record, path)
        self.refuse(wrong)
        self.record = self.record if wrong else record

    def refuse(self, problems: list[Problem]) -> None:
        """Keep problems, each under the heading of its question."""
        for problem in problems:
            known = [name for name in self.labels if f"{problem.field}.".startswith(f"{name}.")]
            label = self.labels[max(known, key=len)] if known else problem.field
            self.faults.append(Problem("", 1, label, problem.message, problem.fix))


def new_program(guide: Guide, loaded: Loaded, filled: Filled, call: str) -> tuple[str, Record]:
    """The town and the record of the listing that a form suggests. ``call``: how its sources name a call.

    Raises RefusedError with every fault, each under the heading of the form where it stands.
    """
    draft = _Draft(guide, loaded, filled, faults=list(filled.faults))
    town = _town(guide, draft)
    for name, path in _TEXTS.items():
        if filled[name]:
            draft.put(name, path, with_text(draft.record.get(str(path[0])), path[1:], filled[name]))
    _phones(draft)
    _answers(guide, draft)
    _sources(draft, call)
    _identity(guide, draft, town)
    if not draft.faults:
        for name in draft.record:
            draft.refuse(faults_at(loaded, town, draft.record, (name,)))
    if draft.faults:
        raise RefusedError(dict.fromkeys(draft.faults))
    return town, draft.record


def _town(guide: Guide, draft: _Draft) -> str:
    text, names = draft.filled["town"], town_names(guide)
    found = [text] if text in guide.places else sorted(names.get(slugify(text), ()))
    if len(found) == 1 or not text:  # an empty answer is a fault already
        return found[0] if found else ""
    fix = f"write one of: {', '.join(found)}" if found else did_you_mean(text, names, "data/places.yml")
    message = "more than one place has this name" if found else f"there is no town {shown(text)} in data/places.yml"
    draft.faults.append(Problem("", 1, draft.filled.label("town"), message, fix))
    return ""


def _phones(draft: _Draft) -> None:
    for name, kind in PHONES.items():
        if draft.filled[name]:
            before = draft.record.get("phones", [])
            number = {"number": draft.filled[name]} | ({"type": kind} if kind != "main" else {})
            draft.put(name, ("phones", len(before)), [*before, number])
    if not any(draft.filled[name] for name in (*PHONES, "website")):
        draft.faults.append(Problem("", 1, draft.filled.label("phone"), "the listing has neither a phone nor a website", "add one of them"))


def _answers(guide: Guide, draft: _Draft) -> None:
    """The answers that are yes, then those that are no; an answer that is both is a fault."""
    denied = [value.split(".", 1) for value in draft.filled.chosen.get("no", ())]
    for facet in guide.vocabulary:
        yes = draft.filled.chosen.get(facet, ())
        no = [key for name, key in denied if name == facet]
        for key in set(yes) & set(no):
            draft.faults.append(Problem("", 1, draft.filled.label("no"), f"{shown(key)} is both yes and no", "keep one of them"))
        said = {key: "yes" if key in yes else "no" for key in guide.vocabulary[facet].options if key in yes or key in no}
        if said:
            draft.put(facet, (facet,), said)
    whole = [facet for facet in draft.filled.chosen.get("facility_wide", ()) if facet in draft.record]
    if whole and draft.record.get("level") == guide.main_level:
        draft.put("facility_wide", ("facility_wide",), whole)


def _sources(draft: _Draft, call: str) -> None:
    if not draft.filled["how"]:
        return  # a fault already
    source, faults = source_of(draft.filled, draft.filled["website"], call)
    draft.faults += faults
    draft.put("date", ("assured",), assured_of(draft.filled))
    if source:
        draft.labels |= {"sources.0.date": draft.filled.label("date")}
        draft.put("source", ("sources", 0), [source])


def _identity(guide: Guide, draft: _Draft, town: str) -> None:
    if not town or "name" not in draft.record:
        return
    place = guide.places.get(town)
    try:
        identity = new_id(draft.record["name"], place.name if place else STATEWIDE)
    except RefusedError as error:
        draft.faults += [Problem("", 1, draft.filled.label("name"), problem.message, problem.fix) for problem in error.problems]
        return
    if draft.loaded.knows("program", identity):
        file, path = draft.loaded.at[("program", identity)]
        place_of = f"{file}:{draft.loaded.sources[file].line(path)}"
        draft.faults.append(Problem("", 1, draft.filled.label("name"), f"{shown(identity)} is in the guide already, at {place_of}", "correct it with the form for corrections"))
    draft.record = {"id": identity, **draft.record}
