"""Links, pictures and files of the pages, and what the settings say of them: each fault once, with its line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from resource_guide.guide import check_guide

from .conftest import ROOT, call_guide
from .test_check import TODAY, change
from .test_check import tiny as tiny


def told(root: Path) -> list[str]:
    return [str(problem) for problem in check_guide(root, TODAY).problems]


@pytest.mark.parametrize(("target", "message"), [
    ("about#paying", "the link 'about#paying' lacks its ending .md; write the link as 'about.md#paying'"),
    ("about", "the link 'about' lacks its ending .md; write the link as 'about.md'"),
    ("programs/taos", "the link 'programs/taos' lacks its ending .html; write the link as 'programs/taos.html'"),
    ("abuot", "the link 'abuot' leads to no page; did you mean 'about'?"),
    ("www.example.com", "the link 'www.example.com' does not say that it is a web address; write the link as 'https://www.example.com'"),
    ("example.org/a", "the link 'example.org/a' does not say that it is a web address; write the link as 'https://example.org/a'"),
])
def test_links_that_lead_nowhere(tiny: Path, target: str, message: str) -> None:
    change(tiny, "docs/about.md", old="Medicaid pays.", new=f"Medicaid [pays\nall]({target}).")

    assert told(tiny) == [f"docs/about.md:12: {message}"]


@pytest.mark.parametrize(("definition", "message"), [
    ("[law]: abuot.md", "the link 'abuot.md' leads to no page; did you mean 'about'?"),
    ("[law]:\n  <about.md#nope> 'Law'", "the page 'about' has no heading with the id 'nope'; write one of: paying"),
    ("[law]: about", "the link 'about' lacks its ending .md; write the link as 'about.md'"),
    ("[law]: about.md#paying", ""),
    ("[law]: https://example.org", ""),
    ("`[law]: no.md`\n\n[^law]: no.md", ""),
])
def test_where_a_link_leads_that_is_written_elsewhere(tiny: Path, definition: str, message: str) -> None:
    change(tiny, "docs/about.md", old="Medicaid pays.", new=f"Medicaid [pays][law].\n\n{definition}")

    assert told(tiny) == ([f"docs/about.md:14: {message}"] if message else [])


def test_links_to_files_and_in_code_are_left_alone(tiny: Path) -> None:
    change(tiny, "docs/about.md", old="Medicaid pays.", new="Medicaid [pays](data/programs.csv), `[x](y)`.")

    assert told(tiny) == []


def test_a_placeholder_in_the_front_matter(tiny: Path) -> None:
    change(tiny, "docs/about.md", old="title: About", new="title: Call {{ phone:988 }}")

    assert told(tiny) == ["docs/about.md:1: title: a placeholder in 'Call {{ phone:988 }}' would be printed as it stands; leave it out: the front matter takes no placeholders"]


ELSEWHERE = "put the file into docs/assets/, if its license allows it, and write: ![what it shows](assets/name.png)"
MISSING = "put the file into docs/assets/, and write: ![what it shows](assets/name.png)"


@pytest.mark.parametrize(("picture", "message"), [
    ("![y](https://x.org/foo.png)", f"the picture 'https://x.org/foo.png' would come from another server; {ELSEWHERE}"),
    ("![y](//x.org/foo.png)", f"the picture '//x.org/foo.png' would come from another server; {ELSEWHERE}"),
    ('<img alt="1 > 0" src=https://x.org/foo.png>', f"the picture 'https://x.org/foo.png' would come from another server; {ELSEWHERE}"),
    ('<img srcset="//x.org/a.png 2x">', f"the picture '//x.org/a.png' would come from another server; {ELSEWHERE}"),
    ('<img alt="y" src="https://x.org/foo.png">', f"the picture 'https://x.org/foo.png' would come from another server; {ELSEWHERE}"),
    ("![y](foo.png)", f"there is no picture 'foo.png'; {MISSING}"),
    ("![y](../data/guide.yml)", f"there is no picture '../data/guide.yml'; {MISSING}"),
    ("![y][z]", f"there is no picture '![y][z]'; {MISSING}"),
])
def test_pictures_that_are_not_there(tiny: Path, picture: str, message: str) -> None:
    change(tiny, "docs/about.md", old="Medicaid pays.", new=picture)

    assert told(tiny) == [f"docs/about.md:12: {message}"]


@pytest.mark.parametrize(("text", "line", "message"), [
    ("<b title='x'\n\nonclick='x()'>y</b>", 14, "'<b onclick='"),
    ('<b title="1 > 0" onclick="x()">y</b>', 12, "'<b onclick='"),
    ("<b title='\n\n<i/onclick=x() >y</i>", 14, "'<i onclick='"),
    ("<b title='\n onclick=x() >y</b>", 13, "'<b onclick='"),
    ("<script\n>x</script>", 12, "'<script'"),
    ("_y_{ .avoid onclick=x() }", 12, "'onclick='"),
    ("![y](assets/y.png){src=//x.org/y.png}", 12, "'src='"),
])
def test_html_that_runs_is_found_on_its_line(tiny: Path, text: str, line: int, message: str) -> None:
    (tiny / "docs/assets").mkdir()
    (tiny / "docs/assets/y.png").write_bytes(b"")
    change(tiny, "docs/about.md", old="Medicaid pays.", new=text)

    assert told(tiny) == [f"docs/about.md:{line}: HTML that could run or load something: {message}; take it out; write the page in Markdown"]


def test_a_picture_on_the_second_line_of_a_tag(tiny: Path) -> None:
    change(tiny, "docs/about.md", old="Medicaid pays.", new="<img alt='y'\n  src=//x.org/a.png>")

    assert told(tiny) == [f"docs/about.md:13: the picture '//x.org/a.png' would come from another server; {ELSEWHERE}"]


def test_a_picture_of_the_site(tiny: Path) -> None:
    (tiny / "docs/assets").mkdir()
    (tiny / "docs/assets/foo.png").write_bytes(b"")
    change(tiny, "docs/about.md", old="Medicaid pays.", new="![y](assets/foo.png)")

    assert told(tiny) == []


@pytest.mark.parametrize(("name", "message"), [
    ("food.markdown", "the file ends in .markdown, so that it is no page; rename it to food.md"),
    ("food.es.mkd", "the file ends in .mkd, so that it is no page; rename it to food.es.md"),
    ("extra.MD", "the file ends in .MD, so that it is no page; rename it to extra.md"),
    ("extra.md.txt", "the file ends in .txt, so that it is no page; rename it to extra.md"),
    ("notes.docx", "this file is no page, and would be published as it is; move it out of docs/; what pages show stands in docs/assets/"),
    ("old/about.md~", "this file is no page, and would be published as it is; move it out of docs/; what pages show stands in docs/assets/"),
])
def test_files_that_are_no_pages(tiny: Path, name: str, message: str) -> None:
    (tiny / "docs" / name).parent.mkdir(exist_ok=True)
    (tiny / "docs" / name).write_text("---\ntitle: A\ndescription: A\n---\n\n# A\n", encoding="utf-8")

    assert told(tiny) == [f"docs/{name}:1: {message}"]


def test_files_that_a_site_may_have(tiny: Path) -> None:
    (tiny / "docs/assets").mkdir()
    for name in ("assets/a.pdf", ".DS_Store", "keep-worker.js", "CNAME"):
        (tiny / "docs" / name).write_text("", encoding="utf-8")

    assert told(tiny) == []


@pytest.mark.parametrize(("old", "new", "message"), [
    ("page: challenges#distance", "page: challenges#distanse", "town_links.0.page: the page 'challenges' has no heading with the id 'distanse'; did you mean 'distance'?"),
    ("first_call: what-to-expect#first-call", "first_call: what-to-expect#firstcall", "first_call: the page 'what-to-expect' has no heading with the id 'firstcall'; did you mean 'first-call'?"),
    ("page: for-family", "page: for-famly", "doors.1.page: there is no page 'for-famly' in docs/; did you mean 'for-family' or 'for-me'?"),
    ("[insurance, rights]", "[insurance, rihts]", "menu.3.pages.1: there is no page 'rihts' in docs/; did you mean 'rights' or 'print'?"),
])
def test_pages_that_the_settings_name(tmp_path: Path, old: str, new: str, message: str) -> None:
    root = tmp_path / "guide"
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, root / name)
    change(root, "data/guide.yml", old=old, new=new)
    line = next(number for number, text in enumerate((root / "data/guide.yml").read_text(encoding="utf-8").split("\n"), 1) if new in text)

    result = call_guide(root, "check")

    assert result.stdout.startswith(f"data/guide.yml:{line}: {message}") and result.stdout.count("\n") == 1


def test_pages_that_ways_to_pay_name(tiny: Path) -> None:
    change(tiny, "data/payers.yml", old="about#paying", new="about#payng")

    assert told(tiny) == ["data/payers.yml:1: page: the page 'about' has no heading with the id 'payng'; did you mean 'paying'?"]


@pytest.mark.parametrize(("lost", "link"), [
    ("glossary.yml", "about.md#iop"),
    ("helplines.yml", "crisis.md#line-988"),
    ("needs.yml", "programs/need/medicaid.html"),
    ("places.yml", "programs/county/taos.html"),
    ("programs", "programs/taos.html#mesa-iop-taos"),
])
def test_a_file_that_is_lost_is_told_of_once(tiny: Path, lost: str, link: str) -> None:
    """Not once for each link to what stood there."""
    change(tiny, "docs/about.md", old="Medicaid pays.", new=f"Medicaid [pays]({link}).")
    for page, addition in (("about", "glossary"), ("crisis", "crisis")):
        for ending in (".md", ".es.md"):
            change(tiny, f"docs/{page}{ending}", old="---\ntitle", new=f"---\nadds: {addition}\ntitle")
    path = tiny / "data" / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    assert [text.partition(";")[0] for text in told(tiny)] == [f"data/{lost}:1: the {'folder' if lost == 'programs' else 'file'} is missing"]


def mark_as_draft(root: Path, *pages: str) -> None:
    for page in pages:
        for ending in (".md", ".es.md"):
            path = root / f"docs/{page}{ending}"
            path.write_text(path.read_text(encoding="utf-8").replace("---\n", "---\ndraft: yes\n", 1), encoding="utf-8")


def test_a_draft_that_the_data_lead_to(tiny: Path) -> None:
    """The menu leaves it out; a way to pay and the doors of the home page would lead to nothing."""
    mark_as_draft(tiny, "about")
    with (tiny / "data/guide.yml").open("a", encoding="utf-8") as settings:
        settings.write("doors: [{page: about#paying, title: {en: A, es: A}, text: {en: A, es: A}}]\n")

    message = "the page 'about' is a draft, which is not on the site; name another page, or leave this out, until the page is published"
    assert [text for text in told(tiny) if text.startswith("data/")] == [f"data/guide.yml:33: doors.0.page: {message}", f"data/payers.yml:1: page: {message}"]


@pytest.mark.parametrize("page", ["index", "crisis", "programs/index"])
def test_pages_that_every_page_leads_to(tiny: Path, page: str) -> None:
    """One fault each, whoever else leads there."""
    change(tiny, "docs/about.md", old="Medicaid pays.", new=f"[Pay]({page}.md#what)")
    mark_as_draft(tiny, page)
    (reminder, draft) = told(tiny)[:2]
    assert told(tiny)[2:] == [] and "1 pages are drafts" not in reminder
    for ending in (".md", ".es.md"):
        (tiny / f"docs/{page}{ending}").unlink()

    assert draft == f"docs/{page}.md:1: the page is a draft, and every page of the site leads to it; take the line 'draft: yes' out"
    assert told(tiny) == [f"docs/{page}.md:1: the page is missing, and every page of the site leads to it; put the page back"]


def test_the_templates_lead_to_no_other_pages() -> None:
    """Besides those that the build makes, and the one that the home page names if the menu does."""
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "overrides/guide").glob("*.html"))
    pages = set(re.findall(r"prefix \}\}([a-z/-]+)\.html", templates))

    assert pages == {"index", "crisis", "programs/index", "search", "sheet", "save"}


def test_the_first_language_has_no_ending(tiny: Path) -> None:
    (tiny / "docs/index.md").rename(tiny / "docs/index.en.md")
    (tiny / "docs/about.en.md").write_bytes((tiny / "docs/about.md").read_bytes())

    message = "a page in the first language has no '.en.md' at the end of its name"
    assert told(tiny) == [f"docs/about.en.md:1: {message}; put its text into docs/about.md, and delete this file", f"docs/index.en.md:1: {message}; rename it to index.md"]


@pytest.mark.parametrize("break_it", ["folder", "zeros", "conflict"])
def test_a_page_that_cannot_be_read_has_no_other_faults(tiny: Path, break_it: str) -> None:
    """It is not missing in its language, and links to it are right."""
    path = tiny / "docs/about.md"
    text = path.read_text(encoding="utf-8")
    if break_it == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(b"\0\xff" if break_it == "zeros" else f"{text}<<<<<<< HEAD\n{text}=======\n>>>>>>> b\n".encode())

    assert len(told(tiny)) == 1 and told(tiny)[0].startswith("docs/about.md:")


@pytest.mark.parametrize(("file", "old", "new", "message"), [
    ("helplines.yml", "Someone may hurt themselves.", '"Call {{ phone:98 }}."', "helplines.yml:10: summary.en: '{{ phone:98 }}'"),
    ("facts.yml", "es: de 3 a 5", 'es: "{{ fact:typo }}"', "facts.yml:2: value.es: '{{ fact:typo }}'"),
    ("guide.yml", "site_name: {en: Tiny Guide", 'site_name: {en: "Tiny {{ name:988 }}"', "guide.yml:2: site_name.en: '{{ name:988 }}'"),
])
def test_placeholders_in_data(tiny: Path, file: str, old: str, new: str, message: str) -> None:
    change(tiny, f"data/{file}", old=old, new=new)

    assert [text for text in told(tiny) if "is not one of" not in text] == [f"data/{message} would be printed as it stands: only pages in docs/ have placeholders; write out what readers are to see"]


def test_the_examples_of_the_manual_pass(tmp_path: Path) -> None:
    """What it says to write for a source, a fact, a helpline and a word, as it stands there; and what pages make of it."""
    root = tmp_path / "guide"
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, root / name)
    manual = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = manual[manual.index("## Add a helpline") : manual.index("## Add, rename")]
    blocks = dict(zip(("sources", "facts", "helplines", "glossary"), re.findall(r"```yaml\n(.*?)```", part, re.DOTALL), strict=True))
    for name, text in blocks.items():
        assert f"`data/{name}.yml`" in part
        with (root / f"data/{name}.yml").open("a", encoding="utf-8") as file:
            file.write(f"\n{text}")
    used = " ".join(re.findall(r"`(\{\{.*?\}\}|\[.*?\)),?`", part))
    assert used.count("{{") == 3 and used.count("](") == 1
    for ending in ("", ".es"):
        (root / f"docs/work{ending}.md").write_text(f"---\ntitle: Work\ndescription: Work.\n---\n\n# Work\n\n{used}\n", encoding="utf-8")
    change(root, "data/guide.yml", old="pages: [insurance, rights]", new="pages: [insurance, rights, work]")

    assert call_guide(root, "check").stdout == ""


def test_a_page_is_renamed_as_the_manual_says(tmp_path: Path) -> None:
    """The check alone leads from one line to the next, until nothing is left to do."""
    root = tmp_path / "guide"
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, root / name)
    for ending in (".md", ".es.md"):
        (root / f"docs/insurance{ending}").rename(root / f"docs/coverage{ending}")
    for _ in range(3):
        for message in call_guide(root, "check").stdout.splitlines():
            file, number, _ = message.split(":", 2)
            replaced = re.search(r"replace line (\d+) of (\S+) with, after two spaces: (.*)", message)
            file, number = (replaced[2], replaced[1]) if replaced else (file, number)
            lines = (root / file).read_text(encoding="utf-8").split("\n")
            line = re.sub(r"insurance(?=\.md|\.es:|#|,)", "coverage", lines[int(number) - 1])
            assert replaced or "coverage" in line, message
            lines[int(number) - 1] = f"  {replaced[3]}" if replaced else line
            (root / file).write_text("\n".join(lines), encoding="utf-8")

    assert call_guide(root, "check", "--strict").stdout == ""
