"""What readers can narrow the list of programs by: the choices, and what each listing says to them."""

from __future__ import annotations

from dataclasses import dataclass

from .listings import Listing
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
    """The fields whose silence readers are told to ask about, each with the choice "not stated"; then the main kind."""
    say, vocabulary = views.say, views.guide.vocabulary
    shown = []
    for name in _fields(views):
        options = [Choice(key, say.pick(option.words)) for key, option in vocabulary[name].options.items()]
        shown.append(Filter(name, say.pick(vocabulary[name].label), [*options, Choice(NOT_STATED, say("filter_not_stated"))]))
    return [*shown, Filter("level", say.pick(views.guide.levels.label), [Choice(views.guide.main_level, say("filter_main"))])]


def answers(views: Views, listing: Listing) -> list[tuple[str, str]]:
    """Each filter with the choices that the listing meets, separated by blanks: those that a source says yes to."""
    program = views.guide.programs[listing.id]
    met = []
    for name in _fields(views):
        stated = program.answers(name)
        met.append((name, " ".join(key for key, answer in stated.items() if answer == "yes") if stated else NOT_STATED))
    return [*met, ("level", program.level)]


def _fields(views: Views) -> list[str]:
    return [name for name, facet in views.guide.vocabulary.items() if facet.ask]
