"""The command ``guide``: build and check a guide from the command line."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from .commands_build import add_build
from .commands_edition import add_edition
from .commands_import import add_import_commands
from .commands_keeping import add_keeping
from .commands_monthly import add_monthly
from .commands_new import add_new
from .commands_suggestion import add_suggestion
from .guide import check_guide
from .reports import add_report_options, folder_in_repository, read_catalogue, report, summary
from .schema import add_schema, schema_problems
from .translating import add_translations


def main(arguments: list[str] | None = None) -> int:
    """Run ``guide``; return its exit status: 0 all is well, 1 the guide has faults, 2 the command is wrong."""
    parser = argparse.ArgumentParser(prog="guide", description="Build and check a resource guide.")
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the guide's folder (default: this one)")
    commands = parser.add_subparsers(dest="command", required=True)
    add_build(commands)
    check = commands.add_parser("check", help="list every fault in data/ and docs/ without building")
    check.add_argument("--strict", action="store_true", help="exit 1 at warnings too")
    add_report_options(check)
    add_translations(commands)
    add_schema(commands)
    add_import_commands(commands)
    add_edition(commands)
    add_keeping(commands)
    add_new(commands)
    add_suggestion(commands)
    add_monthly(commands)
    return _piped(parser.parse_args(arguments))


def _piped(options: argparse.Namespace) -> int:
    """The command's exit status; 1 where who reads its output has seen enough: ``guide check | head``."""
    try:
        status = _run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains at its end
        return 1
    return status


def _run(options: argparse.Namespace) -> int:
    root: Path = options.root.resolve()
    if options.command != "build" and not (root / "data" / "guide.yml").is_file():
        print(f"guide: there is no guide in {options.root} (no data/guide.yml); name its folder with --root", file=sys.stderr)
        return 2
    return _check(root, options) if options.command == "check" else int(options.run(root, options))


def _check(root: Path, options: argparse.Namespace) -> int:
    checked = check_guide(root)
    sound = not any(problem.severity == "error" for problem in checked.problems)
    problems = sorted([*checked.problems, *schema_problems(root, checked.guide if sound else None)])
    say = read_catalogue(options.lang)
    text = report(problems, options.format, say, folder_in_repository(root))
    if text:
        print(text)
    print(summary(problems, say), file=sys.stderr)
    return 1 if any(options.strict or problem.severity == "error" for problem in problems) else 0


if __name__ == "__main__":
    sys.exit(main())
