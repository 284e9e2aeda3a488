"""Whatever happens to a build, the published site is the old one or the new one, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resource_guide.swap import building_folder

from .conftest import BUILT_AT, SITE_URL, copy_guide, copy_second, files_of, run_guide, without_sheets


def start(root: Path) -> subprocess.Popen[bytes]:
    """A build in a process group of its own, as a terminal starts it."""
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(root), "build"]
    environment = {**os.environ, "SITE_URL": SITE_URL, "SOURCE_DATE_EPOCH": "1798761600"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def test_a_killed_build_leaves_a_whole_site(tmp_path: Path) -> None:
    """SIGKILL at 20 moments spread over a build, half of them near its end: before, in and after the swap."""
    project = copy_second(tmp_path / "guide")
    wording = project / "data/wording/en.yml"
    text = wording.read_text(encoding="utf-8")
    other = text.replace("Skip to the page", "Skip to the text")
    assert start(project).wait() == 0
    old = files_of(project / "site")
    wording.write_text(other, encoding="utf-8")
    began = time.monotonic()
    assert start(project).wait() == 0
    length = time.monotonic() - began
    new = files_of(project / "site")
    assert old != new

    for moment in (*(number / 13 for number in range(1, 11)), *(0.8 + number / 40 for number in range(1, 11))):
        process = start(project)
        time.sleep(length * moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert files_of(project / "site") in (old, new), f"killed after {moment} of a build"
        if moment == 10 / 13:  # from here on the new site is the old one
            wording.write_text(text, encoding="utf-8")

    assert start(project).wait() == 0
    assert files_of(project / "site") == old
    assert [path.name for path in project.iterdir() if path.name.startswith(".site")] == []


def test_two_builds_at_once(tmp_path: Path) -> None:
    project = copy_second(tmp_path / "guide")
    first, second = start(project), start(project)
    assert first.wait() == 0 and second.wait() == 0

    alone = files_of(project / "site")
    assert start(project).wait() == 0
    assert files_of(project / "site") == alone
    assert [path.name for path in project.iterdir() if path.name.startswith(".site")] == []


FULL_DISK = """
set -e
mount -t tmpfs -o size={size} tmpfs "$1"
cp -r "$2"/. "$1"
mkdir "$1/site"; echo "the last good site" > "$1/site/index.html"
{then}
set +e
"$3" -m resource_guide.cli --root "$1" build; echo "exit $?"
cat "$1/site/index.html"; ls -A "$1"
"""


@pytest.mark.parametrize(("size", "then", "message"), [
    ("{all}k", "", "No space left on device"),
    ("64m", 'mount -o remount,ro "$1"', "Read-only file system"),
], ids=["full", "read-only"])  # fmt: skip
def test_a_disk_that_cannot_be_written(project: Path, tmp_path: Path, size: str, then: str, message: str) -> None:
    """A small disk of its own, in a mount namespace; one sentence, and the last good site stays."""
    used = sum((path.stat().st_size + 4095) // 4096 * 4 for path in project.rglob("*") if path.is_file())
    disk = tmp_path / "disk"
    disk.mkdir()
    script = FULL_DISK.format(size=size.format(all=used + 1500), then=then)
    command = ["unshare", "--mount", *([] if os.getuid() == 0 else ["--map-root-user"]), "sh", "-c", script, "sh", str(disk), str(project), sys.executable]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "exit 1\nthe last good site\n" in result.stdout, result.stdout + result.stderr
    assert message in result.stderr and "the last good site is still there" in result.stderr
    assert "Traceback" not in result.stderr
    assert ".site.building" not in result.stdout


def test_a_file_in_the_place_of_the_site(tmp_path: Path) -> None:
    project = without_sheets(copy_second(tmp_path / "guide"))
    (project / "site").write_text("not a folder", encoding="utf-8")

    result = run_guide(project, "build")

    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert (project / "site").read_text(encoding="utf-8") == "not a folder"


def test_two_builds_are_the_same_to_the_byte(built: tuple[Path, str], tmp_path: Path) -> None:
    """In another folder, time zone, locale and order of hashes; only SOURCE_DATE_EPOCH is the same. Nothing that one keeps is used by the other."""
    first = built[0]
    root = copy_guide(tmp_path / "another folder")
    (root / "build" / "sheets").unlink()
    environment = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": (first / BUILT_AT).read_text(encoding="utf-8")}

    assert run_guide(root, "build", **environment).returncode == 0

    one, other = files_of(first / "site"), files_of(root / "site")
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []
    assert any(path.endswith(".pdf") for path in one)


def test_an_old_site_that_was_moved_away_comes_back(tmp_path: Path) -> None:
    """Where folders cannot be exchanged in one step, a build may end between its two."""
    live = tmp_path / "site"
    old = tmp_path / ".site.building-1-ab.old"
    old.mkdir()
    (old / "index.html").write_text("the last good site", encoding="utf-8")

    building_folder(live).rmdir()

    assert (live / "index.html").read_text(encoding="utf-8") == "the last good site"
    assert not old.exists()


def test_a_link_in_the_place_of_the_site_stays_one(tmp_path: Path) -> None:
    project = without_sheets(copy_second(tmp_path / "guide"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project / "site").symlink_to(elsewhere)

    assert run_guide(project, "build").returncode == 0

    assert (project / "site").is_symlink() and (elsewhere / "index.html").is_file()
