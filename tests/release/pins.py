"""The pinned dependencies: what requirements.txt says of each, and the licence that the installed one gives itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)
_SHA256 = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SPDX = {
    "MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0", "PSFL": "PSF-2.0", "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}  # fmt: skip
"""Names that older packages give their licences, as SPDX writes them. The BSD ones here have three clauses, by their LICENSE files."""
_MORE = {"text-unidecode": "Artistic-1.0-Perl OR GPL-1.0-or-later", "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1", "mergedeep": "MIT"}
"""Packages whose field for the licence does not say it all; from their LICENSE files."""


@dataclass(frozen=True)
class Pin:
    """A dependency."""

    name: str
    version: str
    hashes: tuple[str, ...]
    """SHA-256 of each file that may be installed."""
    licence: str
    """As an SPDX expression where it gives one; empty where nothing is known."""


def read_pins(path: Path) -> list[Pin]:
    """Every dependency that a requirements file pins, by name. Its licence is known only where it is installed."""
    found = [Pin(pin["name"].lower(), pin["version"], tuple(sorted(_SHA256.findall(pin["rest"]))), licence(pin["name"])) for pin in _PIN.finditer(path.read_text(encoding="utf-8"))]
    return sorted(found, key=lambda pin: pin.name)


def licence(name: str) -> str:
    """The licence of an installed package: its SPDX expression, else what it calls it; empty where it says nothing."""
    try:
        about = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    expression = _MORE.get(name.lower()) or (about.get_all("License-Expression") or [""])[0]
    short = (about.get_all("License") or [""])[0].strip()
    classes = [text.rpartition(" :: ")[2] for text in about.get_all("Classifier") or [] if text.startswith("License :: OSI")]
    said = expression or (short if short and short != "UNKNOWN" and len(short.splitlines()) == 1 and len(short) < 60 else "") or " OR ".join(_SPDX.get(text, text) for text in classes)
    return _SPDX.get(said, said)
