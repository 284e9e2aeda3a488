"""Issue forms as GitHub writes them once somebody has filled them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from resource_guide.forms import Form

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
