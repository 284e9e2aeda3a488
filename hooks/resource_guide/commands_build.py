"""The command ``guide build``: one guide, or the guides of a folder of states."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .front import Shard, shards_of, write_front
from .problems import GuideError, did_you_mean

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_build(commands: Commands) -> None:
    """Add ``guide build``."""
    build = commands.add_parser("build", help="check everything and write site/; a failed build leaves the last good site")
    build.add_argument("--strict", action="store_true", help="stop at warnings too")
    build.add_argument("--state", metavar="CA", help="in a folder of guides, one for each state: build this one into site/ca/, and the page over all of them")
    build.set_defaults(run=run_build)


def run_build(root: Path, options: argparse.Namespace) -> int:
    """Build the guide of ``root``, or the guides in it; the exit status is 0, 1 where one has faults, 2 where the command is wrong."""
    if (root / "data" / "guide.yml").is_file():
        if options.state:
            return _refuse(f"{options.root} is the guide of one state, not a folder of guides; leave --state out")
        return _mkdocs(root, options.strict)
    shards = shards_of(root)
    if not shards:
        return _refuse(f"there is no guide in {options.root} (no data/guide.yml), nor below it (no ca/data/guide.yml); name its folder with --root")
    code = (options.state or "").upper()
    if code and code not in shards:
        return _refuse(f"there is no guide of {code} in {options.root}; {did_you_mean(code, shards, str(options.root))}")
    return _build_shards(root, shards, [code] if code else list(shards), options.strict)


def _build_shards(root: Path, shards: dict[str, Shard], chosen: list[str], strict: bool) -> int:
    """Build the chosen states, all of them even where one has faults, and the page over all."""
    site, base = root / "site", os.environ.get("SITE_URL")
    site.mkdir(exist_ok=True)
    failed = []
    for code in chosen:
        print(f"{code}:", flush=True)
        if _mkdocs(shards[code].root, strict, site / code.lower(), f"{base.rstrip('/')}/{code.lower()}/" if base else None):
            failed.append(code)
    try:
        write_front(site, shards, f"{base.rstrip('/')}/" if base else "")
    except GuideError as error:
        print(error, file=sys.stderr)
        return 1
    if failed:
        print(f"guide: not built: {', '.join(failed)}; what is wrong stands above", file=sys.stderr)
    return 1 if failed else 0


def _mkdocs(root: Path, strict: bool, site: Path | None = None, site_url: str | None = None) -> int:
    """Build one guide, into ``site`` and for ``site_url`` where its mkdocs.yml is not to say."""
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(root / "mkdocs.yml")]
    command += [*(["--strict"] if strict else []), *(["--site-dir", str(site)] if site else [])]
    # The theme's notice about MkDocs 2 is for maintainers, who have read it (CONTRIBUTING.md, "Engine").
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **({"SITE_URL": site_url} if site_url else {})}
    return subprocess.run(command, env=environment, check=False).returncode


def _refuse(sentence: str) -> int:
    print(f"guide: {sentence}", file=sys.stderr)
    return 2
