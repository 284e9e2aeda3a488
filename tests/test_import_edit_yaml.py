"""Editing YAML in place: what an editor wrote stays as it was written."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

import pytest

from resource_guide.edit_yaml import RecordsFile, new_records, read_records, write_bytes, write_files
from resource_guide.merge_lines import merged
from resource_guide.problems import GuideError

from .conftest import ROOT
from .import_files import files_of

PROGRAMS = sorted((ROOT / "data/programs").glob("*.yml"))

OWN = """\
# A file laid out in somebody's own way.

- id:   first   # the id
  name: "Quoted: name"
  phones:
  - number: 505-555-0101   # the desk
    # evenings
  - {number: 505-555-0102, type: intake}
  # about the address
  address: {street: '1 Main Street', zip: 87571}
  sources:
  - title: >-
      A folded
      title
    date: 2023

# Between two records.

-
  id: second
  hours: 8:30
  zip: 08701
  closed: no
  note: |
    Two
      lines

# At the end.
"""


def file_of(tmp_path: Path, text: str) -> RecordsFile:
    path = tmp_path / "data/programs/taos.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_records(path, tmp_path)


def diff(old: str, new: str) -> list[str]:
    return [line for line in difflib.ndiff(old.split("\n"), new.split("\n")) if line[0] in "+-"]


@pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_one_field_is_one_line(path: Path) -> None:
    """In every file of the real guide: each of its texts changed, a field taken out, a field added."""
    file = read_records(path, ROOT)
    for record in file.records():
        for name, value in record.items():
            if isinstance(value, str) and name != "id":
                new = file.with_record(record["id"], {**record, name: f"{value} # now: 'new'"}).text
                assert [line[:2] for line in diff(file.text, new)] == ["- ", "+ "], (record["id"], name)
        checked = {**record, "assured": {**record["assured"], "by": "volunteer"}}
        assert diff(file.text, file.with_record(record["id"], checked).text) == ["+     by: volunteer"]
        without = {name: value for name, value in record.items() if name != "note"}
        assert all(line.startswith("-   note: ") for line in diff(file.text, file.with_record(record["id"], without).text))
        assert file.with_record(record["id"], record) is file


@pytest.mark.parametrize(("change", "lines"), [
    ({"name": "Another: name"}, ['-   name: "Quoted: name"', '+   name: "Another: name"']),
    ({"phones": [{"number": "505-555-0109"}, {"number": "505-555-0102", "type": "intake"}]},
     ["-   - number: 505-555-0101   # the desk", "+   - number: 505-555-0109   # the desk"]),
    ({"address": {"street": "2 Main Street", "zip": "87571"}},
     ["-   address: {street: '1 Main Street', zip: 87571}", "+   address: {street: '2 Main Street', zip: 87571}"]),
    ({"sources": [{"title": "A folded title", "date": "2024"}]}, ["-     date: 2023", "+     date: '2024'"]),
])
def test_somebodys_own_layout_stays(tmp_path: Path, change: dict[str, Any], lines: list[str]) -> None:
    file = file_of(tmp_path, OWN)

    found = diff(OWN, file.with_record("first", {**file.record("first"), **change}).text)

    assert [" ".join(line.split()) for line in found if line[0] in "+-"] == [" ".join(line.split()) for line in lines]


def test_comments_outlive_what_they_stand_at(tmp_path: Path) -> None:
    file = file_of(tmp_path, OWN)
    record = file.record("first")
    text = file.with_record("first", {name: value for name, value in record.items() if name not in ("phones", "address")}).text

    assert "phones" not in text and "address:" not in text
    for comment in ("# A file laid out", "# the id", "# evenings", "# about the address", "# Between two records.", "# At the end."):
        assert comment in text


def test_the_other_records_are_not_touched(tmp_path: Path) -> None:
    file = file_of(tmp_path, OWN)
    record = file.record("second")

    text = file.with_record("second", {**record, "zip": "08702", "closed": "yes"}).text

    assert text.partition("# Between")[0] == OWN.partition("# Between")[0]
    assert "  hours: 8:30\n" in text and "  note: |\n    Two\n      lines\n" in text and text.endswith("# At the end.\n")
    again = RecordsFile(file.path, file.name, text).record("second")
    assert again == {"id": "second", "hours": "8:30", "zip": "08702", "closed": "yes", "note": "Two\n  lines\n"}


NASTY = [
    "yes", "no", "null", "~", "", " ", "8:30", "08701", "0x1f", "1e3", "1_000", "2026-11-23", "2026-13-45", "2023", "=1+1", "- a", "a: b", "# c", "a #b", "'", '"', "\\n",
    "{", "[x]", "&a", "*a", "!tag", "%", "@x", "`x`", "|", ">", "?", ":", "a\nb", "a\n\n b\n", "\n", "\ttab", "Doña Ana", "日本", "😀", "x" * 3_000, "--- ", "...", "<<", "a\n---\nb",
    "trailing ", " leading", "a\n\tb", "# only", "-", "--", "a\n# b", "a:\n  b",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_any_text_reads_back(tmp_path: Path, text: str) -> None:
    file = file_of(tmp_path, OWN)
    record = file.record("first")
    wanted = {**record, "name": text, "website": text, "phones": [{"number": text}], "sources": [{"title": text}, {"title": text, "url": text}]}

    changed = file.with_record("first", wanted)
    added = file.with_new({**wanted, "id": "third"})

    assert changed.record("first") == wanted and changed.record("second") == file.record("second")
    assert added.record("third") == {**wanted, "id": "third"} and added.text.startswith(OWN.rstrip("\n"))


@pytest.mark.parametrize("text", ["a\u202eb", "a\x07b", "a\u200bb", "\ufeff"])
def test_hidden_characters_are_refused(tmp_path: Path, text: str) -> None:
    file = file_of(tmp_path, OWN)

    with pytest.raises(GuideError):
        file.with_record("first", {**file.record("first"), "name": text})
    with pytest.raises(GuideError):
        file.with_new({"id": "third", "name": text})


@pytest.mark.parametrize(("text", "message"), [
    ("- id: a\n<<<<<<< ours\n  name: b\n=======\n  name: c\n>>>>>>> theirs\n", "data/programs/taos.yml:2: a merge conflict is left in the file"),
    ("- id: a\n  id: b\n", "'id' is written twice"),
    ("a: b\n", "the file is not a list of records"),
    ("- id: a\n\tname: b\n", "the line begins with a tab"),
    ("- id: &x a\n  name: *x\n", "an anchor (&x)"),
])
def test_a_file_with_faults_is_left_alone(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(GuideError) as caught:
        file_of(tmp_path, text)

    assert message in str(caught.value)


def test_one_line_for_all_records_is_for_hands(tmp_path: Path) -> None:
    file = file_of(tmp_path, "[{id: a, name: b}, {id: c}]\n")

    with pytest.raises(GuideError, match="laid out in an unusual way; change it by hand"):
        file.with_record("a", {"id": "a", "name": "x"})


def test_an_empty_file_takes_a_first_record(tmp_path: Path) -> None:
    for text in ("", "# Notes.\n", "# Notes.\n\n[]\n"):
        file = file_of(tmp_path, text).with_new({"id": "a"})
        assert file.records() == [{"id": "a"}] and file.text.startswith(text[:8])
    assert new_records(tmp_path / "x.yml", tmp_path, "One.\nTwo.").with_new({"id": "a"}).text == "# One.\n# Two.\n\n- id: a\n"


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "data/x.yml"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf# Caf\xc3\xa9\r\n- id: a\r\n  name: b\r\n")
    path.chmod(0o640)

    file = read_records(path, tmp_path)
    write_files([file.with_record("a", {"id": "a", "name": "c"})])

    assert path.read_bytes() == b"\xef\xbb\xbf# Caf\xc3\xa9\r\n- id: a\r\n  name: c\r\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    file = file_of(tmp_path, "- id: a\n")
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder is needed", encoding="utf-8")
    other = new_records(blocked / "x.yml", tmp_path, "X").with_new({"id": "b"})
    before = files_of(tmp_path)

    with pytest.raises(OSError):
        write_files([file.with_new({"id": "c"}), other])

    assert files_of(tmp_path) == before


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file = file_of(tmp_path, "- id: a\n")
    link = tmp_path / "link.yml"
    os.symlink(file.path, link)

    write_files([read_records(link, tmp_path).with_new({"id": "b"})])
    write_bytes(tmp_path / "new.bin", b"x")

    assert link.is_symlink() and "- id: b" in file.path.read_text(encoding="utf-8")
    assert (tmp_path / "new.bin").read_bytes() == b"x" and [name for name in files_of(tmp_path) if Path(name).name.startswith(".")] == []


def test_the_record_of_a_line(tmp_path: Path) -> None:
    file = file_of(tmp_path, OWN)

    assert [file.record_at(line) for line in (1, 3, 14, 19, 20, 99)] == [None, "first", "first", "second", "second", "second"]


@pytest.mark.parametrize(("before", "written", "after", "result"), [
    ("a b c", "a b c", "a x c", "a x c"),
    ("a b c", "A b c", "a b x", "A b x"),
    ("a b c d", "a B c d", "a c d", "a c d"),
    ("a b", "a #1 b", "a x b", "a x #1 b"),
    ("a b c", "a #1 b #2 c", "a c", "a #1 #2 c"),
    ("a b c", "a bc", "a b x", "a b x"),
    ("a", "a", "", ""),
    ("", "", "a", "a"),
])
def test_merging(before: str, written: str, after: str, result: str) -> None:
    assert merged(before.split(), written.split(), after.split()) == result.split()
