"""The commands ``guide import`` and ``guide export``: what other lists say, and a spreadsheet of the guide's own columns."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .edit_yaml import write_bytes
from .importers.columns import Column, columns, flatten
from .importers.facility import Listed
from .importers.findtreatment import read_export
from .importers.leads import add_leads, leads_of, read_leads
from .importers.meanings import Meanings, read_meanings
from .importers.reconcile import reconcile, town_ids
from .importers.report import report, sheet_report
from .importers.samhsa import read_directory
from .importers.sheet_changes import Listing, read_changes
from .importers.sheet_file import SheetRow, csv_bytes, read_sheet, table_rows, xlsx_bytes
from .importers.sheet_trial import try_changes
from .importers.tables import BadFileError
from .load import load_guide
from .loaded import STATEWIDE, Loaded
from .model import Guide
from .problems import GuideError, Problem
from .turns import in_turn, replace_files

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def add_import_commands(commands: Subparsers) -> None:
    """Add ``import`` and ``export`` to a command line; each sets ``run``, which takes the root and the options."""
    kinds = commands.add_parser("import", help="show what another list or a spreadsheet says; --write acts on it").add_subparsers(dest="kind", required=True)
    for kind, read, what in (
        ("samhsa", read_directory, "a SAMHSA National Directory workbook (.xlsx)"),
        ("findtreatment", read_export, "a FindTreatment.gov export (.json)"),
    ):
        parser = kinds.add_parser(kind, help=f"compare {what} with the listings; --write adds leads to data/leads.yml, and never changes a listing")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--state", metavar="XX", help="two letters (default: the guide's own state)")
        parser.add_argument("--date", type=date_text, metavar="2023-06", help="the date of this edition, as it says itself; needed with --write")
        parser.add_argument("--write", action="store_true", help="add what an editor should call about to data/leads.yml")
        parser.set_defaults(run=_runner(read))
    _add_sheet_commands(commands, kinds)


def _add_sheet_commands(commands: Subparsers, kinds: Subparsers) -> None:
    parser = kinds.add_parser("sheet", help="show what an edited spreadsheet of listings changes; --write makes the changes in data/programs/")
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx or .csv, as 'guide export sheet' made it")
    parser.add_argument("--write", action="store_true", help="make the changes in data/programs/")
    parser.set_defaults(run=lambda root, options: guarded(lambda: _alone(root, options, lambda: _import_sheet(root, options))))
    exports = commands.add_parser("export", help="write the listings as a spreadsheet").add_subparsers(dest="kind", required=True)
    parser = exports.add_parser("sheet", help="write all listings as a spreadsheet to work in; 'guide import sheet' reads it back")
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx (safer: dates stay as they are) or .csv")
    parser.set_defaults(run=lambda root, options: guarded(lambda: _export_sheet(root, options)))


def date_text(text: str) -> str:
    """A date as listings write it, for ``argparse``."""
    if not _DATE.fullmatch(text):
        raise argparse.ArgumentTypeError("write a date as 2023, 2023-06 or 2023-06-30")
    return text


_Reader = Callable[[Path, str, Meanings], Listed]


def _runner(read: _Reader) -> Callable[[Path, argparse.Namespace], int]:
    return lambda root, options: guarded(lambda: _alone(root, options, lambda: _import_list(root, options, read)))


def _alone(root: Path, options: argparse.Namespace, work: Callable[[], int]) -> int:
    """``work``, from its first look at the guide to its last write, while no other command writes there."""
    with in_turn(root) if options.write else contextlib.nullcontext():
        return work()


def guarded(work: Callable[[], int]) -> int:
    """Exit status of ``work``: 1 with every fault of the guide's own files, 2 with one sentence where a file cannot be used."""
    try:
        return work()
    except GuideError as error:
        print_lines(str(problem) for problem in error.problems)
        return 1
    except BadFileError as error:
        print(_printable(f"guide: {error}"), file=sys.stderr)
        return 2
    except BrokenPipeError:
        raise
    except OSError as error:
        print(_printable(f"guide: nothing was written: {error.filename or 'a file'} cannot be written ({error.strerror})"), file=sys.stderr)
        return 2


def print_lines(lines: Iterable[str]) -> None:
    """Print lines, whatever bytes the names in them have."""
    for line in lines:
        print(_printable(line))


def _printable(text: str) -> str:
    """Text that can be printed whatever bytes the name of a file has."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _load(root: Path) -> tuple[Guide, Loaded]:
    """A guide without errors. Raises GuideError with what is wrong: against a broken guide a list would seem new."""
    guide, loaded = load_guide(root)
    faults = [problem for problem in loaded.problems if problem.severity == "error"]
    if guide is None or faults:
        raise GuideError(faults or [Problem("data/guide.yml", 1, "", "the guide cannot be read", "run 'guide check'")])
    return guide, loaded


def _import_list(root: Path, options: argparse.Namespace, read: _Reader) -> int:
    if options.write and not options.date:
        print("guide: say which edition this is, so that leads name it: --date 2023 or --date 2023-06", file=sys.stderr)
        return 2
    guide, loaded = _load(root)
    meanings = read_meanings(loaded)
    state = (options.state or guide.settings.state_code).upper()
    leads = read_leads(root)
    listed = read(options.file, state, meanings)
    if state != guide.settings.state_code:  # its own listings cannot be in these rows
        listed = replace(listed, part=listed.part or f"you asked for {state}, and this guide is of {guide.settings.state_code}")
    result = reconcile(listed, guide, leads.records(), options.date, meanings.always_call)
    print_lines(report(result, listed, guide, state, options.date))
    print_lines(str(problem) for problem in listed.problems)
    if options.write:
        file, added = add_leads(leads, leads_of(result, listed, options.date, guide))
        if added:
            replace_files([file])
        print(f"\ndata/leads.yml: {len(added)} leads added" + ("" if added else "; all of them were there"))
    else:
        print("\nNothing was written. --write adds what is new, changed or gone to data/leads.yml, for an editor to call; listings stay as they are.")
    return 1 if listed.problems else 0


# Our own spreadsheet


def _listings(loaded: Loaded) -> dict[str, Listing]:
    """Every listing as its file has it, by id."""
    return {
        record["id"]: Listing(Path(file).stem, record)
        for file, source in loaded.sources.items()
        if file.startswith("data/programs/") and isinstance(source.values, list)
        for record in source.values
    }


def _columns(guide: Guide, listings: dict[str, Listing], names: Iterable[str] = ()) -> list[Column]:
    return columns(guide, [listing.record for listing in listings.values()], names)


def _export_sheet(root: Path, options: argparse.Namespace) -> int:
    ending = options.file.suffix.casefold()
    if ending not in (".xlsx", ".csv"):
        raise BadFileError(f"{options.file} ends neither with .xlsx nor with .csv; write one of them")
    guide, loaded = _load(root)
    listings = _listings(loaded)
    sheet = _columns(guide, listings)
    table = table_rows(sheet, (SheetRow(listing.town, flatten(listing.record, sheet)) for listing in listings.values()))
    write_bytes(options.file, csv_bytes(table) if ending == ".csv" else xlsx_bytes(table, sheet, loaded.today))
    print_lines([f"{options.file}: {len(listings)} listings, {len(table[0])} columns"])
    return 0


def _import_sheet(root: Path, options: argparse.Namespace) -> int:
    guide, loaded = _load(root)
    table = read_sheet(options.file)
    listings = _listings(loaded)
    sheet = _columns(guide, listings, table.columns)
    towns = town_ids(guide) | {place: place for place in guide.places} | {STATEWIDE: STATEWIDE}
    reading = read_changes(table, str(options.file), listings, sheet, towns, loaded.today)
    changes, files, problems = try_changes(reading.changes, str(options.file), guide, root)
    problems = sorted([*reading.problems, *problems])
    print_lines(sheet_report(reading, changes))
    print_lines(str(problem) for problem in problems)
    if changes and options.write:
        replace_files(files)
        print(f"\n{len(changes)} listings written in {', '.join(sorted(file.name for file in files))}")
    elif changes:
        print("\nNothing was written. --write makes these changes.")
    return 1 if problems else 0
