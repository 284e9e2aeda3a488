"""How far two records may be the same place: by phone, address and name, never by their order.

difflib of the standard library compares names: a few thousand pairs a second, and few pairs share a town. A faster library would bring 12 MB of compiled code for nothing that can be noticed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_SHORT = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd", "lane": "ln", "place": "pl", "court": "ct",
    "highway": "hwy", "parkway": "pkwy", "circle": "cir", "trail": "trl", "square": "sq", "building": "bldg", "suite": "ste",
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
}  # fmt: skip
"""The Postal Service's short forms (Publication 28)."""
_UNIT = re.compile(r"\b(ste|unit|room|rm|bldg|fl|floor|apt)\b.*")
_EMPTY = {"inc", "llc", "pc", "corp", "ltd", "co", "the", "of", "and", "for", "dba", "a", "at", "in"}
"""Words of a name that say nothing of who it is."""


@dataclass(frozen=True)
class Traits:
    """What can be compared about a place."""

    names: tuple[str, ...]
    """Each of its names; the first is the fullest."""
    phones: frozenset[str]
    """Ten digits each."""
    street: str
    """As ``street_key`` makes it; empty where it is not known."""
    zip: str
    town: str
    """Id of the place; empty where it is not known."""


def words_of(name: str) -> list[str]:
    """The words of a name that say who it is: no accents, no "Inc", no apostrophes."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("'", "").replace("’", "")
    words = re.findall(r"[a-z0-9]+", plain)
    return [word for word in words if word not in _EMPTY] or words


def street_key(street: str) -> str:
    """A street as it is compared: its first part, without a suite, in short forms: ``1600 san pedro dr ne``."""
    part = next((part for part in re.split(r"[,#]", street.casefold()) if part.strip()), "")
    short = " ".join(_SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", part))
    return _UNIT.sub("", short).strip() or short


@lru_cache(maxsize=50_000)
def name_likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1: 1 where all words of one are in the other, in full or cut short."""
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return 0.0
    fewer, more = sorted((first, second), key=len)
    if all(any(_same_word(word, longer) for longer in more) for word in fewer):
        return 1.0
    common = sum(any(_same_word(word, longer) for longer in more) for word in fewer) / len(more)
    return max(common, SequenceMatcher(None, " ".join(sorted(first)), " ".join(sorted(second))).ratio())


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 4 and long.startswith(short))


def likeness(one: Traits, other: Traits) -> float:
    """How much speaks for one place: 0 where too little does to say so, else up to 10.

    Two of phone, street and name must agree, in one town; a phone that agrees with the street may be in two
    towns, for a place near the border of both.
    """
    phone, street, near = _parts(one, other)
    if not near and not (phone and street):
        return 0.0
    name = _best_name(one, other)
    known = (one.street and other.street, one.phones and other.phones)
    enough = (
        (phone and street)
        or (near and street and name >= 0.5)
        or (near and phone and name >= 0.5)
        or (near and name >= 0.85 and not all(known))
    )
    # Branches of one organization share its name and phone: the whole names tell them apart.
    whole = SequenceMatcher(None, " ".join(words_of(one.names[0])), " ".join(words_of(other.names[0]))).ratio()
    return 3 * phone + 3 * street + 2 * name + near + whole if enough else 0.0


def resembles(one: Traits, other: Traits) -> bool:
    """Whether a person should look: too little for one place, too much for chance.

    The same name and phone in another town are a branch of the same organization.
    """
    phone, street, near = _parts(one, other)
    if near and (phone or street):
        return True
    return (near and _best_name(one, other) >= 0.85) or (phone and _best_name(one, other) < 0.5)


def _parts(one: Traits, other: Traits) -> tuple[bool, bool, bool]:
    """Whether phone, street and town agree. Names are compared only where one of them does: that takes a hundred times as long."""
    phone = bool(one.phones & other.phones)
    street = bool(one.street) and one.street == other.street and (one.zip == other.zip or not (one.zip and other.zip) or one.town == other.town)
    near = bool(one.town and one.town == other.town) or bool(one.zip and one.zip == other.zip)
    return phone, street, near


def _best_name(one: Traits, other: Traits) -> float:
    return max((name_likeness(a, b) for a in one.names for b in other.names), default=0.0)
