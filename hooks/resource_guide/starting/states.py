"""The states for which a guide can be started: ``data/starter/states.yml``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from ..loaded import Loaded, make_record
from ..problems import GuideError
from ..records import Record
from ..text_types import Answer, Line, Words
from ..yaml_files import read_yaml

FOLDER = "data/starter"
"""The starting files, below the guide that a new one is started from."""


class State(Record):
    """A state or territory."""

    code: Line
    name: Words
    inside: Words = Field(default_factory=dict, alias="in", description="How a sentence says that something is in it, by language.")
    counties: Answer = "yes"

    def values(self, tag: str) -> dict[str, str]:
        """What stands for ``$state_en``, ``$in_state`` … in the starting files of one language."""
        within = {"en": "in", "es": "en"}.get(tag, "")
        name = self.name.get(tag) or next(iter(self.name.values()))
        return {
            **{f"state_{other}": text for other, text in self.name.items()},
            "state": name,
            "in_state": self.inside.get(tag) or f"{within} {name}".strip(),
            "code": self.code,
            "slug": self.code.lower(),
        }


def read_states(root: Path, loaded: Loaded) -> dict[str, State]:
    """The states by code. Raises GuideError where the file is missing or not sound."""
    part = Loaded(loaded.root, loaded.today)
    source = read_yaml(root / FOLDER / "states.yml", root)
    part.sources[source.file] = source
    part.problems += source.problems
    values = source.values if isinstance(source.values, list) else []
    states = [make_record(part, State, source, value, (index,)) for index, value in enumerate(values)]
    if part.problems:
        raise GuideError(part.problems)
    return {state.code: state for state in states if state is not None}
