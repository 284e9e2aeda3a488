"""Makes the PDF files of a batch of sheets with Typst, in a process of its own (``python -m resource_guide.compose``).

A process a batch, since the compiler keeps what it worked out: sheets of one kind share it, others only wait
for it, and its memory goes back to the machine with the process. Batches that run side by side share nothing.
"""

from __future__ import annotations

import ctypes
import datetime
import functools
import gc
import hashlib
import io
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import segno
import typst

FAULT = 3
"""The exit status where a sheet cannot be made; others are faults of the program."""
_PLANNED = ("town.typ", "list.typ", "county.typ")
"""Templates that draw their sheets (``data["sheets"]``) from a plan of what fits."""


@dataclass(frozen=True)
class Order:
    """One file to make."""

    path: str
    """Where it goes below the site, for messages."""
    template: str
    data: dict[str, Any]
    made: str
    """Its creation date, ISO 8601."""
    codes: list[str]
    """Addresses that it shows as square codes."""
    kept: str
    """The file to write."""
    weight: int
    """Letters of its data as JSON: how long it takes, compared with others."""

    @property
    def kind(self) -> str:
        """Files of one kind have the same parts at the same widths."""
        return "/".join([self.template, *(str(self.data.get(name)) for name in ("size", "margin", "paper", "level", "lang", "fonts"))])

    def parts(self) -> Iterator[tuple[str, Any]]:
        """What is drawn from a plan each, with a key; nothing where the template needs no plan."""
        for sides in self.data["sheets"] if self.template in _PLANNED else ():
            yield self.kind + as_json(sides), sides


class Compositor:
    """Typst with the templates and fonts of one guide."""

    def __init__(self, templates: Path, fonts: list[str], plans: Path, version: str) -> None:
        """``templates`` holds the .typ files, ``fonts`` are the folders of the fonts; ``plans`` keeps the plans of this ``version`` of all these."""
        self._templates = templates
        self._kept_plans = plans
        self._version = version
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts)
        self._compilers: dict[str, typst.Compiler] = {}
        self._sources: dict[str, bytes] = {}

    def make(self, orders: list[Order]) -> None:
        """Write the file of every order; raise ValueError, naming the file, where a template cannot make it."""
        plans = self._plans(orders)
        for order in orders:
            write_whole(Path(order.kept), self._pdf(order, [plans[key] for key, _ in order.parts()]))

    def _plans(self, orders: list[Order]) -> dict[str, Any]:
        """The plans of all that is drawn from one: made together, for what is measured once serves many sheets."""
        plans: dict[str, Any] = {}
        missing: dict[str, dict[str, tuple[Order, Any]]] = {}
        for order in orders:
            for key, sides in order.parts():
                if key not in plans and not self._recall(key, plans):
                    missing.setdefault(order.kind, {})[key] = order, sides
        for parts in missing.values():
            like = next(order for order, _ in parts.values())
            files = self._files(like.template, data=like.data | {"sheets": [sides for _, sides in parts.values()]}, plans=None, codes={})
            try:
                found = self._new_compiler(files).query("<plans>", field="value", one=True)
            except RuntimeError as error:  # what the compiler raises here
                raise ValueError(f"{like.path} cannot be planned by {like.template}: {error}") from None
            made = dict(zip(parts, json.loads(found), strict=True))
            plans |= made
            for key, plan in made.items():
                text = as_json(plan)
                write_whole(self._plan_file(key), f"{_digest(text)}\n{text}".encode())
        return plans

    def _recall(self, key: str, plans: dict[str, Any]) -> bool:
        """Add the plan that is kept under a key to ``plans``; False where none is."""
        path = self._plan_file(key)
        try:
            digest, _, text = path.read_text(encoding="utf-8").partition("\n")
            if digest != _digest(text):
                return False  # not as it was written
            plans[key] = json.loads(text)
            os.utime(path)  # what is used is kept
        except (OSError, ValueError):
            return False
        return True

    def _plan_file(self, key: str) -> Path:
        return self._kept_plans / f"{hashlib.sha256(f'{self._version}{key}'.encode()).hexdigest()}.json"

    def _files(self, template: str, **data: Any) -> dict[str, bytes]:
        """What the compiler reads beside the files of the templates: the template itself as its main file, and data.

        Data is a file and not an input (``sys.inputs``): inputs are part of the compiler's library, and with another
        library it works out anew what all sheets of a template share.
        """
        if template not in self._sources:
            self._sources[template] = (self._templates / template).read_bytes()
        return {"main.typ": self._sources[template], **{f"{name}.json": as_json(value).encode() for name, value in data.items()}}

    def _new_compiler(self, files: dict[str, bytes]) -> typst.Compiler:
        return typst.Compiler(cast(Any, files), str(self._templates), self._fonts, True)

    def _pdf(self, order: Order, plans: list[Any]) -> bytes:
        files = self._files(order.template, data=order.data, plans=plans, codes={address: qr_code(address) for address in order.codes})
        if order.template not in self._compilers:  # one for each template: it keeps what it has read
            self._compilers[order.template] = self._new_compiler(files)
        stamp = datetime.datetime.combine(datetime.date.fromisoformat(order.made), datetime.time(), datetime.UTC)
        try:
            result = self._compilers[order.template].compile(cast(Any, files), format="pdf", timestamp=stamp, pdf_standards="ua-1")
        except typst.TypstError as error:
            raise ValueError(f"{order.path} cannot be made from {order.template}: {error.message}") from None
        if not isinstance(result, bytes):
            raise ValueError(f"{order.path}: the template {order.template} makes no PDF")
        return result


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever finds it finds all of it."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


@functools.lru_cache(4096)
def qr_code(address: str) -> str:
    """An address as a square code, a picture in SVG (error correction M: a creased sheet still scans).

    The mask is set, since to try all eight takes four times as long and any of them scans.
    """
    out = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=3).save(out, kind="svg", border=2, scale=4, xmldecl=False, omitsize=False)
    return out.getvalue().decode()


def as_json(data: Any) -> str:
    """Data as the templates read it; the same data is the same text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _end_with(parent: int) -> None:
    """Have the system end this process with the one that started it (Linux); a build that is stopped ends that one alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG in linux/prctl.h
        if os.getppid() != parent:  # it ended before
            sys.exit(FAULT)


def main() -> int:
    """Make the batch on standard input: ``templates``, ``fonts``, ``plans``, ``version`` as the Compositor takes them, ``orders``, and the ``parent`` process. A fault is a message on standard error, and ``FAULT``."""
    gc.disable()  # what is made here ends with the process
    batch = json.load(sys.stdin)
    _end_with(batch["parent"])
    try:
        Compositor(Path(batch["templates"]), batch["fonts"], Path(batch["plans"]), batch["version"]).make([Order(**order) for order in batch["orders"]])
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return FAULT
    return 0


if __name__ == "__main__":
    sys.exit(main())
