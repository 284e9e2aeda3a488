"""``make bench``: the same content built in several ways, in turn, on the machine at hand.

Writes build/bench.md and build/bench.json. Ratios within one run are what counts: seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from ..browser.conftest import FLAGS
from .guides import copy_sources, edited_listing, make_guide, street
from .loading import write as write_loading
from .measure import peak_of, run, tree
from .reload import reload_seconds
from .report import report
from .weights import serving, weigh

ROOT = Path(__file__).parent.parent.parent
LISTINGS = 20_000
KINDS = {"home": "index", "guide page": "insurance", "town with programs": "programs/albuquerque", "town without": "programs/angel-fire", "crisis": "crisis"}
QUIET = {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "https://example.org/", "SOURCE_DATE_EPOCH": str(int(time.time())), "PYTHONDONTWRITEBYTECODE": ""}


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
        compileall.compile_dir(root / "hooks", quiet=1)  # as pip does with all that the others are made of
        partly = {way: [sys.executable, "-m", "tests.bench.partly", way] for way in ("pages", "unprinted")}
        mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        own = partly | ({"sheets": mkdocs} if towns is None else {})  # last: the other measurements of the real guide want its whole site
        for way, command in own.items():
            say(f"{name}: this project ({way})")
            ways[way] = self._quickest(lambda command=command: self._fresh(root, command), root / "site")
        say(f"{name}: floor")
        ways["floor"] = self._quickest(lambda: self._floor(root), root / "floor")
        stock, hugo, empty = root / "stock", root / "hugo", root / "empty"
        run([sys.executable, "-m", "tests.bench.stock", str(root), str(stock), str(hugo), str(empty)], ROOT, PYTHONPATH=str(root / "hooks"))
        if shutil.which("hugo"):
            say(f"{name}: Hugo")
            ways["hugo"] = self._quickest(lambda: self._build(["hugo", "--quiet"], hugo, hugo / "public"), hugo / "public")
            ways["hugo"]["peak"] = self._peak(["hugo", "--quiet"], hugo, hugo / "public")
        if towns is None or towns <= self.stock_limit:
            say(f"{name}: the stock way")
            ways["stock"] = self._quickest(lambda: self._build(mkdocs, stock, stock / "site"), stock / "site")
            ways["empty"] = self._quickest(lambda: self._build(mkdocs, empty, empty / "site"), empty / "site")
            ways["stock"]["peak"] = self._peak(mkdocs, stock, stock / "site")
        for way, command in own.items():
            say(f"{name}: this project ({way}), warm")
            ways[f"{way}, warm"] = self._warm(root, command, "taos" if towns is None else "town-1", compare=towns is None)
            ways[way]["peak"] = self._peak(command, root, root / "site", root / "build", **_modules(root))

    def _fresh(self, root: Path, command: list[str]) -> dict[str, Any]:
        """Build with this project, with nothing kept of an earlier build."""
        self._put_away(root / "site", root / "build")
        return self._build(command, root, root / "site", **_modules(root))

    def _warm(self, root: Path, command: list[str], town: str, compare: bool) -> dict[str, Any]:
        """Build again after one edited listing; where ``compare``, then from nothing, to see whether that is the same to the byte."""
        self._fresh(root, command)
        with edited_listing(root, town):
            warm = self._build(command, root, root / "site", **_modules(root))
            if compare:
                warm["identical"] = warm["digest"] == self._fresh(root, command)["digest"]
        return warm

    def _quickest(self, build: Callable[[], dict[str, Any]], made: Path) -> dict[str, Any]:
        """What the quicker of two runs cost, each without what the run before has ``made``: what else the machine does makes a run slower, never quicker."""
        costs = []
        for _ in range(2):
            self._put_away(made)
            costs.append(build())
        return min(costs, key=lambda cost: float(cost["wall"]))

    def _peak(self, command: list[str], folder: Path, *made: Path, **environment: str) -> int:
        """The most memory of one more run, without what the run before has ``made``."""
        self._put_away(*made)
        return peak_of(command, folder, **QUIET, **environment)

    def _put_away(self, *folders: Path) -> None:
        """Take folders away without deleting their files: they are only emptied.

        For a minute after a file was deleted ext4 does not use its inode again, but looks at it each time that it
        makes another file: to delete a site of 10,000 files makes the next ones a third slower, whoever builds them.
        """
        away = self.folder / "away"
        away.mkdir(exist_ok=True)
        for folder in filter(Path.exists, folders):
            target = folder.rename(away / str(len(list(away.iterdir()))))
            for path in target.rglob("*"):
                if path.is_file():
                    os.truncate(path, 0)

    def _floor(self, root: Path) -> dict[str, Any]:
        cost = run([sys.executable, "-m", "tests.bench.floor", str(root), str(root / "floor")], ROOT, PYTHONPATH=str(root / "hooks"))
        made: dict[str, Any] = json.loads(cost.output.splitlines()[-1])
        return made

    def _build(self, command: list[str], folder: Path, site: Path, **environment: str) -> dict[str, Any]:
        cost = run(command, folder, **QUIET, **environment)
        made = tree(site)
        sheets = {"sheets": len(made.sheets), "sheet_bytes": sum(made.sheets), "largest_town_sheet": _largest(site)} if made.sheets else {}
        return {"wall": cost.wall, "cpu": cost.cpu, "largest": cost.largest, "pages": made.pages, "bytes": made.bytes, "digest": made.digest, **sheets}

    def loading(self, count: int) -> None:
        """Load ``count`` listings in each way."""
        say(f"loading {count} listings")
        folder = write_loading(self.folder / "loading", count)
        seconds: dict[str, Any] = {}
        run([sys.executable, "-m", "tests.bench.loading", "kept", str(folder)], ROOT, PYTHONPATH=str(self.source / "hooks"))  # keeps them
        for way in ("yaml", "read", "records", "kept"):
            cost = run([sys.executable, "-m", "tests.bench.loading", way, str(folder)], ROOT, PYTHONPATH=str(self.source / "hooks"))
            seconds[way] = json.loads(cost.output.splitlines()[-1])
            if seconds[way]["listings"] != count:
                raise RuntimeError(f"{way} read {seconds[way]['listings']} listings of {count}")
        self.results["loading"] = {"listings": count, **seconds}

    def reload(self, real: Path, town: str) -> None:
        """Edit one listing's street in a preview of the real guide, built by this project and the stock way."""
        say("reload after one edited listing")
        file = real / "data" / "programs" / f"{town}.yml"
        old = street(file)
        new = f"{old} 12345"
        page = f"programs/{town}.html"
        self.results["reload"] = {
            "project": reload_seconds(real, file, old, new, page),
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


def _modules(root: Path) -> dict[str, str]:
    """The environment in which a guide is built with its own copy of the hooks."""
    return {"PYTHONPATH": f"{root / 'hooks'}{os.pathsep}{ROOT}"}


def _largest(site: Path) -> int:
    """Bytes of the largest leaf of a town."""
    return max((path.stat().st_size for path in (site / "print" / "towns").glob("*.pdf")), default=0)


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
        write(bench.results, options.out)
        for towns in options.sizes:
            root = make_guide(bench.source, Path(folder) / f"towns-{towns}", towns)
            bench.builds(str(towns), root, towns)
            write(bench.results, options.out)  # what is measured is not lost where the rest is cut short
    print((options.out / "bench.md").read_text(encoding="utf-8"))
    return 0


def write(results: dict[str, Any], out: Path) -> None:
    """Write both files of the report."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (out / "bench.md").write_text(report(results), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
