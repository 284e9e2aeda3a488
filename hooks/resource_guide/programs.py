"""What a listing may say: fixed fields, and the answers that the guide's vocabulary names.

The names follow Open Referral HSDS where it has one. What kinds of programs there are and what can be asked
of one is data (``data/vocabulary.yml``), so the model of a listing is made anew for each guide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

from pydantic import Field, StringConstraints, create_model

from .records import Record
from .text_types import Answer, Id, Line, PartialDate, PhoneNumber, Url, Words, Zip

LEVEL = "level"
"""The name in the vocabulary of the kinds of programs."""


class Phone(Record):
    """A phone number (HSDS ``phone``)."""

    number: PhoneNumber = Field(description="The number as people read it: 505-555-0123, with x4 for an extension.")
    type: Literal["main", "toll-free", "intake"] = Field("main", description="What the number is for.")
    shared: Answer | None = Field(None, description="yes: several organizations say that this is their number, as one line for all of them is; each of them needs the mark.")


class Address(Record):
    """Where the program is (HSDS ``address``). The town is the name of the file."""

    street: Line | None = Field(None, description="Street and suite. Leave it out when sources disagree.")
    zip: Zip | None = Field(None, description="Five digits.")
    disputed: Answer | None = Field(None, description="yes: sources give different streets, so none is shown.")


class Assured(Record):
    """The last check of a listing (HSDS ``assured_date``)."""

    date: PartialDate | None = Field(None, description="When: 2026-11-23, 2023-06 or 2023. Leave it out if the source shows none.")
    how: Literal["called", "provider-site", "government-list", "other-list"] = Field(
        description="called: a person phoned. provider-site: the program's own website. A list is never a person's check."
    )
    by: Literal["volunteer", "imported"] = Field(
        "imported", description="volunteer: a person checked. imported: copied from a source. Only a volunteer's check raises trust."
    )


class Citation(Record):
    """Where a listing's facts come from."""

    title: Line = Field(description="The list, page or article.")
    url: Url | None = Field(None, description="Its web address.")
    date: PartialDate | None = Field(None, description="Its date, if it shows one.")


class Closed(Record):
    """A program that has closed keeps its place, with a notice."""

    date: PartialDate = Field(description="When it closed.")
    reason: Words = Field(description="One sentence in each language.")
    see: Id | None = Field(None, description="The id of the program to go to instead.")


class _ProgramStart(Record):
    """What every listing says of itself before its answers."""

    id: Id = Field(description="Small letters, digits and hyphens. Never change it: links depend on it.")
    name: Line = Field(description="The name as the program writes it.")
    organization: Line = Field(description="Who runs it.")
    level: str = Field(description="What kind of program it is.")
    phones: list[Phone] = Field(default_factory=list, description="The number to call first comes first. A phone or a website must be there.")
    website: Url | None = Field(None, description="The program's own web address.")
    address: Address = Field(Address(street=None, zip=None, disputed=None), description="Street and ZIP.")


class Program(_ProgramStart):
    """A program at one place (HSDS ``service`` at a ``location``). Its answers are the fields that ``vocabulary.yml`` names."""

    facility_wide: list[str] = Field(default_factory=list, description="Facts that the source gives for the whole facility, not for the program alone.")
    assured: Assured = Field(description="How and when this listing was last checked.")
    closed: Closed | None = Field(None, description="Only for a program that has closed.")
    sources: list[Citation] = Field(min_length=1, description="Where these facts come from. At least one.")
    note: Annotated[str, StringConstraints(max_length=2000)] | None = Field(None, description="For editors; never shown to readers.")

    def answers(self, facet: str) -> dict[str, str]:
        """What a source says in a field of the vocabulary: ``yes`` or ``no`` by answer."""
        stated: dict[str, str] = getattr(self, facet)
        return stated


class Option(Record):
    """One allowed value of a facet."""

    words: Words = Field(description="What listings show.")
    ask: Words | None = Field(None, description="The question to ask when a listing does not say.")


class Facet(Record):
    """The allowed values of one field of a program, with their words."""

    meaning: Line = Field(description="What the field is for, for editors, in the first language.")
    label: Words = Field(description="What stands before the answers.")
    ask: Words | None = Field(None, description="The question to ask when a listing says nothing here. None: silence needs no question.")
    with_level: Answer = Field("no", description="yes: its answers stand beside the kind of program, in one phrase.")
    first_on_paper: Answer = Field("no", description="yes: on printed sheets it stands before the others.")
    limits: Answer = Field("no", description="yes: its answers say whom a program is for; they stand wherever it is named, also where there is little room.")
    usual: str | None = Field(None, description="With limits, the answer that keeps nobody out: where it is among a listing's answers, the others need not stand everywhere.")
    options: dict[str, Option] = Field(description="The answers that listings may give.")


class Level(Record):
    """One kind of program."""

    words: Words = Field(description="What listings show.")
    meaning: Line = Field(description="When a listing is of this kind, for editors, in the first language.")


class Levels(Record):
    """The kinds of programs, under the name ``level``; the first is the one that the guide is about."""

    label: Words = Field(description="What stands before the kind.")
    of_facility: list[str] = Field(default_factory=list, description="Fields for answers that a source may give for a whole facility (facility_wide), in the order in which listings name them.")
    options: dict[str, Level] = Field(min_length=1, description="The kinds. The first is the main one: the nearest of it are shown first.")


@dataclass(frozen=True)
class Vocabulary:
    """What listings may say, as far as it could be read (data/vocabulary.yml)."""

    facets: dict[str, Facet]
    levels: Levels | None
    names: tuple[str, ...]
    """The fields for answers, those with a fault too."""


def program_model(vocabulary: Vocabulary) -> type[Program]:
    """The model of a listing whose answers are the fields of a vocabulary, in its order, between the address and the check."""
    facets, levels = vocabulary.facets, vocabulary.levels
    answers: dict[str, Any] = {}
    for name in vocabulary.names:
        meaning = facets[name].meaning if name in facets else ""
        answers[name] = (dict[str, Answer], Field(default_factory=dict, description=meaning))
    closed: dict[str, Any] = {}
    if levels is not None:
        told = " ".join(f"{name}: {level.meaning.rstrip('.')}." for name, level in levels.options.items())
        closed["level"] = (_one_of(levels.options), Field(description=told))
        if levels.of_facility:
            closed["facility_wide"] = (list[_one_of(levels.of_facility)], Field(default_factory=list, description=Program.model_fields["facility_wide"].description))  # type: ignore[misc]
    # The answers stand in the order of the base classes: after the start, before what Program adds.
    answering = create_model("_Answers", __base__=_ProgramStart, **answers)
    return create_model("Program", __base__=(Program, cast(type[Program], answering)), __doc__=Program.__doc__, **closed)


def _one_of(names: Iterable[str]) -> Any:
    return Literal[tuple(names)]
