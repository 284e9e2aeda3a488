"""Checks of the interface words: every language has them, with the same blanks, in the forms that its grammar needs."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from .loaded import Loaded
from .plurals import ENDINGS, base_of, own_forms
from .problems import Problem
from .yaml_source import field_name


def wording_faults(loaded: Loaded) -> Iterator[Problem]:
    """Interface words are in every language, with the same blanks to fill."""
    first: dict[str, str] = {}
    for words in loaded.wording.values():
        first = words | first  # the language that comes first decides
    for tag, words in loaded.wording.items():
        file = f"data/wording/{tag}.yml"
        forms = own_forms(tag)
        counted = {base_of(key, first) for key in first if key.rpartition("_")[2] in ENDINGS} & first.keys()
        for key, model in {**first, **{f"{base}_{form}": first[base] for base in sorted(counted) for form in forms}}.items():
            base = base_of(key, first)
            ending = key.removeprefix(base).removeprefix("_")
            if key not in words and ending and ending not in forms:
                continue  # a form of another language's grammar
            if key not in words:
                yield Problem(file, 1, key, f"no words for '{tag}'; readers see another language", f"add '{key}: …'", "warning")
                continue
            fault = _fault_of_blanks(words[key], model if key == base else first[base], counted=ending in ENDINGS)
            if fault is None and len(forms.get(ending, ())) > 1 and "{count}" in first[base] and "{count}" not in words[key]:
                numbers = ", ".join(map(str, forms[ending][:3]))
                fault = (f"the words stand for more than one number ({numbers} …)", "write {count} for the number")
            if fault:
                yield Problem(file, loaded.sources[file].line((key,)), field_name((key,)), *fault)


def _fault_of_blanks(text: str, model: str, counted: bool = False) -> tuple[str, str] | None:
    """What is wrong with the blanks of a text that should have those of ``model``, and what to write."""
    found, wanted = _blanks(text), _blanks(model)
    if found is None:
        return "the braces do not make sense", "write each blank as one word in braces, {name}, and no other brace"
    free = {"key", "count"} if counted else {"key"}  # {key}, the key that a helpline asks for, may be left out; so may {count} in "one program"
    if wanted is None or found - free == wanted - free:
        return None
    names = ", ".join("{" + name + "}" for name in sorted(wanted)) or "none"
    return "the blanks in braces differ from those of the first language", f"use these: {names}"


def _blanks(text: str) -> set[str] | None:
    """The names of the blanks; None where braces stand for something else."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return None
    names = {name for _, name, _, _ in parts if name is not None}
    plain = all(not form and not conversion for _, _, form, conversion in parts)
    return names if plain and all(re.fullmatch("[a-z_]+", name) for name in names) else None
