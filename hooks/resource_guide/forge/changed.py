"""Which pages show what a change touches, so that an editor can look at them before it is accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from ..documents import Document
from ..loaded import STATEWIDE
from ..model import Guide

_HOME, _ALL, _GLOSSARY = "index.html", "programs/index.html", "glossary.html"
_EVERYWHERE = ("overrides/", "hooks/", "docs/assets/", "data/wording/", "mkdocs.yml", "requirements.txt", "data/guide.yml", "data/vocabulary.yml")
"""Beginnings of the files that every page depends on: a few pages stand for all."""
_USES = {"facts": ("fact",), "sources": ("cite",), "pictures": ("picture",), "helplines": ("phone", "text", "web", "name")}
"""Data files that pages use through ``{{ kind:ID }}``, and the kinds."""


def pages_of(guide: Guide, documents: Iterable[Document], files: Iterable[str]) -> list[str]:
    """The pages to look at for changed ``files`` (paths from the root), the surest first.

    Pages are paths below a language's folder: ``programs/taos.html``. What no page shows (tests, notes) gives none.
    """
    documents, files = list(documents), list(files)
    near = [page for name in files for page in _near(guide, documents, name)]
    far = [page for name in files for page in _far(guide, documents, name)]
    return list(dict.fromkeys([*near, *far]))


def _near(guide: Guide, documents: list[Document], name: str) -> Iterator[str]:
    """Pages that a file is the text or the data of."""
    path = PurePosixPath(name)
    found = next((one for one in documents if one.file == name), None)
    if found:
        yield f"{found.name}.html"
    elif name.startswith("data/programs/") and path.suffix == ".yml":
        yield _ALL if path.stem == STATEWIDE else f"programs/{path.stem}.html"


def _far(guide: Guide, documents: list[Document], name: str) -> Iterator[str]:
    """Pages that show it among other things."""
    stem = PurePosixPath(name).stem
    if name.startswith(_EVERYWHERE):
        yield from _sample(guide)
    elif name == f"data/{stem}.yml" and stem in _USES:
        marks = tuple(f"{{{{ {kind}:" for kind in _USES[stem])
        yield from (f"{one.name}.html" for one in documents if any(mark in one.body for mark in marks))
    elif name == "data/glossary.yml":
        yield _GLOSSARY
    elif name == "data/needs.yml":
        yield from (f"programs/need/{need}.html" for need in guide.needs)
    elif name == "data/payers.yml":
        yield from (f"{payer.page.partition('#')[0]}.html" for payer in guide.payers.values())
    elif name in ("data/places.yml", "data/roads.yml", "data/zips.csv", "data/counties.geojson", "data/synonyms.yml"):
        yield from (_ALL, _largest(guide))


def _sample(guide: Guide) -> Iterator[str]:
    """Pages that stand for all: home, the list, the town with the most programs, the first of each group of the menu."""
    yield from (_HOME, _ALL, _largest(guide))
    yield from (f"{group.pages[0]}.html" for group in guide.settings.menu if group.pages)


def _largest(guide: Guide) -> str:
    towns = [town for town in guide.town_of.values() if town]
    return f"programs/{max(towns, key=towns.count)}.html" if towns else _ALL
