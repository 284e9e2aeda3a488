"""The data of the real guide: sound, complete, and nothing in it that no one confirmed as publishable."""

from __future__ import annotations

from pathlib import Path

import phonenumbers
import pytest
import yaml

from resource_guide.model import Guide
from resource_guide.rules import check_data
from resource_guide.text_types import is_fictional, phone_key

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def real() -> Guide:
    guide, _ = check_data(ROOT)
    assert guide is not None
    return guide


def test_it_has_no_fault_and_no_missing_translation() -> None:
    _, problems = check_data(ROOT)

    assert [str(problem) for problem in problems] == []


def test_nothing_was_lost(real: Guide) -> None:
    levels = [program.level for program in real.programs.values()]

    assert (levels.count("iop"), levels.count("outpatient")) == (32, 50)
    assert sum(place.municipality == "yes" for place in real.places.values()) == 106
    assert len(real.places) == 537
    assert len(real.zips) == 427
    assert len({place.county for place in real.places.values()}) == 33


def test_no_lead_is_published(real: Guide) -> None:
    leads = yaml.load((ROOT / "data/leads.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    published = {phone_key(phone.number) for program in real.programs.values() for phone in program.phones}

    assert leads
    assert not {lead["id"] for lead in leads} & set(real.programs)
    for lead in leads:
        for number in (lead.get("phone"), lead.get("intake_phone")):
            assert not number or phone_key(number) not in published, lead["id"]


def test_every_phone_can_be_dialed(real: Guide) -> None:
    for program in real.programs.values():
        for phone in program.phones:
            assert phonenumbers.is_valid_number_for_region(phonenumbers.parse(phone.number, "US"), "US"), program.id
            assert not is_fictional(phone.number), program.id


def test_the_real_guide_allows_no_fictional_phones(real: Guide) -> None:
    assert real.settings.fictional_phones == "no"
    assert "fictional_phones" not in (ROOT / "data/guide.yml").read_text(encoding="utf-8")
