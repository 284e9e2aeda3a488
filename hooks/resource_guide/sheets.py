"""The printed sheets: which there are, what each shows, and the files that they become."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from jinja2 import Environment

from .booklet import Written
from .editions import Edition, Record, Recorded, changes, current, edition, next_name, read_record, record_edition, town_codes, write_record
from .handouts import booklet_sheet, call_sheets, checklist_sheets
from .model import Guide, Place
from .paper import NAME_LIMIT, PAPERS, Data, Desk, county_rows, side, town_rows
from .places import counties, page_places
from .problems import Problem, shown
from .shell import PageFrame, prefix_of, root_from
from .typeset import Sheet, Typesetter, broken_fonts, letters, unprintable
from .views import Views
from .wording import Speaker

BUNDLE = "print/all-towns.pdf"
"""All town sheets in one file, for the offline copy."""
STRIPS = 10
_MOST_LETTERS = 12
"""So many letters are named of those that the fonts of the sheets lack."""


class Press:
    """Everything that is printed for one guide."""

    def __init__(self, guide: Guide, views: Mapping[str, Views], record: Record, site_url: str) -> None:
        """``views`` has what places show in each language; ``site_url`` is empty or ends with a slash."""
        self.guide = guide
        self.desk = Desk(guide, {tag: views[tag] for tag in guide.languages}, site_url)
        self.record = record
        first = self.desk.pages[guide.languages[0]]
        self.places = page_places(guide)
        self.rows = sheet_rows(first)
        self.codes = town_codes(guide, record, self.rows)
        self.editions = {town: current(guide, record, self.codes, town, ids) for town, ids in self.rows.items()}
        self.month = _whole_guide(guide)

    def sheets_of_data(self) -> Iterator[dict[str, list[Sheet]]]:
        """Every file that shows listings and places alone, by kind, what takes longest first: the rest is worked out while it is made."""
        made = datetime.date.fromisoformat(self.month.date)
        yield {"town": [self.town(place) for place in self.places]}
        yield {"bundle": [self.bundle()]}  # when the towns' own sheets are planned, or most of them
        yield {"large": [self.large(place) for place in self.places]}
        yield {"list": [self.discreet(place) for place in self.places]}
        yield {"county": list(self.county_sheets()), "call": list(call_sheets(self.desk, made)), "flyer": [self.flyer(place) for place in self.places]}

    def sheets_of_pages(self, contents: Mapping[str, Mapping[str, Written]]) -> Iterator[dict[str, list[Sheet]]]:
        """Every file that shows hand-written pages too, in the same way; ``contents`` has those of each language, by name."""
        made = datetime.date.fromisoformat(self.month.date)
        yield {"booklet": [booklet_sheet(self.desk, tag, contents, self.month, made) for tag in self.guide.languages]}
        yield {"checklist": list(checklist_sheets(self.desk, contents, made))}

    def town(self, place: Place) -> Sheet:
        """A town's leaf: one side a language."""
        data = self.desk.document(self._title("town_title", place), 12, 32) | {"sheets": [self._sides(place)]}
        return Sheet(f"print/towns/{place.id}.pdf", "town.typ", data, self._made(place), codes=_codes(data["sheets"]))

    def large(self, place: Place) -> Sheet:
        """A town's sheet in large print, on as many leaves as that takes: large letters must not cost the reader a program."""
        title = f"{self._title('town_title', place)} ({' / '.join(pages.say('paper_large') for pages in self.desk.sides.values())})"
        sides = [one | {"page": pages.say("paper_page"), "rows": [_short(row) for row in one["rows"]]} for one, pages in zip(self._sides(place), self.desk.sides.values(), strict=True)]
        return Sheet(f"print/large/{place.id}.pdf", "county.typ", self.desk.document(title, 18, 32) | {"sheets": [sides], "level": 1}, self._made(place))

    def bundle(self) -> Sheet:
        """All town leaves in one file, in the order of the pages: town number n begins on page 2n-1."""
        title = " / ".join(pages.say.pick(self.guide.settings.site_name) for pages in self.desk.sides.values())
        data = self.desk.document(title, 12, 32) | {"sheets": [self._sides(place) for place in self.places]}
        return Sheet(BUNDLE, "town.typ", data, datetime.date.fromisoformat(self.month.date), codes=_codes(data["sheets"]))

    def discreet(self, place: Place) -> Sheet:
        """A town's leaf that says nothing on the outside, in its title or in its file's name."""
        data = self.desk.document(self._title("paper_list_title", place), 12, 30)
        cover = {
            "titles": [{"lang": tag, "text": pages.say("paper_list_cover")} for tag, pages in self.desk.sides.items()],
            "notes": [{"lang": tag, "text": pages.say("paper_list_notes")} for tag, pages in self.desk.sides.items()],
        }
        sides = []
        for side_of, pages in zip(self._sides(place), self.desk.sides.values(), strict=True):
            sides.append(side_of | {"more": _more(pages, "paper_list_more", side_of["rows"])})
        return Sheet(f"print/list/{place.id}.pdf", "list.typ", data | {"cover": cover, "sheets": [sides]}, self._made(place))

    def flyer(self, place: Place) -> Sheet:
        """A flyer with strips: the crisis line and the town's first numbers, and no word that tells."""
        guide = self.guide
        strip = guide.helplines[guide.settings.strip_helpline]
        sides, lines = [], []
        for tag, pages in self.desk.sides.items():
            say, values = pages.say, {"number": strip.phone, "key": strip.press.get(tag, "")}
            sides.append({"lang": tag, "title": say("paper_flyer_title"), "text": say("paper_flyer_text", **values), "tear": say("paper_flyer_tear")})
        last = self.desk.sides[guide.sheet_languages[-1]].say
        lines.append({"town": "", "text": last("paper_flyer_strip_short", number=strip.phone, key=strip.press.get(last.tag, ""))})
        lines += [{"town": town, "text": number} for town, number in self._first_numbers(place)]
        data = self.desk.document(f"{_title_of(sides)}: {place.name}", 12, 36)
        data |= {"sides": sides, "strip": lines, "strips": STRIPS, "edition": self.editions[place.id].mark}
        return Sheet(f"print/flyers/{place.id}.pdf", "flyer.typ", data, self._made(place))

    def _first_numbers(self, place: Place) -> list[tuple[str, str]]:
        """Two programs' first numbers, each with its town: those in town, then the nearest."""
        pages = self.desk.pages[self.guide.languages[0]]
        view = pages.town_view(place)
        listings = [*view.here, *(near.listing for near in (*view.main, *view.others))]
        return [(listing.town, listing.phones[0].shown) for listing in listings if listing.phones][:2]

    def county_sheets(self) -> Iterator[Sheet]:
        """For each county, as many leaves as it needs."""
        for county in counties(self.guide):
            sides = []
            for pages in self.desk.sides.values():
                say = pages.say
                rows = county_rows(pages, pages.county_view(county), county.name)
                state = say.pick(self.guide.settings.state)
                one = side(self.desk, pages, rows, say("county_heading", name=county.name), state, self.month, f"programs/county/{county.id}.html")
                sides.append(one | {"page": say("paper_page")})
            title = " / ".join(pages.say("county_title", name=county.name) for pages in self.desk.sides.values())
            data = self.desk.document(title, 12, 32) | {"sheets": [sides], "level": 4, "square": True}
            yield Sheet(f"print/counties/{county.id}.pdf", "county.typ", data, datetime.date.fromisoformat(self.month.date), codes=_codes(data["sheets"]))

    def _sides(self, place: Place) -> list[Data]:
        sides = []
        for pages in self.desk.sides.values():
            say, name = pages.say, pages.names[place.id]
            rows = town_rows(pages, pages.town_view(place), name)
            around = say("county_of", name=place.county) if place.county else say.pick(self.guide.settings.state)
            one = side(self.desk, pages, rows, say("town_heading", name=name), around, self.editions[place.id])
            sides.append(one | {"more": _more(pages, "paper_more", rows)})
        return sides

    def _title(self, key: str, place: Place) -> str:
        return " / ".join(pages.say(key, name=pages.names[place.id]) for pages in self.desk.sides.values())

    def _made(self, place: Place) -> datetime.date:
        return datetime.date.fromisoformat(self.editions[place.id].date)

    def page(self, env: Environment, tag: str) -> PageFrame:
        """The page that tells what has changed since an edition (its body, for the language's shell)."""
        pages = self.desk.pages[tag]
        shown = [self._edition_view(pages, place, None) for place in self.places if not self._is_recorded(place)]
        for recorded in reversed(self.record.editions):
            shown += [self._edition_view(pages, place, recorded) for place in self.places if place.id in recorded.towns]
        path, say = "sheet.html", pages.say
        prefix = prefix_of(self.guide, tag)
        body = env.get_template("sheet.html").render(say=say, prefix=prefix, root=root_from(prefix + path), sheets=shown)
        return PageFrame(path, say("sheet_title"), say("sheet_intro"), body, f"data/wording/{tag}.yml")

    def _is_recorded(self, place: Place) -> bool:
        name = self.editions[place.id].mark.partition("-")[2]
        return any(one.name == name and place.id in one.towns for one in self.record.editions)

    def _edition_view(self, pages: Views, place: Place, recorded: Recorded | None) -> Data:
        say = pages.say
        one = self.editions[place.id] if recorded is None else edition(self.guide, self.codes[place.id], recorded.name, recorded.date)
        over = one.until < f"{self.guide.today:%Y-%m}"
        found = changes(self.guide, say, recorded, place.id, self.rows[place.id]) if recorded else []
        return {
            "mark": one.mark,
            "id": place.id,
            "town": pages.names[place.id],
            "until": say("sheet_over") if over else say("sheet_until", until=say.date(one.until)),
            "changes": found,
        }


def write_sheets(site: Path, groups: Iterable[Mapping[str, list[Sheet]]], setter: Typesetter) -> dict[str, int]:
    """Write sheets below ``site``, those of one group while the next is worked out; return the number of files of each kind.

    Raises ValueError where a template cannot make a sheet, and OSError.
    """
    counts: dict[str, int] = {}

    def counted() -> Iterator[list[Sheet]]:
        for kinds in groups:
            counts.update((kind, len(sheets)) for kind, sheets in kinds.items())
            yield [sheet for sheets in kinds.values() for sheet in sheets]

    setter.make(site, counted())
    return counts


def fold_booklets(site: Path, guide: Guide, setter: Typesetter) -> None:
    """Write each booklet below ``site`` once more, for folding."""
    for tag in guide.languages:
        setter.fold(site, f"print/booklet-{tag}.pdf", f"print/booklet-{tag}-fold.pdf", PAPERS[guide.settings.paper])


def record_editions(root: Path, guide: Guide) -> list[str]:
    """Record an edition for every town whose sheet needs a new mark (``guide edition``); return the marks, none where all are current."""
    views = Views(guide, Speaker(guide, guide.languages[0]))
    record = read_record(root)
    rows = sheet_rows(views)
    new, due = record_edition(guide, record, rows)
    if due:
        write_record(root, new)
    return [f"{new.codes[town]}-{new.editions[-1].name}" for town in due]


def sheet_rows(views: Views) -> dict[str, list[str]]:
    """By town: the ids of the programs on its sheet, in order."""
    return {place.id: _ids(town_rows(views, views.town_view(place), place.name)) for place in page_places(views.guide)}


def check(guide: Guide, *fonts: Path) -> Iterator[Problem]:
    """What will not come out on paper as it should: letters that the fonts lack, words that tell on a discreet sheet."""
    *_, own = fonts
    broken = [path for folder in fonts for path in broken_fonts(folder)]
    known = frozenset(range(sys.maxunicode + 1)) if broken else letters(*fonts)  # which letters those have is not known
    for path in broken:
        yield Problem(path.relative_to(own.parents[1]).as_posix(), 1, "", "this file is no font, or not all of one", "put the whole font there again, or delete the file")
    for name in guide.settings.fonts:
        files = [f"{name.replace(' ', '')}-{weight}.ttf" for weight in ("Regular", "Bold")]
        if not all((own / file).is_file() for file in files):
            yield Problem("data/guide.yml", 1, "fonts", f"data/fonts/ does not have the font {shown(name)}", f"put {' and '.join(files)} there")
    for tag in guide.languages:
        missing = unprintable("".join(guide.wording[tag].values()).replace("\ufffd", ""), known)
        if missing:
            text = f"the printed sheets cannot show {' '.join(missing[:_MOST_LETTERS])}; a star stands there"
            yield Problem(f"data/wording/{tag}.yml", 1, "", text, "put a font that has them into data/fonts/, and name it under 'fonts' in data/guide.yml", "warning")
    for program in guide.programs.values():
        for field, text in (("name", program.name), ("organization", program.organization), ("address.street", program.address.street or "")):
            missing = unprintable(text.replace("\ufffd", ""), known)  # what stands for letters that are not UTF-8 has its message
            if missing:
                file = guide.program_files[program.id]
                yield Problem(file, 1, f"{program.id}.{field}", f"the printed sheets cannot show {' '.join(missing)}; a star stands there", "write it in Latin letters too", "warning")
            if len(text) > NAME_LIMIT:
                yield Problem(guide.program_files[program.id], 1, f"{program.id}.{field}", f"{len(text)} characters are too long for a printed sheet", f"shorten it to {NAME_LIMIT} characters or fewer", "warning")
    for tag, words in guide.settings.telling_words.items():
        for key, text in guide.wording.get(tag, {}).items():
            if key.startswith(("paper_list_title", "paper_list_cover", "paper_list_notes", "paper_flyer")):
                for word in telling(text, words):
                    yield Problem(f"data/wording/{tag}.yml", 1, key, f"the word '{word}' tells what the sheet is about", "use a word that says nothing, or change telling_words in data/guide.yml")


def telling(text: str, words: list[str]) -> list[str]:
    """The words of a list that stand in a text, whole, in any case."""
    return [word for word in words if re.search(rf"\b{re.escape(word)}(s|es)?\b", text, re.IGNORECASE)]


def _whole_guide(guide: Guide) -> Edition:
    """The edition of what is not about one town: that of the month."""
    return edition(guide, guide.settings.state_code, next_name(Record(), guide.today), f"{guide.today:%Y-%m}-01")


def _short(row: Data) -> Data:
    """A row without the lines that large print leaves out."""
    return row | {"lines": [line for line in row["lines"] if line["level"] < 2]} if row["kind"] == "program" else row


def _more(pages: Views, key: str, rows: list[Data]) -> list[str]:
    """What a side says where so many of its programs (one, two …) are left out; last, the longest that it may be."""
    return [pages.say.count(key, number) for number in (*range(1, len(_ids(rows)) + 1), 999)]


def _ids(rows: list[Data]) -> list[str]:
    return [one["id"] for one in rows if one["kind"] == "program"]


def _codes(sheets: list[list[Data]]) -> tuple[str, ...]:
    return tuple(one["edition"]["href"] for sides in sheets for one in sides if one["edition"]["href"])


def _title_of(sides: list[Data]) -> str:
    return " / ".join(one["title"] for one in sides)
