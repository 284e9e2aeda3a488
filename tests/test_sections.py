"""The sections of pages: what of them can be compared, and a record of it that is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from resource_guide.documents import read_documents
from resource_guide.markup import finish, insert_at_heading, name_questions
from resource_guide.model import Guide
from resource_guide.search import page_entries
from resource_guide.sections import START, outline, split_sections
from resource_guide.translating import write_records
from resource_guide.translations import compare, marked, pairs, read_records
from resource_guide.wording import Speaker

from .conftest import call_guide
from .editing import change_section

Edit = Callable[[str, str, str], None]


@pytest.mark.parametrize(("text", "message"), [
    ("insurance.es:\n  rides: {en: 0123456789, es: 01234}\n", "data/translations.yml:2: insurance.es.rides.es: '01234' is not a fingerprint; copy the line"),
    ("insurance.es: [a]\n", "data/translations.yml:1: insurance.es: is not a map of names and values; "),
    ("- a\n", "data/translations.yml:1: the file is not a map of pages; "),
    ("<<<<<<< HEAD\ninsurance.es: {}\n=======\n>>>>>>> main\n", "data/translations.yml:1: a merge conflict is left in the file; "),
    ("\tinsurance.es: {}\n", "data/translations.yml:1: the line begins with a tab; "),
    ("insurance.es: {}\ninsurance.es: {}\n", "data/translations.yml:2: insurance.es: 'insurance.es' is written twice (first on line 1); "),
])
def test_a_broken_file_is_told_of_and_left_alone(project: Path, text: str, message: str) -> None:
    path = project / "data/translations.yml"
    path.write_text(text, encoding="utf-8")

    check, mark = call_guide(project, "check"), call_guide(project, "translations", "--mark", "all")

    assert check.returncode == mark.returncode == 1
    assert message in check.stdout and message in mark.stderr
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("old", "new", "message"), [
    ("{ #rides .cost }", "{ .cost }", "a heading with the mark .cost has no id; write it as: ### Rides { #name .cost }"),
    ("{ #rides .cost }", "{ #medicaid .cost }", "the id 'medicaid' is used twice on this page; give each heading an id of its own"),
])
def test_headings_that_cannot_be_compared(project: Path, edit: Edit, old: str, new: str, message: str) -> None:
    edit("docs/insurance.md", old, new)

    assert message in call_guide(project, "check").stdout


def test_a_third_language_works_the_same_way(guide: Guide, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "data").mkdir()
    for tag, text in (("", "Help"), (".es", "Ayuda"), (".nv", "Áká")):
        (tmp_path / f"docs/page{tag}.md").write_text(f"---\ntitle: {text}\ndescription: {text}\n---\n\n# {text}\n\n## {text} {{ #help .safety }}\n\n{text}.\n", encoding="utf-8")
    settings = guide.settings.model_copy(update={"languages": [*guide.settings.languages, guide.settings.languages[0].model_copy(update={"tag": "nv"})]})
    three = replace(guide, settings=settings)

    def state() -> list[tuple[str, str, str]]:
        records = read_records(tmp_path)[0] or {}
        every = pairs(read_documents(tmp_path, three)[0], three)
        return [(finding.kind, finding.mend.language, finding.section.id) for pair in every for finding in compare(pair, records)]

    every = pairs(read_documents(tmp_path, three)[0], three)
    assert [pair.key for pair in every] == ["page.es", "page.nv"]
    write_records(tmp_path, marked({}, every, every))
    assert state() == []

    change_section(tmp_path, "docs/page.nv.md", "help", "Ániid.")
    assert state() == [("drifted", "en", "help")]
    change_section(tmp_path, "docs/page.md", "help", "New.")
    assert state() == [("drifted", "es", "help"), ("drifted", "nv", "help")]


def test_marks_reach_the_sections_below() -> None:
    sections = split_sections("# A\n\n## B { #b .safety }\n\n### C { #c }\n\n## D { #d }\n\n### E {: #e .rights }\n")

    assert {name: section.protected for name, section in sections.items()} == {START: "", "b": "safety", "c": "safety", "d": "", "e": "rights"}
    assert [section.line for section in sections.values()] == [1, 3, 5, 7, 9]


def test_figures_are_compared_however_a_language_writes_them() -> None:
    english, spanish = (split_sections(text)[START] for text in ("1,250 hours, 2.5 miles", "1.250 horas, 2,5 millas"))

    assert outline(english) == outline(spanish)


def test_a_notice_without_its_heading_is_an_error() -> None:
    assert insert_at_heading('<h1>T</h1><h2 class="cost" id="a">A</h2><p>', "a", "X") == '<h1>T</h1><h2 class="cost" id="a">A</h2>\nX<p>'
    assert insert_at_heading("<h1>T</h1><p>", "", "X") == "<h1>T</h1>\nX<p>"
    with pytest.raises(ValueError, match="no heading with the id 'b'"):
        insert_at_heading("<h2>A</h2>", "b", "X")


def test_questions_get_ids_that_nothing_else_has_and_entries_of_their_own() -> None:
    question = '<details class="faq"><summary>How <em>much</em>?</summary><p>It depends.</p></details>'
    html = name_questions(f'<h2 id="how-much">Money</h2><p>Before.</p>{question}<p>Between.</p>{question.replace("depends", "varies")}<p>After.</p><details class="acts"><summary>More</summary></details>')

    entries = [(entry.url, entry.title, entry.text) for entry in page_entries("Questions", "faq.html", html)]

    assert entries == [
        ("faq.html", "Questions", ""),
        ("faq.html#how-much", "Money", "Before. Between. After. More"),
        ("faq.html#how-much-2", "How much?", "It depends."),
        ("faq.html#how-much-3", "How much?", "It varies."),
    ]


def test_a_table_in_html_may_have_no_heads(guide: Guide) -> None:
    table = "<table><tr><td>a</td></tr></table>"

    assert finish(table, Speaker(guide, "en")) == table
    assert 'data-label="b"' in finish(table.replace("<tr>", "<tr><th>b</th></tr><tr>"), Speaker(guide, "en"))
