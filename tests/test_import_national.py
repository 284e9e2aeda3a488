"""The real guide against national workbooks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from resource_guide.model import Guide

from .conftest import ROOT
from .import_files import ELSEWHERE, NEW_IOP, SHELTER, directory, files_of, samhsa, section


def own_rows(guide: Guide) -> list[dict[str, Any]]:
    """Each listing of a guide as a row of a directory, with other spellings."""
    return [
        {
            "name1": program.name.upper(), "street1": program.address.street.replace("Street", "St").replace("Avenue", "Ave.").split(",")[0],
            "city": guide.places[town].name.replace("ñ", "n"), "zip": program.address.zip, "phone": program.phones[0].number,
            "service_code_info": "OIT" if program.level == "iop" else "OP",
        }
        for program in reversed(guide.programs.values())
        if program.phones and program.address.street and (town := guide.town_of.get(program.id))
    ]  # fmt: skip


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the real guide."""
    root = tmp_path_factory.mktemp("real")
    shutil.copytree(ROOT / "data", root / "data")
    return root


def test_the_real_guide_knows_its_own_rows(real: Path, guide: Guide, tmp_path: Path) -> None:
    rows = own_rows(guide)
    assert len(rows) > 60

    result = samhsa(real, directory(tmp_path / "su.xlsx", rows))

    assert section(result.stdout, "new")[0].startswith("new: 0 facilities")
    assert "    name:" not in result.stdout and "    phones:" not in result.stdout and "    address" not in result.stdout and "    level:" not in result.stdout


NATIONAL = sorted((ROOT.parent / "shared/data/samhsa").glob("*.xlsx"))
"""The national workbooks, where somebody has put them beside the project."""


@pytest.mark.parametrize("path", [None, *NATIONAL], ids=lambda path: path.stem if path else "made-up")
def test_every_facility_of_a_national_workbook_is_accounted_for(real: Path, guide: Guide, tmp_path: Path, path: Path | None) -> None:
    """The same for a made-up workbook of that shape and for the real ones, if they are here."""
    far = [{**ELSEWHERE, "name1": f"Far Away Care {number}", "phone": f"251-555-01{number:02}"} for number in range(100)]
    book = path or directory(tmp_path / "su.xlsx", [*far, *own_rows(guide), NEW_IOP, SHELTER], name=str.lower)
    before = files_of(real)

    result = samhsa(real, book)

    rows = int(re.search(r": ([0-9]+) facilities in NM, of ([0-9]+) in the file", result.stdout)[1])  # type: ignore[index]
    count = {name: int(number) for name, number in re.findall(r"(?m)^(new|not for this guide|changed|outranked|same): ([0-9]+)", result.stdout)}
    assert result.returncode == 0 and result.stderr == ""
    assert rows > 60 and sum(count.values()) == rows, "nothing is counted twice, and nothing is lost"
    assert count["changed"] + count["same"] > 20, "the guide's own listings are found in it"
    assert files_of(real) == before
