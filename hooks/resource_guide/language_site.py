"""What writes the pages of one language, and what is noted of them for all that is made of them later."""

from __future__ import annotations

from dataclasses import dataclass, field

from .booklet import Written
from .catalog import dataset_files
from .documents import Document
from .markup import name_questions
from .pages import Pages
from .search import page_entries
from .shell import Entry, PageFrame, Shell
from .views import Views


@dataclass
class LanguageSite:
    """All that writes the pages of one language."""

    pages: Pages
    shell: Shell
    entries: list[Entry] = field(default_factory=list)
    """What search finds; the written pages are added as they are built."""
    written: list[str] = field(default_factory=list)
    """Paths of the written pages, below the language's folder."""
    contents: dict[str, Written] = field(default_factory=dict)
    """The written pages as Markdown made them, by name: the booklet and the checklists are made of them."""
    added: dict[str, str] = field(default_factory=dict)
    """Path of the page that asks for each addition (``adds:``), below the language's folder."""

    @property
    def views(self) -> Views:
        """What the pages and the printed sheets show of each place."""
        return self.pages.views

    def write_page(self, document: Document, content: str) -> str:
        """A hand-written page as whole HTML, from its text as finished HTML; it is noted for search and the sitemap."""
        path = f"{document.name}.html"
        content = name_questions(content)
        self.entries += page_entries(document.title, path, content)
        self.written.append(path)
        if document.adds:
            self.added[document.adds] = path
        content = self.pages.with_notices(document, self.pages.with_pictures(document, content))
        self.contents[document.name] = Written(document.title, content, document.language)
        body = self.pages.written(document, content)
        files = dataset_files(self.views.say.tag, self.views.say.default) if document.adds == "data" else {}
        crumbs = ((self.views.say("home"), "index.html"),) if '<nav class="crumbs"' in body else ()
        return self.shell.page(PageFrame(path, document.title, document.description, body, document.file, crumbs, files))
