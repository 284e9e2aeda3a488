"""The web addresses that the data names, each with every place where it stands; and what a visit found of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ..loaded import Loaded
from ..yaml_source import Path_

Kind = Literal["ok", "moved", "refused", "dead"]
"""ok: there. moved: for good, to another address. refused: not for a program, or not now. dead: gone, or no such name."""
KINDS: tuple[Kind, ...] = get_args(Kind)

_FIELDS = ("website", "web", "url")
"""The names under which records keep a web address of their own, of a help line and of a source."""
_LARGEST = 20_000_000


@dataclass(frozen=True, order=True)
class Place:
    """Where an address stands."""

    file: str
    line: int


@dataclass(frozen=True)
class Outcome:
    """What a visit found."""

    kind: Kind
    why: str
    """The name of the reason: the wording says it (``link_<why>``)."""
    status: int = 0
    """What the server answered; 0 where it did not."""
    to: str = ""
    """The address that it led to, where it led elsewhere."""


@dataclass(frozen=True)
class Visited:
    """An address, its places, and what a visit found."""

    url: str
    places: tuple[Place, ...]
    outcome: Outcome


def links_of(loaded: Loaded) -> dict[str, list[Place]]:
    """Every web address of the listings, help lines and sources. The website of a program that has closed may be gone."""
    found: dict[str, list[Place]] = {}
    for file, source in sorted(loaded.sources.items()):
        for path, url in _addresses(source.values, ()):
            found.setdefault(url, []).append(Place(file, source.line(path)))
    return {url: sorted(places) for url, places in sorted(found.items())}


def _addresses(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str) and name in _FIELDS and inner.startswith(("http://", "https://")):
                if not (name == "website" and "closed" in value):
                    yield (*path, name), inner
            else:
                yield from _addresses(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _addresses(inner, (*path, index))


# As a file


def as_json(visited: Iterable[Visited], date: str) -> str:
    """A report as a file, for ``guide issue links``."""
    rows = [
        {"url": one.url, "kind": one.outcome.kind, "why": one.outcome.why, "status": one.outcome.status, "to": one.outcome.to, "places": [[place.file, place.line] for place in one.places]}
        for one in visited
    ]
    return json.dumps({"date": date, "links": rows}, ensure_ascii=False, indent=1) + "\n"


def from_json(content: bytes) -> tuple[str, list[Visited]]:
    """The date of a report and what it found. Raises ValueError where it is no report."""
    if len(content) > _LARGEST:
        raise ValueError
    try:
        report = json.loads(content.decode("utf-8"))
        found = [
            Visited(str(row["url"]), tuple(Place(str(file), int(line)) for file, line in row["places"]), Outcome(_kind(row["kind"]), str(row["why"]), int(row["status"]), str(row["to"])))
            for row in report["links"]
        ]
        return str(report["date"]), found
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError from error


def _kind(name: str) -> Kind:
    return next(kind for kind in KINDS if kind == name) if name in KINDS else "refused"
