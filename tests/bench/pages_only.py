"""``python -m tests.bench.pages_only``: ``mkdocs build`` of the guide in this folder, without its printed sheets.

The pages are the same, and their links to sheets lead nowhere: for measuring only.
"""

from __future__ import annotations

from typing import Any

from mkdocs.__main__ import cli

from resource_guide import publish

_write = publish.write_generated


def _without_paper(*arguments: Any) -> Any:
    *others, _paper = arguments
    return _write(*others, None)


if __name__ == "__main__":
    publish.write_generated = _without_paper  # before the hook takes it
    cli(["build", "--quiet"])
