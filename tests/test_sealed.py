"""A build asks nobody: it makes the same site where there is no network at all."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import SITE_URL, files_of
from .hostile import rich_guide

EPOCH = "1795564800"
BLOCK = """
import socket
def refuse(*args, **kwargs): raise OSError("a build asks nobody")
class _None(socket.socket):
    def connect(self, address): refuse()
    def connect_ex(self, address): refuse()
    def sendto(self, *args): refuse()
socket.socket = _None
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse
"""
"""A sitecustomize, for machines on which no network namespace can be made: Python finds no way out."""
ASK = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)"


def namespace() -> list[str] | None:
    """The command that runs another one in an empty network namespace; None where this machine allows none."""
    for command in (["unshare", "--net"], ["unshare", "--net", "--map-root-user"]):
        if shutil.which(command[0]) and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return None


def blocked(folder: Path) -> dict[str, str]:
    """The environment in which Python's sockets refuse."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(BLOCK, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}


@pytest.fixture
def sealed(tmp_path: Path) -> tuple[list[str], dict[str, str]]:
    """How a command is run without a network: its first words, and its environment. In a namespace where one can be made, else with sockets refused."""
    command = namespace()
    return (command, dict(os.environ)) if command is not None else ([], blocked(tmp_path / "blocked"))


def test_a_sealed_build_makes_the_same_site(sealed: tuple[list[str], dict[str, str]], tmp_path: Path) -> None:
    words, environment = sealed
    environment |= {"SITE_URL": SITE_URL, "SOURCE_DATE_EPOCH": EPOCH}
    open_, closed = rich_guide(tmp_path / "open"), rich_guide(tmp_path / "closed")
    command = [sys.executable, "-m", "resource_guide.cli", "--root"]

    assert subprocess.run([*command, str(open_), "build"], env=os.environ | {"SITE_URL": SITE_URL, "SOURCE_DATE_EPOCH": EPOCH}, capture_output=True, check=False).returncode == 0
    result = subprocess.run([*words, *command, str(closed), "build"], env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
    assert files_of(closed / "site") == files_of(open_ / "site")


def test_both_seals_hold(tmp_path: Path) -> None:
    """A command that asks a server of this very machine is refused there, and is not without the seal."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        command = [sys.executable, "-c", ASK, host, str(port)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
        empty = namespace()
        for words, environment in [([], blocked(tmp_path / "blocked")), *([(empty, dict(os.environ))] if empty else [])]:
            assert subprocess.run([*words, *command], env=environment, capture_output=True, check=False).returncode != 0


def test_where_a_namespace_can_be_made_it_is_empty() -> None:
    """The strong way, which holds for every program that a build could start, is the one used here or is said to be missing."""
    words = namespace()
    if words is None:
        assert os.getuid() != 0 or sys.platform != "linux", "root on Linux can make a namespace"
        return
    shown = subprocess.run([*words, "cat", "/proc/net/route"], capture_output=True, text=True, check=True).stdout
    assert len(shown.splitlines()) <= 1, "no way leads out"  # a heading at most
