"""The pages that no editor writes: towns, counties, search; and what surrounds the written ones."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from slugify import slugify

from .documents import Document
from .freshness import TRUST_ORDER, Trust
from .geography import Trip, nearest, trip, week
from .listings import Listing, prepare
from .model import Guide, Helpline, Place
from .placeholders import tel
from .shell import Entry, PageFrame, prefix_of, root_from
from .wording import Speaker

_FOOTNOTES = '<div class="footnote">'


@dataclass(frozen=True)
class Near:
    """A program in another town, seen from here."""

    listing: Listing
    miles: int
    away: str
    drive: str
    week: str


@dataclass(frozen=True)
class County:
    """A county and its page."""

    id: str
    name: str


@dataclass(frozen=True)
class TownView:
    """What there is in a town and near it."""

    here: list[Listing]
    closed: list[Listing]
    iops: list[Near]
    others: list[Near]
    """Other outpatient care that is nearer; only where the town has no IOP."""


@dataclass(frozen=True)
class CountyView:
    """What there is in a county, and near it where it has no IOP."""

    towns: list[Place]
    here: list[Listing]
    near: list[Near]


def page_places(guide: Guide) -> list[Place]:
    """The places that have a page: every municipality, and every place with a program."""
    with_program = set(guide.town_of.values())
    return [place for place in guide.places.values() if place.municipality == "yes" or place.id in with_program]


def counties(guide: Guide) -> list[County]:
    """The counties of the guide's places, by name."""
    names = sorted({place.county for place in guide.places.values()}, key=slugify)
    return [County(slugify(name), name) for name in names]


def generated_anchors(guide: Guide) -> dict[str, frozenset[str]]:
    """What the build makes, as links to it are written: page name (no ending) and the ids on it."""
    listings: dict[str, set[str]] = {f"programs/{place.id}": set() for place in page_places(guide)}
    for program, town in guide.town_of.items():
        listings[f"programs/{town}"].add(program)
    anchors = {name: frozenset(ids | {"programs", "nearest", "rides"}) for name, ids in listings.items()}
    anchors |= {f"programs/county/{county.id}": frozenset({"programs"}) for county in counties(guide)}
    return anchors | {"search": frozenset()}


def added_anchors(guide: Guide) -> dict[str, frozenset[str]]:
    """The ids that each addition (``adds:`` of a page) brings to its page."""
    return {
        "programs": frozenset({"by-town", "by-county", "a-z"}),
        "glossary": frozenset(guide.terms),
        "crisis": frozenset(f"line-{name}" for name in guide.helplines) | {line.kind for line in guide.helplines.values()},
    }


def show_names(guide: Guide) -> dict[str, str]:
    """Name of each place as readers see it: with the county where another place has the same name."""
    count: dict[str, int] = {}
    for place in guide.places.values():
        count[place.name] = count.get(place.name, 0) + 1
    return {
        place.id: place.name if count[place.name] == 1 else f"{place.name} ({place.county})" for place in guide.places.values()
    }


class Pages:
    """Renders the generated pages of one language."""

    def __init__(self, env: Environment, guide: Guide, say: Speaker) -> None:
        """Prepare the listings once; every page draws on them."""
        self.guide = guide
        self.say = say
        self.prefix = prefix_of(guide, say.tag)
        self.listings = prepare(guide, say)
        self.names = show_names(guide)
        self._by_town: dict[str, list[Listing]] = {}
        for listing in self.listings.values():
            if listing.town_id and not listing.closed:
                self._by_town.setdefault(listing.town_id, []).append(listing)
        self._closed = [listing for listing in self.listings.values() if listing.closed]
        self.statewide = [listing for listing in self.listings.values() if not listing.town_id]
        self._iop_towns = self._towns_with(lambda listing: listing.is_iop)
        self._other_towns = self._towns_with(lambda listing: not listing.is_iop)
        self._env = env.overlay()
        self._env.filters["groupby_trust"] = _groupby_trust
        strip = guide.helplines[guide.settings.strip_helpline]
        self._shared: dict[str, Any] = {
            "say": say,
            "prefix": self.prefix,
            "listings": self.listings,
            "town_link": self._town_link,
            "zip_name": guide.settings.offline_file,
            "crisis": {"number": strip.phone, "href": tel(strip.phone), "key": strip.press.get(say.tag, "")},
        }
        self._additions: dict[str, Callable[[], dict[str, Any]]] = {
            "programs": self._program_lists,
            "glossary": lambda: {"terms": self._terms()},
            "crisis": lambda: {"lines": self.help_views(self.guide.helplines.values())},
            "score": self._score,
        }
        self._after = functools.cache(self._render_after)

    def towns(self) -> Iterator[PageFrame]:
        """A page for every place that has one."""
        template = self._env.get_template("town.html")
        for place in page_places(self.guide):
            yield self._town(template, place)

    def counties(self) -> Iterator[PageFrame]:
        """A page for every county."""
        template = self._env.get_template("county.html")
        for county in counties(self.guide):
            yield self._county(template, county)

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
        return self._env.get_template("missing.html").render(missing_parts=parts, **self._shared)

    def search_entries(self) -> Iterator[Entry]:
        """Towns, counties and programs as search finds them."""
        say = self.say
        for place in page_places(self.guide):
            shown = self._by_town.get(place.id, [])
            text = " ".join([say("county_of", name=place.county), *place.aliases])
            yield Entry(self.names[place.id], say("programs"), f"programs/{place.id}.html", f"{text}. {_count(say, self.names[place.id], len(shown))}")
        for county in counties(self.guide):
            yield Entry(say("county_of", name=county.name), say("programs"), f"programs/county/{county.id}.html", "")
        for listing in self.listings.values():
            page = f"programs/{listing.town_id}.html" if listing.town_id else "programs/index.html"
            text = ". ".join(filter(None, [listing.organization, listing.town, listing.level, listing.treats]))
            yield Entry(listing.name, listing.town, f"{page}#{listing.id}", text)

    def written(self, document: Document, content: str) -> str:
        """The body of a hand-written page: its text, and what the build adds to it (``adds:``)."""
        path = f"{document.name}.html"
        text, mark, notes = Markup(_finish(content, self.say)).partition(_FOOTNOTES)
        notes = mark + notes
        if document.adds == "home":
            heading, end, rest = text.partition("</h1>")
            return self._render("home.html", path, heading=heading + end, content=rest + notes)
        if document.adds:
            text = Markup(self._render(f"{document.adds}.html", path, content=text, **self._additions[document.adds]()))
        crisis = self._shared["crisis"]
        notice = "" if document.language == self.say.tag else self.say("not_translated", number=crisis["number"], key=crisis["key"])
        return self._render("guide_page.html", path, content=text + notes, notice=notice, content_language=document.language)

    def _render(self, template: str, path: str, **values: Any) -> str:
        return self._env.get_template(template).render(root=root_from(self.prefix + path), **self._shared, **values)

    def _towns_with(self, wanted: Any) -> list[Place]:
        return [self.guide.places[town] for town, shown in self._by_town.items() if any(map(wanted, shown))]

    def _town_link(self, listing: Listing, root: str) -> str:
        page = f"{listing.town_id}.html" if listing.town_id else "index.html"
        return f"{root}{self.prefix}programs/{page}#{listing.id}"

    def town_view(self, place: Place) -> TownView:
        """What a town's page and its sheets show."""
        here = self._by_town.get(place.id, [])
        closed = [listing for listing in self._closed if listing.town_id == place.id]
        iops = self._near(place, self._iop_towns, lambda listing: listing.is_iop)
        others = self._nearer(place, iops) if not any(listing.is_iop for listing in here) else []
        return TownView(here, closed, iops, others)

    def county_view(self, county: County) -> CountyView:
        """What a county's page and its sheets show."""
        towns = [place for place in page_places(self.guide) if place.county == county.name]
        here = [listing for listing in self.listings.values() if listing.town_id and self.guide.places[listing.town_id].county == county.name]
        center = max((place for place in self.guide.places.values() if place.county == county.name), key=lambda place: place.population or 0)
        outside = [town for town in self._iop_towns if town.county != county.name]
        near = [] if any(listing.is_iop for listing in here) else self._near(center, outside, lambda listing: listing.is_iop)
        return CountyView(towns, here, near)

    def _town(self, template: Any, place: Place) -> PageFrame:
        path = f"programs/{place.id}.html"
        name, say = self.names[place.id], self.say
        view = self.town_view(place)
        body = template.render(
            root=root_from(self.prefix + path),
            name=name,
            county=County(slugify(place.county), place.county),
            here=view.here + view.closed,
            near_iops=view.iops,
            near_others=view.others,
            after=self._after(root_from(self.prefix + path)),
            **self._shared,
        )
        description = say("town_description", name=name, county=place.county, state=say.pick(self.guide.settings.state))
        file = f"data/programs/{place.id}.yml" if view.here or view.closed else "data/places.yml"
        return PageFrame(path, say("town_title", name=name), description, body, file)

    def _near(self, start: Place, towns: list[Place], wanted: Any) -> list[Near]:
        """The nearest programs elsewhere, one line each, at most ``settings.nearest``."""
        found: list[Near] = []
        for town in nearest(self.guide, start, towns):
            for listing in filter(wanted, self._by_town[town.id]):
                if len(found) == self.guide.settings.nearest:
                    return found
                found.append(self._near_view(start, town, listing))
        return found

    def _nearer(self, start: Place, iops: list[Near]) -> list[Near]:
        """Other outpatient care that is nearer than the nearest IOP."""
        others = self._near(start, self._other_towns, lambda listing: not listing.is_iop)
        first = next((near.listing.town_id for near in iops), None)
        if first is None:
            return others
        limit = trip(self.guide, start, self.guide.places[first]).miles
        return [near for near in others if near.listing.town_id and trip(self.guide, start, self.guide.places[near.listing.town_id]).miles < limit]

    def _near_view(self, start: Place, town: Place, listing: Listing) -> Near:
        say, one_way = self.say, trip(self.guide, start, town)
        miles, hours = week(self.guide, one_way)
        return Near(
            listing,
            miles=one_way.miles,
            away=say("away", miles=one_way.miles),
            drive=self._drive(one_way),
            week=say("week", sessions=self.guide.settings.sessions_a_week, miles=miles, hours=f"{hours:g}"),
        )

    def _drive(self, one_way: Trip) -> str:
        low, high = (self._duration(minutes) for minutes in one_way.minutes)
        return self.say("drive", low=low, high=high)

    def _duration(self, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self.say("minutes", minutes=rest)
        return self.say("hours_minutes", hours=hours, minutes=rest) if rest else self.say("hours", hours=hours)

    def _county(self, template: Any, county: County) -> PageFrame:
        path = f"programs/county/{county.id}.html"
        view = self.county_view(county)
        body = template.render(
            root=root_from(self.prefix + path),
            county=county,
            towns=[{"id": town.id, "name": self.names[town.id], "count": len(self._by_town.get(town.id, []))} for town in view.towns],
            here=view.here,
            near=view.near,
            after=self._after(root_from(self.prefix + path)),
            **self._shared,
        )
        say = self.say
        description = say("county_description", name=county.name, state=say.pick(self.guide.settings.state))
        return PageFrame(path, say("county_title", name=county.name), description, body, "data/places.yml")

    def _render_after(self, root: str) -> Markup:
        lines = self.help_views(self.guide.helplines[name] for name in self.guide.settings.town_helplines)
        html = self._env.get_template("after_town.html").render(root=root, helplines=lines, statewide=self.statewide, **self._shared)
        return Markup(html)

    def _program_lists(self) -> dict[str, Any]:
        shown = [listing for listing in self.listings.values() if not listing.closed]
        by_county: dict[str, int] = {}
        for listing in shown:
            if listing.town_id:
                county = self.guide.places[listing.town_id].county
                by_county[county] = by_county.get(county, 0) + 1
        towns = sorted(page_places(self.guide), key=lambda place: slugify(self.names[place.id]))
        iops = sum(listing.is_iop for listing in shown)
        return {
            "count": self.say("programs_count", programs=len(shown), towns=len(self._by_town), iops=iops),
            "towns": [{"id": place.id, "name": self.names[place.id], "listings": self._by_town.get(place.id, [])} for place in towns],
            "counties": [{"id": county.id, "name": county.name, "count": by_county.get(county.name, 0)} for county in counties(self.guide)],
            "statewide": self.statewide,
            "a_z": sorted(shown, key=lambda listing: slugify(listing.name)),
        }

    def _score(self) -> dict[str, Any]:
        """How many of the open listings a person confirmed lately, by county and in all."""
        rows: dict[str, list[Trust]] = {}
        for listing in self.listings.values():
            if not listing.closed:
                county = self.guide.places[listing.town_id].county if listing.town_id else self.say("statewide")
                rows.setdefault(county, []).append(listing.trust)
        every = [level for levels in rows.values() for level in levels]
        counties_ = [{"name": name, **_shares(levels)} for name, levels in sorted(rows.items(), key=lambda row: slugify(row[0]))]
        settings = self.guide.settings
        return {"all": _shares(every), "counties": counties_, "fresh": settings.months_fresh, "aging": settings.months_aging}

    def _terms(self) -> list[dict[str, str]]:
        say = self.say
        other = next((tag for tag in self.guide.languages if tag != say.tag), say.tag)
        terms = [
            {
                "id": term.id,
                "name": say.pick(term.term),
                "definition": say.pick(term.definition),
                "other_tag": other,
                "other": term.term.get(other, ""),
                "other_definition": term.definition.get(other, ""),
            }
            for term in self.guide.terms.values()
        ]
        return sorted(terms, key=lambda term: slugify(term["name"]))

    def help_views(self, lines: Iterable[Helpline]) -> list[dict[str, str]]:
        """Helplines as the templates show them."""
        say = self.say
        views = []
        for line in lines:
            key = line.press.get(say.tag)
            keyword = line.text.keyword.get(say.tag) if line.text else None
            views.append({
                "id": line.id,
                "kind": line.kind,
                "name": say.pick(line.name),
                "number": line.phone,
                "href": tel(line.phone),
                "press": say("press_key", key=key) if key else "",
                "hours": say("helpline_hours") if line.hours else "",
                "summary": say.pick(line.summary),
                "what_happens": say.pick(line.what_happens),
                "text": (say("text_to", keyword=keyword) if keyword else say("text_plain")) if line.text else "",
                "text_number": line.text.number if line.text else "",
                "text_href": "sms:" + "".join(filter(str.isdigit, line.text.number)) if line.text else "",
                "web": line.web or "",
                "web_shown": line.web.removeprefix("https://").removeprefix("www.") if line.web else "",
            })
        return views


def _finish(html: str, say: Speaker) -> str:
    """Markdown's HTML with what a narrow screen and a listener need: a label in each table cell, headed footnotes."""
    html = re.sub(r"<table>.*?</table>", _label_cells, html, flags=re.DOTALL)
    html = html.replace(f"{_FOOTNOTES}\n<hr />", f'{_FOOTNOTES}<h2 id="sources">{say("sources")}</h2>')
    return re.sub(r'(class="footnote-backref"[^>]*) title="[^"]*"', rf'\1 aria-label="{say("footnote_back")}"', html)


def _label_cells(table: re.Match[str]) -> str:
    """A table whose cells say their column and whose parts keep their roles where the style sheet stacks them."""
    labels = [re.sub(r"<[^>]*>", "", label) for label in re.findall(r"<th[^>]*>(.*?)</th>", table[0], re.DOTALL)]
    cells = itertools.cycle(labels)
    html = re.sub(r"<td", lambda _: f'<td role="cell" data-label="{next(cells)}"', table[0])
    for name, role in (("table", "table"), ("thead", "rowgroup"), ("tbody", "rowgroup"), ("tr", "row"), ("th", "columnheader")):
        html = re.sub(rf"<{name}(?=[ >])", f'<{name} role="{role}"', html)
    return html


def _shares(levels: list[Trust]) -> dict[str, int]:
    fresh = levels.count("confirmed")
    return {"listings": len(levels), "fresh": fresh, "aging": fresh + levels.count("call-first")}


def _count(say: Speaker, name: str, number: int) -> str:
    if not number:
        return say("in_town_none", name=name)
    return say("in_town_count_one", name=name) if number == 1 else say("in_town_count", name=name, count=number)


def _groupby_trust(listings: list[Listing]) -> list[dict[str, Any]]:
    """The trust groups that are there, best first, with their listings in the given order."""
    return [
        {"trust": level, "listings": shown}
        for level in TRUST_ORDER
        if (shown := [listing for listing in listings if listing.trust == level])
    ]
