"""``make sbom``: what a release is made of, as CycloneDX: each pinned dependency with its version, licence and hashes.

Only from requirements.txt, pyproject.toml and what is installed: no network, no address, no path, and the same bytes each time.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tomllib
import uuid
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from .pins import Pin, read_pins


def bill(project: Path, requirements: Path, when: datetime.datetime) -> str:
    """The bill as JSON (CycloneDX 1.6). Its serial number is that of its content."""
    about = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    pins = read_pins(requirements)
    own = Component(name=about["name"], version=about["version"], type=ComponentType.APPLICATION, bom_ref=about["name"], licenses=[LicenseFactory().make_from_string(about["license"])])
    bom = Bom(components=[_component(pin) for pin in pins])
    bom.metadata.component = own
    bom.metadata.timestamp = when
    names = "\n".join(f"{pin.name}=={pin.version} {' '.join(pin.hashes)}" for pin in pins)
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"{about['name']} {about['version']}\n{names}")
    bom.register_dependency(own, bom.components)
    return str(JsonV1Dot6(bom).output_as_string(indent=2)) + "\n"


def _component(pin: Pin) -> Component:
    """A package. It has a file for each system: the hashes are those of the files that may be installed."""
    url = PackageURL("pypi", None, pin.name, pin.version)
    return Component(
        name=pin.name, version=pin.version, type=ComponentType.LIBRARY, purl=url, bom_ref=url.to_string(),
        licenses=[LicenseFactory().make_from_string(pin.licence)] if pin.licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=value) for value in pin.hashes],
    )  # fmt: skip


def main() -> int:
    """Write the bill."""
    parser = argparse.ArgumentParser(description="Write a CycloneDX bill of the pinned dependencies.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--date", type=int, required=True, help="seconds since 1970: when the release was made")
    options = parser.parse_args()
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(bill(Path("pyproject.toml"), Path("requirements.txt"), datetime.datetime.fromtimestamp(options.date, datetime.UTC)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
