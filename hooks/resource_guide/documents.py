"""The hand-written pages: what each says about itself, and what is wrong with it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .model import Guide
from .placeholders import faults
from .problems import Problem, did_you_mean, shown
from .yaml_source import YamlSource, parse_yaml, read_text, source_of

ADDITIONS = ("home", "programs", "crisis", "glossary", "score")
"""What a page may ask for with ``adds:`` in its front matter; each is a template in overrides/guide/."""

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)(?:\s*\{\s*#([A-Za-z0-9_-]+)[^}]*\})?\s*$")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")


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
    headings = (_HEADING.match(line) for line in body.splitlines())
    return Document(
        file=source.file,
        name=name,
        language=language,
        title=str(values.get("title", "")),
        description=str(values.get("description", "")),
        adds=_addition(values, source),
        covers=tuple(str(item) for item in covers) if isinstance(covers, list) else (),
        body=body,
        body_line=body_line,
        anchors=frozenset(match.group(3) for match in headings if match and match.group(3)),
    )


def _addition(values: dict[str, Any], source: YamlSource) -> str:
    name = str(values.get("adds", ""))
    if name and name not in ADDITIONS:
        source.add(1, f"the build can add no {shown(name)}", did_you_mean(name, ADDITIONS), "adds")
    return name


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


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Front matter (None where there is none), the rest, and the line on which the rest begins."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        return None, text, 1
    for number, line in enumerate(lines[1:], 2):
        if line.strip() == "---":
            return "".join(lines[1 : number - 1]), "".join(lines[number:]), number + 1
    return None, text, 1


def check_documents(documents: list[Document], guide: Guide, generated: Mapping[str, frozenset[str]], added: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Faults in the pages: placeholders, links, headings, missing translations.

    ``generated`` holds what the build makes: the names of pages (``programs/taos``), each
    with the ids that links may lead to; ``added`` the ids that each addition brings to a page.
    """
    names = {document.name for document in documents}
    anchors = dict(generated)
    for document in documents:
        anchors[document.name] = anchors.get(document.name, frozenset()) | document.anchors | added.get(document.adds, frozenset())
    for document in documents:
        first = document.body_line - 1
        for fault in faults(document.body, guide):
            yield Problem(document.file, first + fault.line, "", fault.message, fault.fix)
        yield from _check_links(document, guide, names, anchors)
        if sum(line.startswith("# ") for line in document.body.splitlines()) != 1:
            yield Problem(document.file, document.body_line, "", "the page needs exactly one heading with a single #", "write '# ' and the title once, and '## ' for the sections")
    yield from _missing(documents, guide)
    for page in (page for group in guide.settings.menu for page in group.pages if page not in names):
        yield Problem("data/guide.yml", 1, "menu", f"there is no page '{page}' in docs/", did_you_mean(page, names))


def _check_links(document: Document, guide: Guide, written: set[str], anchors: dict[str, frozenset[str]]) -> Iterator[Problem]:
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        for target in _LINK.findall(line):
            if re.match(r"^[a-z][a-z0-9+.-]*:", target):
                continue
            path, _, anchor = target.partition("#")
            if path and not path.endswith((".md", ".html")):
                continue
            folder = posixpath.dirname(document.name)
            name = posixpath.normpath(posixpath.join(folder, path.rsplit(".", 1)[0])) if path else document.name
            if name not in anchors:
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
