"""``make audit`` and ``make sbom``, without a network."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from .conftest import ROOT
from .release.audit import licences, read_answer
from .release.pins import read_pins
from .release.sbom import bill
from .test_sealed import blocked

WHEN = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)


def pinned() -> dict[str, str]:
    """What requirements.txt pins, read in another way than the tools do."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ")[0].split("==") for line in lines if "==" in line and not line.startswith((" ", "#")))


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(bill(ROOT / "pyproject.toml", ROOT / "requirements.txt", WHEN))
    return answer


def test_the_bill_has_every_dependency_with_version_licence_and_hash(told: dict[str, Any]) -> None:
    parts = {part["name"]: part for part in told["components"]}

    assert {name: part["version"] for name, part in parts.items()} == pinned()
    assert len(parts) > 40
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name, part in parts.items():
        assert part["licenses"], name
        assert part["purl"] == f"pkg:pypi/{name}@{part['version']}"
        assert part["hashes"] and all(value["alg"] == "SHA-256" and f"sha256:{value['content']}" in text for value in part["hashes"]), name
    assert sum(len(part["hashes"]) for part in parts.values()) == len(set(re.findall(r"sha256:[0-9a-f]{64}", text)))
    assert told["metadata"]["component"]["name"] == "iop-guide" and told["metadata"]["timestamp"] == "2026-11-25T00:00:00+00:00"


def test_the_bill_follows_the_schema(told: dict[str, Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(told)) is None
    broken = told | {"components": [{"name": "x"}]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(broken)) is not None


def test_the_bill_is_the_same_each_time_and_names_no_place(told: dict[str, Any], tmp_path: Path) -> None:
    results = []
    for name, seed in (("one", "1"), ("two", "2")):
        command = [sys.executable, "-W", "error", "-m", "tests.release.sbom", str(tmp_path / name), "--date", "1795564800"]
        subprocess.run(command, cwd=ROOT, check=True, env={**blocked(tmp_path / f"sealed-{name}"), "PYTHONHASHSEED": seed, "TZ": "Pacific/Kiritimati"})
        results.append((tmp_path / name).read_text(encoding="utf-8"))

    assert results[0] == results[1]
    schemas = ("http://cyclonedx.org/schema/bom-1.6.schema.json",)
    assert [address for address in re.findall(r"(?:https?|file)://[^\s\"]+", results[0]) if address not in schemas] == []
    assert str(ROOT) not in results[0] and "/home" not in results[0] and "/tmp" not in results[0]


def test_licences_are_listed_and_known() -> None:
    pins = read_pins(ROOT / "requirements.txt")
    lines = licences(pins)

    assert sum(line.count(",") + 1 for line in lines) == len(pinned())
    assert not any("not known" in line for line in lines)
    assert any(line.startswith("MIT: ") and "pydantic 2" in line for line in lines)


def test_a_package_that_is_not_installed_has_no_licence(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(f"no-such-package==1.0 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    pins = read_pins(tmp_path / "r.txt")

    assert [(pin.name, pin.version, pin.hashes, pin.licence) for pin in pins] == [("no-such-package", "1.0", ("0" * 64,), "")]
    assert licences(pins) == ["not known: read its LICENSE file: no-such-package 1.0"]


def test_without_a_network_it_says_so_and_lists_the_licences(tmp_path: Path) -> None:
    result = subprocess.run([sys.executable, "-m", "tests.release.audit"], cwd=ROOT, env=blocked(tmp_path / "sealed"), capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert f"Licences of {len(pinned())} packages in requirements.txt" in result.stdout and "Known faults:" not in result.stdout
    assert result.stderr == "Known faults: NOT CHECKED. The service that knows them could not be reached; run this again with a network.\n"


@pytest.mark.parametrize(("text", "answer"), [
    ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', ([], [])),
    ('{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["1.1", "2"]}]}, {"name": "b", "skip_reason": "x"}]}',
     (["a 1: X-1; mended in 1.1, 2"], ["b"])),
    ('{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": []}]}]}', (["a 1: X-1; mended in no version yet"], [])),
    ('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', None),
    ("", None), ("[]", None), ("Traceback", None),
])  # fmt: skip
def test_what_the_service_answers(text: str, answer: object) -> None:
    assert read_answer(text) == answer
