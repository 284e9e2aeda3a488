"""The commands ``guide links`` and ``guide issue``: which links are dead, and the text of the issue of each month."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from .edit_yaml import write_bytes
from .editor_desk import EditorDesk, add_run
from .forge.links import Visited, as_json, from_json, links_of
from .forge.monthly import Issue, links_issue, reason, stale_issue
from .keeping import refuse
from .problems import shown
from .stale import due_listings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_REPORT = Path("build") / "links.json"


def add_monthly(commands: Commands) -> None:
    """Add ``links`` and ``issue``; each sets ``run``, which takes the root and the options."""
    parser = commands.add_parser("links", help="visit every website that the data names, and list those that are dead, moved or refuse programs")
    parser.add_argument("--to", type=Path, metavar="FILE", help="where the report goes, for guide issue links (default: build/links.json)")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="N", help="how long to wait for an answer (default: 20)")
    parser.add_argument("--pause", type=float, default=1.0, metavar="N", help="seconds between two requests to one host (default: 1)")
    add_run(parser, _links)
    parser = commands.add_parser("issue", help="write the text of the issue of each month: listings due a check, or dead links")
    parser.add_argument("subject", choices=("stale", "links"), help="stale: what guide stale lists. links: what guide links found")
    parser.add_argument("--report", type=Path, metavar="FILE", help="the report of guide links (default: build/links.json)")
    parser.add_argument("--to", type=Path, metavar="DIR", help="write title.txt and body.md there instead of showing the text")
    add_run(parser, _issue)


def _links(desk: EditorDesk, options: argparse.Namespace) -> int:
    from .forge.visits import visit_all  # here, since to load what visits takes longer than most commands

    places = links_of(desk.loaded)
    agent = f"Mozilla/5.0 (compatible; link check of a free public guide; +{desk.guide.settings.repository})"
    outcomes = visit_all(places, agent, options.seconds, options.pause)
    if outcomes and all(outcome.why in ("no_name", "name_later") for outcome in outcomes.values()):
        refuse("no server could be found by its name", "connect to the network and give the command again")
    visited = [Visited(url, tuple(places[url]), outcome) for url, outcome in outcomes.items()]
    target = options.to or desk.root / _REPORT
    target.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(target, as_json(visited, desk.guide.today.isoformat()).encode("utf-8"))
    for one in visited:
        if one.outcome.kind != "ok":
            print(f"{one.places[0].file}:{one.places[0].line}: {desk.say(f'link_kind_{one.outcome.kind}')}: {one.url}: {reason(desk.say, one)}")
    kinds = [one.outcome.kind for one in visited]
    print(desk.say("issue_links_counts", ok=kinds.count("ok"), moved=kinds.count("moved"), refused=kinds.count("refused"), dead=kinds.count("dead")))
    return 0


def _issue(desk: EditorDesk, options: argparse.Namespace) -> int:
    issue = stale_issue(desk.guide, desk.say, due_listings(desk.guide, desk.say)) if options.subject == "stale" else _of_links(desk, options)
    if options.to is None:
        print(issue.body, end="")
        return 0
    options.to.mkdir(parents=True, exist_ok=True)
    write_bytes(options.to / "title.txt", f"{issue.title}\n".encode())
    write_bytes(options.to / "body.md", issue.body.encode("utf-8"))
    return 0


def _of_links(desk: EditorDesk, options: argparse.Namespace) -> Issue:
    report = options.report or desk.root / _REPORT
    try:
        date, visited = from_json(report.read_bytes())
    except (OSError, ValueError):
        refuse("this file holds no report of links", f"make one: guide links --to {shown(str(report))}", "report")
    return links_issue(desk.say, date, visited)
