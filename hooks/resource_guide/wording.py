"""Interface words and dates in one language."""

from __future__ import annotations

from .model import Guide
from .text_types import Words


class Speaker:
    """Says things in one language of the guide."""

    def __init__(self, guide: Guide, tag: str) -> None:
        """Raise KeyError where ``tag`` is not a language of the guide."""
        self.tag = tag
        self.default = guide.languages[0]
        self._words = guide.wording[tag]
        self._language = next(language for language in guide.settings.languages if language.tag == tag)

    def __call__(self, key: str, /, **values: object) -> str:
        """The interface words under ``key``; raise KeyError where a language lacks it."""
        text = self._words[key]
        return text.format(**values) if values else text

    def pick(self, words: Words) -> str:
        """The text in this language, or in the one that has it."""
        return words.get(self.tag) or words.get(self.default) or next(iter(words.values()))

    def tag_of(self, words: Words) -> str:
        """The language that ``pick`` returns."""
        return next((tag for tag in (self.tag, self.default) if words.get(tag)), next(iter(words)))

    def date(self, date: str) -> str:
        """A full date, a month or a year as people write it."""
        parts = date.split("-")
        month = self._language.months[int(parts[1]) - 1] if len(parts) > 1 else ""
        if len(parts) == 3:
            return self._language.date.format(year=parts[0], month=month, day=int(parts[2]))
        return self._language.month_date.format(year=parts[0], month=month) if month else date
