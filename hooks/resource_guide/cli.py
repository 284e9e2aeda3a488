"""The command ``guide``: build and check a guide from the command line."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from .guide import check_guide


def main(arguments: list[str] | None = None) -> int:
    """Run ``guide``; return its exit status: 0 all is well, 1 the guide has faults, 2 the command is wrong."""
    parser = argparse.ArgumentParser(prog="guide", description="Build and check a resource guide.")
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the guide's folder (default: this one)")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="check everything and write site/; a failed build leaves the last good site")
    build.add_argument("--strict", action="store_true", help="stop at warnings too")
    check = commands.add_parser("check", help="list every fault in data/ and docs/ without building")
    check.add_argument("--strict", action="store_true", help="exit 1 at warnings too")
    options = parser.parse_args(arguments)
    root: Path = options.root.resolve()
    if not (root / "data" / "guide.yml").is_file():
        print(f"guide: there is no guide in {options.root} (no data/guide.yml); name its folder with --root", file=sys.stderr)
        return 2
    return _build(root, options.strict) if options.command == "build" else _check(root, options.strict)


def _check(root: Path, strict: bool) -> int:
    problems = check_guide(root).problems
    for problem in problems:
        print(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    print(f"{errors} errors, {len(problems) - errors} warnings", file=sys.stderr)
    return 1 if errors or (strict and problems) else 0


def _build(root: Path, strict: bool) -> int:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(root / "mkdocs.yml")]
    # The theme's notice about MkDocs 2 is for maintainers, who have read it (CONTRIBUTING.md, "Engine").
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run([*command, *(["--strict"] if strict else [])], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
