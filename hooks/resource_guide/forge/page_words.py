"""Better words for a page from a filled-in form: put in where the old ones stand once, and nothing but words."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from slugify import slugify

from ..documents import Document
from ..guide import check_guide
from ..model import Guide
from ..problems import Problem
from ..sections import read_heading
from .filled import Filled

_MARKUP = re.compile(r"\{\{.*?\}\}|\{[^{}]*\}|!?\[[^\[\]]*\]|\]?\([^()\s]*\)|<[^<>]*>|[<>{}\[\]`|]|^\s*(?:#+|[-*+]|\d+[.)]|!!!|\?\?\?)(?=\s)|\*+|https?:\S*|\S+@\S+", re.MULTILINE)
"""What is no word in Markdown: a program puts in as much of it as it takes out, the same signs in the same order."""
_LEAST = 2
"""So many words at least: one word alone is found anywhere."""


@dataclass(frozen=True)
class Rewritten:
    """A page with better words."""

    file: str
    """Path from the root."""
    name: str
    """As ``guide translations --mark`` takes it."""
    text: str


def page_of(documents: Iterable[Document], guide: Guide, filled: Filled) -> Document | None:
    """The page that a form names by its address, its file or its name, in the language that the form names."""
    path = unquote(urlsplit(filled["page"].strip()).path).strip("/")
    path = re.sub(r"\.(html|md)$", "", path)
    path = re.sub(rf"\.({'|'.join(map(re.escape, guide.languages))})$", "", path)
    own = [one for one in documents if one.language == filled["language"]]
    found = [one for one in own if path == one.name or path.endswith(f"/{one.name}")]
    if not found and (not path or path.split("/")[-1] in guide.languages):
        found = [one for one in own if one.name == "index"]
    return max(found, key=lambda one: len(one.name), default=None)


def rewritten(root: Path, page: Document, filled: Filled) -> Rewritten | str:
    """The page with the better words; or the name of the reason why a person must do it (``words``, ``markup``)."""
    text = (root / page.file).read_bytes().decode("utf-8")
    current, better = filled["current"].strip(), filled["better"].strip()
    place = _only_place(text, current, filled["section"])
    if place is None:
        return "words"
    old = text[place[0] : place[1]]
    new = "\n".join(line.strip() for line in better.split("\n")) if "\n" in old else " ".join(better.split())
    if "\n\n" in new or _MARKUP.findall(old) != _MARKUP.findall(new):
        return "markup"
    return Rewritten(page.file, Path(page.file).relative_to("docs").as_posix().removesuffix(".md"), text[: place[0]] + new + text[place[1] :])


def _only_place(text: str, words: str, section: str) -> tuple[int, int] | None:
    """Where the words stand, however the lines break: in the whole page if only once, else in the section."""
    parts = words.split()
    if len(parts) < _LEAST:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    found = [match.span() for match in pattern.finditer(text)]
    if len(found) > 1 and section:
        start, end = _section(text, section)
        found = [span for span in found if start <= span[0] and span[1] <= end]
    return found[0] if len(found) == 1 else None


def _section(text: str, wanted: str) -> tuple[int, int]:
    """Where a section begins and ends, by the words or the id of its heading; nowhere if there is none."""
    starts: list[tuple[int, str]] = []
    place = 0
    for line in text.splitlines(keepends=True):
        if read_heading(line.rstrip("\r\n")) is not None:
            starts.append((place, line))
        place += len(line)
    names = [(start, {slugify(re.sub(r"\{.*\}", "", line)), *re.findall(r"#([\w-]+)", line)}) for start, line in starts]
    for index, (start, known) in enumerate(names):
        if slugify(wanted) in known or wanted.strip().lstrip("#") in known:
            return start, names[index + 1][0] if index + 1 < len(names) else len(text)
    return 0, 0


def new_faults(root: Path, change: Rewritten) -> list[Problem]:
    """What ``guide check`` would say of the changed page and did not say before, found in a copy."""
    before = {(problem.file, problem.field, problem.message) for problem in check_guide(root).problems}
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for folder in ("data", "docs"):
            shutil.copytree(root / folder, copy / folder)
        if (root / "overrides").is_dir():
            (copy / "overrides").symlink_to((root / "overrides").resolve())
        (copy / change.file).write_bytes(change.text.encode("utf-8"))
        after = check_guide(copy).problems
    return [problem for problem in after if (problem.file, problem.field, problem.message) not in before]
