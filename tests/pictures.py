"""Pictures of the pages that a change touches: ``make pictures SINCE=origin/main`` writes them to build/pictures/.

Each page as a phone shows it in every language, and as it is printed: the town's or county's own sheet, else the
page on paper. Needs a built site (``make site``), Chromium and pdftoppm.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from resource_guide.documents import read_documents
from resource_guide.forge.changed import pages_of
from resource_guide.load import load_guide
from resource_guide.shell import prefix_of

from .browser.conftest import FLAGS, serve
from .screenshots import ROOT

MOST = 20
"""So many pages at most: more than an editor looks at."""
SHEETS = {"programs/county/": "print/counties/", "programs/": "print/towns/"}
"""Folders of pages that have a sheet of their own, and where it is."""


def changed_files(root: Path, since: str) -> list[str]:
    """The files that differ from where the work left ``since``, as paths from the root. Raises CalledProcessError where git knows no such place."""
    command = ["git", "-C", str(root), "diff", "--name-only", "-z", "--relative", "--merge-base", since]
    return [name for name in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0") if name]


def take(browser: Browser, site: Path, target: Path, prefixes: dict[str, str], pages: Iterable[str]) -> list[Path]:
    """Write the pictures of each page to ``target``; returns them."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for address in serve(site):
        for path in pages:
            name = path.removesuffix(".html").replace("/", "-")
            for tag, prefix in prefixes.items():
                page = browser.new_page(viewport={"width": 360, "height": 640})
                page.goto(f"{address}/{prefix}{path}")
                # As high as the page: what is fixed to the screen's foot would else stand in the middle.
                page.set_viewport_size({"width": 360, "height": page.evaluate("document.documentElement.scrollHeight")})
                page.screenshot(path=target / f"{name}-phone-{tag}.png")
                page.close()
            _print(browser, address, site, path, target / f"{name}-print")
    return sorted(target.glob("*.png"))


def _print(browser: Browser, address: str, site: Path, path: str, target: Path) -> None:
    """The first two pages on paper."""
    folder = next((folder for folder in SHEETS if path.startswith(folder)), "")
    sheet = site / f"{SHEETS[folder]}{Path(path).stem}.pdf" if folder else None
    made = target.with_suffix(".pdf")
    if sheet is None or not sheet.is_file():
        page = browser.new_page()
        page.goto(f"{address}/{path}")
        page.pdf(path=made, format="Letter")
        page.close()
        sheet = made
    subprocess.run(["pdftoppm", "-png", "-r", "80", "-l", "2", str(sheet), str(target)], check=True)
    made.unlink(missing_ok=True)


def main() -> int:
    """Return the exit status: 0, or 1 where there is no site, no browser or no such place in git."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the guide's folder (default: this one)")
    parser.add_argument("--since", default="origin/main", help="a commit or branch: pages that changed since the work left it (default: origin/main)")
    parser.add_argument("--to", type=Path, help="where the pictures go (default: build/pictures/ of the guide)")
    options = parser.parse_args()
    guide, _ = load_guide(options.root)
    executable, site = shutil.which("chromium"), options.root / "site"
    if guide is None or executable is None or not site.is_dir():
        print("pictures: needs Chromium and a built site; run make site first", file=sys.stderr)
        return 1
    try:
        files = changed_files(options.root, options.since)
    except subprocess.CalledProcessError as error:
        print(f"pictures: {error.stderr.strip().splitlines()[0] if error.stderr else 'git failed'}; name a commit or branch: make pictures SINCE=origin/main", file=sys.stderr)
        return 1
    pages = [page for page in pages_of(guide, read_documents(options.root, guide)[0], files) if (site / page).is_file()]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        made = take(browser, site, options.to or options.root / "build" / "pictures", {tag: prefix_of(guide, tag) for tag in guide.languages}, pages[:MOST])
        browser.close()
    print(f"{len(made)} pictures of {len(pages[:MOST])} pages" + (f"; left out: {', '.join(pages[MOST:])}" if pages[MOST:] else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
