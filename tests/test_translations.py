"""Translations that cannot silently drift: what is recorded, what is found, what readers see."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from resource_guide.documents import read_documents
from resource_guide.markup import insert_at_heading
from resource_guide.model import Guide
from resource_guide.sections import START, outline, split_sections
from resource_guide.translating import write_records
from resource_guide.translations import compare, marked, pairs, read_records

from .conftest import ROOT, run_guide

Edit = Callable[[str, str, str], None]
EN, ES = "docs/telehealth.md", "docs/telehealth.es.md"


@pytest.fixture
def current(project: Path) -> Path:
    """A copy of the real guide in which every page has just been marked."""
    for command in (["translations", "--mark", "all"], ["schema"]):
        result = run_guide(project, *command)
        assert result.returncode == 0, result.stderr
    return project


def change_section(root: Path, file: str, section: str, words: str) -> int:
    """Add a sentence to a section of a page; the line of its heading."""
    path = root / file
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(index for index, line in enumerate(lines) if f"#{section} " in line)
    lines.insert(number + 2, words + "\n")
    path.write_text("\n".join(lines), encoding="utf-8")
    return number + 1


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=Editor", "-c", "user.email=editor@example.org", *arguments], cwd=root, check=True, capture_output=True)


def protected_section(root: Path, mark: str) -> tuple[str, str]:
    """Name of a page and id of one of its sections with this mark, in both languages."""
    for path in sorted((root / "docs").glob("*.es.md")):
        match = re.search(rf"^## .*\{{ #([a-z0-9-]+) \.{mark} \}}", path.read_text(encoding="utf-8"), re.MULTILINE)
        if match:
            return path.name.removesuffix(".es.md"), match[1]
    raise AssertionError(mark)


def test_the_real_pages_are_recorded() -> None:
    """Run `guide translations --mark PAGE` when both languages say the same again."""
    result = run_guide(ROOT, "check")

    assert "translation" not in result.stdout, result.stdout


def test_a_current_guide_has_no_tasks(current: Path) -> None:
    check, listed = run_guide(current, "check", "--strict"), run_guide(current, "translations")

    assert check.returncode == 0, check.stdout
    assert listed.returncode == 0
    assert "0 pages missing; sections: 0 missing, 0 drifted, 0 extra, 0 not recorded, " in listed.stdout
    assert re.search(r"^docs/insurance\.md: grade \d\.\d, 8 or lower is wanted$", listed.stdout, re.MULTILINE)
    assert re.search(r"^docs/insurance\.es\.md: INFLESZ \d\d\.\d, 55 or higher is wanted$", listed.stdout, re.MULTILINE)


@pytest.mark.parametrize("mark", ["safety", "cost", "rights"])
def test_a_protected_section_that_drifted_stops_strict_and_tells_readers(current: Path, mark: str) -> None:
    page, section = protected_section(current, mark)
    line = change_section(current, f"docs/{page}.md", section, "Something new that matters.")

    plain, strict = run_guide(current, "check"), run_guide(current, "check", "--strict")

    assert plain.returncode == 0 and strict.returncode == 1
    spanish = (current / f"docs/{page}.es.md").read_text(encoding="utf-8").split("\n")
    line = next(index for index, text in enumerate(spanish, 1) if f"#{section} " in text)
    assert f"docs/{page}.es.md:{line}: warning: {section}: the section is marked .{mark}, and its 'en' text has changed since they were compared; bring it up to date with docs/{page}.md" in plain.stdout

    assert run_guide(current, "build").returncode == 0
    html = (current / f"site/es/{page}.html").read_text(encoding="utf-8")
    below = html[re.search(rf'<h2[^>]*id="{section}"', html).start() :].partition("</h2>")[2]  # type: ignore[union-attr]
    notice = below.lstrip()[:900]
    assert notice.startswith('<div class="admonition warning" role="note" lang="es"><p>Esta parte quizá no esté al día')
    assert '<a href="tel:988" translate="no">988</a> y oprima 2' in notice
    assert f'<a href="../{page}.html#{section}" lang="en" hreflang="en">English</a>' in notice
    assert html.count("quizá no esté al día") == 1
    assert "may be out of date" not in (current / f"site/{page}.html").read_text(encoding="utf-8")
    assert "quizá no esté al día" not in (current / "site/assets/search-es.js").read_text(encoding="utf-8")
    assert run_guide(current, "build", "--strict").returncode == 1


def test_the_line_to_paste_mends_it(current: Path) -> None:
    change_section(current, "docs/insurance.md", "rides", "Something new.")
    change_section(current, "docs/insurance.es.md", "rides", "Algo nuevo.")
    told = run_guide(current, "check").stdout
    match = re.search(r"write in data/translations\.yml below 'insurance\.es:' the line (rides: \{.*\})", told)
    assert match, told
    path = current / "data/translations.yml"
    text = re.sub(r"(^insurance\.es:\n(?:  .*\n)*?)  rides: .*\n", rf"\g<1>  {match[1]}\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert text != path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")

    assert run_guide(current, "check", "--strict").returncode == 0


def test_english_may_be_the_one_that_lags(current: Path) -> None:
    change_section(current, "docs/insurance.es.md", "rides", "Algo nuevo.")

    told = run_guide(current, "check").stdout

    assert re.search(r"^docs/insurance\.md:\d+: warning: rides: the section is marked \.cost, and its 'es' text has changed", told, re.MULTILINE)
    assert run_guide(current, "build").returncode == 0
    html = (current / "site/insurance.html").read_text(encoding="utf-8")
    assert "This part may be out of date" in html and 'href="es/insurance.html#rides" lang="es" hreflang="es">Español</a>' in html
    assert "quizá no esté al día" not in (current / "site/es/insurance.html").read_text(encoding="utf-8")


def test_other_drift_is_a_quiet_task(current: Path) -> None:
    change_section(current, "docs/components.md", "next-step", "Something new.")

    assert run_guide(current, "check", "--strict").returncode == 0
    listed = run_guide(current, "translations").stdout
    assert re.search(r"docs/components\.es\.md:\d+: #next-step: drifted: the other language has changed since", listed)
    assert "1 drifted" in listed
    assert "the earlier text is not in the history here; look for it on the web, or with: git log -p -- docs/components.md" in listed


def test_the_diff_since_comes_from_the_history(current: Path) -> None:
    git(current, "init", "-q")
    git(current, "add", "docs", "data")
    git(current, "commit", "-q", "-m", "as it was")
    change_section(current, "docs/insurance.md", "rides", "Something new.")
    git(current, "commit", "-q", "-a", "-m", "a change")
    change_section(current, "docs/insurance.md", "rides", "More that is new.")

    listed = run_guide(current, "translations").stdout

    block = listed[listed.index("#rides (.cost): drifted") :]
    assert re.match(r"[^\n]*\n +--- docs/insurance\.md \(\d{4}-\d\d-\d\d, [0-9a-f]+\)\n +\+\+\+ docs/insurance\.md\n", block)
    assert "      +More that is new.\n" in block and "      +Something new.\n" in block
    assert not re.search(r"^ +-[^-]", block, re.MULTILINE)


def test_the_start_of_a_page_is_a_section(current: Path, edit: Edit) -> None:
    edit("docs/components.md", "description: ", "description: New! ")

    assert f"#{START}: drifted" in run_guide(current, "translations").stdout


def test_new_breaks_of_lines_are_no_drift(current: Path) -> None:
    path = current / "docs/rights.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(". ", ".\r\n", 40).replace("title:", "title: ", 1), encoding="utf-8", newline="")

    assert "0 drifted" in run_guide(current, "translations").stdout


def test_a_section_that_one_language_lacks(current: Path) -> None:
    for name, heading in (("docs/insurance.md", "## New { #new .cost }"), ("docs/insurance.es.md", "## Solo aquí { #only-here }"), ("docs/rights.es.md", "## Nuevo { #nuevo .rights }")):
        with (current / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{heading}\n\nText.\n")

    told, strict, listed = run_guide(current, "check").stdout, run_guide(current, "check", "--strict"), run_guide(current, "translations").stdout

    assert re.search(r"docs/insurance\.md:\d+: warning: new: the section 'new' is marked \.cost, and there is none in 'es'; write it in docs/insurance\.es\.md, beginning with: ## New \{ #new \.cost \}", told)
    assert re.search(r"docs/rights\.es\.md:\d+: warning: nuevo: the section 'nuevo' is marked \.rights, and there is none in 'en'", told)
    assert "only-here" not in told and strict.returncode == 1
    assert "sections: 1 missing, 0 drifted, 2 extra, 0 not recorded" in listed
    assert "#only-here: extra: only the other language has this section" in listed


def test_a_page_that_one_language_lacks(current: Path) -> None:
    (current / "docs/succeeding.es.md").unlink()

    listed = run_guide(current, "translations").stdout

    assert "the page 'succeeding' is not in 'es' yet" in listed and "1 pages missing" in listed


def test_differences_of_structure(current: Path, edit: Edit) -> None:
    edit("docs/insurance.es.md", "{{ fact:ride-notice-days }}", "5")
    edit("docs/insurance.es.md", "(challenges.md#distance)", "(rights.md#appeals)")
    edit("docs/insurance.es.md", "- Molina Healthcare", "Molina Healthcare")
    edit("docs/insurance.es.md", "{ #tricare .cost }", "{ #tricare }")

    listed = run_guide(current, "translations").stdout

    assert "placeholders: only in en: fact:ride-notice-days" in listed
    assert "figures: only in es: 5" in listed
    assert "links: only in en: challenges.md#distance; only in es: rights.md#appeals" in listed
    assert "lists: only in en: -" in listed
    assert "heading: only in en: ## .cost; only in es: ##" in listed


def test_the_list_in_spanish(current: Path) -> None:
    change_section(current, "docs/insurance.md", "rides", "Something new.")

    listed = run_guide(current, "translations", "--lang", "es").stdout

    assert "#rides (.cost): atrasada: el otro idioma cambió desde que se compararon" in listed
    assert "faltan 0 páginas; secciones: 0 faltan, 1 atrasadas" in listed


@pytest.mark.parametrize("name", ["insurance.es", "docs/insurance.es.md", "insurance", "insurance.es#rides", "all"])
def test_mark_takes_the_page_however_it_is_named(current: Path, name: str) -> None:
    change_section(current, "docs/insurance.md", "rides", "Something new.")
    before = (current / "data/translations.yml").read_text(encoding="utf-8")

    result = run_guide(current, "translations", "--mark", name)

    assert result.returncode == 0 and result.stdout == "1 sections are newly recorded as up to date, in data/translations.yml\n"
    after = (current / "data/translations.yml").read_text(encoding="utf-8")
    assert len(set(after.split("\n")) - set(before.split("\n"))) == 1
    assert run_guide(current, "check", "--strict").returncode == 0


def test_mark_of_one_section_leaves_the_others(current: Path) -> None:
    change_section(current, "docs/insurance.md", "rides", "Something new.")
    change_section(current, "docs/insurance.md", "private", "Something new.")

    run_guide(current, "translations", "--mark", "insurance.es#rides")

    told = run_guide(current, "check").stdout
    assert ": private: the section is marked" in told and ": rides: " not in told


@pytest.mark.parametrize(("name", "message"), [
    ("insurence.es", "there is no page 'insurence.es' in two languages; did you mean 'insurance.es'"),
    ("insurance.es#ride", "there is no section 'ride' in both languages; did you mean 'rides'?"),
])
def test_mark_of_what_is_not_there(current: Path, name: str, message: str) -> None:
    before = (current / "data/translations.yml").read_bytes()

    result = run_guide(current, "translations", "--mark", name)

    assert result.returncode == 2 and message in result.stderr
    assert (current / "data/translations.yml").read_bytes() == before


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

    check, mark = run_guide(project, "check"), run_guide(project, "translations", "--mark", "all")

    assert check.returncode == mark.returncode == 1
    assert message in check.stdout and message in mark.stderr
    assert "Traceback" not in check.stderr + mark.stderr
    assert path.read_text(encoding="utf-8") == text


def test_a_guide_without_the_file_is_told_once(current: Path) -> None:
    (current / "data/translations.yml").unlink()

    told = run_guide(current, "check", "--strict")

    assert told.returncode == 1
    assert [line for line in told.stdout.splitlines() if "translations" in line] == [
        "data/translations.yml:1: warning: the file is missing: nobody knows which translations are up to date; put the file back, or compare all pages and run: guide translations --mark all"
    ]


def test_a_new_protected_section_has_to_be_compared(current: Path) -> None:
    for name in (EN, ES):
        with (current / name).open("a", encoding="utf-8") as file:
            file.write("\n## New { #new .safety }\n\nText.\n")

    told = run_guide(current, "check").stdout

    assert re.search(r"docs/telehealth\.es\.md:\d+: warning: new: the section is marked \.safety, and nobody has recorded that it says the same in 'en'; compare it with docs/telehealth\.md; if both say the same, write in data/translations\.yml below 'telehealth\.es:' the line new: \{en: [0-9a-f]{10}, es: [0-9a-f]{10}\}", told)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("{ #rides .cost }", "{ .cost }", "a heading with the mark .cost has no id; write it as: ### Rides { #name .cost }"),
    ("{ #rides .cost }", "{ #medicaid .cost }", "the id 'medicaid' is used twice on this page; give each heading an id of its own"),
])
def test_headings_that_cannot_be_compared(project: Path, edit: Edit, old: str, new: str, message: str) -> None:
    edit("docs/insurance.md", old, new)

    assert message in run_guide(project, "check").stdout


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
