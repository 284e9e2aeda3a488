"""The text of the issue of each month: listings due a check, and links that are dead.

The first line is a mark that only programs see: by it a workflow finds the one open issue and writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from ..model import Guide
from ..stale import Due, area, why
from ..wording import Speaker
from .links import KINDS, Visited
from .quoting import code

Subject = Literal["stale", "links"]
_MOST = 60_000
"""Characters of an issue; GitHub takes 65,536."""


@dataclass(frozen=True)
class Issue:
    """An issue's title and text."""

    title: str
    body: str


def mark(subject: Subject) -> str:
    """The first line of an issue's text."""
    return f"<!-- guide issue {subject} -->"


def stale_issue(guide: Guide, say: Speaker, due: list[Due]) -> Issue:
    """What is due a check, by county and town, each with a box to tick."""
    today = guide.today.isoformat()
    head = [mark("stale"), say("issue_stale_intro", date=say.date(today), day=today), say("issue_by_hand")]
    open_listings = sum(program.closed is None for program in guide.programs.values())
    count = say("editor_stale_count", due=len(due), listings=open_listings) if due else say("editor_stale_none")
    return Issue(say("issue_stale_title"), _fitted(say, [*head, count], _due_lines(guide, say, due), "guide stale"))


def _due_lines(guide: Guide, say: Speaker, due: Iterable[Due]) -> Iterator[str]:
    for (everywhere, _, _), inside in groupby(due, key=area):
        here = list(inside)
        county = here[0].county
        yield f"\n### {say('county_of', name=county) if county else say('statewide') if everywhere else say('towns_without_county')}: {len(here)}\n"
        for one in here:
            listing = one.listing
            number = listing.phones[0].shown if listing.phones else listing.website_shown
            town = "" if everywhere else f"{listing.town}: "
            yield f"- [ ] {town}{code(number)} {code(listing.name)}. {why(guide, say, one)} {code(listing.id)}"


def links_issue(say: Speaker, date: str, visited: list[Visited]) -> Issue:
    """Dead links first, then what has moved for good, then what only refuses programs."""
    by_kind = {kind: [one for one in visited if one.outcome.kind == kind] for kind in KINDS}
    counts = say("issue_links_counts", **{kind: len(found) for kind, found in by_kind.items()})
    head = [mark("links"), say("issue_links_intro", date=say.date(date)), say("issue_by_hand"), counts]
    head += [] if by_kind["dead"] else [say("issue_links_none")]
    lines = (line for kind in ("dead", "moved", "refused") for line in _link_lines(say, kind, by_kind[kind]))
    return Issue(say("issue_links_title"), _fitted(say, head, lines, "guide links"))


def _link_lines(say: Speaker, kind: str, found: list[Visited]) -> Iterator[str]:
    if found:
        yield f"\n### {say(f'issue_links_{kind}')}\n"
    for one in found:
        places = ", ".join(code(f"{place.file}:{place.line}") for place in one.places[:5])
        yield f"- [ ] {code(one.url)} ({reason(say, one)}): {places}"


def reason(say: Speaker, one: Visited) -> str:
    """Why a link is what it is, in words."""
    outcome = one.outcome
    text = say(f"link_{outcome.why}", status=outcome.status)
    return f"{text} → {code(outcome.to)}" if outcome.to else text


def _fitted(say: Speaker, head: list[str], lines: Iterable[str], command: str) -> str:
    """The text, as far as an issue can hold it; what is left out is counted."""
    text, left = "\n\n".join(head) + "\n", 0
    for line in lines:
        if left or len(text) + len(line) > _MOST:
            left += line.startswith("- ")
        else:
            text += f"{line}\n"
    return text + (f"\n{say('issue_left_out', count=left, command=code(command))}\n" if left else "")
