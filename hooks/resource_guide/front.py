"""A folder of guides, one for each state: which there are, and the page over all of them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from slugify import slugify

from .load import load_guide
from .model import Guide
from .problems import GuideError
from .protection import headers_file
from .shell import environment, frame_values, prefix_of
from .text_types import Words
from .wording import Speaker
from .yaml_files import read_yaml

_TEMPLATES = Path(__file__).parents[2] / "overrides" / "guide"
_ASSETS = ("guide.css", "guide.js", "icon.svg")


@dataclass(frozen=True)
class Shard:
    """The guide of one state in a folder of several."""

    code: str
    """Two capitals; its folder has the same in small letters."""
    root: Path
    name: Words
    """The state's name by language."""
    languages: tuple[str, ...]


def shards_of(folder: Path) -> dict[str, Shard]:
    """The guides in a folder by their states' codes, in order; none where it is no folder of guides."""
    found = {}
    for file in sorted(folder.glob("*/data/guide.yml")):
        root = file.parents[1]
        if re.fullmatch("[a-z]{2}", root.name):
            values = read_yaml(file, root).values
            settings = values if isinstance(values, dict) else {}
            code, name = root.name.upper(), settings.get("state")
            tags = [item.get("tag") for item in settings.get("languages", []) if isinstance(item, dict)]
            found[code] = Shard(code, root, name if isinstance(name, dict) and name else {"en": code}, tuple(map(str, tags)))
    return found


def write_front(site: Path, shards: Mapping[str, Shard], site_url: str) -> None:
    """Write the page over all states into ``site``, in the languages of the first one.

    It depends on the folders alone and not on what is built: every shard's build writes the same bytes, so
    shards may be built anywhere and laid together. Raises GuideError where the first guide cannot be read.
    """
    first = next(iter(shards.values()))
    guide, loaded = load_guide(first.root)
    if guide is None:
        raise GuideError(loaded.problems)
    (site / "assets").mkdir(parents=True, exist_ok=True)
    for name in _ASSETS:
        _replace(site / "assets" / name, (first.root / "docs" / "assets" / name).read_bytes())
    template = environment(_TEMPLATES).get_template("states.html")
    for tag in guide.languages:
        prefix = prefix_of(guide, tag)
        html = template.render(_values(guide, shards, tag, "../" if prefix else ""))
        (site / prefix).mkdir(exist_ok=True)
        _replace(site / prefix / "index.html", html.encode())
    _replace(site / "_headers", headers_file().encode())
    if site_url:
        maps = "".join(f"<sitemap><loc>{escape(site_url)}{code.lower()}/sitemap.xml</loc></sitemap>\n" for code in shards)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        _replace(site / "sitemap.xml", f"{head}{maps}</sitemapindex>\n".encode())
        _replace(site / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site_url}sitemap.xml\n".encode())


def _values(guide: Guide, shards: Mapping[str, Shard], tag: str, root: str) -> dict[str, object]:
    say = Speaker(guide, tag)
    states = [
        {"name": say.pick(shard.name), "folder": shard.code.lower(), "prefix": f"{tag}/" if tag in shard.languages[1:] else ""}
        for shard in shards.values()
    ]
    return {
        "say": say,
        "root": root,
        "site_name": say("states_name"),
        "page": {"title": say("states_title"), "description": say("states_text"), "path": "index.html"},
        "states": sorted(states, key=lambda state: slugify(str(state["name"]))),
        **frame_values(guide, say),
    }


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step: another shard's build may write it, too."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)
