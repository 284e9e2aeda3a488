"""Loading 20,000 listings: the guide's reader, and PyYAML's C loader alone, both with the garbage collector paused.

``python -m tests.bench.loading WAY FOLDER`` reads every file of the folder in one way and prints what it took.
Ways: ``yaml`` (PyYAML alone), ``read`` (with lines and duplicate checks), ``kept`` (what that kept, or it where nothing
is kept), ``records`` (checked records too, from YAML).
"""

from __future__ import annotations

import datetime
import gc
import json
import sys
import time
from pathlib import Path

import yaml

from resource_guide.load import load_guide
from resource_guide.loaded import Loaded, read_list
from resource_guide.yaml_files import read_yaml, values_store

from .guides import write_listings

FILES = 100
ROOT = Path(__file__).parent.parent.parent


def write(folder: Path, count: int) -> Path:
    """A guide's folder of programs with ``count`` listings in files of some hundred, as editors write them."""
    programs = folder / "data" / "programs"
    programs.mkdir(parents=True)
    for number in range(FILES):
        write_listings(programs / f"town-{number}.yml", number * count // FILES, (number + 1) * count // FILES)
    return folder


def load(way: str, folder: Path) -> int:
    """Load everything; returns how many listings there were."""
    paths = sorted((folder / "data" / "programs").glob("*.yml"))
    gc.disable()  # as check_guide reads
    if way == "yaml":
        return sum(len(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)) for path in paths)
    if way == "read":
        return sum(len(read_yaml(path, folder).values) for path in paths)
    if way == "kept":
        store = values_store(folder)
        count = sum(len(read_yaml(path, folder, store).values) for path in paths)
        store.save()
        return count
    loaded = Loaded(folder, datetime.date.today())
    guide, _ = load_guide(ROOT)  # a part of a second: it says what a listing may say
    if guide is None:
        raise RuntimeError("the guide of this project cannot be read")
    return sum(len(read_list(loaded, guide.program_model, f"programs/{path.name}", "program")) for path in paths)


def main() -> None:
    """Print the number of listings and the seconds as JSON."""
    way, folder = sys.argv[1:]
    wall, cpu = time.perf_counter(), time.process_time()
    count = load(way, Path(folder))
    print(json.dumps({"listings": count, "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    main()
