"""The folder of a new guide: the starting files filled in, and what holds everywhere taken from the guide that it starts from."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import yaml

from ..edit_yaml import read_records, records_text
from ..guide import check_guide
from ..importers.tables import BadFileError
from ..translating import write_records
from ..translations import marked, pairs
from .listed import Started
from .states import FOLDER, State
from .towns import Towns
from .zips import ZipTable

NATIONAL = ("911", "988", "veterans", "samhsa")
"""Lines that serve the whole country, by their ids in data/helplines.yml; all others are the state's to find."""
_SAME = ("vocabulary.yml", "needs.yml", "imports.yml")
_EMPTY = ("roads.yml", "facts.yml", "payers.yml", "glossary.yml", "pictures.yml")
_PLAIN = re.compile(r"-?[0-9.]+|[A-Za-zÀ-ÿ0-9.][A-Za-zÀ-ÿ0-9 .'()/-]*")


@dataclass(frozen=True)
class NewGuide:
    """What goes into the folder."""

    state: State
    towns: Towns
    started: Started
    source: str
    """The list, as its listings cite it."""
    table: ZipTable | None


def write_guide(target: Path, root: Path, new: NewGuide) -> None:
    """Write the folder ``target``, all or nothing, from the guide in ``root``.

    Raises BadFileError where the folder is there and not empty, OSError where it cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadFileError(f"{target} is there already; name a new folder")
    part = target.with_name(f".{target.name}.new-{os.getpid()}")
    try:
        for folder in ("data/programs", "data/wording"):
            (part / folder).mkdir(parents=True)
        _write_pages(part, root, target, new.state)
        _write_words(part, root, new)
        _write_data(part, root, new)
        checked = check_guide(part)
        if checked.guide is not None:  # the starting pages say the same in each language
            every = pairs(checked.documents, checked.guide)
            write_records(part, marked({}, every, every))
        if target.exists():
            target.rmdir()
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_pages(part: Path, root: Path, target: Path, state: State) -> None:
    """Pages, and what pages load. ``$in_state`` and the like are filled in the page's language."""
    start = root / FOLDER
    for page in sorted((start / "docs").rglob("*.md")):
        tag = page.name.split(".")[1] if page.name.count(".") == 2 else "en"
        _write(part / page.relative_to(start), _filled(page, state.values(tag)))
    shutil.copytree(root / "docs" / "assets", part / "docs" / "assets")
    shutil.copy(root / "docs" / "keep-worker.js", part / "docs")
    program = Path(os.path.relpath(root, target)).as_posix()
    _write(part / "mkdocs.yml", _filled(start / "mkdocs.yml", state.values("en") | {"program": program}))
    _write(part / "data" / "guide.yml", _filled(start / "guide.yml", state.values("en")))
    _write(part / ".gitignore", "/site/\n/build/\n")


def _write_words(part: Path, root: Path, new: NewGuide) -> None:
    """The words of the guide in ``root``, but for those that name its state or its sources."""
    town, code = _example(new)
    for path in sorted((root / FOLDER / "wording").glob("*.yml")):
        own: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
        values = new.state.values(path.stem) | {"town": town, "zip": code, "table": new.table.source if new.table else ""}
        values["or_zip"] = Template(own.pop("or_zip")).substitute(values) if code else ""
        places = {True: own.pop("credits_with_table"), False: own.pop("credits_without_table")}
        values["places"] = Template(places[new.table is not None]).substitute(values)
        lines = (root / "data" / "wording" / path.name).read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines):
            key = line.partition(":")[0]
            if key in own:
                lines[number] = f"{key}: {json.dumps(Template(own[key]).substitute(values), ensure_ascii=False)}"
        _write(part / "data" / "wording" / path.name, "\n".join(lines))


def _example(new: NewGuide) -> tuple[str, str]:
    """The town with the most listings and a ZIP code of it; empty where there is none."""
    name = min(new.started.files, key=lambda one: (-len(new.started.files[one]), one), default="")
    codes = [code for code, place in sorted(new.towns.zip_places.items()) if place == name]
    return new.towns.places[name].name if name else "", codes[0] if codes else ""


def _write_data(part: Path, root: Path, new: NewGuide) -> None:
    data = part / "data"
    for name in _SAME:
        shutil.copy(root / "data" / name, data)
    for name in _EMPTY:
        _write(data / name, "# Nothing is known for this state yet.\n[]\n")
    shutil.copy(root / FOLDER / "synonyms.yml", data)
    lines = [record for record in read_records(root / "data" / "helplines.yml", root).records() if record["id"] in NATIONAL]
    cited = {source for line in lines for source in line["sources"]}
    sources = [record for record in read_records(root / "data" / "sources.yml", root).records() if record["id"] in cited]
    ask = "# Lines for the whole country. Ask: which crisis line, warmline, Medicaid and poison lines does the state have? Add each with its source."
    _write(data / "helplines.yml", f"{ask}\n\n{records_text(lines)}")
    _write(data / "sources.yml", f"# Where the facts of this guide come from.\n\n{records_text(sources)}")
    known = f"{new.source}; ZIP codes, counties and points: {new.table.source}" if new.table else f"{new.source}; it gives no counties and no points"
    heading = f"# Towns and other places.\n# Source: {known}.\n# kind: these are the names of postal addresses; correct it where you know better."
    _write(data / "places.yml", f"{heading}\n\n" + "".join(f"- {_flow(town.record())}\n" for town in new.towns.places.values()))
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(new.towns.zip_lines())
    _write(data / "zips.csv", f"# ZIP codes. Source: {known}.\n{table.getvalue()}")
    for town, records in new.started.files.items():
        heading = f"# Programs in {new.towns.places[town].name}.\n# Source: {new.source}. Nobody has called them: what it does not say is left out."
        _write(data / "programs" / f"{town}.yml", f"{heading}\n\n{records_text(records)}")


def _flow(record: Mapping[str, Any]) -> str:
    """A record on one line."""
    return "{" + ", ".join(f"{name}: {text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)}" for name, text in record.items()) + "}"


def _filled(path: Path, values: Mapping[str, str]) -> str:
    return Template(path.read_text(encoding="utf-8")).substitute(values)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def report(new: NewGuide, target: Path) -> Iterable[str]:
    """What was made, and what an editor does next."""
    kinds = Counter(record["level"] for records in new.started.files.values() for record in records)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    yield f"{target}: {new.started.count} listings ({told}) in {len(new.started.files)} towns, none confirmed by a person"
    for why, count in sorted(new.started.left_out.items()):
        yield f"  left out: {count} rows, {why}"
    if not any(town.point for town in new.towns.places.values()):
        yield "  no distances: give a table of ZIP codes with --zips, or write lat and lon into data/places.yml"
    yield f"  next: guide --root {target} check, then build; pages marked 'draft: yes' wait for you in {target / 'docs'}"
