"""The commands that keep listings true: ``guide stale``, ``guide confirm``, ``guide close``, ``guide add``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .edit_yaml import Record, RecordsFile, read_records, write_bytes
from .editor_desk import EditorDesk, add_run
from .handouts import call_sheets
from .interview import Interview
from .keeping import Change, Check, closed, confirmed, refuse
from .paper import Desk
from .places import County, counties
from .problems import Problem, did_you_mean, shown
from .reports import languages, report
from .stale import as_table, as_text, due_listings, find_county
from .trial import save
from .typeset import FONTS, Typesetter
from .views import Views

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_keeping(commands: Commands) -> None:
    """Add ``stale``, ``confirm``, ``close`` and ``add``; each sets ``run``, which takes the root and the options."""
    _add_stale(commands)
    _add_confirm(commands)
    _add_close(commands)
    parser = commands.add_parser("add", help="ask for a new listing field by field, and write it where it belongs")
    add_run(parser, _add)


def _add_stale(commands: Commands) -> None:
    parser = commands.add_parser("stale", help="list what is due a check by a person, and why")
    parser.add_argument("--county", metavar="NAME", help="only the towns of this county")
    parser.add_argument("--format", choices=("text", "csv"), default="text", help="text: for people. csv: for a spreadsheet")
    parser.add_argument("--sheet", type=Path, metavar="FILE.pdf", help="write the county's call sheet instead, to print and fill in")
    add_run(parser, _stale)


def _add_confirm(commands: Commands) -> None:
    parser = commands.add_parser("confirm", help="record that a person checked a listing, and correct what is wrong in it")
    parser.add_argument("id", metavar="ID", help="the listing's id, as guide stale shows it")
    parser.add_argument("--how", required=True, metavar="called|provider-site", help="called: you phoned. provider-site: you read its own website")
    parser.add_argument("--date", required=True, metavar="YYYY-MM-DD", help="the day of the check")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="correct a field: phone=…, website=…, street=…, zip=…, level=…, languages.es=yes; nothing after = takes it out")
    add_run(parser, _confirm)


def _add_close(commands: Commands) -> None:
    parser = commands.add_parser("close", help="record that a program has closed; its listing stays, with a notice")
    parser.add_argument("id", metavar="ID", help="the listing's id, as guide stale shows it")
    first, *others = languages()
    parser.add_argument("--reason", default="", metavar="TEXT", help=f"why, in one sentence ({first})")
    for tag in others:
        parser.add_argument(f"--reason-{tag}", default="", metavar="TEXT", help=f"the same in another language ({tag}), written by a person")
    parser.add_argument("--see", default="", metavar="ID", help="the id of the program to go to instead")
    parser.add_argument("--date", default="", metavar="YYYY-MM-DD", help="when it closed: a day, a month or a year (default: today)")
    add_run(parser, _close)


# What is due


def _stale(desk: EditorDesk, options: argparse.Namespace) -> int:
    county = find_county(desk.guide, options.county) if options.county is not None else None
    if options.county is not None and county is None:
        names = [one.name for one in counties(desk.guide)]
        refuse(f"there is no county {shown(options.county)}", did_you_mean(options.county, names, "data/places.yml"))
    if options.sheet:
        return _write_sheet(desk, county, options.sheet)
    due = due_listings(desk.guide, desk.say, county)
    if options.format == "csv":
        # The byte order mark tells Excel that this is UTF-8.
        sys.stdout.buffer.write(("\ufeff" + as_table(desk.guide, desk.say, due)).encode("utf-8"))
    else:
        print(as_text(desk.guide, desk.say, due))
    return 0


def _write_sheet(desk: EditorDesk, county: County | None, target: Path) -> int:
    if county is None:
        refuse("a call sheet is for one county", "add --county NAME")
    if target.suffix.casefold() != ".pdf":
        refuse(f"{shown(target.name)} does not end with .pdf", "write a name such as calls.pdf")
    templates = desk.root / "overrides" / "print"
    if not (templates / "calls.typ").is_file():
        refuse("overrides/print, by which sheets are made, is missing or not whole", "put the folder back, or leave --sheet out")
    guide, tag = desk.guide, desk.say.tag
    views = Views(guide, desk.say)
    sheets = call_sheets(Desk(guide, {tag: views}, ""), guide.today)
    sheet = next(sheet for sheet in sheets if Path(sheet.path).name.partition(".")[0] == county.id)
    with tempfile.TemporaryDirectory() as name:
        Typesetter(templates, Path(name) / "cache", desk.root / FONTS).make(Path(name), [[sheet]])
        content = (Path(name) / sheet.path).read_bytes()
    write_bytes(target, content)
    print(desk.say("editor_sheet", file=target, county=desk.say("county_of", name=county.name)))
    return 0


# A check, and the end of a program


def _confirm(desk: EditorDesk, options: argparse.Namespace) -> int:
    file, record = _record(desk, options.id)
    new, changes = confirmed(desk.guide, record, Check(options.date, options.how, desk.first("editor_source_call")), options.set)
    say = desk.say
    told = [say("editor_confirmed", id=options.id, how=say(f"data_how_{options.how}"), date=say.date(options.date)), *(_told(desk, change) for change in changes)]
    return _saved(desk, file, new, "; ".join(told))


def _close(desk: EditorDesk, options: argparse.Namespace) -> int:
    file, record = _record(desk, options.id)
    first, *others = languages()
    reasons = {first: options.reason} | {tag: getattr(options, f"reason_{tag}") for tag in others}
    new = closed(desk.guide, record, options.date, {tag: text.strip() for tag, text in reasons.items()}, options.see)
    status = _saved(desk, file, new, desk.say.dated("editor_closed", new["closed"]["date"], id=options.id))
    for tag in others:
        if tag in desk.guide.languages and tag not in new["closed"]["reason"]:
            print(desk.say("editor_reason_missing", tag=tag, command=f"guide close {options.id} --reason-{tag} …"))
    return status


def _record(desk: EditorDesk, identity: str) -> tuple[RecordsFile, Record]:
    """The file of a listing, and the record."""
    if identity not in desk.guide.programs:
        refuse(f"there is no program {shown(identity)}", did_you_mean(identity, desk.guide.programs, "data/programs/"), "id")
    file = read_records(desk.root / desk.guide.program_files[identity], desk.root)
    return file, file.record(identity)


def _told(desk: EditorDesk, change: Change) -> str:
    nothing = desk.say("editor_nothing")
    return f"{change.field}: {change.old or nothing} → {change.new or nothing}"


def _saved(desk: EditorDesk, file: RecordsFile, record: Record, summary: str) -> int:
    changed = file.with_record(record["id"], record)
    if changed is file:
        print(desk.say("editor_same", id=record["id"], file=file.name))
        return 0
    _show_warnings(desk, save(desk.root, changed))
    print(f"{summary} [{file.name}]")
    return 0


def _show_warnings(desk: EditorDesk, problems: list[Problem]) -> None:
    if problems:
        print(report(sorted(problems), "text", desk.catalogue), file=sys.stderr)


# A new listing


def _add(desk: EditorDesk, options: argparse.Namespace) -> int:
    interview = Interview(desk.guide, desk.loaded, desk.say, desk.first("editor_source_call"), _ask, print, desk.tell)
    record = interview.run()
    path = desk.root / "data" / "programs" / f"{interview.town}.yml"
    file = read_records(path, desk.root) if path.exists() else desk.new_town_file(path)
    changed = file.with_new(record)
    print(f"\n{RecordsFile(path, file.name, '').with_new(record).text}")
    if not _agreed(desk, file.name):
        print(desk.say("editor_not_saved"))
        return 0
    _show_warnings(desk, save(desk.root, changed))
    print(desk.say("editor_saved", id=record["id"], file=file.name))
    return 0


def _ask(question: str) -> str:
    return input(f"\n{question}\n> ")


def _agreed(desk: EditorDesk, file: str) -> bool:
    yes, no = ([word.strip().casefold() for word in desk.say(key).split(",")] for key in ("editor_yes", "editor_no"))
    while True:
        answer = _ask(desk.say("editor_save", file=file, yes=yes[0], no=no[0])).strip().casefold()
        if answer in (*yes, *no):
            return answer in yes
