"""The floor: what rendering and writing the same town and county pages costs when nothing else is done.

The real build runs once, unmeasured, and what it hands to its page templates is noted. Then a plain loop
renders the templates ``town.html``, ``county.html`` and ``shell.html`` whole for each page with bare Jinja, and
writes the files: no reading, no checks, no search for neighbors, no archive.

``python -m tests.bench.floor GUIDE OUT`` prints the measurements as JSON.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup

from resource_guide import guide as guide_module
from resource_guide.guide import check_guide, language_sites
from resource_guide.places import counties, page_places
from resource_guide.shell import environment

PAGES = ("town.html", "county.html")


@dataclass(frozen=True)
class Page:
    """One page as the real build makes it: what its templates get, and where it goes."""

    path: Path
    body: str
    """Name of its template."""
    values: dict[str, Any]
    frame: dict[str, str]
    shell: dict[str, Any]
    env: Environment
    """The environment with the filters that the pages use."""


def capture(root: Path, out: Path) -> list[Page]:
    """Every town and county page of the guide in ``root``."""
    noted: dict[str, tuple[Environment, dict[str, Any]]] = {}

    class Noting(Template):
        def render(self, *args: Any, **values: Any) -> str:
            noted[self.name or ""] = self.environment, dict(*args, **values)
            return super().render(*args, **values)

    templates = root / "overrides" / "guide"
    env = environment(templates)
    env.template_class = Noting
    guide_module.environment = lambda *_: env  # type: ignore[assignment]
    checked = check_guide(root)
    guide = checked.publishable()
    pages = []
    for language in language_sites(guide, checked.documents, templates, "", checked.map).values():
        for frame in itertools.chain(map(language.pages.town, page_places(guide)), map(language.pages.county, counties(guide))):
            name = next(name for name in PAGES if name in noted)
            overlay, values = noted.pop(name)
            language.shell.page(frame)
            shell = noted["shell.html"][1]
            slots = dict.fromkeys(shell["page"], "")
            texts = {"title": frame.title, "description": frame.description, "path": frame.path, "edit_url": frame.data_file}
            pages.append(Page(out / language.shell.prefix / frame.path, name, values, slots | texts, shell, overlay))
    for page in pages:
        page.env.template_class = Template
        if page.env.cache is not None:
            page.env.cache.clear()
    return pages


def render(pages: list[Page]) -> int:
    """Render and write every page; returns the bytes written."""
    written = 0
    made: set[Path] = set()
    for page in pages:
        body = page.env.get_template(page.body).render(page.values)
        html = page.env.get_template("shell.html").render({**page.shell, "page": {**page.frame, "body": Markup(body)}})
        if page.path.parent not in made:
            page.path.parent.mkdir(parents=True, exist_ok=True)
            made.add(page.path.parent)
        data = html.encode()
        page.path.write_bytes(data)
        written += len(data)
    return written


def main() -> None:
    """Print the cost of the plain loop."""
    root, out = map(Path, sys.argv[1:])
    pages = capture(root, out)
    wall, cpu = time.perf_counter(), time.process_time()
    written = render(pages)
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "pages": len(pages), "bytes": written}))


if __name__ == "__main__":
    main()
