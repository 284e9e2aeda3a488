"""``python -m tests.bench.pages_only``: ``mkdocs build`` of the guide in this folder, without its printed sheets.

The pages are the same, and their links to sheets lead nowhere: for measuring only.
"""

from __future__ import annotations

from typing import Any

from mkdocs.__main__ import cli

from resource_guide import publish

_begin = publish.begin


def _without_paper(*arguments: Any, beside: bool) -> Any:
    *others, _paper = arguments
    return _begin(*others, None, beside=beside)


if __name__ == "__main__":
    publish.begin = _without_paper  # before the hook takes it
    cli(["build", "--quiet"])
