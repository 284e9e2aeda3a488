"""`guide suggestion`: forms that people filled in become changes that nobody has checked, and their text stays text."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from resource_guide.edit_yaml import read_records
from resource_guide.forms import FOLDER, Form, form_files, forms
from resource_guide.freshness import by_person
from resource_guide.load import load_guide
from resource_guide.model import Guide
from resource_guide.programs import Assured

from .conftest import ROOT, copy_guide, files_of
from .filled_forms import ADD, CORRECT, TRANSLATE, Answers, fill
from .test_keeping import TAOS, TAOS_FILE, TODAY, allow_made_up_numbers, changes, copy_data, guide, guide_process

LANGUAGES = ("en", "es")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the data to change."""
    return copy_data(tmp_path / "guide")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of data and pages to change."""
    return allow_made_up_numbers(copy_guide(tmp_path / "guide"))


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


# The forms


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_form_asks_for_every_field_that_a_person_can_know(guide: Guide, tag: str) -> None:
    add = next(one for one in forms(guide, tag) if one.name == "add")
    asked = {one.id.partition("-")[0].rstrip("s") for one in add.fields} | {one.id for one in add.fields}
    not_asked = {"id": "made of name and town", "closed": "a new program is open", "note": "for editors"}

    stands_for = {"phones": "phone", "address": "street", "sources": "source", "assured": "how"}
    for field in guide.program_model.model_fields:
        assert field in not_asked or stands_for.get(field, field) in asked, field
    for facet, words in guide.vocabulary.items():
        options = next(one for one in add.fields if one.id == facet).options
        assert [value for value, _ in options] == list(words.options) and [label for _, label in options] == [option.words[tag] for option in words.options.values()]


def test_the_forms_in_the_repository_are_those_of_the_data(guide: Guide) -> None:
    """Run `guide schema` after a change of the model, the vocabulary or the words."""
    there = {f"{FOLDER}/{path.name}": path.read_text(encoding="utf-8") for path in (ROOT / FOLDER).iterdir()}

    assert there == form_files(guide)


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / FOLDER).glob("*-*.yml")))
def test_each_form_is_one_that_github_takes(name: str) -> None:
    made: dict[str, Any] = yaml.safe_load((ROOT / FOLDER / name).read_text(encoding="utf-8"))

    intro, *questions = made["body"]
    assert made["labels"] == ["suggestion"] and intro["type"] == "markdown"
    assert "911" in intro["attributes"]["value"] and "988" in intro["attributes"]["value"]
    ids, labels = [one["id"] for one in questions], [one["attributes"]["label"] for one in questions]
    assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels) and all(re.fullmatch(r"[A-Za-z0-9_-]+", one) for one in ids)
    for one in questions:
        options = one["attributes"].get("options", [])
        words = [option["label"] if isinstance(option, dict) else option for option in options]
        assert len(set(words)) == len(words) and not {word.casefold() for word in words} & {"none", ""} and all(isinstance(word, str) for word in words)
    assert ids[-1] == "consent" and questions[-1]["attributes"]["options"][0]["required"] is True


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


# Hostile text

HOSTILE = (
    "@everyone see #1, closes #2 and https://evil.example ![x](https://evil.example/p.png) <img src=x onerror=alert(1)>",
    "${{ github.token }} $(touch /tmp/owned) `touch owned` ; rm -rf / #",
    "''' \"\"\" ``` ~~~ ````` `", "- id: x\n  name: y", "a: b: [c, {d", "!!python/object:os.system x", "::set-output name=result::change", "&a *a %0A",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(project: Path, text: str) -> None:
    before, line = files_of(project / "data"), " ".join(text.split())
    answers = {**ADD, "name": f"N {line}", "organization": line, "street": line, "note": text, "source": f"S {line}"}

    result, title, summary, reply = suggest(project, fill(form(project, "add", "en"), answers))

    assert result.stdout == "result=change\n", reply
    assert list(changes(before, files_of(project / "data"))) == ["programs/taos.yml"]
    (record,) = [one for one in read_records(project / TAOS_FILE, project).records() if one["organization"] == line]
    assert record["name"] == f"N {line}" and record["address"]["street"] == line and record["sources"][0]["title"] == f"S {line}"
    assert re.fullmatch(r"Add [a-z0-9-]+ \(suggestion 12\)\n", title)
    seen = without_code(summary).replace("### Before you merge", "") + without_code(reply)
    assert not re.search(r"@|://|<|\$|!\[|#(?!12\b)", seen), "nothing of it is Markdown, a name or a number of an issue"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_an_answer_to_the_sender(project: Path, text: str) -> None:
    before = files_of(project / "data")

    for name, answers in (("add", {**ADD, "town": text, "zip": text, "how": text}), ("correct", {**CORRECT, "listing": text, "field": text, "right": text}), ("translate", {**TRANSLATE, "page": text, "current": text, "better": text})):
        done, _, _, reply = suggest(project, fill(form(project, name, "es"), answers))
        assert done.stdout in ("result=fault\n", "result=hand\n") and not re.search(r"@|://|<|\$|!\[|#", without_code(reply)), reply
    assert files_of(project / "data") == before


@pytest.mark.parametrize("change", [
    lambda body: body.replace("### Town\n\nTaos", "### Town\n\nTaos\n\n### ZIP code\n\n87571\n\n### Town\n\nTaos"),
    lambda body: body.replace("_No response_", "### How do you know?"),
    lambda body: body.replace("### Town", "### City"),
    lambda body: "### Town\n" * 10_000,
    lambda body: "",
    lambda body: body.replace("[X]", "[*]"),
    lambda body: body.replace("Intensive outpatient program (IOP)", "The best"),
], ids=["twice", "a heading in an answer", "another heading", "many headings", "empty", "a box that is none", "an option that is none"])  # fmt: skip
def test_a_form_that_is_none_of_ours_is_sent_back(project: Path, change: Any) -> None:
    before = files_of(project / "data")

    done, _, _, reply = suggest(project, change(fill(form(project, "add", "en"), ADD)))

    assert (done.returncode, done.stdout) == (1, "result=fault\n") and "\n- " in reply and files_of(project / "data") == before


@pytest.mark.parametrize(("name", "content", "message"), [
    ("event.json", b"{}", "holds no issue"), ("event.json", b"[" * 100_000, "holds no issue"), ("event.json", b"\xff", "holds no issue"),
    ("event.json", b'{"issue": {"body": "x", "number": "1; rm -rf /"}}', "number of the issue"), ("form.md", b"x", "number of the issue"),
    ("form.md", b"x" * 1_000_001, "holds no issue"), ("gone.md", None, "cannot be read"),
])  # fmt: skip
def test_a_file_that_holds_no_issue(project: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (project.parent / name).write_bytes(content)

    result = guide_process(project, "suggestion", str(project.parent / name))

    assert result.returncode == 2 and message in result.stderr and not (project / "build").exists()
