"""What readers can narrow the list of programs by: the choices, and what each listing says to them."""

from __future__ import annotations

from dataclasses import dataclass

from .listings import Listing
from .model import FACETS
from .views import Views

NOT_STATED = "not-stated"
"""The choice, and the answer, of listings that say nothing in a field. It never counts as yes."""


@dataclass(frozen=True)
class Choice:
    """One box to tick."""

    value: str
    words: str


@dataclass(frozen=True)
class Filter:
    """A field of a program with its choices."""

    name: str
    label: str
    choices: list[Choice]


def filters(views: Views) -> list[Filter]:
    """The fields whose silence readers are told to ask about, each with the choice "not stated"; then the level of care."""
    say, vocabulary = views.say, views.guide.vocabulary
    shown = []
    for name in _fields(views):
        options = [Choice(key, say.pick(option.words)) for key, option in vocabulary[name].options.items()]
        shown.append(Filter(name, say.pick(vocabulary[name].label), [*options, Choice(NOT_STATED, say("filter_not_stated"))]))
    return [*shown, Filter("level", say("level"), [Choice("iop", say("filter_iop"))])]


def answers(views: Views, listing: Listing) -> list[tuple[str, str]]:
    """Each filter with the choices that the listing meets, separated by blanks: those that a source says yes to."""
    program = views.guide.programs[listing.id]
    met = []
    for name in _fields(views):
        stated: dict[str, str] = getattr(program, name)
        met.append((name, " ".join(key for key, answer in stated.items() if answer == "yes") if stated else NOT_STATED))
    return [*met, ("level", program.level)]


def _fields(views: Views) -> list[str]:
    return [name for name in FACETS if views.guide.vocabulary[name].ask]
