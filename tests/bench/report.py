"""The measurements as tables, and which targets they meet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

WAYS = {"project": "this project, no sheets", "sheets": "this project, with sheets", "floor": "floor (bare Jinja)", "hugo": "Hugo", "stock": "stock MkDocs"}
MB = 1_000_000


def report(results: dict[str, Any]) -> str:
    """All of one run as Markdown."""
    machine = results["machine"]
    lines = [
        "# Measurements", "",
        f"One run on {machine['cores']} cores, {machine['system']}, Python {machine['python']}. Compare within the run: seconds depend on the machine, and wall time on what else it does.", "",
        "The floor renders and writes the same town and county pages with bare Jinja and does nothing else; "
        "its memory is not measured. Hugo and the stock way build the same towns and pages from Markdown.", "",
        "## Builds, two languages", "", *_builds(results["builds"]), "", "## Growth of this project", "", *_growth(results["builds"]), "",
        "## Targets", "", *_targets(results), "",
    ]  # fmt: skip
    if "weights" in results:
        lines += ["## First view, compressed", "", *_weights(results["weights"]), ""]
    load = results["loading"]
    lines += ["## Loading", "", f"{load['listings']:,} listings: CPU time {load['read']['cpu']:.2f} s with lines and duplicate checks, {load['records']['cpu']:.2f} s as checked records, {load['yaml']['cpu']:.2f} s PyYAML's C loader alone.", ""]
    if "reload" in results:
        lines += ["## Preview after one edited listing", "", f"This project {results['reload']['project']:.1f} s, the stock way {results['reload']['stock']:.1f} s.", ""]
    return "\n".join(lines)


def _builds(builds: dict[str, Any]) -> Iterator[str]:
    yield "| guide | way | wall s | CPU s | peak MB | pages | pages/s | MB written | wall / project |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, ways in builds.items():
        for way, title in WAYS.items():
            if way in ways:
                cost = ways[way]
                peak = f"{cost['peak'] / MB:.0f}" if "peak" in cost else "–"
                yield (f"| {_title(name)} | {title} | {cost['wall']:.1f} | {cost['cpu']:.1f} | {peak} | {cost['pages']:,} | {cost['pages'] / cost['wall']:.0f} "
                       f"| {cost['bytes'] / MB:.1f} | {cost['wall'] / ways['project']['wall']:.2f} |")  # fmt: skip


def _growth(builds: dict[str, Any]) -> Iterator[str]:
    yield "| from | to | pages | wall | CPU | peak | wall a page |"
    yield "|---|---|---|---|---|---|---|"
    sizes = sorted((name for name in builds if name.isdigit()), key=int)
    for small, large in itertools.pairwise(sizes):
        one, other = builds[small]["project"], builds[large]["project"]
        ratio = {key: other[key] / one[key] for key in ("pages", "wall", "cpu", "peak")}
        yield f"| {small} | {large} | × {ratio['pages']:.2f} | × {ratio['wall']:.2f} | × {ratio['cpu']:.2f} | × {ratio['peak']:.2f} | × {ratio['wall'] / ratio['pages']:.2f} |"


def _targets(results: dict[str, Any]) -> Iterator[str]:
    yield "| target | wall | CPU | met |"
    yield "|---|---|---|---|"
    for words, wall, cpu, limit in _measured(results):
        yield f"| {words} | {wall:.2f} | {'–' if cpu is None else f'{cpu:.2f}'} | {'yes' if wall <= limit else '**no**'} |"


def _measured(results: dict[str, Any]) -> Iterator[tuple[str, float, float | None, float]]:
    """Target in words, what was measured as wall and CPU time, and the largest value that meets it (on the wall)."""
    builds, load = results["builds"], results["loading"]
    real = builds["real"]
    if "stock" in real:
        yield "real site without sheets: at most 1/6 of the stock way", *_ratio(real["project"], real["stock"]), 1 / 6
    if "1000" in builds:
        yield "1,000 towns × 2: at most 2 × the floor", *_ratio(builds["1000"]["project"], builds["1000"]["floor"]), 2
    if "5000" in builds:
        large = builds["5000"]
        if "hugo" in large:
            yield "5,000 towns × 2: no slower than Hugo", *_ratio(large["project"], large["hugo"]), 1
        yield "5,000 towns × 2: at most 256 MB (largest process)", large["project"]["peak"] / MB, None, 256
        if "1000" in builds:
            one, other = builds["1000"]["project"], large["project"]
            wall, cpu = _ratio(other, one)
            pages = other["pages"] / one["pages"]
            yield "a page at 5,000 costs at most 1.15 × one at 1,000", wall / pages, cpu / pages, 1.15
    yield "20,000 listings: at most 2 × PyYAML's C loader alone", *_ratio(load["read"], load["yaml"]), 2


def _ratio(one: dict[str, float], other: dict[str, float]) -> tuple[float, float]:
    return one["wall"] / other["wall"], one["cpu"] / other["cpu"]


def _weights(weights: dict[str, Any]) -> Iterator[str]:
    yield "| page | kB | kB before first paint | requests | missing files | stock: kB | before first paint | requests | missing |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for kind, ways in weights.items():
        cells = [f"{way['bytes'] / 1000:.1f} | {way['blocking'] / 1000:.1f} | {way['requests']} | {way['missing']}" for way in ways.values()]
        yield f"| {kind} | {' | '.join(cells)} |"


def _title(name: str) -> str:
    return f"{int(name):,} towns" if name.isdigit() else name
