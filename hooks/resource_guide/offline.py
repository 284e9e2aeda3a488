"""The copy for a USB stick: the whole site in one file, with links that lead somewhere without internet."""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .model import Guide
from .places import page_places
from .sheets import BUNDLE

_PRINT = "print"
"""The folder of all paper, below the site."""
_PRINTED = re.compile(r'href="((?:\.\./)*)(print/([a-z]+)/([^"/]+)\.pdf)"')

_COPY = re.compile(r'href="(?:\.\./)*(downloads/[^"/]+\.zip)"')


@contextlib.contextmanager
def offline_copy(site: Path, guide: Guide, site_url: str) -> Iterator[OfflineCopy]:
    """``downloads/<offline_file>``, open to take the files of ``site``: pages first, paper when it is there.

    Of the printed sheets, which are many, it has the checklists, the booklets, and the one file that
    holds every town's leaf: links of its pages lead there.
    """
    target = site / "downloads" / guide.settings.offline_file
    target.parent.mkdir(exist_ok=True)
    leaves = {place.id: len(guide.sheet_languages) * number + 1 for number, place in enumerate(page_places(guide))}
    date = (max(1980, guide.today.year), guide.today.month, guide.today.day, 0, 0, 0)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        yield OfflineCopy(site, archive, target, date, leaves, site_url)


@dataclass(frozen=True)
class OfflineCopy:
    """A zip file of a finished site, in one folder, without the zip itself; the same site gives the same bytes."""

    site: Path
    archive: zipfile.ZipFile
    target: Path
    date: tuple[int, int, int, int, int, int]
    """Of every file in it."""
    leaves: Mapping[str, int]
    """The page of the file of all towns on which each town begins."""
    site_url: str

    def add_pages(self) -> None:
        """Take everything but paper."""
        folders = (path for path in self.site.iterdir() if path.name not in (_PRINT, self.target.parent.name))
        self._add(path for folder in folders for path in (folder.rglob("*") if folder.is_dir() else [folder]))

    def add_paper(self) -> None:
        """Take the printed sheets that a copy carries."""
        folder = self.site / _PRINT
        self._add([*folder.glob("*"), *folder.glob("checklists/*")])

    def _add(self, paths: Iterable[Path]) -> None:
        for path in sorted(path for path in paths if path.is_file()):
            data = path.read_bytes()
            if path.suffix == ".html":
                data = offline_links(data.decode(), self.leaves, self.site_url).encode()
            info = zipfile.ZipInfo(f"{self.target.stem}/{path.relative_to(self.site).as_posix()}", self.date)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            self.archive.writestr(info, data)


def offline_links(html: str, leaves: Mapping[str, int], site_url: str) -> str:
    """A page whose links to sheets that the copy does not carry lead to the file of all towns, or to the site; those to the copy itself, to the site.

    ``leaves``: the page of that file on which each town begins.
    """

    def lead(match: re.Match[str]) -> str:
        root, path, folder, name = match.groups()
        if folder == "checklists":
            return match[0]
        if folder == "towns" or not site_url:
            return f'href="{root}{BUNDLE}#page={leaves.get(name, 1)}"'
        return f'href="{site_url}{path}"'

    return _COPY.sub(rf'href="{site_url}\1"' if site_url else "", _PRINTED.sub(lead, html))

