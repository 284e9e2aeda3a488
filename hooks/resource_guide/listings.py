"""One view of a program for every writer: its facts in one language, ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from .freshness import TRUST_ORDER, Trust, trust
from .model import Guide
from .placeholders import tel
from .programs import Phone, Program
from .wording import Speaker


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A number ready to show."""

    shown: str
    href: str
    label: str
    """What the number is for; empty for the main one."""
    number: str
    """The number without its extension."""
    extension: str
    """The extension as it is shown; empty where there is none."""


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact of a listing: what it says, or what to ask."""

    label: str
    text: str
    """Empty where the source does not say."""
    ask: str
    """The question to ask where it does not say."""
    whole_facility: bool
    """The source says it of the whole facility, not of the program alone."""
    facet: str
    """Its field in the data: ``payment``."""
    with_level: bool
    """It stands beside the kind of program, too."""
    is_first: bool
    """On paper it stands before the others."""
    is_asked: bool
    """Silence is worth a question."""
    is_limit: bool
    """It says whom the program is for."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A program in one language."""

    id: str
    name: str
    organization: str
    """Empty where the name already says it."""
    is_main: bool
    """Whether it is of the kind that the guide is about."""
    level: str
    town_id: str | None
    town: str
    phones: tuple[PhoneView, ...]
    website: str
    website_shown: str
    street: str
    zip: str
    city_line: str
    disputed: bool
    facts: tuple[FactView, ...]
    limits: tuple[FactView, ...]
    """The facts that may keep a reader out: they stand wherever the program is named."""
    treats: str
    """What stands beside its kind (``with_level``), as one phrase; empty where not stated."""
    trust: Trust
    checked: str
    """How and when it was checked, as one sentence."""
    sources: tuple[tuple[str, str], ...]
    """Title with date, and web address or an empty text."""
    closed: str
    """The notice of a closed program; else empty."""
    see: str | None
    data_file: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a listing as its card shows them."""

    own: list[FactView]
    """What the source says of the program."""
    whole: list[FactView]
    """What it says of the whole facility."""
    asks: list[FactView]
    """What it does not say, and is worth a question."""


def facts_of(listing: Listing) -> Facts:
    """The facts of a listing, sorted; in each part in the order of the vocabulary."""
    facts = Facts([], [], [])
    for fact in listing.facts:
        if fact.text:
            (facts.whole if fact.whole_facility else facts.own).append(fact)
        if fact.ask:
            facts.asks.append(fact)
    return facts


Answered = tuple[str, tuple[tuple[str, str], ...], bool, str]
"""A facet, the answers to it, whether they are about the whole facility, and the kind of program: a fact follows from these."""


def prepare(guide: Guide, say: Speaker) -> dict[str, Listing]:
    """Every program of the guide in one language, in the order in which readers see them.

    Open before closed, better checked first, the main kind before others, then by name.
    """
    facts: dict[Answered, FactView | None] = {}
    views = [_listing(guide, say, program, facts) for program in guide.programs.values()]
    views.sort(key=lambda view: (bool(view.closed), TRUST_ORDER.index(view.trust), not view.is_main, view.name.casefold(), view.id))
    return {view.id: view for view in views}


def _listing(guide: Guide, say: Speaker, program: Program, facts: dict[Answered, FactView | None]) -> Listing:
    town_id = guide.town_of.get(program.id)
    place = guide.places[town_id] if town_id else None
    town = place.name if place else say("statewide")
    labels = {"main": "", "toll-free": say("phone_toll_free"), "intake": say("phone_intake")}
    closed = program.closed
    known = tuple(fact for facet in guide.vocabulary if (fact := _known_fact(guide, say, program, facet, facts)))
    return Listing(
        id=program.id,
        name=program.name,
        organization="" if program.organization.casefold() in program.name.casefold() else program.organization,
        is_main=program.level == guide.main_level,
        level=say.pick(guide.levels.options[program.level].words),
        town_id=town_id,
        town=town,
        phones=tuple(_phone(say, phone, labels[phone.type]) for phone in program.phones),
        website=program.website or "",
        website_shown=urlsplit(program.website).netloc.removeprefix("www.") if program.website else "",
        street=program.address.street or "",
        zip=program.address.zip or "",
        city_line=f"{town}, {guide.settings.state_code} {program.address.zip or ''}".strip() if place else "",
        disputed=program.address.disputed == "yes",
        facts=known,
        limits=tuple(fact for fact in known if fact.is_limit),
        treats=", ".join(text for name, facet in guide.vocabulary.items() if facet.with_level == "yes" and (text := _yes(guide, say, program, name))),
        trust=trust(program.assured, guide.settings, guide.today),
        checked=_checked(say, program),
        sources=tuple((_source_line(say, source.title, source.date), source.url or "") for source in program.sources),
        closed=say.dated("closed_notice", closed.date, reason=say.pick(closed.reason)) if closed else "",
        see=closed.see if closed else None,
        data_file=guide.program_files[program.id],
    )


def _phone(say: Speaker, phone: Phone, label: str) -> PhoneView:
    number, mark, extension = phone.number.partition(" x")
    shown = f"{say('extension')}{extension}" if mark else ""
    return PhoneView(number + shown, tel(phone.number), label, number, shown.strip())


def _known_fact(guide: Guide, say: Speaker, program: Program, name: str, known: dict[Answered, FactView | None]) -> FactView | None:
    """The same answers are the same fact: few are different, of thousands."""
    key = name, tuple(program.answers(name).items()), name in program.facility_wide, program.level
    if key not in known:
        known[key] = _fact(guide, say, program, name)
    return known[key]


def _fact(guide: Guide, say: Speaker, program: Program, name: str) -> FactView | None:
    """A facet's answers; silence becomes a question, or nothing where no question is needed."""
    facet = guide.vocabulary[name]
    answers = program.answers(name)
    text = _yes(guide, say, program, name)
    refused = [say.pick(facet.options[key].words) for key, answer in answers.items() if answer == "no"]
    if refused:
        text = (text + "; " if text else "") + say("not_offered", what=", ".join(refused))
    if not text and facet.ask is None:
        return None
    is_limit = facet.limits == "yes" and bool(text) and answers.get(facet.usual or "") != "yes"
    looks = facet.with_level == "yes", facet.first_on_paper == "yes", facet.ask is not None, is_limit
    whole_facility = bool(text) and name in program.facility_wide and program.level == guide.main_level
    return FactView(say.pick(facet.label), text, "" if text or facet.ask is None else say.pick(facet.ask), whole_facility, name, *looks)


def _yes(guide: Guide, say: Speaker, program: Program, name: str) -> str:
    answers = program.answers(name)
    if not answers:
        return ""
    options = guide.vocabulary[name].options
    return ", ".join(say.pick(option.words) for key, option in options.items() if answers.get(key) == "yes")


def _checked(say: Speaker, program: Program) -> str:
    key = "checked_" + program.assured.how.replace("-", "_")
    if program.assured.by == "volunteer":
        key += "_person"
    date = program.assured.date
    return say.dated(key, date) if date else say(key + "_undated")


def _source_line(say: Speaker, title: str, date: str | None) -> str:
    return f"{title}, {say.date(date)}" if date else title
