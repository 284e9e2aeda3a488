"""``make bench``: the same content built in several ways, in turn, on the machine at hand.

Writes build/bench.md and build/bench.json. Ratios within one run are what counts: seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from ..browser.conftest import FLAGS
from .guides import copy_sources, make_guide
from .loading import write as write_loading
from .measure import run, tree
from .reload import reload_seconds
from .report import report
from .weights import serving, weigh

ROOT = Path(__file__).parent.parent.parent
LISTINGS = 20_000
KINDS = {"home": "index", "guide page": "insurance", "town with programs": "programs/albuquerque", "town without": "programs/angel-fire", "crisis": "crisis"}
QUIET = {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "https://example.org/"}


class Bench:
    """One run of all measurements, in a folder of its own."""

    def __init__(self, folder: Path, stock_limit: int) -> None:
        """``stock_limit``: guides of more towns are not built the stock way."""
        self.folder = folder
        self.stock_limit = stock_limit
        self.source = copy_sources(ROOT, folder / "source")  # others may edit the project meanwhile
        self.results: dict[str, Any] = {"machine": {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}, "builds": {}}

    def builds(self, name: str, root: Path, towns: int | None) -> None:
        """Build the guide in ``root`` in every way; ``towns`` is None for the real one."""
        ways: dict[str, Any] = {}
        self.results["builds"][name] = ways
        say(f"{name}: this project")
        pages_only = {"PYTHONPATH": f"{root / 'hooks'}{os.pathsep}{ROOT}"}
        ways["project"] = self._build([sys.executable, "-m", "tests.bench.pages_only"], root, root / "site", **pages_only)
        if towns is None:
            say(f"{name}: this project, with its sheets")
            ways["sheets"] = self._build([sys.executable, "-m", "mkdocs", "build", "--quiet"], root, root / "site")
        say(f"{name}: floor")
        cost = run([sys.executable, "-m", "tests.bench.floor", str(root), str(root / "floor")], ROOT, PYTHONPATH=str(root / "hooks"))
        ways["floor"] = json.loads(cost.output.splitlines()[-1])
        stock, hugo = root / "stock", root / "hugo"
        run([sys.executable, "-m", "tests.bench.stock", str(root), str(stock), str(hugo)], ROOT, PYTHONPATH=str(root / "hooks"))
        if shutil.which("hugo"):
            say(f"{name}: Hugo")
            ways["hugo"] = self._build(["hugo", "--quiet"], hugo, hugo / "public")
        if towns is None or towns <= self.stock_limit:
            say(f"{name}: the stock way")
            ways["stock"] = self._build([sys.executable, "-m", "mkdocs", "build", "--quiet"], stock, stock / "site")

    def _build(self, command: list[str], folder: Path, site: Path, **environment: str) -> dict[str, Any]:
        cost = run(command, folder, **QUIET, **environment)
        made = tree(site)
        return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak, "pages": made.pages, "bytes": made.bytes}

    def loading(self, count: int) -> None:
        """Load ``count`` listings in each way."""
        say(f"loading {count} listings")
        folder = write_loading(self.folder / "loading", count)
        seconds: dict[str, Any] = {}
        for way in ("yaml", "read", "records"):
            cost = run([sys.executable, "-m", "tests.bench.loading", way, str(folder)], ROOT, PYTHONPATH=str(self.source / "hooks"))
            seconds[way] = json.loads(cost.output.splitlines()[-1])
            if seconds[way]["listings"] != count:
                raise RuntimeError(f"{way} read {seconds[way]['listings']} listings of {count}")
        self.results["loading"] = {"listings": count, **seconds}

    def reload(self, real: Path, town: str) -> None:
        """Edit one listing's street in a preview of the real guide, built by this project and the stock way."""
        say("reload after one edited listing")
        old, new = "Street", "Street-edited"
        for place in sorted((real / "data" / "programs").glob("*.yml")):
            if place.stem == town:
                old = next(line.split("street: ", 1)[1].strip() for line in place.read_text(encoding="utf-8").splitlines() if "street: " in line)
                new = f"{old} 12345"
        page = f"programs/{town}.html"
        self.results["reload"] = {
            "project": reload_seconds(real, real / "data" / "programs" / f"{town}.yml", old, new, page),
            "stock": reload_seconds(real / "stock", real / "stock" / "docs" / "programs" / f"{town}.md", old, new, page.replace(".html", "/")),
        }

    def weights(self, real: Path) -> None:
        """First-view weights of each kind of page, here and the stock way."""
        say("first-view weights")
        executable = shutil.which("chromium")
        if executable is None:
            return
        self.results["weights"] = {}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
            for way, folder in (("project", real / "site"), ("stock", real / "stock" / "site")):
                with serving(folder) as site:
                    for kind, name in KINDS.items():
                        path = f"{name}.html" if way == "project" else f"{name.removesuffix('index')}{'' if name == 'index' else '/'}index.html"
                        weight = weigh(browser, site, path)
                        self.results["weights"].setdefault(kind, {})[way] = {"bytes": weight.bytes, "blocking": weight.blocking, "requests": len(weight.asked), "missing": len(weight.missing)}
            browser.close()


def say(words: str) -> None:
    """Tell whoever waits what is being measured."""
    print(f"bench: {words}", file=sys.stderr, flush=True)


def main() -> int:
    """Measure, write the report and print it; return 0 whatever was measured."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure builds, loading, reloading and the weight of pages.")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000, 5000], metavar="TOWNS", help="made-up guides of so many towns (default: 100 1000 5000)")
    parser.add_argument("--stock-limit", type=int, default=1000, metavar="TOWNS", help="do not build larger ones the stock way, which takes many minutes (default: 1000)")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="folder of the report (default: build/)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), options.stock_limit)
        real = copy_sources(bench.source, Path(folder) / "real")
        bench.builds("real", real, None)
        bench.weights(real)
        bench.reload(real, "taos")
        bench.loading(LISTINGS)
        for towns in options.sizes:
            root = make_guide(bench.source, Path(folder) / f"towns-{towns}", towns)
            bench.builds(str(towns), root, towns)
            shutil.rmtree(root)
    options.out.mkdir(parents=True, exist_ok=True)
    text = report(bench.results)
    (options.out / "bench.json").write_text(json.dumps(bench.results, indent=1) + "\n", encoding="utf-8")
    (options.out / "bench.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
