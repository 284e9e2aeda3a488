"""What editors write stays as written, and every value knows its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from resource_guide.yaml_files import read_yaml
from resource_guide.yaml_source import YamlSource, parse_yaml


def read(text: str) -> YamlSource:
    source = YamlSource("data/test.yml")
    parse_yaml(text, source)
    return source


@pytest.mark.parametrize("text", [
    "8:30", "NO", "no", "yes", "on", "off", "Y", "true", "null", "~", "08701", "0x1f", "0o17", "1_000", "1e3", ".nan", ".inf", "-.5",
    "2026-11-23", "2026-11-23T10:00:00Z", "190:20:30", "=", "505-841-8978", "#1", "a#b", "<<",
])  # fmt: skip
def test_values_survive_as_written(text: str) -> None:
    source = read(f"value: '{text}'" if text == "#1" else f"value: {text}")

    assert source.problems == []
    assert source.values == {"value": text}


def test_names_survive_too() -> None:
    assert read("no: a\n08701: b\n").values == {"no": "a", "08701": "b"}


def test_an_empty_value_is_an_empty_text() -> None:
    assert read("a:\nb: ''\n").values == {"a": "", "b": ""}


def test_every_value_has_its_line() -> None:
    source = read("# note\n\n- id: a\n  phones:\n    - number: 1\n    - number: 2\n      type: main\n- {id: b, words: {en: x,\n   es: y}}\n")

    assert source.line((0,)) == 3
    assert source.line((0, "phones")) == 4
    assert source.line((0, "phones", 1, "number")) == 6
    assert source.line((0, "phones", 1, "type")) == 7
    assert source.line((1, "words", "es")) == 9
    assert source.line((0, "phones", 1, "missing")) == 6, "the nearest thing around it"
    assert source.line(("unknown",)) == 3, "where the values begin"


@pytest.mark.parametrize("ends", [b"\r\n", b"\r", b"\n"])
def test_line_ends_of_every_system(tmp_path: Path, ends: bytes) -> None:
    (tmp_path / "a.yml").write_bytes(b"\xef\xbb\xbfa: 1" + ends + b"b: 2" + ends)
    source = read_yaml(tmp_path / "a.yml", tmp_path)

    assert source.values == {"a": "1", "b": "2"}
    assert source.line(("b",)) == 2


def test_a_record_with_a_fault_does_not_hide_the_others() -> None:
    source = read("- id: a\n- id: b: c\n- id: d\n- id: 'e\n- id: f\n  name: x\n  name: y\n")

    assert source.values == [{"id": "a"}, None, {"id": "d"}, None, {"id": "f", "name": "x"}]
    assert [problem.line for problem in source.problems] == [2, 4, 7]
    assert source.line((4, "name")) == 6


def test_nothing_is_made_from_a_tag() -> None:
    source = read("a: !!python/object/apply:os.system [echo]\n")

    assert source.values == {"a": ["echo"]}
    assert len(source.problems) == 1
