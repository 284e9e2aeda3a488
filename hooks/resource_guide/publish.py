"""Writes what no editor wrote beside MkDocs' own pages: generated pages, sheets, lists, exports, the sitemap and the zip."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from html import escape
from pathlib import Path

from .exports import write_shared
from .freshness import TRUST_ORDER
from .generated import Generated, Share, write_share
from .keep import keep_list
from .language_site import LanguageSite
from .model import LINE, Guide
from .offline import offline_copy
from .output import write_text
from .printing import Paper, Printing, start_printing
from .protection import headers_file, security_txt
from .search import NO_DANGER, Danger, distances_script, line_entries, places_script, search_script, terms_script
from .share_picture import write_pictures
from .sheets import Press
from .shell import Entry, prefix_of
from .workers import Running, side_by_side, start


@dataclass(frozen=True)
class Publication:
    """A site that is being written."""

    site: Path
    guide: Guide
    languages: Mapping[str, LanguageSite]
    site_url: str
    """Empty, or ends with a slash."""
    whole: bool
    """False where only what readers look at is wanted, and nothing that is printed, saved or downloaded: a preview."""
    running: Running[Generated]
    """What writes the generated pages, a share each."""
    paper: Paper | None
    """None where nothing is printed, or the theme has no templates for it."""
    printing: Printing | None
    """None where the guide has no sheets."""

    def stop(self) -> None:
        """End all that still runs."""
        self.running.stop()
        if self.printing is not None:
            self.printing.stop()


def begin(site: Path, guide: Guide, languages: Mapping[str, LanguageSite], site_url: str, paper: Paper | None, whole: bool, beside: bool) -> Publication:
    """Start to write the generated pages into ``site``, by a process for each core where ``beside`` allows.

    Without ``whole``, nothing is made that is printed, saved or downloaded.

    MkDocs makes the hand-written pages meanwhile: neither needs the other.
    """
    paper = paper if whole else None
    press = Press(guide, {tag: language.views for tag, language in languages.items()}, paper.record, site_url) if paper and guide.settings.sheets == "yes" else None
    extra = {tag: press.page(language.pages.env, tag) for tag, language in languages.items()} if press else {}
    number = side_by_side(beside)
    jobs = [functools.partial(write_share, site, guide, languages, extra, site_url, whole, Share(one, number)) for one in range(number)]
    running = start(jobs, beside)
    return Publication(site, guide, languages, site_url, whole, running, paper, start_printing(site, press, paper, beside) if paper and press else None)


def finish(publication: Publication) -> dict[str, dict[str, int]]:
    """Write all the rest, when MkDocs has written its pages.

    Returns the number of pages of each kind (``town``, ``county``, ``need``, ``guide``) by language, and of
    sheets under ``paper``. Raises ValueError where a print template cannot make a sheet, and OSError.
    """
    site, guide, languages, paper, printing = publication.site, publication.guide, publication.languages, publication.paper, publication.printing
    if printing is not None:
        printing.start_pages({tag: language.contents for tag, language in languages.items()})
    if paper is not None:
        write_pictures(site, guide, paper.templates, paper.fonts)
    _write_lists(publication)
    generated = publication.running.results()
    paths = {path for made in generated for path in made.paths} | {path for language in languages.values() for path in language.written}
    if publication.site_url:
        write_text(site / "sitemap.xml", sitemap(guide, sorted(paths), publication.site_url))
    sheets = _finish_downloads(publication, paths) if publication.whole else {}
    counts = {kind: sum(made.counts[kind] for made in generated) for kind in ("town", "county", "need", "guide")}
    pages = {tag: counts | {"guide": counts["guide"] + len(language.written)} for tag, language in languages.items()}
    return pages | ({"paper": sheets} if sheets else {})


def _finish_downloads(publication: Publication, paths: Set[str]) -> dict[str, int]:
    """What readers take away: the data, the list of what a phone saves, paper, and the zip with everything; the number of sheets by kind."""
    site, guide, languages, printing = publication.site, publication.guide, publication.languages, publication.printing
    write_shared(site, guide, languages[guide.languages[0]].views, publication.site_url)
    for tag, language in languages.items():
        if "keep" in language.added:
            write_text(site / "assets" / f"keep-{tag}.json", keep_list(site, guide, language.views.say, paths, language.added["keep"]))
    with offline_copy(site, guide, publication.site_url) as offline:
        offline.add_pages()  # while the last sheets are made
        sheets = printing.finish() if printing is not None else {}
        offline.add_paper()
    return sheets


def _write_lists(publication: Publication) -> None:
    """What the scripts load, and what servers and browsers ask for by name."""
    site, guide, languages = publication.site, publication.guide, publication.languages
    for tag, language in languages.items():
        write_text(site / "assets" / f"search-{tag}.js", _search_list(guide, language))
        if "glossary" in language.added:
            write_text(site / "assets" / f"terms-{tag}.js", terms_script(guide, language.views.say))
    write_text(site / "assets" / "places.js", places_script(guide))
    write_text(site / "assets" / "distances.js", distances_script(guide))
    default = languages[guide.languages[0]]
    write_text(site / "404.html", default.shell.missing(default.pages.missing(languages)))
    write_text(site / "_headers", headers_file())
    if contact := security_txt(guide.settings, guide.today, publication.site_url):
        write_text(site / ".well-known" / "security.txt", contact)
    if publication.site_url:
        write_text(site / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {publication.site_url}sitemap.xml\n")


def _search_list(guide: Guide, language: LanguageSite) -> str:
    """What search finds in one language: pages, what stands on them, and the helplines where a page has their cards."""
    say, path = language.views.say, language.added.get("crisis", "")
    lines: list[Entry] = []
    danger = NO_DANGER
    if path:
        lines = line_entries(language.views.help_views(guide.helplines.values()), language.contents[path.removesuffix(".html")].title, path)
        urgent = [line for line in guide.helplines.values() if line.kind == "emergency"]
        words = say("search_none_danger", danger=urgent[0].phone) if urgent else ""
        danger = Danger(path, words, (*(f"{path}#{LINE}{line.id}" for line in urgent), path))
    return search_script([*language.entries, *lines, *language.pages.search_entries()], guide.synonyms.get(say.tag, []), danger)


def sitemap(guide: Guide, paths: Iterable[str], site_url: str) -> str:
    """A sitemap with every page in every language, each naming its translations (sitemaps.org, hreflang)."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">')
    for path in paths:
        address = {tag: f"{site_url}{prefix_of(guide, tag)}{path}" for tag in guide.languages}
        links = "".join(f"<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{escape(url)}\"/>" for tag, url in address.items())
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
