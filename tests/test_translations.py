"""Translations that cannot silently drift: what is recorded, what is found, what readers see."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from resource_guide.guide import check_guide
from resource_guide.problems import GuideError
from resource_guide.sections import START

from .conftest import ROOT, call_guide, copy_guide, files_of, run_guide, without_sheets
from .editing import change_section

EN, ES = "docs/telehealth.md", "docs/telehealth.es.md"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real guide in which every page has just been marked, by the commands as an editor runs them; nothing in it is changed."""
    root = copy_guide(tmp_path_factory.mktemp("compared") / "guide")
    for command in (["translations", "--mark", "all"], ["schema"]):
        result = run_guide(root, *command)
        assert result.returncode == 0, result.stderr
    return root


@pytest.fixture
def current(compared: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return copy_of(compared, tmp_path)


@pytest.fixture(scope="module")
def drifted(compared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One section of each mark lags in Spanish, and one in English; built."""
    root = without_sheets(copy_of(compared, tmp_path_factory.mktemp("drifted")))
    for mark in ("safety", "cost", "rights"):
        page, section = protected_section(root, mark)
        change_section(root, f"docs/{page}.md", section, "Something new that matters.")
    change_section(root, "docs/insurance.es.md", "rides", "Algo nuevo.")
    assert run_guide(root, "build").returncode == 0
    return root


@pytest.fixture(scope="module")
def quiet(compared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What has changed is not protected, or is no change of the text."""
    root = copy_of(compared, tmp_path_factory.mktemp("quiet"))
    change_section(root, "docs/components.md", "next-step", "Something new.")
    change(root, "docs/challenges.md", "description: ", "description: New! ")
    path = root / "docs/rights.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(". ", ".\r\n", 40).replace("title:", "title: ", 1), encoding="utf-8", newline="")
    return root


@pytest.fixture(scope="module")
def uneven(compared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sections, a page and parts of a page that one language has and the other has not."""
    root = copy_of(compared, tmp_path_factory.mktemp("uneven"))
    for name, heading in ((EN, "## New { #new .cost }"), (ES, "## Solo aquí { #only-here }"), ("docs/rights.es.md", "## Nuevo { #nuevo .rights }")):
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{heading}\n\nText.\n")
    (root / "docs/succeeding.es.md").unlink()
    change(root, "docs/insurance.es.md", "{{ fact:ride-notice-days }}", "5")
    change(root, "docs/insurance.es.md", "(challenges.md#distance)", "(rights.md#appeals)")
    change(root, "docs/insurance.es.md", "- Molina Healthcare", "Molina Healthcare")
    change(root, "docs/insurance.es.md", "{ #tricare .cost }", "{ #tricare }")
    return root


@pytest.fixture(scope="module")
def quiet_list(quiet: Path) -> str:
    return call_guide(quiet, "translations").stdout


@pytest.fixture(scope="module")
def uneven_list(uneven: Path) -> str:
    return call_guide(uneven, "translations").stdout


def copy_of(root: Path, folder: Path) -> Path:
    return Path(shutil.copytree(root, folder / "guide", symlinks=True))


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def tasks_of(listed: str, file: str) -> str:
    """The tasks below a page's own line."""
    match = re.search(rf"^{re.escape(file)}: .*\n((?:  .*\n)*)", listed, re.MULTILINE)
    assert match, listed
    return match[1]


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
    result = call_guide(ROOT, "check")

    assert "translation" not in result.stdout, result.stdout


def test_a_current_guide_has_no_tasks(current: Path) -> None:
    check, listed = run_guide(current, "check", "--strict"), run_guide(current, "translations")

    assert check.returncode == 0, check.stdout
    assert listed.returncode == 0
    assert "0 pages missing; sections: 0 missing, 0 drifted, 0 extra, 0 not recorded, " in listed.stdout
    assert re.search(r"^docs/insurance\.md: grade \d\.\d, 8 or lower is wanted$", listed.stdout, re.MULTILINE)
    assert re.search(r"^docs/insurance\.es\.md: INFLESZ \d\d\.\d, 55 or higher is wanted$", listed.stdout, re.MULTILINE)


def test_a_protected_section_that_drifted_stops_strict(drifted: Path) -> None:
    plain, strict = run_guide(drifted, "check"), run_guide(drifted, "check", "--strict")

    assert plain.returncode == 0 and strict.returncode == 1 and strict.stdout == plain.stdout
    for mark in ("safety", "cost", "rights"):
        page, section = protected_section(drifted, mark)
        spanish = (drifted / f"docs/{page}.es.md").read_text(encoding="utf-8").split("\n")
        line = next(index for index, text in enumerate(spanish, 1) if f"#{section} " in text)
        assert f"docs/{page}.es.md:{line}: warning: {section}: the section is marked .{mark}, and its 'en' text has changed since they were compared; bring it up to date with docs/{page}.md" in plain.stdout
    assert re.search(r"^docs/insurance\.md:\d+: warning: rides: the section is marked \.cost, and its 'es' text has changed", plain.stdout, re.MULTILINE)
    assert plain.stdout.count("has changed since they were compared") == 4


@pytest.mark.parametrize("mark", ["safety", "cost", "rights"])
def test_no_strict_build_while_one_lags(current: Path, mark: str) -> None:
    """One such section is enough: what ``build --strict`` and ``check --strict`` stop at is the same list."""
    page, section = protected_section(current, mark)
    change_section(current, f"docs/{page}.md", section, "Something new that matters.")

    checked = check_guide(current)

    assert [problem.field for problem in checked.problems] == [section]
    assert checked.publishable() is checked.guide
    with pytest.raises(GuideError):
        checked.publishable(strict=True)


def test_a_strict_build_stops(drifted: Path) -> None:
    before = files_of(drifted / "site")

    assert run_guide(drifted, "build", "--strict").returncode == 1
    assert files_of(drifted / "site") == before


@pytest.mark.parametrize("mark", ["safety", "cost", "rights"])
def test_readers_are_told_of_a_protected_section_that_drifted(drifted: Path, mark: str) -> None:
    page, section = protected_section(drifted, mark)

    html = (drifted / f"site/es/{page}.html").read_text(encoding="utf-8")

    below = html[re.search(rf'<h2[^>]*id="{section}"', html).start() :].partition("</h2>")[2]  # type: ignore[union-attr]
    notice = below.lstrip()[:900]
    assert notice.startswith('<div class="admonition warning" role="note" lang="es"><p>Esta parte quizá no esté al día')
    assert '<a href="tel:988" translate="no">988</a> y oprima 2' in notice
    assert f'<a href="../{page}.html#{section}" lang="en" hreflang="en">English</a>' in notice
    assert html.count("quizá no esté al día") == 1
    assert "may be out of date" not in (drifted / f"site/{page}.html").read_text(encoding="utf-8")
    assert "quizá no esté al día" not in (drifted / "site/assets/search-es.js").read_text(encoding="utf-8")


def test_english_may_be_the_one_that_lags(drifted: Path) -> None:
    html = (drifted / "site/insurance.html").read_text(encoding="utf-8")

    assert "This part may be out of date" in html and 'href="es/insurance.html#rides" lang="es" hreflang="es">Español</a>' in html
    assert "quizá no esté al día" not in (drifted / "site/es/insurance.html").read_text(encoding="utf-8")


def test_other_drift_is_a_quiet_task(quiet: Path, quiet_list: str) -> None:
    assert call_guide(quiet, "check", "--strict").returncode == 0
    tasks = tasks_of(quiet_list, "docs/components.es.md")
    assert re.match(r"  docs/components\.es\.md:\d+: #next-step: drifted: the other language has changed since", tasks)
    assert tasks.count("drifted") == 1 and "2 drifted" in quiet_list
    assert "the earlier text is not in the history here; look for it on the web, or with: git log -p -- docs/components.md" in tasks


def test_the_diff_since_comes_from_the_history(current: Path) -> None:
    git(current, "init", "-q")
    git(current, "add", "docs", "data")
    git(current, "commit", "-q", "-m", "as it was")
    change_section(current, "docs/insurance.md", "rides", "Something new.")
    git(current, "commit", "-q", "-a", "-m", "a change")
    change_section(current, "docs/insurance.md", "rides", "More that is new.")

    listed = call_guide(current, "translations").stdout

    block = listed[listed.index("#rides (.cost): drifted") :]
    assert re.match(r"[^\n]*\n +--- docs/insurance\.md \(\d{4}-\d\d-\d\d, [0-9a-f]+\)\n +\+\+\+ docs/insurance\.md\n", block)
    assert "      +More that is new.\n" in block and "      +Something new.\n" in block
    assert not re.search(r"^ +-[^-]", block, re.MULTILINE)


def test_the_start_of_a_page_is_a_section(quiet_list: str) -> None:
    assert f"#{START}: drifted" in tasks_of(quiet_list, "docs/challenges.es.md")


def test_new_breaks_of_lines_are_no_drift(quiet_list: str) -> None:
    assert "drifted" not in tasks_of(quiet_list, "docs/rights.es.md") + tasks_of(quiet_list, "docs/rights.md")


def test_a_section_that_one_language_lacks(uneven: Path, uneven_list: str) -> None:
    strict = call_guide(uneven, "check", "--strict")

    assert re.search(r"docs/telehealth\.md:\d+: warning: new: the section 'new' is marked \.cost, and there is none in 'es'; write it in docs/telehealth\.es\.md, beginning with: ## New \{ #new \.cost \}", strict.stdout)
    assert re.search(r"docs/rights\.es\.md:\d+: warning: nuevo: the section 'nuevo' is marked \.rights, and there is none in 'en'", strict.stdout)
    assert "only-here" not in strict.stdout and strict.returncode == 1
    assert "#only-here: extra: only the other language has this section" in tasks_of(uneven_list, EN)
    assert "sections: 1 missing, 3 drifted, 2 extra, 0 not recorded" in uneven_list
    assert uneven_list.count(": drifted") == tasks_of(uneven_list, "docs/insurance.md").count(": drifted") == 3, "what is new changes no other section"


def test_a_page_that_one_language_lacks(uneven_list: str) -> None:
    assert "the page 'succeeding' is not in 'es' yet" in uneven_list and "1 pages missing" in uneven_list


def test_differences_of_structure(uneven_list: str) -> None:
    tasks = tasks_of(uneven_list, "docs/insurance.es.md")

    assert "placeholders: only in en: fact:ride-notice-days" in tasks
    assert "figures: only in es: 5" in tasks
    assert "links: only in en: challenges.md#distance; only in es: rights.md#appeals" in tasks
    assert "lists: only in en: -" in tasks
    assert "heading: only in en: ## .cost; only in es: ##" in tasks


def test_the_list_in_spanish(drifted: Path) -> None:
    listed = call_guide(drifted, "translations", "--lang", "es").stdout

    assert "#rides (.cost): atrasada: el otro idioma cambió desde que se compararon" in listed
    assert "faltan 0 páginas; secciones: 0 faltan, 4 atrasadas" in listed


@pytest.mark.parametrize("name", ["insurance.es", "docs/insurance.es.md", "insurance", "insurance.es#rides", "all"])
def test_mark_takes_the_page_however_it_is_named(current: Path, name: str) -> None:
    change_section(current, "docs/insurance.md", "rides", "Something new.")
    before = (current / "data/translations.yml").read_text(encoding="utf-8")

    result = call_guide(current, "translations", "--mark", name)

    assert result.returncode == 0 and result.stdout == "1 sections are newly recorded as up to date, in data/translations.yml\n"
    after = (current / "data/translations.yml").read_text(encoding="utf-8")
    assert len(set(after.split("\n")) - set(before.split("\n"))) == 1
    assert call_guide(current, "check", "--strict").returncode == 0


def test_mark_of_one_section_leaves_the_others(current: Path) -> None:
    change_section(current, "docs/insurance.md", "rides", "Something new.")
    change_section(current, "docs/insurance.md", "private", "Something new.")

    call_guide(current, "translations", "--mark", "insurance.es#rides")

    told = call_guide(current, "check").stdout
    assert ": private: the section is marked" in told and ": rides: " not in told


@pytest.mark.parametrize(("name", "message"), [
    ("insurence.es", "there is no page 'insurence.es' in two languages; did you mean 'insurance.es'"),
    ("insurance.es#ride", "there is no section 'ride' in both languages; did you mean 'rides'?"),
])
def test_mark_of_what_is_not_there(current: Path, name: str, message: str) -> None:
    before = (current / "data/translations.yml").read_bytes()

    result = call_guide(current, "translations", "--mark", name)

    assert result.returncode == 2 and message in result.stderr
    assert (current / "data/translations.yml").read_bytes() == before


def test_a_guide_without_the_file_is_told_once(current: Path) -> None:
    (current / "data/translations.yml").unlink()

    told = call_guide(current, "check", "--strict")

    assert told.returncode == 1
    assert [line for line in told.stdout.splitlines() if "translations" in line] == [
        "data/translations.yml:1: warning: the file is missing: nobody knows which translations are up to date; put the file back, or compare all pages and run: guide translations --mark all"
    ]


def test_a_new_protected_section_has_to_be_compared(current: Path) -> None:
    for name in (EN, ES):
        with (current / name).open("a", encoding="utf-8") as file:
            file.write("\n## New { #new .safety }\n\nText.\n")

    told = call_guide(current, "check").stdout

    assert re.search(r"docs/telehealth\.es\.md:\d+: warning: new: the section is marked \.safety, and nobody has recorded that it says the same in 'en'; compare it with docs/telehealth\.md; if both say the same, write in data/translations\.yml below 'telehealth\.es:' \(line \d+\), after two spaces: new: \{en: [0-9a-f]{10}, es: [0-9a-f]{10}\}", told)
