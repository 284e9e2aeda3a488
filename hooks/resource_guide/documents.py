"""The hand-written pages: what each says about itself, and what is wrong with it."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .model import Guide
from .placeholders import faults
from .problems import Problem, did_you_mean, shown
from .prose import Known, known_numbers, prose_faults
from .sections import PROTECTING, Section, read_heading, split_sections
from .yaml_files import read_text, source_of
from .yaml_source import YamlSource, parse_yaml

ADDITIONS = ("home", "programs", "crisis", "glossary", "score", "keep", "data", "print")
"""What a page may ask for with ``adds:`` in its front matter; each is a template in overrides/guide/."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
"""The name of a page is its address, on every system and in every message."""
_LONGEST_NAME = 80
_SCHEMES = ("http", "https", "mailto", "tel", "sms")
"""Links that a page may have besides those to other pages."""
_RUNS = re.compile(r"(?i)<\s*/?\s*(script|style|iframe|frame|object|embed|applet|link|meta|base|form|template|svg|math)\b|<[^>]*\s(on[a-z]+|style|srcdoc|formaction)\s*=")
"""HTML that would run, load or lead elsewhere. The browser is told to refuse it anyway; the editor is told here."""
_ADDRESS = re.compile(r"""(?i)(?:\b(?:href|src|action)\s*=\s*["']?|^ {0,3}\[[^\[\]]+\]:\s*<?|<|\]\(\s*<?)\s*([a-z][a-z0-9+.-]*):(?![a-z]*\s*\})""", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")


@dataclass(frozen=True)
class Document:
    """One Markdown file in ``docs/``."""

    file: str
    """Path from the root of the guide: ``docs/insurance.es.md``."""
    name: str
    """Path below docs/ without language and ending: ``insurance``."""
    language: str
    title: str
    description: str
    adds: str
    """What the build adds below the text: a key of ``ADDITIONS``; empty for nothing."""
    covers: tuple[str, ...]
    body: str
    """The text after the front matter."""
    body_line: int
    """Line of the file on which ``body`` begins."""
    anchors: frozenset[str]
    """Ids of its headings."""
    sections: Mapping[str, Section]
    """The text cut at its headings, by their ids."""
    behind: Mapping[str, str] = field(default_factory=dict)
    """Sections whose readers are told that another language has changed since, and that language."""
    draft: bool = False
    """Marked ``draft: yes``: it waits for an editor, and is not on the site."""


def read_documents(root: Path, guide: Guide) -> tuple[list[Document], list[Problem]]:
    """Every page below ``docs/``, and the faults that keep some from being read."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for path in sorted((root / "docs").rglob("*.md")):
        source = source_of(path, root)
        document = _read(path, root / "docs", guide, source)
        problems += source.problems
        if document is not None:
            documents.append(document)
    return documents, problems


def _read(path: Path, docs: Path, guide: Guide, source: YamlSource) -> Document | None:
    text = read_text(path, source)
    if text is None:
        return None
    relative = path.relative_to(docs).as_posix().removesuffix(".md")
    stem, dot, tag = relative.rpartition(".")
    name, language = (stem, tag) if dot and tag in guide.languages else (relative, guide.languages[0])
    meta, body, body_line = split_front_matter(text)
    values = _front_matter(meta, source)
    covers = values.get("covers", [])
    headings = (read_heading(line) for line in body.splitlines())
    title, description = str(values.get("title", "")), str(values.get("description", ""))
    return Document(
        file=source.file,
        name=name,
        language=language,
        title=title,
        description=description,
        adds=_addition(values, source),
        covers=tuple(str(item) for item in covers) if isinstance(covers, list) else (),
        body=body,
        body_line=body_line,
        anchors=frozenset(heading.id for heading in headings if heading and heading.id),
        sections=split_sections(body, f"{title}\n{description}"),
        draft=_is_draft(values, source),
    )


def sections_of(text: str) -> Mapping[str, Section]:
    """The sections of a page's whole text, as ``Document.sections`` has them; for versions that are no longer in docs/."""
    meta, body, _ = split_front_matter(text)
    source = YamlSource("")
    parse_yaml(meta or "", source)
    values = source.values if isinstance(source.values, dict) else {}
    return split_sections(body, f"{values.get('title', '')}\n{values.get('description', '')}")


def _addition(values: dict[str, Any], source: YamlSource) -> str:
    name = str(values.get("adds", ""))
    if name and name not in ADDITIONS:
        source.add(1, f"the build can add no {shown(name)}", did_you_mean(name, ADDITIONS), "adds")
    return name


def _is_draft(values: dict[str, Any], source: YamlSource) -> bool:
    mark = values.get("draft", "no")
    if mark not in ("yes", "no"):
        source.add(source.line(("draft",)), f"{shown(str(mark))} is not one of the values", "write one of: yes, no", "draft")
    return bool(mark != "no")  # what may be a draft is not published


def _front_matter(meta: str | None, source: YamlSource) -> dict[str, Any]:
    """What a page says about itself; its faults are noted. A page with a fault there is still a page that links lead to."""
    if not source.whole:
        return {}
    if meta is None:
        source.add(1, "the page does not begin with front matter", "begin with ---, title: …, description: …, ---")
        return {}
    parse_yaml(meta, source, first_line=2)
    values = source.values if isinstance(source.values, dict) else {}
    if source.whole:
        for key in ("title", "description"):
            if not isinstance(values.get(key), str) or not values[key].strip():
                source.add(source.line((key,)), f"the front matter has no '{key}'", f"add '{key}: …' between the --- lines", key)
    return values


def checklists_of(document: Document) -> list[tuple[str, str]]:
    """The boxes to tick of a page: id of the heading above each, and its title."""
    found, section = [], ""
    for line in document.body.splitlines():
        heading = read_heading(line)
        box = re.match(r'!!! checklist "(.*)"', line)
        section = heading.id if heading else section
        if box:
            found.append((section, box.group(1)))
    return found


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Front matter (None where there is none), the rest, and the line on which the rest begins."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        return None, text, 1
    for number, line in enumerate(lines[1:], 2):
        if line.strip() == "---":
            return "".join(lines[1 : number - 1]), "".join(lines[number:]), number + 1
    return None, text, 1


def check_drafts(drafts: list[Document]) -> Iterator[Problem]:
    """One reminder for all the pages that wait for an editor."""
    if drafts:
        names = ", ".join(document.file.removeprefix("docs/") for document in drafts)
        yield Problem("docs", 1, "", f"{len(drafts)} pages are drafts and not on the site: {names}", "correct each one, then delete its line 'draft: yes'", "warning")


def check_documents(
    every: list[Document], guide: Guide, generated: Mapping[str, frozenset[str]], added: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """Faults in the pages: placeholders, numbers written out, links, headings, missing translations; drafts are not looked at.

    ``generated`` holds what the build makes: the names of pages (``programs/taos``), each
    with the ids that links may lead to; ``added`` the ids that each addition brings to a page.
    """
    documents = [document for document in every if not document.draft]
    names = {document.name for document in documents}
    drafts = {document.name for document in every} - names
    anchors = dict(generated)
    for document in documents:
        anchors[document.name] = anchors.get(document.name, frozenset()) | document.anchors | added.get(document.adds, frozenset())
    known = known_numbers(guide)
    for document in documents:
        first = document.body_line - 1
        for fault in faults(document.body, guide):
            yield Problem(document.file, first + fault.line, "", fault.message, fault.fix)
        yield from _check_numbers(document, known)
        yield from _check_links(document, guide, names, drafts, anchors)
        yield from _check_headings(document)
        yield from _check_html(document)
        yield from _check_name(document, generated, guide)
    yield from _missing(every, guide)
    for setting, page in _named_pages(guide):
        if page not in names | drafts:
            yield Problem("data/guide.yml", 1, setting, f"there is no page '{page}' in docs/", did_you_mean(page, names))


def _check_numbers(document: Document, known: Known) -> Iterator[Problem]:
    """Numbers that the page should take from data/; its front matter, where no placeholder works, should have none."""
    for fault in prose_faults(document.body, known, document.language, "../" * document.name.count("/")):
        yield Problem(document.file, document.body_line - 1 + fault.line, "", fault.message, fault.fix)
    for key, text in (("title", document.title), ("description", document.description)):
        for fault in prose_faults(text, known, document.language):
            yield Problem(document.file, 1, key, fault.message, "leave it out: the front matter takes no placeholders")


def _check_html(document: Document) -> Iterator[Problem]:
    """A page is words: nothing in it runs, and its links lead to web pages, numbers and mail."""
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        found = _RUNS.search(line)
        if found:
            yield Problem(document.file, number, "", f"HTML that could run or load something: {shown(found.group())}", "take it out; write the page in Markdown")
        for scheme in _ADDRESS.findall(html.unescape(line)):
            if scheme.casefold() not in _SCHEMES:
                yield Problem(document.file, number, "", f"a link cannot begin with '{scheme}:'", "write a web address that begins with https://")


def _check_name(document: Document, generated: Mapping[str, frozenset[str]], guide: Guide) -> Iterator[Problem]:
    if not _NAME.fullmatch(document.name) or len(document.name) > _LONGEST_NAME:
        yield Problem(document.file, 1, "", "the name of this file cannot be the address of a page", "use small letters, digits and single hyphens: how-to-help.md")
    elif document.name in generated or document.name == "404" or document.name.split("/")[0] in guide.languages:
        yield Problem(document.file, 1, "", "the build makes a page of this name itself", "give the file another name")


def _check_headings(document: Document) -> Iterator[Problem]:
    """One title, and ids by which translations are compared."""
    lines = document.body.splitlines()
    if sum(line.startswith("# ") for line in lines) != 1:
        yield Problem(document.file, document.body_line, "", "the page needs exactly one heading with a single #", "write '# ' and the title once, and '## ' for the sections")
    seen: set[str] = set()
    for number, line in enumerate(lines, document.body_line):
        heading = read_heading(line)
        if heading is None:
            continue
        if heading.id in seen:
            yield Problem(document.file, number, "", f"the id '{heading.id}' is used twice on this page", "give each heading an id of its own")
        elif heading.level > 1 and not heading.id and any(mark in PROTECTING for mark in heading.marks):
            marks = " ".join(f".{mark}" for mark in heading.marks)
            yield Problem(document.file, number, "", f"a heading with the mark {marks} has no id", f"write it as: {line.partition('{')[0].rstrip()} {{ #name {marks} }}")
        if heading.id:
            seen.add(heading.id)


def _named_pages(guide: Guide) -> Iterator[tuple[str, str]]:
    """The pages that the settings name, with the field of each."""
    settings = guide.settings
    yield from (("menu", page) for group in settings.menu for page in group.pages)
    yield from (("doors", door.page.partition("#")[0]) for door in settings.doors)
    yield from (("town_links", link.page.partition("#")[0]) for link in settings.town_links)
    if settings.first_call:
        yield "first_call", settings.first_call.partition("#")[0]


def _check_links(document: Document, guide: Guide, written: set[str], drafts: set[str], anchors: dict[str, frozenset[str]]) -> Iterator[Problem]:
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        for target in _LINK.findall(line):
            if re.match(r"^[a-z][a-z0-9+.-]*:", target):
                continue
            path, _, anchor = target.partition("#")
            if path and not path.endswith((".md", ".html")):
                continue
            folder = posixpath.dirname(document.name)
            name = posixpath.normpath(posixpath.join(folder, path.rsplit(".", 1)[0])) if path else document.name
            if name in drafts:
                yield Problem(document.file, number, "", f"the page '{name}' is a draft, which is not on the site", "take the link out until the page is published")
            elif name not in anchors:
                yield Problem(document.file, number, "", f"the link '{target}' leads to no page", did_you_mean(name, anchors))
            elif path.endswith(".md") and name not in written:
                right = target.replace(".md", ".html", 1)
                yield Problem(document.file, number, "", f"the page '{name}' is made by the build, not in docs/", f"write the link as '{right}'")
            elif anchor and anchor not in anchors[name] | guide.broken:
                yield Problem(document.file, number, "", f"the page '{name}' has no heading with the id '{anchor}'", did_you_mean(anchor, anchors[name]))


def _missing(documents: list[Document], guide: Guide) -> Iterator[Problem]:
    have: dict[str, dict[str, Document]] = {}
    for document in documents:
        have.setdefault(document.name, {})[document.language] = document
    default = guide.languages[0]
    for name, versions in have.items():
        for tag in guide.languages:
            if tag not in versions:
                there = next(iter(versions.values()))
                ending = ".md" if tag == default else f".{tag}.md"
                yield Problem(there.file, 1, "", f"the page has no '{tag}' version; readers see this one with a notice", f"write docs/{name}{ending}", "warning")
