"""MkDocs events, each a doorway to the package resource_guide.

MkDocs builds the hand-written pages; its template (overrides/main.html) shows the whole page
that the package makes. The generated pages are written at the end. All of it goes to a folder
beside the site, which takes the old site's place only when everything is there.
"""

from __future__ import annotations

import logging
import re
import shutil
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from resource_guide.documents import Document
from resource_guide.editions import read_record
from resource_guide.guide import Checked, check_guide, language_sites
from resource_guide.language_site import LanguageSite
from resource_guide.light import lighten
from resource_guide.placeholders import fill
from resource_guide.printing import Paper
from resource_guide.problems import GuideError
from resource_guide.publish import Publication, begin, finish, summary
from resource_guide.store import Store
from resource_guide.swap import building_folder, swap
from resource_guide.typeset import FONTS
from resource_guide.wording import Speaker

log = get_plugin_logger("resource_guide")


@dataclass
class _Build:
    """What one build knows; made anew at the start of each."""

    checked: Checked
    languages: dict[str, LanguageSite]
    documents: dict[str, dict[str, Document]]
    """Hand-written pages by name and language."""
    live: Path
    """Where the finished site goes."""
    folder: Path
    """Where it is built: beside that, or in a preview in the server's own folder."""
    paper: Paper | None
    """What printing needs; None where the guide has no print templates."""
    store: Store
    """The HTML of hand-written pages by what it was made of."""
    names: bytes = b""
    """What links are resolved with: language, sources and targets of all files."""
    key: str = ""
    """Of the page that MkDocs renders now."""
    publication: Publication | None = None
    """The generated pages, once MkDocs has emptied the folder that they go to."""
    started: float = field(default_factory=time.monotonic)


_state: dict[str, Any] = {"serving": False, "build": None}


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note whether this is a preview: it has a folder of its own already."""
    _state["serving"] = command == "serve"
    ours = logging.getLogger("mkdocs")
    if command == "build" and ours.level == logging.INFO:
        ours.setLevel(logging.WARNING)  # what it tells of names the folder of the build, which is gone at the end; the summary names the site


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Check everything before anything is written, once a build and not once a language."""
    if "i18n" not in config.plugins:
        raise PluginError("mkdocs.yml has no plugin 'i18n', which makes a page of each language; put it back below 'plugins:'")
    if config.plugins["i18n"].current_language is not None:
        return config
    root = Path(config.config_file_path).parent
    checked = _check(root, config.strict)
    guide = checked.publishable()
    build_languages = [language.locale for language in config.plugins["i18n"].config.languages]
    if build_languages != guide.languages:
        raise PluginError(f"mkdocs.yml builds the languages {build_languages}, data/guide.yml has {guide.languages}; make them the same, in the same order")
    live = Path(config.site_dir).resolve()  # a link to a folder elsewhere stays one
    templates = Path(config.theme.custom_dir) / "guide"
    documents: dict[str, dict[str, Document]] = {}
    for document in checked.documents:
        documents.setdefault(document.name, {})[document.language] = document
    languages = language_sites(guide, checked.documents, templates, config.site_url or "", checked.map)
    folder = live if _state["serving"] else building_folder(live)
    config.site_dir = str(folder)
    _state["build"] = _Build(checked, languages, documents, live, folder, _paper(root, config), _html_store(root, config))
    # No page asks for the theme's own files, and MkDocs walks through its 12,000 icons once for each language.
    # 404.html and the sitemap are the package's: the theme's know nothing of generated pages.
    config.theme.dirs = [config.theme.custom_dir]
    config.theme.static_templates = set()
    return config


def _paper(root: Path, config: MkDocsConfig) -> Paper | None:
    templates = Path(config.theme.custom_dir) / "print"
    return Paper(templates, root / FONTS, root / "build" / "sheets", read_record(root)) if templates.is_dir() else None


def _html_store(root: Path, config: MkDocsConfig) -> Store:
    versions = [version(name) for name in ("mkdocs", "mkdocs-static-i18n", "markdown", "pymdown-extensions")]
    setup = [repr(config.markdown_extensions), repr(config.mdx_configs), repr(config.use_directory_urls)]
    return Store(root / "build" / "cache" / "html.json", [Path(__file__)], [*versions, *setup])


def _check(root: Path, strict: bool) -> Checked:
    """The guide of ``root``; in a preview with faults, the last one that had none."""
    checked = check_guide(root, beside=not _state["serving"])
    for problem in checked.problems:
        if problem.severity == "warning":
            log.warning("%s", problem)
    try:
        checked.publishable(strict)
    except GuideError as error:
        last: _Build | None = _state["build"]
        if last is None or not _state["serving"]:
            raise PluginError(f"nothing was built; mend this first:\n{error}") from None
        log.error("this is the last good version; mend this first:\n%s", error)
        return last.checked
    return checked


def _before_i18n(files: Files, *, config: MkDocsConfig) -> Files:
    """Start with the generated pages; a hand-written one that lacks the first language gets a place there."""
    build: _Build = _state["build"]
    guide = build.checked.publishable()
    default = guide.languages[0]
    if build.publication is None:
        # A preview writes them in its own process: one that has threads must not fork.
        build.publication = begin(Path(config.site_dir), guide, build.languages, config.site_url or "", build.paper, whole=not _state["serving"], beside=not _state["serving"])
    drafts = {document.file.removeprefix("docs/") for document in build.checked.drafts}
    for file in [file for file in files if file.src_uri in drafts]:
        files.remove(file)
    for name, versions in build.documents.items():
        if default not in versions:
            files.append(File(f"{name}.md", config.docs_dir, config.site_dir, config.use_directory_urls))
    return files


@event_priority(-200)  # after i18n (-100), which makes every File anew
def _after_i18n(files: Files, *, config: MkDocsConfig) -> Files:
    """Give each page the text that was checked, and leave out what lies beside the templates: no page asks for it."""
    build: _Build = _state["build"]
    language = config.plugins["i18n"].current_language
    build.names = repr((language, sorted((file.src_uri, file.dest_uri) for file in files))).encode()
    for file in list(files):
        if file.is_documentation_page():
            file.content_string = _document(build, file, language).body
        elif file.src_dir != config.docs_dir:
            files.remove(file)
    return files


on_files = CombinedEvent(_before_i18n, _after_i18n)


def _document(build: _Build, file: File, language: str) -> Document:
    """The document that a page in ``language`` shows: its own, or another language's."""
    stem = file.src_uri.removesuffix(".md")
    name, dot, tag = stem.rpartition(".")
    versions = build.documents[name if dot and tag in build.languages else stem]
    return versions.get(language) or next(iter(versions.values()))


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Phones, figures and sources come from data/. There is nothing to render where the page's HTML is kept."""
    build: _Build = _state["build"]
    guide = build.checked.publishable()
    language = _document(build, page.file, config.plugins["i18n"].current_language).language
    text = fill(markdown, guide, Speaker(guide, language))
    build.key = build.store.key(build.names, page.file.src_uri.encode(), text.encode())
    return "" if build.store.get(build.key) else text


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep what was rendered, or bring what was kept; but MkDocs warns of links to the server's top, each time anew."""
    build: _Build = _state["build"]
    kept: str | None = build.store.get(build.key)
    if kept is None and not re.search(r"""(href|src)=["']/""", html):
        build.store.put(build.key, html)
    return html if kept is None else kept


def on_page_context(context: dict[str, Any], *, page: Page, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    """The whole page, for overrides/main.html."""
    build: _Build = _state["build"]
    language = config.plugins["i18n"].current_language
    document = _document(build, page.file, language)
    context["guide_page"] = build.languages[language].write_page(document, page.content or "")
    return context


@event_priority(-200)  # after i18n has built the other languages
def on_post_build(*, config: MkDocsConfig) -> None:
    """Write the generated pages and put the new site in the old one's place."""
    if config.plugins["i18n"].building:  # a nested build of another language; the outer one comes last
        return
    build: _Build = _state["build"]
    guide = build.checked.publishable()
    site = Path(config.site_dir)
    build.store.save()
    lighten(site / "assets")
    assert build.publication is not None  # on_files made it
    try:
        counts = finish(build.publication)
    except (ValueError, GuideError) as error:
        raise PluginError(str(error)) from None
    if not _state["serving"]:
        if config.strict and any(handler.get_counts() for handler in logging.getLogger("mkdocs").handlers if isinstance(handler, CountHandler)):
            shutil.rmtree(site)
            return  # MkDocs ends such a build with an error; the old site stays
        swap(site, build.live)
        config.site_dir = str(build.live)
    print(summary(guide, build.languages, counts, time.monotonic() - build.started, build.live))
    if _state["serving"]:
        print("this is a preview: only pages, no sheets and no downloads; 'make site' makes everything")


def on_build_error(*, error: Exception) -> None:
    """A failed build leaves nothing behind; the old site was never touched. A disk that is full is said in one sentence."""
    build: _Build | None = _state["build"]
    if build is not None and build.publication is not None:
        build.publication.stop()
    if build is not None and not _state["serving"]:
        shutil.rmtree(build.folder, ignore_errors=True)
    if isinstance(error, GuideError):
        raise PluginError(f"nothing was built; mend this first:\n{error}")
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        raise PluginError(f"the site cannot be written: {error.strerror}{where}; the last good site is still there")
