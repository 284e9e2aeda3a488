"""Which form of a word a number takes in a language: the rules of CLDR, through Babel."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection

from babel import Locale, UnknownLocaleError

ENDINGS = ("zero", "one", "two", "few", "many")
"""What the name of a sentence for one form ends with: ``need_count_one``. The name alone is for all other numbers."""

MONTH = "month"
"""The same for a date that is a month or a year: ``checked_called_month``, beside ``checked_called`` for a day."""

_EVERY = range(200)
"""Whole numbers among which each form of a language comes up: the rules look at the last two digits."""


@functools.cache
def plural(tag: str, number: int) -> str:
    """The form that a whole number takes (``one``, ``few``, ``many`` …); a language without rules has ``one`` and ``other``."""
    return _rule(tag)(number)


@functools.cache
def _rule(tag: str) -> Callable[[int], str]:
    try:
        return Locale.parse(tag, sep="-").plural_form
    except (UnknownLocaleError, ValueError):
        return lambda number: "one" if number == 1 else "other"


@functools.cache
def own_forms(tag: str) -> dict[str, tuple[int, ...]]:
    """The forms that need a sentence of their own, with their numbers below 200.

    The form of most numbers (``other``, in Russian ``many``) has the sentence without an ending.
    """
    numbers: dict[str, list[int]] = {}
    for number in _EVERY:
        numbers.setdefault(plural(tag, number), []).append(number)
    rest = "other" if "other" in numbers else max(numbers, key=lambda form: len(numbers[form]))
    return {form: tuple(those) for form, those in numbers.items() if form != rest}


def base_of(key: str, keys: Collection[str]) -> str:
    """The name of the sentence whose variant ``key`` is (``need_count`` of ``need_count_one``); ``key`` itself where it is none of ``keys``."""
    base, _, ending = key.rpartition("_")
    return base if ending in (*ENDINGS, MONTH) and base in keys else key
