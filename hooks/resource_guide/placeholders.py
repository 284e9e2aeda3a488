"""``{{ phone:hca }}`` in a page becomes the number from data/, in both languages.

One place holds each number, figure, price, date and address; pages point to it.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import phonenumbers
from markupsafe import Markup, escape

from .freshness import checked_lately
from .model import Guide, Helpline
from .problems import Problem, did_you_mean
from .text_types import parsed_phone
from .wording import Speaker
from .yaml_source import Path_, YamlSource, field_name

PLACEHOLDER = re.compile(r"\{\{\s*([a-z]+)\s*:\s*([a-z0-9_-]+)\s*\}\}")
PICTURE = '<figure class="picture" data-picture="{}"></figure>'
"""Where a picture goes, in Markdown and in the HTML made of it: the module pictures fills it."""
_MEANS_SOMETHING = re.compile(r"""[\\`*_{}\[\]<>&"|~#\x02\x03]""")
"""Signs of Markdown and its extensions (emphasis, code, links, tables, footnotes, attributes), and of HTML."""
_AT_THE_START = re.compile(r"^[-+:!?=]|(?<=^\d)[.)](?= )|(?<=^\d\d)[.)](?= )")
"""Where a line begins with it, a list, a box or a definition."""
_ANY = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True)
class Fault:
    """A placeholder that means nothing."""

    line: int
    message: str
    fix: str


@functools.cache  # every page names the same few numbers
def tel(number: str) -> str:
    """The ``tel:`` address of a number (RFC 3966); short numbers stay as they are."""
    parsed = parsed_phone(number)
    if not phonenumbers.is_valid_number(parsed):
        return f"tel:{parsed.national_number}"
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966)


def phone_link(number: str, say: Speaker) -> Markup:
    """A number as a tappable link that stays on one line."""
    return Markup('<a href="{}" translate="no">{}</a>').format(tel(number), number.replace(" x", say("extension")))


def as_markdown(text: str) -> str:
    """Text of the data as Markdown that shows it as written, on one line: nothing in it is Markdown or HTML.

    Each sign that could mean something is written as an entity. Letters, digits and the usual signs of figures stay.
    """
    line = " ".join(text.split())
    return _AT_THE_START.sub(_entity, _MEANS_SOMETHING.sub(_entity, line), count=1)


def _address(url: str) -> str:
    """A web address for an HTML attribute in Markdown, which would read code and links inside the tag."""
    return str(escape(url)).replace("`", "%60").replace("[", "%5B").replace("]", "%5D")


def _entity(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"


def _helpline(show: Callable[[Helpline, Speaker], Markup | str]) -> Callable[[Guide, Speaker, str], str]:
    return lambda guide, say, name: str(show(guide.helplines[name], say))


def _text_link(line: Helpline, say: Speaker) -> Markup:
    if line.text is None:
        raise KeyError(line.id)
    return Markup('<a href="sms:{}" translate="no">{}</a>').format(re.sub(r"\D", "", line.text.number), line.text.number)


def _web_link(line: Helpline, say: Speaker) -> Markup:
    if line.web is None:
        raise KeyError(line.id)
    shown = urlsplit(line.web).netloc.removeprefix("www.")
    return Markup(f'<a href="{_address(line.web)}" rel="noreferrer" translate="no">{as_markdown(shown)}</a>')


def fact_text(guide: Guide, say: Speaker, name: str) -> str:
    """A figure as this language writes it; raise KeyError where there is none of that name."""
    value = guide.facts[name].value
    return say.pick(value) if isinstance(value, dict) else value


def _words(guide: Guide, say: Speaker, name: str) -> str:
    """Words of a button or a sheet, so that a page says exactly what stands there."""
    return as_markdown(say(name, guide=say.pick(guide.settings.site_name)))


def _checks(guide: Guide, say: Speaker) -> str:
    """How many listings a person has checked: true on the day of each build, whatever has been confirmed since the page was written."""
    checked, listings = checked_lately(guide)
    months = guide.settings.months_aging
    return as_markdown(say.count("checks_some", checked, listings=listings, months=months) if checked else say("checks_none", months=months))


def _repository(guide: Guide, say: Speaker) -> str:
    """Where the files are edited, as a link."""
    url = guide.settings.repository
    return f'<a href="{_address(url)}" rel="noreferrer" translate="no">{as_markdown(url.partition("//")[2])}</a>'


def _manual(guide: Guide, say: Speaker) -> str:
    """The manual for editors, as a link."""
    return f'<a href="{_address(guide.settings.repository)}/blob/main/CONTRIBUTING.md" rel="noreferrer" translate="no">CONTRIBUTING.md</a>'


_OF_THE_GUIDE: dict[str, Callable[[Guide, Speaker], str]] = {"checks": _checks, "manual": _manual, "repository": _repository}

KINDS: dict[str, Callable[[Guide, Speaker, str], str]] = {
    "phone": _helpline(lambda line, say: phone_link(line.phone, say)),
    "text": _helpline(_text_link),
    "web": _helpline(_web_link),
    "name": _helpline(lambda line, say: as_markdown(say.pick(line.name))),
    "fact": lambda guide, say, name: as_markdown(fact_text(guide, say, name)),
    "cite": lambda guide, say, name: f"[^{guide.references[name].id}]",
    "guide": lambda guide, say, name: _OF_THE_GUIDE[name](guide, say),
    "words": _words,
    "picture": lambda guide, say, name: PICTURE.format(guide.pictures[name].id),
}
"""Each kind of placeholder and what it becomes in Markdown."""
_IN_DATA = re.compile(rf"\{{\{{\s*(?:{'|'.join(KINDS)})\s*:[^{{}}]*\}}\}}?")


_NAMES: dict[str, Callable[[Guide], Iterable[str]]] = {
    "phone": lambda guide: guide.helplines,
    "name": lambda guide: guide.helplines,
    "text": lambda guide: [line.id for line in guide.helplines.values() if line.text],
    "web": lambda guide: [line.id for line in guide.helplines.values() if line.web],
    "fact": lambda guide: guide.facts,
    "cite": lambda guide: guide.references,
    "picture": lambda guide: guide.pictures,
    "guide": lambda guide: _OF_THE_GUIDE,
    "words": lambda guide: [key for key in guide.wording[guide.languages[0]] if _is_name(guide, "words", key)],
}
"""The names that each kind of placeholder may have."""


_RECORDS = {"phone": "helpline", "name": "helpline", "text": "helpline", "web": "helpline", "fact": "fact", "cite": "source", "picture": "picture"}
"""The kind of record that a placeholder names."""


def _is_name(guide: Guide, kind: str, name: str) -> bool:
    if kind == "words":  # pages have hundreds, of hundreds
        text = guide.wording[guide.languages[0]].get(name)
        return text is not None and _blanks(text) <= {"guide"}
    return name in _NAMES[kind](guide)


def _blanks(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:  # braces that make no sense are told of where they stand
        return {""}


def faults(text: str, guide: Guide) -> Iterator[Fault]:
    """Every placeholder of ``text`` that names nothing, with its line in ``text``."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in _ANY.finditer(line):
            whole = PLACEHOLDER.fullmatch(match.group())
            if whole is None:
                yield Fault(number, f"'{match.group()}' is not a placeholder", "write it as {{ phone:988 }}")
                continue
            kind, name = whole.groups()
            if kind not in KINDS:
                yield Fault(number, f"there is no placeholder '{kind}'", did_you_mean(kind, KINDS))
            elif name not in guide.broken and _RECORDS.get(kind) not in guide.unread and not _is_name(guide, kind, name):
                yield Fault(number, f"there is no {kind} '{name}'", did_you_mean(name, _NAMES[kind](guide)))
            elif kind == "picture" and line.strip() != match.group():
                yield Fault(number, "a picture stands among other words", "write it on a line of its own, with an empty line before and after it")


def check_data_texts(sources: Mapping[str, YamlSource]) -> Iterator[Problem]:
    """Placeholders in the files of data/, where nothing fills them; the words of pictures have figures of their own."""
    for source in sources.values():
        if source.file != "data/pictures.yml":
            for path, text in _texts(source.values, ()):
                for match in _IN_DATA.finditer(text):
                    field = field_name(path[1:] if path and isinstance(path[0], int) else path)
                    yield Problem(source.file, source.line(path), field, f"'{match[0]}' would be printed as it stands: only pages in docs/ have placeholders", "write out what readers are to see")


def _texts(values: object, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(values, str):
        if "{{" in values:
            yield path, values
    elif isinstance(values, dict):
        for key, value in values.items():
            yield from _texts(value, (*path, key))
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield from _texts(value, (*path, index))


def fill(text: str, guide: Guide, say: Speaker) -> str:
    """Replace every placeholder, and add the footnotes that the page cites.

    Raises KeyError for a name that ``faults`` would have reported.
    """
    cited: dict[str, None] = {}

    def replace(match: re.Match[str]) -> str:
        kind, name = match.groups()
        if kind == "cite":
            cited.setdefault(name)
        return KINDS[kind](guide, say, name)

    filled = PLACEHOLDER.sub(replace, text)
    notes = [f"[^{name}]: {citation(guide, say, name)}" for name in cited]
    return filled + "\n\n" + "\n".join(notes) + "\n" if notes else filled


def citation(guide: Guide, say: Speaker, name: str) -> str:
    """A source as one line of Markdown: title, publisher, date, link."""
    source = guide.references[name]
    shown = f'<cite lang="{source.language or say.default}">{as_markdown(source.title)}</cite>'
    if source.url:
        shown = f'<a href="{_address(source.url)}" rel="noreferrer">{shown}</a>'
    date = say("cite_dated", date=say.date(source.date)) if source.date else say("cite_undated")
    return f"{shown}. {as_markdown(source.publisher)}, {as_markdown(date)}"
