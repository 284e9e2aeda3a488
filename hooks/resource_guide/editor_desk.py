"""What the commands for editors share: a sound guide to work on, words in the editor's language, and one way to fail."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .edit_yaml import RecordsFile
from .keeping import RefusedError
from .loaded import Loaded
from .model import Guide
from .problems import GuideError, Problem
from .reports import Catalogue, add_language_option, read_catalogue, report
from .schema import new_file
from .trial import sound_guide
from .wording import Speaker


@dataclass(frozen=True)
class EditorDesk:
    """What every command needs."""

    root: Path
    guide: Guide
    loaded: Loaded
    say: Speaker
    """Words in the editor's language where the guide has it, else in its first one."""
    first: Speaker
    """Words in the first language of the guide: for what goes into its files."""
    catalogue: Catalogue

    def tell(self, problem: Problem) -> str:
        """A problem of the command, without a place in a file."""
        return sentence(self.catalogue, problem)

    def new_town_file(self, path: Path) -> RecordsFile:
        """The file of a town that has none yet, with its first comments."""
        place = self.guide.places.get(path.stem)
        title = self.first("editor_file_title", town=place.name if place else self.first("statewide"))
        return new_file(path, self.root, f"{title}\n{self.first('editor_file_note')}")


Run = Callable[[EditorDesk, argparse.Namespace], int]


def add_run(parser: argparse.ArgumentParser, run: Run) -> None:
    """Give a command ``--lang``, and a ``run`` that takes the root and the options and returns the exit status."""
    add_language_option(parser)
    parser.set_defaults(run=lambda root, options: _guarded(root, options, run))


def sentence(catalogue: Catalogue, problem: Problem) -> str:
    """``field: what is wrong; what to write instead``."""
    told = catalogue.problem(problem)
    return f"{told.field}: {told.message}; {told.fix}" if told.field else f"{told.message}; {told.fix}"


def _guarded(root: Path, options: argparse.Namespace, run: Run) -> int:
    """The exit status of a command: 1 where files are at fault, with every fault, or 2 where the command is."""
    catalogue = read_catalogue(options.lang)
    _take_any_text()
    try:
        return run(_desk(root, options.lang, catalogue), options)
    except RefusedError as error:
        for problem in error.problems:
            _complain(sentence(catalogue, problem))
        return 2
    except GuideError as error:
        print(report(error.problems, "text", catalogue), file=sys.stderr)
        _complain(catalogue.tell("nothing was written"))
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
        _complain(catalogue.tell("stopped; nothing was written"))
    except BrokenPipeError:
        raise
    except OSError as error:
        _complain(catalogue.tell(f"nothing was written: {error.filename or 'a file'} cannot be written ({error.strerror})"))
    return 1


def _desk(root: Path, language: str, catalogue: Catalogue) -> EditorDesk:
    guide, loaded = sound_guide(root)
    first = guide.languages[0]
    return EditorDesk(root, guide, loaded, Speaker(guide, language if language in guide.languages else first), Speaker(guide, first), catalogue)


def _complain(text: str) -> None:
    print(f"guide: {text}", file=sys.stderr)


def _take_any_text() -> None:
    """No letter that a terminal lacks, and no byte that is no letter, stops the work."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="surrogateescape" if stream is sys.stdin else "replace")
