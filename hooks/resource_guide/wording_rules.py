"""Checks of the interface words: every language has them, with the same blanks, in the forms that its grammar needs."""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Iterator

from .loaded import Loaded
from .plurals import ENDINGS, base_of, own_forms
from .problems import Problem, did_you_mean
from .yaml_source import field_name


def wording_faults(loaded: Loaded) -> Iterator[Problem]:
    """Interface words are in every language, with the same blanks to fill."""
    strange, misspelled, faults = _strange(loaded)
    yield from faults
    first: dict[str, str] = {}
    for words in loaded.wording.values():
        first = words | first  # the language that comes first decides
    first = {key: text for key, text in first.items() if key not in strange}
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
                if (tag, key) not in misspelled:
                    yield Problem(file, 1, key, f"no words for '{tag}'; readers see another language", f"add '{key}: …'", "warning")
                continue
            may_press = any(word in key for word in ("crisis", "press")) or "{number}" in first[base]
            fault = _fault_of_blanks(words[key], model if key == base else first[base], ending in ENDINGS, may_press)
            if fault is None and len(forms.get(ending, ())) > 1 and "{count}" in first[base] and "{count}" not in words[key]:
                numbers = ", ".join(map(str, forms[ending][:3]))
                fault = (f"the words stand for more than one number ({numbers} …)", "write {count} for the number")
            if fault:
                yield Problem(file, loaded.sources[file].line((key,)), field_name((key,)), *fault)


def _strange(loaded: Loaded) -> tuple[set[str], set[tuple[str, str]], list[Problem]]:
    """Names that the first language does not have; the language and the name that was meant, where one is near; and what is said of them."""
    main = loaded.wording.get(loaded.languages[0], {}) if loaded.languages else {}
    found: list[Problem] = []
    strange: set[str] = set()
    misspelled: set[tuple[str, str]] = set()
    for tag, words in loaded.wording.items():
        for key in words if main else ():
            if key in main or base_of(key, main) in main:
                continue
            near = difflib.get_close_matches(key, main.keys() - words.keys(), 1, 0.8)
            fix = did_you_mean(key, near) if near else f"take the line out, or add '{key}: …' to data/wording/{loaded.languages[0]}.yml"
            strange.add(key)
            misspelled |= {(tag, name) for name in near}
            file = f"data/wording/{tag}.yml"
            found.append(Problem(file, loaded.sources[file].line((key,)), field_name((key,)), "the first language has no words of this name", fix, "warning"))
    return strange, misspelled, found


def _fault_of_blanks(text: str, model: str, counted: bool, may_press: bool) -> tuple[str, str] | None:
    """What is wrong with the blanks of a text that should have those of ``model``, and what to write.

    ``counted``: it is for a number; ``may_press``: it may tell which key to press.
    """
    found, wanted = _blanks(text), _blanks(model)
    if found is None:
        return "the braces do not make sense", "write each blank as one word in braces, {name}, and no other brace"
    free = {"key", "count"} if counted else {"key"}  # {key}, the key that a helpline asks for, may be left out; so may {count} in "one program"
    if wanted is None or found - free == wanted - free:
        return None
    names = ", ".join("{" + name + "}" for name in sorted(wanted)) or "none"
    also = ", or {key} for a key to press" if may_press and "key" not in wanted else ""
    return "the blanks in braces differ from those of the first language", f"use these: {names}{also}"


def _blanks(text: str) -> set[str] | None:
    """The names of the blanks; None where braces stand for something else."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return None
    names = {name for _, name, _, _ in parts if name is not None}
    plain = all(not form and not conversion for _, _, form, conversion in parts)
    return names if plain and all(re.fullmatch("[a-z_]+", name) for name in names) else None
