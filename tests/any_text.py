"""Texts of all kinds for property tests, the same in each run: letters of all scripts, and what programs take for their own."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from .hostile import ATTACKS

REPEATABLE = settings(
    max_examples=60, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
"""The same examples in each run, on each machine. ``tests/fuzz`` looks for new ones."""

FEW = settings(REPEATABLE, max_examples=20)
"""The same, fewer: for what takes half a second each."""

_PIECES = [
    *ATTACKS.values(), "\u202e", "\u2066", "\u200b", "\xad", "\x00", "\x1b[31m", "\u2028", "\ufeff", "\U000e0041", "\ud800", "\r\n", "\n", "\t", " ", "\xa0", "\u3000",
    "'", '"', ":", "- ", "#", "{", "}", "[", "&a", "*a", "!t", "%", "|", ">", "<<: ", "---\n", "...", "null", "~", "yes", "2026-11-23", "08701", "<", "]]>", "-->", "x" * 450, "",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=12)), min_size=1, max_size=4).map("".join)
"""Texts that an editor could type, paste or receive."""
