"""A guide made to do harm: every text that an editor or an imported file can set is an attack."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .conftest import ROOT
from .free_text import LISTS, MAPS, Make, filled, read, vocabulary_model, write

TINY = ROOT / "tests/guides/tiny"

ATTACKS = {
    "script": "<script>window.harmed=1</script>",
    "image": '"><img src=x onerror="window.harmed=2">',
    "attribute": "' onmouseover='window.harmed=3' x=\" onfocus=\"window.harmed=3\" autofocus=\"",
    "end": "</title></textarea></script></style>--><svg onload=window.harmed=4>",
    "jinja": "{{ 7*7 }}{% raw %}{{ config }}{# x #}${7*7}",
    "markdown": "[x](javascript:window.harmed=5) ![x](x) *b* __b__ `c` # h",
    "reference": "[x]: javascript:window.harmed=6 <javascript:alert(1)> [^1] {: onclick=x }",
    "typst": "#read(\"/etc/passwd\") $x^2$ *b* _i_ @ref <label> \\u{41} //c",
    "equals": '=HYPERLINK("http://example.org?"&A1,"x")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(1+9)*cmd|' /C calc'!A0",
    "wide": "＝1+1",
    "apostrophe": "'=1+1",
    "address": "javascript:window.harmed=7",
    "data address": "data:text/html,<script>window.harmed=8</script>",
    "list": "- a",
    "number": "1. a",
    "entity": "&lt;b&gt; &#60;b&#62; &amp;",
    "json": '"};window.harmed=9;//\\',
    "card": "x\\nEND:VCARD\\;,",
    "escape": "_x0041_ \\1 \\g<0> %s {0}",
    "emoji": "👩‍⚕️ ñ ﷽ 漢字 ʼ",
}
"""Each a text that means something to one of the programs through which it goes."""
ALL = " ".join(text for name, text in ATTACKS.items() if name in ("script", "image", "markdown", "jinja", "typst", "json"))
"""One text with the worst of them."""
assert len(ALL) < 400

_PAGES = {
    "index": "adds: home\n---\n\n# Home {body}\n\nText.\n",
    "about": "---\n\n# About {{ fact:any }}\n\n{{ fact:any }}\n\n## Line {{ fact:any }} {#paying}\n\n- {{ fact:any }} {{ name:988 }} {{ phone:988 }} {{ text:988 }} {{ web:988 }}{{ cite:any }}\n\n"
             "| {{ fact:any }} | b |\n|---|---|\n| {{ name:988 }} | c |\n\n{{ picture:levels-of-care }}\n\n{{ picture:sample-week }}\n",
    "programs/index": "adds: programs\n---\n\n# Programs\n\nText.\n",
    "crisis": "adds: crisis\n---\n\n# Crisis\n\nText.\n",
    "glossary": "adds: glossary\n---\n\n# Words\n\nText.\n",
    "data": "adds: data\n---\n\n# Data\n\nText.\n",
    "save": "adds: keep\n---\n\n# Copy\n\n## More {#not-saved}\n\nText.\n",
    "print": "adds: print\n---\n\n# Print\n\nText.\n",
    "score": "adds: score\n---\n\n# Score\n\nText.\n",
}  # fmt: skip
_HELPLINE = {
    "id": "988", "kind": "crisis", "name": {}, "phone": "988", "press": {"en": "1", "es": "2"}, "text": {"number": "988", "keyword": {"en": "x", "es": "x"}}, "tty": "711",
    "web": "https://988lifeline.example.org", "hours": "always", "languages": ["en", "es"], "summary": {}, "what_happens": {}, "sources": ["any"],
}  # fmt: skip


def rich_guide(folder: Path) -> Path:
    """The tiny guide with a record of every kind that has every field, and a page of every kind; buildable, no text in it an attack."""
    shutil.copytree(TINY, folder)
    for name in ("hooks", "overrides", "docs/assets", "data/wording"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("docs/keep-worker.js", "mkdocs.yml", "data/pictures.yml", "data/imports.yml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "docs/programs").mkdir(exist_ok=True)
    for name, text in _PAGES.items():
        for ending in (".md", ".es.md"):
            (folder / "docs" / f"{name}{ending}").write_text(f"---\ntitle: Page\ndescription: A page.\n{text.replace('{body}', '')}", encoding="utf-8")
    for path in ("facts.yml", "sources.yml", "helplines.yml"):
        (folder / "data" / path).unlink()
    data = folder / "data"
    write(data / "facts.yml", [{"id": name, "value": {"en": "9", "es": "9"}, "meaning": "x", "sources": ["any"]} for name in ("any", *_facts_of(data))])
    write(data / "sources.yml", [{"id": "any", "title": "x", "publisher": "x", "url": "https://example.org/a_b*c_d", "date": "2026", "read": "2026-11-01"}])
    write(data / "helplines.yml", [_with_words(_HELPLINE)])
    write(data / "needs.yml", [_with_words({"id": "medicaid", "wants": {"payment": "medicaid"}, "title": {}, "intro": {}})])
    write(data / "programs/taos.yml", list(_programs(read(data / "programs/taos.yml")[0])))
    settings = read(data / "guide.yml") | {"report_email": "tell@example.org", "menu": [{"title": {"en": "x", "es": "x"}, "pages": list(_PAGES)}]}
    settings["doors"] = [_with_words({"page": "about", "title": {}, "text": {}})]
    settings["town_links"] = [_with_words({"page": "about", "title": {}})]
    settings["telling_words"] = {"en": ["secretword"], "es": ["secretword"]}
    write(data / "guide.yml", settings)
    return folder


def _facts_of(data: Path) -> list[str]:
    """Facts that the pictures name."""
    return sorted(set(re.findall(r"\{\{\s*fact:([a-z0-9-]+)", (data / "pictures.yml").read_text(encoding="utf-8"))))


def _with_words(record: dict[str, Any]) -> dict[str, Any]:
    return {name: {"en": "x", "es": "x"} if value == {} else value for name, value in record.items()}


def _programs(model: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An open and a closed listing with every field."""
    facts = {
        "treats": {"substance-use": "yes", "mental-health": "no"}, "ages": {"adults": "yes"}, "only": {"women": "yes"}, "languages": {"es": "yes"},
        "payment": {"medicaid": "yes"}, "format": {"telehealth": "yes"}, "schedule": {"evening": "yes"}, "medication": {"moud": "yes"}, "community": {"tribal": "yes"},
        "facility_wide": ["payment"], "note": "x",
    }  # fmt: skip
    for number, name in enumerate(("open", "shut")):
        program = model | facts | {"id": f"{name}-taos", "name": f"Name {name}", "phones": [{"number": f"575-555-011{number}"}]}
        yield program | ({"closed": {"date": "2026-10", "reason": {"en": "x", "es": "x"}, "see": "open-taos"}} if number else {})


def hostile_guide(folder: Path) -> tuple[Path, dict[str, str]]:
    """The rich guide with an attack in each field, and a listing in Taos for each of ``ATTACKS``; ids and names of these."""
    root = rich_guide(folder)
    data = root / "data"
    for name, model in LISTS.items():
        if not name.startswith("programs/"):
            write(data / name, [filled(model, record, _attack(name, number)) for number, record in enumerate(read(data / name))])
    write(data / "guide.yml", filled(MAPS["guide.yml"], read(data / "guide.yml"), lambda path: ALL[:120]))
    write(data / "vocabulary.yml", {name: filled(vocabulary_model(name), facet, lambda path: ALL) for name, facet in read(data / "vocabulary.yml").items()})
    for tag in ("en", "es"):
        words = read(data / f"wording/{tag}.yml")
        write(data / f"wording/{tag}.yml", {key: f"{text} {_WORDING}" for key, text in words.items()})
    counties = {record["id"]: record["county"] for record in read(data / "places.yml")}
    rows = [[code, ALL, counties[place], lat, lon, place] for code, _, _, lat, lon, place in _zips(data)]
    with (data / "zips.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["zip", "city", "county", "lat", "lon", "place"], *rows])
    first, shut = read(data / "programs/taos.yml")
    programs, names = [shut], {}
    for number, (name, text) in enumerate(ATTACKS.items()):
        identity = f"x-{name.replace(' ', '-')}"
        program = filled(LISTS["programs/taos.yml"], first | {"id": identity, "phones": [{"number": f"575-555-01{number + 20:02}"}]}, lambda path, text=text: text)  # type: ignore[misc]
        programs.append(program | {"organization": f"{text} {number}", "level": "iop" if number % 2 else "outpatient"})
        names[identity] = text
    programs[0] = filled(LISTS["programs/taos.yml"], shut, lambda path: ALL) | {"closed": {"date": "2026-10", "reason": {"en": ALL, "es": ALL}}}
    write(data / "programs/taos.yml", programs)
    return root, names


_WORDING = "<b>\"'&\\1 *a* <script>window.harmed=10</script>"


def _attack(file: str, number: int) -> Make:
    if file == "places.yml":  # places share a county, whose name is that of its page; their own names differ
        return lambda path: "<script>window.harmed=11</script> \"'& {{ 7*7 }}" if path[0] == "county" else f"{ALL[:200]} {number}"
    return lambda path: re.sub(r"[{}]", "", ALL) if file == "pictures.yml" else ALL  # whose braces are figures


def _zips(data: Path) -> list[list[str]]:
    return [line.split(",") for line in (data / "zips.csv").read_text(encoding="utf-8").splitlines() if line[:1].isdigit()]
