"""Which sections of the pages agree in all languages, and which fell behind.

``data/translations.yml`` records, for each page of another language than the original's, the
fingerprints that both texts of a section had when a person last said that they agree. It is a
file of its own, not front matter: who edits a page in a web form sees no fingerprints, cannot
break them, and two translators change different lines of it. Since both texts are recorded,
either language may be the one that lags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, TypeAdapter, ValidationError

from .documents import Document
from .explain import explain
from .model import Guide
from .problems import Problem
from .sections import Section, outline
from .yaml_files import read_yaml
from .yaml_source import YamlSource

FILE = "data/translations.yml"


def _fingerprint(text: str) -> str:
    if len(text) != 10 or set(text) - set("0123456789abcdef"):
        raise ValueError("not a fingerprint; copy the line that the check shows, or use guide translations --mark")
    return text


Record = dict[str, Annotated[str, AfterValidator(_fingerprint)]]
"""The fingerprints of one section, by language."""
Records = dict[str, dict[str, Record]]
"""By page and language (``insurance.es``), then by section."""
_PAGE: TypeAdapter[dict[str, Record]] = TypeAdapter(dict[str, Record])

Kind = Literal["missing", "extra", "drifted", "unrecorded", "differs"]


@dataclass(frozen=True)
class Pair:
    """A page in the first language that it has, and in another."""

    original: Document
    translation: Document

    @property
    def key(self) -> str:
        """Its name in the file: ``insurance.es``."""
        return f"{self.translation.name}.{self.translation.language}"

    def now(self, section: str) -> Record:
        """The fingerprints of a section today."""
        return {page.language: page.sections[section].fingerprint for page in (self.original, self.translation)}


@dataclass(frozen=True)
class Finding:
    """One thing that a translator has to look at."""

    kind: Kind
    pair: Pair
    mend: Document
    """The page to change."""
    other: Document
    """The page to compare it with."""
    section: Section
    """As ``mend`` has it; as ``other`` has it where it is missing in ``mend``."""
    recorded: str = ""
    """The fingerprint that the other page's section had when they last agreed; only where the section drifted."""
    details: tuple[str, ...] = ()

    @property
    def protected(self) -> str:
        """The mark of the section in either language for which it may not fall behind: safety, cost, rights; else empty."""
        return next((page.sections[self.section.id].protected for page in (self.mend, self.other) if self.section.id in page.sections and page.sections[self.section.id].protected), "")

    @property
    def paste(self) -> str:
        """The line of data/translations.yml that says that both texts agree as they are."""
        return record_line(self.section.id, self.pair.now(self.section.id))


def pairs(documents: Iterable[Document], guide: Guide) -> list[Pair]:
    """Every page that is there in two languages or more: its first language with each other one."""
    versions: dict[str, dict[str, Document]] = {}
    for document in documents:
        versions.setdefault(document.name, {})[document.language] = document
    result = []
    for by_language in versions.values():
        first, *others = (by_language[tag] for tag in guide.languages if tag in by_language)
        result += [Pair(first, other) for other in others]
    return result


def compare(pair: Pair, records: Mapping[str, Mapping[str, Record]], closely: bool = True) -> Iterator[Finding]:
    """What of a pair of pages does not agree, or is not known to; ``closely``: what each section holds, too, which takes a quarter of a whole check."""
    original, translation = pair.original, pair.translation
    record = records.get(pair.key, {})
    for name, section in original.sections.items():
        if name not in translation.sections:
            yield Finding("missing", pair, translation, original, section)
            continue
        finding = _drift(pair, name, record.get(name, {}))
        if finding:
            yield finding
        details = tuple(_differences(pair, name)) if closely else ()
        if details:
            yield Finding("differs", pair, translation, original, translation.sections[name], details=details)
    for name, section in translation.sections.items():
        if name not in original.sections:
            yield Finding("extra", pair, original, translation, section)


def _drift(pair: Pair, name: str, record: Record) -> Finding | None:
    now, first, second = pair.now(name), pair.original, pair.translation
    if set(record) != set(now):
        return Finding("unrecorded", pair, second, first, second.sections[name])
    if now[first.language] != record[first.language]:  # where both changed, the translation is the one to look at
        return Finding("drifted", pair, second, first, second.sections[name], record[first.language])
    if now[second.language] != record[second.language]:
        return Finding("drifted", pair, first, second, first.sections[name], record[second.language])
    return None


def _differences(pair: Pair, name: str) -> Iterator[str]:
    """What one language's section has and the other's has not, as ``links: only in en: a.md``."""
    one, other = outline(pair.original.sections[name]), outline(pair.translation.sections[name])
    for kind, counts in one.items():
        parts = [
            f"only in {page.language}: " + ", ".join(f"{item} ×{count}" if count > 1 else item for item, count in sorted(more.items()))
            for page, more in ((pair.original, counts - other[kind]), (pair.translation, other[kind] - counts))
            if more
        ]
        if parts:
            yield f"{kind}: {'; '.join(parts)}"


def problems_of(findings: Iterable[Finding], records: Records | None, read: Callable[[], YamlSource]) -> Iterator[Problem]:
    """The findings (of ``compare``, not closely) that no reader may meet unwarned: in sections on safety, cost or rights. They stop a strict build.

    ``records``: what data/translations.yml says, None where it is not there: one problem says so. ``read`` gives its
    lines; it is asked only where there is something to say.
    """
    protected = [finding for finding in findings if finding.protected]
    if protected and records is None:
        yield Problem(FILE, 1, "", "the file is missing: nobody knows which translations are up to date", "put the file back, or compare all pages and run: guide translations --mark all", "warning")
    source = read() if protected and records is not None else YamlSource(FILE)
    renamed: dict[str, str] = {}
    for finding in protected:
        key = finding.pair.key
        if finding.kind == "unrecorded" and key not in renamed:
            renamed[key] = _former_key(finding, records or {})
            if renamed[key]:
                yield Problem(FILE, source.line((renamed[key],)), "", f"the page '{renamed[key]}' is called '{key}' now", f"write on this line: {key}:", "warning")
        if finding.kind != "unrecorded" or (records is not None and not renamed[key]):
            yield _problem(finding, records or {}, source)


def _former_key(finding: Finding, records: Mapping[str, Mapping[str, Record]]) -> str:
    """What the page was called when this section of it was recorded as it is today; empty where nothing says so."""
    name, now = finding.section.id, finding.pair.now(finding.section.id)
    if finding.pair.key in records:
        return ""
    return next((key for key, sections in records.items() if sections.get(name) == now), "")


def _problem(finding: Finding, records: Mapping[str, Mapping[str, Record]], source: YamlSource) -> Problem:
    mend, other, section = finding.mend, finding.other, finding.section
    if finding.kind in ("missing", "extra"):
        line = other.body_line - 1 + section.line
        message = f"the section '{section.id}' is marked .{finding.protected}, and there is none in '{mend.language}'"
        return Problem(other.file, line, section.id, message, f"write it in {mend.file}, beginning with: {section.heading}", "warning")
    line = mend.body_line - 1 + section.line
    paste = _what_to_paste(finding, records, source)
    if finding.kind == "unrecorded":
        message = f"the section is marked .{finding.protected}, and nobody has recorded that it says the same in '{other.language}'"
        return Problem(mend.file, line, section.id, message, f"compare it with {other.file}; {paste}", "warning")
    message = f"the section is marked .{finding.protected}, and its '{other.language}' text has changed since they were compared"
    return Problem(mend.file, line, section.id, message, f"bring it up to date with {other.file}; {paste}", "warning")


def _what_to_paste(finding: Finding, records: Mapping[str, Mapping[str, Record]], source: YamlSource) -> str:
    key, section = finding.pair.key, finding.section.id
    if section in records.get(key, {}):
        return f"if both say the same, replace line {source.line((key, section))} of {FILE} with, after two spaces: {finding.paste}"
    if key in records:
        return f"if both say the same, write in {FILE} below '{key}:' (line {source.line((key,))}), after two spaces: {finding.paste}"
    return f"if both say the same, write at the end of {FILE} the line '{key}:' (once for the page), and below it, after two spaces: {finding.paste}"


def with_notices(documents: Iterable[Document], findings: Iterable[Finding]) -> list[Document]:
    """The pages, each knowing which of its sections readers must be told of: protected, and behind another language."""
    behind: dict[str, dict[str, str]] = {}
    for finding in findings:
        if finding.kind == "drifted" and finding.protected:
            behind.setdefault(finding.mend.file, {})[finding.section.id] = finding.other.language
    return [replace(document, behind=behind[document.file]) if document.file in behind else document for document in documents]


# The file


def read_records(root: Path) -> tuple[Records | None, list[Problem]]:
    """What data/translations.yml records, None where it is not there, and its faults; sound pages are kept."""
    if not (root / FILE).exists():
        return None, []
    source = read_yaml(root / FILE, root)
    problems = list(source.problems)
    records: Records = {}
    if isinstance(source.values, dict):
        for name, values in source.values.items():
            try:
                records[name] = _PAGE.validate_python(values)
            except ValidationError as error:
                problems += [explain({**detail, "loc": (name, *detail["loc"])}, source, (), None) for detail in error.errors()]
    elif source.whole and source.values not in (None, ""):
        problems.append(Problem(FILE, 1, "", "the file is not a map of pages", "put the file back, or delete it and run: guide translations --mark all"))
    return records, problems


def record_line(section: str, record: Record) -> str:
    """``medicaid: {en: 0123456789, es: abcdef0123}``."""
    return f"{section}: {{{', '.join(f'{tag}: {value}' for tag, value in record.items())}}}"


def marked(records: Mapping[str, Mapping[str, Record]], chosen: Iterable[Pair], every: Iterable[Pair], section: str = "") -> Records:
    """The records after a person has said that the ``chosen`` pages agree (``section``: this one alone).

    Sections that one of the languages lacks are not recorded; pages that are gone are dropped.
    """
    keys = {pair.key for pair in every}
    result = {name: dict(sections) for name, sections in records.items() if name in keys}
    for pair in chosen:
        old = result.get(pair.key, {})
        shared = [name for name in pair.original.sections if name in pair.translation.sections]
        result[pair.key] = {name: pair.now(name) if section in ("", name) else old[name] for name in shared if section in ("", name) or name in old}
    return result
