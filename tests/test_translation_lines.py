"""What to write into data/translations.yml, as the check says it: obeyed, it mends; and nothing is said too early."""

from __future__ import annotations

import re
from pathlib import Path

from .conftest import call_guide
from .editing import change_section
from .test_check import change

EN, ES = "docs/telehealth.md", "docs/telehealth.es.md"


def protected_of(root: Path, page: str) -> str:
    """Id of a marked section of a page."""
    match = re.search(r"^## .*\{ #([a-z0-9-]+) \.(?:safety|cost|rights) \}", (root / f"docs/{page}.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert match
    return match[1]


def obey(root: Path, told: str) -> None:
    """Do what the message says, as somebody would who knows no YAML."""
    path = root / "data/translations.yml"
    lines = path.read_text(encoding="utf-8").split("\n")
    replaced = re.search(r"replace line (\d+) of data/translations\.yml with, after two spaces: (.*)", told)
    below = re.search(r"below '[a-z.]+:' \(line (\d+)\), after two spaces: (.*)", told)
    end = re.search(r"write at the end of data/translations\.yml the line '(.*?)' \(once for the page\), and below it, after two spaces: (.*)", told)
    if replaced:
        lines[int(replaced[1]) - 1] = f"  {replaced[2]}"
    elif below:
        lines.insert(int(below[1]), f"  {below[2]}")
    else:
        assert end, told
        lines += [end[1], f"  {end[2]}", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_the_line_to_paste_mends_it(project: Path) -> None:
    change_section(project, "docs/insurance.md", "rides", "Something new.")
    change_section(project, "docs/insurance.es.md", "rides", "Algo nuevo.")

    obey(project, call_guide(project, "check").stdout)

    assert call_guide(project, "check", "--strict").stdout == ""


def test_the_line_to_paste_for_a_new_section(project: Path) -> None:
    for name in (EN, ES):
        with (project / name).open("a", encoding="utf-8") as file:
            file.write("\n## New { #new .safety }\n\nText.\n")

    obey(project, call_guide(project, "check").stdout)

    assert call_guide(project, "check", "--strict").stdout == ""


def test_the_lines_to_paste_for_a_new_page(project: Path) -> None:
    for ending in (".md", ".es.md"):
        (project / f"docs/new{ending}").write_text("---\ntitle: New\ndescription: New.\n---\n\n# New\n\n## New { #new .safety }\n\nText.\n", encoding="utf-8")

    obey(project, call_guide(project, "check").stdout)

    assert call_guide(project, "check", "--strict").stdout == ""


def test_a_page_with_another_name_is_recorded_already(project: Path) -> None:
    """One message for the page, and not one for each of its sections."""
    for path in (project / "docs").rglob("*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("insurance.md", "coverage.md"), encoding="utf-8")
    path = project / "data/translations.yml"
    for ending in (".md", ".es.md"):
        (project / f"docs/insurance{ending}").rename(project / f"docs/coverage{ending}")
    change(project, "data/guide.yml", old="[insurance,", new="[coverage,")
    payers = project / "data/payers.yml"
    payers.write_text(payers.read_text(encoding="utf-8").replace("page: insurance#", "page: coverage#"), encoding="utf-8")
    call_guide(project, "translations", "--mark", "all")
    path.write_text(path.read_text(encoding="utf-8").replace("\ncoverage.es:", "\ninsurance.es:"), encoding="utf-8")
    line = path.read_text(encoding="utf-8").split("\n").index("insurance.es:") + 1

    told = call_guide(project, "check").stdout

    assert told == f"data/translations.yml:{line}: warning: the page 'insurance.es' is called 'coverage.es' now; write on this line: coverage.es:\n"
    change(project, "data/translations.yml", old="insurance.es:", new="coverage.es:")
    assert call_guide(project, "check", "--strict").stdout == ""


def test_a_page_with_an_error_is_mended_before_it_is_compared(project: Path) -> None:
    change_section(project, "docs/insurance.md", "rides", "[c] (rights.md)")
    change_section(project, "docs/rights.md", protected_of(project, "rights"), "Something new.")

    told = call_guide(project, "check").stdout.splitlines()

    assert [line.split(":")[0] for line in told] == ["docs/insurance.md", "docs/rights.es.md"]


def test_a_page_in_other_letters_is_told_of_once_a_line(project: Path) -> None:
    path = project / "docs/insurance.es.md"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", "replace"))

    told = call_guide(project, "check").stdout

    assert "not UTF-8" in told and "warning" not in told


def test_nothing_is_compared_where_the_record_cannot_be_read(project: Path) -> None:
    path = project / "data/translations.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("}", "", 1), encoding="utf-8")

    told = call_guide(project, "check").stdout

    assert told.startswith("data/translations.yml:") and told.count("\n") == 1
