"""What the build adds to hand-written pages that ask for it (``adds:`` in their front matter)."""

from __future__ import annotations

from typing import Any

from .atlas import MARGIN, state_view
from .catalog import FIXED, FOLDER, data_files, text_file
from .filters import answers, filters
from .freshness import Trust
from .model import LINE, Guide
from .places import NO_COUNTY, areas, counties, page_places
from .slugs import slug
from .views import Views


def added_anchors(guide: Guide) -> dict[str, frozenset[str]]:
    """The ids that each addition brings to its page."""
    return {
        "programs": frozenset({"by-need", "by-town", "map", "by-county", "a-z"}),
        "glossary": frozenset(guide.terms),
        "crisis": frozenset(f"{LINE}{name}" for name in {*guide.helplines, *guide.broken}) | _kinds(guide),
        "keep": frozenset({"keep"}),
        "print": frozenset({"sheets", "county-sheets", "checklist-sheets", "booklets"}),
        "data": frozenset({"files", "fields", "values", "texts"}),
    }


def _kinds(guide: Guide) -> set[str]:
    """The headings of help lines; all that can be where some records have a fault, as the missing one may be theirs."""
    return set(guide.settings.helpline_kinds) if guide.broken or guide.unread else {line.kind for line in guide.helplines.values()}


def addition(name: str, views: Views) -> dict[str, Any]:
    """What the template of an addition shows; raise KeyError where there is none of that name."""
    return {"home": _nothing, "programs": _programs, "glossary": _glossary, "crisis": _crisis, "score": _score, "keep": _nothing, "data": _data, "print": _print}[name](views)


def _nothing(views: Views) -> dict[str, Any]:
    return {}


def _print(views: Views) -> dict[str, Any]:
    places = sorted(page_places(views.guide), key=lambda place: slug(views.names[place.id]))
    return {
        "towns": [{"id": place.id, "name": views.names[place.id]} for place in places],
        "counties": [{"id": county.id, "name": county.name} for county in counties(views.guide)],
        "other_calls": NO_COUNTY.id if NO_COUNTY in areas(views.guide) else "",
        "languages": [{"tag": language.tag, "name": language.name} for language in views.guide.settings.languages],
        "ending": "" if views.say.tag == views.say.default else f".{views.say.tag}",
    }


def _crisis(views: Views) -> dict[str, Any]:
    kinds = {kind: views.say.pick(heading) for kind, heading in views.guide.settings.helpline_kinds.items()}
    return {"kinds": kinds, "lines": views.help_views(views.guide.helplines.values())}


def _programs(views: Views) -> dict[str, Any]:
    shown = [listing for listing in views.listings.values() if not listing.closed]
    by_county: dict[str, int] = {}
    for listing in shown:
        if listing.town_id:
            county = views.guide.places[listing.town_id].county or ""
            by_county[county] = by_county.get(county, 0) + 1
    towns = sorted(page_places(views.guide), key=lambda place: slug(views.names[place.id]))
    towns_of: dict[str | None, list[str]] = {}
    for place in towns:
        if place.id in views.by_town:
            towns_of.setdefault(place.county, []).append(place.id)
    main = sum(listing.is_main for listing in shown)
    return {
        "count": views.say("programs_count", programs=len(shown), towns=len(views.by_town), main=main),
        "towns": [{"id": place.id, "name": views.names[place.id], "listings": views.by_town.get(place.id, [])} for place in towns],
        "counties": [
            {"id": county.id, "name": county.name, "count": by_county.get(county.name, 0), "towns": towns_of.get(county.name, [])}
            for county in counties(views.guide)
        ],
        "names": views.names,
        "needs": [{"id": need.id, "title": views.say.pick(need.title)} for need in views.guide.needs.values()],
        "filters": filters(views),
        "answers": {listing.id: answers(views, listing) for listing in shown},
        "miles": views.guide.settings.filter_miles,
        "map": state_view(views),
        "margin": MARGIN,
        "measured": any(place.point for place in towns),
        "statewide": views.statewide,
        "closed": [listing for listing in views.closed if not listing.town_id],
        "a_z": sorted(shown, key=lambda listing: slug(listing.name)),
    }


def _score(views: Views) -> dict[str, Any]:
    """How many of the open listings a person confirmed lately, by county and in all."""
    rows: dict[str, list[Trust]] = {}
    for listing in views.listings.values():
        if not listing.closed:
            county = (views.guide.places[listing.town_id].county or views.say("towns_without_county")) if listing.town_id else views.say("statewide")
            rows.setdefault(county, []).append(listing.trust)
    every = [level for levels in rows.values() for level in levels]
    counties_ = [{"name": name, **_shares(levels)} for name, levels in sorted(rows.items(), key=lambda row: slug(row[0]))]
    settings = views.guide.settings
    return {"all": _shares(every), "counties": counties_, "fresh": settings.months_fresh, "aging": settings.months_aging}


def _glossary(views: Views) -> dict[str, Any]:
    say = views.say
    others = [tag for tag in views.guide.languages if tag != say.tag]
    terms = [
        {
            "id": term.id,
            "name": say.pick(term.term),
            "definition": say.pick(term.definition),
            "others": [{"tag": tag, "term": term.term.get(tag, ""), "definition": term.definition.get(tag, "")} for tag in others],
        }
        for term in views.guide.terms.values()
    ]
    return {"terms": sorted(terms, key=lambda term: slug(term["name"]))}


def _data(views: Views) -> dict[str, Any]:
    """The files that the site offers, what is in them, and the plain-text page of each place."""
    guide, say = views.guide, views.say
    places = sorted(page_places(guide), key=lambda place: slug(views.names[place.id]))
    return {
        "folder": FOLDER,
        "files": [{"path": file.path, "words": say(file.words)} for file in data_files(say.tag, say.default)],
        "fields": [{"name": name, "words": say(f"data_field_{name}")} for part in FIXED for name in part],
        "answers": [
            {"name": f"{name}.{key}", "words": f"{say.pick(facet.label)}: {say.pick(option.words)}"}
            for name, facet in guide.vocabulary.items()
            for key, option in facet.options.items()
        ],
        "texts": [{"name": views.names[place.id], "path": text_file(place.id, say.tag, say.default)} for place in places],
    }


def _shares(levels: list[Trust]) -> dict[str, int]:
    fresh = levels.count("confirmed")
    return {"listings": len(levels), "fresh": fresh, "aging": fresh + levels.count("call-first")}
