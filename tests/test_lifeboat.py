"""ProperDocs, the maintained fork of MkDocs 1.x, builds the same site to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .conftest import SITE_URL


def test_properdocs_makes_the_same_site(project: Path, site: Path) -> None:
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "--quiet"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, env={**os.environ, "SITE_URL": SITE_URL})
    assert result.returncode == 0, result.stderr

    made = {path.relative_to(project / "site"): path.read_bytes() for path in (project / "site").rglob("*") if path.is_file()}
    assert made == {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
