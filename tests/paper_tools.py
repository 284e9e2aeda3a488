"""Reads printed sheets as a person with scissors, a phone and a screen reader would."""

from __future__ import annotations

import math
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import markdown
import pikepdf
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from resource_guide.booklet import Written
from resource_guide.documents import read_documents
from resource_guide.editions import Record
from resource_guide.model import Guide
from resource_guide.pictures import draw_pictures
from resource_guide.placeholders import fill
from resource_guide.sheets import Press
from resource_guide.shell import environment
from resource_guide.views import Views
from resource_guide.wording import Speaker

from .conftest import ROOT, SITE_URL

PRINT = ROOT / "overrides" / "print"
PHONE = re.compile(r"(?<![\d-])(?:1-)?\d{3}-\d{3}-\d{4}(?![\d-])|(?<![\w-])(?:988|911)(?![\w-])")
_EXTENSIONS = ["admonition", "attr_list", "footnotes", "md_in_html", "tables", "pymdownx.details"]


def press_of(guide: Guide, record: Record | None = None) -> Press:
    """What makes the sheets of a guide."""
    return Press(guide, {tag: Views(guide, Speaker(guide, tag)) for tag in guide.languages}, record or Record(), SITE_URL)


def contents_of(root: Path, guide: Guide) -> dict[str, dict[str, Written]]:
    """The hand-written pages of each language, by name, as MkDocs would make them."""
    documents, _ = read_documents(root, guide)
    found: dict[str, dict[str, Written]] = {}
    for tag in guide.languages:
        found[tag] = {}
        for document in documents:
            if document.language == tag:
                html = markdown.Markdown(extensions=_EXTENSIONS).convert(fill(document.body, guide, Speaker(guide, tag)))
                html = draw_pictures(html, environment(ROOT / "overrides/guide"), guide, tag)
                html = re.sub(r'(href="[^":]+)\.md(#[^"]*)?"', r'\1.html\2"', html)
                found[tag][document.name] = Written(document.title, html, tag)
    return found


def text_of(pdf: Path, page: int | None = None) -> str:
    """The words of a file or of one page, in the order in which they were written."""
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    return subprocess.run(["pdftotext", "-raw", *pages, str(pdf), "-"], capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True)
class Word:
    text: str
    box: tuple[float, float, float, float]


def words_of(pdf: Path) -> list[list[Word]]:
    """Every word of each page with its place."""
    xml = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    xml = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", xml)
    root = ElementTree.fromstring(xml)
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        [Word(word.text or "", tuple(float(word.get(side, 0)) for side in ("xMin", "yMin", "xMax", "yMax"))) for word in page.iter(f"{space}word")]  # type: ignore[misc]
        for page in root.iter(f"{space}page")
    ]


def overlaps(words: list[Word]) -> list[tuple[str, str]]:
    """Pairs of words that are printed over each other (the boxes touch by more than a hair)."""
    found = []
    for index, one in enumerate(words):
        for two in words[index + 1 :]:
            wide = min(one.box[2], two.box[2]) - max(one.box[0], two.box[0])
            high = min(one.box[3], two.box[3]) - max(one.box[1], two.box[1])
            if wide > 1 and high > 0.45 * min(one.box[3] - one.box[1], two.box[3] - two.box[1]):
                found.append((one.text, two.text))
    return found


def picture(pdf: Path, page: int, dpi: int) -> Image.Image:
    """A page as a printer without colour would make it."""
    base = pdf.with_suffix(f".{page}.{dpi}")
    subprocess.run(["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-png", "-singlefile", str(pdf), str(base)], check=True, capture_output=True)
    path = base.with_name(base.name + ".png")
    image = Image.open(path).convert("RGB")
    path.unlink()
    return image


def ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    """The rectangle that holds all ink."""
    box = image.convert("L").point(lambda value: 255 if value < 200 else 0).getbbox()
    assert box is not None
    return box


def codes_in(pdf: Path, page: int) -> list[str]:
    """The addresses in the square codes of a page."""
    return [code.text for code in zxingcpp.read_barcodes(picture(pdf, page, 150))]


def structure(pdf: Path) -> tuple[str, dict[str, set[str]], int]:
    """Language of the file, the kinds of element tagged in each other language, and the number of tagged elements."""
    with pikepdf.open(pdf) as file:
        by_language: dict[str, set[str]] = {}
        count = 0
        for element in file.objects:
            if isinstance(element, pikepdf.Dictionary) and element.get("/Type") == "/StructElem":
                count += 1
                if "/Lang" in element:
                    by_language.setdefault(str(element.Lang), set()).add(str(element.S))
        return str(file.Root.Lang), by_language, count


def facts(pdf: Path) -> dict[str, Any]:
    """What a file says about itself."""
    with pikepdf.open(pdf) as file:
        fonts = {}
        for item in file.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                fonts[str(item.FontName)] = any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        with file.open_metadata() as metadata:
            return {
                "pages": len(file.pages),
                "size": {tuple(round(float(value)) for value in page.MediaBox) for page in file.pages},
                "title": str(metadata.get("dc:title", "")),
                "ua": str(metadata.get("pdfuaid:part", "")),
                "created": str(metadata.get("xmp:CreateDate", "")),
                "tagged": bool(file.Root.get("/MarkInfo", {}).get("/Marked", False)),
                "fonts": fonts,
            }


def heights(path: Path) -> list[float]:
    """The size of the letters of each text of a file, in points."""
    sizes: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            sizes.append(size * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3]))

    for page in PdfReader(path).pages:
        page.extract_text(visitor_text=note)
    return sizes
