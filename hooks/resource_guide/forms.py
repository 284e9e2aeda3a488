"""The forms of the public editor: suggest a program, correct one, suggest better words; in each language, made from the data.

A form is data: ``guide schema`` writes it as an issue form of GitHub, and ``guide suggestion`` reads what people
filled in by the same fields. Options are those of the model and of ``data/vocabulary.yml``, so they cannot fall behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from .contacts import form_file
from .model import Guide
from .problems import GuideError
from .programs import Assured
from .wording import Speaker

FOLDER = ".github/ISSUE_TEMPLATE"
LABEL = "suggestion"
"""The forms' label: what carries it is read by ``guide suggestion``."""
CLOSED, OTHER = "closed", "other"
"""What a correction may be about besides a field."""
_HEAD = "# Made by `guide schema` from the model and from data/; change it there.\n"


@dataclass(frozen=True)
class FormField:
    """One question."""

    id: str
    label: str
    """The heading above the answer."""
    kind: Literal["input", "textarea", "dropdown", "checkboxes"] = "input"
    help: str = ""
    must: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """Value and words of each answer that can be chosen."""
    several: bool = False
    """Whether more than one option of a dropdown may be chosen."""


@dataclass(frozen=True)
class Form:
    """One form in one language."""

    name: Literal["add", "correct", "translate"]
    tag: str
    title: str
    about: str
    intro: tuple[str, ...]
    """Paragraphs above the questions."""
    fields: tuple[FormField, ...]

    @property
    def file(self) -> str:
        """Name of its file."""
        return form_file(self.name, self.tag)


def forms(guide: Guide, tag: str) -> list[Form]:
    """The forms in one language. Raises GuideError where the guide's words lack a sentence of theirs."""
    say = Speaker(guide, tag)
    made = (("add", _add(guide, say)), ("correct", _correct(guide, say)), ("translate", _translate(guide, say)))
    return [Form(name, tag, say(f"form_{name}"), say(f"form_{name}_about"), _intro(guide, say), tuple(fields)) for name, fields in made]  # type: ignore[arg-type]


def _intro(guide: Guide, say: Speaker) -> tuple[str, ...]:
    line = guide.helplines[guide.settings.strip_helpline]
    danger = next((one.phone for one in guide.helplines.values() if one.kind == "emergency"), line.phone)
    return say("form_intro"), say("form_help", danger=danger, crisis=line.phone, key=line.press.get(say.tag, "")), say("form_silent")


def _field(say: Speaker, name: str, kind: Any = "input", must: bool = False, options: tuple[tuple[str, str], ...] = (), several: bool = False, **values: str) -> FormField:
    """A question whose words are ``form_<name>``, and ``form_<name>_help`` with ``values`` filled in."""
    return FormField(name, say(f"form_{name}"), kind, say(f"form_{name}_help", **values) if say.has(f"form_{name}_help") else "", must, options, several)


# The three forms


def _add(guide: Guide, say: Speaker) -> Iterator[FormField]:
    yield _field(say, "name", must=True)
    yield _field(say, "organization", must=True)
    yield _field(say, "town", must=True, state=say.pick(guide.settings.state), statewide=say("statewide").casefold())
    yield _field(say, "level", "dropdown", must=True, options=levels(guide, say))
    for name in ("phone", "phone-toll-free", "phone-intake", "website", "street", "zip"):
        yield _field(say, name)
    for facet, label in _facets(guide, say):
        yield FormField(facet, label, "checkboxes", say("form_facet_help"), options=answers(guide, say, facet))
    every = ((f"{facet}.{key}", f"{label}: {words}") for facet, label in _facets(guide, say) for key, words in answers(guide, say, facet))
    yield _field(say, "no", "dropdown", options=tuple(every), several=True)
    yield _field(say, "facility_wide", "checkboxes", options=_facility_wide(guide, say))
    yield from _evidence(guide, say)


def _correct(guide: Guide, say: Speaker) -> Iterator[FormField]:
    own = tuple((name, say(f"form_{name}")) for name in ("name", "organization", "level", "phone", "phone-toll-free", "phone-intake", "website", "street", "zip"))
    ends = tuple((name, say(f"form_field_{name}")) for name in (CLOSED, OTHER))
    yield _field(say, "listing", must=True, example=next(iter(guide.programs), "name-town"))
    yield _field(say, "field", "dropdown", must=True, options=(*own, *_facets(guide, say), *ends))
    yield _field(say, "wrong")
    yield _field(say, "right", "textarea")
    yield _field(say, "shows", "textarea")
    yield from _evidence(guide, say)


def _translate(guide: Guide, say: Speaker) -> Iterator[FormField]:
    yield _field(say, "page", must=True, example="insurance")
    yield _field(say, "language", "dropdown", must=True, options=tuple((language.tag, language.name) for language in guide.settings.languages))
    yield _field(say, "section")
    yield _field(say, "current", "textarea", must=True)
    yield _field(say, "better", "textarea", must=True)
    yield _field(say, "why", "textarea")
    yield _consent(say)


def _evidence(guide: Guide, say: Speaker) -> Iterator[FormField]:
    ways = get_args(Assured.model_fields["how"].annotation)
    yield _field(say, "how", "dropdown", must=True, options=tuple((way, say(f"editor_how_{way}")) for way in ways))
    yield _field(say, "date", today="2026-11-23", month="2026-11")
    yield _field(say, "source")
    yield _field(say, "note", "textarea")
    yield _consent(say)


def _consent(say: Speaker) -> FormField:
    return FormField("consent", say("form_consent"), "checkboxes", must=True, options=(("yes", say("form_consent_yes")),))


# Options


def levels(guide: Guide, say: Speaker) -> tuple[tuple[str, str], ...]:
    """The kinds of programs, with their words."""
    return tuple((name, say.pick(level.words)) for name, level in guide.levels.options.items())


def answers(guide: Guide, say: Speaker, facet: str) -> tuple[tuple[str, str], ...]:
    """The answers of a facet, with their words."""
    return tuple((key, say.pick(option.words)) for key, option in guide.vocabulary[facet].options.items())


def _facets(guide: Guide, say: Speaker) -> tuple[tuple[str, str], ...]:
    """Every field whose answers are yes, no or not stated, with its label. They are those of the vocabulary."""
    return tuple((name, say.pick(facet.label)) for name, facet in guide.vocabulary.items())


def _facility_wide(guide: Guide, say: Speaker) -> tuple[tuple[str, str], ...]:
    return tuple((facet, label) for facet, label in _facets(guide, say) if facet in guide.levels.of_facility)


# As files


def form_files(guide: Guide) -> dict[str, str]:
    """The text of each form, and of the page on which one chooses, by path from the root."""
    files = {f"{FOLDER}/{form.file}": _dumped(_as_issue_form(form)) for tag in guide.languages for form in forms(guide, tag)}
    return {**files, f"{FOLDER}/config.yml": _dumped(_chooser(guide))}


def _as_issue_form(form: Form) -> dict[str, Any]:
    intro = {"type": "markdown", "attributes": {"value": "\n\n".join(form.intro)}}
    return {"name": form.title, "description": form.about, "labels": [LABEL], "body": [intro, *map(_as_question, form.fields)]}


def _as_question(field: FormField) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": field.label} | ({"description": field.help} if field.help else {})
    if field.kind == "checkboxes":
        attributes["options"] = [{"label": words} | ({"required": True} if field.must else {}) for _, words in field.options]
    elif field.kind == "dropdown":
        attributes |= ({"multiple": True} if field.several else {}) | {"options": [words for _, words in field.options]}
    must = {"validations": {"required": True}} if field.must and field.kind != "checkboxes" else {}
    return {"type": field.kind, "id": field.id, "attributes": attributes} | must


def _chooser(guide: Guide) -> dict[str, Any]:
    """Above all forms, in each language: where to find help now. Other issues may be opened as well."""
    line = guide.helplines[guide.settings.strip_helpline]
    url = line.web or guide.settings.repository
    links = [{"name": f"{say('crisis_call')} {line.phone}", "url": url, "about": say.pick(line.summary)} for say in (Speaker(guide, tag) for tag in guide.languages)]
    return {"blank_issues_enabled": True, "contact_links": links}


def _dumped(value: dict[str, Any]) -> str:
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1 << 20)
    return _HEAD + text


def wanted_forms(root: Path, guide: Guide | None) -> dict[str, str]:
    """The forms as they should be, where the guide has forms; nothing where it has none, not even words for them."""
    try:
        return form_files(guide) if guide is not None and (root / FOLDER).is_dir() else {}
    except GuideError:
        return {}
