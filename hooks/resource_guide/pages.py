"""The pages that no editor writes: towns, counties, needs, search; and what surrounds the written ones."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from .additions import addition
from .atlas import where_view
from .contacts import mail_link, message, report_link, text_link
from .documents import Document
from .freshness import TRUST_ORDER
from .listings import Listing, facts_of
from .markup import FOOTNOTES, finish, insert_at_heading
from .model import Guide, Need, Place
from .needs import need_view
from .pictures import draw_pictures
from .placeholders import phone_link, tel
from .places import County, counties, page_places
from .sections import START
from .shell import Entry, PageFrame, prefix_of, root_from
from .slugs import slug
from .structured import establishment, json_ld
from .views import Views
from .wording import Speaker

_MACROS = {"parts": "parts", "papers": "paper", "maps": "map"}
"""The templates whose macros every page has, by the name under which it has them."""


def generated_anchors(guide: Guide) -> dict[str, frozenset[str]]:
    """What the build makes, as links to it are written: page name (no ending) and the ids on it."""
    listings: dict[str, set[str]] = {f"programs/{place.id}": set() for place in page_places(guide)}
    for program, town in guide.town_of.items():
        listings[f"programs/{town}"].add(program)
    if guide.broken or guide.unread:  # a town whose record has a fault gets its page once that is mended
        for name in guide.broken:
            listings.setdefault(f"programs/{name}", set())
        for program, file in guide.program_files.items():
            listings.setdefault(f"programs/{PurePosixPath(file).stem}", set()).add(program)
    anchors = {name: frozenset(ids | {"programs", "nearest", "rides"}) for name, ids in listings.items()}
    anchors |= {f"programs/county/{county.id}": frozenset({"programs"}) for county in counties(guide)}
    anchors |= {f"programs/need/{need}": frozenset({"next-step"}) for need in guide.needs}
    return anchors | {"search": frozenset(), "sheet": frozenset()}


class Pages:
    """Renders the generated pages of one language."""

    def __init__(self, env: Environment, views: Views, site_url: str, checklists: Sequence[tuple[str, str]] | None = None) -> None:
        """``views`` has everything that the pages show; ``site_url`` is empty or ends with a slash.

        ``checklists``: id and title of each that is printed; None where nothing is.
        """
        self.views = views
        self.guide = guide = views.guide
        self.say = say = views.say
        self.prefix = prefix_of(guide, say.tag)
        strip = guide.helplines[guide.settings.strip_helpline]
        self._crisis = {"number": strip.phone, "href": tel(strip.phone), "key": strip.press.get(say.tag, "")}
        self.env = env.overlay()
        # What every page of the language shows. As globals, the macros know it too, and are made ready once, not once a page.
        self.env.globals = env.globals | {
            "say": say,
            "prefix": self.prefix,
            "listings": views.listings,
            "town_link": self._town_link,
            "facts_of": facts_of,
            "checklists": checklists,
            "doors": guide.settings.doors,
            "town_links": guide.settings.town_links,
            "first_call": guide.settings.first_call,
            "keeps": any("save" in group.pages for group in guide.settings.menu),
            "page_path": _page_path,
            "zip_name": guide.settings.offline_file,
            "crisis": self._crisis,
            "text_link": lambda listing: text_link(message(listing, say, strip.phone, strip.press.get(say.tag, ""))),
            "report_link": lambda listing: report_link(listing, say, guide.settings),
            "mail_link": lambda listing: mail_link(listing, say, guide.settings),
            "structured": lambda listing: json_ld(establishment(listing, guide.settings.place_type)) if site_url else "",
        }
        self.env.filters = env.filters | {"groupby_trust": _groupby_trust}
        self.env.globals |= {name: self.env.get_template(f"{file}.html").module for name, file in _MACROS.items()}
        self._crumbs = ((say("home"), "index.html"), (say("programs"), "programs/index.html"))
        self._after = functools.cache(self._render_after)

    def town(self, place: Place) -> PageFrame:
        """The page of a place that has one."""
        path = f"programs/{place.id}.html"
        name, say = self.views.names[place.id], self.say
        view = self.views.town_view(place)
        county = County(slug(place.county), place.county) if place.county else None
        body = self._render(
            "town.html",
            path,
            place_id=place.id,
            name=name,
            county=county,
            here=view.here,
            closed=view.closed,
            near_main=view.main,
            near_others=view.others,
            more=[(town, say.count("in_town_count", number, name=self.views.names[town])) for town, number in self.views.more_in(view.main).items()],
            where=where_view(self.views, place, [*view.main, *view.others]),
            after=self._after(root_from(self.prefix + path)),
        )
        state = say.pick(self.guide.settings.state)
        description = say("town_description", name=name, county=county.name, state=state) if county else say("town_description_plain", name=name, state=state)
        file = f"data/programs/{place.id}.yml" if view.here or view.closed else "data/places.yml"
        crumbs = (*self._crumbs, *([(say("county_of", name=county.name), f"programs/county/{county.id}.html")] if county else []))
        return PageFrame(path, say("town_title", name=name), description, body, file, crumbs)

    def county(self, county: County) -> PageFrame:
        """The page of a county."""
        path = f"programs/county/{county.id}.html"
        view = self.views.county_view(county)
        body = self._render(
            "county.html",
            path,
            county=county,
            towns=[{"id": town.id, "name": self.views.names[town.id], "count": len(self.views.by_town.get(town.id, []))} for town in view.towns],
            here=view.here,
            closed=view.closed,
            near=view.near,
            after=self._after(root_from(self.prefix + path)),
        )
        say = self.say
        description = say("county_description", name=county.name, state=say.pick(self.guide.settings.state))
        return PageFrame(path, say("county_title", name=county.name), description, body, "data/places.yml", self._crumbs)

    def need(self, need: Need) -> PageFrame:
        """The page of a need."""
        path = f"programs/need/{need.id}.html"
        title, intro = self.say.pick(need.title), self.say.pick(need.intro)
        body = self._render("need.html", path, title=title, intro=intro, view=need_view(self.views, need))
        return PageFrame(path, title, intro, body, "data/needs.yml", self._crumbs)

    def search(self) -> PageFrame:
        """The page on which readers search."""
        return PageFrame("search.html", self.say("search_title"), self.say("search_description"), self._render("search.html", "search.html"), f"data/wording/{self.say.tag}.yml")

    def missing(self, languages: Iterable[str]) -> str:
        """The text of the page that says that there is no such page, in every language."""
        parts = []
        for tag in languages:
            say = Speaker(self.guide, tag)
            strip = self.guide.helplines[self.guide.settings.strip_helpline]
            parts.append({"say": say, "prefix": prefix_of(self.guide, tag), "key": strip.press.get(tag, "")})
        return self.env.get_template("missing.html").render(missing_parts=parts)

    def search_entries(self) -> Iterator[Entry]:
        """Towns, counties, needs and programs as search finds them."""
        say = self.say
        for need in self.guide.needs.values():
            yield Entry(say.pick(need.title), say("programs"), f"programs/need/{need.id}.html", say.pick(need.intro))
        for place in page_places(self.guide):
            shown = self.views.by_town.get(place.id, [])
            text = " ".join([*([say("county_of", name=place.county)] if place.county else []), *place.aliases])
            text = f"{text}. " if text else ""
            yield Entry(self.views.names[place.id], say("programs"), f"programs/{place.id}.html", f"{text}{_count(say, self.views.names[place.id], len(shown))}")
        for county in counties(self.guide):
            yield Entry(say("county_of", name=county.name), say("programs"), f"programs/county/{county.id}.html", "")
        for listing in self.views.listings.values():
            page = f"programs/{listing.town_id}.html" if listing.town_id else "programs/index.html"
            text = ". ".join(part.removesuffix(".") for part in (listing.organization, listing.town, listing.level, listing.treats, *(f"{fact.label}: {fact.text}" for fact in listing.limits)) if part)
            yield Entry(listing.name, listing.town, f"{page}#{listing.id}", text)

    def written(self, document: Document, content: str) -> str:
        """The body of a hand-written page: its text, and what the build adds to it (``adds:``)."""
        path = f"{document.name}.html"
        text, mark, notes = Markup(finish(content, self.say)).partition(FOOTNOTES)
        notes = mark + notes
        if document.adds == "home":
            heading, end, rest = text.partition("</h1>")
            return self._render("home.html", path, heading=heading + end, content=rest + notes)
        if document.adds:
            text = Markup(self._render_long(f"{document.adds}.html", path, content=text, **addition(document.adds, self.views)))
        notice = "" if document.language == self.say.tag else self.say("not_translated", number=self._crisis["number"], key=self._crisis["key"])
        above, _, below = self._render("guide_page.html", path, content="\0", notice=notice, content_language=document.language).partition("\0")
        return "".join((above, text, notes, below))  # what is long is copied once

    def with_pictures(self, document: Document, content: str) -> str:
        """The text of a hand-written page with its drawings, in the page's language."""
        return draw_pictures(content, self.env, self.guide, document.language)

    def with_notices(self, document: Document, content: str) -> str:
        """The text of a hand-written page with a notice at each section whose other language has changed since."""
        strip, say = self.guide.helplines[self.guide.settings.strip_helpline], self.say
        for section, tag in document.behind.items():
            words = Markup(escape(say("section_behind"))).format(number=phone_link(strip.phone, say), key=strip.press.get(say.tag, ""))
            path = f"{prefix_of(self.guide, tag)}{document.name}.html"
            name = next(language.name for language in self.guide.settings.languages if language.tag == tag)
            anchor = "" if section == START else f"#{section}"
            notice = self._render("section_notice.html", f"{document.name}.html", text=words, other_tag=tag, other_name=name, other_path=path + anchor)
            content = insert_at_heading(content, "" if section == START else section, notice)
        return content

    def _render(self, template: str, path: str, **values: Any) -> str:
        return self.env.get_template(template).render(root=root_from(self.prefix + path), **values)

    def _render_long(self, template: str, path: str, **values: Any) -> str:
        """The same for a list of all programs, which has hundreds of thousands of pieces: never all of them at one time."""
        whole = io.StringIO()
        whole.writelines(self.env.get_template(template).generate(root=root_from(self.prefix + path), **values))
        return whole.getvalue()

    def _town_link(self, listing: Listing, root: str) -> str:
        page = f"{listing.town_id}.html" if listing.town_id else "index.html"
        return f"{root}{self.prefix}programs/{page}#{listing.id}"

    def _render_after(self, root: str) -> Markup:
        lines = self.views.help_views(self.guide.helplines[name] for name in self.guide.settings.town_helplines)
        html = self.env.get_template("after_town.html").render(root=root, helplines=lines, statewide=self.views.statewide)
        return Markup(html)


def _page_path(page: str) -> str:
    """The path of a page and its section as settings name them: ``insurance.html#medicaid``."""
    name, mark, section = page.partition("#")
    return f"{name}.html{mark}{section}"


def _count(say: Speaker, name: str, number: int) -> str:
    if not number:
        return say("in_town_none", name=name)
    return say.count("in_town_count", number, name=name)


def _groupby_trust(listings: list[Listing]) -> list[dict[str, Any]]:
    """The trust groups that are there, best first, with their listings in the given order."""
    return [
        {"trust": level, "listings": shown}
        for level in TRUST_ORDER
        if (shown := [listing for listing in listings if listing.trust == level])
    ]
