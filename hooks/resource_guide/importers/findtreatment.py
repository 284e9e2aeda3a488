"""An export of FindTreatment.gov: the JSON that its locator gives (``exportsAsJson/v2``).

Names come instead of codes: in each service ``f2`` is the category's code and ``f3`` the names, parted by
``; `` (a name may hold commas). ``_irow`` changes from export to export, so it is not read.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ..problems import shown
from ..yaml_source import HIDDEN
from .facility import Facility, Listed, make_facility
from .meanings import Meanings, Name, name_key
from .tables import MAX_ROWS, BadFileError, read_bytes

LIST = "findtreatment"
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can hold and no file can."""
_TEXTS = (
    "name1", "name2", "street1", "street2", "city", "state", "zip", "phone",
    "intake1", "intake2", "intake1a", "intake2a", "hotline1", "website",
)  # fmt: skip


def read_export(path: Path, state: str, meanings: Meanings) -> Listed:
    """The facilities of ``state`` (two capitals) in an export; rows are counted from 1 in its order.

    Raises BadFileError where the file is none, or has no row of that state.
    """
    if LIST not in meanings.lists:
        raise BadFileError(f"data/imports.yml has no list '{LIST}'; add it there, with its title")
    content = _content(path)
    rows = content.get("rows") if isinstance(content, dict) else content
    if not isinstance(rows, list) or len(rows) > MAX_ROWS:
        raise BadFileError(f"{path} is no FindTreatment export: it has no list 'rows'")
    ours = [(number, row) for number, row in enumerate(rows, 1) if not isinstance(row, dict) or _text(row.get("state")).strip().upper() == state]
    if not any(isinstance(row, dict) for _, row in ours):
        raise BadFileError(f"{path} has {len(rows)} facilities, none of them in {state}; name another state with --state, or look at the file")
    seen = {name for _, row in ours if isinstance(row, dict) for name in _names(row)}
    listed = Listed(
        file=str(path), source=meanings.lists[LIST], facilities=[], problems=[],
        statable=meanings.statable(seen), total=len(rows), part=_part(content),
    )  # fmt: skip
    for number, row in ours:
        _add(listed, number, row if isinstance(row, dict) else {}, meanings)
    return listed


def _add(listed: Listed, number: int, row: dict[str, Any], meanings: Meanings) -> None:
    cells, faults = {}, {}
    for name in _TEXTS:
        text = _text(row.get(name))
        found = HIDDEN.search(text) or _HALF.search(text)
        if found:
            faults[name] = f"a hidden character (U+{ord(found.group()):04X}); look the value up in the list"
        elif text.strip():
            cells[name] = text
    silent = not isinstance(row.get("services"), list)
    facility, problems = make_facility(listed.file, number, cells, faults, meanings.stated(_names(row)), silent)
    listed.problems.extend(problems)
    (listed.unreadable if problems else listed.facilities).append(_with_web(facility))


def _with_web(facility: Facility) -> Facility:
    """Without what stands for "no website" there."""
    return facility if "." in facility.website else Facility(**{**facility.__dict__, "website": ""})


def _names(row: dict[str, Any]) -> list[Name]:
    services = row.get("services")
    return [
        name_key(_text(service.get("f2")), name)
        for service in (services if isinstance(services, list) else [])
        if isinstance(service, dict)
        for name in _text(service.get("f3")).split(";")
    ]


def _text(value: Any) -> str:
    """A value as text; nothing where it is neither text nor a number."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _part(content: Any) -> str:
    """Why the file is not all that the locator found, if it is not."""
    pages = content.get("totalPages") if isinstance(content, dict) else None
    if isinstance(pages, int) and pages > 1:
        page = _text(content.get("page"))
        return f"it is page {shown(page)[1:-1] or '?'} of {pages}"
    return ""


def _content(path: Path) -> Any:
    data = read_bytes(path)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadFileError(f"{path} is not UTF-8; export it again as JSON") from None
    except (ValueError, RecursionError):
        raise BadFileError(f"{path} is not JSON; export it again, and save it as it came") from None
