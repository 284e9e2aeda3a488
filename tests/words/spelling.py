"""Check the spelling of everything that readers and editors read: ``python -m tests.words.spelling`` (``make spell``).

hunspell with a dictionary for each language; data/spelling/<language>.txt holds the right words that it lacks,
data/spelling/names.txt the names, and the names in the data are known by themselves.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import hunspell  # type: ignore[import-untyped]
import yaml

from resource_guide.documents import read_documents
from resource_guide.load import load_guide
from resource_guide.loaded import Loaded
from resource_guide.stigma import NAMES, Text, names_of, texts

ROOT = Path(__file__).parent.parent.parent
DICTIONARIES = ROOT / ".venv" / "dictionaries" / "node_modules"
PACKAGES = {"en": "dictionary-en", "es": "dictionary-es-mx"}
MESSAGES = "hooks/resource_guide/messages/es.yml"
MANUALS = ("README.md", "CONTRIBUTING.md", "data/README.md")
"""For maintainers, in English."""

_NO_WORDS = re.compile(r"^\s*(?:!!!|\?\?\?\+?) \w+|<[^>]*>|\{[^{}]*\}|&\w+;|https?://\S+|\S+@\S+|\b[\w-]+(?:[./][\w<>…*-]+)+|--\w[\w-]*|\$?\w*\d[\w.,%°-]*")
"""Marks of boxes, HTML, blanks, attributes, addresses, paths, options, figures."""
_TYPED = re.compile(r"'[^']*'|: \S.*")
"""In a message: what an editor wrote or should write."""
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}(?:['’][A-Za-zÀ-ɏ]+)*")
"""Of Latin letters. One alone is a name of a key, or a plural in brackets: nativo(s)."""


@dataclass(frozen=True)
class Misspelled:
    """A word that no dictionary knows."""

    file: str
    line: int
    field: str
    word: str
    tag: str
    near: tuple[str, ...]

    def __str__(self) -> str:
        """``file:line: field: the word, words that are like it, and where to add it``."""
        place = f"{self.file}:{self.line}: " + (f"{self.field}: " if self.field else "")
        near = " or ".join(f"'{word}'" for word in self.near)
        mean = f"did you mean {near}? If not, " if near else ""
        return f"{place}'{self.word}' is not in the dictionary; {mean}add it to data/spelling/{self.tag}.txt, or a name to {NAMES}"


class Speller:
    """Knows the words of one language, and the names."""

    def __init__(self, tag: str, words: Iterable[str], names: Iterable[str]) -> None:
        """``words`` are added to the dictionary; a word of a name is right where it begins with a capital."""
        self._dictionary = hunspell.Hunspell("index", hunspell_data_dir=str(DICTIONARIES / PACKAGES[tag]))
        self._words = set(words)
        self._near: dict[str, tuple[str, ...]] = {}
        self._names = {word for name in names for word in _WORD.findall(name)}

    def knows(self, word: str) -> bool:
        """Whether the word is right."""
        word = word.replace("’", "'")
        bare = word.removesuffix("'s")
        own = {word, bare, word.casefold(), bare.casefold()} & self._words
        return bool(own) or bare in self._names or self._dictionary.spell(word) or self._dictionary.spell(bare)

    def near(self, word: str) -> tuple[str, ...]:
        """A few words that it may have been meant to be."""
        if word not in self._near:  # they take a tenth of a second each
            self._near[word] = tuple(self._dictionary.suggest(word)[:3])
        return self._near[word]


def misspelled(every: Iterable[Text], spellers: dict[str, Speller]) -> Iterator[Misspelled]:
    """Each word that is not right, once for each place; a text that may be in any language is left out."""
    for text in every:
        (tag, *others) = text.tags
        if not others and tag in spellers:
            for word in dict.fromkeys(_WORD.findall(_NO_WORDS.sub(" ", text.text))):
                if not spellers[tag].knows(word):
                    yield Misspelled(text.file, text.line, text.field, word, tag, spellers[tag].near(word))


def manual_texts(root: Path, names: Sequence[str]) -> Iterator[Text]:
    """The lines of the manuals without what is typed, which stands as code."""
    for name in filter(lambda name: (root / name).is_file(), names):
        code = False
        for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), 1):
            code ^= line.lstrip().startswith("```")
            if not code:
                yield Text(name, number, "", ("en",), re.sub(r"`[^`]*`|\]\([^)]*\)", " ", line))


def message_texts(root: Path) -> Iterator[Text]:
    """What the checks say to editors, in both languages."""
    lines = (root / MESSAGES).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        match = re.match(r"(?:- )?\s*(en|es): (.*)", line)
        if match:
            yield Text(MESSAGES, number, "", (match[1],), _TYPED.sub(" ", str(yaml.safe_load(match[2]))))


def spellers_of(root: Path, loaded: Loaded) -> dict[str, Speller]:
    """One for each language of the guide that has a dictionary."""
    names = names_of(loaded)
    return {tag: Speller(tag, _lines(root / f"data/spelling/{tag}.txt"), names) for tag in loaded.languages if tag in PACKAGES}


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def main(root: Path = ROOT) -> int:
    """Print every misspelled word; 1 where there is one."""
    guide, loaded = load_guide(root)
    if guide is None:
        print("the guide cannot be read; run: guide check", file=sys.stderr)
        return 1
    documents, _ = read_documents(root, guide)
    every = [*texts(loaded, documents), *manual_texts(root, MANUALS), *message_texts(root)]
    found = list(misspelled(every, spellers_of(root, loaded)))
    for one in found:
        print(one)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
