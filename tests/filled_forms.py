"""Issue forms as GitHub writes them once somebody has filled them in."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from resource_guide.forms import Form, forms
from resource_guide.load import load_guide

from .editing import TODAY, guide

LANGUAGES = ("en", "es")
Answers = Mapping[str, "str | Sequence[str]"]

ADD: Answers = {
    "name": "Made Up Mesa", "organization": "Made Up, Inc.", "town": "Taos", "level": "iop", "phone": "575-555-0123", "phone-toll-free": "800-555-0199",
    "website": "https://made-up.example.org", "street": "1 Mesa Road", "zip": "87571", "treats": ["substance-use"], "languages": ["es"],
    "payment": ["medicaid", "private"], "no": ["payment.medicare", "format.telehealth"], "facility_wide": ["payment"],
    "how": "called", "date": "2026-11-20", "consent": ["yes"],
}  # fmt: skip
"""A program that nobody runs."""
CORRECT: Answers = {"listing": "rio-grande-atp-taos", "how": "provider-site", "source": "https://riograndeatp.org/contact", "date": "2026-11", "consent": ["yes"]}
TRANSLATE: Answers = {"page": "corrections", "language": "es", "consent": ["yes"]}
HOSTILE = (
    "@everyone see #1, closes #2 and https://evil.example ![x](https://evil.example/p.png) <img src=x onerror=alert(1)>",
    "${{ github.token }} $(touch /tmp/owned) `touch owned` ; rm -rf / #",
    "''' \"\"\" ``` ~~~ ````` `", "- id: x\n  name: y", "a: b: [c, {d", "!!python/object:os.system x", "::set-output name=result::change", "&a *a %0A",
)  # fmt: skip
"""Answers of somebody who would rather be more than text."""


def fill(form: Form, answers: Answers) -> str:
    """The body of the issue: each question as a heading, below it the answer in the form's own words."""
    parts = []
    for one in form.fields:
        answer, words = answers.get(one.id, ""), dict(one.options)
        if one.kind == "checkboxes":
            text = "\n".join(f"- [{'X' if value in answer else ' '}] {label}" for value, label in one.options)
        elif one.several:
            text = ", ".join(words[value] for value in answer)
        else:
            text = words.get(str(answer), str(answer))
        parts.append(f"### {one.label}\n\n{text or '_No response_'}")
    return "\n\n".join(parts) + "\n"


def form(root: Path, name: str, tag: str) -> Form:
    loaded, _ = load_guide(root, TODAY)
    assert loaded is not None
    return next(one for one in forms(loaded, tag) if one.name == name)


def suggest(root: Path, body: str) -> tuple[subprocess.CompletedProcess[str], str, str, str]:
    """Run the command on what GitHub tells a workflow; the result, and the three texts."""
    event = root.parent / "event.json"
    event.write_text(json.dumps({"action": "labeled", "issue": {"number": 12, "body": body}}), encoding="utf-8")
    result = guide(root, "suggestion", str(event))
    title, summary, reply = ((root / "build/suggestion" / name).read_text(encoding="utf-8") for name in ("title.txt", "summary.md", "reply.md"))
    return result, title, summary, reply


def without_code(markdown: str) -> str:
    """What GitHub would read as Markdown: all but code."""
    text = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", markdown)
    return re.sub(r"(?s)(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
