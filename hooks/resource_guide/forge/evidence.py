"""How the sender of a form knows what it says: a source of the listing, and a check that raises no trust."""

from __future__ import annotations

import re

from ..edit_yaml import Record
from ..keeping import site_name
from ..problems import Problem
from .filled import Filled

_URL = re.compile(r"https?://\S+")


def source_of(filled: Filled, website: str, call: str) -> tuple[Record, list[Problem]]:
    """The source that a form names, and what it lacks. ``website``: the listing's own; ``call``: the words for a call."""
    text, how = filled["source"], filled["how"]
    if _URL.fullmatch(text):
        source = {"title": site_name(text) or text, "url": text}
    elif text:
        source = {"title": text}
    elif how == "called":
        source = {"title": call}
    elif how == "provider-site" and website:
        source = {"title": site_name(website), "url": website}
    else:
        return {}, [Problem("", 1, filled.label("source"), "is missing", "write the web address of the page, or the name of the list")]
    return source | ({"date": filled["date"]} if filled["date"] else {}), []


def assured_of(filled: Filled) -> Record:
    """The check that a listing can claim from a form: never a person's.

    A call that somebody else reports is no call of an editor, so it counts as another list. ``by`` is left out:
    what a form says is copied, not checked.
    """
    how = filled["how"]
    return ({"date": filled["date"]} if filled["date"] else {}) | {"how": "other-list" if how == "called" else how}
