"""``make audit``: the licence of each pinned dependency, and the faults that are known of it.

Exit status: 0 no fault is known, 1 one is, or a licence is not known, 2 the service that knows them could not be asked.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .pins import Pin, read_pins


def licences(pins: Sequence[Pin]) -> list[str]:
    """A line for each licence with the packages that have it."""
    by_licence: dict[str, list[str]] = {}
    for pin in pins:
        by_licence.setdefault(pin.licence or "not known: read its LICENSE file", []).append(f"{pin.name} {pin.version}")
    return [f"{name}: {', '.join(packages)}" for name, packages in sorted(by_licence.items(), key=lambda item: (-len(item[1]), item[0]))]


def known_faults(requirements: Path) -> tuple[list[str], list[str]] | None:
    """Known faults, a line each, and the packages that were not asked about; None where the service could not be asked."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off", "--timeout", "15", "-r", str(requirements)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return read_answer(result.stdout)


def read_answer(text: str) -> tuple[list[str], list[str]] | None:
    """The same, from what pip-audit printed as JSON. Where it reached nobody it prints nothing, or has found no package at all."""
    try:
        packages = json.loads(text)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if len(skipped) == len(packages):
        return None
    return [_fault(package, fault) for package in packages for fault in package.get("vulns", [])], skipped


def _fault(package: dict[str, str], fault: dict[str, list[str]]) -> str:
    mended = ", ".join(fault.get("fix_versions", [])) or "no version yet"
    return f"{package['name']} {package['version']}: {fault['id']}; mended in {mended}"


def main() -> int:
    """Print both lists."""
    parser = argparse.ArgumentParser(description="List the licences and the known faults of the pinned dependencies.")
    parser.add_argument("requirements", type=Path, nargs="?", default=Path("requirements.txt"))
    options = parser.parse_args()
    pins = read_pins(options.requirements)
    print(f"Licences of {len(pins)} packages in {options.requirements.name}", *licences(pins), "", sep="\n", flush=True)
    answer = known_faults(options.requirements)
    if answer is None:
        print("Known faults: NOT CHECKED. The service that knows them could not be reached; run this again with a network.", file=sys.stderr)
        return 2
    faults, skipped = answer
    print(f"Known faults: {len(faults)}", *faults, sep="\n")
    if skipped:
        print(f"Not checked, because the service does not know them: {', '.join(skipped)}")
    return 1 if faults or not all(pin.licence for pin in pins) else 0


if __name__ == "__main__":
    sys.exit(main())
