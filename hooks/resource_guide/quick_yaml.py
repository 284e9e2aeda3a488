"""Sound YAML files in a single quick look, without the line of each value.

Nearly every file of a guide has nothing to tell its editor, and needs no lines. Whatever might deserve a word,
``yaml_source`` reads again with care.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import yaml

_SHORT = 24
"""Letters of texts such as "yes" and "outpatient", which thousands of listings say: each is kept once."""


class NotPlain(Exception):
    """The text has something that may be a fault; what, the careful reader says."""


Refuse = Callable[[Any], object]
"""Whether the event of a text may have something that is refused."""


def read_plain(text: str, loader: Any, most: int, deepest: int, refused: Refuse | None) -> Any:
    """The values of a text of plain maps, lists and texts: str, list and dict; None where it is empty.

    Raises NotPlain at anchors, tags, repeated keys, keys that are no texts, a second document, more than ``most``
    values, more than ``deepest`` levels, or a text that is ``refused``; yaml.YAMLError where the layout is broken.
    """
    parser = loader(text)
    try:
        take = parser.get_event
        take()  # the stream begins
        event = take()
        values = None
        if isinstance(event, yaml.DocumentStartEvent):
            reader = _Plain(take, most, refused)
            values = reader.value(take(), deepest)
            take()  # the document ends
            event = take()
        if not isinstance(event, yaml.StreamEndEvent):
            raise NotPlain
        return values
    finally:
        parser.dispose()


class _Plain:
    """Takes events and makes values of them."""

    def __init__(self, take: Callable[[], Any], room: int, refused: Refuse | None) -> None:
        self.take = take
        self.room = room
        self.refused = refused

    def value(self, event: Any, depth: int) -> Any:
        """The value that begins with an event."""
        self.room -= 1
        if self.room < 0 or depth < 0:
            raise NotPlain
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            raise NotPlain
        if kind is yaml.ScalarEvent:
            if self.refused and self.refused(event):
                raise NotPlain
            return sys.intern(event.value) if len(event.value) <= _SHORT else event.value
        return self._mapping(depth - 1) if kind is yaml.MappingStartEvent else self._list(depth - 1)

    def _list(self, depth: int) -> list[Any]:
        result = []
        while type(event := self.take()) is not yaml.SequenceEndEvent:
            result.append(self.value(event, depth))
        return result

    def _mapping(self, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while type(event := self.take()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent or event.anchor is not None or event.tag is not None or event.value in result:
                raise NotPlain
            if self.refused and self.refused(event):
                raise NotPlain
            result[sys.intern(event.value)] = self.value(self.take(), depth)
        return result
