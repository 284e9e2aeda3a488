"""Makes PDF files with Typst: each from a template and plain data, kept by content so that only changed ones are remade.

The data goes to the template as JSON, in files of its own, never into its source: a name
such as ``#read("/etc/passwd")`` prints as written.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst

from .compose import FAULT, Order, as_json, write_whole

FONTS = "data/fonts"
"""Where a guide's own fonts are, from its root: for letters that those of the print templates lack."""

_LONGEST_WORD = 20
"""No word of a language is longer; what is, may break anywhere, so that no name runs off the paper."""
_LONG_WORD = re.compile(rf"[^ ]{{{_LONGEST_WORD + 1},}}")
_PIECE = 12
"""Letters between the places at which it may break: so many of the widest fit the narrowest column."""
_NOT_PRINTABLE = "*"
_NOT_TEXT = ("fonts", "href", "svg", "lang", "paper", "address")
"""Names of values that are addresses and pictures."""
_BATCH = 120
"""The most sheets that one process makes: enough to be worth its start, few enough for its memory (about 250 MB; twice that for the file of all towns)."""

_WORTH = 300_000
"""Letters of data that are worth a process: its start takes as long as some three sheets of a town."""


@dataclass(frozen=True)
class Sheet:
    """A file to make."""

    path: str
    """Below the site: ``print/towns/taos.pdf``."""
    template: str
    data: dict[str, Any]
    made: datetime.date
    """Its creation date: that of its edition, so that the same sheet is the same bytes on any day."""
    codes: tuple[str, ...] = ()
    """Addresses that it shows as square codes."""


_END = b"%%EOF"
"""How a PDF file ends, as the typesetter writes it."""

KEPT_SECONDS = 30 * 24 * 3600
"""How long the cache keeps what no build uses."""


def _is_kept(path: Path) -> bool:
    """Whether the cache has a file, whole; it is then marked as used now."""
    try:
        with path.open("rb") as file:
            file.seek(-len(_END), os.SEEK_END)
            if file.read() != _END:
                return False
        os.utime(path)
    except OSError:  # not there, shorter than its end, or another user's
        return False
    return True


def font_folders(templates: Path, own: Path | None) -> list[Path]:
    """The folders of fonts that there are: that of the templates, and the guide's own."""
    return [folder for folder in (templates / "fonts", own) if folder is not None and folder.is_dir()]


class Typesetter:
    """Makes the files of one guide."""

    def __init__(self, templates: Path, cache: Path, fonts: Path | None = None) -> None:
        """``templates`` holds the .typ files and ``fonts/``; ``cache`` may be deleted at any time; ``fonts`` has those of the guide itself, where it has some."""
        folders = font_folders(templates, fonts)
        self._templates = templates
        self._cache = cache
        self._folders = [str(folder) for folder in folders]
        self._letters = letters(*folders)
        sources = sorted([*templates.glob("*.typ"), *(path for folder in folders for path in folder.glob("*.ttf"))])
        parts = [version("typst"), *(hashlib.sha256(path.read_bytes()).hexdigest() for path in sources)]
        self._version = "\n".join(parts)

    def make(self, site: Path, groups: Iterable[Sequence[Sheet]]) -> int:
        """Write every sheet below ``site``; return how many were made anew. A group is begun with before the next is asked for.

        Raises ValueError, naming the file, where a template cannot make it, and OSError.
        """
        self._cache.mkdir(parents=True, exist_ok=True)
        cores = os.cpu_count() or 1
        orders: list[Order] = []
        new: list[Order] = []
        running: list[Future[None]] = []
        with ThreadPoolExecutor(cores) as pool:
            for sheets in groups:
                group = [self._order(sheet) for sheet in sheets]
                missing = [order for order in group if not _is_kept(Path(order.kept))]
                running += [pool.submit(self._compose, batch) for batch in map(self._batch, _batches(missing, cores))]
                orders += group
                new += missing
            for future in running:
                future.result()
        for order in orders:
            target = site / order.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(Path(order.kept).read_bytes())
        return len(new)

    def _order(self, sheet: Sheet) -> Order:
        data = _clean(sheet.data, self._letters)
        text = as_json(data)
        key = "\n".join([self._version, sheet.template, sheet.made.isoformat(), text])
        kept = self._cache / f"{hashlib.sha256(key.encode()).hexdigest()}.pdf"
        return Order(sheet.path, sheet.template, data, sheet.made.isoformat(), list(sheet.codes), str(kept), len(text))

    def _batch(self, orders: list[Order]) -> str:
        return json.dumps({"templates": str(self._templates), "fonts": self._folders, "plans": str(self._cache), "version": self._version, "parent": os.getpid(), "orders": [vars(order) for order in orders]})

    @staticmethod
    def _compose(batch: str) -> None:
        """Have a process of its own make a batch."""
        environment = {**os.environ, "RAYON_NUM_THREADS": "1"}  # the batches keep every core busy: more threads of the compiler would only wait
        done = subprocess.run([sys.executable, "-m", "resource_guide.compose"], input=batch, capture_output=True, text=True, env=environment)
        if done.returncode == FAULT:
            raise ValueError(done.stderr.strip())
        if done.returncode:
            raise ChildProcessError(done.returncode, f"the process that makes sheets was ended before it was done: {done.stderr.strip() or done.returncode}")

    def forget(self) -> None:
        """Remove from the cache what no build has used for a month."""
        for old in self._cache.iterdir():
            with contextlib.suppress(OSError):  # another build has just given the file its name, or forgotten it; or it is another user's
                if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                    old.unlink()

    def fold(self, site: Path, booklet: str, path: str, paper: str) -> None:
        """Write a finished booklet again for folding: two pages a side, in the order in which it is stapled in the middle."""
        source = site / booklet
        data = {"title": Path(path).stem, "paper": paper, "file": f"/{source.name}", "pairs": folding_order(page_count(source.read_bytes()))}
        key = "\n".join([self._version, hashlib.sha256(source.read_bytes()).hexdigest(), json.dumps(data)])
        kept = self._cache / f"{hashlib.sha256(key.encode()).hexdigest()}.pdf"
        if not _is_kept(kept):
            compiler = typst.Compiler((self._templates / "fold.typ").read_bytes(), root=str(source.parent), ignore_system_fonts=True)
            result = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, timestamp=0, pdf_tags=False)
            if isinstance(result, bytes):
                write_whole(kept, result)
        (site / path).write_bytes(kept.read_bytes())


def _batches(orders: list[Order], cores: int) -> Iterator[list[Order]]:
    """Orders for one process each, so that no core is idle: those of one kind together as far as they go, the largest first."""
    most = max(sum(order.weight for order in orders) / cores * 1.1, _WORTH)  # a tenth more, or one sheet would be left over
    batch: list[Order] = []
    weight = 0
    for order in sorted(orders, key=lambda order: (order.kind, order.weight), reverse=True):
        if batch and (len(batch) == _BATCH or weight + order.weight > most):
            yield batch
            batch, weight = [], 0
        batch.append(order)
        weight += order.weight
    if batch:
        yield batch


def page_count(pdf: bytes) -> int:
    """Pages of a file that the typesetter made."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def folding_order(pages: int) -> list[tuple[int, int]]:
    """The pages of each side of a booklet stapled in the middle, left and right; 0 is an empty page."""
    total = -(-pages // 4) * 4
    sides = []
    for leaf in range(total // 4):
        first, last = 2 * leaf + 1, total - 2 * leaf
        sides += [(last, first), (first + 1, last - 1)]
    return [(left if left <= pages else 0, right if right <= pages else 0) for left, right in sides]


@functools.lru_cache(1 << 15)  # the same words stand on many sheets
def printable(text: str, known: frozenset[int]) -> str:
    """Text as paper can show it: unknown letters as stars, controls left out, long words ready to break."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(letter if ord(letter) in known else "" if not letter.isprintable() else _NOT_PRINTABLE for letter in text)
    return _LONG_WORD.sub(_breakable, text) if len(text) > _LONGEST_WORD else text


def unprintable(text: str, known: frozenset[int]) -> list[str]:
    """The letters of a text that the fonts of the sheets do not have."""
    if text.isascii():  # what every font has: most texts are looked at no further
        return []
    return list(dict.fromkeys(letter for letter in text if letter.isprintable() and ord(letter) not in known))


def _breakable(word: re.Match[str]) -> str:
    """A long word with invisible places to break."""
    return "\u200b".join(word[0][start : start + _PIECE] for start in range(0, len(word[0]), _PIECE))


def _clean(value: Any, known: frozenset[int], key: str = "") -> Any:
    """Data with every text printable; addresses and pictures are not texts."""
    if isinstance(value, str):
        return value if key in _NOT_TEXT else printable(value, known)
    if isinstance(value, dict):
        return {name: _clean(item, known, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item, known, key) for item in value]
    return value


@functools.cache
def letters(*folders: Path) -> frozenset[int]:
    """The code points that each weight of the fonts in these folders can draw, all the fonts taken together."""
    weights: dict[str, set[int]] = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.ttf")):
        weights.setdefault(path.stem.rpartition("-")[2], set()).update(_letters_of(path) or ())
    common = set.intersection(*weights.values()) if weights else set()
    return frozenset(common | {0x200B})


def broken_fonts(folder: Path) -> list[Path]:
    """The files in a folder of fonts that are none."""
    return [path for path in sorted(folder.glob("*.ttf")) if _letters_of(path) is None]


def _letters_of(path: Path) -> set[int] | None:
    """Code points that a font can draw; None where the file is no font, or not all of one."""
    try:
        return _mapped(path.read_bytes())
    except (OSError, struct.error, KeyError):
        return None


def _mapped(font: bytes) -> set[int]:
    """Code points of a font's character map: format 4 (OpenType ``cmap``), which every font here has."""
    tables = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)}
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">I", font, cmap + 4 + 8 * number + 4)[0]
        if struct.unpack_from(">H", font, start)[0] != 4:
            continue
        count = struct.unpack_from(">H", font, start + 6)[0] // 2
        ends = struct.unpack_from(f">{count}H", font, start + 14)
        starts = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
        for first, last in zip(starts, ends, strict=True):
            found.update(range(first, last + 1))
    return found - {0xFFFF}
