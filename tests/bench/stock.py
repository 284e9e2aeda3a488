"""The same content for other builders: Markdown pages for the stock way and for Hugo.

``python -m tests.bench.stock GUIDE STOCK HUGO EMPTY`` writes three folders: one that builds with ``mkdocs build``
(MkDocs, Material, static-i18n and search as they come, towns out of the menu), one with ``hugo``, and one with
a single page for ``mkdocs build`` and no search: what MkDocs, the theme and the languages cost before any content.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from resource_guide.documents import Document
from resource_guide.guide import check_guide
from resource_guide.listings import Listing
from resource_guide.model import Guide
from resource_guide.placeholders import PICTURE, fill
from resource_guide.places import counties, page_places
from resource_guide.views import Near, Views
from resource_guide.wording import Speaker

HERE = Path(__file__).parent

STOCK = """\
site_name: {name}
site_url: https://example.org/
theme:
  name: material
  font: false
plugins:
{search}  - i18n:
      docs_structure: suffix
      languages:
{languages}
markdown_extensions: [admonition, attr_list, footnotes, md_in_html, tables, pymdownx.details]
validation:
  omitted_files: ignore
  links: {{not_found: ignore, anchors: ignore, absolute_links: ignore, unrecognized_links: ignore}}
nav:
{nav}
"""


def main() -> None:
    """Write the folders."""
    root, stock, hugo, empty = map(Path, sys.argv[1:])
    checked = check_guide(root)
    guide = checked.publishable()
    pages = dict(_pages(guide, checked.documents))
    _write_stock(guide, pages, stock, search="  - search\n")
    _write_stock(guide, {("index", tag): ("A", "# A\n") for tag in guide.languages}, empty, search="")
    _write_hugo(guide, pages, hugo, root)


def _pages(guide: Guide, documents: list[Document]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Name and language of each page, and its title and Markdown."""
    for document in documents:
        text = fill(document.body, guide, Speaker(guide, document.language))
        for name in guide.pictures:
            text = text.replace(PICTURE.format(name), "")
        yield (document.name, document.language), (document.title, text)
    for tag in guide.languages:
        say = Speaker(guide, tag)
        views = Views(guide, say)
        after = "\n".join(f"- **{line['number']}** {line['name']}. {line['summary']}" for line in views.help_views(guide.helplines[name] for name in guide.settings.town_helplines))
        for place in page_places(guide):
            view = views.town_view(place)
            parts = [f"# {say('town_heading', name=views.names[place.id])}", *map(_card, view.here + view.closed)]
            parts += [f"## {say('nearest_main')}", *map(_near, view.main + view.others), after]
            yield (f"programs/{place.id}", tag), (say("town_title", name=views.names[place.id]), "\n\n".join(parts) + "\n")
        for county in counties(guide):
            seen = views.county_view(county)
            towns = "\n".join(f"- [{views.names[town.id]}](../{town.id}.md)" for town in seen.towns)
            parts = [f"# {say('county_title', name=county.name)}", towns, *map(_card, seen.here), *map(_near, seen.near), after]
            yield (f"programs/county/{county.id}", tag), (say("county_title", name=county.name), "\n\n".join(parts) + "\n")


def _card(listing: Listing) -> str:
    phones = ", ".join(f"[{phone.shown}]({phone.href})" for phone in listing.phones)
    facts = "\n".join(f"- **{fact.label}**: {fact.text or fact.ask}" for fact in listing.facts)
    where = f"{listing.street}, {listing.city_line}" if listing.street else listing.city_line
    sources = "; ".join(title for title, _ in listing.sources)
    web = f"<{listing.website}>" if listing.website else ""
    return f"## {listing.name} {{ #{listing.id} }}\n\n{phones}\n\n{listing.level}. {listing.organization}\n\n{where} {web}\n\n{facts}\n\n{listing.checked} {sources}"


def _near(near: Near) -> str:
    listing = near.listing
    phones = ", ".join(f"[{phone.shown}]({phone.href})" for phone in listing.phones)
    link = f"[{listing.name}]({listing.town_id}.md#{listing.id})"
    return f"### {link}\n\n{phones}\n\n**{listing.town}**, {near.away}; {near.drive}. {near.week}\n\n{listing.level}. {listing.treats}. {listing.checked}"


def _write_stock(guide: Guide, pages: dict[tuple[str, str], tuple[str, str]], target: Path, search: str) -> None:
    default = guide.languages[0]
    for (name, tag), (title, text) in pages.items():
        ending = ".md" if tag == default else f".{tag}.md"
        _write(target / "docs" / f"{name}{ending}", f"---\ntitle: {json.dumps(title)}\n---\n\n{text}")
    menu = [page for group in guide.settings.menu for page in group.pages if (page, default) in pages]
    nav = "\n".join(f"  - {page}.md" for page in ["index", *menu])
    languages = "\n".join(f"        - {{locale: {language.tag}, name: {language.name}, default: {str(language.tag == default).lower()}}}" for language in guide.settings.languages)
    _write(target / "mkdocs.yml", STOCK.format(name=guide.settings.site_name[default], search=search, languages=languages, nav=nav))


def _write_hugo(guide: Guide, pages: dict[tuple[str, str], tuple[str, str]], target: Path, root: Path) -> None:
    shutil.copytree(HERE / "hugo", target)
    shutil.copytree(root / "docs" / "assets", target / "static" / "assets")
    default = guide.languages[0]
    for (name, tag), (title, text) in pages.items():
        # Hugo knows a folder's own page as _index, and takes the first heading from the title.
        path = f"{name.removesuffix('index')}_index" if name.endswith("index") else name
        body = text.split("\n", 1)[1] if text.startswith("# ") else text
        _write(target / "content" / tag / f"{path}.md", f"---\ntitle: {json.dumps(title)}\n---\n\n{body}")
    config = [(HERE / "hugo" / "config.toml").read_text(encoding="utf-8"), f'defaultContentLanguage = "{default}"']
    strip = guide.helplines[guide.settings.strip_helpline].phone
    for number, language in enumerate(guide.settings.languages):
        say = Speaker(guide, language.tag)
        menu = [[pages[page, language.tag][0], page] for group in guide.settings.menu for page in group.pages if (page, language.tag) in pages]
        config += [
            f"[languages.{language.tag}]", f"languageName = {json.dumps(language.name)}", f'contentDir = "content/{language.tag}"', f"weight = {number + 1}",
            f"title = {json.dumps(say.pick(guide.settings.site_name), ensure_ascii=False)}", f"[languages.{language.tag}.params]",
            f"crisis = {json.dumps(strip)}", f"exit = {json.dumps(guide.settings.exit_url)}", f"menu = {json.dumps(menu, ensure_ascii=False)}",
            f"words = {json.dumps([say('crisis_call'), say('menu'), say('exit'), say('disclaimer')], ensure_ascii=False)}",
        ]  # fmt: skip
    _write(target / "config.toml", "\n".join(config) + "\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
