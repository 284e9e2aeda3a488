"""The hand-written pages, and what each says about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .markdown_lines import hoped_ids
from .model import Guide
from .problems import Problem, did_you_mean, shown
from .sections import Section, read_heading, split_sections
from .yaml_files import read_text, source_of
from .yaml_source import YamlSource, parse_yaml

ADDITIONS = ("home", "programs", "crisis", "glossary", "score", "keep", "data", "print")
"""What a page may ask for with ``adds:`` in its front matter; each is a template in overrides/guide/."""


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
    whole: bool = True
    """False where a part of the file could not be read: what else seems wrong in it or with links to it follows from that."""


def read_documents(root: Path, guide: Guide) -> tuple[list[Document], list[Problem]]:
    """Every page below ``docs/``, and the faults that keep some from being read."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for path in sorted((root / "docs").rglob("*.md")):
        source = source_of(path, root)
        documents.append(_read(path, root / "docs", guide, source))
        problems += source.problems
    return documents, problems


def _read(path: Path, docs: Path, guide: Guide, source: YamlSource) -> Document:
    text = read_text(path, source)
    if text is None:
        text, source.whole = "", False  # a page all the same: it is not missing, and links lead to it
    elif not text.strip():
        source.lose(1, "the file is empty", "put its text back, or delete the file")
    relative = path.relative_to(docs).as_posix().removesuffix(".md")
    stem, dot, tag = relative.rpartition(".")
    name, language = (stem, tag) if dot and tag in guide.languages else (relative, guide.languages[0])
    whole = source.whole
    meta, body, body_line = split_front_matter(text)
    values = _front_matter(meta, source, body.startswith("---\n"))
    covers = values.get("covers", [])
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
        anchors=frozenset(name for line in body.splitlines() for name in hoped_ids(line)),
        sections=split_sections(body, f"{title}\n{description}"),
        draft=_is_draft(values, source),
        whole=whole,
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


def _front_matter(meta: str | None, source: YamlSource, begins: bool) -> dict[str, Any]:
    """What a page says about itself; its faults are noted. A page with a fault there is still a page that links lead to."""
    if not source.whole:
        return {}
    if meta is None and begins:
        source.add(1, "the front matter has no end", "write --- on a line of its own above the heading with a single #")
    elif meta is None:
        source.add(1, "the page does not begin with front matter", "begin with ---, title: …, description: …, ---")
    if meta is None:
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
