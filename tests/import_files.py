"""Files that others might send: workbooks in the shape of the National Directories, made up, and hostile ones."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest

from resource_guide.cli import main

from .conftest import ROOT

TINY = ROOT / "tests/guides/tiny"

COLUMNS = ("name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "intake1", "intake2", "intake1a", "intake2a", "service_code_info")
SETTING = "Service Setting (e.g., Outpatient, Residential, Inpatient, etc.)"
KEY = (
    ("TC", "Type of Care", "SA", "Substance use treatment "),
    ("TC", "Type of Care", "DT", "Detoxification"),
    ("SET", SETTING, "OP", "Outpatient"),
    ("SET", SETTING, "OIT", "Intensive outpatient treatment"),
    ("SET", SETTING, "RES", "Residential/24-hour residential"),
    ("PAY", "Payment/Insurance/Funding Accepted", "MD", "Medicaid"),
    ("PAY", "Payment/Insurance/Funding Accepted", "MC", "Medicare "),
    ("SL", "Language Services", "SP", "Spanish"),
    ("AGE", "Age Groups Accepted", "CHLD", "Children/Adolescents"),
)
"""A few lines of the code key of 2023, with its trailing blanks."""

MESA = {"name1": "Mesa Recovery", "street1": "1 Made Up Rd", "street2": "Suite 4", "city": "Taos", "zip": "87571", "phone": "575-555-0101", "intake1": "575-555-0102 x4", "service_code_info": "SA * OIT OP *"}
VALLEY = {"name1": "Valley Counseling Inc", "street1": "20 Pine Street", "city": "Angel Fire", "zip": "87710", "phone": "575-555-0103", "service_code_info": "SA * OP * MD * SP"}
QUESTA = {"name1": "Red River Care", "name2": "Questa Clinic", "street1": "5 Ridge Road", "city": "Questa", "zip": "87556", "phone": "575-555-0107", "service_code_info": "SA * OP * MD"}
NEW_IOP = {"name1": "Ridge IOP", "street1": "9 Canyon Drive", "city": "Taos", "zip": "87571", "phone": "575-555-0108", "service_code_info": "SA * OIT * MD MC * SP * CHLD"}
SHELTER = {"name1": "Ridge House", "street1": "11 Canyon Drive", "city": "Taos", "zip": "87571", "phone": "575-555-0109", "service_code_info": "SA * RES"}
ELSEWHERE = {"name1": "Far Away Care", "street1": "1 Elm Street", "city": "Mobile", "state": "AL", "zip": "36601", "phone": "251-555-0110", "service_code_info": "SA * OIT"}


def tiny_guide(folder: Path) -> Path:
    """A copy of the made-up guide that can import lists."""
    shutil.copytree(TINY, folder)
    shutil.copy(ROOT / "data/imports.yml", folder / "data")
    return folder


def run_inside(root: Path, *arguments: str) -> CompletedProcess[str]:
    """The command, on 25 November 2026, without a process of its own: an exception comes through."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2)]
    with patch.dict(os.environ, SOURCE_DATE_EPOCH="1795564800"), contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        try:
            status = main(["--root", str(root), *arguments])
        except SystemExit as error:
            status = int(str(error.code))
    out, err = (_written(stream) for stream in streams)
    return CompletedProcess([*arguments], status, out, err)


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def files_of(root: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def directory(
    path: Path, rows: list[dict[str, Any]], key: tuple[tuple[str, ...], ...] = KEY, name: Callable[[str], str] = str.capitalize,
    sheets: tuple[str, str] = ("Facilities List", "Service Code Reference"),
) -> Path:  # fmt: skip
    """A workbook in the shape of a National Directory; ``name`` writes the columns' names."""
    book = openpyxl.Workbook()
    facilities = book.active
    assert facilities is not None
    facilities.title = sheets[0]
    facilities.append([name(column) for column in COLUMNS])
    for row in rows:
        facilities.append([{"state": "NM", **row}.get(column) for column in COLUMNS])
    codes = book.create_sheet(sheets[1])
    codes.append([name(column) for column in ("category_code", "category_name", "service_code", "service_name", "service_description")])
    for line in key:
        codes.append([*line, "A description."])
    book.save(path)
    return path


def export(path: Path, rows: list[Any], **top: Any) -> Path:
    """A FindTreatment export."""
    path.write_text(json.dumps({"page": 1, "totalPages": 1, "recordCount": len(rows), **top, "rows": rows}), encoding="utf-8")
    return path


def rezipped(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A workbook with parts changed or, where ``change`` gives None, left out."""
    parts = {info.filename: data for info in zipfile.ZipFile(path).infolist() if (data := change(info.filename, zipfile.ZipFile(path).read(info))) is not None}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def hostile_workbooks(folder: Path) -> dict[str, tuple[Path, str]]:
    """By name: a file that is called a workbook, and words of the sentence that it must give."""
    def write(name: str, data: bytes) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    sound = directory(folder / "sound.xlsx", [MESA]).read_bytes()
    with (folder / "huge.xlsx").open("wb") as file:
        file.write(b"PK")
        file.truncate(100_000_000)
    (folder / "folder.xlsx").mkdir()
    cases = {
        "empty": (write("empty.xlsx", b""), "is empty"),
        "blank": (write("blank.xlsx", b"\n\n \0"), "is empty"),
        "missing": (folder / "missing.xlsx", "there is no file"),
        "folder": (folder / "folder.xlsx", "is not an ordinary file"),
        "100 MB": (folder / "huge.xlsx", "is larger than 30 MB"),
        "web page": (write("page.xlsx", b"<html><body><table></table></body></html>"), "is not a workbook"),
        "Latin-1": (write("latin.xlsx", "id;town\ncaf\xe9;taos\n".encode("latin-1")), "is not a workbook"),
        "password": (write("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "is protected by a password, or in the old .xls format"),
        "password in zip": (write("zip-locked.xlsx", _encrypted(sound)), "is protected by a password"),
        "cut off": (write("cut.xlsx", sound[: len(sound) // 2]), "is broken"),
        "other zip": (_zip(folder / "other.xlsx", {"readme.txt": b"hello"}), "is not a workbook"),
        "no parts": (_zip(folder / "bare.xlsx", {"[Content_Types].xml": b"<Types/>"}), "is broken"),
        "zip bomb": (_zip(folder / "bomb.xlsx", {"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b"\0" * 70_000_000}), "unpacks to more than 60 MB"),
        "many parts": (_zip(folder / "parts.xlsx", {f"{number}.xml": b"" for number in range(1_500)}), "unpacks to more than 60 MB"),
        "lying sizes": (write("lying.xlsx", _lying(sound)), "is broken"),
    }
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    laughs = rezipped(write("laughs.xlsx", sound), lambda name, data: entities + data.split(b"?>", 1)[-1] if name.endswith("sheet1.xml") else data)
    no_sheet = rezipped(write("no-sheet.xlsx", sound), lambda name, data: None if name.endswith("sheet1.xml") else data)
    garbage = rezipped(write("garbage.xlsx", sound), lambda name, data: b"<worksheet><sheetData><row><c t='n'><v>x" if name.endswith("sheet1.xml") else data)
    cases |= {"entities": (laughs, "is broken"), "no sheet": (no_sheet, "guide: "), "garbage": (garbage, "is broken")}
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Something", "else"])
    book.save(folder / "wrong.xlsx")
    return cases | {"wrong sheet": (folder / "wrong.xlsx", "has no sheet with")}


def _zip(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _encrypted(data: bytes) -> bytes:
    """The same archive, with the mark of encryption at each part."""
    content = bytearray(data)
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def _lying(data: bytes) -> bytes:
    """The same archive, in which each part is said to be ten bytes long."""
    content = bytearray(data)
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 24 : at + 28] = struct.pack("<I", 10)
        at = content.find(b"PK\x01\x02", at + 4)
    assert zipfile.ZipFile(io.BytesIO(bytes(content))).infolist()[0].file_size == 10
    return bytes(content)


SU = "SAMHSA National Directory of Drug and Alcohol Use Treatment Facilities"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny_guide(tmp_path / "guide")


def samhsa(root: Path, path: Path, *options: str) -> CompletedProcess[str]:
    return run_inside(root, "import", "samhsa", str(path), *options)


def cite(root: Path, town: str, title: str = f"{SU} 2022", date: str = "2022") -> None:
    """Let the listing of a town rest on an edition of the directory."""
    path = root / f"data/programs/{town}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text.rstrip()}\n    - title: {title}\n      date: {date}\n", encoding="utf-8")


def section(output: str, name: str) -> list[str]:
    """The lines of a part of the report, with its heading."""
    lines = output.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"{name}:"))
    end = next((index for index in range(start + 1, len(lines)) if not lines[index].startswith(" ")), len(lines))
    return lines[start:end]
