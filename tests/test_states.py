"""Guides of other states: started from a workbook of the federal list, built apart, laid together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from .conftest import ROOT, SITE_URL, run_guide
from .import_files import directory, run_inside

LEVELS = {"service_code_info": "SA * OIT * MD * SP * CHLD"}
ROWS = [
    {"name1": "Made Up Care", "street1": "1 Elm Street", "city": "Fresno", "state": "CA", "zip": "93650", "phone": "559-555-0101", **LEVELS},
    {"name1": "Made Up Care", "street1": "1 Elm Street", "city": "Fresno", "state": "CA", "zip": "93650", "phone": "559-555-0101", **LEVELS},
    {"name1": "Sierra Wellness", "street1": "2 Oak Street", "city": "Index", "state": "CA", "zip": "93651", "phone": "559-555-0101", "service_code_info": "SA * OP"},
    {"name1": "Valley House", "street1": "3 Ash Street", "city": "Fresno", "state": "CA", "zip": "90001", "phone": "559-555-0103", **LEVELS},
    {"name1": "Night Shelter", "street1": "4 Fir Street", "city": "Fresno", "state": "CA", "zip": "93650", "phone": "559-555-0104", "service_code_info": "SA * RES"},
    {"name1": "No Such Number", "street1": "5 Fir Street", "city": "Fresno", "state": "CA", "zip": "93650", "phone": "100-555-0105", **LEVELS},
    {"name1": "Clínica Inventada", "street1": "6 Calle Luna", "city": "Ponce", "state": "PR", "zip": "00730", "phone": "787-555-0106", **LEVELS},
    {"name1": "Otra Clínica", "street1": "7 Calle Sol", "city": "Ponce", "state": "PR", "zip": "00730", "phone": "787-555-0107", **LEVELS},
]
ZIPS = """# A made-up table
zip,city,county,lat,lon,state
93650,Fresno,Fresno County,36.8,-119.8,CA
93651,Index,,,,CA
90001,Los Angeles,Los Angeles,33.97,-118.25,CA
87571,Taos,Taos,36.4,-105.6,NM
"""


class States(NamedTuple):
    """A folder of two guides, and what the commands said."""

    folder: Path
    new: str
    built: str


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> States:
    """California with a table of ZIP codes, Puerto Rico without; both built."""
    folder = tmp_path_factory.mktemp("country")
    workbook = directory(folder / "directory.xlsx", ROWS)
    (folder / "zips.csv").write_text(ZIPS, encoding="utf-8")
    told = ""
    for code, more in (("CA", ["--zips", str(folder / "zips.csv")]), ("PR", [])):
        result = run_inside(ROOT, "new", str(folder / code.lower()), "--state", code, "--workbook", str(workbook), "--date", "2023-06", *more)
        assert (result.returncode, result.stderr) == (0, "")
        told += result.stdout
        with (folder / code.lower() / "data/guide.yml").open("a", encoding="utf-8") as settings:
            settings.write("\nfictional_phones: yes\n")
    result = run_guide(folder, "build")
    assert result.returncode == 0, result.stdout + result.stderr
    return States(folder, told, result.stdout + result.stderr)


def test_a_new_guide_says_what_the_list_says(states: States) -> None:
    """Unconfirmed, nothing made up, and each row that is no listing is counted."""
    fresno = (states.folder / "ca/data/programs/fresno.yml").read_text(encoding="utf-8")

    assert "3 listings (2 iop, 1 outpatient) in 2 towns, none confirmed by a person" in states.new
    for why in ("1 rows, no level of care that this guide lists", "1 rows, no phone number in use", "1 rows, the same facility again"):
        assert f"left out: {why}" in states.new
    assert "how: government-list" in fresno and "by: volunteer" not in fresno
    assert "shared: yes" in fresno.partition("valley-house")[0], "two names give this number"
    assert "zip: '90001'" not in fresno and "which is not near Fresno" in fresno.partition("valley-house")[2]
    assert "{id: fresno, name: Fresno, county: Fresno, kind: post-office" in (states.folder / "ca/data/places.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["ca", "pr"])
def test_a_new_guide_has_no_fault_but_its_drafts(states: States, code: str) -> None:
    result = run_inside(states.folder / code, "check")

    assert result.returncode == 0
    assert re.fullmatch(r"docs:1: warning: 6 pages are drafts and not on the site: .*\n", result.stdout), result.stdout


def test_nothing_of_this_state_is_said_of_another(states: States) -> None:
    """No page, sheet's words or data file names New Mexico, its towns, its lines or its programs."""
    told = {path: path.read_text(encoding="utf-8") for path in (states.folder / "site").rglob("*") if path.suffix in (".html", ".txt", ".json", ".csv", ".js", ".vcf", ".xml")}
    found = {path.name: match[0] for path, text in told.items() if (match := re.search(r"New Mexico|Nuevo México|NMCAL|Turquoise|Albuquerque|Taos|nm\.gov", text))}

    assert not found
    assert "California" in told[states.folder / "site/ca/index.html"]
    assert "en Puerto Rico" in told[states.folder / "site/pr/es/index.html"]


def test_every_link_leads_somewhere(states: States) -> None:
    site = states.folder / "site"
    for page in site.rglob("*.html"):
        base = site if page.name != "404.html" else page.parent
        for target in re.findall(r'(?:href|src)="(?![a-z]+:|#)([^"#]+)', page.read_text(encoding="utf-8")):
            to = base / re.sub(r"^/iop/(ca|pr)/", "", target) if page.name == "404.html" else page.parent / target
            assert to.exists(), f"{page.relative_to(site)}: {target}"


def test_a_town_without_county_and_point_has_its_page(states: States) -> None:
    site = states.folder / "site"
    town, calls = (site / "ca/programs/index-town.html").read_text(encoding="utf-8"), site / "ca/print/calls"

    assert "Sierra Wellness" in town and "county/" not in town
    assert 'id="nearest"' not in town
    assert sorted(path.name for path in calls.iterdir()) == ["fresno.es.pdf", "fresno.pdf", "los-angeles.es.pdf", "los-angeles.pdf", "no-county.es.pdf", "no-county.pdf"]


def test_the_front_page_is_the_same_from_every_shard(states: States) -> None:
    """So shards that are built on several machines are laid together by copying."""
    site = states.folder / "site"
    names = ("index.html", "es/index.html", "sitemap.xml", "robots.txt", "_headers", "assets/guide.css")
    whole = {name: (site / name).read_bytes() for name in names}
    assert b'href="../pr/es/index.html">Puerto Rico<' in whole["es/index.html"]
    assert f"{SITE_URL}pr/sitemap.xml".encode() in whole["sitemap.xml"]
    for name in names:
        (site / name).unlink()
    (site / "pr/index.html").unlink()

    assert run_guide(states.folder, "build", "--state", "pr").returncode == 0

    assert {name: (site / name).read_bytes() for name in names} == whole
    assert (site / "pr/index.html").exists()


def test_a_state_that_is_not_there_gets_one_sentence(states: States) -> None:
    for root, sentence in (
        (states.folder, f"there is no guide of ZZ in {states.folder}; write one of: CA, PR"),
        (states.folder / "ca", f"{states.folder / 'ca'} is the guide of one state, not a folder of guides; leave --state out"),
        (states.folder / "ca/docs", f"there is no guide in {states.folder / 'ca/docs'} (no data/guide.yml), nor below it (no ca/data/guide.yml); name its folder with --root"),
    ):
        result = run_inside(root, "build", "--state", "zz")

        assert (result.returncode, result.stderr) == (2, f"guide: {sentence}\n")


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["--state", "ZZ"], "there is no state ZZ; see data/starter/states.yml for the list"),
    (["--state", "TX"], "has 8 facilities, none of them in TX; name another state with --state, or look at the file"),
    (["--state", "CA", "--workbook", "no.xlsx"], "there is no file no.xlsx; check its name"),
    (["--state", "CA", "--zips", "no.csv"], "there is no file no.csv; check its name"),
    (["--state", "PR", "--zips", "{folder}/zips.csv"], "zips.csv has no ZIP code of PR; name a table that has them, or leave --zips out"),
    (["--state", "CA", "--zips", "{folder}/ca/mkdocs.yml"], "its first line must name the columns zip,city,county,lat,lon (and state, where it has several)"),
])
def test_a_wrong_file_or_state_gets_one_sentence(states: States, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    given = [argument.format(folder=states.folder) for argument in arguments]
    workbook = [] if "--workbook" in given else ["--workbook", str(states.folder / "directory.xlsx")]
    result = run_inside(ROOT, "new", str(tmp_path / "new"), *given, *workbook)

    assert result.returncode == 2
    assert re.fullmatch(rf"guide: .*{re.escape(sentence)}\n", result.stderr), result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_stays(states: States) -> None:
    before = sorted((states.folder / "ca").rglob("*"))
    result = run_inside(ROOT, "new", str(states.folder / "ca"), "--state", "CA", "--workbook", str(states.folder / "directory.xlsx"))

    assert (result.returncode, result.stderr) == (2, f"guide: {states.folder / 'ca'} is there already; name a new folder\n")
    assert sorted((states.folder / "ca").rglob("*")) == before
