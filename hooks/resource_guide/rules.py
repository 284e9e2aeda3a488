"""Checks across records: what no single record can know. ``check_data`` is the way in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

from .freshness import by_person
from .load import load_guide
from .loaded import Loaded
from .model import LINE, Guide
from .picture_rules import picture_faults, words_of_pictures
from .place_rules import place_faults
from .problems import Problem, did_you_mean, shown
from .programs import LEVEL, Program
from .text_types import Words, is_fictional, phone_key
from .wording_rules import wording_faults
from .yaml_source import Path_, field_name

_Cited = tuple[str, str, Path_]
"""Kind and id of a record, and a path in it."""


def check_data(root: Path, today: datetime.date | None = None) -> tuple[Guide | None, list[Problem]]:
    """Read ``data/`` below ``root`` and check it: the one way in for the command line and the build.

    Returns every problem, in the order of files and lines, and a Guide of the sound
    records, None where guide.yml or all wording is unusable. Nothing is raised for bad data.
    """
    guide, _, problems = load_checked(root, today)
    return guide, problems


def load_checked(root: Path, today: datetime.date | None = None) -> tuple[Guide | None, Loaded | None, list[Problem]]:
    """The same, with the records and their places in the files; None for these where there is no folder."""
    if not (root / "data").is_dir():
        return None, None, [Problem("data", 1, "", "the folder is missing", "start the program in the folder that holds data/")]
    guide, loaded = load_guide(root, today)
    return guide, loaded, sorted({*loaded.problems, *check(loaded)})


def check(loaded: Loaded) -> Iterator[Problem]:
    """Every fault across the records that were read, sound or not.

    A name is at fault only where it stands nowhere: not where its record has a fault of its own.
    """
    for rule in (
        place_faults, _facets, _contacts, _checks, _closed, _phones, _fictional, _dates, _sources, _translations, _vocabulary, _needs,
        picture_faults, wording_faults, _settings,
    ):  # fmt: skip
        yield from rule(loaded)


# Programs


def _facets(loaded: Loaded) -> Iterator[Problem]:
    """What a program answers is among the options of the vocabulary."""
    for program in loaded.programs.values():
        for name, facet in loaded.vocabulary.items():
            for option in program.answers(name):
                if option not in facet.options and ("facet", option) not in loaded.at:  # there an indent is missing
                    yield loaded.problem("program", program.id, (name, option), f"{shown(option)} is not one of the values", did_you_mean(option, facet.options))


def _contacts(loaded: Loaded) -> Iterator[Problem]:
    """A reader can reach every program, and a disputed street is not shown."""
    for program in loaded.programs.values():
        if not program.phones and not program.website:
            yield loaded.problem("program", program.id, ("phones",), "the listing has neither a phone nor a website", "add one of them")
        if program.address.disputed == "yes" and program.address.street:
            yield loaded.problem("program", program.id, ("address", "street"), "a disputed street is written", "leave the street out, or take out 'disputed: yes'")


def _checks(loaded: Loaded) -> Iterator[Problem]:
    """What a person checked counts: it says who, and when. A call of which a list tells says 'by: imported'."""
    today = loaded.today.isoformat()
    for program in loaded.programs.values():
        assured = program.assured
        if assured.how == "called" and assured.by == "imported" and "by" not in loaded.written("program", program.id)["assured"]:
            add = "'by: volunteer'" if assured.date else f"'by: volunteer' and 'date: {today}', the day,"
            message, fix = "it is not written who called, so the call does not count as a check", f"add {add} if one of you called, 'by: imported' if a list says so"
            yield loaded.problem("program", program.id, ("assured", "how"), message, fix, "warning")
        elif by_person(assured) and not assured.date:
            yield loaded.problem("program", program.id, ("assured", "how"), "a person's check without its day does not count", f"add 'date: {today}', the day of the check", "warning")


def _closed(loaded: Loaded) -> Iterator[Problem]:
    """A closed program leads to an open one that is in the guide."""
    for program in loaded.programs.values():
        see = program.closed.see if program.closed else None
        if see and not loaded.knows("program", see):
            yield loaded.problem("program", program.id, ("closed", "see"), f"there is no program {shown(see)}", did_you_mean(see, loaded.ids("program"), "data/programs/"))
        elif see in loaded.programs and loaded.programs[see].closed:
            yield loaded.problem("program", program.id, ("closed", "see"), f"{shown(see)} has closed too", "name an open program, or leave 'see' out")


def _phones(loaded: Loaded) -> Iterator[Problem]:
    """A number at two organizations is a copying mistake, unless all of them mark it; an organization may share its own."""
    first: dict[str, tuple[Program, bool]] = {}
    for program in loaded.programs.values():
        here: set[str] = set()
        for index, phone in enumerate(program.phones):
            key, path = phone_key(phone.number), ("phones", index, "number")
            other, both = first.setdefault(key, (program, phone.shared == "yes"))
            if key in here:
                yield loaded.problem("program", program.id, path, f"{phone.number} is written twice in this listing", "keep one of them")
            elif other.organization != program.organization and not (both and phone.shared == "yes"):
                message = f"{phone.number} is also the number of {shown(other.id)}, another organization"
                yield loaded.problem("program", program.id, path, message, "correct one of them, or give both the same 'organization'")
            here.add(key)


def _fictional(loaded: Loaded) -> Iterator[Problem]:
    """A real guide has no number that nobody can have."""
    if loaded.setting("fictional_phones") == "yes" or not isinstance(loaded.sources["data/guide.yml"].values, dict):
        return  # allowed, or the fault is in guide.yml
    for (kind, identity, path), number in _numbers(loaded):
        if is_fictional(number):
            yield loaded.problem(kind, identity, path, f"{number} is a made-up number (555-0100 to 555-0199)", "write the real number")


def _numbers(loaded: Loaded) -> Iterator[tuple[_Cited, str]]:
    for program in loaded.programs.values():
        for index, phone in enumerate(program.phones):
            yield ("program", program.id, ("phones", index, "number")), phone.number
    for line in loaded.helplines.values():
        yield ("helpline", line.id, ("phone",)), line.phone
        if line.tty:
            yield ("helpline", line.id, ("tty",)), line.tty
        if line.text:
            yield ("helpline", line.id, ("text", "number")), line.text.number


# All records


def _dates(loaded: Loaded) -> Iterator[Problem]:
    """Nothing happened in the future; a month or a year counts as a whole."""
    today = loaded.today.isoformat()
    for (kind, identity, path), date in _every_date(loaded):
        if date and date > today[: len(date)]:
            yield loaded.problem(kind, identity, path, f"'{date}' is in the future", f"write the day it happened, {today} at the latest")


def _every_date(loaded: Loaded) -> Iterator[tuple[_Cited, str | None]]:
    for program in loaded.programs.values():
        yield ("program", program.id, ("assured", "date")), program.assured.date
        if program.closed:
            yield ("program", program.id, ("closed", "date")), program.closed.date
        for index, source in enumerate(program.sources):
            yield ("program", program.id, ("sources", index, "date")), source.date
    for line in loaded.helplines.values():
        if line.assured:
            yield ("helpline", line.id, ("assured", "date")), line.assured.date
    for reference in loaded.references.values():
        yield ("source", reference.id, ("date",)), reference.date
        yield ("source", reference.id, ("read",)), reference.read
    for identity, road in loaded.roads.items():
        yield ("road", identity, ("date",)), road.date


def _sources(loaded: Loaded) -> Iterator[Problem]:
    """What a record cites stands in data/sources.yml."""
    cited = [("helpline", line.id, line.sources) for line in loaded.helplines.values()]
    cited += [("fact", fact.id, fact.sources) for fact in loaded.facts.values()]
    for kind, identity, sources in cited:
        for index, name in enumerate(sources):
            if not loaded.knows("source", name):
                yield loaded.problem(kind, identity, ("sources", index), f"there is no source {shown(name)} in data/sources.yml", did_you_mean(name, loaded.ids("source"), "data/sources.yml"))


# Languages


def _translations(loaded: Loaded) -> Iterator[Problem]:
    """Texts are in every language of the guide, and in no other."""
    if not loaded.languages:
        return  # the fault is in guide.yml
    for file, path, shown_path, words in every_words(loaded):
        line = loaded.sources[file].line(path)
        unknown = list(_unknown_languages(loaded, file, path, shown_path, words))
        yield from unknown
        if unknown:
            continue  # the missing language is most likely that one, misspelled
        for tag in loaded.languages:
            if tag not in words:
                yield Problem(file, line, field_name(shown_path), f"no words for '{tag}'; readers see another language", f"add '{tag}: …'", "warning")
    for file, path, shown_path, values in _for_some_languages(loaded):
        yield from _unknown_languages(loaded, file, path, shown_path, values)


def _unknown_languages(loaded: Loaded, file: str, path: Path_, shown_path: Path_, values: Iterable[str]) -> Iterator[Problem]:
    source = loaded.sources[file]
    for tag in values:
        if tag not in loaded.languages:
            yield Problem(file, source.line((*path, tag)), field_name((*shown_path, tag)), f"{shown(tag)} is not a language of this guide", did_you_mean(tag, loaded.languages))


def _for_some_languages(loaded: Loaded) -> Iterator[tuple[str, Path_, Path_, Iterable[str]]]:
    """What need not be there in every language: file, path in the file, path as it is shown, and the languages."""
    for line in loaded.helplines.values():
        file, start = loaded.at[("helpline", line.id)]
        yield file, (*start, "press"), ("press",), line.press
        if line.text:
            yield file, (*start, "text", "keyword"), ("text", "keyword"), line.text.keyword
    if loaded.settings:
        yield "data/guide.yml", ("telling_words",), ("telling_words",), loaded.settings.telling_words


def every_words(loaded: Loaded) -> Iterator[tuple[str, Path_, Path_, Words]]:
    """File, path in the file, path as it is shown, and words."""
    for (kind, identity, path), words in _words_of_records(loaded):
        file, start = loaded.at[(kind, identity)]
        yield file, (*start, *path), path, words
    for path, words in _words_of_maps(loaded):
        file = "data/vocabulary.yml" if path[0] in (LEVEL, *loaded.vocabulary) else "data/guide.yml"
        yield file, path, path, words


def _words_of_records(loaded: Loaded) -> Iterator[tuple[_Cited, Words]]:
    yield from words_of_pictures(loaded)
    for program in loaded.programs.values():
        if program.closed:
            yield ("program", program.id, ("closed", "reason")), program.closed.reason
    for line in loaded.helplines.values():
        yield ("helpline", line.id, ("name",)), line.name
        yield ("helpline", line.id, ("summary",)), line.summary
        yield ("helpline", line.id, ("what_happens",)), line.what_happens
    for term in loaded.terms.values():
        yield ("term", term.id, ("term",)), term.term
        yield ("term", term.id, ("definition",)), term.definition
    for payer in loaded.payers.values():
        yield ("payer", payer.id, ("name",)), payer.name
    for need in loaded.needs.values():
        yield ("need", need.id, ("title",)), need.title
        yield ("need", need.id, ("intro",)), need.intro
    for fact in loaded.facts.values():
        if isinstance(fact.value, dict):
            yield ("fact", fact.id, ("value",)), fact.value


def _words_of_maps(loaded: Loaded) -> Iterator[tuple[Path_, Words]]:
    if loaded.levels:
        yield (LEVEL, "label"), loaded.levels.label
        for key, level in loaded.levels.options.items():
            yield (LEVEL, "options", key, "words"), level.words
    for name, facet in loaded.vocabulary.items():
        yield (name, "label"), facet.label
        if facet.ask:
            yield (name, "ask"), facet.ask
        for key, option in facet.options.items():
            yield (name, "options", key, "words"), option.words
            if option.ask:
                yield (name, "options", key, "ask"), option.ask
    if loaded.settings:
        yield ("site_name",), loaded.settings.site_name
        yield ("state",), loaded.settings.state
        for kind, heading in loaded.settings.helpline_kinds.items():
            yield ("helpline_kinds", kind), heading
        for name in ("menu", "doors", "town_links"):
            for index, link in enumerate(getattr(loaded.settings, name)):
                yield (name, index, "title"), link.title
        for index, door in enumerate(loaded.settings.doors):
            yield ("doors", index, "text"), door.text


# Settings


def _needs(loaded: Loaded) -> Iterator[Problem]:
    """Each need asks for an answer that listings can have."""
    for need in loaded.needs.values():
        for name, option in need.wants.items():
            if not loaded.knows("facet", name):
                yield loaded.problem("need", need.id, ("wants", name), f"{shown(name)} is not a field of a program", did_you_mean(name, loaded.ids("facet")))
            elif name in loaded.vocabulary and option not in loaded.vocabulary[name].options:
                options = loaded.vocabulary[name].options
                yield loaded.problem("need", need.id, ("wants", name), f"{shown(option)} is not one of the values", did_you_mean(option, options))


def _vocabulary(loaded: Loaded) -> Iterator[Problem]:
    """The kinds of programs are there."""
    if not loaded.knows("facet", LEVEL):
        yield Problem("data/vocabulary.yml", 1, LEVEL, "is missing", f"add '{LEVEL}: …' with its label and options")
    for facet_name, facet in loaded.vocabulary.items():
        if facet.usual is not None and facet.usual not in facet.options:
            yield loaded.problem("facet", facet_name, ("usual",), f"{shown(facet.usual)} is not one of its options", did_you_mean(facet.usual, facet.options))
    for index, name in enumerate(loaded.levels.of_facility if loaded.levels else []):
        if name not in loaded.program_model.model_fields:
            yield loaded.problem("facet", LEVEL, ("of_facility", index), f"{shown(name)} is not a field of a program", did_you_mean(name, loaded.ids("facet")))


def _settings(loaded: Loaded) -> Iterator[Problem]:
    """Settings name helplines that exist; synonyms are in languages of the guide."""
    source = loaded.sources["data/guide.yml"]
    named = loaded.setting("town_helplines")
    wanted: list[tuple[Path_, object]] = [(("strip_helpline",), loaded.setting("strip_helpline"))]
    wanted += [(("town_helplines", index), name) for index, name in enumerate(named if isinstance(named, list) else [])]
    for path, name in wanted:
        if isinstance(name, str) and name and not loaded.knows("helpline", name):
            yield Problem(source.file, source.line(path), field_name(path), f"there is no helpline {shown(name)}", did_you_mean(name, loaded.ids("helpline"), "data/helplines.yml"))
    for index, tag in enumerate(loaded.settings.sheet_languages if loaded.settings else []):
        if loaded.languages and tag not in loaded.languages:
            where: Path_ = ("sheet_languages", index)
            yield Problem(source.file, source.line(where), field_name(where), f"{shown(tag)} is not a language of this guide", did_you_mean(tag, loaded.languages))
    kinds = loaded.setting("helpline_kinds")
    for helpline in loaded.helplines.values():
        if isinstance(kinds, dict) and helpline.kind not in kinds and not loaded.setting(helpline.kind):  # there an indent is missing
            yield loaded.problem("helpline", helpline.id, ("kind",), f"{shown(helpline.kind)} is not one of the values", did_you_mean(helpline.kind, kinds, "data/guide.yml"))
    for tag in loaded.synonyms:
        if loaded.languages and tag not in loaded.languages:
            line = loaded.sources["data/synonyms.yml"].line((tag,))
            yield Problem("data/synonyms.yml", line, field_name((tag,)), f"{shown(tag)} is not a language of this guide", did_you_mean(tag, loaded.languages))
    for path, name in ((path, word.removeprefix(LINE)) for path, word in _synonyms(loaded) if word.startswith(LINE)):
        if not loaded.knows("helpline", name):
            source = loaded.sources["data/synonyms.yml"]
            yield Problem(source.file, source.line(path), field_name(path), f"there is no helpline {shown(name)}", did_you_mean(name, loaded.ids("helpline"), "data/helplines.yml"))


def _synonyms(loaded: Loaded) -> Iterator[tuple[Path_, str]]:
    """Every word of synonyms.yml, and where it stands."""
    for tag, groups in loaded.synonyms.items():
        for number, group in enumerate(groups):
            for index, word in enumerate(group):
                yield (tag, number, index), word
