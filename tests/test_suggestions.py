"""`guide suggestion`: forms that people filled in become changes that nobody has checked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from resource_guide.edit_yaml import read_records
from resource_guide.freshness import by_person
from resource_guide.load import load_guide
from resource_guide.programs import Assured

from .conftest import files_of
from .editing import TAOS, TAOS_FILE, TODAY, changes, guide
from .editing import project as project
from .editing import whole as whole
from .filled_forms import ADD, CORRECT, LANGUAGES, TRANSLATE, Answers, fill, form, suggest

# A new program


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_suggested_program_is_written_as_one_that_nobody_has_checked(project: Path, tag: str) -> None:
    before = files_of(project / "data")

    result, title, summary, reply = suggest(project, fill(form(project, "add", tag), ADD))

    assert (result.returncode, result.stdout) == (0, "result=change\n")
    (lines,) = changes(before, files_of(project / "data")).values()
    assert all(line.startswith("+") for line in lines), "nothing else is changed"
    record = read_records(project / TAOS_FILE, project).record("made-up-mesa-taos")
    assert record == {
        "id": "made-up-mesa-taos", "name": "Made Up Mesa", "organization": "Made Up, Inc.", "level": "iop",
        "phones": [{"number": "575-555-0123"}, {"number": "800-555-0199", "type": "toll-free"}], "website": "https://made-up.example.org",
        "address": {"street": "1 Mesa Road", "zip": "87571"}, "treats": {"substance-use": "yes"}, "languages": {"es": "yes"},
        "payment": {"medicaid": "yes", "medicare": "no", "private": "yes"}, "format": {"telehealth": "no"}, "facility_wide": ["payment"],
        "assured": {"date": "2026-11-20", "how": "other-list"}, "sources": [{"title": "Phone call by a reader (suggestion 12)", "date": "2026-11-20"}],
    }  # fmt: skip
    loaded, _ = load_guide(project, TODAY)
    assert loaded is not None
    assert list(record) == [name for name in loaded.program_model.model_fields if name in record], "in the order of the model"
    assert title == "Add made-up-mesa-taos (suggestion 12)\n"
    assert "Closes #12" in summary and "`575-555-0123`" in summary and "nobody has checked it" in summary and "guide confirm made-up-mesa-taos" in summary
    assert reply.startswith({"en": "Thank you.", "es": "Gracias."}[tag])


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_option_of_the_form_is_read(project: Path, tag: str) -> None:
    add = form(project, "add", tag)
    every = {one.id: [value for value, _ in one.options] for one in add.fields if one.kind == "checkboxes"}
    only_no = next([value for value, _ in one.options] for one in add.fields if one.id == "no")
    told = {name: values for name, values in ADD.items() if isinstance(values, str)} | {"consent": ["yes"]}

    for name, number, answers in (("All Yes", "0101", every), ("All No", "0102", {"no": only_no})):
        result, *_ = suggest(project, fill(add, {**told, **answers, "name": name, "phone": f"575-555-{number}", "phone-toll-free": ""}))
        assert result.stdout == "result=change\n"
    loaded, _ = load_guide(project, TODAY)
    assert loaded is not None
    for facet, words in loaded.vocabulary.items():
        assert getattr(loaded.programs["all-yes-taos"], facet) == dict.fromkeys(words.options, "yes")
        assert getattr(loaded.programs["all-no-taos"], facet) == dict.fromkeys(words.options, "no")


def test_a_town_without_a_file_gets_one(project: Path) -> None:
    result, *_ = suggest(project, fill(form(project, "add", "en"), {**ADD, "town": "Angel Fire", "zip": "87710"}))

    assert result.stdout == "result=change\n"
    assert (project / "data/programs/angel-fire.yml").read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schema/programs.json\n# Programs in Angel Fire.\n")


@pytest.mark.parametrize(("wrong", "label", "message"), [
    ({"phone": "575-555"}, "Phone number to call first", "not a phone number"),
    ({"phone": "", "phone-toll-free": "", "website": ""}, "Phone number to call first", "neither a phone nor a website"),
    ({"phone": "575-737-5533"}, "Phone number to call first", "575-737-5533"),
    ({"town": "Taoss"}, "Town", "did you mean 'taos'"),
    ({"town": ""}, "Town", "is empty"),
    ({"zip": "8757"}, "ZIP code", "8757"),
    ({"date": "11/20/2026"}, "When?", "write 2026-11-23, 2026-11 or 2026"),
    ({"date": "2027-01-01"}, "When?", "in the future"),
    ({"how": "other-list"}, "Where did you read it?", "is missing"),
    ({"website": "made-up.example.org"}, "Website", "beginning with https://"),
    ({"name": "Rio Grande ATP"}, "Name of the program", "'rio-grande-atp-taos' is in the guide already, at data/programs/taos.yml:6"),
    ({"consent": []}, "Please check", "is empty"),
    ({"no": ["payment.medicaid"]}, "What does the source say it does not have or do?", "is both yes and no"),
    ({"name": "Made\u202eUp"}, "Name of the program", "hidden character (U+202E)"),
    ({"name": "¿?"}, "Name of the program", "no id can be made of this name"),
], ids=str)  # fmt: skip
def test_what_cannot_be_is_answered_under_its_heading(project: Path, wrong: Answers, label: str, message: str) -> None:
    before = files_of(project / "data")

    result, title, summary, reply = suggest(project, fill(form(project, "add", "en"), {**ADD, **wrong}))

    assert (result.returncode, result.stdout) == (1, "result=fault\n") and files_of(project / "data") == before
    assert f"- **{label}**: " in reply and message in reply and (title, summary) == ("\n", "\n")


def test_all_faults_are_told_at_once_in_the_language_of_the_form(project: Path) -> None:
    wrong = {**ADD, "phone": "1", "zip": "1", "town": "Taoss", "date": "ayer"}

    _, _, _, reply = suggest(project, fill(form(project, "add", "es"), wrong))

    for label in ("Teléfono al que conviene llamar primero", "Código postal", "Pueblo o ciudad", "¿Cuándo?"):
        assert f"- **{label}**: " in reply
    assert "¿quiso decir 'taos'" in reply and reply.count("ayer") == 1 and not re.search(r"\b(write|not a|did you)\b", reply)


# A correction


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(("field", "right", "path", "value"), [
    ("phone", "575-555-0123", ("phones", 0, "number"), "575-555-0123"),
    ("phone-toll-free", "800-555-0199", ("phones", 1), {"number": "800-555-0199", "type": "toll-free"}),
    ("website", "https://atp.example.org/", ("website",), "https://atp.example.org/"),
    ("street", "7 Mesa\nRoad", ("address", "street"), "7 Mesa Road"),
    ("level", {"en": "Outpatient care", "es": "Atención ambulatoria"}, ("level",), "outpatient"),
    ("payment", {"en": "Medicare, no Medicaid", "es": "Medicare\nno Medicaid"}, ("payment",), {"medicaid": "no", "medicare": "yes", "private": "yes", "self-pay": "yes", "sliding-scale": "yes"}),
    ("closed", "It moved away.", ("closed",), {"date": "2026-11", "reason": {"en": "It moved away."}}),
])  # fmt: skip
def test_a_correction_changes_one_field_and_names_its_source(project: Path, tag: str, field: str, right: Any, path: tuple[str | int, ...], value: Any) -> None:
    old = read_records(project / TAOS_FILE, project).record(TAOS)
    answer = right[tag] if isinstance(right, dict) else right

    result, title, summary, _ = suggest(project, fill(form(project, "correct", tag), {**CORRECT, "field": field, "right": answer, "wrong": "575-737-5533"}))

    assert result.stdout == "result=change\n" and title == f"Correct {TAOS} (suggestion 12)\n"
    record = read_records(project / TAOS_FILE, project).record(TAOS)
    found: Any = record
    for part in path:
        found = found[part]
    assert found == ({**value, "reason": {tag: "It moved away."}} if field == "closed" else value)
    assert record["sources"] == [*old["sources"], {"title": "riograndeatp.org", "url": "https://riograndeatp.org/contact", "date": "2026-11"}]
    rest = {name for name in {*old, *record} if old.get(name) != record.get(name)}
    assert rest == {path[0], "sources"}
    assert "`https://riograndeatp.org/contact`" in summary and "Before you merge" in summary


def test_the_address_of_a_card_names_its_listing(project: Path) -> None:
    answers = {**CORRECT, "listing": f"https://guide.example/iop/es/programs/taos.html#{TAOS}", "field": "zip", "right": "87557"}

    assert suggest(project, fill(form(project, "correct", "es"), answers))[1] == f"Correct {TAOS} (suggestion 12)\n"


def test_a_persons_check_does_not_cover_what_a_stranger_says(project: Path) -> None:
    assert guide(project, "confirm", TAOS, "--how", "called", "--date", "2026-11-01").returncode == 0

    _, _, summary, _ = suggest(project, fill(form(project, "correct", "en"), {**CORRECT, "field": "phone", "right": "575-555-0123"}))

    record = read_records(project / TAOS_FILE, project).record(TAOS)
    assert not by_person(Assured.model_validate(record["assured"]))
    assert "A person checked this listing on November 1, 2026." in summary


@pytest.mark.parametrize(("answers", "result", "reason"), [
    ({"field": "other", "right": "The map is wrong."}, "hand", "What is wrong is told in words."),
    ({"field": "phone"}, "hand", "What is wrong is told in words."),
    ({"field": "phone", "right": "575-737-5533"}, "fault", "the listing says so already"),
    ({"field": "phone", "right": "call them"}, "fault", "not a phone number"),
    ({"field": "payment", "right": "Medicade"}, "fault", "or 'medicaid'?"),
    ({"field": "phone", "right": "575-555-0123", "listing": "rio-grande"}, "fault", "there is no program 'rio-grande'"),
    ({"field": "phone", "right": "575-555-0123", "how": "other-list", "source": ""}, "fault", "is missing"),
    ({"field": "closed", "right": "Gone.", "date": "2027"}, "fault", "in the future"),
], ids=str)  # fmt: skip
def test_a_correction_that_changes_nothing_is_answered(project: Path, answers: Answers, result: str, reason: str) -> None:
    before = files_of(project / "data")

    done, _, _, reply = suggest(project, fill(form(project, "correct", "en"), {**CORRECT, **answers}))

    assert done.stdout == f"result={result}\n" and reason in reply and files_of(project / "data") == before


# Better words


@pytest.mark.parametrize("page", ["corrections", "https://guide.example/iop/es/corrections.html#how", "docs/corrections.es.md"])
def test_better_words_take_the_place_of_the_old_ones(whole: Path, page: str) -> None:
    before = files_of(whole / "docs")
    current, better = "¿No le resulta fácil, o no\n  quiere entrar con una cuenta?", "¿No le resulta fácil? ¿O no quiere usar una cuenta?"

    result, title, summary, _ = suggest(whole, fill(form(whole, "translate", "es"), {**TRANSLATE, "page": page, "current": current, "better": better}))

    assert result.stdout == "result=change\n" and title == "Better words in docs/corrections.es.md (suggestion 12)\n"
    (lines,) = changes(before, files_of(whole / "docs")).values()
    assert [line[0] for line in lines] == ["-", "+"] and better in lines[1]
    assert "guide translations --mark corrections.es" in summary


@pytest.mark.parametrize(("answers", "result", "reason"), [
    ({"current": "no está en ninguna parte", "better": "x y"}, "hand", "docs/corrections.es.md"),
    ({"current": "de la", "better": "x y"}, "hand", "docs/corrections.es.md"),
    ({"page": "programs/taos.html", "current": "x y", "better": "y z"}, "hand", "programs/taos.html"),
    ({"current": "Escriba qué está mal y qué es lo correcto.", "better": "<script>alert(1)</script>"}, "hand", "signos"),
    ({"current": "Escriba qué está mal y qué es lo correcto.", "better": "[aquí](https://evil.example)"}, "hand", "signos"),
    ({"current": "Escriba qué está mal y qué es lo correcto.", "better": "Mire evil.example o https://evil.example"}, "hand", "signos"),
    ({"current": "Escriba qué está mal y qué es lo correcto.", "better": "{{ phone:988 }}"}, "hand", "signos"),
    ({"current": "Escriba qué está mal y qué es lo correcto.", "better": "Llame al 575-555-0123."}, "fault", "575-555-0123"),
], ids=str)  # fmt: skip
def test_words_that_no_program_can_put_in_wait_for_a_person(whole: Path, answers: Answers, result: str, reason: str) -> None:
    before = files_of(whole / "docs")

    done, _, _, reply = suggest(whole, fill(form(whole, "translate", "es"), {**TRANSLATE, **answers}))

    assert done.stdout == f"result={result}\n" and reason in reply and files_of(whole / "docs") == before
