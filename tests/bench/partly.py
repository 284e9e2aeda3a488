"""``python -m tests.bench.partly pages|unprinted``: ``mkdocs build`` of the guide in this folder, without all or some downloads.

``pages``: what other site builders make too: pages, search, sitemap. ``unprinted``: everything but the printed sheets.
The pages are the same; links to what is not made lead nowhere.
"""

from __future__ import annotations

import sys
from typing import Any

from mkdocs.__main__ import cli

from resource_guide import publish

_begin = publish.begin


def _partly(*arguments: Any, whole: bool, beside: bool) -> Any:
    return _begin(*arguments, whole=whole and sys.argv[1] == "unprinted", beside=beside)


if __name__ == "__main__":
    publish.begin = _partly  # before the hook takes it
    publish.start_printing = lambda *_: None
    cli(["build", "--quiet"])
