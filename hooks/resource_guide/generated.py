"""Writes what no editor wrote into the site, as one of several processes side by side.

Each takes a share of the places and writes it in every language: what is near a place and where it stands on a map
is then found once, and no core waits however many languages there are.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from .contacts import menu_script, vcard
from .exports import write_translated
from .language_site import LanguageSite
from .listings import Listing
from .model import Guide
from .output import write_text
from .places import counties, page_places
from .shell import PageFrame

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Generated:
    """What was written."""

    counts: Mapping[str, int]
    """Pages of each kind, the same in each language: ``town``, ``county``, ``need``, ``guide``."""
    paths: list[str]
    """Their paths below the folder of a language."""


@dataclass(frozen=True)
class Share:
    """Every ``of``-th thing, from the one with this ``number`` (from 0) on."""

    number: int
    of: int

    def __call__(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """Those of some things that fall to this share."""
        return itertools.islice(things, self.number, None, self.of)


def write_share(site: Path, guide: Guide, languages: Mapping[str, LanguageSite], extra: Mapping[str, PageFrame], site_url: str, whole: bool, share: Share) -> Generated:
    """Write a share of the pages into ``site``, ``extra`` being one more of each language, if any; where ``whole``, of contact cards and exports too."""
    counts: Counter[str] = Counter()
    paths: list[str] = []

    def write(kind: str, frames: Mapping[str, PageFrame]) -> None:
        for tag, frame in frames.items():
            shell = languages[tag].shell
            write_text(site / shell.prefix / frame.path, shell.page(frame))
        counts[kind] += 1
        paths.extend({frame.path for frame in frames.values()})

    for place in share(page_places(guide)):
        write("town", {tag: language.pages.town(place) for tag, language in languages.items()})
    for county in share(counties(guide)):
        write("county", {tag: language.pages.county(county) for tag, language in languages.items()})
    for need in share(guide.needs.values()):
        write("need", {tag: language.pages.need(need) for tag, language in languages.items()})
    for frames in share([{tag: language.pages.search() for tag, language in languages.items()}, *([extra] if extra else [])]):
        write("guide", frames)
    for tag, language in share(languages.items()):
        write_text(site / "assets" / f"actions-{tag}.js", menu_script(language.views.say))
        if whole:
            write_translated(site, language.views, site_url)
    if whole:
        for language in languages.values():
            _write_contacts(site / language.shell.prefix / "contacts", share(language.views.listings.values()), guide)
    return Generated(counts, paths)


def _write_contacts(folder: Path, listings: Iterable[Listing], guide: Guide) -> None:
    """A contact card for every open listing."""
    for listing in listings:
        if not listing.closed:
            write_text(folder / f"{listing.id}.vcf", vcard(listing, guide.settings.state_code))
