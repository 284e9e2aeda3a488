"""A new listing, asked for field by field: each answer is checked at once by the model and by every rule of the guide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from slugify import slugify

from .edit_yaml import Record
from .importers.sheet_rules import PERSONS_WAYS
from .keeping import RefusedError, full_day, placed, refuse, site_name, unseen
from .loaded import STATEWIDE, Loaded
from .model import Guide
from .new_listing import faults_at, new_id, read_answers, town_names, with_text
from .problems import Problem, did_you_mean, shown
from .programs import Assured
from .text_types import phone_key
from .wording import Speaker
from .yaml_source import Path_

Ask = Callable[[str], str]
Show = Callable[[str], None]


@dataclass
class Interview:
    """One new listing, as far as it has been told."""

    guide: Guide
    loaded: Loaded
    say: Speaker
    call: str
    """The words for "phone call" in the list of sources."""
    ask: Ask
    """Shows a question and returns the answer. Raises EOFError or KeyboardInterrupt where there is none."""
    show: Show
    tell: Callable[[Problem], str]
    """A problem as the editor reads it, without its file."""
    record: Record = field(default_factory=dict)
    town: str = ""
    """The name of the file that it belongs in, without the ending."""

    def run(self) -> Record:
        """Ask everything; return the record. Raises RefusedError where the guide has this listing already."""
        self.show(self.say("editor_add_intro"))
        self._ask_who()
        self._ask_level()
        self._ask_contacts()
        self.show(f"\n{self.say('editor_add_facets')}")
        for facet in self.guide.vocabulary:
            self._ask_facet(facet)
        self._ask_whole_facility()
        self._ask_check()
        self._ask_text("note", ("note",), silent="editor_hint_none")
        return self.record

    # Who and where

    def _ask_who(self) -> None:
        self._ask_text("name", ("name",), must=True)
        self._ask_text("organization", ("organization",), default=self.record["name"])
        self.town = self._ask_town()
        place = self.guide.places.get(self.town)
        self.record = {"id": new_id(self.record["name"], place.name if place else STATEWIDE), **self.record}
        if self.loaded.knows("program", self.record["id"]):
            refuse(f"{shown(self.record['id'])} is in the guide already, at {self._place_of(self.record['id'])}", f"correct it there, or use: guide confirm {self.record['id']}")

    def _ask_town(self) -> str:
        names = town_names(self.guide)
        while True:
            text = self._answer("editor_ask_town", must=True)
            found = [text] if text in self.guide.places else sorted(names.get(slugify(text), ()))
            if len(found) == 1:
                return found[0]
            fix = f"write one of: {', '.join(found)}" if found else did_you_mean(text, names, "data/places.yml")
            self._complain(Problem("", 1, "", f"there is no town {shown(text)} in data/places.yml" if not found else "more than one place has this name", fix))

    def _ask_level(self) -> None:
        levels = {value: self.say.pick(level.words) for value, level in self.guide.levels.options.items()}
        self.record = placed(self.guide, self.record, "level", self._choose("editor_ask_level", levels))

    # Contacts

    def _ask_contacts(self) -> None:
        while True:
            for kind in ("main", "toll-free", "intake"):
                self._ask_phone(kind)
            self._ask_text("website", ("website",))
            if "phones" in self.record or "website" in self.record:
                break
            self._complain(Problem("", 1, "", "the listing has neither a phone nor a website", "add one of them"))
        self._ask_text("street", ("address", "street"))
        self._ask_text("zip", ("address", "zip"))

    def _ask_phone(self, kind: str) -> None:
        before = self.record.get("phones", [])
        while True:
            text = self._answer(f"editor_ask_phone_{kind}")
            if not text:
                return
            number = {"number": text} | ({"type": kind} if kind != "main" else {})
            if self._is_new_number(text) and self._keeps("phones", [*before, number], ("phones", len(before))):
                return

    def _is_new_number(self, number: str) -> bool:
        """Whether no listing has a number yet but another place of the same organization, which may share it."""
        try:
            key = phone_key(number)
        except ValueError:
            return True  # no number at all, which the model says
        for program in self.guide.programs.values():
            if any(phone_key(phone.number) == key for phone in program.phones):
                self._complain(Problem("", 1, "", f"{number} is in the guide already, at {self._place_of(program.id)}", f"if it is the same program, stop here with Ctrl-C and use: guide confirm {program.id}"))
                return program.organization == self.record["organization"] and self.guide.town_of.get(program.id, STATEWIDE) != self.town
        return True

    def _place_of(self, identity: str) -> str:
        file, path = self.loaded.at[("program", identity)]
        return f"{file}:{self.loaded.sources[file].line(path)}"

    # What a source says

    def _ask_facet(self, facet: str) -> None:
        options = self.guide.vocabulary[facet].options
        label = self.say.pick(self.guide.vocabulary[facet].label)
        words = {key: self.say.pick(option.words) for key, option in options.items()}
        names = {slugify(name): key for key, option in options.items() for name in (*option.words.values(), key)}
        self._list_options(words)
        while True:
            answers, faults = read_answers(self._answer("editor_ask_facet", label=label), names, list(words))
            for fault in faults:
                self._complain(fault)
            if not faults and (not answers or self._keeps(facet, answers, (facet,))):
                return

    def _ask_whole_facility(self) -> None:
        words = {name: self.say.pick(self.guide.vocabulary[name].label) for name in self.guide.levels.of_facility if name in self.record}
        if self.record["level"] != self.guide.main_level or not words:
            return
        names = {slugify(name): facet for facet, label in words.items() for name in (label, facet)}
        self._list_options(words)
        while True:
            answers, faults = read_answers(self._answer("editor_ask_facility_wide"), names, list(words))
            for fault in faults:
                self._complain(fault)
            chosen = [facet for facet in words if answers.get(facet) == "yes"]
            if not faults and (not chosen or self._keeps("facility_wide", chosen, ("facility_wide",))):
                return

    # How it is known

    def _ask_check(self) -> None:
        how = self._choose("editor_ask_how", {way: self.say(f"editor_how_{way}") for way in get_args(Assured.model_fields["how"].annotation)})
        check = {"how": how} | ({"by": "volunteer"} if how in PERSONS_WAYS else {})
        while True:
            date = self._answer("editor_ask_day" if how in PERSONS_WAYS else "editor_ask_date", must=how in PERSONS_WAYS, today=self.guide.today.isoformat())
            try:
                if how in PERSONS_WAYS:
                    full_day(date, self.guide.today)
            except RefusedError as error:
                self._complain(error.problems[0])
                continue
            if self._keeps("assured", ({"date": date} if date else {}) | check, ("assured",)):
                break
        self._ask_source(how, date)

    def _ask_source(self, how: str, date: str) -> None:
        if how == "called":
            self._put("sources", [{"title": self.call, "date": date}])
            return
        website = self.record.get("website", "")
        own = how == "provider-site"
        self._ask_text("source_url", ("sources", 0, "url"), default=website if own else "", must=own and not website)
        url = self.record.get("sources", [{}])[0].get("url", "")
        self._ask_text("source_title", ("sources", 0, "title"), default=site_name(url) if url else "", must=not url)
        source = self.record["sources"][0]
        made = {"title": source["title"]} | ({"url": url} if url else {}) | ({"date": date} if date and not own else {})
        self._put("sources", [made])

    # One answer

    def _answer(self, key: str, must: bool = False, default: str = "", silent: str = "editor_hint_silent", **values: str) -> str:
        """The answer to a question; where Enter alone was typed and nothing ``must`` be said, the default."""
        hint = self.say("editor_hint_default", default=default) if default else self.say("editor_hint_must" if must else silent)
        while True:
            text = self.ask(f"{self.say(key, **values)} {hint}").strip()
            hidden = unseen(text)
            if hidden:
                self._complain(hidden)
            elif text or default or not must:
                return text or default
            else:
                self._complain(Problem("", 1, "", "is empty", "this cannot be left out"))

    def _ask_text(self, name: str, path: Path_, must: bool = False, default: str = "", silent: str = "editor_hint_silent") -> None:
        """A text for a field; Enter alone leaves it out, or takes the default that the question shows."""
        first = str(path[0])
        while True:
            text = self._answer(f"editor_ask_{name}", must, default, silent)
            if not text or self._keeps(first, with_text(self.record.get(first), path[1:], text), path):
                return

    def _choose(self, key: str, words: Mapping[str, str]) -> str:
        """One of the values, by itself or by its words."""
        names = {slugify(name): value for value, label in words.items() for name in (label, value)}
        self._list_options(words)
        while True:
            text = self._answer(key, must=True)
            if slugify(text) in names:
                return names[slugify(text)]
            self._complain(Problem("", 1, "", f"{shown(text)} is not one of the values", did_you_mean(text, words)))

    def _list_options(self, words: Mapping[str, str]) -> None:
        self.show("")
        for value, label in words.items():
            self.show(f"  {value}: {label}")

    def _complain(self, problem: Problem) -> None:
        self.show(f"  ! {self.tell(problem)}")

    def _put(self, name: str, value: Any) -> None:
        self.record = placed(self.guide, self.record, name, value) if value else {key: inner for key, inner in self.record.items() if key != name}

    def _keeps(self, name: str, value: Any, path: Path_) -> bool:
        """Whether a field can have this value: if it can, the record has it now; if not, the editor has been told why."""
        record = placed(self.guide, self.record, name, value)
        faults = faults_at(self.loaded, self.town, record, path)
        for fault in faults:
            self._complain(fault)
        if not faults:
            self.record = record
        return not faults
