"""Makes the printed sheets of a site beside all else: they take longest of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .booklet import Written
from .editions import Record
from .sheets import Press, fold_booklets, write_sheets
from .typeset import Typesetter
from .workers import Running, start


@dataclass(frozen=True)
class Paper:
    """What printing needs."""

    templates: Path
    """Holds the .typ files and ``fonts/``."""
    fonts: Path
    """Fonts of the guide itself, where it has some."""
    cache: Path
    """Finished sheets by their content; may be deleted at any time."""
    record: Record
    """The editions that are out."""


@dataclass
class Printing:
    """Sheets that are being made."""

    site: Path
    press: Press
    setter: Typesetter
    beside: bool
    running: list[Running[dict[str, int]]]
    """What makes them: the number of each kind."""

    def start_pages(self, contents: Mapping[str, Mapping[str, Written]]) -> None:
        """Start with the sheets of hand-written pages; ``contents`` has those of each language, by name."""
        self.running.append(start([lambda: self._make_pages(contents)], self.beside))

    def _make_pages(self, contents: Mapping[str, Mapping[str, Written]]) -> dict[str, int]:
        made = write_sheets(self.site, self.press.sheets_of_pages(contents), self.setter)
        fold_booklets(self.site, self.press.guide, self.setter)
        return made

    def finish(self) -> dict[str, int]:
        """Wait for all; the number of sheets of each kind. Raises ValueError where a template cannot make one, and OSError."""
        counts = {kind: number for running in self.running for made in running.results() for kind, number in made.items()}
        self.setter.forget()
        return counts

    def stop(self) -> None:
        """End what still runs."""
        for running in self.running:
            running.stop()


def start_printing(site: Path, press: Press, paper: Paper, beside: bool) -> Printing:
    """Start with the sheets that show the data alone, in a process of their own where ``beside`` allows."""
    setter = Typesetter(paper.templates, paper.cache, paper.fonts)
    return Printing(site, press, setter, beside, [start([lambda: write_sheets(site, press.sheets_of_data(), setter)], beside)])
