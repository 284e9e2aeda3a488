"""The picture that other sites and messages show beside a link: a drawing that says nothing about who looks."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from .model import Guide
from .wording import Speaker

WIDTH, HEIGHT = 1200, 630
"""Pixels, as the Open Graph protocol's readers expect them."""


def picture_name(tag: str) -> str:
    """The picture of a language, below the site."""
    return f"assets/share-{tag}.png"


def write_pictures(site: Path, guide: Guide, templates: Path, own_fonts: Path | None = None) -> None:
    """Write one picture for each language into ``site``; ``templates`` holds share.typ and ``fonts/``, ``own_fonts`` has those of the guide itself.

    The same words make the same bytes. Raises ValueError where the template cannot make it.
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in (templates / "fonts", own_fonts) if folder is not None and folder.is_dir()])
    for tag in guide.languages:
        say = Speaker(guide, tag)
        words = {"title": say("share_picture"), "place": say.pick(guide.settings.state), "lang": tag, "fonts": guide.settings.fonts}
        compiler = typst.Compiler(str(templates / "share.typ"), root=str(templates), font_paths=fonts, ignore_system_fonts=True)
        try:
            # A point of the template is a pixel of the picture.
            picture = compiler.compile(format="png", ppi=72, sys_inputs={"data": json.dumps(words)})
        except typst.TypstError as error:
            raise ValueError(f"{picture_name(tag)} cannot be made from share.typ: {error.message}") from None
        if not isinstance(picture, bytes):
            raise ValueError(f"share.typ makes more than one picture for {tag!r}")
        target = site / picture_name(tag)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(picture)
