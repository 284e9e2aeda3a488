"""What a drawing on a page shows: a ladder of steps, or a week as a timetable.

The words may hold figures as ``{{ fact:ID }}``; everything else about the drawing is the template's.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from .records import Record
from .text_types import Answer, Id, Words

Icon = Literal["bed", "book", "calendar", "family", "group", "home", "moon", "pair", "sun", "talk"]
"""The small drawings in overrides/guide/pictures/icons.html."""


class Step(Record):
    """A step of a ladder."""

    name: Words = Field(description="What the step is called.")
    lines: list[Words] = Field(min_length=1, description="What stands below the name, each on a line of its own.")
    icon: Icon = Field(description="The small drawing beside it.")
    strong: Answer = Field("no", description="yes: the step that the page is about.")


class Ladder(Record):
    """Steps from the least to the most."""

    least: Words = Field(description="What stands at the foot of the ladder.")
    most: Words = Field(description="What stands at its top.")
    steps: list[Step] = Field(min_length=2, description="The lowest step comes first.")


class Part(Record):
    """Something that can fill a row of a timetable."""

    id: Id = Field(description="Sessions name it.")
    icon: Icon = Field(description="The small drawing beside it.")
    words: Words = Field(description="What it is, in a few words.")


class Session(Record):
    """The rows of one day."""

    day: int = Field(ge=1, le=7, description="1 is the first of the week's days.")
    parts: list[Id] = Field(min_length=1, description="One for each row.")


class Track(Record):
    """One way in which the week can go."""

    name: Words = Field(description="What this way is called.")
    icon: Icon = Field(description="The small drawing beside it.")
    sessions: list[Session] = Field(min_length=1, description="Its days.")


class Week(Record):
    """A week as a timetable."""

    days: list[Words] = Field(min_length=7, max_length=7, description="Names in full; the drawing shows three letters of each.")
    rows: list[Words] = Field(min_length=1, description="What stands before each row.")
    parts: list[Part] = Field(min_length=1, description="What can fill a row.")
    tracks: list[Track] = Field(min_length=1, description="One or more ways in which the week can go.")


class Picture(Record):
    """A drawing that pages show through ``{{ picture:ID }}``."""

    id: Id = Field(description="Pages show it as {{ picture:ID }}, on a line of its own.")
    title: Words = Field(description="What stands above the drawing.")
    description: Words = Field(description="What a listener hears before the steps or the days.")
    note: Words | None = Field(None, description="A line below the drawing.")
    ladder: Ladder | None = Field(None, description="A ladder; this or a week.")
    week: Week | None = Field(None, description="A timetable; this or a ladder.")

    @model_validator(mode="after")
    def _one(self) -> Picture:
        if (self.ladder is None) == (self.week is None):
            raise ValueError("not one drawing; write either 'ladder: …' or 'week: …'")
        return self
