"""Every fault gets one message that says where, what and how to mend it.

A case is a YAML file in tests/data/: what it is ``about``, what to ``change`` in the tiny guide
(tests/guides/tiny), and the exact ``messages``. A change has a ``path`` and one of:

- ``old`` and ``new``: text that is there once, and its replacement
- ``content``: the whole new file (``times``: so many times over; ``encoding``: not UTF-8)
- ``delete: true``, ``folder: true``: no such file, a folder of that name
"""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from resource_guide.documents import read_documents
from resource_guide.guide import check_guide
from resource_guide.problems import did_you_mean
from resource_guide.rules import check_data

TESTS = Path(__file__).parent
TINY = TESTS / "guides" / "tiny"
TODAY = datetime.date(2026, 11, 25)
CASES = sorted((TESTS / "data").glob("*.yml"))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny guide to break."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


def change(root: Path, path: str, old: str = "", new: str = "", content: str | None = None, times: int = 1,
           encoding: str = "utf-8", delete: bool = False, folder: bool = False) -> None:  # fmt: skip
    target = root / path
    if delete or folder:
        target.unlink(missing_ok=True)
        if folder:
            target.mkdir()
    elif content is not None:
        target.write_bytes((content * times).encode(encoding))
    else:
        text = target.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
        target.write_text(text.replace(old, new), encoding=encoding, newline="")


def messages(root: Path) -> list[str]:
    return [str(problem) for problem in check_data(root, TODAY)[1]]


def test_the_tiny_guide_is_sound(tiny: Path) -> None:
    guide, problems = check_data(tiny, TODAY)

    assert problems == []
    assert guide is not None and len(guide.programs) == 2 and guide.languages == ["en", "es"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_message(tiny: Path, case: Path) -> None:
    told: dict[str, Any] = yaml.safe_load(case.read_text(encoding="utf-8"))
    for edit in told["change"]:
        change(tiny, **edit)

    assert messages(tiny) == told["messages"], told["about"]


def test_all_faults_of_a_guide_in_one_run(tiny: Path) -> None:
    """The faults of several cases, each in a file of its own, are all there at once."""
    expected: list[str] = []
    for name in ("date-in-the-future", "zip-csv-bad-number", "bad-phone-abroad", "helpline-bad-phone", "guide-bad-number", "town-misspelled"):
        told = yaml.safe_load((TESTS / "data" / f"{name}.yml").read_text(encoding="utf-8"))
        for edit in told["change"]:
            change(tiny, **edit)
        expected += told["messages"]

    assert sorted(messages(tiny)) == sorted(expected)


def test_a_folder_without_data(tmp_path: Path) -> None:
    guide, problems = check_data(tmp_path, TODAY)

    assert guide is None
    assert [str(problem) for problem in problems] == ["data:1: the folder is missing; start the program in the folder that holds data/"]


def test_a_missing_translation_falls_back(tiny: Path) -> None:
    change(tiny, "data/wording/es.yml", old="skip: ", new="# ")
    guide, problems = check_data(tiny, TODAY)

    assert guide is not None and guide.wording["es"]["skip"] == guide.wording["en"]["skip"]
    assert {problem.severity for problem in problems} == {"warning"}


@pytest.mark.parametrize("epoch", ["abc", "9" * 30, "-" + "9" * 12])
def test_a_date_of_the_build_that_is_none(tiny: Path, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    _, problems = check_data(tiny)

    assert str(problems[0]) == f"SOURCE_DATE_EPOCH:1: the date of the build is set to '{epoch}'; take the variable away, or set it to the seconds since 1970"
    assert problems[0].severity == "error"


def test_errors_stop_a_build(tiny: Path) -> None:
    change(tiny, "data/programs/taos.yml", old="level: iop", new="level: iopp")
    guide, problems = check_data(tiny, TODAY)

    assert guide is not None and "mesa-iop-taos" in guide.broken
    assert [problem.severity for problem in problems] == ["error"] and "did you mean 'iop'" in problems[0].fix


@pytest.mark.parametrize(("edit", "message"), [
    ({"old": "# Tiny guide", "new": "# Tiny guide\n<<<<<<< HEAD"}, "docs/index.md:7: a merge conflict is left in the file; "),
    ({"old": "title: Home", "new": "title: Home: sweet"}, "docs/index.md:2: a colon stands where none is expected; "),
    ({"old": "title: Home\n", "new": ""}, "docs/index.md:2: title: the front matter has no 'title'; "),
    ({"old": "---\ntitle", "new": "title"}, "docs/index.md:1: the page does not begin with front matter; "),
    ({"old": "# Tiny guide", "new": "# Guía", "encoding": "latin-1"}, "docs/index.md:6: this line has a character that is not UTF-8; "),
    ({"old": "# Tiny guide", "new": "# Tiny\u202e guide"}, "docs/index.md:6: this line has a hidden character (U+202E); "),
    ({"old": "---\n\n#", "new": "\n#"}, "docs/index.md:1: the front matter has no end; "),
    ({"content": " \n"}, "docs/index.md:1: the file is empty; "),
    ({"folder": True}, "docs/index.md:1: a folder stands where this file should be; "),
])
def test_pages_that_cannot_be_read(tiny: Path, edit: dict[str, Any], message: str) -> None:
    change(tiny, "docs/index.md", **edit)
    guide, _ = check_data(tiny, TODAY)
    assert guide is not None

    _, problems = read_documents(tiny, guide)

    assert len(problems) == 1
    assert str(problems[0]).startswith(message)


@pytest.mark.parametrize(("path", "old", "new", "line"), [
    ("data/helplines.yml", 'phone: "988"', 'phone: "988', 4),
    ("data/helplines.yml", "hours: always", "hours: 24/7", 8),
    ("data/helplines.yml", "  kind: crisis", "<<<<<<< HEAD\n  kind: crisis", 2),
    ("data/sources.yml", "id: outline", "id: 'outline", 1),
    ("data/places.yml", "{id: taos", "{id: 'taos", 3),
])
def test_nothing_is_judged_by_what_could_not_be_read(tiny: Path, path: str, old: str, new: str, line: int) -> None:
    change(tiny, "docs/about.md", old="---\n\n", new="---\n\n{{ phone:988 }} {{ cite:outline }} [Mesa](programs/taos.html#mesa-iop-taos)\n\n")
    before = set(check_guide(tiny, TODAY).problems)
    change(tiny, path, old=old, new=new)

    told = [problem for problem in check_guide(tiny, TODAY).problems if problem not in before]

    assert [(problem.file, problem.line) for problem in told] == [(path, line)], told


@pytest.mark.parametrize("size", [0, 300, 3000])
def test_a_font_that_is_none(tiny: Path, size: int) -> None:
    """Empty, or cut where it was copied: named, and not for each letter that it would have."""
    font = (TESTS.parent / "overrides/print/fonts/NotoSansLatin-Bold.ttf").read_bytes()
    for folder in ("overrides/print/fonts", "data/fonts"):
        (tiny / folder).mkdir(parents=True)
        (tiny / folder / "Mine-Bold.ttf").write_bytes(font[:size])

    assert [str(problem) for problem in check_guide(tiny, TODAY).problems] == [
        f"{folder}/Mine-Bold.ttf:1: this file is no font, or not all of one; put the whole font there again, or delete the file" for folder in ("data/fonts", "overrides/print/fonts")
    ]


def test_a_draft_waits_for_an_editor(tiny: Path) -> None:
    for page in ("about.md", "about.es.md"):
        change(tiny, f"docs/{page}", old="title: ", new="draft: yes\ntitle: ")
    change(tiny, "docs/index.es.md", old="Lea [sobre esta guía](about.md#paying).", new="")
    checked = check_guide(tiny, TODAY)

    assert "about" not in {document.name for document in checked.documents}
    assert [str(problem) for problem in checked.problems if "draft" in problem.message] == [
        "data/payers.yml:1: page: the page 'about' is a draft, which is not on the site; name another page, or leave this out, until the page is published",
        "docs:1: warning: 2 pages are drafts and not on the site: about.es.md, about.md; correct each one, then delete its line 'draft: yes'",
        "docs/index.md:8: the page 'about' is a draft, which is not on the site; take the link out until the page is published",
    ]
    assert not [problem for problem in checked.problems if problem.file == "data/guide.yml"]  # the menu may name it


HOSTILE = {
    "large": b"- x\n" * 25_000_000,
    "deep flow": b"[" * 900_000,
    "deep maps": b"{a: " * 200_000,
    "deep block": b"- " * 400_000,
    "wide": b"[" + b"a," * 400_000 + b"]",
    "many records": b"- a\n" * 45_000,
    "long value": b"- id: " + b"a" * 900_000,
    "alias bomb": b"a: &a [x, x]\n" + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 120)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little(tiny: Path, name: str) -> None:
    (tiny / "data/programs/taos.yml").write_bytes(HOSTILE[name])
    program = "import sys, re; from pathlib import Path; from resource_guide.rules import check_data; print(check_data(Path(sys.argv[1]))[1][0]); print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"

    result = subprocess.run([sys.executable, "-c", program, str(tiny)], capture_output=True, text=True, timeout=30, check=True)

    message, kilobytes = result.stdout.splitlines()
    assert message.startswith("data/programs/taos.yml:") and len(message) < 400
    assert int(kilobytes) < 200_000


@pytest.mark.parametrize(("word", "answer"), [
    ("Española", "did you mean 'espanola'?"),
    ("TAOS", "did you mean 'taos'?"),
    ("las cruces", "did you mean 'las-cruces'?"),
    ("zzz", "write one of: taos, espanola, las-cruces"),
])
def test_did_you_mean(word: str, answer: str) -> None:
    assert did_you_mean(word, ["taos", "espanola", "las-cruces"]) == answer


@pytest.mark.parametrize("command", [("check", "--format", "json"), ("stale",), ("translations",), ("schema", "--check")], ids=" ".join)
def test_who_has_read_enough_is_shown_no_fault(command: tuple[str, ...]) -> None:
    """`guide check | head`: the reader's end of the pipe is closed before the command writes."""
    reader, writer = os.pipe()
    os.close(reader)

    result = subprocess.run([sys.executable, "-m", "resource_guide.cli", "--root", str(TESTS.parent), *command], stdout=writer, stderr=subprocess.PIPE, text=True, check=False)

    os.close(writer)
    assert "Traceback" not in result.stderr and "Broken" not in result.stderr
