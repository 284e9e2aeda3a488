"""`guide suggestion`: text of strangers stays text, and what is no form of ours is sent back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from resource_guide.edit_yaml import read_records

from .conftest import files_of
from .editing import TAOS_FILE, changes, guide_process
from .editing import project as project
from .filled_forms import ADD, CORRECT, HOSTILE, TRANSLATE, fill, form, suggest, without_code


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
