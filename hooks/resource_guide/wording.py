"""Interface words and dates in one language. Words that no language of a guide has raise GuideError, where they are first needed."""

from __future__ import annotations

from typing import NoReturn

from .model import Guide
from .plurals import MONTH, own_forms, plural
from .problems import GuideError, Problem
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
        """The interface words under ``key``."""
        text = self._words.get(key) or self._missing(key)
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there are words under ``key``."""
        return key in self._words

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The words under ``key`` in the form that a number takes; its blank is ``{count}``."""
        form = f"{key}_{plural(self.tag, number)}"
        return self(form if form in self._words else key, count=number, **values)

    def counts(self, key: str, shown: str, /, **values: object) -> dict[str, str]:
        """The words under ``key`` by form of the number, ``other`` for the rest, for a script that knows the number; it is written as ``shown``."""
        forms = {form: self._words[f"{key}_{form}"] for form in own_forms(self.tag) if f"{key}_{form}" in self._words}
        return {form: text.format(count=shown, **values) for form, text in {**forms, "other": self._words.get(key) or self._missing(key)}.items()}

    def _missing(self, key: str) -> NoReturn:
        raise GuideError([Problem(f"data/wording/{self.tag}.yml", 1, key, "a page or a command needs these words, and no language has them", f"add '{key}: …', here and for each other language")])

    def dated(self, key: str, date: str, /, **values: object) -> str:
        """The words under ``key`` with a date: those of ``key_month`` for a month or a year, where the language needs others."""
        form = f"{key}_{MONTH}"
        return self(form if date.count("-") < 2 and form in self._words else key, date=self.date(date), **values)

    def pick(self, words: Words) -> str:
        """The text in this language, or in the one that has it."""
        return words.get(self.tag) or words.get(self.default) or next(iter(words.values()))

    def date(self, date: str) -> str:
        """A full date, a month or a year as people write it."""
        parts = date.split("-")
        months = self._language.months if len(parts) == 3 else self._language.months_alone or self._language.months
        month = months[int(parts[1]) - 1] if len(parts) > 1 else ""
        if len(parts) == 3:
            return self._language.date.format(year=parts[0], month=month, day=int(parts[2]))
        return self._language.month_date.format(year=parts[0], month=month) if month else date
