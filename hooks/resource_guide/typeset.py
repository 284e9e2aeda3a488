"""Makes PDF files with Typst: each from a template and plain data, kept by content so that only changed ones are remade.

The data goes to the template as JSON (``sys.inputs``), never into its source: a name
such as ``#read("/etc/passwd")`` prints as written.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import io
import json
import os
import re
import struct
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import segno
import typst

_LONGEST_WORD = 20
"""No word of a language is longer; what is, may break anywhere, so that no name runs off the paper."""
_LONG_WORD = re.compile(rf"[^ ]{{{_LONGEST_WORD + 1},}}")
_PIECE = 12
"""Letters between the places at which it may break: so many of the widest fit the narrowest column."""
_NOT_PRINTABLE = "*"
_NOT_TEXT = ("href", "svg", "lang", "paper", "address")
"""Names of values that are addresses and pictures."""
_WITH_HEIGHTS = ("town.typ", "list.typ", "county.typ")
"""Templates that can tell the heights of their constant parts."""


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


KEPT_SECONDS = 30 * 24 * 3600
"""How long the cache keeps what no build uses."""


def _is_kept(path: Path) -> bool:
    """Whether the cache has a file; it is then marked as used now."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


class Typesetter:
    """Makes the files of one guide."""

    def __init__(self, templates: Path, cache: Path) -> None:
        """``templates`` holds the .typ files and ``fonts/``; ``cache`` may be deleted at any time."""
        self._templates = templates
        self._cache = cache
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(templates / "fonts")])
        self._letters = letters(templates / "fonts")
        sources = sorted([*templates.glob("*.typ"), *(templates / "fonts").glob("*.ttf")])
        parts = [version("typst"), *(hashlib.sha256(path.read_bytes()).hexdigest() for path in sources)]
        self._version = "\n".join(parts)

    def make(self, site: Path, sheets: Iterable[Sheet]) -> int:
        """Write every sheet below ``site``; return how many were made anew.

        Raises ValueError, naming the file, where a template cannot make it.
        """
        self._cache.mkdir(parents=True, exist_ok=True)
        sheets = list(sheets)
        firsts = {_kind(sheet): sheet for sheet in reversed(sheets) if sheet.template in _WITH_HEIGHTS}
        fixed = {kind: self._heights(sheet) for kind, sheet in firsts.items()}
        # Threads, not processes: the compiler lets go of Python's lock, and a process that forks after it ran hangs.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            made = list(pool.map(lambda sheet: self._one(site, sheet, fixed.get(_kind(sheet), "{}")), sheets))
        return sum(made)

    def forget(self) -> None:
        """Remove from the cache what no build has used for a month."""
        for old in self._cache.glob("*.pdf"):
            if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                old.unlink(missing_ok=True)

    def fold(self, site: Path, booklet: str, path: str, paper: str) -> None:
        """Write a finished booklet again for folding: two pages a side, in the order in which it is stapled in the middle."""
        source = site / booklet
        data = {"title": Path(path).stem, "paper": paper, "file": f"/{source.name}", "pairs": folding_order(page_count(source.read_bytes()))}
        key = "\n".join([self._version, hashlib.sha256(source.read_bytes()).hexdigest(), json.dumps(data)])
        kept = self._cache / f"{hashlib.sha256(key.encode()).hexdigest()}.pdf"
        if not _is_kept(kept):
            compiler = typst.Compiler((self._templates / "fold.typ").read_bytes(), root=str(source.parent), font_paths=self._fonts, ignore_system_fonts=True)
            result = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, timestamp=0, pdf_tags=False)
            if isinstance(result, bytes):
                kept.write_bytes(result)
        (site / path).write_bytes(kept.read_bytes())

    def _heights(self, sheet: Sheet) -> str:
        """Heights of the parts that are the same on every sheet of its kind, as JSON: measured once, not for each sheet."""
        inputs = {"data": json.dumps(_clean(sheet.data, self._letters)), "mode": "heights"}
        compiler = typst.Compiler(str(self._templates / sheet.template), str(self._templates), self._fonts, True, inputs)
        return compiler.query("<heights>", field="value", one=True)

    def _one(self, site: Path, sheet: Sheet, fixed: str) -> bool:
        text = json.dumps(_clean(sheet.data, self._letters), ensure_ascii=False, sort_keys=True)
        key = "\n".join([self._version, sheet.template, sheet.made.isoformat(), text])
        kept = self._cache / f"{hashlib.sha256(key.encode()).hexdigest()}.pdf"
        target = site / sheet.path
        target.parent.mkdir(parents=True, exist_ok=True)
        new = not _is_kept(kept)
        if new:
            part = kept.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(self.compile(sheet, text, fixed))
            part.replace(kept)
        target.write_bytes(kept.read_bytes())
        return new

    def compile(self, sheet: Sheet, text: str, fixed: str) -> bytes:
        """The PDF of a sheet whose data is the JSON ``text``."""
        inputs = {"data": text, "fixed": fixed, "codes": json.dumps({address: qr_code(address) for address in sheet.codes})}
        compiler = typst.Compiler(str(self._templates / sheet.template), root=str(self._templates), font_paths=self._fonts, ignore_system_fonts=True)
        stamp = datetime.datetime.combine(sheet.made, datetime.time(), datetime.UTC)
        try:
            result = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=stamp, pdf_standards="ua-1")
        except typst.TypstError as error:
            raise ValueError(f"{sheet.path} cannot be made from {sheet.template}: {error.message}") from None
        if not isinstance(result, bytes):
            raise ValueError(f"{sheet.path}: the template {sheet.template} makes no PDF")
        return result


@functools.lru_cache(4096)
def qr_code(address: str) -> str:
    """An address as a square code, a picture in SVG (error correction M: a creased sheet still scans).

    The mask is set, since to try all eight takes four times as long and any of them scans.
    """
    out = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=3).save(out, kind="svg", border=2, scale=4, xmldecl=False, omitsize=False)
    return out.getvalue().decode()


def _kind(sheet: Sheet) -> tuple[str, int, int, str]:
    """Sheets of one kind have the same parts at the same widths."""
    return sheet.template, sheet.data["size"], sheet.data["margin"], sheet.data["paper"]


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


def printable(text: str, known: frozenset[int]) -> str:
    """Text as paper can show it: unknown letters as stars, controls left out, long words ready to break."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(letter if ord(letter) in known else "" if not letter.isprintable() else _NOT_PRINTABLE for letter in text)
    return _LONG_WORD.sub(_breakable, text) if len(text) > _LONGEST_WORD else text


def unprintable(text: str, known: frozenset[int]) -> list[str]:
    """The letters of a text that the fonts of the sheets do not have."""
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
def letters(fonts: Path) -> frozenset[int]:
    """The code points that each weight of the fonts in a folder can draw, all the fonts taken together."""
    weights: dict[str, set[int]] = {}
    for path in sorted(fonts.glob("*.ttf")):
        weights.setdefault(path.stem.rpartition("-")[2], set()).update(_letters_of(path.read_bytes()))
    common = set.intersection(*weights.values()) if weights else set()
    return frozenset(common | {0x200B})


def _letters_of(font: bytes) -> set[int]:
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
