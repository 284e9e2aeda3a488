"""A saved copy grows old: it is renewed only when told, and says what has run out."""

from __future__ import annotations

import functools
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..conftest import ROOT, run_guide
from .saving import Host, cached, save
from .saving import host as host
from .saving import phone as phone
from .traces import traces

TINY = ROOT / "tests/guides/tiny"
EDITIONS = {"older": 1_735_732_800, "newer": 1_741_003_200}
"""1 January and 3 March 2025, noon and later: whatever the clock says, both are past."""

Edition = Callable[..., Path]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Builds the small guide as of a day, once; ``checked`` is when a volunteer called its first program."""

    @functools.cache
    def build(name: str, checked: str) -> Path:
        root = Path(shutil.copytree(TINY, tmp_path_factory.mktemp("tiny") / name))
        for folder in ("hooks", "overrides", "docs/assets", "data/wording"):
            shutil.copytree(ROOT / folder, root / folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "docs/keep-worker.js", root / "docs")
        shutil.copy(ROOT / "mkdocs.yml", root)
        for file in ("save.md", "save.es.md"):
            (root / "docs" / file).write_text("---\ntitle: Copy\ndescription: A copy.\nadds: keep\n---\n\n# Copy\n\n## More {#not-saved}\n\nText.\n", encoding="utf-8")
        program = root / "data/programs/taos.yml"
        program.write_text(program.read_text(encoding="utf-8").replace("2026-10", checked).replace("date: 2026\n", "date: 2024\n"), encoding="utf-8")
        for path in (root / "data").glob("*.yml"):
            path.write_text(re.sub(r"\b2026-\d\d-\d\d\b", "2024-11-01", path.read_text(encoding="utf-8")), encoding="utf-8")
        result = run_guide(root, "build", SOURCE_DATE_EPOCH=str(EDITIONS[name]))
        assert result.returncode == 0, result.stderr
        for path in (root / "site").rglob("*.html"):
            os.utime(path, (EDITIONS[name], EDITIONS[name]))
        return root / "site"

    return build


def test_it_is_renewed_only_when_told(phone: Page, edition: Edition, host: Host) -> None:
    top = host.start(edition("older", checked="2024-12")) + "/guide"
    save(phone, top)
    first = traces(phone)["caches"]
    host.publish(edition("newer", checked="2024-12"))

    phone.goto(f"{top}/programs/taos.html")
    expect(phone.locator("footer")).to_contain_text("March 3, 2025")
    phone.goto(f"{top}/save.html")
    expect(phone.locator(".keep-status")).to_have_text("Saved on this phone: the copy of January 1, 2025. There is a newer one, of March 3, 2025.")
    assert traces(phone)["caches"] == first

    phone.locator("#keep-update").click()
    expect(phone.locator(".keep-status")).to_have_text("Saved on this phone: the copy of March 3, 2025.")
    assert len(traces(phone)["caches"]) == 1 and traces(phone)["caches"] != first
    host.stop()
    phone.goto(f"{top}/programs/taos.html")
    expect(phone.locator(".saved-copy")).to_contain_text("Saved copy of March 3, 2025.")


@pytest.mark.parametrize(("checked", "tag", "text"), [
    ("2024-12", "en", "Saved copy of January 1, 2025. 1 listing is now due a re-check: call first. This copy is more than 6 months old."),
    ("2024-12", "es", "Copia guardada, del 1 de enero de 2025. Ya toca revisar otra vez 1 ficha: llame antes de ir. Esta copia tiene más de 6 meses."),
    ("2023-12", "en", "Saved copy of January 1, 2025. This copy is more than 6 months old."),  # not confirmed then already: its page says so
])
def test_a_saved_page_says_what_has_run_out(phone: Page, edition: Edition, host: Host, checked: str, tag: str, text: str) -> None:
    top = host.start(edition("older", checked=checked)) + "/guide"
    save(phone, top, tag)
    host.stop()
    phone.goto(f"{top}/{'' if tag == 'en' else 'es/'}programs/taos.html")

    expect(phone.locator(".saved-copy")).to_contain_text(text)


def test_a_failed_update_keeps_the_old_copy(phone: Page, edition: Edition, host: Host, tmp_path: Path) -> None:
    top = host.start(edition("older", checked="2024-12")) + "/guide"
    save(phone, top)
    kept = cached(phone)
    newer = Path(shutil.copytree(edition("newer", checked="2024-12"), tmp_path / "newer"))
    (newer / "about.html").unlink()
    host.publish(newer)
    phone.goto(f"{top}/save.html")
    phone.locator("#keep-update").click()
    expect(phone.locator(".keep-status")).to_contain_text("That did not work, and nothing new was saved.")

    assert cached(phone) == kept
    host.stop()
    phone.goto(f"{top}/about.html")
    expect(phone.locator(".saved-copy")).to_contain_text("January 1, 2025")
