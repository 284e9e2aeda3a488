"""Writes the generated pages beside MkDocs' own, and puts a finished site in the old one's place."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from .booklet import Written
from .catalog import dataset_files
from .contacts import menu_script, vcard
from .documents import Document
from .editions import Record
from .exports import write_exports
from .freshness import TRUST_ORDER
from .keep import keep_list
from .model import Guide
from .offline import write_zip
from .pages import Pages
from .protection import headers_file, security_txt
from .search import distances_script, page_entries, places_script, search_script, terms_script
from .sheets import Press, write_sheets
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
class Paper:
    """What printing needs."""

    templates: Path
    """Holds the .typ files and ``fonts/``."""
    cache: Path
    """Finished sheets by their content; may be deleted at any time."""
    record: Record
    """The editions that are out."""


def write_generated(site: Path, guide: Guide, languages: Mapping[str, LanguageSite], site_url: str, paper: Paper | None) -> dict[str, dict[str, int]]:
    """Write every page that no editor wrote, sheets, lists, exports, the sitemap and the zip into ``site``.

    ``paper``: None where the guide prints nothing. Returns the number of pages of each kind (``town``,
    ``county``, ``need``, ``guide``) by language, and of sheets under ``paper``. Raises ValueError where a
    print template cannot make a sheet.
    """
    press = Press(guide, languages, paper.record, site_url) if paper else None
    counts: dict[str, dict[str, int]] = {}
    paths: dict[str, None] = {}
    for tag, language in languages.items():
        folder = site / prefix_of(guide, tag)
        extra = [language.pages.search(), *([press.page(language.pages.env, tag)] if press else [])]
        counts[tag] = {
            "town": _write(folder, language.shell, language.pages.towns(), paths),
            "county": _write(folder, language.shell, language.pages.counties(), paths),
            "need": _write(folder, language.shell, language.pages.needs(), paths),
            "guide": len(language.written) + _write(folder, language.shell, extra, paths),
        }
        paths.update(dict.fromkeys(language.written))
        script = search_script([*language.entries, *language.pages.search_entries()], guide.synonyms.get(tag, []))
        _write_text(site / "assets" / f"search-{tag}.js", script)
    _write_text(site / "assets" / "places.js", places_script(guide))
    _write_text(site / "assets" / "distances.js", distances_script(guide))
    default = languages[guide.languages[0]]
    _write_text(site / "404.html", default.shell.missing(default.pages.missing(languages)))
    _write_contacts(site, guide, languages)
    _write_text(site / "_headers", headers_file())
    if contact := security_txt(guide.settings, guide.today, site_url):
        _write_text(site / ".well-known" / "security.txt", contact)
    if site_url:
        _write_text(site / "sitemap.xml", sitemap(guide, sorted(paths), site_url))
        _write_text(site / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site_url}sitemap.xml\n")
    for language in languages.values():
        _write_on_request(site, guide, language, paths)
    write_exports(site, guide, {tag: language.views for tag, language in languages.items()}, site_url)
    if paper and press:
        counts["paper"] = write_sheets(site, press, paper.templates, paper.cache)
    write_zip(site, guide, site_url)
    return counts


def _write_on_request(site: Path, guide: Guide, language: LanguageSite, paths: Iterable[str]) -> None:
    """What is loaded only when a reader asks: the words that open in place, and the list of what can be saved."""
    say = language.views.say
    if "glossary" in language.added:
        _write_text(site / "assets" / f"terms-{say.tag}.js", terms_script(guide, say))
    if "keep" in language.added:
        _write_text(site / "assets" / f"keep-{say.tag}.json", keep_list(site, guide, say, paths, language.added["keep"]))


def _write_contacts(site: Path, guide: Guide, languages: Mapping[str, LanguageSite]) -> None:
    """A contact card for every open listing, and the words of the card's menu, in each language."""
    for tag, language in languages.items():
        for listing in language.views.listings.values():
            if not listing.closed:
                _write_text(site / prefix_of(guide, tag) / "contacts" / f"{listing.id}.vcf", vcard(listing, guide.settings.state_code))
        _write_text(site / "assets" / f"actions-{tag}.js", menu_script(language.views.say))


def _write(folder: Path, shell: Shell, frames: Iterable[PageFrame], paths: dict[str, None]) -> int:
    count = 0
    for frame in frames:
        _write_text(folder / frame.path, shell.page(frame))
        paths[frame.path] = None
        count += 1
    return count


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def sitemap(guide: Guide, paths: Iterable[str], site_url: str) -> str:
    """A sitemap with every page in every language, each naming its translations (sitemaps.org, hreflang)."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">')
    for path in paths:
        address = {tag: f"{site_url}{prefix_of(guide, tag)}{path}" for tag in guide.languages}
        links = "".join(f"<xhtml:link rel=\"alternate\" hreflang={quoteattr(tag)} href={quoteattr(url)}/>" for tag, url in address.items())
        lines += [f"<url><loc>{escape(url)}</loc>{links}</url>" for url in address.values()]
    return "\n".join([*lines, "</urlset>", ""])


def summary(guide: Guide, languages: Mapping[str, LanguageSite], counts: Mapping[str, Mapping[str, int]], seconds: float, site: Path) -> str:
    """What a build made, for people: pages of each kind and language, listings of each trust group, time, place."""
    lines = [f"{name}: " + ", ".join(f"{number} {kind} {'pages' if name in languages else 'sheets'}" for kind, number in kinds.items()) for name, kinds in counts.items()]
    listings = languages[guide.languages[0]].pages.views.listings.values()
    groups = {level: sum(1 for listing in listings if listing.trust == level and not listing.closed) for level in TRUST_ORDER}
    lines.append("listings: " + ", ".join(f"{number} {level}" for level, number in groups.items()))
    lines.append(f"built in {seconds:.1f} s: {site}")
    return "\n".join(lines)


def building_folder(live: Path) -> Path:
    """A folder beside ``live`` to build in, named for this process; those of dead processes are removed."""
    for old in live.parent.glob(f".{live.name}.building-*"):
        if not _alive(old.name.rpartition("-")[2]):
            shutil.rmtree(old, ignore_errors=True)
    return live.parent / f".{live.name}.building-{os.getpid()}"


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid()


def swap(new: Path, live: Path) -> None:
    """Put the finished folder ``new`` in the place of ``live``; at no moment is there no site.

    Raises OSError where the folder may not be written; ``live`` is then as it was.
    """
    if not live.exists():
        new.rename(live)
        return
    if not live.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file stands where the site's folder should be; move it away", str(live))
    if not _exchange(new, live):
        old = new.with_name(f"{new.name}.old")
        live.rename(old)
        new.rename(live)
        shutil.rmtree(old)
        return
    shutil.rmtree(new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux renameat2); False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    at_cwd, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE in linux/fs.h
    if rename(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange) == 0:
        return True
    if ctypes.get_errno() in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
