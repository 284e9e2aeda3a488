"""Breaks files at random and gives them to the loader and the importers, until the time is over.

    nice .venv/bin/python -m tests.fuzz.fuzz --minutes 10

Prints each input that causes an exception, shrunk by hypothesis, and exits with 1 if there is one. Mend what it finds,
and keep it as a test: a text as ``@example`` in ``test_any_text.py``, a file in ``test_limits.py``.

Run on 2026-11-25 for 10 minutes from seed 1: 305 batches of 100 files, nothing broke. (A run of ``test_any_text.py`` with
1,500 examples each had found a carriage return that ``guide confirm`` kept.)
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from resource_guide.guide import check_guide

from ..any_text import _PIECES
from ..hostile import rich_guide
from ..import_files import COLUMNS, MESA, QUESTA, directory, export, rezipped, run_inside

BATCH = 100
"""Examples between two looks at the clock."""

Edit = tuple[int, int, bytes]
"""Where (in thousandths of the file), how many bytes are taken out, and what is put in."""
BYTES = st.one_of(st.sampled_from([piece.encode("utf-8", "surrogatepass") for piece in _PIECES]), st.binary(max_size=8))
EDITS = st.lists(st.tuples(st.integers(0, 1000), st.sampled_from([0, 0, 1, 2, 9, 80, 900]), BYTES), min_size=1, max_size=5)
CELLS = st.one_of(st.sampled_from(_PIECES), st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.dates(), st.none())


def broken(content: bytes, edits: list[Edit]) -> bytes:
    """The content of a file, changed."""
    for where, out, piece in edits:
        at = len(content) * where // 1000
        content = content[:at] + piece + content[at + out :]
    return content


def is_told(status: int, out: str, err: str) -> None:
    """The command ended as it may, and said so."""
    assert status in (0, 1, 2), status
    assert out.strip() or err.strip()
    assert "Traceback" not in out + err


def loader(root: Path, choose: random.Random) -> Callable[[list[Edit]], None]:
    """A data file or a page."""
    files = sorted([*(root / "data").rglob("*.yml"), *(root / "data").glob("*.csv"), *(root / "docs").rglob("*.md")])
    path = choose.choice(files)
    whole = path.read_bytes()

    def run(edits: list[Edit]) -> None:
        path.write_bytes(broken(whole, edits))
        try:
            problems = check_guide(root).problems
        finally:
            path.write_bytes(whole)
        assert all(len(str(problem).splitlines()) == 1 for problem in problems)

    return run


def sheet(root: Path, choose: random.Random) -> Callable[[list[Edit]], None]:
    """The spreadsheet of our own columns, .csv or a part of .xlsx."""
    ending = choose.choice([".csv", ".xlsx"])
    path = root.parent / f"sheet{ending}"
    run_inside(root, "export", "sheet", str(path))
    return _imported(root, path, ("import", "sheet", str(path)), choose)


def samhsa(root: Path, choose: random.Random) -> Callable[[list[Edit]], None]:
    """A national directory."""
    path = directory(root.parent / "directory.xlsx", [MESA, QUESTA])
    return _imported(root, path, ("import", "samhsa", str(path)), choose)


def findtreatment(root: Path, choose: random.Random) -> Callable[[list[Edit]], None]:
    """An export of the locator."""
    row = {"name1": "Mesa", "street1": "1 Made Up Rd", "city": "Taos", "state": "NM", "zip": "87571", "phone": "575-555-0101", "services": [{"f2": "SET", "f3": "Outpatient; x"}]}
    path = export(root.parent / "export.json", [row, row | {"phone": 5}])
    return _imported(root, path, ("import", "findtreatment", str(path)), choose)


def _imported(root: Path, path: Path, command: tuple[str, ...], choose: random.Random) -> Callable[[list[Edit]], None]:
    whole = path.read_bytes()
    part = choose.choice(zipfile.ZipFile(path).namelist()) if path.suffix == ".xlsx" and choose.random() < 0.8 else None

    def run(edits: list[Edit]) -> None:
        path.write_bytes(whole if part else broken(whole, edits))
        if part:
            rezipped(path, lambda name, data: broken(data, edits) if name == part else data)
        result = run_inside(root, *command)
        is_told(result.returncode, result.stdout, result.stderr)

    return run


def cells(root: Path) -> Callable[[dict[str, object]], None]:
    """A national directory and an export with odd values."""

    def run(row: dict[str, object]) -> None:
        for name, path in (("findtreatment", root.parent / "cells.json"), ("samhsa", root.parent / "cells.xlsx")):
            try:
                if name == "samhsa":
                    directory(path, [MESA | row])
                else:
                    path.write_text(json.dumps({"rows": [MESA | {"state": "NM"} | row]}, default=str), encoding="utf-8")
            except (ValueError, TypeError, IllegalCharacterError):
                continue  # no program could write such a file
            result = run_inside(root, "import", name, str(path))
            is_told(result.returncode, result.stdout, result.stderr)

    return run


TARGETS = (loader, loader, sheet, samhsa, findtreatment)


def batch(root: Path, number: int) -> None:
    """Try one file in ``BATCH`` ways. Raises what the program under test raises, with the smallest input that does it."""
    choose = random.Random(number)
    rules = settings(max_examples=BATCH, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False)
    if choose.random() < 0.15:
        run_cells = cells(root)
        rows = st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=4)
        seed(number)(rules(given(row=rows)(lambda row: run_cells(row))))()
        return
    run = choose.choice(TARGETS)(root, choose)
    seed(number)(rules(given(edits=EDITS)(lambda edits: run(edits))))()


def main() -> int:
    """Fuzz for a time; 1 where something broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="the number of the first batch")
    options = parser.parse_args()
    end = time.monotonic() + options.minutes * 60
    found, number = 0, options.seed
    with tempfile.TemporaryDirectory() as folder:
        root = rich_guide(Path(folder) / "guide")
        while time.monotonic() < end:
            try:
                batch(root, number)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                found += 1
                print(f"--- batch {number}", *traceback.format_exception(error)[-3:], *getattr(error, "__notes__", []), sep="\n", flush=True)
            number += 1
    print(f"{number - options.seed} batches of {BATCH} from {options.seed}: {found} broke something")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
