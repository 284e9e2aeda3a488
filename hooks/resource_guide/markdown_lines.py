"""Markdown that is almost right. It would be published without a word, and show something else than was meant.

``visible`` takes out what is code or a comment; then each rule looks at what is left. A rule says
what is wrong and what to write instead, with the line as it should be wherever it can be known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .placeholders import KINDS, Fault
from .problems import did_you_mean, shown

BOXES = ("short", "note", "warning", "checklist", "faq")
"""The kinds of boxes: ``!!! short "In short"``."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:[^\n]*?[^`\n])??\1(?!`)")
_FENCE = re.compile(r" *(`{3,}|~{3,})")

_BOX = re.compile(r"^(?: {4})*(?:!!!|\?\?\?\+?) ?(?P<kind>[\w-]+)(?: +[\w-]+)* +\"[^\n]*\" *$")
_NEARLY_BOX = re.compile(r"^\s*(?P<sign>[!?¡¿]+)(?P<open>\+?)\s*(?P<kind>[^\W\d_]*)(?P<title>.*)$")
_QUOTES = " \t\"'“”„‟«»‘’`:"

_NUMBER_SIGN = re.compile(r"^ {0,3}(#{1,6})(?!#)\s*(.*)$")
_HEADING = re.compile(r"^#{1,6}\s+\S")
_ATTRIBUTES = re.compile(r"\{:?(?:\s*(?:[#.][A-Za-z0-9_-]+|[a-z-]+=\S+))+\s*\}\s*$")
_ID = re.compile(r"#\s*([A-Za-z0-9_-]+)")
_MARK = re.compile(r"\.[A-Za-z][A-Za-z0-9_-]*")

_WHOLE_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
_NEARLY_PLACEHOLDER = re.compile(rf"\{{+\s*(?P<kind>{'|'.join(KINDS)})\s*:\s*(?P<name>[A-Za-z0-9_-]*)(?:\s*\}}+)?")

_GOOD_LINK = re.compile(r"\[(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]*\])+\]\((?!\{)[^()\s]+(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)|!\[[^\[\]\n]*\]\([^()\n]*\)")
_TARGET = r"(?P<target>https?://[^\s()\[\]{}]+|www\.[^\s()\[\]{}]+|[\w./-]+\.(?:md|html)(?:#[\w-]*)?|#[\w-]+)"
_LINKS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(rf"\[(?P<words>[^\[\]]+)\]\s*[(\[{{]\s*{_TARGET}\s*[)\]}}]"), "this is no link: its ( does not stand right after its ]", "write it as: {}"),
    (re.compile(rf"\[(?P<words>[^\[\]()]+)\({_TARGET}\)"), "this is no link: its ] is missing", "write it as: {}"),
    (re.compile(rf"\[(?P<words>[^\[\]]+)\]\({_TARGET}(?![^\s]*\))"), "this is no link: its ) is missing, or stands too far away", "write it as: {}"),
    (re.compile(r"\[(?P<words>[^\[\]]+)\]\(\s*(?P<target>\{[^()]*)\)"), "a placeholder cannot be the address of a link", "write it alone, without [ ] and ( ): phone, text and web are links by themselves"),
    (re.compile(r"\[(?P<words>\s*)\]\((?P<target>[^()\s]+)\)"), "a link has no words", "write what to tap: [words](page.md)"),
    (re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<target>[^()\"]*\s[^()\"]*)\)"), "the address of this link has a space in it", "write the address without spaces"),
    (re.compile(r"\]\((?P<words>)(?P<target>)"), "this link is not whole", "write it as: [words](page.md)"),
)
"""What a link looks like that is none, what is wrong, and what to write; the first that fits is told."""

_ROW = re.compile(r"^\s*\|.+\|")
_DASHES = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_NEARLY_ITEM = re.compile(r"^(?P<indent> *)(?:(?P<number>\d{1,2})\)|[•·●▪])\s*(?=\S)")
_OPENS = re.compile(r"^\s*(?:[-*+]\s|\d+[.)]\s|[!?¡¿]{1,4}\+?\s*\w|\[\^[^\]]+\]:|:\s|<)")
"""A line below which text may stand further in: a list, a box, a footnote, a definition, HTML."""
_STEP = 4


def visible(text: str) -> str:
    """``text`` with its code and comments blanked out; every other character stays where it is."""
    return "\n".join(_visible_lines(text)[0])


def _visible_lines(text: str) -> tuple[list[str], list[int]]:
    """The lines without code and comments, and the numbers of lines that begin code without an end."""
    blanked = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text) if "<!--" in text else text
    lines, unclosed = blanked.split("\n"), []
    index = 0
    while index < len(lines):
        mark = _FENCE.match(lines[index])
        if mark:
            end = next((other for other in range(index + 1, len(lines)) if lines[other].strip().startswith(mark[1]) and not lines[other].strip().strip(mark[1][0])), None)
            if end is None:
                unclosed.append(index + 1)
            else:
                lines[index : end + 1] = [""] * (end + 1 - index)
                index = end
        index += 1
    return [_CODE.sub(lambda match: "\0" * len(match[0]), line) if "`" in line else line for line in lines], unclosed


def line_faults(text: str) -> Iterator[Fault]:
    """Every line of ``text`` that is nearly Markdown, with what to write."""
    lines, unclosed = _visible_lines(text)
    for number in unclosed:
        yield Fault(number, "the code that begins here has no end", "write ``` on a line of its own below it, or take the ``` out")
    raw = text.split("\n")
    for rule in (_box, _heading, _placeholder):
        for index, line in enumerate(lines):
            yield from rule(index + 1, line, raw[index])
    yield from _links(lines)
    yield from _empty_boxes(lines)
    yield from _tables(lines)
    yield from _lists(lines)
    yield from _accidental_code(lines)


def hoped_ids(line: str) -> list[str]:
    """The ids that a heading gives or means to give: what leads there is not wrong because of the heading."""
    if not _NUMBER_SIGN.match(line):
        return []
    _, brace, rest = _WHOLE_PLACEHOLDER.sub("", line).partition("{")
    return _ID.findall(rest) if brace else _ID.findall(line.lstrip(" #")) if "}" in line else []


def _box(number: int, line: str, raw: str) -> Iterator[Fault]:
    nearly = _NEARLY_BOX.match(line)
    if nearly is None:
        return
    sign, kind = nearly["sign"], nearly["kind"].casefold()
    if kind not in BOXES and (len(sign) < 2 or set(sign) & set("¡¿")):
        return  # a sentence
    good = _BOX.match(line)
    title = raw[nearly.start("title") :].strip(_QUOTES).replace('"', "")
    right = f'{"?" * 3 + nearly["open"] if set(sign) & set("?¿") else "!!!"} {kind} "{title or "…"}"'
    if kind not in BOXES:
        yield Fault(number, f"there is no box {shown(nearly['kind'])}", did_you_mean(kind, BOXES))
    elif good is None:
        yield Fault(number, "this line does not begin a box: its signs, its quotes or its spaces are not right", f"write it as: {right}")


def _heading(number: int, line: str, raw: str) -> Iterator[Fault]:
    sign = _NUMBER_SIGN.match(line)
    if sign is None or not sign[2].strip():
        return
    bare = _WHOLE_PLACEHOLDER.sub(lambda match: "\0" * len(match[0]), line)
    if not _HEADING.match(line):
        yield Fault(number, "a heading begins with # at the very left, and one space after it", f"write it as: {sign[1]} {raw[sign.start(2) :].strip()}")
    elif ("{" in bare or "}" in bare) and not _ATTRIBUTES.search(bare):
        cut = bare.find("{") if "{" in bare else bare.find("#", len(sign[1]))
        cut = cut if cut >= 0 else bare.rindex("}")
        rest = bare[cut:]
        name = _ID.search(rest)
        braces = " ".join([f"#{name[1] if name else 'name'}", *_MARK.findall(rest)])
        after = raw[bare.rindex("}") + 1 :].strip() if "}" in rest else ""
        right = f"{sign[1]} {raw[sign.start(2) : cut].strip()}{' ' + after if after else ''} {{ {braces} }}"
        yield Fault(number, "what stands in braces at the end of this heading cannot be read", f"write it as: {right}")


def _placeholder(number: int, line: str, raw: str) -> Iterator[Fault]:
    if "{" not in line:
        return
    for match in _NEARLY_PLACEHOLDER.finditer(_WHOLE_PLACEHOLDER.sub(lambda whole: "\0" * len(whole[0]), line)):
        yield Fault(number, f"'{match[0].strip()}' is not a placeholder", f"write it as: {{{{ {match['kind']}:{match['name'] or '988'} }}}}")


def _links(lines: list[str]) -> Iterator[Fault]:
    text = "\n".join(lines)
    if "[" not in text and "](" not in text:
        return
    rest = _GOOD_LINK.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text).split("\n")
    for number, line in enumerate(rest, 1):
        left = line
        for pattern, wrong, right in _LINKS if "[" in line or "](" in line else ():
            for match in pattern.finditer(left):
                yield Fault(number, wrong, right.format(f"[{match['words'].strip()}]({match['target']})"))
            left = pattern.sub(lambda match: " " * len(match[0]), left)


def _empty_boxes(lines: list[str]) -> Iterator[Fault]:
    for index, line in enumerate(lines):
        if line.lstrip()[:3] in ("!!!", "???") and _BOX.match(line):
            below = next((other for other in lines[index + 1 :] if other.strip()), "")
            if _indent(below) < _indent(line) + _STEP:
                yield Fault(index + 1, "this box is empty: the line below it does not begin with 4 spaces", "begin each line of its text with 4 spaces")


def _tables(lines: list[str]) -> Iterator[Fault]:
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and (_ROW.match(lines[end]) or (end == index + 1 and _DASHES.match(lines[end]))):
            end += 1
        if end > index:
            above = lines[index - 1] if index else ""
            if above.strip() and not (_HEADING.match(above) or _NEARLY_BOX.match(above)):
                yield Fault(index + 1, "a table stands right below a line of text", "write an empty line between them")
            yield from _table(lines[index:end], index + 1)
            if end < len(lines) and lines[end].strip():
                yield Fault(end + 1, "text stands right below a table", "write an empty line between them, or write it as a row of the table: | … |")
        index = end + 1


def _table(rows: list[str], number: int) -> Iterator[Fault]:
    columns = len(_cells(rows[0]))
    dashes = f"|{'---|' * columns}"
    if len(rows) < 2 or not _DASHES.match(rows[1]):
        yield Fault(number, "the table has no line of dashes below its first line", f"write below this line: {dashes}")
    elif len(_cells(rows[1])) != columns:
        yield Fault(number + 1, "the line of dashes has not as many columns as the line above it", f"write it as: {dashes}")
    else:
        for below, row in enumerate(rows[2:], number + 2):
            if len(_cells(row)) > columns:
                yield Fault(below, "this row has more columns than the table's first line", "write as many | as there")


def _cells(row: str) -> list[str]:
    bare = row.strip().replace("\\|", "\0")
    return bare.removeprefix("|").removesuffix("|").split("|")


def _lists(lines: list[str]) -> Iterator[Fault]:
    """A list needs an empty line above it: else it goes on with the sentence."""
    inside = False
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else ""
        nearly = _NEARLY_ITEM.match(line)
        if nearly:
            inside = True
            sign = f"{nearly['number']}." if nearly["number"] else "-"
            yield Fault(index + 1, "this sign does not begin a list", f"begin the line with: {sign} and a space")
        elif not line.strip():
            inside = False
        elif _OPENS.match(line) or _HEADING.match(line):
            plain = above.strip() and not inside and not _HEADING.match(above) and _indent(above) == _indent(line)
            if plain and _ITEM.match(line):
                yield Fault(index + 1, "a list stands right below a line of text, so that it is no list", "write an empty line above it")
            inside = True


def _accidental_code(lines: list[str]) -> Iterator[Fault]:
    told = -1
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else ""
        if not line.strip():
            continue
        if 0 <= told <= _indent(line):
            continue
        told = -1
        if _indent(line) >= _STEP and (not above.strip() or _HEADING.match(above)) and not _may_stand_further_in(lines, index):
            told = _indent(line)
            yield Fault(index + 1, "the spaces at the beginning of this line make computer code of it", "take them out; only the text of a box or of a list begins with 4 spaces")


def _may_stand_further_in(lines: list[str], index: int) -> bool:
    indent = _indent(lines[index])
    at = next((other for other in range(index - 1, -1, -1) if lines[other].strip() and _indent(lines[other]) < indent), -1)
    if at >= 0 and indent - _indent(lines[at]) < _STEP:
        return True
    while at >= 0 and lines[at].strip():  # the lines of one paragraph
        if _OPENS.match(lines[at]):
            return True
        at -= 1
    return False


def _indent(line: str) -> int:
    wide = line.expandtabs(_STEP)
    return len(wide) - len(wide.lstrip())

