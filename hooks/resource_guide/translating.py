"""``guide translations``: what a translator has to look at, and the record of what is up to date."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .documents import Document
from .edit_yaml import RecordsFile, write_files
from .guide import Checked, check_guide
from .history import earlier_section
from .model import Guide
from .problems import did_you_mean, shown
from .reading import LEAST_INFLESZ, MOST_GRADE, level, page_text
from .reports import Catalogue, add_language_option, read_catalogue
from .translations import FILE, Finding, Pair, Records, compare, marked, pairs, read_records, record_line
from .turns import in_turn

_HEADER = """\
# yaml-language-server: $schema=schema/translations.json
# Which sections of each page agree in both languages. Made by the command: guide translations --mark PAGE
# A section stands here with the fingerprints that its two texts had when a person last compared them.
"""
_TITLES = {
    "missing": "missing: the section is not in this page",
    "extra": "extra: only the other language has this section",
    "drifted": "drifted: the other language has changed since they were compared",
    "unrecorded": "not recorded: nobody has said yet that both say the same",
    "differs": "different: the languages do not hold the same",
}


def add_translations(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``guide translations``; its ``run`` takes the guide's folder and the options, and returns the exit status."""
    parser = commands.add_parser("translations", help="list what is missing or has fallen behind in each language, with reading levels")
    parser.add_argument("--mark", metavar="PAGE", help="record that a page says the same in both languages: insurance.es, one section of it: insurance.es#medicaid, or all")
    add_language_option(parser)
    parser.set_defaults(run=run_translations)


def run_translations(root: Path, options: argparse.Namespace) -> int:
    """List the tasks of translators, or record with ``--mark``: 0 done, 1 the guide's data cannot be used, 2 no such page."""
    with in_turn(root) if options.mark else contextlib.nullcontext():
        return _run(root, options, read_catalogue(options.lang))


def _run(root: Path, options: argparse.Namespace, say: Catalogue) -> int:
    checked = check_guide(root)
    faults = read_records(root)[1]
    if checked.guide is None or faults:
        for problem in faults or checked.problems:
            print(say.problem(problem), file=sys.stderr)
        return 1
    every = pairs(checked.documents, checked.guide)
    if options.mark:
        return _mark(root, options.mark, every, say)
    print("\n".join(_listed(root, checked, checked.guide, every, say)))
    return 0


def write_records(root: Path, records: Records) -> None:
    """Write data/translations.yml in one step, its pages in order. Raises OSError where it may not be written."""
    parts = [_HEADER]
    for name in sorted(records):
        lines = [f"  {record_line(section, record)}\n" for section, record in records[name].items()]
        if lines:
            parts += ["\n", f"{name}:\n", *lines]
    write_files([RecordsFile(root / FILE, FILE, "".join(parts))])


def _mark(root: Path, page: str, every: list[Pair], say: Catalogue) -> int:
    name, _, section = page.removeprefix("docs/").partition("#")
    name = name.removesuffix(".md")
    chosen = [pair for pair in every if name in ("all", pair.key, pair.translation.name)]
    if not chosen:
        fix = did_you_mean(name, [pair.key for pair in every], "docs/")
        print(f"guide: {say.tell(f'there is no page {shown(name)} in two languages')}; {say.tell(fix)}", file=sys.stderr)
        return 2
    if section and not any(section in pair.original.sections and section in pair.translation.sections for pair in chosen):
        fix = did_you_mean(section, chosen[0].original.sections, chosen[0].original.file)
        print(f"guide: {say.tell(f'there is no section {shown(section)} in both languages')}; {say.tell(fix)}", file=sys.stderr)
        return 2
    before = read_records(root)[0] or {}
    after = marked(before, chosen, every, section)
    try:
        write_records(root, after)
    except OSError as error:
        print(f"guide: {say.tell(f'{FILE} cannot be written ({error.strerror})')}", file=sys.stderr)
        return 1
    changed = sum(record != before.get(key, {}).get(part) for key, parts in after.items() for part, record in parts.items())
    print(say.tell(f"{changed} sections are newly recorded as up to date, in {FILE}"))
    return 0


def _listed(root: Path, checked: Checked, guide: Guide, every: list[Pair], say: Catalogue) -> Iterator[str]:
    """The whole list: pages with their levels and tasks, then pages that a language lacks, then a count."""
    records = read_records(root)[0] or {}
    findings = [finding for pair in every for finding in compare(pair, records)]
    for document in sorted(checked.documents, key=lambda document: (document.name, guide.languages.index(document.language))):
        yield f"{document.file}: {_level(document, guide, say)}"
        for finding in findings:
            if finding.mend is document:
                yield from _task(root, finding, say)
    have: dict[str, set[str]] = {}
    for document in checked.documents:
        have.setdefault(document.name, set()).add(document.language)
    lacks = [(name, tag) for name, tags in sorted(have.items()) for tag in guide.languages if tag not in tags]
    for name, tag in lacks:
        yield say.tell(f"the page '{name}' is not in '{tag}' yet")
    kinds = [finding.kind for finding in findings]
    yield ""
    yield say.tell(
        f"{len(lacks)} pages missing; sections: {kinds.count('missing')} missing, {kinds.count('drifted')} drifted, "
        f"{kinds.count('extra')} extra, {kinds.count('unrecorded')} not recorded, {kinds.count('differs')} different"
    )
    if any(kind in ("drifted", "unrecorded") for kind in kinds):
        yield say.tell("when a page says the same again: guide translations --mark PAGE")


def _level(document: Document, guide: Guide, say: Catalogue) -> str:
    try:
        found = level(page_text(document, guide), document.language)
    except KeyError:  # a placeholder that names nothing, which guide check reports
        return say.tell("not measured; run guide check")
    if found is None:
        return say.tell("no measure of reading for this language")
    wanted = {"grade": f"grade {found.value:.1f}, {MOST_GRADE} or lower is wanted", "INFLESZ": f"INFLESZ {found.value:.1f}, {LEAST_INFLESZ} or higher is wanted"}
    return ("" if found.easy_enough else say.tell("TOO HARD") + ": ") + say.tell(wanted[found.measure])


def _task(root: Path, finding: Finding, say: Catalogue) -> Iterator[str]:
    mark = f" (.{finding.protected})" if finding.protected else ""
    page = finding.other if finding.kind in ("missing", "extra") else finding.mend
    line = page.body_line - 1 + finding.section.line
    yield f"  {page.file}:{line}: #{finding.section.id}{mark}: {say.tell(_TITLES[finding.kind])}"
    yield from (f"      {say.tell(detail)}" for detail in finding.details)
    if finding.kind == "drifted":
        yield from (f"      {text}" for text in _changes(root, finding, say.tell))


def _changes(root: Path, finding: Finding, tell: Callable[[str], str]) -> Iterable[str]:
    """What has changed in the other language since, as a diff; how to see it where the history does not say."""
    other = finding.other
    earlier = earlier_section(root, other.file, finding.section.id, finding.recorded)
    if earlier is None:
        return [tell(f"the earlier text is not in the history here; look for it on the web, or with: git log -p -- {other.file}")]
    old, new = earlier.text.splitlines(), other.sections[finding.section.id].text.splitlines()
    lines = difflib.unified_diff(old, new, f"{other.file} ({earlier.date}, {earlier.commit})", other.file, lineterm="", n=0)
    return [text for text in lines if not text.startswith("@@")]
