"""The whole guide of a folder: checked, and ready to be written in each language."""

from __future__ import annotations

import contextlib
import datetime
import functools
import gc
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .additions import added_anchors
from .documents import Document, checklists_of, read_documents
from .editions import check_record
from .language_site import LanguageSite
from .loaded import Loaded
from .map_rules import map_faults
from .maps import StateMap, check_map
from .model import Guide
from .page_rules import anchors_of, check_documents, check_drafts, check_files, check_named_pages
from .pages import Pages, generated_anchors
from .placeholders import check_data_texts
from .problems import GuideError, Problem
from .rules import load_checked
from .sheets import check as check_paper
from .shell import MenuItem, MenuSection, Shell, environment
from .stigma import check_words
from .translations import FILE as TRANSLATIONS
from .translations import Finding, Records, compare, pairs, problems_of, read_records, with_notices
from .typeset import FONTS
from .views import Views
from .wording import Speaker
from .workers import start
from .yaml_files import read_yaml

PRINT = "overrides/print"
"""Where a guide's print templates and fonts are; a guide without them prints nothing."""

@dataclass(frozen=True)
class Checked:
    """What a folder holds, and all that is wrong with it."""

    guide: Guide | None
    """None where the data is too broken to check further."""
    documents: list[Document]
    problems: list[Problem]
    map: StateMap | None = None
    """The outlines; None where the guide has none."""
    drafts: list[Document] = field(default_factory=list)
    """Pages that are not on the site yet; ``documents`` has the others."""

    def publishable(self, strict: bool = False) -> Guide:
        """The guide; raise GuideError with the problems that forbid building it (``strict``: warnings too)."""
        blocking = [problem for problem in self.problems if strict or problem.severity == "error"]
        if blocking or self.guide is None:
            raise GuideError(blocking)
        return self.guide


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Whatever is read stays: to look through it for rubbish again and again took a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_collector_paused()
def check_guide(root: Path, today: datetime.date | None = None, beside: bool = False) -> Checked:
    """Read ``root/data`` and ``root/docs`` and find every fault in them, in the order of their places.

    ``beside``: the pages may be looked at by a process beside this one.
    """
    guide, loaded, problems = load_checked(root, today)
    documents: list[Document] = []
    drafts: list[Document] = []
    drawn, faults = check_map(root)
    problems += [*faults, *check_record(root)]
    if loaded is not None and drawn is not None:
        problems += map_faults(loaded, drawn)
    if guide is not None and loaded is not None:
        documents, faults = read_documents(root, guide)
        problems += faults
        looking = start([functools.partial(_page_problems, root, documents, guide, loaded)], beside)
        problems += check_data_texts(loaded.sources)
        drafts = [document for document in documents if document.draft]
        documents = [document for document in documents if not document.draft]
        problems += check_words(loaded, documents)
        records, faults = read_records(root)
        findings = [finding for pair in pairs(documents, guide) for finding in compare(pair, records or {}, closely=False)]
        problems += itertools.chain(*looking.results())
        problems += faults or _drift(root, findings, records, problems)
        if guide.settings.sheets == "yes" and (root / PRINT / "fonts").is_dir():
            problems += check_paper(guide, root / PRINT / "fonts", root / FONTS)
        if records is not None:
            documents = with_notices(documents, findings)
    return Checked(guide, documents, sorted(set(problems)), drawn, drafts)


def _page_problems(root: Path, documents: list[Document], guide: Guide, loaded: Loaded) -> list[Problem]:
    """What is wrong in the pages themselves, drafts too."""
    generated = generated_anchors(guide)
    anchors = anchors_of(documents, generated, added_anchors(guide))
    return [
        *check_documents(root, documents, guide, generated, anchors),
        *check_named_pages(documents, anchors, guide, loaded),
        *check_files(root),
        *check_drafts([document for document in documents if document.draft]),
    ]


def _drift(root: Path, findings: list[Finding], records: Records | None, problems: list[Problem]) -> Iterator[Problem]:
    """What the translations lack; pages with an error have to be mended first, which changes their texts once more."""
    broken = {problem.file for problem in problems if problem.severity == "error"}
    sound = [finding for finding in findings if not broken & {finding.mend.file, finding.other.file}]
    return problems_of(sound, records, lambda: read_yaml(root / TRANSLATIONS, root))


@_collector_paused()
def language_sites(guide: Guide, documents: list[Document], templates: Path, site_url: str, drawn: StateMap | None = None) -> dict[str, LanguageSite]:
    """What writes the pages of each language; ``templates`` holds the guide's own templates, ``drawn`` the outlines."""
    env = environment(templates)
    paper = guide.settings.sheets == "yes" and (templates.parent / "print").is_dir()
    sites: dict[str, LanguageSite] = {}
    views: Views | None = None
    for tag in guide.languages:
        say = Speaker(guide, tag)
        views = Views(guide, say, drawn, like=views)
        sites[tag] = LanguageSite(Pages(env, views, site_url, _checklists(documents, tag) if paper else None), Shell(env, guide, say, _menu(guide, say, documents), site_url))
    return sites


def _checklists(documents: list[Document], tag: str) -> list[tuple[str, str]]:
    """Every list to tick, with its title in the language where there is one."""
    titles: dict[str, str] = {}
    for document in documents:
        for name, title in checklists_of(document):
            titles[name] = title if document.language == tag else titles.get(name, title)
    return list(titles.items())


def _menu(guide: Guide, say: Speaker, documents: list[Document]) -> list[MenuSection]:
    """The menu with the titles that the pages give themselves, in the reader's language where there is one."""
    titles: dict[str, str] = {}
    for document in documents:
        if document.language == say.tag or document.name not in titles:
            titles[document.name] = document.title
    return [
        MenuSection(say.pick(group.title), tuple(MenuItem(titles[page], f"{page}.html") for page in group.pages if page in titles))
        for group in guide.settings.menu
    ]  # a draft gets its place when it is published
