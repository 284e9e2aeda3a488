"""Pictures of the pages, for people to look at: ``make screenshots`` writes them to build/screenshots/.

Each page as a small phone, a desktop and a phone in the dark show it, and its print view; in every
language of the guide. Needs a built site (``make site``) and Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from resource_guide.load import load_guide
from resource_guide.shell import prefix_of

from .browser.conftest import FLAGS, serve

ROOT = Path(__file__).parent.parent
PAGES = {
    "home": "index.html",
    "town-with": "programs/albuquerque.html",
    "town-without": "programs/angel-fire.html",
    "programs": "programs/index.html",
    "crisis": "crisis.html",
    "ladder": "what-is-iop.html",
    "week": "a-typical-session.html",
}
"""Name of each picture, and its page below the language's folder."""
FIRST_SCREEN = ("home", "programs")
"""Pages of which the first screen is shown; of the others, the whole."""
VIEWS = {"phone": (360, "light", "screen"), "desktop": (1280, "light", "screen"), "dark": (360, "dark", "screen"), "print": (720, "light", "print")}
"""Name of each view: width in CSS pixels, color scheme, medium."""


def take(browser: Browser, address: str, target: Path, prefixes: dict[str, str], pages: dict[str, str]) -> int:
    """Write a PNG for each page, view and language to ``target``; returns how many."""
    target.mkdir(parents=True, exist_ok=True)
    count = 0
    for view, (width, scheme, medium) in VIEWS.items():
        context = browser.new_context(viewport={"width": width, "height": 640 if width < 1000 else 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.emulate_media(media=medium)  # type: ignore[arg-type]
        for tag, prefix in prefixes.items():
            for name, path in pages.items():
                page.goto(f"{address}/{prefix}{path}")
                if name not in FIRST_SCREEN:
                    # As high as the page: what is fixed to the screen's foot would else stand in the middle.
                    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
                page.screenshot(path=target / f"{name}-{view}-{tag}.png")
                page.set_viewport_size({"width": width, "height": 640 if width < 1000 else 800})
                count += 1
        context.close()
    return count


def main() -> int:
    """Return the exit status: 0, or 1 where there is no site or no browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the guide's folder (default: this one)")
    parser.add_argument("--to", type=Path, help="where the pictures go (default: build/screenshots/ of the guide)")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES), help="only these pages")
    options = parser.parse_args()
    guide, _ = load_guide(options.root)
    executable = shutil.which("chromium")
    site = options.root / "site"
    if guide is None or executable is None or not site.is_dir():
        print("screenshots: needs Chromium and a built site; run make site first", file=sys.stderr)
        return 1
    target = options.to or options.root / "build" / "screenshots"
    prefixes = {tag: prefix_of(guide, tag) for tag in guide.languages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for address in serve(site):
            print(f"{take(browser, address, target, prefixes, {name: PAGES[name] for name in options.pages})} pictures in {target}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
