"""``python -m tests.bench.pages_only``: ``mkdocs build`` of the guide in this folder as other site builders do it.

The pages, the search and the sitemap are the same; nothing is printed, exported or zipped, and links to that lead nowhere.
"""

from __future__ import annotations

from typing import Any

from mkdocs.__main__ import cli

from resource_guide import publish

_begin = publish.begin


def _pages_only(*arguments: Any, whole: bool, beside: bool) -> Any:
    return _begin(*arguments, whole=False, beside=beside)


if __name__ == "__main__":
    publish.begin = _pages_only  # before the hook takes it
    cli(["build", "--quiet"])
