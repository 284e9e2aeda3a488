"""A guide of every state of a federal workbook, built in both languages: ``python -m tests.scale.country WORKBOOK.xlsx``.

The workbook is not in the repository (2 MB; SAMHSA, public domain). Prints listings, pages, seconds and the
memory of a build's largest process, for each state and in all. ``make scale WORKBOOK=...`` runs it; no test does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from resource_guide.commands_new import new_guide, start_from
from resource_guide.importers.samhsa import open_directory
from resource_guide.importers.tables import BadFileError
from resource_guide.starting.kit import write_guide

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cost:
    """What one state took."""

    code: str
    listings: int
    pages: int
    seconds: float
    megabytes: int


def main() -> None:
    """Start and build every state that the workbook names, one after the other, into ``--folder``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbook", type=Path)
    parser.add_argument("--zips", type=Path, help="ZIP codes with counties and points; the workbook has none")
    parser.add_argument("--state", action="append", help="only this one; may be given several times")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "country")
    parser.add_argument("--sheets", action="store_true", help="make the printed sheets, too")
    options = parser.parse_args()
    try:
        counts = _start(options)
    except BadFileError as error:
        sys.exit(f"scale: {error}")
    costs = [_build(options.folder, code, listings) for code, listings in counts.items()]
    pages = sum(cost.pages for cost in costs)
    print(f"{len(costs)} states: {sum(counts.values())} listings, {pages} pages, {sum(cost.seconds for cost in costs):.0f} s, {max(cost.megabytes for cost in costs)} MB at most")


def _start(options: argparse.Namespace) -> dict[str, int]:
    """Write a guide for each state; its number of listings by its code."""
    start = time.perf_counter()
    directory = open_directory(options.workbook)
    states, meanings, guide = start_from(ROOT)
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    counts = {}
    for code in options.state or directory.states():
        new = new_guide(states[code], directory, meanings, guide, options.zips, "2023-06")
        write_guide(options.folder / code.lower(), ROOT, new)
        counts[code] = new.started.count
        if not options.sheets:
            with (options.folder / code.lower() / "data" / "guide.yml").open("a", encoding="utf-8") as settings:
                settings.write("\nsheets: no\n")
    print(f"{len(directory.rows)} rows, {sum(counts.values())} listings in {len(counts)} states, written in {time.perf_counter() - start:.0f} s", flush=True)
    return counts


def _build(folder: Path, code: str, listings: int) -> Cost:
    """Build one shard with the command that a machine of a CI matrix runs."""
    start = time.perf_counter()
    arguments = [sys.executable, "-m", "resource_guide.cli", "--root", str(folder), "build", "--state", code]
    process = os.spawnv(os.P_NOWAIT, sys.executable, arguments)
    _, status, usage = os.wait4(process, 0)  # the memory of this build's largest process alone
    if status:
        sys.exit(f"scale: {code} was not built; what is wrong stands above")
    pages = sum(1 for _ in (folder / "site" / code.lower()).rglob("*.html"))
    cost = Cost(code, listings, pages, time.perf_counter() - start, usage.ru_maxrss // 1024)
    print(f"{cost.code}: {cost.listings} listings, {cost.pages} pages, {cost.seconds:.1f} s, {cost.megabytes} MB", flush=True)
    return cost


if __name__ == "__main__":
    main()
