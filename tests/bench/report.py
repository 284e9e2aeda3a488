"""The measurements as tables, and which targets they meet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

WAYS = {
    "pages": "pages only", "pages, warm": "pages only, warm",
    "unprinted": "everything but sheets", "unprinted, warm": "everything but sheets, warm",
    "sheets": "everything", "sheets, warm": "everything, warm",
    "floor": "floor (bare Jinja)", "hugo": "Hugo", "stock": "stock MkDocs", "empty": "MkDocs, one empty page",
}  # fmt: skip
MB = 1_000_000


def report(results: dict[str, Any]) -> str:
    """All of one run as Markdown."""
    machine = results["machine"]
    lines = [
        "# Measurements", "",
        f"One run on {machine['cores']} cores, {machine['system']}, Python {machine['python']}. Compare within the run: seconds depend on the machine, and wall time on what else it does.", "",
        "*Pages only* is what the others make too: pages, search and sitemap. *Everything but sheets* adds the data files, contact cards, "
        "texts, the list of what a phone saves and the zip; *everything* also the sheets. *Warm*: again after one edited listing, with what "
        "the build before it kept. Builds that are not warm ran twice, and the quicker run counts; no run deletes what another made, since a file system that has just deleted thousands of files is slow to make new ones. The floor renders and writes the same town and county pages with bare Jinja and does nothing else; its "
        "memory is not measured. Hugo and the stock way build the same towns and pages from Markdown.", "",
        "Memory is the most that the command and all processes it started had at one time: the sum of their proportional set sizes, in which "
        "memory that they share counts once (/proc/PID/smaps_rollup, looked at 20 times a second, in a run of its own).", "",
        "## Builds, two languages", "", *_builds(results["builds"]), "", "## Warm builds", "", *_warm(results["builds"]), "", *_sheets(results["builds"]["real"]), "", "## Growth of this project", "", *_growth(results["builds"]), "",
        "## Targets", "", *_targets(results), "", *_least(results["builds"]["real"]),
    ]  # fmt: skip
    if "weights" in results:
        lines += ["## First view, compressed", "", *_weights(results["weights"]), ""]
    load = results["loading"]
    lines += ["## Loading", "", f"{load['listings']:,} listings: CPU time {load['read']['cpu']:.2f} s with lines and duplicate checks, {load['kept']['cpu']:.2f} s from what was kept, {load['records']['cpu']:.2f} s as checked records, {load['yaml']['cpu']:.2f} s PyYAML's C loader alone.", ""]
    if "reload" in results:
        lines += ["## Preview after one edited listing", "", f"This project {results['reload']['project']:.1f} s, the stock way {results['reload']['stock']:.1f} s.", ""]
    return "\n".join(lines)


def _builds(builds: dict[str, Any]) -> Iterator[str]:
    yield "| guide | way | wall s | CPU s | peak MB | pages | pages/s | MB written | wall / pages only |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, ways in builds.items():
        for way, title in WAYS.items():
            if way in ways:
                cost = ways[way]
                peak = f"{cost['peak'] / MB:.0f}" if "peak" in cost else "–"
                yield (f"| {_title(name)} | {title} | {cost['wall']:.1f} | {cost['cpu']:.1f} | {peak} | {cost['pages']:,} | {cost['pages'] / cost['wall']:.0f} "
                       f"| {cost['bytes'] / MB:.1f} | {cost['wall'] / ways['pages']['wall']:.2f} |")  # fmt: skip


def _warm(builds: dict[str, Any]) -> Iterator[str]:
    yield "| guide | what | warm / cold, wall | CPU | the same bytes as a cold build |"
    yield "|---|---|---|---|---|"
    for name, ways in builds.items():
        for way in ("pages", "unprinted", "sheets"):
            if way in ways:
                warm = ways[f"{way}, warm"]
                wall, cpu = _ratio(warm, ways[way])
                yield f"| {_title(name)} | {WAYS[way]} | {wall:.2f} | {cpu:.2f} | {'yes' if warm.get('identical') else '**no**' if 'identical' in warm else '–'} |"


def _sheets(ways: dict[str, Any]) -> Iterator[str]:
    """What the printed sheets of the real guide cost: what they add to a build without them."""
    cold, plain = ways["sheets"], ways["unprinted"]
    seconds = cold["wall"] - plain["wall"]
    yield "## Sheets"
    yield ""
    yield (f"{cold['sheets']:,} PDF files, {cold['sheet_bytes'] / MB:.1f} MB; the largest leaf of a town {cold['largest_town_sheet'] / 1000:.0f} kB. All of them take "
           f"{seconds:.1f} s ({cold['sheets'] / seconds:.0f} a second); after one edited listing {ways['sheets, warm']['wall'] - ways['unprinted, warm']['wall']:.1f} s.")  # fmt: skip


def _growth(builds: dict[str, Any]) -> Iterator[str]:
    yield "| from | to | pages | wall | CPU | peak | wall a page |"
    yield "|---|---|---|---|---|---|---|"
    sizes = sorted((name for name in builds if name.isdigit()), key=int)
    for small, large in itertools.pairwise(sizes):
        one, other = builds[small]["pages"], builds[large]["pages"]
        ratio = {key: other[key] / one[key] for key in ("pages", "wall", "cpu", "peak")}
        yield f"| {small} | {large} | × {ratio['pages']:.2f} | × {ratio['wall']:.2f} | × {ratio['cpu']:.2f} | × {ratio['peak']:.2f} | × {ratio['wall'] / ratio['pages']:.2f} |"


def _targets(results: dict[str, Any]) -> Iterator[str]:
    yield "| target | wall | CPU | met |"
    yield "|---|---|---|---|"
    for words, wall, cpu, limit in _measured(results):
        yield f"| {words} | {wall:.2f} | {'–' if cpu is None else f'{cpu:.2f}'} | {'yes' if wall <= limit else '**no**'} |"


def _least(ways: dict[str, Any]) -> Iterator[str]:
    """What the real guide costs before any work on it begins, and with the least work on its towns."""
    if "empty" in ways:
        stock, empty = ways["stock"]["wall"], ways["empty"]["wall"]
        yield (f"MkDocs with the theme, the languages and one empty page takes {empty / stock:.2f} of the stock way of the real site, {empty / ways['pages']['wall']:.2f} of this "
               f"project's pages; with the floor, which is towns and counties alone, {(empty + ways['floor']['wall']) / stock:.2f} of the stock way.")  # fmt: skip
        yield ""


def _measured(results: dict[str, Any]) -> Iterator[tuple[str, float, float | None, float]]:
    """Target in words, what was measured as wall and CPU time, and the largest value that meets it (on the wall)."""
    builds, load = results["builds"], results["loading"]
    real = builds["real"]
    if "stock" in real:
        yield "real site, pages only: at most 1/6 of the stock way", *_ratio(real["pages"], real["stock"]), 1 / 6
        yield "real site, everything but sheets: at most 1/6 of the stock way", *_ratio(real["unprinted"], real["stock"]), 1 / 6
    if "stock" in builds.get("1000", {}):
        yield "1,000 towns × 2, pages only: at most 1/6 of the stock way", *_ratio(builds["1000"]["pages"], builds["1000"]["stock"]), 1 / 6
    if "1000" in builds:
        yield "1,000 towns × 2, pages only: at most 2 × the floor", *_ratio(builds["1000"]["pages"], builds["1000"]["floor"]), 2
    if "5000" in builds:
        large = builds["5000"]
        if "hugo" in large:
            yield "5,000 towns × 2, pages only: no slower than Hugo", *_ratio(large["pages"], large["hugo"]), 1
        yield "5,000 towns × 2, pages only: at most 256 MB", large["pages"]["peak"] / MB, None, 256
        yield "5,000 towns × 2, everything but sheets: at most 256 MB", large["unprinted"]["peak"] / MB, None, 256
        if "1000" in builds:
            one, other = builds["1000"]["pages"], large["pages"]
            wall, cpu = _ratio(other, one)
            pages = other["pages"] / one["pages"]
            yield "a page at 5,000 costs at most 1.15 × one at 1,000", wall / pages, cpu / pages, 1.15
    for way in ("pages", "unprinted", "sheets"):
        yield f"real site, {WAYS[way]}: a warm build at most 1/3 of a cold one", *_ratio(real[f"{way}, warm"], real[way]), 1 / 3
    yield "20,000 listings from YAML: at most 2 × PyYAML's C loader alone", *_ratio(load["read"], load["yaml"]), 2
    yield "20,000 listings from what was kept: at most 1/10 of that", *_ratio(load["kept"], load["yaml"]), 0.1


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
