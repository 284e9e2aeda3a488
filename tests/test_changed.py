"""Which pages an editor looks at before a change is accepted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from resource_guide.documents import Document, read_documents
from resource_guide.forge.changed import pages_of
from resource_guide.model import Guide

from .conftest import ROOT
from .pictures import changed_files


@pytest.fixture(scope="module")
def documents(guide: Guide) -> list[Document]:
    return read_documents(ROOT, guide)[0]


@pytest.mark.parametrize(("files", "pages"), [
    (["docs/insurance.es.md"], ["insurance.html"]),
    (["docs/insurance.md", "docs/insurance.es.md"], ["insurance.html"]),
    (["data/programs/taos.yml"], ["programs/taos.html"]),
    (["data/programs/statewide.yml"], ["programs/index.html"]),
    (["data/glossary.yml"], ["glossary.html"]),
    (["tests/test_build.py", "README.md", ".github/workflows/check.yml", "data/leads.yml", "data/schema/facts.json", "../elsewhere.md"], []),
    (["data/roads.yml", "data/programs/taos.yml"], ["programs/taos.html", "programs/index.html", "programs/albuquerque.html"]),
], ids=str)  # fmt: skip
def test_the_pages_of_a_change(guide: Guide, documents: list[Document], files: list[str], pages: list[str]) -> None:
    assert pages_of(guide, documents, files) == pages


@pytest.mark.parametrize(("file", "mark"), [("data/facts.yml", "{{ fact:"), ("data/sources.yml", "{{ cite:"), ("data/helplines.yml", "{{ phone:")])
def test_a_figure_is_looked_at_where_it_is_used(guide: Guide, documents: list[Document], file: str, mark: str) -> None:
    pages = pages_of(guide, documents, [file])

    assert {f"{one.name}.html" for one in documents if mark in one.body} <= set(pages) and "accessibility.html" not in pages[:1]


@pytest.mark.parametrize("file", ["overrides/main.html", "docs/assets/guide.css", "data/wording/es.yml", "hooks/resource_guide/pages.py", "data/guide.yml", "mkdocs.yml"])
def test_what_all_pages_share_is_looked_at_on_a_few(guide: Guide, documents: list[Document], file: str) -> None:
    pages = pages_of(guide, documents, [file])

    assert pages[:3] == ["index.html", "programs/index.html", "programs/albuquerque.html"] and len(pages) <= 10


def test_every_page_is_one_of_the_site(site: Path, guide: Guide, documents: list[Document]) -> None:
    files = [path.relative_to(ROOT).as_posix() for folder in ("data", "docs", "overrides") for path in (ROOT / folder).rglob("*") if path.is_file()]
    pages = pages_of(guide, documents, files)

    assert len(pages) > 80
    for page in pages:
        assert (site / page).is_file(), page


def test_changes_are_counted_from_where_the_work_left_the_main_branch(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments], check=True, capture_output=True)

    (tmp_path / "old.md").write_text("old", encoding="utf-8")
    git("init", "--initial-branch", "main")
    git("add", ".")
    git("commit", "-m", "first")
    git("switch", "-c", "work")
    (tmp_path / "with blank ñ.md").write_text("new", encoding="utf-8")
    git("add", ".")
    git("commit", "-m", "work")
    (tmp_path / "old.md").write_text("not committed yet", encoding="utf-8")
    git("switch", "-c", "later", "main")
    (tmp_path / "others.md").write_text("of others", encoding="utf-8")
    git("add", "others.md")
    git("commit", "-m", "meanwhile")
    git("switch", "work")

    assert changed_files(tmp_path, "later") == ["old.md", "with blank ñ.md"]
    with pytest.raises(subprocess.CalledProcessError):
        changed_files(tmp_path, "no-such-branch")
