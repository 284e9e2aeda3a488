"""Names as addresses and sort keys: small letters without accents, and hyphens."""

from __future__ import annotations

import functools

from slugify import slugify


@functools.cache  # the same names are sorted on many pages, and the library looks for its alphabets each time
def slug(name: str) -> str:
    """``Doña Ana`` becomes ``dona-ana``."""
    return str(slugify(name))
