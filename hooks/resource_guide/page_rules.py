"""What is wrong with the hand-written pages, and with what the settings say of them."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .documents import Document
from .loaded import Loaded
from .markdown_lines import line_faults, visible
from .model import Guide
from .placeholders import faults
from .problems import Problem, did_you_mean, shown
from .prose import Known, known_numbers, prose_faults
from .raw_html import MOST, Attribute, crowded, tags
from .sections import PROTECTING, read_heading
from .yaml_files import source_of
from .yaml_source import Path_, field_name

Anchors = Mapping[str, frozenset[str]]
"""The pages of the site, hand-written or made by the build, each with the ids that links may lead to."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
"""The name of a page is its address, on every system and in every message."""
_LONGEST_NAME = 80
_SCHEMES = ("http", "https", "mailto", "tel", "sms")
"""Links that a page may have besides those to other pages."""
_RUNS = ("script", "style", "iframe", "frame", "object", "embed", "applet", "link", "meta", "base", "form", "template", "svg", "math")
"""Tags that would run, load or lead elsewhere. The browser is told to refuse them anyway; the editor is told here."""
_RUNS_IN_TAG = re.compile(r"on[a-z]+|style|srcdoc|formaction")
"""Attributes that would, in any tag."""
_RUNS_IN_BRACES = re.compile(r"\{:?(?:[^{}]*\s)?((?:on[a-z]+|style|srcdoc|formaction|src|srcset|href|action|poster|background)\s*=)", re.IGNORECASE)
"""The same, and those that load, where Markdown takes attributes: { .avoid }."""
_ADDRESS = re.compile(r"""(?i)(?:\b(?:href|src|action)\s*=\s*["']?|^ {0,3}\[[^\[\]]+\]:\s*<?|<|\]\(\s*<?)\s*([a-z][a-z0-9+.-]*):(?![a-z]*\s*\})""", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\(\s*<?([^)\s>]*)[^)]*\)|\[[^\[\]]*\])")
_DEFINITION = re.compile(r"^ *\[(?!\^)[^\[\]]+\]:[ ]*\n?[ ]*<?([^\s>]+)>?", re.MULTILINE)
"""Where a link of the form [words][name] leads: [name]: page.md."""
_SHOWN_BY = ("src", "srcset", "poster", "background")
"""Attributes that name a picture, a film or a sound."""
_HOST = re.compile(r"(?:www\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|gov|edu|us|info|mx)(?:/\S*)?)", re.IGNORECASE)
"""A web address without its beginning."""
_OTHER_MARKDOWN = (".markdown", ".mdown", ".mkdn", ".mkd", ".mdwn", ".mdtxt", ".mdtext")
"""Endings that other programs give to Markdown."""
_OF_THE_SITE = ("keep-worker.js", "CNAME", "robots.txt", "favicon.ico", "_headers", "_redirects")
"""Files at the top of docs/ that a site may have beside its pages."""
_TITLE = re.compile(r"^ {0,3}#(?!#)")
_RECORDS_OF = {"glossary": "term", "crisis": "helpline"}
"""Kinds of records whose ids the build adds to a page."""
_MADE_OF = frozenset({"place", "program", "need"})
"""Kinds of records of which the build makes the pages below programs/."""
_LED_TO = ("index", "crisis", "programs/index")
"""Pages that the templates in overrides/guide/ lead to from everywhere."""


def check_drafts(drafts: list[Document]) -> Iterator[Problem]:
    """One reminder for all the pages that wait for an editor."""
    if drafts:
        names = ", ".join(document.file.removeprefix("docs/") for document in drafts)
        yield Problem("docs", 1, "", f"{len(drafts)} pages are drafts and not on the site: {names}", "correct each one, then delete its line 'draft: yes'", "warning")


def anchors_of(every: Iterable[Document], generated: Anchors, added: Anchors) -> dict[str, frozenset[str]]:
    """The pages that links may lead to, with their ids; drafts are none of them.

    ``generated`` holds what the build makes: the names of pages (``programs/taos``), each
    with the ids that links may lead to; ``added`` the ids that each addition brings to a page.
    """
    anchors = dict(generated)
    for document in every:
        if not document.draft:
            anchors[document.name] = anchors.get(document.name, frozenset()) | document.anchors | added.get(document.adds, frozenset())
    return anchors


def check_documents(root: Path, every: list[Document], guide: Guide, generated: Anchors, anchors: Anchors) -> Iterator[Problem]:
    """Faults in the pages: placeholders, numbers written out, links, headings, missing translations; drafts are not looked at.

    ``anchors`` are those of ``anchors_of``.
    """
    documents = [document for document in every if not document.draft]
    published = {document.name for document in documents}
    drafts = {document.name for document in every} - published
    lacking = set(_LED_TO) - published
    yield from _check_led_to(lacking, drafts)
    # Who leads to a page of these is not at fault.
    broken = frozenset({document.name for document in every if not _has_known_ids(document, guide)} | lacking | (generated.keys() if guide.unread & _MADE_OF else set()))
    pages = _Pages({name: frozenset() for name in lacking} | {**anchors}, published | lacking, drafts - lacking, broken)
    known = known_numbers(guide)
    for document in documents:
        yield from _check_name(document, root, generated, guide)
        if not document.whole:
            continue
        first = document.body_line - 1
        for fault in (*faults(document.body, guide), *line_faults(document.body)):
            yield Problem(document.file, first + fault.line, "", fault.message, fault.fix)
        yield from _check_numbers(document, known)
        yield from _check_links(document, guide, pages)
        yield from _check_images(document, root)
        yield from _check_headings(document)
        yield from _check_html(document)
    yield from _missing(every, guide)


@dataclass(frozen=True)
class _Pages:
    """The pages that a link may name."""

    anchors: Anchors
    written: set[str]
    """The names of those in docs/."""
    drafts: set[str]
    broken: frozenset[str]
    """Those that could not be read, or whose records: which ids they have is not known."""


def _has_known_ids(document: Document, guide: Guide) -> bool:
    return document.whole and _RECORDS_OF.get(document.adds) not in guide.unread


def _check_led_to(lacking: set[str], drafts: set[str]) -> Iterator[Problem]:
    """Pages without which every page of the site has a dead link."""
    for name in lacking:
        if name in drafts:
            yield Problem(f"docs/{name}.md", 1, "", "the page is a draft, and every page of the site leads to it", "take the line 'draft: yes' out")
        else:
            yield Problem(f"docs/{name}.md", 1, "", "the page is missing, and every page of the site leads to it", "put the page back")


def _check_numbers(document: Document, known: Known) -> Iterator[Problem]:
    """Numbers that the page should take from data/; its front matter, where no placeholder works, should have none."""
    for fault in prose_faults(document.body, known, document.language, "../" * document.name.count("/")):
        yield Problem(document.file, document.body_line - 1 + fault.line, "", fault.message, fault.fix)
    for key, text in (("title", document.title), ("description", document.description)):
        if "{{" in text:
            yield Problem(document.file, 1, key, f"a placeholder in {shown(text)} would be printed as it stands", "leave it out: the front matter takes no placeholders")
        for fault in prose_faults(text, known, document.language):
            yield Problem(document.file, 1, key, fault.message, "leave it out: the front matter takes no placeholders")


def _check_html(document: Document) -> Iterator[Problem]:
    """A page is words: nothing in it runs, and its links lead to web pages, numbers and mail."""
    if first := crowded(document.body):
        yield Problem(document.file, document.body_line - 1 + first, "", f"the page has more HTML than {MOST} tags", "take it out; write the page in Markdown")
    for tag in tags(document.body):
        found = [(tag.line, f"<{tag.name}")] if tag.name in _RUNS else []
        found += [(one.line, f"<{tag.name} {one.name}=") for one in tag.attributes if _RUNS_IN_TAG.fullmatch(one.name)]
        for number, text in found:
            yield Problem(document.file, document.body_line - 1 + number, "", f"HTML that could run or load something: {shown(text)}", "take it out; write the page in Markdown")
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        for text in _RUNS_IN_BRACES.findall(line):
            yield Problem(document.file, number, "", f"HTML that could run or load something: {shown(text)}", "take it out; write the page in Markdown")
        for scheme in _ADDRESS.findall(html.unescape(line)):
            if scheme.casefold() not in _SCHEMES:
                yield Problem(document.file, number, "", f"a link cannot begin with '{scheme}:'", "write a web address that begins with https://")


def _check_name(document: Document, root: Path, generated: Anchors, guide: Guide) -> Iterator[Problem]:
    own = f".{guide.languages[0]}.md"
    if document.file.endswith(own):
        name = f"{document.name}.md"
        fix = f"put its text into docs/{name}, and delete this file" if (root / "docs" / name).exists() else f"rename it to {PurePosixPath(name).name}"
        yield Problem(document.file, 1, "", f"a page in the first language has no '{own}' at the end of its name", fix)
    elif not _NAME.fullmatch(document.name) or len(document.name) > _LONGEST_NAME:
        yield Problem(document.file, 1, "", "the name of this file cannot be the address of a page", "use small letters, digits and single hyphens: how-to-help.md")
    elif document.name in generated or document.name == "404" or document.name.split("/")[0] in guide.languages:
        yield Problem(document.file, 1, "", "the build makes a page of this name itself", "give the file another name")


def _check_headings(document: Document) -> Iterator[Problem]:
    """One title, and ids by which translations are compared."""
    lines = document.body.splitlines()
    if sum(bool(_TITLE.match(line)) for line in lines) != 1:
        yield Problem(document.file, document.body_line, "", "the page needs exactly one heading with a single #", "write '# ' and the title once, and '## ' for the sections")
    seen: set[str] = set()
    for number, line in enumerate(lines, document.body_line):
        heading = read_heading(line)
        if heading is None:
            continue
        if heading.id in seen:
            yield Problem(document.file, number, "", f"the id '{heading.id}' is used twice on this page", "give each heading an id of its own")
        elif heading.level > 1 and not heading.id and any(mark in PROTECTING for mark in heading.marks):
            marks = " ".join(f".{mark}" for mark in heading.marks)
            yield Problem(document.file, number, "", f"a heading with the mark {marks} has no id", f"write it as: {line.partition('{')[0].rstrip()} {{ #name {marks} }}")
        if heading.id:
            seen.add(heading.id)


def check_named_pages(every: list[Document], anchors: Anchors, guide: Guide, loaded: Loaded) -> Iterator[Problem]:
    """What the settings and the ways to pay name is a page in docs/, and a heading of it."""
    names = {document.name for document in every} | {*_LED_TO}
    published = {document.name for document in every if not document.draft} | {*_LED_TO}
    known = {document.name for document in every if _has_known_ids(document, guide) and not document.draft}
    for file, path, field, named in (*_named_by_settings(guide), *_named_by_payers(guide, loaded)):
        page, _, anchor = named.partition("#")
        line = loaded.sources[file].line(path)
        if page not in names:
            yield Problem(file, line, field_name(field), f"there is no page '{page}' in docs/", did_you_mean(page, names, "docs/"))
        elif page not in published and (path[0] != "menu" or page == "save"):  # the menu leaves drafts out; the home page leads to this one
            yield Problem(file, line, field_name(field), f"the page '{page}' is a draft, which is not on the site", "name another page, or leave this out, until the page is published")
        elif anchor and page in known and anchor not in anchors[page]:
            yield Problem(file, line, field_name(field), f"the page '{page}' has no heading with the id '{anchor}'", did_you_mean(anchor, anchors[page], f"docs/{page}.md"))


def _named_by_payers(guide: Guide, loaded: Loaded) -> Iterator[tuple[str, Path_, Path_, str]]:
    for payer in guide.payers.values():
        file, start = loaded.at[("payer", payer.id)]
        yield file, (*start, "page"), ("page",), payer.page


def _named_by_settings(guide: Guide) -> Iterator[tuple[str, Path_, Path_, str]]:
    """File, path in the file, path as it is shown, and the page."""
    yield from (("data/guide.yml", path, path, page) for path, page in _settings(guide))


def _settings(guide: Guide) -> Iterator[tuple[Path_, str]]:
    """The pages that the settings name, with the field of each."""
    settings = guide.settings
    for number, group in enumerate(settings.menu):
        yield from ((("menu", number, "pages", place), page) for place, page in enumerate(group.pages))
    yield from ((("doors", number, "page"), door.page) for number, door in enumerate(settings.doors))
    yield from ((("town_links", number, "page"), link.page) for number, link in enumerate(settings.town_links))
    if settings.first_call:
        yield ("first_call",), settings.first_call


def _check_links(document: Document, guide: Guide, pages: _Pages) -> Iterator[Problem]:
    text = visible(document.body)
    for found in (*_LINK.finditer(text), *_DEFINITION.finditer(text)):
        if not re.match(r"^[a-z][a-z0-9+.-]*:", found[1]):
            for message, fix in _link_faults(found[1], document, guide, pages):
                yield Problem(document.file, document.body_line + text.count("\n", 0, found.start()), "", message, fix)


def _link_faults(target: str, document: Document, guide: Guide, pages: _Pages) -> Iterator[tuple[str, str]]:
    path, _, anchor = target.partition("#")
    ending = PurePosixPath(path).suffix
    name = document.name
    if path:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(document.name), path.removesuffix(ending) if ending in (".md", ".html") else path))
    if _HOST.fullmatch(target) and name not in pages.anchors:
        yield f"the link '{target}' does not say that it is a web address", f"write the link as 'https://{target}'"
    elif ending not in (".md", ".html", "") and path:
        return  # a file that the site offers
    elif name in pages.drafts:
        yield f"the page '{name}' is a draft, which is not on the site", "take the link out until the page is published"
    elif name not in pages.anchors and name.startswith("programs/") and guide.unread & _MADE_OF:
        return  # a page that the build may make of what could not be read
    elif name not in pages.anchors:
        yield f"the link '{target}' leads to no page", did_you_mean(name, pages.anchors, "docs/")
    elif path and not ending:
        kind = ".md" if name in pages.written else ".html"
        yield f"the link '{target}' lacks its ending {kind}", f"write the link as '{path}{kind}{'#' + anchor if anchor else ''}'"
    elif path.endswith(".md") and name not in pages.written:
        yield f"the page '{name}' is made by the build, not in docs/", f"write the link as '{target.replace('.md', '.html', 1)}'"
    elif anchor and name not in pages.broken and anchor not in pages.anchors[name] | guide.broken:
        yield f"the page '{name}' has no heading with the id '{anchor}'", did_you_mean(anchor, pages.anchors[name], f"docs/{name}.md" if name in pages.written else "docs/")


def _check_images(document: Document, root: Path) -> Iterator[Problem]:
    """Pictures come with the site: a page asks no other server for anything."""
    text = visible(document.body)
    pictures = [(1 + text.count("\n", 0, found.start()), found[1] or "", found[0]) for found in _IMAGE.finditer(text)]
    pictures += [(one.line, target, "") for tag in tags(text) for one in tag.attributes if one.name in _SHOWN_BY for target in _targets(one)]
    for number, target, whole in pictures:
        line = document.body_line - 1 + number
        if re.match(r"(?i)https?:|[/\\]{2}", target):
            yield Problem(document.file, line, "", f"the picture {shown(target)} would come from another server", "put the file into docs/assets/, if its license allows it, and write: ![what it shows](assets/name.png)")
        elif not re.match(r"(?i)[a-z][a-z0-9+.-]*:", target) and not _is_in_docs(root / "docs", posixpath.join(posixpath.dirname(document.name), target.partition("#")[0])):
            yield Problem(document.file, line, "", f"there is no picture {shown(target or whole)}", "put the file into docs/assets/, and write: ![what it shows](assets/name.png)")


def _targets(attribute: Attribute) -> list[str]:
    """The files that an attribute names: srcset has several, each with a size behind it."""
    return [one.split()[0] for one in attribute.value.split(",") if one.split()] if attribute.name == "srcset" else [attribute.value]


def _is_in_docs(docs: Path, name: str) -> bool:
    return not posixpath.normpath(name).startswith(("../", "/")) and (docs / name).is_file()


def check_files(root: Path) -> Iterator[Problem]:
    """Files in docs/ that are no pages: they would be published as they are."""
    docs = root / "docs"
    for path in sorted(docs.rglob("*")):
        name = path.relative_to(docs)
        if not path.is_file() or path.suffix == ".md" or name.parts[0] in ("assets", "templates") or any(part.startswith(".") for part in name.parts) or name.as_posix() in _OF_THE_SITE:
            continue
        file = source_of(path, root).file
        if path.suffix.casefold() in (*_OTHER_MARKDOWN, ".md"):
            yield Problem(file, 1, "", f"the file ends in {path.suffix}, so that it is no page", f"rename it to {path.stem}.md")
        elif path.suffix.casefold() in (".txt", "") and path.stem.endswith(".md"):
            yield Problem(file, 1, "", f"the file ends in {path.suffix}, so that it is no page", f"rename it to {path.stem}")
        else:
            yield Problem(file, 1, "", "this file is no page, and would be published as it is", "move it out of docs/; what pages show stands in docs/assets/")


def _missing(documents: list[Document], guide: Guide) -> Iterator[Problem]:
    have: dict[str, dict[str, Document]] = {}
    for document in documents:
        have.setdefault(document.name, {})[document.language] = document
    default = guide.languages[0]
    for name, versions in have.items():
        for tag in guide.languages:
            if tag not in versions:
                there = next(iter(versions.values()))
                ending = ".md" if tag == default else f".{tag}.md"
                yield Problem(there.file, 1, "", f"the page has no '{tag}' version; readers see this one with a notice", f"write docs/{name}{ending}", "warning")
