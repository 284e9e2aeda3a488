"""Commands that write data, ended at any moment, on a full disk, and a preview of data that is broken for a while."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from resource_guide.rules import check_data

from .forked import Bounds, run_forked
from .free_text import read, write
from .hostile import rich_guide
from .import_files import MESA, NEW_IOP, directory, files_of, run_inside

ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1795564800", "NO_MKDOCS_2_WARNING": "1"}
Prepared = tuple[Path, list[str]]


def command(root: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "resource_guide.cli", "--root", str(root), *words]


def changed_sheet(root: Path, path: Path) -> list[str]:
    """A sheet that changes listings of two towns at once, as one command."""
    # A person's check no sheet may overrule; and a sheet changes files in the usual layout only.
    programs = [record | {"assured": {"how": "other-list"}} for record in read(root / "data/programs/taos.yml")]
    (root / "data/programs/taos.yml").write_text(yaml.safe_dump(programs, allow_unicode=True, sort_keys=False), encoding="utf-8")
    run_inside(root, "export", "sheet", str(path))
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("Valley Counseling", "Valley Care").replace("Name shut", "Name gone"), encoding="utf-8")
    return ["import", "sheet", str(path), "--write"]


def directory_of(root: Path, path: Path) -> list[str]:
    """A federal list that brings leads."""
    return ["import", "samhsa", str(directory(path, [MESA, NEW_IOP])), "--date", "2026-10", "--write"]


WRITERS: dict[str, Callable[[Path, Path], list[str]]] = {
    "sheet.csv": changed_sheet,
    "directory.xlsx": directory_of,
    "confirm": lambda root, path: ["confirm", "valley-counseling", "--how", "called", "--date", "2026-11-23", "--set", "name=Valley Care"],
    "close": lambda root, path: ["close", "valley-counseling", "--date", "2026-11-20", "--reason", "It moved.", "--reason-es", "Se mudó."],
}
"""What writes data, by the file that it needs."""


@pytest.fixture(params=WRITERS)
def prepared(request: pytest.FixtureRequest, tmp_path: Path) -> Prepared:
    root = rich_guide(tmp_path / "guide")
    return root, WRITERS[request.param](root, tmp_path / request.param)


def data(root: Path) -> dict[str, bytes]:
    """The data files; what a killed command left beside them has a name that nothing reads."""
    return {name: content for name, content in files_of(root / "data").items() if not Path(name).name.startswith(".")}


def test_a_killed_command_leaves_each_file_whole(prepared: Prepared) -> None:
    """SIGKILL after each call that writes: each file is the old or the new one, the guide is sound, and the next command is not kept waiting."""
    root, words = prepared
    old = data(root)
    assert subprocess.run(command(root, *words), env=ENVIRONMENT, capture_output=True, check=False).returncode == 0
    new = data(root)
    assert old != new

    met: list[dict[str, bytes]] = []
    for moment in itertools.count(1):
        for name in new:
            (root / "data" / name).unlink(missing_ok=True)
        for name, content in old.items():
            (root / "data" / name).write_bytes(content)
        result = run_forked(root, *words, bounds=Bounds(dies_after=moment, environment=ENVIRONMENT))
        found = data(root)
        if result.returncode == 0:
            assert found == new, "the lock went with the processes"
            break
        assert result.returncode == -signal.SIGKILL, (moment, result.stderr)
        for name, content in found.items():
            assert content in (old.get(name), new.get(name)), (moment, name)
        assert set(found) in (set(old), set(new))
        if found not in met:
            assert [str(problem) for problem in check_data(root)[1] if problem.severity == "error"] == []
            met.append(found)
    assert met[0] == old and met[-1] == new and moment > 8, "from before the first file is written till after the last"


FULL_DISK = """
set -e
mount -t tmpfs -o size=48m tmpfs "$1"
cp -r "$2"/. "$1"
cat /dev/zero > "$1/filler" 2>/dev/null || true
shift 2
set +e
"$@"; echo "exit $?"
"""


def on_a_full_disk(disk: Path, root: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command of a guide that lies on a disk of its own with no room left; then list what is there."""
    disk.mkdir()
    space = ["unshare", "--mount", *([] if os.getuid() == 0 else ["--map-root-user"])]
    after = 'find "$0" -path "*/data/*" -type f | sort | xargs sha256sum'
    script = FULL_DISK + after.replace("$0", str(disk))
    return subprocess.run([*space, "sh", "-c", script, "sh", str(disk), str(root), *words], env=ENVIRONMENT, capture_output=True, text=True, check=False)


def test_a_full_disk_leaves_the_data_as_it_was(prepared: Prepared, tmp_path: Path) -> None:
    root, words = prepared
    disk = tmp_path / "disk"
    idle = on_a_full_disk(disk, root, ["true"])
    disk.rmdir()

    result = on_a_full_disk(disk, root, command(disk, *words))

    told, _, files = result.stdout.partition("exit ")
    assert files[0] in "12" and files[1:] == idle.stdout.partition("exit ")[2][1:], result.stdout + result.stderr
    assert "No space left on device" in told + result.stderr and "Traceback" not in result.stderr


def test_a_sheet_on_a_full_disk(tmp_path: Path) -> None:
    """An export that has no room says so, and leaves no half of a file."""
    root, disk = rich_guide(tmp_path / "guide"), tmp_path / "disk"
    for ending in ("csv", "xlsx"):
        result = on_a_full_disk(disk, root, command(disk, "export", "sheet", str(disk / f"data/out.{ending}")))
        disk.rmdir()

        assert "exit 2" in result.stdout and "No space left on device" in result.stderr and "Traceback" not in result.stderr
        assert "out." not in result.stdout, "not even under another name"


# The preview


@contextlib.contextmanager
def preview(root: Path) -> Iterator[Callable[[str], str]]:
    """``mkdocs serve``, as ``make serve`` runs it; gives what reads a page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = root / "log"
    with log.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"], cwd=root, stdout=file, stderr=file, env=ENVIRONMENT)

    def page(path: str) -> str:
        assert process.poll() is None, f"the preview has ended:\n{log.read_text(encoding='utf-8')[-3000:]}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=60) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    try:
        yield page
        assert "Traceback" not in log.read_text(encoding="utf-8")
    finally:
        process.terminate()
        process.wait()


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something is so; a minute and a half is far more than it takes."""
    end = time.monotonic() + 90
    while not true():
        assert time.monotonic() < end, f"it never happened: {what}"
        time.sleep(0.1)


BREAKS: dict[str, Callable[[str], str]] = {
    "a bracket": lambda text: text + "\n- [",
    "empty": lambda text: "",
    "a conflict": lambda text: f"<<<<<<< HEAD\n{text}",
    "a bad number": lambda text: re.sub(r"575-555-\d+", "575-555", text),
    "gone": lambda text: "\0",
}


def test_the_preview_outlives_broken_data_and_comes_back(tmp_path: Path) -> None:
    root = rich_guide(tmp_path / "guide")
    path, log = root / "data/programs/taos.yml", root / "log"
    sound = path.read_text(encoding="utf-8")
    with preview(root) as page:
        until(lambda: "Name open" in page("programs/taos.html"), "the first page")
        time.sleep(2)  # the watcher of files begins after the first build
        for number, (name, break_it) in enumerate(BREAKS.items()):
            told = log.read_text(encoding="utf-8").count("mend this first")
            before = page("programs/taos.html")
            if name == "gone":
                path.unlink()
            else:
                path.write_text(break_it(sound), encoding="utf-8")
            if name != "gone":  # no file of a town is no fault
                until(lambda told=told: log.read_text(encoding="utf-8").count("mend this first") > told, f"{name} was told")  # type: ignore[misc]
                assert f"Name {'open' if number == 0 else f'back {number - 1}'}" in before and words_of(page("programs/taos.html")) == words_of(before), f"{name}: the last good page stays"
            write(path, [record | {"name": record["name"].replace("Name open", f"Name back {number}")} for record in _records(sound, tmp_path)])
            until(lambda number=number: f"Name back {number}" in page("programs/taos.html"), f"mended after {name}")  # type: ignore[misc]


def words_of(page: str) -> str:
    """A page without the script by which the preview reloads it."""
    return re.sub(r"<script[^>]*>.*?</script>", "", page, flags=re.DOTALL)


def _records(text: str, folder: Path) -> list[dict[str, str]]:
    (folder / "sound.yml").write_text(text, encoding="utf-8")
    return list(read(folder / "sound.yml"))
