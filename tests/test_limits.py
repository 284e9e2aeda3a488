"""Files made to exhaust a machine end in one message: ``guide check`` in a process that may use 2 seconds and 200 MB, no more."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import ROOT
from .forked import Bounds, run_forked
from .import_files import TINY, tiny_guide

SECONDS, MEGABYTES = 2, 200
HEADROOM = 600
"""Address space counts what is mapped and never touched (libraries, threads' stacks): so many MB are the interpreter's own here."""

BOMBS: dict[str, Callable[[], bytes]] = {
    "100 MB": lambda: b"- x\n" * 25_000_000,
    "just small enough": lambda: b"- {id: a}\n" * 99_000,
    "100,000 lists in lists": lambda: b"[" * 100_000,
    "100,000 lists in lists, closed": lambda: b"[" * 100_000 + b"]" * 100_000,
    "100,000 maps in maps": lambda: b"{a: " * 100_000,
    "100,000 blocks in blocks": lambda: b"- " * 100_000 + b"x",
    "blocks that go in": lambda: b"".join(b" " * depth + b"a:\n" for depth in range(1_300)),
    "a huge text": lambda: b"- id: '" + b"a" * 900_000 + b"'",
    "a huge text in the wrong field": lambda: b"- id: a\n  level: " + b"a b" * 300_000,
    "a huge name": lambda: b"- ? " + b"a" * 900_000 + b"\n  : x\n",
    "a huge literal": lambda: b"- id: |\n" + b"   a\n" * 190_000,
    "a huge comment": lambda: b"#" * 999_000,
    "many anchors": lambda: b"".join(b"- &a%d x\n" % number for number in range(60_000)),
    "a billion laughs": lambda: b"a: &a [x, x]\n" + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 120)),
    "itself": lambda: b"&a [*a, *a]\n",
    "merge keys": lambda: b"- &a {x: 1}\n" + b"- {<<: [*a, *a, *a], y: 1}\n" * 30_000,
    "many names": lambda: b"- {" + b",".join(b"a%d: 1" % number for number in range(90_000)) + b"}",
    "one name many times": lambda: b"- {" + b"a: 1," * 150_000 + b"}",
    "many unknown fields": lambda: b"- id: a\n" + b"".join(b"  f%d: 1\n" % number for number in range(45_000)),
    "many documents": lambda: b"--- a\n" * 100_000,
    "many hidden characters": lambda: "\u202e\n".encode() * 200_000,
    "many conflicts": lambda: b"<<<<<<< HEAD\n" * 70_000,
    "many bytes that are not UTF-8": lambda: b"- \xff\n" * 240_000,
    "many broken records": lambda: b"- id: 'a\n" * 100_000,
    "many quotes": lambda: b"- \"" * 240_000,
    "many tags": lambda: b"- !!python/object/apply:os.system [x]\n" * 25_000,
    "many tabs": lambda: b"-\t\n" * 240_000,
    "many question marks": lambda: b"? " * 490_000,
    "zeros": lambda: b"\0" * 999_000,
    "a thousand misspelled answers": lambda: b"".join(b"- {id: a%d, level: iopx%d}\n" % (number, number) for number in range(15_000)),
}


LIMITS = Bounds(SECONDS, MEGABYTES + HEADROOM)


def check(root: Path) -> subprocess.CompletedProcess[str]:
    """``guide check`` under the limits; it has used no more memory than it may."""
    result = run_forked(root, "check", bounds=LIMITS)
    assert result.returncode in (0, 1) and "Traceback" not in result.stderr, (result.returncode, result.stderr[-500:])
    assert int(result.stderr.splitlines()[-1]) < MEGABYTES * 1_000
    return result


@pytest.mark.parametrize(("name", "file"), [*((name, "programs/taos.yml") for name in BOMBS), ("a huge text", "places.yml"), ("a thousand misspelled answers", "places.yml")])
def test_a_file_that_is_too_much(tmp_path: Path, file: str, name: str) -> None:
    root = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    (root / "data" / file).write_bytes(BOMBS[name]())

    result = check(root)

    assert result.returncode == 1, (result.returncode, result.stderr[-500:])
    lines = result.stdout.splitlines()
    assert any(line.startswith(f"data/{file}:") for line in lines) and max(map(len, lines)) < 600


@pytest.mark.parametrize("name", ["docs/about.md", "data/zips.csv", "data/wording/en.yml", "data/guide.yml", "data/translations.yml", "mkdocs.yml"])
@pytest.mark.parametrize("bomb", ["100 MB", "100,000 lists in lists", "a huge text", "zeros"])
def test_other_files_that_are_too_much(tmp_path: Path, name: str, bomb: str) -> None:
    root = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    (root / name).write_bytes(BOMBS[bomb]())

    result = check(root)

    assert result.returncode == (0 if name == "mkdocs.yml" else 1), (result.returncode, result.stdout[-300:], result.stderr[-500:])


@pytest.mark.parametrize("tag", ["<a>", '<a "', '<a b="'])
def test_a_page_of_nothing_but_tags(tmp_path: Path, tag: str) -> None:
    root = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    page = root / "docs/about.md"
    with page.open("a", encoding="utf-8") as file:
        file.write(tag * (900_000 // len(tag)))

    result = check(root)

    assert result.returncode == 1, (result.returncode, result.stderr[-500:])
    assert result.stdout.count("tags; take it out") == 1


def test_the_limits_hold(tmp_path: Path) -> None:
    """A program that takes more is ended: else the tests above would say nothing."""
    begin = f"from tests.forked import Bounds, limit\nlimit(Bounds({SECONDS}, {MEGABYTES + HEADROOM}))\nprint('begun', flush=True)\n"
    for program in ("x = []\nwhile True: x.append('x' * 1_000_000)", "while True: pass"):
        result = subprocess.run([sys.executable, "-c", begin + program], cwd=ROOT, capture_output=True, text=True, check=False)
        assert result.returncode != 0 and result.stdout == "begun\n", result.stderr


def test_a_broken_guide_may_be_imported_into(tmp_path: Path) -> None:
    """The importers read the same files under the same limits."""
    root = tiny_guide(tmp_path / "guide")
    for name in ("100,000 lists in lists, closed", "a billion laughs", "a huge text"):
        for path in (root / "data/imports.yml", root / "data/leads.yml"):
            before = path.read_bytes() if path.exists() else b"[]\n"
            path.write_bytes(BOMBS[name]())
            (tmp_path / "x.json").write_text('{"rows": [{"name1": "x", "state": "NM"}]}', encoding="utf-8")
            result = run_forked(root, "import", "findtreatment", str(tmp_path / "x.json"), bounds=LIMITS)
            assert result.returncode == 1 and "Traceback" not in result.stderr, (name, path, result.stdout[-300:], result.stderr[-300:])
            path.write_bytes(before)
