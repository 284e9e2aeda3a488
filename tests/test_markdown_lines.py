"""Markdown that is almost right is named with its line and the right form; what is right is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from resource_guide.documents import split_front_matter
from resource_guide.guide import check_guide
from resource_guide.markdown_lines import line_faults
from resource_guide.reports import read_catalogue

from .conftest import ROOT
from .test_check import TODAY, change
from .test_check import tiny as tiny

SPANISH = read_catalogue("es")
BOX = "this line does not begin a box: its signs, its quotes or its spaces are not right"
HEADING = "a heading begins with # at the very left, and one space after it"
BRACES = "what stands in braces at the end of this heading cannot be read"
CODE = "the spaces at the beginning of this line make computer code of it"

BROKEN = [
    ("!!! short “In short”\n\n    - Call.", 1, BOX, 'write it as: !!! short "In short"'),
    ("!!! short In short\n\n    - Call.", 1, BOX, 'write it as: !!! short "In short"'),
    ("!!! short\n\n    - Call.", 1, BOX, 'write it as: !!! short "…"'),
    ('Text.\n\n!! warning "Danger"\n\n    Call.', 3, BOX, 'write it as: !!! warning "Danger"'),
    ("??? faq «¿Por qué?»\n\n    Porque sí.", 1, BOX, 'write it as: ??? faq "¿Por qué?"'),
    ('!!! cheklist "Take along"\n\n    - Papers', 1, "there is no box 'cheklist'", "did you mean 'checklist'?"),
    ('!!! short "In short"\n\n- Call.', 1, "this box is empty: the line below it does not begin with 4 spaces", "begin each line of its text with 4 spaces"),
    ("Read [c] (rights.md).", 1, "this is no link: its ( does not stand right after its ]", "write it as: [c](rights.md)"),
    ("Read [d(rights.md#a).", 1, "this is no link: its ] is missing", "write it as: [d](rights.md#a)"),
    ("Read [e](rights.md and more.", 1, "this is no link: its ) is missing, or stands too far away", "write it as: [e](rights.md)"),
    ("Read f](rights.md).", 1, "this link is not whole", "write it as: [words](page.md)"),
    ("Read [g]().", 1, "this link is not whole", "write it as: [words](page.md)"),
    ("Read [](rights.md).", 1, "a link has no words", "write what to tap: [words](page.md)"),
    ("Read [h](my rights.md).", 1, "the address of this link has a space in it", "write the address without spaces"),
    ("Read [i]({{ web:988 }}).", 1, "a placeholder cannot be the address of a link", "write it alone, without [ ] and ( ): phone, text and web are links by themselves"),
    ("Read [j]({{web:988}}).", 1, "a placeholder cannot be the address of a link", "write it alone, without [ ] and ( ): phone, text and web are links by themselves"),
    ('!!! warning "Danger" now\n\n    Call.', 1, BOX, 'write it as: !!! warning "Danger now"'),
    ("Bring:\n\n1) papers", 3, "this sign does not begin a list", "begin the line with: 1. and a space"),
    ("Bring:\n\n• papers", 3, "this sign does not begin a list", "begin the line with: - and a space"),
    ("Call { phone:hca }.", 1, "'{ phone:hca }' is not a placeholder", "write it as: {{ phone:hca }}"),
    ("Call {{ phone:988 }} or { fact:x }}.", 1, "'{ fact:x }}' is not a placeholder", "write it as: {{ fact:x }}"),
    ("Call {{ phone:hca }.", 1, "'{{ phone:hca }' is not a placeholder", "write it as: {{ phone:hca }}"),
    ("Text.\n\n##Medicaid { #medicaid }", 3, HEADING, "write it as: ## Medicaid { #medicaid }"),
    ("  ## Medicaid", 1, HEADING, "write it as: ## Medicaid"),
    ("## Rides { #rides .cost", 1, BRACES, "write it as: ## Rides { #rides .cost }"),
    ("## Rides #rides }", 1, BRACES, "write it as: ## Rides { #rides }"),
    ("## Call {{ phone:988 }} { #call } now", 1, BRACES, "write it as: ## Call {{ phone:988 }} now { #call }"),
    ("| a | b |\n| c | d |", 1, "the table has no line of dashes below its first line", "write below this line: |---|---|"),
    ("| a | b |\n|---|\n| c | d |", 2, "the line of dashes has not as many columns as the line above it", "write it as: |---|---|"),
    ("| a | b |\n|---|---|\n| c | d | e |", 3, "this row has more columns than the table's first line", "write as many | as there"),
    ("Text\n| a | b |\n|---|---|\n| c | d |", 2, "a table stands right below a line of text", "write an empty line between them"),
    ("| a | b |\n|---|---|\n| c | d |\nText", 4, "text stands right below a table", "write an empty line between them, or write it as a row of the table: | … |"),
    ("Bring:\n- papers\n- a pen", 2, "a list stands right below a line of text, so that it is no list", "write an empty line above it"),
    ("Text.\n\n    Call.\n\n    Or write.\n\nText.", 3, CODE, "take them out; only the text of a box or of a list begins with 4 spaces"),
    ("Text.\n\n\tCall.", 3, CODE, "take them out; only the text of a box or of a list begins with 4 spaces"),
    ("```\n[c] (rights.md)", 1, "the code that begins here has no end", "write ``` on a line of its own below it, or take the ``` out"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message", "fix"), BROKEN)
def test_what_is_almost_right(text: str, line: int, message: str, fix: str) -> None:
    faults = [fault for fault in line_faults(text) if not (text.startswith("```") and fault.message.startswith("this is no link"))]

    assert [(fault.line, fault.message, fault.fix) for fault in faults] == [(line, message, fix)]
    assert SPANISH.find(message) and SPANISH.find(fix)


@pytest.mark.parametrize("text", [
    '!!! short "In “short”"\n\n    - Call {{ phone:988 }}.\n\n    Or write.',
    '!!! note "x"\n    - a\n    - b',
    '??? faq "¿Y?"\n\n    - a\n\n        - b\n\n    ??? faq "In it"\n\n        Text.',
    "¡Atención! ¿Nota? Is it so?! Yes!!",
    "```\n[c] (rights.md)\n##x\n    code\n```\n\nAnd `{ phone:x }`, `[a] (b.md)`.",
    "<!-- [c] (rights.md)\n##x -->",
    "See [a\nlong one](rights.md \"Rights\"), [b](https://x.org/a_(b)), [1] (see above), [x](#y), ![z](assets/z.png), a list[0](1).",
    "[^1]: A note.\n\n    Its second part.",
    "- a\n\n    more of a\n\n- b\n  and b\n\n1. one\n    - two\n2. three",
    "## Rides\n- a\n- b",
    "## A {: #a .cost } ",
    "# One\n\n#### Four { #four }",
    "## Rides\n| a | b \\| c |\n|:--|--:|\n| `x|y` | d |\n| e |  |",
    "_addict_{ .avoid } and {{ fact:x }}{{ cite:y }}",
    "<div markdown>\n\n    text\n\n</div>",
])
def test_what_is_right(text: str) -> None:
    assert list(line_faults(text)) == []


@pytest.mark.parametrize("folder", ["docs", "tests/guides/tiny/docs", "tests/guides/pantries/docs"])
def test_no_false_alarm_on_the_pages(folder: str) -> None:
    pages = list((ROOT / folder).rglob("*.md"))

    assert pages
    for path in pages:
        assert list(line_faults(split_front_matter(path.read_text(encoding="utf-8"))[1])) == [], path


@pytest.mark.parametrize(("new", "told"), [
    ("##Paying { #paying }", [f"docs/about.md:8: {HEADING}; write it as: ## Paying {{ #paying }}"]),
    ("## Paying { #paying", [f"docs/about.md:8: {BRACES}; write it as: ## Paying {{ #paying }}"]),
])
def test_a_broken_heading_is_told_once(tiny: Path, new: str, told: list[str]) -> None:
    """Links to it are not wrong, nor is its translation."""
    text = (tiny / "docs/about.md").read_text(encoding="utf-8")
    old = next(line for line in text.split("\n") if "#paying" in line)
    change(tiny, "docs/about.md", old=old, new=new)

    line = text.split("\n").index(old) + 1
    assert [str(problem) for problem in check_guide(tiny, TODAY).problems] == [message.replace(":8:", f":{line}:") for message in told]
