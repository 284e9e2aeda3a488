"""A change of one layout of a text, made in another layout of it."""

from __future__ import annotations

from difflib import SequenceMatcher

_Group = tuple[int, int]


def merged(before: list[str], written: list[str], after: list[str]) -> list[str]:
    """``written`` with what changed from ``before`` to ``after``.

    ``before`` and ``written`` say the same in two layouts, ``after`` is ``before`` changed. Lines that
    are the same in ``before`` and ``after`` stay as they are in ``written``; so do comments on lines of
    their own, even where what they stand at goes.
    """
    own, change = _blocks(before, written), _blocks(before, after)
    result: list[str] = []
    done = 0
    for start, end in _groups(_differences(own), _differences(change)):
        first, last = _at(own, start, late=False), _at(own, end, late=True)
        result += written[done:first]
        new = after[_at(change, start, late=False) : _at(change, end, late=True)]
        kept = [line for line in written[first:last] if line.lstrip().startswith("#") and line not in new]
        result += [*new, *kept]
        done = last
    return result + written[done:]


_Block = tuple[int, int, int, int, bool]
"""Lines of the first text and of the second, and whether they are the same."""


def _blocks(first: list[str], second: list[str]) -> list[_Block]:
    codes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return [(i1, i2, j1, j2, tag == "equal") for tag, i1, i2, j1, j2 in codes]


def _differences(blocks: list[_Block]) -> list[_Group]:
    return [(i1, i2) for i1, i2, _, _, same in blocks if not same]


def _groups(own: list[_Group], changes: list[_Group]) -> list[_Group]:
    """The lines of ``before`` that change, with those of the other layout that they reach into."""
    groups: list[_Group] = []
    for change in changes:
        start, end = change
        grown = True
        while grown:
            grown = False
            for low, high in own:
                if _meet((low, high), (start, end)) and (low < start or high > end):
                    start, end, grown = min(low, start), max(high, end), True
        if groups and start < groups[-1][1]:
            start = groups.pop()[0]
        groups.append((start, end))
    return groups


def _meet(one: _Group, other: _Group) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _at(blocks: list[_Block], line: int, late: bool) -> int:
    """The line of the second text that a boundary before ``line`` of the first one falls on.

    Where lines were put in at that boundary: behind them if ``late``, else before them.
    """
    places = []
    for i1, i2, j1, j2, same in blocks:
        if same and i1 <= line <= i2:
            places.append(j1 + line - i1)
        elif not same:
            places += [j1] * (line == i1) + [j2] * (line == i2)
    return (max if late else min)(places, default=0)
