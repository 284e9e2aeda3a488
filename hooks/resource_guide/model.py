"""The guide's data: what each file may hold. The descriptions are the editor's manual.

Names follow Open Referral HSDS where it has one (organization, program, phone,
address, language, schedule, assured date). Every value arrives as text.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from .picture_model import Picture
from .programs import Assured, Facet, Levels, Program
from .records import Record
from .text_types import (
    Answer,
    DateForm,
    Email,
    HelpNumber,
    Id,
    LanguageTag,
    Latitude,
    Line,
    Longitude,
    PartialDate,
    TextOrWords,
    Url,
    Words,
    Zip,
)


def point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    """Both degrees, or None where one is not known."""
    return None if lat is None or lon is None else (lat, lon)

LINE = "line-"
"""What the id of a helpline's card begins with. A group of synonyms names a helpline the same way."""


class Place(Record):
    """A town or other place."""

    id: Id = Field(description="Name of its page and of its file in data/programs/.")
    name: Line = Field(description="As people write it, with accents.")
    county: Line | None = Field(None, description="Without the word County. Leave it out where no source gives it.")
    kind: Literal["city", "town", "village", "county-seat", "cdp", "post-office"] = Field(description="What the Census or the postal service calls it.")
    lat: Latitude | None = Field(None, description="Degrees north. Without it and lon, no distance is shown.")
    lon: Longitude | None = Field(None, description="Degrees east; west is negative.")
    population: int | None = Field(None, ge=0, description="Leave it out where no source gives it.")
    municipality: Answer = Field("no", description="yes: incorporated; it has a page even with no program.")
    aliases: list[Line] = Field(default_factory=list, description="Other names that people type.")

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude; None where no source gives them."""
        return point(self.lat, self.lon)


class ZipCode(Record):
    """A postal ZIP code and the place that it is nearest to."""

    zip: Zip = Field(description="Five digits.")
    city: Line = Field(description="The postal city.")
    county: Line | None = Field(None, description="Without the word County. Empty where no source gives it.")
    lat: Latitude | None = Field(None, description="Degrees north. Empty where no source gives it.")
    lon: Longitude | None = Field(None, description="Degrees east; west is negative.")
    place: Id = Field(description="The id of the nearest place in places.yml.")

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude; None where no source gives them."""
        return point(self.lat, self.lon)


class RoadFactor(Record):
    """Two towns between which the road is much longer than usual."""

    between: tuple[Id, Id] = Field(description="The ids of two places.")
    factor: float = Field(ge=1, le=5, description="Road miles divided by straight-line miles.")
    source: Line = Field(description="Where the factor is from.")
    date: PartialDate = Field(description="When it was read or measured.")


class TextLine(Record):
    """A number to text."""

    number: HelpNumber = Field(description="The number to text.")
    keyword: dict[str, Line] = Field(default_factory=dict, description="The word to send, by language.")


class Helpline(Record):
    """A crisis or help line."""

    id: Id = Field(description="Pages show it as {{ phone:ID }}, {{ text:ID }}, {{ web:ID }}, {{ name:ID }}.")
    kind: Id = Field(description="For what, one of helpline_kinds in guide.yml; the crisis page groups by it. Printed sheets show those of the kind emergency.")
    name: Words = Field(description="As the line calls itself.")
    phone: HelpNumber = Field(description="The number to call.")
    press: dict[str, Line] = Field(default_factory=dict, description="Key to press after dialing, by language.")
    text: TextLine | None = Field(None, description="Only where the line answers texts.")
    tty: HelpNumber | None = Field(None, description="For people who do not hear.")
    web: Url | None = Field(None, description="Its own web address.")
    hours: Literal["always"] | None = Field(None, description="always: day and night. Leave it out if not sure.")
    languages: list[Line] = Field(default_factory=list, description="Tags of the languages in which a person answers, as a source says: en, es.")
    summary: Words = Field(description="When to call, in one or two sentences.")
    what_happens: Words = Field(description="Who answers, and what happens then.")
    sources: list[Id] = Field(description="Ids of data/sources.yml.")
    assured: Assured | None = Field(None, description="The last time that a person dialed it. Leave it out if nobody has.")


class Fact(Record):
    """A figure that pages use through ``{{ fact:ID }}``."""

    id: Id = Field(description="Pages show the figure as {{ fact:ID }}.")
    value: TextOrWords = Field(description="What the page shows, with its unit where it needs one.")
    meaning: Line = Field(description="What the figure says, for editors, in the first language.")
    sources: list[Id] = Field(min_length=1, description="Ids of data/sources.yml. At least one.")


class Reference(Record):
    """A source that pages cite through ``{{ cite:ID }}``."""

    id: Id = Field(description="Pages cite it as {{ cite:ID }}.")
    title: Line = Field(description="As the page or document calls itself.")
    publisher: Line = Field(description="Who publishes it.")
    language: LanguageTag | None = Field(None, description="The code of the language of its title, where that is not the guide's first.")
    url: Url | None = Field(None, description="Its web address.")
    date: PartialDate | None = Field(None, description="Its own date, if it shows one.")
    read: PartialDate = Field(description="When it was read for this guide.")


class Payer(Record):
    """A way to pay for care that readers ask about."""

    id: Id = Field(description="An answer of payment in vocabulary.yml, or another short name.")
    name: Words = Field(description="As readers know it.")
    page: Line = Field(description="Page and section that explains it: insurance#medicaid.")


class Need(Record):
    """A page for one need of readers: the listings that a source says meet it."""

    id: Id = Field(description="Name of its page.")
    wants: dict[str, Line] = Field(min_length=1, max_length=1, description="A field of a program and the answer that counts: {payment: medicaid}.")
    title: Words = Field(description="Title of its page.")
    intro: Words = Field(description="What stands above the listings.")


class Term(Record):
    """A glossary entry."""

    id: Id = Field(description="Pages link to it: glossary.md#ID.")
    term: Words = Field(description="The word, as pages write it.")
    definition: Words = Field(description="One or two plain sentences.")
    source: Line = Field(description="Where the word in each language was seen.")


class Language(Record):
    """A language of the guide."""

    tag: LanguageTag = Field(description="Its code: en, es. The first language stands at the top of the site.")
    name: Line = Field(description="In its own words: Español.")
    months: list[Line] = Field(min_length=12, max_length=12, description="The twelve months as dates write them.")
    months_alone: list[Line] | None = Field(None, min_length=12, max_length=12, description="The twelve months as they stand without a day, where that differs: октябрь.")
    date: DateForm = Field(description="How a date is written: {month} {day}, {year}.")
    month_date: DateForm = Field(description="How a month is written: {month} {year}.")


class Settings(Record):
    """What makes this guide this guide (data/guide.yml)."""

    site_name: Words = Field(description="The name of the guide.")
    state: Words = Field(description="The state that it covers.")
    state_code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(description="Two capital letters: NM.")
    languages: list[Language] = Field(min_length=1, description="The languages of the guide, the main one first.")
    months_fresh: int = Field(ge=1, description="Checked by a person within so many months: shown first.")
    months_aging: int = Field(ge=1, description="Up to so many months: call first. After that: not confirmed lately.")
    road_factor: float = Field(ge=1, description="Road miles divided by straight-line miles, where roads.yml says nothing.")
    road_speed_mph: float = Field(gt=0, description="Miles an hour, for the time on the road. More than 0.")
    road_time_range: tuple[float, float] = Field(description="The time on the road is shown from the first to the second of these, times the estimate.")
    nearest: int = Field(ge=1, description="How many programs elsewhere a town page lists.")
    filter_miles: list[Annotated[int, Field(ge=1)]] = Field([10, 25, 50, 100], description="Distances in miles that readers can choose on the list of programs.")
    sessions_a_week: int = Field(ge=1, description="Sessions for the week's travel.")
    helpline_kinds: dict[Id, Words] = Field(description="What helplines are for, with the heading of each on the crisis page, in its order there.")
    strip_helpline: Id = Field(description="The helpline at the top of every page.")
    town_helplines: list[Id] = Field(description="Statewide help on town pages.")
    exit_url: Url = Field(description="Where the quick exit goes.")
    repository: Url = Field(description="Where the files are edited on the web.")
    report_url: Url | None = Field(None, description="A form for mistakes that takes title= and body=. Left out: the repository's form for issues.")
    report_email: Email | None = Field(None, description="Where people without an account may send a mistake. Left out: no mail address is shown.")
    fictional_phones: Answer = Field("no", description="yes: 555-0100 to 555-0199 are allowed. Only for guides that are made up, such as those of the tests.")
    offline_file: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.zip$")] = Field(
        description="File name of the copy for a USB stick; choose one that says nothing on its own."
    )
    sheets: Answer = Field("yes", description="no: nothing is printed, and the build takes a fraction of the time.")
    paper: Literal["letter", "a4"] = Field("letter", description="Paper of the printed sheets: letter or a4.")
    sheet_months: int = Field(3, ge=1, le=12, description="How many months a printed sheet is good for.")
    telling_words: dict[str, list[Line]] = Field(
        default_factory=dict, description="By language: words that may not show on the outside of the discreet sheet, nor on the flyer."
    )
    sheet_languages: list[LanguageTag] = Field(default_factory=list, max_length=2, description="Languages of the printed sheets, one a side. Left out: the first two.")
    fonts: list[Line] = Field(default_factory=list, description="Fonts for letters that those of the printed sheets lack; data/fonts/ holds NAME-Regular.ttf and NAME-Bold.ttf of each.")
    place_type: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]+$")] = Field("LocalBusiness", description="What a program with an address is to search engines: a type of schema.org, such as MedicalClinic.")
    doors: list[Door] = Field(default_factory=list, description="The doors of the home page.")
    town_links: list[PageLink] = Field(default_factory=list, description="Pages that town pages lead to for help with the way.")
    first_call: Line | None = Field(None, description="Page and section that says how to call: faq#call. Pages for needs lead to it.")
    menu: list[MenuGroup] = Field(description="The menu, group by group.")

    @field_validator("languages")
    @classmethod
    def _different(cls, value: list[Language]) -> list[Language]:
        if len({language.tag for language in value}) < len(value):
            raise ValueError("a list with one language twice; give each language a tag of its own")
        return value

    @field_validator("road_time_range")
    @classmethod
    def _ordered(cls, value: tuple[float, float]) -> tuple[float, float]:
        if value[0] > value[1]:
            raise ValueError("the smaller factor comes first; write for example [0.9, 1.3]")
        return value


class MenuGroup(Record):
    """A group of pages in the menu and the footer."""

    title: Words = Field(description="What stands above the pages.")
    pages: list[Line] = Field(description="Page names as in docs/, without .md.")


class PageLink(Record):
    """A link to a page."""

    page: Line = Field(description="Its name as in docs/, without .md, and a section: insurance#medicaid.")
    title: Words = Field(description="The words of the link.")


class Door(PageLink):
    """A way into the guide for some readers."""

    text: Words = Field(description="Whom it is for, in their own words.")


Settings.model_rebuild()


@dataclass(frozen=True)
class Guide:
    """Everything the pages are made from; checked, and never changed."""

    settings: Settings
    places: dict[str, Place]
    programs: dict[str, Program]
    town_of: dict[str, str]
    """Place id of each program id; programs for the whole state have none."""
    zips: dict[str, ZipCode]
    roads: dict[frozenset[str], float]
    helplines: dict[str, Helpline]
    facts: dict[str, Fact]
    references: dict[str, Reference]
    payers: dict[str, Payer]
    needs: dict[str, Need]
    pictures: dict[str, Picture]
    terms: dict[str, Term]
    vocabulary: dict[str, Facet]
    """The fields in which listings answer, in the order in which readers see them."""
    levels: Levels
    program_model: type[Program]
    """What a listing of this guide may say: ``Program`` with the fields of the vocabulary."""
    synonyms: dict[str, list[list[str]]]
    """Words that search treats alike: language tag, then groups."""
    wording: dict[str, dict[str, str]]
    """Interface words: language tag, then key."""
    program_files: dict[str, str]
    """The data file of each program id, for edit links."""
    broken: frozenset[str]
    """Ids of records that are written but have faults, so are not here: whoever names one of them is not at fault."""
    unread: frozenset[str]
    """Kinds of records (``helpline``) of which some could not be read at all: what is named and not here may be one of them."""
    today: datetime.date

    @property
    def languages(self) -> list[str]:
        """Language tags; the first is the default."""
        return [language.tag for language in self.settings.languages]

    @property
    def sheet_languages(self) -> list[str]:
        """The languages of a printed sheet, one a side."""
        return self.settings.sheet_languages or self.languages[:2]

    @property
    def main_level(self) -> str:
        """The kind of program that the guide is about."""
        return next(iter(self.levels.options))
