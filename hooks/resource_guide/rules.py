"""Checks across records: what no single record can know."""

from __future__ import annotations

import string
from collections.abc import Iterator

from .load import STATEWIDE, Loaded
from .model import FACETS, Assured, Guide, Program, Words
from .problems import Problem, did_you_mean


def check(guide: Guide, loaded: Loaded) -> list[Problem]:
    """Every fault across the records of ``guide``, with its place in the files."""
    rules = _Rules(guide, loaded)
    return [problem for rule in (
        rules.programs, rules.shared_phones, rules.places, rules.zips, rules.roads,
        rules.references, rules.translations, rules.wording, rules.settings,
    ) for problem in rule()]


class _Rules:
    def __init__(self, guide: Guide, loaded: Loaded) -> None:
        self.guide = guide
        self.loaded = loaded

    def at(self, kind: str, identity: str, field: str = "") -> tuple[str, int]:
        """File and line of a record, or of one of its fields."""
        file, line = self.loaded.at[(kind, identity)]
        source = self.loaded.sources.get(file)
        if source is None or not field:
            return file, line
        index = next(path[0] for path, where in source.lines.items() if path[1:] == ("id",) and where == line)
        parts = tuple(int(part) if part.isdigit() else part for part in field.split("."))
        return file, source.line((index, *parts))

    def problem(self, kind: str, identity: str, field: str, message: str, fix: str, warning: bool = False) -> Problem:
        file, line = self.at(kind, identity, field)
        return Problem(file, line, field, message, fix, "warning" if warning else "error")

    def programs(self) -> Iterator[Problem]:
        for program in self.guide.programs.values():
            yield from self._town(program)
            yield from self._facets(program)
            yield from self._date("program", program.id, "assured.date", program.assured.date)
            if not program.phones and not program.website:
                yield self.problem("program", program.id, "phones", "the listing has neither a phone nor a website", "add one of them")
            if program.closed:
                yield from self._date("program", program.id, "closed.date", program.closed.date)
                yield from self._words("program", program.id, "closed.reason", program.closed.reason)
                if program.closed.see and program.closed.see not in self.guide.programs:
                    yield self.problem("program", program.id, "closed.see", f"there is no program '{program.closed.see}'", did_you_mean(program.closed.see, self.guide.programs))
            if program.address.disputed == "yes" and program.address.street:
                yield self.problem("program", program.id, "address.street", "a disputed street is written", "leave the street out, or take out 'disputed: yes'")
            for index, source in enumerate(program.sources):
                yield from self._date("program", program.id, f"sources.{index}.date", source.date)

    def _town(self, program: Program) -> Iterator[Problem]:
        town = self.guide.town_of.get(program.id)
        file = self.guide.program_files[program.id]
        if town is None:
            return
        if town not in self.guide.places:
            yield Problem(file, 1, "", f"there is no town '{town}' in data/places.yml", did_you_mean(town, [*self.guide.places, STATEWIDE]))
            return
        zip_code = program.address.zip
        if zip_code is None:
            return
        known = self.guide.zips.get(zip_code)
        if known is None:
            yield self.problem("program", program.id, "address.zip", f"'{zip_code}' is not a ZIP code of {self.guide.settings.state_code}", did_you_mean(zip_code, self.guide.zips))
        elif known.place != town and not self._zip_serves(known.place, town):
            yield self.problem("program", program.id, "address.zip", f"ZIP {zip_code} is in {known.city}, and this file is for {self.guide.places[town].name}", f"correct the ZIP, or move the listing to data/programs/{known.place}.yml")

    def _zip_serves(self, zip_place: str, town: str) -> bool:
        """Neighboring places share ZIP codes; places of the same county are let pass."""
        places = self.guide.places
        return zip_place in places and places[zip_place].county == places[town].county

    def _facets(self, program: Program) -> Iterator[Problem]:
        for facet in FACETS:
            if facet not in self.guide.vocabulary:
                continue  # the fault is in the vocabulary, and reported there
            allowed = self.guide.vocabulary[facet].options
            for option in getattr(program, facet):
                if option not in allowed:
                    yield self.problem("program", program.id, f"{facet}.{option}", f"'{option}' is not one of the values", did_you_mean(option, allowed))

    def _date(self, kind: str, identity: str, field: str, date: str | None) -> Iterator[Problem]:
        today = self.guide.today.isoformat()
        if date and date > today[: len(date)]:
            yield self.problem(kind, identity, field, f"'{date}' is in the future", f"write the day it happened, {today} at the latest")

    def shared_phones(self) -> Iterator[Problem]:
        """A number at two organizations is a copying mistake; an organization may share its own."""
        first: dict[str, Program] = {}
        for program in self.guide.programs.values():
            for index, phone in enumerate(program.phones):
                other = first.setdefault(phone.number, program)
                if other.organization != program.organization:
                    yield self.problem("program", program.id, f"phones.{index}.number", f"{phone.number} is also the number of '{other.id}', another organization", "correct one of them, or give both the same 'organization'")

    def places(self) -> Iterator[Problem]:
        names: dict[tuple[str, str], str] = {}
        for place in self.guide.places.values():
            other = names.setdefault((place.name, place.county), place.id)
            if other != place.id:
                yield self.problem("place", place.id, "name", f"'{place.name}' in {place.county} County is also '{other}'", "keep one of them")

    def zips(self) -> Iterator[Problem]:
        for number, record in enumerate(self.guide.zips.values(), 2):
            if record.place not in self.guide.places:
                yield Problem("data/zips.csv", number, "place", f"ZIP {record.zip}: there is no place '{record.place}'", did_you_mean(record.place, self.guide.places))

    def roads(self) -> Iterator[Problem]:
        source = self.loaded.sources.get("data/roads.yml")
        pairs = source.values if source and isinstance(source.values, list) else []
        for index, pair in enumerate(pairs):
            towns = pair.get("between", []) if isinstance(pair, dict) else []
            for position, town in enumerate(towns if isinstance(towns, list) else []):
                if source and town not in self.guide.places:
                    yield Problem(source.file, source.line((index, "between", position)), "between", f"there is no town '{town}'", did_you_mean(str(town), self.guide.places))

    def references(self) -> Iterator[Problem]:
        known = self.guide.references
        cited = [("helpline", line.id, line.sources) for line in self.guide.helplines.values()]
        cited += [("fact", fact.id, fact.sources) for fact in self.guide.facts.values()]
        for kind, identity, sources in cited:
            for index, name in enumerate(sources):
                if name not in known:
                    yield self.problem(kind, identity, f"sources.{index}", f"there is no source '{name}' in data/sources.yml", did_you_mean(name, known))
        assured: list[tuple[str, Assured | None]] = [(line.id, line.assured) for line in self.guide.helplines.values()]
        for identity, check_ in assured:
            yield from self._date("helpline", identity, "assured.date", check_.date if check_ else None)

    def translations(self) -> Iterator[Problem]:
        for line in self.guide.helplines.values():
            for field in ("name", "summary", "what_happens"):
                yield from self._words("helpline", line.id, field, getattr(line, field))
        for term in self.guide.terms.values():
            for field in ("term", "definition"):
                yield from self._words("term", term.id, field, getattr(term, field))
        for payer in self.guide.payers.values():
            yield from self._words("payer", payer.id, "name", payer.name)
        for fact in self.guide.facts.values():
            if isinstance(fact.value, dict):
                yield from self._words("fact", fact.id, "value", fact.value)
        source = self.loaded.sources.get("data/vocabulary.yml")
        for name, facet in self.guide.vocabulary.items():
            groups: list[tuple[tuple[str | int, ...], Words]] = [((name, "label"), facet.label)]
            groups += [((name, "ask"), facet.ask)] if facet.ask else []
            groups += [((name, "options", key, "words"), option.words) for key, option in facet.options.items()]
            for path, words in groups:
                for tag in self._missing(words):
                    yield Problem("data/vocabulary.yml", source.line(path) if source else 1, ".".join(map(str, path)), f"no words for '{tag}'", f"add '{tag}: …'", "warning")

    def _words(self, kind: str, identity: str, field: str, words: Words) -> Iterator[Problem]:
        for tag in self._missing(words):
            yield self.problem(kind, identity, field, f"no words for '{tag}'; readers see the other language", f"add '{tag}: …'", warning=True)
        for tag in words:
            if tag not in self.guide.languages:
                yield self.problem(kind, identity, f"{field}.{tag}", f"'{tag}' is not a language of this guide", did_you_mean(tag, self.guide.languages))

    def _missing(self, words: Words) -> list[str]:
        return [tag for tag in self.guide.languages if not words.get(tag)]

    def wording(self) -> Iterator[Problem]:
        """Every interface word in every language, with the same blanks to fill ({key}, the helpline's, is optional)."""
        default = self.guide.languages[0]
        every = {key: tag for tag in self.guide.languages for key in self.guide.wording[tag]}
        for tag in self.guide.languages:
            words, file = self.guide.wording[tag], f"data/wording/{tag}.yml"
            source = self.loaded.sources.get(file)
            for key, other in every.items():
                if key not in words:
                    yield Problem(file, 1, key, f"is missing (data/wording/{other}.yml has it)", f"add '{key}: …'")
                elif not _blanks(words[key]) - {"key"} == _blanks(self.guide.wording[default].get(key, "")) - {"key"}:
                    expected = ", ".join("{" + name + "}" for name in sorted(_blanks(self.guide.wording[default].get(key, "")))) or "none"
                    yield Problem(file, source.line((key,)) if source else 1, key, "the blanks in braces differ from the first language", f"use these: {expected}")

    def settings(self) -> Iterator[Problem]:
        source = self.loaded.sources["data/guide.yml"]
        wanted = [(("strip_helpline",), self.guide.settings.strip_helpline)]
        wanted += [(("town_helplines",), name) for name in self.guide.settings.town_helplines]
        for path, name in wanted:
            if name not in self.guide.helplines:
                yield Problem(source.file, source.line(path), path[0], f"there is no helpline '{name}'", did_you_mean(name, self.guide.helplines))


def _blanks(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        return {"(unbalanced brace)"}
