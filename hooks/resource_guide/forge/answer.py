"""What a filled-in form became, in words: title and summary of the proposal for editors, an answer for the sender."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..edit_yaml import Record, write_bytes
from ..keeping import Change
from ..problems import Problem
from ..reports import Catalogue
from ..wording import Speaker
from .filled import Filled
from .quoting import block, code


@dataclass(frozen=True)
class Answer:
    """The texts that a workflow sends."""

    result: str
    """``change``: a file was changed. ``fault``: the sender can mend it. ``hand``: an editor must do it."""
    reply: str
    """For the sender, in the language of the form."""
    title: str = ""
    """Of the proposal; only ids, file names and numbers in it are not ours."""
    summary: str = ""

    def write(self, folder: Path) -> None:
        """Write ``title.txt``, ``summary.md`` and ``reply.md``. Raises OSError where they cannot be written."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("title.txt", self.title), ("summary.md", self.summary), ("reply.md", self.reply)):
            write_bytes(folder / name, f"{text}\n".encode())


# For the sender


def refused(say: Speaker, catalogue: Catalogue, problems: Iterable[Problem]) -> Answer:
    """The answer that lists what the sender can mend, each under its heading."""
    lines = [_item(catalogue.problem(problem)) for problem in problems]
    return Answer("fault", "\n".join([say("suggestion_reply_fault"), "", *lines]))


def sent_back(say: Speaker, reason: str) -> Answer:
    """The answer to what is no filled-in form of ours."""
    return Answer("fault", f"{say('suggestion_reply_fault')}\n\n- {reason}")


def for_a_person(say: Speaker, reason: str) -> Answer:
    """The answer where a program can do nothing."""
    return Answer("hand", f"{say('suggestion_reply_hand')}\n\n- {reason}")


def _item(problem: Problem) -> str:
    place = f"**{problem.field}**: " if problem.field and not problem.file else f"{code(f'{problem.file}:{problem.line}')}: {problem.field}: " if problem.file else ""
    return f"- {place}{code(f'{problem.message}; {problem.fix}')}"


# For the editors


def proposed(say: Speaker, sender: Speaker, title: str, parts: Iterable[str]) -> Answer:
    """The answer where a file was changed."""
    return Answer("change", sender("suggestion_reply_change"), title, "\n\n".join(filter(None, parts)))


def opening(say: Speaker, filled: Filled, number: int, file: str) -> str:
    """Where a proposal comes from, and that nobody has checked it. Accepting it closes the form's issue."""
    return f"{say('suggestion_from', form=say(f'form_{filled.form.name}'), number=number)}\n\n{say('suggestion_file')} {code(file)}\n\nCloses #{number}"


def fields_of(record: Record) -> list[Change]:
    """Every value of a new record, as changes from nothing."""
    return [Change(name, "", text) for name, text in _flat(record, "")]


def _flat(value: object, above: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{above}.{name}" if above else str(name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _flat(inner, f"{above}.{index}")
    else:
        yield above, str(value)


def table(say: Speaker, changes: Iterable[Change]) -> str:
    """What changes, a field a line: before and after; of what was not there, what it says now."""
    nothing = say("editor_nothing")
    return "\n".join(f"- {code(change.field)}: {f'{code(change.old)} → ' if change.old else ''}{code(change.new) or nothing}" for change in changes)


def told(say: Speaker, filled: Filled) -> str:
    """How the sender knows, and what they write besides; all of it as they wrote it."""
    lines = []
    for name, words in (("wrong", "wrong"), ("how", "how"), ("date", "date"), ("source", "source_is"), ("note", "note"), ("why", "note")):
        text = filled[name]
        shown = say(f"editor_how_{text}") if name == "how" and text else text
        if text:
            lines.append(f"{say(f'suggestion_{words}')}\n\n{block(text)}" if "\n" in text else f"{say(f'suggestion_{words}')} {code(shown)}")
    return "\n\n".join(lines)


def to_do(say: Speaker, *tasks: str) -> str:
    """What an editor does before accepting it, as boxes to tick."""
    return "\n".join([f"### {say('suggestion_to_do')}", "", *(f"- [ ] {task}" for task in tasks if task)])


def warnings(say: Speaker, catalogue: Catalogue, problems: Iterable[Problem]) -> str:
    """What the check warns of; empty where it does not."""
    lines = [f"- {code(str(catalogue.problem(problem)))}" for problem in problems]
    return "\n".join([say("suggestion_warnings"), "", *lines]) if lines else ""
