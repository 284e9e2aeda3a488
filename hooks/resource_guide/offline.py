"""The copy for a USB stick: the whole site in one file, with links that lead somewhere without internet."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from .model import Guide
from .places import page_places
from .sheets import BUNDLE

_PRINTED = re.compile(r'href="((?:\.\./)*)(print/([a-z]+)/([^"/]+)\.pdf)"')


def write_zip(site: Path, guide: Guide, site_url: str) -> None:
    """Write the finished ``site`` as ``downloads/<offline_file>``, in one folder, without the zip itself.

    The same site gives the same bytes. Of the printed sheets, which are many, it has the checklists, the
    booklets, and the one file that holds every town's leaf: links of its pages lead there.
    """
    name = guide.settings.offline_file
    target = site / "downloads" / name
    target.parent.mkdir(exist_ok=True)
    leaves = {place.id: 2 * number + 1 for number, place in enumerate(page_places(guide))}
    date = (max(1980, guide.today.year), guide.today.month, guide.today.day, 0, 0, 0)
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.parent != target.parent and _is_carried(path.relative_to(site)))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files:
            data = path.read_bytes()
            if path.suffix == ".html":
                data = offline_links(data.decode(), leaves, site_url).encode()
            info = zipfile.ZipInfo(f"{Path(name).stem}/{path.relative_to(site).as_posix()}", date)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)


def offline_links(html: str, leaves: dict[str, int], site_url: str) -> str:
    """A page whose links to sheets that the copy does not carry lead to the file of all towns, or to the site.

    ``leaves``: the page of that file on which each town begins.
    """

    def lead(match: re.Match[str]) -> str:
        root, path, folder, name = match.groups()
        if folder == "checklists":
            return match[0]
        if folder == "towns" or not site_url:
            return f'href="{root}{BUNDLE}#page={leaves.get(name, 1)}"'
        return f'href="{site_url}{path}"'

    return _PRINTED.sub(lead, html)


def _is_carried(path: Path) -> bool:
    return path.parts[0] != "print" or len(path.parts) == 2 or path.parts[1] == "checklists"
