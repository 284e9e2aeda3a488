"""The page around every page: head, crisis strip, header, menu, footer.

Rendered once for each language and folder depth, then filled for each page: a
page costs the same however many there are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from .catalog import FOLDER, LICENSE_URL, of_language
from .model import Guide
from .placeholders import tel
from .protection import page_policy
from .share_picture import picture_name
from .structured import breadcrumbs, dataset, json_ld
from .wording import Speaker

ICONS = {
    # Strokes on 24 × 24.
    "magnify": "M14 14l6 6M4 9.5a5.5 5.5 0 1 1 0 .1z",
    "menu": "M3 7h18M3 12h18M3 17h18",
}

_SLOTS = ("title", "description", "path", "edit_url", "body", "structured")


@dataclass(frozen=True)
class MenuItem:
    """A page in the menu."""

    title: str
    path: str
    """Below the language's folder: ``insurance.html``."""


@dataclass(frozen=True)
class MenuSection:
    """A group of pages in the menu."""

    title: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True)
class PageFrame:
    """What one page puts into the shell."""

    path: str
    """Below the language's folder: ``programs/taos.html``."""
    title: str
    description: str
    body: str
    """Finished HTML."""
    data_file: str
    """What the edit link opens, from the root of the project."""
    crumbs: tuple[tuple[str, str], ...] = ()
    """The way to the page, as it shows it: names and paths; without the page itself."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The data that the page is about: path from the site's top, by media type."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a search can find."""

    title: str
    page: str
    """Title of the page around it; empty where the entry is the page."""
    url: str
    """Below the language's folder: ``insurance.html#medicaid``."""
    text: str
    call: tuple[str, ...] = ()
    """Of a helpline: its number, the link that calls it, and which key to press, if any."""


class _Compiled(BytecodeCache):
    """Templates compiled once for all languages: each has an environment of its own, with its own words."""

    def __init__(self) -> None:
        self._code: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.code


def environment(templates: Path) -> Environment:
    """Jinja for the guide's templates as they are now: autoescape on, and an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False, bytecode_cache=_Compiled(),
    )  # fmt: skip


def prefix_of(guide: Guide, tag: str) -> str:
    """Folder of a language in the site: empty for the first one, ``es/`` for others."""
    return "" if tag == guide.languages[0] else f"{tag}/"


def root_from(path: str) -> str:
    """Way back to the site's top from a page: ``../`` for each folder."""
    return "../" * path.count("/")


def icon(name: str) -> Markup:
    """A small drawing that readers hear nothing of."""
    return Markup('<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="2" d="{}"/></svg>').format(ICONS[name])


class Shell:
    """Makes whole pages of one language."""

    def __init__(self, env: Environment, guide: Guide, say: Speaker, menu: Sequence[MenuSection], site_url: str) -> None:
        """``site_url`` is empty or ends with a slash."""
        self._env = env
        self._guide = guide
        self._say = say
        self._menu = menu
        self._site_url = site_url
        self.prefix = prefix_of(guide, say.tag)
        self._parts = functools.cache(self._prepare)

    def page(self, frame: PageFrame) -> str:
        """The whole page as HTML."""
        texts, slots = self._parts(frame.path.count("/"))
        values = {
            "title": escape(frame.title),
            "description": escape(frame.description),
            "path": escape(frame.path),
            "edit_url": escape(f"{self._guide.settings.repository}/edit/main/{frame.data_file}"),
            "body": frame.body,
            "structured": self._structured(frame),
        }
        link = f'<li><a href="{root_from(self.prefix + frame.path)}{self.prefix}{values["path"]}">'
        texts = [text.replace(link, link.replace("<a ", '<a aria-current="page" ')) for text in texts]
        pieces = [texts[0]]
        for slot, text in zip(slots, texts[1:], strict=True):
            pieces += (values[slot], text)
        return "".join(pieces)

    def missing(self, body: str) -> str:
        """The page for addresses that do not exist. A server shows it at any depth, so its links begin at the site's top."""
        base = urlsplit(self._site_url).path or "/"
        html = self.page(PageFrame("index.html", self._say("missing_title"), self._say("missing_text"), body, "data/wording/"))
        return re.sub(r'(href|src|action|data-places|data-base)="(?![a-z]+:|/|#)', rf'\1="{base}', html)

    def _structured(self, frame: PageFrame) -> str:
        """What machines read of the page besides its listings: the way to it, its files; nothing where the site has no address."""
        if not self._site_url:
            return ""
        base = self._site_url + self.prefix
        steps = [(name, base + path) for name, path in (*frame.crumbs, (frame.title, frame.path))] if frame.crumbs else []
        files = {kind: self._site_url + path for kind, path in frame.files.items()}
        about = (frame.title, frame.description, base + frame.path, self._say.tag, files, self._guide.today.isoformat(), LICENSE_URL)
        return json_ld(*([breadcrumbs(steps)] if steps else []), *([dataset(*about)] if files else []))

    def _prepare(self, depth: int) -> tuple[list[str], list[str]]:
        """The shell's texts for pages ``depth`` folders down, and the slots between them."""
        guide, say = self._guide, self._say
        footer = [item for section in self._menu[-1:] for item in section.items]
        html = self._env.get_template("shell.html").render(
            say=say,
            icon=icon,
            page={slot: Markup(f"\0{slot}\0") for slot in _SLOTS},
            root="../" * (depth + self.prefix.count("/")),
            prefix=self.prefix,
            site_name=say.pick(guide.settings.site_name),
            site_url=self._site_url,
            languages=[{"tag": tag, "prefix": prefix_of(guide, tag)} for tag in guide.languages],
            picture=picture_name(say.tag),
            feed=f"{FOLDER}/{of_language('changes.xml', say.tag, guide.languages[0])}",
            menu=self._menu,
            footer=footer,
            edition=say.date(guide.today.isoformat()),
            **frame_values(guide, say),
        )
        pieces = html.split("\0")
        return pieces[0::2], pieces[1::2]


def frame_values(guide: Guide, say: Speaker) -> dict[str, Any]:
    """What every page says above and below its own text (``frame.html``): the crisis line, the way out, the other languages."""
    strip = guide.helplines[guide.settings.strip_helpline]
    return {
        "policy": Markup(page_policy()),
        "crisis": {"number": strip.phone, "href": tel(strip.phone), "key": strip.press.get(say.tag, "")},
        "exit_url": guide.settings.exit_url,
        "others": [_other(guide, language.tag) for language in guide.settings.languages if language.tag != say.tag],
    }


def _other(guide: Guide, tag: str) -> dict[str, str]:
    say = Speaker(guide, tag)
    strip = guide.helplines[guide.settings.strip_helpline]
    name = next(language.name for language in guide.settings.languages if language.tag == tag)
    invite = say("crisis_invite", number=strip.phone, key=strip.press.get(tag, ""))
    return {"tag": tag, "name": name, "prefix": prefix_of(guide, tag), "invite": invite}
