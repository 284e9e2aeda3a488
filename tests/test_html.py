"""Every page is valid HTML and every style valid CSS, by the Nu checker."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .conftest import ROOT

CSP = ".*Content Security Policy.*"
"""What the checker says of the policy supposes a server, and takes data (JSON-LD) for scripts; browser/test_policy.py asks a browser."""


def test_the_nu_checker_finds_nothing(site: Path) -> None:
    jar = ROOT / ".venv/nu/node_modules/vnu-jar/build/dist/vnu.jar"
    assert jar.exists(), "the Nu checker is missing; make test installs it"

    files = sorted(path for path in site.rglob("*") if path.suffix in (".html", ".css", ".svg"))
    command = ["java", "-Xss4m", "-XX:TieredStopAtLevel=1", "-jar", str(jar), "--also-check-css", "--also-check-svg", "--filterpattern", CSP, *map(str, files)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.stderr == ""
