"""The shares of the generated pages: together they are the whole, and what is the same in every language is found once."""

from __future__ import annotations

from pathlib import Path

import pytest

from resource_guide import atlas, geography
from resource_guide.generated import Share, write_share
from resource_guide.guide import check_guide, language_sites
from resource_guide.places import counties, page_places

from .conftest import ROOT, files_of

PANTRIES = ROOT / "tests/guides/pantries"


def write(root: Path, site: Path, shares: int) -> dict[str, int]:
    """Write all shares of the guide in ``root``, one after the other; the number of pages of each kind."""
    checked = check_guide(root)
    guide = checked.publishable()
    languages = language_sites(guide, checked.documents, ROOT / "overrides/guide", "https://guide.example/", checked.map)
    made = [write_share(site, guide, languages, {}, "https://guide.example/", True, Share(number, shares)) for number in range(shares)]

    paths = [path for part in made for path in part.paths]
    assert len(paths) == len(set(paths))
    assert all((site / prefix / path).is_file() for path in paths for prefix in ("", *guide.languages[1:]))
    assert len([*page_places(guide), *counties(guide), *guide.needs, "search"]) == len(paths)
    return {kind: sum(part.counts[kind] for part in made) for kind in ("town", "county", "need", "guide")}


@pytest.mark.parametrize("shares", [2, 3, 50])
def test_shares_together_are_the_whole(tmp_path: Path, shares: int) -> None:
    assert write(PANTRIES, tmp_path / "parts", shares) == write(PANTRIES, tmp_path / "whole", 1)
    assert files_of(tmp_path / "parts") == files_of(tmp_path / "whole")


def test_what_is_near_is_found_once_for_all_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    drawn: list[tuple[str, ...]] = []
    nearest, labels = geography.Neighbors._nearest, atlas.place_labels
    monkeypatch.setattr(geography.Neighbors, "_nearest", lambda self, start, count: looked.append(f"{id(self)} {start.id} {count}") or nearest(self, start, count))
    monkeypatch.setattr(atlas, "place_labels", lambda points, names, *sizes: drawn.append(tuple(names)) or labels(points, names, *sizes))

    atlas._layout.cache_clear()
    write(ROOT, tmp_path, 2)

    assert looked and len(looked) == len(set(looked))
    assert drawn and len(drawn) == len(set(drawn))
