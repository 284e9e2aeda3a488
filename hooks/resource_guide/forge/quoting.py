"""Text of others in the Markdown of an issue: code, so that in it no name is called, no picture loaded, no issue closed."""

from __future__ import annotations

import re


def code(text: str) -> str:
    """A text as code on one line, as it is but for its blanks; empty text gives nothing."""
    line = " ".join(text.split())
    if not line:
        return ""
    fence = "`" * (_longest_run(line) + 1)
    around = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{around}{line}{around}{fence}"


def block(text: str) -> str:
    """A text of several lines as a block of code."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
