"""The forms of the public editor: of the data, and of a shape that GitHub takes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from resource_guide.forms import FOLDER, form_files, forms
from resource_guide.model import Guide

from .conftest import ROOT
from .filled_forms import LANGUAGES


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
