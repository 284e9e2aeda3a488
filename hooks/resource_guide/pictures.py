"""Drawings on pages: their layout as plain numbers, drawn by SVG templates in one language.

Colors are ``currentColor`` in strengths, so that a drawing follows the page in both color schemes,
and is as readable in grey on paper.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from .model import Guide
from .picture_model import Ladder, Week
from .picture_rules import FACT
from .placeholders import PICTURE, fact_text
from .text_types import Words
from .wording import Speaker

WIDTH = 340
"""Width of a drawing in its own units: about the pixels of a small phone's page, so letters keep their size there."""
LETTER = 0.54
"""Mean width of a letter as part of the font's size; wide enough for the bold letters of the usual system fonts."""

_NAME, _LINE = 15, 14  # sizes of the letters of a step's name and lines
_CLIMB = 12  # how far each step stands to the right of the one below
_ICON = 30  # room for the icon of a step
_PAD = 10
_LABEL = 60  # room for the names of a timetable's rows
_ROW = 34


@dataclass(frozen=True)
class Text:
    """One line of letters."""

    words: str
    x: int
    y: int
    """Of the line that the letters stand on."""
    size: int
    strong: bool = False


@dataclass(frozen=True)
class Box:
    """An area, with an icon in it."""

    x: int
    y: int
    width: int
    height: int
    icon: str
    strong: bool = False


@dataclass(frozen=True)
class Drawing:
    """Where everything stands."""

    height: int
    boxes: tuple[Box, ...]
    icons: tuple[Box, ...]
    """Icons that stand alone: ``width`` is their size."""
    texts: tuple[Text, ...]
    lines: tuple[tuple[int, int, int, int], ...]
    """Straight lines from x, y to x, y."""
    spoken: tuple[str, ...]
    """What a listener hears after the description."""


def draw_pictures(html: str, env: Environment, guide: Guide, tag: str) -> str:
    """Finished HTML with each place of a picture (``{{ picture:ID }}``) filled, in the language ``tag``."""
    return re.sub(PICTURE.format("([a-z0-9-]+)"), lambda match: figure(env, guide, tag, match[1]), html)


def figure(env: Environment, guide: Guide, tag: str, name: str) -> Markup:
    """A picture as an HTML figure with its note; raise KeyError where there is none of that name."""
    say = Speaker(guide, tag)
    note = guide.pictures[name].note
    values = {"svg": svg(env, guide, tag, name), "note": _words(guide, say, note) if note else ""}
    return Markup(env.get_template("pictures/figure.html").render(values))


def svg(env: Environment, guide: Guide, tag: str, name: str) -> Markup:
    """A picture alone as an SVG element with its title and description; raise KeyError where there is none of that name."""
    picture, say = guide.pictures[name], Speaker(guide, tag)
    drawing = _ladder(guide, say, picture.ladder) if picture.ladder else _week(guide, say, picture.week) if picture.week else None
    title, description = _words(guide, say, picture.title), _words(guide, say, picture.description)
    text = env.get_template("pictures/drawing.svg").render(id=name, title=title, description=description, width=WIDTH, drawing=drawing)
    return Markup(text)


def _words(guide: Guide, say: Speaker, words: Words) -> str:
    return FACT.sub(lambda match: fact_text(guide, say, match[1]), say.pick(words))


def _wrap(text: str, width: int, size: int) -> list[str]:
    """The text in lines that fit into ``width``."""
    return textwrap.wrap(text, max(4, int(width / (size * LETTER))), break_long_words=False)


def _ladder(guide: Guide, say: Speaker, ladder: Ladder) -> Drawing:
    """Steps that rise to the right, the highest at the top."""
    boxes: list[Box] = []
    texts = [Text(_words(guide, say, ladder.most), _CLIMB * (len(ladder.steps) - 1) + 16, 16, _LINE)]
    spoken: list[str] = []
    y = 24
    for number, step in reversed(list(enumerate(ladder.steps))):
        x = _CLIMB * number
        room = WIDTH - x - 2 * _PAD - _ICON
        name, lines = _words(guide, say, step.name), [_words(guide, say, line) for line in step.lines]
        top = y + 5
        for words, size, strong in [(name, _NAME, True), *((line, _LINE, False) for line in lines)]:
            for line in _wrap(words, room, size):
                top += size + 4
                texts.append(Text(line, x + _PAD, top, size, strong))
        boxes.append(Box(x, y, WIDTH - x, top + 9 - y, step.icon, step.strong == "yes"))
        spoken.insert(0, f"{name}: {'; '.join(lines)}.")
        y = top + 9
    texts.append(Text(_words(guide, say, ladder.least), 16, y + 20, _LINE))
    icons = tuple(Box(WIDTH - _PAD - _ICON + 4, box.y + (box.height - 24) // 2, 24, 24, box.icon) for box in boxes)
    corner = _CLIMB * (len(ladder.steps) - 1) + 6
    arrows = ((corner, 18, corner, 5), (corner - 4, 9, corner, 5), (corner + 4, 9, corner, 5), (6, y + 9, 6, y + 22), (2, y + 18, 6, y + 22), (10, y + 18, 6, y + 22))
    return Drawing(y + 28, tuple(boxes), icons, tuple(texts), arrows, tuple(spoken))


def _week(guide: Guide, say: Speaker, week: Week) -> Drawing:
    """A timetable for each track, one below the other, and what the icons mean."""
    parts = {part.id: part for part in week.parts}
    names = {part.id: _words(guide, say, part.words) for part in week.parts}
    days, rows = ([_words(guide, say, words) for words in texts] for texts in (week.days, week.rows))
    column = (WIDTH - _LABEL) // len(days)
    boxes: list[Box] = []
    icons: list[Box] = []
    texts: list[Text] = []
    lines: list[tuple[int, int, int, int]] = []
    spoken: list[str] = []
    y = 0
    for track in week.tracks:
        title = _words(guide, say, track.name)
        icons.append(Box(0, y, 24, 24, track.icon))
        texts.append(Text(title, 30, y + 18, _NAME, True))
        texts += [Text(day[:3], _LABEL + column * number + 4, y + 42, _LINE) for number, day in enumerate(days)]
        top = y + 50
        texts += [Text(row, 0, top + _ROW * number + 22, 13) for number, row in enumerate(rows)]
        lines += [(0, top + _ROW * number, WIDTH, top + _ROW * number) for number in range(len(rows) + 1)]
        for session in track.sessions:
            x = _LABEL + column * (session.day - 1)
            boxes += [Box(x + 1, top + _ROW * number + 2, column - 2, _ROW - 4, parts[part].icon) for number, part in enumerate(session.parts)]
            spoken.append(f"{title}, {days[session.day - 1]}: {', '.join(names[part] for part in session.parts)}.")
        y = top + _ROW * len(rows) + 18
    icons += [Box(box.x + (box.width - 24) // 2, box.y + (box.height - 24) // 2, 24, 24, box.icon) for box in boxes]
    for number, part in enumerate(week.parts):
        x = WIDTH // 2 * (number % 2)
        icons.append(Box(x, y, 24, 24, part.icon))
        wrapped = _wrap(names[part.id], WIDTH // 2 - 34, _LINE)
        texts += [Text(line, x + 30, y + 17 + 16 * place, _LINE) for place, line in enumerate(wrapped)]
        if number % 2 or number == len(week.parts) - 1:
            y += 42
    return Drawing(y, tuple(boxes), tuple(icons), tuple(texts), tuple(lines), tuple(spoken))
