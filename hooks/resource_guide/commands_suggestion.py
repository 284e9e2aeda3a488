"""The command ``guide suggestion``: a filled-in form of the public editor becomes a change that nobody has checked."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from .documents import read_documents
from .edit_yaml import read_records, write_bytes
from .editor_desk import EditorDesk, add_run
from .forge import answer
from .forge.answer import Answer
from .forge.correction import corrected, listing_of, needs_a_person
from .forge.filled import Filled, read_filled
from .forge.new_program import new_program
from .forge.page_words import new_faults, page_of, rewritten
from .forge.quoting import block, code
from .forms import CLOSED, forms
from .freshness import by_person
from .keeping import RefusedError, refuse
from .problems import GuideError
from .reports import languages, read_catalogue
from .trial import save
from .wording import Speaker

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_LARGEST = 1_000_000
"""Bytes of a file with a form; GitHub takes 65 kB in an issue, and wraps it in some more."""


def add_suggestion(commands: Commands) -> None:
    """Add ``guide suggestion``; its ``run`` takes the root and the options."""
    parser = commands.add_parser("suggestion", help="make a change of a filled-in form of the public editor, and the texts that go with it")
    parser.add_argument("file", type=Path, metavar="FILE", help="the text of the issue (.md), or what GitHub tells a workflow about it (.json)")
    parser.add_argument("--number", type=int, metavar="N", help="the number of the issue, where the file does not tell it")
    parser.add_argument("--to", type=Path, metavar="DIR", help="where title.txt, summary.md and reply.md go (default: build/suggestion)")
    add_run(parser, _suggestion)


def _suggestion(desk: EditorDesk, options: argparse.Namespace) -> int:
    body, number = _issue(options)
    made = _answer(desk, body, number)
    made.write(options.to or desk.root / "build" / "suggestion")
    print(f"result={made.result}")
    return 0 if made.result != "fault" else 1


def _issue(options: argparse.Namespace) -> tuple[str, int]:
    """The text of the issue and its number. Raises RefusedError where the file does not tell them."""
    try:
        content = options.file.read_bytes() if options.file.stat().st_size <= _LARGEST else b"\xff"
        text = content.decode("utf-8")
        event = json.loads(text)["issue"] if options.file.suffix == ".json" else {"body": text, "number": options.number}
        body, number = event["body"] or "", event["number"]
    except OSError:
        refuse("this file cannot be read", "name a file with the text of an issue", "file")
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, KeyError, TypeError):
        refuse("this file holds no issue", "name a file with the text of an issue, or the event that GitHub tells a workflow", "file")
    if not isinstance(number, int) or isinstance(number, bool) or not isinstance(body, str):
        refuse("the number of the issue is not known", "write --number 12", "number")
    return body, number


def _answer(desk: EditorDesk, body: str, number: int) -> Answer:
    every = [form for tag in desk.guide.languages for form in forms(desk.guide, tag)]
    filled = read_filled(body, every)
    sender = Speaker(desk.guide, filled.form.tag) if filled else desk.first
    catalogue = read_catalogue(sender.tag if sender.tag in languages() else "en")
    if filled is None:
        return answer.sent_back(sender, sender("suggestion_reason_form"))
    if filled.twice:
        return answer.sent_back(sender, sender("suggestion_reason_twice", label=filled.twice))
    try:
        return {"add": _added, "correct": _corrected, "translate": _translated}[filled.form.name](desk, sender, filled, number)
    except (RefusedError, GuideError) as error:
        return answer.refused(sender, catalogue, error.problems)


def _added(desk: EditorDesk, sender: Speaker, filled: Filled, number: int) -> Answer:
    say = desk.first
    town, record = new_program(desk.guide, desk.loaded, filled, say("suggestion_source_call", number=number))
    path = desk.root / "data" / "programs" / f"{town}.yml"
    file = read_records(path, desk.root) if path.exists() else desk.new_town_file(path)
    warned = save(desk.root, file.with_new(record))
    parts = (
        answer.opening(say, filled, number, file.name), answer.table(say, answer.fields_of(record)), answer.told(say, filled),
        answer.warnings(say, desk.catalogue, warned), answer.to_do(say, say("suggestion_do_call"), say("suggestion_do_source") if filled["source"] else "", _confirm(desk, record["id"])),
    )  # fmt: skip
    return answer.proposed(say, sender, say("suggestion_add", id=record["id"], number=number), parts)


def _corrected(desk: EditorDesk, sender: Speaker, filled: Filled, number: int) -> Answer:
    say, identity = desk.first, listing_of(desk.guide, filled)
    if needs_a_person(filled):
        return answer.for_a_person(sender, sender("suggestion_reason_other"))
    path = desk.root / desk.guide.program_files[identity]
    file = read_records(path, desk.root)
    record, changes = corrected(desk.guide, file.record(identity), filled, say("suggestion_source_call", number=number))
    warned = save(desk.root, file.with_record(identity, record))
    assured, ended = desk.guide.programs[identity].assured, filled["field"] == CLOSED
    demoted = say("suggestion_do_demoted", date=say.date(assured.date or "")) if by_person(assured) and not ended else ""
    parts = (
        answer.opening(say, filled, number, file.name), answer.table(say, changes), answer.told(say, filled), answer.warnings(say, desk.catalogue, warned),
        answer.to_do(say, say("suggestion_do_call"), say("suggestion_do_source") if filled["source"] else "", demoted, "" if ended else _confirm(desk, identity)),
    )  # fmt: skip
    return answer.proposed(say, sender, say("suggestion_correct", id=identity, number=number), parts)


def _translated(desk: EditorDesk, sender: Speaker, filled: Filled, number: int) -> Answer:
    if filled.faults:
        raise RefusedError(filled.faults)
    say = desk.first
    page = page_of(read_documents(desk.root, desk.guide)[0], desk.guide, filled)
    if page is None:
        return answer.for_a_person(sender, sender("suggestion_reason_page", page=code(filled["page"])))
    change = rewritten(desk.root, page, filled)
    if isinstance(change, str):
        return answer.for_a_person(sender, sender(f"suggestion_reason_{change}", file=code(page.file)))
    found = new_faults(desk.root, change)
    if any(problem.severity == "error" for problem in found):
        raise GuideError(problem for problem in found if problem.severity == "error")
    write_bytes(desk.root / change.file, change.text.encode("utf-8"))
    words = f"{block(filled['current'])}\n\n{block(filled['better'])}"
    mark = say("suggestion_do_language", command=code(f"guide translations --mark {change.name}"))
    parts = (answer.opening(say, filled, number, change.file), words, answer.told(say, filled), answer.warnings(say, desk.catalogue, found), answer.to_do(say, mark))
    return answer.proposed(say, sender, say("suggestion_translate", file=change.file, number=number), parts)


def _confirm(desk: EditorDesk, identity: str) -> str:
    return desk.first("suggestion_do_confirm", command=code(f"guide confirm {identity} --how called --date {desk.guide.today.isoformat()}"))
