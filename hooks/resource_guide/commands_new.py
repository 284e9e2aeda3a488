"""The command ``guide new``: starts a guide for another state."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from .commands_import import date_text, guarded, print_lines
from .importers.meanings import Meanings, read_meanings
from .importers.samhsa import Directory, listed_in, open_directory
from .importers.tables import BadFileError
from .load import load_guide
from .model import Guide
from .problems import GuideError, did_you_mean
from .starting.kit import NewGuide, report, write_guide
from .starting.listed import listings_of
from .starting.states import State, read_states
from .starting.towns import towns_of
from .starting.zips import read_zips

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_new(commands: Commands) -> None:
    """Add ``guide new``."""
    parser = commands.add_parser("new", help="start a guide for another state, with the words and the program of this one")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the new guide's folder; it must not be there yet")
    parser.add_argument("--state", required=True, metavar="CA", help="two letters")
    parser.add_argument("--workbook", required=True, type=Path, metavar="FILE", help="a SAMHSA National Directory (.xlsx): each facility becomes a listing that nobody has confirmed")
    parser.add_argument("--date", type=date_text, metavar="2023-06", help="the date of this edition, as it says itself")
    parser.add_argument("--zips", type=Path, metavar="FILE", help="ZIP codes with city, county, lat and lon (.csv), or the postal file of GeoNames (US.txt); without it, no distances and no counties")
    parser.set_defaults(run=lambda root, options: guarded(lambda: _new(root, options)))


def _new(root: Path, options: argparse.Namespace) -> int:
    states, meanings, guide = start_from(root)
    code = options.state.upper()
    if code not in states:
        raise BadFileError(f"there is no state {code}; {did_you_mean(code, states, 'data/starter/states.yml')}")
    target = options.folder.resolve()
    new = new_guide(states[code], open_directory(options.workbook), meanings, guide, options.zips, options.date or "")
    write_guide(target, root, new)
    print_lines(report(new, options.folder))
    return 0


def start_from(root: Path) -> tuple[dict[str, State], Meanings, Guide]:
    """The states for which the guide in ``root`` can start another one, what the names of lists mean there, and that guide.

    Raises GuideError with what is wrong in the guide.
    """
    guide, loaded = load_guide(root)
    if guide is None:
        raise GuideError(loaded.problems)
    return read_states(root, loaded), read_meanings(loaded), guide


def new_guide(state: State, directory: Directory, meanings: Meanings, guide: Guide, zips: Path | None, edition: str) -> NewGuide:
    """The guide of a state, before it is written. Raises BadFileError where a file has nothing of that state."""
    listed = listed_in(directory, state.code, meanings)
    table = read_zips(zips, state.code) if zips else None
    towns = towns_of(listed.facilities, table, state.counties == "yes")
    source = f"{listed.source.title} {edition[:4]}".strip()
    return NewGuide(state, towns, listings_of(listed, towns, edition, guide), source, table)
