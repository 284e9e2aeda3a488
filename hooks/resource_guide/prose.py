"""Numbers that a page writes out, where it should take them from data/ with a placeholder.

Written out, a number has to be changed in every page and language by hand, and one is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

import phonenumbers

from .model import Fact, Guide
from .placeholders import Fault

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
_HIDDEN_PARTS = re.compile(r"\{:?\s*[#.][^{}]*\}|`[^`]*`")
_TARGET = re.compile(r"\]\((?!tel:|sms:)[^)]*\)|<https?:[^>]*>|https?://\S+")
_NUMBER = re.compile(
    r"(?<![\w+])(?:\+?1[ .\-–]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .\-–]?)\d{3}[ .\-–]?\d{4}(?!\d)"
    r"|(?<![\w+])(?:1[ .\-])?8\d\d[ .\-](?=[\dA-Z\-]{7,9}(?![A-Za-z\d]))(?:\d{0,3}-?)[A-Z][A-Z\d]*(?:-[A-Z\d]+)*"
    r"|\+\d[\d ().\-]{8,}\d"
)
_DIGIT = re.compile(r"\d")
_MONEY = r"(?:US)?\$ ?\d+(?:[.,]\d+)*"
_DIGITS = r"\d+(?:[.,]\d+)*"
_MANY = 3


@dataclass(frozen=True)
class _Figures:
    """How a language writes figures: from its wording file, so that any language works the same way."""

    numbers: dict[str, int]
    """Numbers as words, from two on: one is an article, too."""
    units: list[str]
    """Words for hours, days, sessions; in the same order in each language."""
    money: re.Pattern[str]
    week: re.Pattern[str] | None
    """Hours or days in a week or a day; None where the language has no words for the check."""

    def values(self, text: str) -> list[Decimal]:
        """Every number of a text, written in digits or as a word."""
        words = re.findall(rf"{_DIGITS}|[^\W\d_]+", text.casefold())
        found = (_decimal(word) if word[0].isdigit() else self.numbers.get(word) for word in words)
        return [Decimal(value) for value in found if value is not None]


@dataclass(frozen=True)
class Known:
    """The numbers that data/ holds, and the placeholder or link of each."""

    numbers: dict[str, str] = field(default_factory=dict)
    """What to write for the digits of a helpline's number."""
    short: re.Pattern[str] | None = None
    """What finds those of them that are shorter than a telephone number: 988, 911."""
    programs: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name and place on the site of the program that has a number."""
    webs: tuple[tuple[str, re.Pattern[str], str, str], ...] = ()
    """The host of a helpline's address, how the address is found, its path, and what to write for it."""
    facts: tuple[Fact, ...] = ()
    figures: dict[str, _Figures] = field(default_factory=dict)


def known_numbers(guide: Guide) -> Known:
    """What the pages of ``guide`` may take from data/."""
    numbers: dict[str, str] = {}
    for line in guide.helplines.values():
        numbers.setdefault(_digits(line.phone), f"{{{{ phone:{line.id} }}}}")
    for line in guide.helplines.values():
        if line.text:
            numbers.setdefault(_digits(line.text.number), f"{{{{ text:{line.id} }}}}")
    programs = {
        _digits(phone.number): (program.name, f"programs/{guide.town_of[program.id]}.html#{program.id}")
        for program in guide.programs.values()
        for phone in program.phones
        if program.id in guide.town_of
    }
    webs = tuple((*_web(line.web), f"{{{{ web:{line.id} }}}}") for line in guide.helplines.values() if line.web)
    return Known(numbers, _short(numbers), programs, webs, tuple(guide.facts.values()), {tag: _figures(guide.wording[tag]) for tag in guide.languages})


def _short(numbers: Iterable[str]) -> re.Pattern[str] | None:
    shapes = ["-?".join(digits) for digits in sorted(numbers, key=len, reverse=True) if len(digits) < 10]
    return re.compile(rf"(?<![\w.,$#/-])(?:{'|'.join(shapes)})(?![\w%]|[.,:/-]\d)") if shapes else None


def prose_faults(text: str, known: Known, tag: str, up: str = "") -> Iterator[Fault]:
    """Every phone number, address of a helpline, price and weekly figure that ``text`` writes out, with its line.

    ``up`` is the way from the page to the top of docs/: ``../`` for each folder.
    """
    figures = known.figures[tag]
    folded = text.casefold()
    webs = [web for web in known.webs if web[0] in folded]
    for number, line in enumerate(text.splitlines(), 1):
        if not line:
            continue
        # Most lines have none of what follows: to look for one sign of it takes less time than to look for it.
        if "{" in line or "`" in line:
            line = _HIDDEN_PARTS.sub("\0", _PLACEHOLDER.sub("\0", line))
        bare = _TARGET.sub("\0", line) if "](" in line or "http" in line else line
        for fault in (*_webs(line, webs), *(_phones(bare, known, up) if _DIGIT.search(bare) else ()), *_amounts(bare, known, figures)):
            yield Fault(number, *fault)


def _webs(line: str, webs: Iterable[tuple[str, re.Pattern[str], str, str]]) -> Iterator[tuple[str, str]]:
    for _, pattern, path, placeholder in webs:
        for match in pattern.finditer(line):
            if (match["path"] or "").rstrip("/.,;:!?") in ("", path):
                yield f"the address '{match[0].rstrip('.,;:!?')}' of a helpline is written out", f"write {placeholder}"


def _phones(line: str, known: Known, up: str) -> Iterator[tuple[str, str]]:
    found = [match[0].strip() for match in _NUMBER.finditer(line)]
    rest = _NUMBER.sub("\0", line)
    if known.short:
        found += known.short.findall(rest)
    for text in found:
        digits = _digits(phonenumbers.convert_alpha_characters_in_number(text))[:10]
        if digits in known.numbers:
            fix = f"write {known.numbers[digits]}"
        elif digits in known.programs:
            name, place = known.programs[digits]
            fix = f"link to its listing: [{name}]({up}{place})"
        else:
            fix = "add it to data/helplines.yml with its source, and write {{ phone:ID }}"
        yield f"the phone number '{text}' is written out", fix


def _amounts(line: str, known: Known, figures: _Figures) -> Iterator[tuple[str, str]]:
    for match in figures.money.finditer(line):
        values = figures.values(match[0])
        facts = [fact for fact in known.facts if "$" in str(fact.value) and values in _fact_values(fact, known)]
        yield f"the price '{match[0]}' is written out", _fact_fix(match[0], facts)
    for match in figures.week.finditer(line) if figures.week else ():
        values = figures.values(match["amount"])
        unit = figures.units.index(match["unit"].casefold())
        facts = [fact for fact in known.facts if values in _fact_values(fact, known) and _is_about(fact, unit, known)]
        yield f"the figure '{match[0]}' is written out", _fact_fix(match["amount"], facts)


def _is_about(fact: Fact, unit: int, known: Known) -> bool:
    """Whether a fact's meaning, which is in the first language, names the unit."""
    words = next(iter(known.figures.values())).units
    return unit < len(words) and words[unit].rstrip("s") in fact.meaning.casefold()


def _fact_values(fact: Fact, known: Known) -> list[list[Decimal]]:
    """The numbers of a fact, as each language writes it."""
    if isinstance(fact.value, str):
        return [figures.values(fact.value) for figures in known.figures.values()]
    return [known.figures[tag].values(text) for tag, text in fact.value.items() if tag in known.figures]


def _fact_fix(text: str, facts: list[Fact]) -> str:
    if len(facts) == 1:
        return f"write {{{{ fact:{facts[0].id} }}}}"
    if facts:
        return "write the one that is meant: " + ", ".join(f"{{{{ fact:{fact.id} }}}} ({fact.meaning})" for fact in facts[:_MANY])
    return f'add it to data/facts.yml, - {{id: ID, value: "{text}", meaning: …, sources: […]}}, and write {{{{ fact:ID }}}}'


def _figures(wording: dict[str, str]) -> _Figures:
    words = {name: _list(wording.get(f"figure_{name}", "")) for name in ("numbers", "units", "periods", "money", "between")}
    numbers = {form: value for value, forms in enumerate(words["numbers"], 2) for form in forms.split("/")}
    money = rf"{_MONEY}|{_DIGITS} ?(?:{_any(words['money'])})\b" if words["money"] else _MONEY
    if not (words["units"] and words["periods"]):
        return _Figures(numbers, [], re.compile(money, re.IGNORECASE), None)
    one = rf"(?:{_DIGITS}|{_any(list(numbers))})" if numbers else _DIGITS
    between = rf"(?: ?(?:{_any(['-', '–', *words['between']])}) ?{one})?"
    week = rf"(?<![\w.,$-])(?P<amount>{one}{between}) (?P<unit>{_any(words['units'])})(?: [^\W\d_]+){{0,3}}? (?:{_any(words['periods'])})\b"
    return _Figures(numbers, words["units"], re.compile(money, re.IGNORECASE), re.compile(week, re.IGNORECASE))


def _list(text: str) -> list[str]:
    return [word.strip().casefold() for word in text.split(",") if word.strip()]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _web(address: str) -> tuple[str, re.Pattern[str], str]:
    parts = urlsplit(address)
    host = parts.netloc.removeprefix("www.").casefold()
    return host, re.compile(rf"(?<![\w.@-])(?:https?://)?(?:www\.)?{re.escape(host)}(?![\w-]|\.\w)(?P<path>/[^\s)>\"'\]\0]*)?", re.IGNORECASE), parts.path.rstrip("/")


def _digits(number: str) -> str:
    """The digits of a number without country code and extension."""
    digits = re.sub(r"\D", "", number.partition(" x")[0])
    return digits.removeprefix("1") if len(digits) > 10 else digits


def _decimal(text: str) -> Decimal | None:
    """A number as English or Spanish writes it: ``1,250`` and ``9.25``; a comma before other than three digits begins decimals."""
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", text)
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None
