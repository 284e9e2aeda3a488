"""`make pictures`: what an editor is shown of a changed page."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from ..pictures import take


def test_each_page_on_a_phone_in_each_language_and_on_paper(browser: Browser, site: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/old.png").touch()

    made = take(browser, site, tmp_path / "pictures", {"en": "", "es": "es/"}, ["programs/taos.html", "insurance.html"])

    names = [path.name for path in made]
    assert names == [
        "insurance-phone-en.png", "insurance-phone-es.png", *(name for name in names if name.startswith("insurance-print-")),
        "programs-taos-phone-en.png", "programs-taos-phone-es.png", "programs-taos-print-1.png", "programs-taos-print-2.png",
    ]  # fmt: skip
    for path in made:
        with Image.open(path) as picture:
            assert picture.width == (360 if "-phone-" in path.name else 680) and picture.height > 800
            assert len(picture.convert("L").getcolors(256) or []) > 10, "it is not blank"
    assert [path.suffix for path in (tmp_path / "pictures").iterdir()] == [".png"] * len(made)
