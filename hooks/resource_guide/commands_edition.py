"""The command ``guide edition``: records what the printed sheets say today."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .editions import FILE
from .guide import check_guide
from .problems import GuideError
from .sheets import record_editions
from .turns import in_turn

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_edition(commands: Commands) -> None:
    """Add ``guide edition``."""
    command = commands.add_parser("edition", help=f"record in {FILE} what the printed sheets say today; run it before you print, and commit the file")
    command.set_defaults(run=_run)


def _run(root: Path, options: argparse.Namespace) -> int:
    try:
        with in_turn(root):
            marks = record_editions(root, check_guide(root).publishable())
    except (GuideError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"guide: nothing was written: {FILE} cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    if not marks:
        print("every sheet still carries its last edition; nothing to record")
    else:
        print(f"recorded {len(marks)} editions in {FILE}: {marks[0]}" + (f" … {marks[-1]}" if len(marks) > 1 else ""))
    return 0
