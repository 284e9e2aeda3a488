"""All that is written for readers of one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .booklet import Written
from .catalog import dataset_files
from .contacts import menu_script, vcard
from .documents import Document
from .exports import write_translated
from .output import write_text
from .pages import Pages
from .search import page_entries
from .shell import Entry, PageFrame, Shell, prefix_of
from .views import Views


@dataclass
class LanguageSite:
    """All that writes the pages of one language."""

    pages: Pages
    shell: Shell
    entries: list[Entry] = field(default_factory=list)
    """What search finds; the written pages are added as they are built."""
    written: list[str] = field(default_factory=list)
    """Paths of the written pages, below the language's folder."""
    contents: dict[str, Written] = field(default_factory=dict)
    """The written pages as Markdown made them, by name: the booklet and the checklists are made of them."""
    added: dict[str, str] = field(default_factory=dict)
    """Path of the page that asks for each addition (``adds:``), below the language's folder."""

    @property
    def views(self) -> Views:
        """What the pages and the printed sheets show of each place."""
        return self.pages.views

    def write_page(self, document: Document, content: str) -> str:
        """A hand-written page as whole HTML, from its text as finished HTML; it is noted for search and the sitemap."""
        path = f"{document.name}.html"
        self.entries += page_entries(document.title, path, content)
        self.written.append(path)
        if document.adds:
            self.added[document.adds] = path
        content = self.pages.with_notices(document, self.pages.with_pictures(document, content))
        self.contents[document.name] = Written(document.title, content, document.language)
        body = self.pages.written(document, content)
        files = dataset_files(self.views.say.tag, self.views.say.default) if document.adds == "data" else {}
        crumbs = ((self.views.say("home"), "index.html"),) if '<nav class="crumbs"' in body else ()
        return self.shell.page(PageFrame(path, document.title, document.description, body, document.file, crumbs, files))


@dataclass(frozen=True)
class Generated:
    """What was written of one language, besides the pages that editors write."""

    counts: dict[str, int]
    """Pages of each kind: ``town``, ``county``, ``need``, ``guide``."""
    paths: list[str]
    """Their paths below the language's folder."""


def write_language(site: Path, language: LanguageSite, extra: Iterable[PageFrame], site_url: str, whole: bool) -> Generated:
    """Write every page of one language that no editor wrote (``extra`` are further ones) into ``site``; where ``whole``, contact cards and exports too."""
    pages, shell = language.pages, language.shell
    folder = site / shell.prefix
    kinds = {"town": pages.towns(), "county": pages.counties(), "need": pages.needs(), "guide": [pages.search(), *extra]}
    paths = {kind: [_write_page(folder, shell, frame) for frame in frames] for kind, frames in kinds.items()}
    write_text(site / "assets" / f"actions-{language.views.say.tag}.js", menu_script(language.views.say))
    if whole:
        _write_contacts(site, language.views)
        write_translated(site, language.views, site_url)
    return Generated({kind: len(found) for kind, found in paths.items()}, [path for found in paths.values() for path in found])


def _write_page(folder: Path, shell: Shell, frame: PageFrame) -> str:
    write_text(folder / frame.path, shell.page(frame))
    return frame.path


def _write_contacts(site: Path, views: Views) -> None:
    """A contact card for every open listing."""
    folder = site / prefix_of(views.guide, views.say.tag) / "contacts"
    for listing in views.listings.values():
        if not listing.closed:
            write_text(folder / f"{listing.id}.vcf", vcard(listing, views.guide.settings.state_code))
