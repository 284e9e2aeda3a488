"""The commands for editors on files that are broken, locked or changed in the meantime, and on a full disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from resource_guide.edit_yaml import read_records
from resource_guide.load import load_guide

from .editing import ANSWERS, CALLED, EPOCH, HOPE_FILE, TAOS, TAOS_FILE, TODAY, Edit, data_of, guide, unchanged
from .editing import project as project

COMMANDS = (("stale",), ("confirm", TAOS, *CALLED), ("close", TAOS, "--reason", "x"), ("add",))
BROKEN = {
    "a conflict": (TAOS_FILE, lambda text: text.replace("  level: iop\n", "<<<<<<< HEAD\n  level: iop\n=======\n  level: outpatient\n>>>>>>> b\n"), "a merge conflict is left in the file"),
    "a conflict elsewhere": ("data/programs/gallup.yml", lambda text: text + "<<<<<<< HEAD\n", "a merge conflict is left in the file"),
    "half edited": (TAOS_FILE, lambda text: text.replace("  name: ", '  name: "'), "a quotation mark is opened here and not closed on this line"),
    "a tab": (TAOS_FILE, lambda text: text.replace("  level:", "\tlevel:"), "tab"),
    "empty": (TAOS_FILE, lambda text: "", "the file is empty"),
    "an id twice": (TAOS_FILE, lambda text: text + text[text.index("- id") :], "is already used at"),
    "Latin-1": (TAOS_FILE, lambda text: text.replace("name: ", "name: \udced"), "not UTF-8"),
    "null bytes": (TAOS_FILE, lambda text: "\0" * 5_000, "not UTF-8"),
    "huge": (TAOS_FILE, lambda text: text + "#" * 100_000_000, "larger than 1 MB"),
    "words": ("data/wording/es.yml", lambda text: text + "<<<<<<< HEAD\n", "a merge conflict is left in the file"),
    "settings": ("data/guide.yml", lambda text: "[", ""),
    "aliases": (TAOS_FILE, lambda text: text.replace("name: ", "name: &a "), "an anchor"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files_are_listed_and_left_alone(project: Path, case: str) -> None:
    name, break_it, message = BROKEN[case]
    path = project / name
    text = break_it(path.read_text(encoding="utf-8")).replace("\0", "\0\xff" if case == "null bytes" else "\0")
    path.write_bytes(text.encode("latin-1", "ignore") if case == "null bytes" else text.encode("utf-8", "surrogateescape"))
    before = data_of(project)

    for command in COMMANDS:
        told = unchanged(project, before, guide(project, *command, answers=ANSWERS), 1)
        assert f"{name}:" in told and message in told and told.endswith("guide: nothing was written\n"), command


@pytest.mark.parametrize("answers", [None, ANSWERS], ids=["confirm", "add"])
def test_a_file_that_is_not_to_be_written(project: Path, answers: list[str] | None) -> None:
    """Read-only, for root too: who made it so did not want it changed."""
    (project / TAOS_FILE).chmod(0o444)
    before = data_of(project)

    told = unchanged(project, before, guide(project, *(("add",) if answers else ("confirm", TAOS, *CALLED)), answers=answers), 1)

    assert told == f"guide: nothing was written: {TAOS_FILE} cannot be written (Permission denied)\n"


FULL_DISK = """
set -e
mount -t tmpfs -o size={size} tmpfs "$1"
cp -r "$2"/data "$1"
{then}
set +e
"$3" -m resource_guide.cli --root "$1" confirm {id} --how called --date 2026-11-23; echo "exit $?"
cmp "$1/{file}" "$2/{file}" && echo same; ls -A "$1/data/programs" | grep -c '^\\.'
"""


@pytest.mark.parametrize(("then", "message"), [
    ('cat /dev/zero > "$1/filler" 2>/dev/null || true', "No space left on device"),
    ('mount -o remount,ro "$1"', "Read-only file system"),
], ids=["full", "read-only"])  # fmt: skip
def test_a_disk_that_cannot_be_written(project: Path, tmp_path: Path, then: str, message: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = FULL_DISK.format(size="32m", then=then, id=TAOS, file=TAOS_FILE)
    command = ["unshare", "--mount", *([] if os.getuid() == 0 else ["--map-root-user"]), "sh", "-c", script, "sh", str(disk), str(project), sys.executable]

    result = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})

    assert result.stdout == "exit 1\nsame\n0\n", result.stdout + result.stderr
    assert result.stderr == f"guide: nothing was written: {TAOS_FILE} cannot be written ({message})\n"


def test_two_checks_at_once(project: Path) -> None:
    """Of two editors of one file, each gets the change in or is told that it is not."""
    loaded, _ = load_guide(project, TODAY)
    assert loaded is not None
    ids = [name for name, town in loaded.town_of.items() if town == "albuquerque"][:4]
    command = [sys.executable, "-m", "resource_guide.cli", "--root", str(project), "confirm"]
    running = [subprocess.Popen([*command, name, *CALLED], env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, stderr=subprocess.PIPE, text=True) for name in ids]

    results = [(process.communicate()[1], process.returncode) for process in running]

    file = read_records(project / HOPE_FILE, project)
    confirmed = [file.record(name)["assured"]["how"] == "called" for name in ids]
    assert any(confirmed)
    for (told, status), done in zip(results, confirmed, strict=True):
        assert (status == 0) is done and (done or "the file has changed in the meantime; give the command again" in told)


def test_words_that_a_guide_lacks_are_named(project: Path, edit: Edit) -> None:
    for tag in ("en", "es"):
        edit(f"data/wording/{tag}.yml", "\neditor_stale_count:", "\nno_longer_here:")

    told = unchanged(project, data_of(project), guide(project, "stale"), 1)

    assert "data/wording/en.yml:1: editor_stale_count: a page or a command needs these words, and no language has them; add" in told
