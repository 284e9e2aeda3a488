"""The data files for other directories: HSDS by its own schemas."""

from __future__ import annotations

import json
from pathlib import Path

from resource_guide.model import Guide

from .export_tools import HSDS, check_tables, export, faults, services_of, with_programs
from .export_tools import data as data
from .export_tools import rich as rich


def test_services_follow_the_schema(data: Path, guide: Guide) -> None:
    services = services_of(data)

    assert len(services) == len(guide.programs)
    assert [fault for service in services for fault in faults(service)] == []


def test_the_schema_is_held() -> None:
    """The check itself finds what is wrong: a record with three faults gives three."""
    wrong = {"id": "not-a-uuid", "name": "x", "status": "shut", "descripton": "misspelled"}

    assert len(faults(wrong)) == 3


def test_tables_follow_the_package(data: Path) -> None:
    check_tables(data)


def test_the_package_is_that_of_the_specification(data: Path) -> None:
    theirs = {resource["name"]: resource for resource in json.loads((HSDS / "datapackage.json").read_text(encoding="utf-8"))["resources"]}
    ours = json.loads((data / "hsds/datapackage.json").read_text(encoding="utf-8"))

    assert ours["profile"] == "tabular-data-package" and ours["version"] == "3.0"
    for resource in ours["resources"]:
        official = theirs[resource["name"]]
        fields = {field["name"]: field for field in official["schema"]["fields"]}
        mine = [field["name"] for field in resource["schema"]["fields"]]
        assert resource["path"] == official["path"]
        assert mine == [name for name in fields if name in mine], "their columns in their order"
        assert {name for name, field in fields.items() if field["constraints"]["required"]} <= set(mine)
        for field in resource["schema"]["fields"]:
            assert (field["type"], field.get("format")) == (fields[field["name"]]["type"], fields[field["name"]].get("format"))
            assert field.get("constraints", {}).get("required", False) >= fields[field["name"]]["constraints"]["required"]
        keys = [key for key in official["schema"].get("foreignKeys", []) if key["fields"] in mine]
        assert sorted(resource["schema"].get("foreignKeys", []), key=str) == sorted(keys, key=str)


def test_ids_stay(data: Path) -> None:
    """These ids are out in the world: whoever changes how they are made breaks other directories."""
    service = next(service for service in services_of(data) if service["name"].endswith("(Taos)"))

    assert service["id"] == "37725017-7b8d-53ad-9176-385a3876ad30"
    assert service["organization"]["id"] == "0d762def-7fc1-5323-9878-6227831d94e6"
    assert service["service_at_locations"][0]["location"]["id"] == "58f712d4-bd0d-5b64-a1df-f51b35799d2e"


def test_ids_do_not_depend_on_what_a_listing_says(rich: Guide, tmp_path: Path) -> None:
    program = rich.programs["a-called"]
    export(with_programs(rich, program), tmp_path / "one")
    export(with_programs(rich, program.model_copy(update={"name": "New name", "website": None})), tmp_path / "two")

    one, two = (services_of(tmp_path / name / "data")[0] for name in ("one", "two"))
    assert one["name"] != two["name"] and one["id"] == two["id"] and one["phones"] == two["phones"]


def test_only_a_persons_check_is_an_assurance(rich: Guide, tmp_path: Path) -> None:
    export(rich, tmp_path)
    services = {service["name"]: service for service in services_of(tmp_path / "data")}
    today = rich.today.isoformat()

    assert {name: service.get("assured_date") for name, service in services.items() if "assured_date" in service} == {"Called": today, "Old": "2020-01-01"}
    check = next(attribute for attribute in services["Claimed"]["attributes"] if attribute["link_type"] == "checked")
    assert check["value"] == today and "not checked by a person" in check["taxonomy_term"]["name"]
    assert services["Called"]["metadata"][0]["last_action_date"] == today
    assert "metadata" not in services["Month"], "HSDS demands a full date, and this one is not known to the day"


def test_hsds_of_every_state_of_a_listing(rich: Guide, tmp_path: Path) -> None:
    export(rich, tmp_path)
    services = {service["name"]: service for service in services_of(tmp_path / "data")}

    assert [fault for service in services.values() for fault in faults(service)] == []
    check_tables(tmp_path / "data")
    assert services["Closed"]["status"] == "defunct" and "It closed." in services["Closed"]["alert"]
    assert all(service["status"] == "active" for name, service in services.items() if name != "Closed")
    no = services["Says no"]
    assert [cost["option"] for cost in no["cost_options"]] == ["private insurance"] and "whole facility" in no["cost_options"][0]["amount_description"]
    assert "languages" not in no, "no Spanish is no language, and English is not stated"
    values = {attribute["taxonomy_term"]["code"]: attribute.get("value") for attribute in no["attributes"]}
    assert (values["payment.medicaid"], values["payment.private"], values["languages.es"]) == ("no, whole facility", "yes, whole facility", "no")
    other = json.dumps(services["Other kind"])
    assert '"yes"' in other and "whole facility" not in other, "only the main kind is one part of a facility"
    phone = services["Called"]["phones"][0]
    assert phone["number"] == "+15055550101" and phone["extension"] == 12 and "012" in phone["description"]


def test_a_street_in_dispute_and_a_missing_zip_make_no_address(data: Path, guide: Guide) -> None:
    services = {service["id"]: service for service in services_of(data)}
    by_name = {service["name"]: service for service in services.values()}
    for program in guide.programs.values():
        location = by_name[program.name]["service_at_locations"][0]["location"]
        assert ("addresses" in location) == bool(program.address.street and program.address.zip), program.id
        assert "latitude" not in location, "nobody measured where the building is"


def test_a_program_for_the_whole_state(rich: Guide, tmp_path: Path) -> None:
    plain = rich.programs["a-called"]
    programs = [plain.model_copy(update={"id": "phone-only", "website": None}), plain.model_copy(update={"id": "online", "website": "https://guide.example/"})]
    export(with_programs(rich, *programs, town=None), tmp_path)
    check_tables(tmp_path / "data")
    services = services_of(tmp_path / "data")

    assert [fault for service in services for fault in faults(service)] == []
    assert all(service["service_areas"][0]["name"] == "New Mexico" for service in services)
    assert sorted(len(service.get("service_at_locations", [])) for service in services) == [0, 1]
    features = json.loads((tmp_path / "data/programs.geojson").read_text(encoding="utf-8"))["features"]
    assert all(feature["geometry"] is None for feature in features)
    text = (tmp_path / "data/text/taos.txt").read_text(encoding="utf-8-sig")
    assert "505-555-0101" in text and "For the whole state" in text
