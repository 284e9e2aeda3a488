"""Numbers that a page writes out fail the check at their line, with the placeholder to paste."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from resource_guide.documents import read_documents
from resource_guide.model import Guide
from resource_guide.prose import known_numbers, prose_faults

from .conftest import ROOT, call_guide

Edit = Callable[[str, str, str], None]
ADD_FACT = "add it to data/facts.yml, - {{id: ID, value: \"{}\", meaning: …, sources: […]}}, and write {{{{ fact:ID }}}}"
ADD_PHONE = "add it to data/helplines.yml with its source, and write {{ phone:ID }}"
WEEK_9 = (
    "write the one that is meant: {{ fact:iop-hours-adult }} (Least hours a week of an IOP for adults), "
    "{{ fact:medicare-hours }} (Least hours a week in the Medicare IOP plan of care)"
)


def found(guide: Guide, text: str, tag: str = "en") -> list[tuple[str, str]]:
    return [(fault.message, fault.fix) for fault in prose_faults(text, known_numbers(guide), tag)]


@pytest.mark.parametrize(("tag", "text", "shown", "fix"), [
    ("en", "Call 1-855-662-7474 now.", "1-855-662-7474", "write {{ phone:nmcal }}"),
    ("en", "Call (855) 662-7474 now.", "(855) 662-7474", "write {{ phone:nmcal }}"),
    ("es", "Llame al 855.662.7474.", "855.662.7474", "write {{ phone:nmcal }}"),
    ("en", "Call 8556627474.", "8556627474", "write {{ phone:nmcal }}"),
    ("en", "Call +1 855 662 7474.", "+1 855 662 7474", "write {{ phone:nmcal }}"),
    ("en", "Call 1-800-662-HELP, day and night.", "1-800-662-HELP", "write {{ phone:samhsa }}"),
    ("en", "Call 988.", "988", "write {{ phone:988 }}"),
    ("es", "Si hay peligro, llame al 9-1-1.", "9-1-1", "write {{ phone:911 }}"),
    ("en", "Text 838255.", "838255", "write {{ text:veterans }}"),
    ("en", "[Call](tel:988)", "988", "write {{ phone:988 }}"),
    ("en", "Call 575-737-5533.", "575-737-5533", "link to its listing: [Rio Grande ATP Inc - Intensive Outpatient Treatment (Taos)](programs/taos.html#rio-grande-atp-taos)"),
    ("en", "Call 505-555-0199.", "505-555-0199", ADD_PHONE),
    ("en", "Call +34 912 345 678.", "+34 912 345 678", ADD_PHONE),
])
def test_phone_numbers(guide: Guide, tag: str, text: str, shown: str, fix: str) -> None:
    assert found(guide, text, tag) == [(f"the phone number '{shown}' is written out", fix)]


@pytest.mark.parametrize(("text", "shown", "fix"), [
    ("Chat at 988lifeline.org.", "988lifeline.org", "write {{ web:988 }}"),
    ("[Chat](https://988lifeline.org)", "https://988lifeline.org", "write {{ web:988 }}"),
    ("<https://www.thehotline.org/>", "https://www.thehotline.org/", "write {{ web:ndvh }}"),
])
def test_addresses_of_helplines(guide: Guide, text: str, shown: str, fix: str) -> None:
    assert found(guide, text) == [(f"the address '{shown}' of a helpline is written out", fix)]


@pytest.mark.parametrize(("tag", "text", "shown", "fix"), [
    ("en", "It takes $9.25 off.", "$9.25", "write {{ fact:lifeline-month }}"),
    ("es", "Descuenta $ 34.25.", "$ 34.25", "write {{ fact:lifeline-tribal-month }}"),
    ("es", "Cuesta US$100.", "US$100", "write {{ fact:link-up }}"),
    ("es", "Cuesta 100 dólares.", "100 dólares", "write {{ fact:link-up }}"),
    ("en", "A visit is $12.", "$12", ADD_FACT.format("$12")),
    ("en", "A visit is $1,250.50 or less.", "$1,250.50", ADD_FACT.format("$1,250.50")),
])
def test_prices(guide: Guide, tag: str, text: str, shown: str, fix: str) -> None:
    assert found(guide, text, tag) == [(f"the price '{shown}' is written out", fix)]


@pytest.mark.parametrize(("tag", "text", "shown", "fix"), [
    ("en", "An IOP is 9 hours a week.", "9 hours a week", WEEK_9),
    ("en", "An IOP is nine hours of treatment a week.", "nine hours of treatment a week", WEEK_9),
    ("es", "Un IOP son nueve horas de tratamiento a la semana.", "nueve horas de tratamiento a la semana", WEEK_9),
    ("en", "Go 3 to 5 days a week.", "3 to 5 days a week", "write {{ fact:iop-days }}"),
    ("en", "Go 3–5 days each week.", "3–5 days each week", "write {{ fact:iop-days }}"),
    ("es", "Vaya de tres a cinco días por semana.", "tres a cinco días por semana", "write {{ fact:iop-days }}"),
    ("en", "It is three hours a day.", "three hours a day", "write {{ fact:sample-hours }}"),
    ("es", "Son 40 horas semanales.", "40 horas semanales", ADD_FACT.format("40")),
])
def test_weekly_figures(guide: Guide, tag: str, text: str, shown: str, fix: str) -> None:
    assert found(guide, text, tag) == [(f"the figure '{shown}' is written out", fix)]


@pytest.mark.parametrize("text", [
    "{{ phone:988 }} and {{ fact:lifeline-month }}, {{ fact:iop-days }} days a week, {{ fact:sample-hours }} each day",
    "## When you call { #call-988 .safety }",
    "[the line](#call-988) and [more](https://988lifeline.org/get-help/what-to-expect)",
    "On 2026-11-23, in 42 CFR Part 2, NMSA 59A-22B-7, room 988b, part 911.2, ZIP 87571, 911,000 people",
    "one hour a week, several days a week, once a week, one day at a time, day and night",
    "Press 2. Step 1 of 3. 18 to 25 years. Two weeks. Three programs a day apart",
    "info@988lifeline.org",
])
def test_what_is_no_fact(guide: Guide, text: str) -> None:
    assert found(guide, text) == []


def test_no_false_alarm_on_the_pages(guide: Guide) -> None:
    known = known_numbers(guide)
    for document in read_documents(ROOT, guide)[0]:
        assert list(prose_faults(document.body, known, document.language)) == [], document.file


def test_a_page_below_a_folder_links_from_there(guide: Guide) -> None:
    (fault,) = prose_faults("575-737-5533", known_numbers(guide), "en", "../")

    assert "(../programs/taos.html#rio-grande-atp-taos)" in fault.fix


def test_a_guide_without_words_for_figures_is_not_checked_for_them(guide: Guide) -> None:
    words = {tag: {key: text for key, text in wording.items() if not key.startswith("figure_")} for tag, wording in guide.wording.items()}
    bare = replace(guide, wording=words)

    assert found(bare, "9 hours a week") == []
    assert len(found(bare, "$9.25 and 988")) == 2


def test_the_command_names_the_line(project: Path, edit: Edit) -> None:
    edit("docs/telehealth.md", "## ", "It takes $9.25 off. Call 988.\n\n## ")
    edit("docs/telehealth.es.md", "## ", "Son $9.25 menos.\n\n## ")
    edit("docs/rights.md", "description: ", "description: Call 988. ")
    line = (project / "docs/telehealth.md").read_text(encoding="utf-8").split("\n").index("It takes $9.25 off. Call 988.") + 1

    result = call_guide(project, "check")

    assert result.returncode == 1
    assert f"docs/telehealth.md:{line}: the price '$9.25' is written out; write {{{{ fact:lifeline-month }}}}" in result.stdout
    assert f"docs/telehealth.md:{line}: the phone number '988' is written out; write {{{{ phone:988 }}}}" in result.stdout
    assert "docs/telehealth.es.md:" in result.stdout
    assert "docs/rights.md:1: description: the phone number '988' is written out; leave it out" in result.stdout
