"""The same site, to the byte, from ProperDocs (the fork that follows MkDocs 1.x), and without the theme."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .conftest import SITE_URL, files_of, run_guide


def test_properdocs_makes_the_same_site(project: Path, site: Path) -> None:
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "--quiet"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, env={**os.environ, "SITE_URL": SITE_URL})
    assert result.returncode == 0, result.stderr

    assert files_of(project / "site") == files_of(site)


def test_the_site_needs_nothing_of_the_theme(project: Path, site: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("mkdocs.yml", "  name: material\n", "  name: null\n")
    edit("mkdocs.yml", "  font: false\n", "")

    assert run_guide(project, "build", "--strict").returncode == 0
    assert files_of(project / "site") == files_of(site)
