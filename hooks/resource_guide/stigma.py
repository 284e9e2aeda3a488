"""Words that keep people from asking for help (data/stigma.yml), found wherever the guide itself speaks.

Names are not ours to change: those of the data, and those of data/spelling/names.txt. A page that quotes
such a word to say what not to say marks it: ``_addict_{ .avoid }``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import Field

from .documents import Document
from .loaded import Loaded, read_list
from .problems import Problem, shown
from .records import Record
from .rules import every_words
from .text_types import Line
from .yaml_source import Path_, YamlSource, field_name

FILE = "stigma.yml"
NAMES = "data/spelling/names.txt"
_QUOTED = re.compile(r"([_*])(?:(?!\1).)+\1\{:?\s*\.avoid\s*\}")
_NO_TEXT = re.compile(r"\{\{.*?\}\}|\]\([^)]*\)|`[^`]*`")
"""Placeholders, targets of links and code are no words of ours."""


class Stigma(Record):
    """Words of one language, and the better one."""

    language: Line = Field(description="Tag of the language: en, es.")
    words: list[Line] = Field(min_length=1, description="Every form of the word, with its plural and its genders.")
    instead: Line = Field(description="What to write instead.")
    sources: list[Line] = Field(default_factory=list, description="Ids of data/sources.yml.")


@dataclass(frozen=True)
class Text:
    """Words of ours in a file."""

    file: str
    place: int | tuple[YamlSource, Path_]
    """Its line; in a file of data, where it is: few are asked for their line, and to find it a file must be read with care."""
    field: str
    tags: tuple[str, ...]
    """Languages that it may be in."""
    text: str

    @property
    def line(self) -> int:
        """Its line in the file, from 1."""
        if isinstance(self.place, int):
            return self.place
        source, path = self.place
        return source.line(path)


def check_words(loaded: Loaded, documents: Iterable[Document]) -> Iterator[Problem]:
    """Every such word of the pages, the wording and the free texts of the data, as a warning; nothing where a guide has no list."""
    if not (loaded.root / "data" / FILE).is_file():
        return
    before = len(loaded.problems)
    entries = list(read_list(loaded, Stigma, FILE, "stigma").values())
    yield from loaded.problems[before:]
    every = list(texts(loaded, documents))
    whole = "\n".join(text.text for text in every).casefold()
    # Most of the words stand nowhere: what is searched for line by line are the few that do.
    patterns = {tag: _pattern([word for entry in entries if entry.language == tag for word in entry.words if word.casefold() in whole]) for tag in loaded.languages}
    names = _names(loaded, [pattern for pattern in patterns.values() if pattern])
    for text in every:
        seen: set[str] = set()
        bare = names.sub("\0", text.text) if names else text.text
        for tag, pattern in ((tag, patterns.get(tag)) for tag in text.tags):
            for match in pattern.finditer(bare) if pattern else ():
                if match[0] not in seen:
                    seen.add(match[0])
                    yield Problem(text.file, text.line, text.field, f"{shown(match[0])} can keep people from asking for help", f"write instead: {_better(entries, tag, match[0])}", "warning")


def _better(entries: list[Stigma], tag: str, found: str) -> str:
    """What to write instead of a word: matched as it was found, since ı counts as an i there, and in no other comparison."""
    return next(entry.instead for entry in entries if entry.language == tag for word in entry.words if re.fullmatch(re.escape(word), found, re.IGNORECASE))


def texts(loaded: Loaded, documents: Iterable[Document]) -> Iterator[Text]:
    """All that this guide says in its own words, a line of a page or a field of a record each."""
    for document in documents:
        for key, text in (("title", document.title), ("description", document.description)):
            yield Text(document.file, 1, key, (document.language,), text)
        for number, line in enumerate(document.body.splitlines(), document.body_line):
            if line:
                yield Text(document.file, number, "", (document.language,), _NO_TEXT.sub("\0", _QUOTED.sub("\0", line)))
    for tag, words in loaded.wording.items():
        file = f"data/wording/{tag}.yml"
        for key, text in words.items():
            yield Text(file, (loaded.sources[file], (key,)), key, (tag,), text)
    for file, path, shown_path, every in every_words(loaded):
        for tag, text in every.items():
            yield Text(file, (loaded.sources[file], (*path, tag)), field_name((*shown_path, tag)), (tag,), text)
    yield from _free_texts(loaded)


def _free_texts(loaded: Loaded) -> Iterator[Text]:
    """Notes for editors, which may be in any language."""
    for program in loaded.programs.values():
        if program.note:
            file, start = loaded.at[("program", program.id)]
            yield Text(file, (loaded.sources[file], (*start, "note")), "note", tuple(loaded.languages), program.note)


def names_of(loaded: Loaded) -> set[str]:
    """Every name in the data, and those of the list of names: right in any language, and nobody's to change."""
    names = {name for program in loaded.programs.values() for name in (program.name, program.organization, *(source.title for source in program.sources))}
    names |= {text for source in loaded.references.values() for text in (source.title, source.publisher)}
    names |= {name for line in loaded.helplines.values() for name in line.name.values()}
    names |= {name for place in loaded.places.values() for name in (place.name, place.county or "", *place.aliases)}
    return names - {""} | set(listed_names(loaded))


def listed_names(loaded: Loaded) -> list[str]:
    """The lines of the list of names; none where a guide has no such list."""
    path = loaded.root / NAMES
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _names(loaded: Loaded, patterns: list[re.Pattern[str]]) -> re.Pattern[str] | None:
    """What finds the names that have such a word in them."""
    found = sorted((name for name in names_of(loaded) if any(pattern.search(name) for pattern in patterns)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, found))) if found else None


def _pattern(words: list[str]) -> re.Pattern[str] | None:
    """What finds any of the words, whole, the longest first; None where there are none."""
    forms = [re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})" for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") if forms else None
