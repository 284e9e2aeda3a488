"""Turn the research tables into data files: places, ZIP codes, glossary, leads and programs.

    python data/convert_research.py FOLDER

FOLDER holds the researchers' places.csv, zips.csv, glossary.csv, leads.csv and
providers.csv. Made for the tables of 2026-11-24; since then editors change the data
files themselves, so the files may differ from what this writes. Kept so that anyone can
see how each value came to be, and for the next Census: places.yml and zips.csv may be
made again, programs may not.

What it adds to the tables, beyond copying: a disputed street and its ZIP are left out; an
outpatient listing treats what its federal directory is about; facts that stand only in the
words of a row are in the tables below, each found by reading that row. An audit compared
every row with the data files, and with the rows of the federal directory of 2023 itself.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from slugify import slugify

DATA = Path(__file__).parent
SU_2023 = "SAMHSA National Directory of Drug and Alcohol Use Treatment Facilities 2023"
MH_2023 = "SAMHSA National Directory of Mental Health Treatment Facilities 2023"
SU_2022 = "SAMHSA National Directory of Drug and Alcohol Abuse Treatment Facilities 2022"
GET_FREE = "505 GET FREE resource directory (505getfree.org)"
LIST_DATES = {SU_2023: "2023-06", MH_2023: "2023", SU_2022: "2022", GET_FREE: "2026-04-21"}

# Streets that two sources give differently: the notes of providers.csv say where.
DISPUTED_STREETS = {
    "sage-neuroscience-center-albuquerque", "santa-fe-recovery-center-santa-fe", "pdap-lea-county-hobbs",
    "mountain-center-transitional-living-program-pena-blanca", "la-clinica-de-familia-las-cruces-bh",
    "hidalgo-hope-haven-lordsburg", "unm-asap-albuquerque",
}
# Dates of pages and articles, from the column source_date.
PAGE_DATES = {"hms-silver-city-community-health-center": "2025-10-15", "hidalgo-hope-haven-lordsburg": "2022-04-11"}
# Organizations under one spelling, and without the researchers' remarks.
ONE_ORGANIZATION = {
    "La Clinica de Familia (FQHC)": "La Clinica De Familia Inc",
    "Susans Legacy": "Susan's Legacy",
    "Division of Behavioral and Mental Health Services (tribal government per SAMHSA code)": "Division of Behavioral and Mental Health Services",
    "Navajo Nation Division of Behavioral and Mental Health Services (tribal government)": "Navajo Nation Division of Behavioral and Mental Health Services",
}
# What an outpatient listing treats, where its row says so in words.
STATED_TREATS = {
    "hms-silver-city-community-health-center": {"substance-use"},
    "valencia-counseling-services-los-lunas": {"mental-health"},
    "first-choice-community-healthcare-los-lunas": {"substance-use"},
    "open-skies-healthcare-albuquerque": {"substance-use"},
    "community-lighthouse-albuquerque": {"substance-use", "mental-health"},
}
# Free of charge, in the words of the row; the federal directory says "no payment accepted".
FREE = {"pdap-lea-county-hobbs"}
# Ages that the program's own page gives for the program, not for the whole facility.
OWN_AGES = {"guidance-center-of-lea-county-hobbs", "pdap-lea-county-hobbs"}
# Rows that name adolescents alone, though the federal directory of 2023 names groups for adult
# women, adult men or older adults there (codes WN, MN, SE): the place takes adults too.
ADULT_GROUPS = {
    "counseling-world-llc-albuquerque", "dragonfly-counseling-associates-albuquerque", "streetwise-inc-albuquerque",
    "santa-clara-pueblo-behavioral-health-espanola", "community-drug-coalition-herstel-ranch-hobbs",
    "nambe-pueblo-tewa-roots-society-santa-fe", "navajo-regional-behavioral-health-center-shiprock",
    "zuni-recovery-center-zuni", "evolution-group-inc-albuquerque", "ramah-navajo-behavioral-health-services-pinehill",
    "presbyterian-medical-services-alamogordo", "crownpoint-healthcare-facility-crownpoint",
    "division-of-behavioral-and-mental-health-services-crownpoint",
    "village-of-los-lunas-valencia-county-dwi-program-los-lunas", "pueblo-of-acoma-behavioral-hlth-servs-pueblo-of-acoma",
    "human-resource-development-assoc-inc-raton-community-corrections-raton", "presbyterian-medical-services-ruidoso",
}
# The row says tribal; the federal directory: run by the Indian Health Service (codes FED, IH).
RUN_BY_IHS = {"crownpoint-healthcare-facility-crownpoint"}
# Wording of the researchers' remarks that means nothing to an editor.
REMARKS = {
    "public public file: resource directory of the 505 GET FREE hotline (operated by The Life Link), entries marked verified 2026-04-21; read via ":
        "From the resource directory of the 505 GET FREE hotline (operated by The Life Link), entries marked verified 2026-04-21.",
    "NOT-IOP record (opioid treatment program). ": "Opioid treatment program. ",
    "NOT-IOP record, and behavioral": "Not listed as an IOP, and behavioral",
    "NOT-IOP record. ": "", "NOT-IOP record; ": "",
    "NOT-IOP record: ": "Not listed as an IOP: ",
    "NOT-IOP (": "No IOP stated (", "NOT-IOP: ": "No IOP stated: ", "Treat as NOT-IOP": "Treat as outpatient",
    "No IOP stated (not stated): ": "No IOP stated: ",
    "no phone/address visible in stored excerpts": "no phone or address on the pages read",
    "street not shown in stored text. IOP hours cut off in stored excerpt": "street not shown on the page read",
    "not shown in stored text": "not shown on the page read", "No phone in stored text": "No phone on the page read",
    "no phone in stored text": "no phone on the page read", "not stated in the stored text": "not stated on the page read",
    "stored part does not": "the part read does not",
    "no phone or address was visible in the pages read. Publish the website, no phone.": "no phone or address on the pages read. Show the website alone.",
    "a TMS-clinic listing on GitHub": "a third-party list of TMS clinics", "two unrelated GitHub lists": "two unrelated public lists",
    "iop_mental_health not coded by SAMHSA": "the directory has no code for a mental-health IOP",
    "confirm by phone before publishing": "confirm by phone",
}
ONLY = {
    "susans-legacy-albuquerque": "women",
    "mountain-center-transitional-living-program-pena-blanca": "women",
    "veterans-affairs-medical-center-substance-use-disorders-prog-clinic-al": "veterans",
}
PLACE_ALIASES = {
    "Truth or Consequences": ["T or C", "TorC"], "Zuni Pueblo": ["Zuni"], "Pinehill": ["Pine Hill"],
    "Albuquerque": ["ABQ"], "Doña Ana": ["Dona Ana"],
}
LANGUAGES = {
    "Spanish": "es",
    "sign language services": "sgn",
    "American Indian or Alaska Native language(s)": "native",
}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one table."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: str, records: list[dict[str, Any]]) -> None:
    """Write records as YAML below a comment."""
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    with path.open("w", encoding="utf-8") as file:
        file.write("".join(f"# {line}\n" if line else "#\n" for line in header.splitlines()) + "\n")
        yaml.dump(records, file)
    text = path.read_text(encoding="utf-8")
    lines = [line[2:] if line.startswith("  ") else line for line in text.splitlines()]
    path.write_text("\n".join(lines).replace("\n- id:", "\n\n- id:").replace("\n\n\n", "\n\n") + "\n", encoding="utf-8")


def place_ids(places: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """Id of each place by name and county: the county is added where a name occurs twice."""
    count: dict[str, int] = {}
    for place in places:
        count[slugify(place["name"])] = count.get(slugify(place["name"]), 0) + 1
    return {
        (place["name"], place["county"]): slugify(place["name"] if count[slugify(place["name"])] == 1 else f"{place['name']} {place['county']}")
        for place in places
    }


def convert_places(folder: Path) -> dict[tuple[str, str], str]:
    """places.csv and zips.csv; returns the ids of places."""
    places, zips = rows(folder, "places.csv"), rows(folder, "zips.csv")
    ids = place_ids(places)
    aliases: dict[str, set[str]] = {}
    for row in zips:
        key = ids.get((row["place"], row["county"]))
        if key and row["city"] != row["place"] and slugify(row["city"]) != key:
            aliases.setdefault(key, set()).add(row["city"])
    kinds = {"CDP": "cdp", "post-office place": "post-office"}
    lines = []
    for place in sorted(places, key=lambda place: ids[(place["name"], place["county"])]):
        key = ids[(place["name"], place["county"])]
        known = sorted({*PLACE_ALIASES.get(place["name"], []), *aliases.get(key, set())})
        municipality = place["incorporated"] == "yes" or place["name"] == "Los Alamos"
        parts = [f"id: {key}", f"name: {_quoted(place['name'])}", f"county: {_quoted(place['county'])}",
                 f"kind: {kinds.get(place['type'], place['type'])}",
                 f"lat: {float(place['centre_lat']):.4f}", f"lon: {float(place['centre_lon']):.4f}"]
        if place["population"]:
            parts.append(f"population: {int(float(place['population']))}")
        if municipality:
            parts.append("municipality: yes")
        if known:
            parts.append(f"aliases: [{', '.join(map(_quoted, known))}]")
        lines.append("- {" + ", ".join(parts) + "}")
    header = (
        "# Towns and other places. A municipality has a page even with no program; so has a place with one.\n"
        "# Names, kinds, coordinates: U.S. Census Bureau, 2010 Gazetteer (public domain); town centers of 11\n"
        "# municipalities and post-office places: GeoNames (CC BY 4.0). Population: Census 2010 (places), 2019 estimate\n"
        "# (municipalities). County: point in polygon. Los Alamos, an incorporated county, counts as the 106th municipality.\n"
        "# A name that occurs in two counties carries the county in its id.\n\n"
    )
    (DATA / "places.yml").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    convert_zips(zips, places, ids)
    return ids


def convert_zips(zips: list[dict[str, str]], places: list[dict[str, str]], ids: dict[tuple[str, str], str]) -> None:
    """zips.csv: each ZIP code with the place it names, or else the nearest one."""
    sys.path.insert(0, str(DATA.parent / "hooks"))
    from resource_guide.geography import straight_miles  # the one distance formula of the project

    by_slug = {slugify(place["name"]): place for place in places}
    header = (
        "# ZIP codes. City, county: GeoNames (CC BY 4.0). Coordinates: Census 2021 ZCTA Gazetteer (public domain), or the\n"
        "# town center where the ZIP code names a place. place: the place of that name, else the nearest one in places.yml.\n"
        "zip,city,county,lat,lon,place\n"
    )
    out = []
    for row in zips:
        lat, lon = float(row["use_lat"]), float(row["use_lon"])
        key = ids.get((row["place"], row["county"]))
        if key is None:
            named = by_slug.get(slugify(row["place"] or row["city"]))
            near = min(places, key=lambda place: straight_miles(lat, lon, float(place["centre_lat"]), float(place["centre_lon"])))
            chosen = named or near
            key = ids[(chosen["name"], chosen["county"])]
        out.append(f"{row['zip']},{row['city']},{row['county']},{lat:.4f},{lon:.4f},{key}\n")
    (DATA / "zips.csv").write_text(header + "".join(out), encoding="utf-8")


def _quoted(text: str) -> str:
    return f'"{text}"' if set(text) & set(":{}[],&*#?|-<>=!%@\\'") else text


def convert_glossary(folder: Path) -> None:
    """glossary.csv: terms and definitions in two languages."""
    records = [
        {"id": slugify(row["term_en"].split("(")[0].split(" / ")[0]),
         "term": {"en": row["term_en"], "es": row["term_es"]},
         "definition": {"en": row["definition_plain_en"], "es": row["definition_plain_es"]},
         "source": row["source_url"]}
        for row in rows(folder, "glossary.csv")
    ]
    write(DATA / "glossary.yml", "Terms and plain definitions. `source`: where the Spanish term was seen; those that say\n'needs native review' are standard renderings that no source confirmed.", records)


def convert_leads(folder: Path) -> None:
    """leads.csv: for editors to call; never on the site."""
    records = [{key: plain(value) for key, value in row.items() if value and value != "unknown"} for row in rows(folder, "leads.csv")]
    write(DATA / "leads.yml", "Leads for editors to call. NOT publishable: no contact, old news, or dropped from a later list.\nThe build never reads this file. When a call confirms one, write it into data/programs/.", records)


def convert_programs(folder: Path, ids: dict[tuple[str, str], str]) -> None:
    """providers.csv: one file a town."""
    by_name = {slugify(name): key for (name, _), key in ids.items()}
    by_name["zuni"] = ids[("Zuni Pueblo", "McKinley")]
    towns: dict[str, list[dict[str, Any]]] = {}
    for row in rows(folder, "providers.csv"):
        towns.setdefault(by_name[slugify(row["city"])], []).append(program(row))
    for town, programs in towns.items():
        programs.sort(key=lambda record: (record["level"] != "iop", record["id"]))
        name = next(name for (name, _), key in ids.items() if key == town)
        write(DATA / "programs" / f"{town}.yml",
              f"Programs in {name}.\nSources: named at each listing; collected on 2026-11-24 from published pages and lists.\nWhat a source does not say is left out, and readers are told to ask.", programs)


def program(row: dict[str, str]) -> dict[str, Any]:
    """One row of providers.csv as a program record."""
    disputed = row["id"] in DISPUTED_STREETS
    titles = [title.strip() for title in row["source_url"].split(" ; ")]
    record: dict[str, Any] = {
        "id": row["id"], "name": row["name"],
        "organization": ONE_ORGANIZATION.get(row["organization"], row["organization"]), "level": row["level"],
    }
    phones = [{"number": row["phone"]}] if row["phone"] else []
    phones += [
        {"number": row[column], "type": kind}
        for column, kind in (("phone_tollfree", "toll-free"), ("intake_phone", "intake"))
        if row[column] and row[column] not in (row["phone"], row["phone_tollfree"] if kind == "intake" else "")
    ]
    if phones:
        record["phones"] = phones
    if row["website"]:
        record["website"] = row["website"]
    address = {"street": None if disputed else row["street"], "zip": None if disputed else row["zip"], "disputed": "yes" if disputed else None}
    address = {key: value for key, value in address.items() if value}
    if address:
        record["address"] = address
    record.update(facets(row, titles))
    record["assured"] = assured(row, titles)
    record["sources"] = [citation(title, row) for title in titles]
    remarks = [row["offers_iop_statement"], row["notes"], row["hours"]]
    if row["id"] in ADULT_GROUPS:
        remarks.append("Ages: the SAMHSA 2023 row also names groups for adult women, adult men or older adults")
    elif row["ages"] == "adolescents":
        remarks.append("Ages: SAMHSA 2023 codes children and adolescents alone; it does not say that adults are refused: ask")
    record["note"] = " | ".join(plain(remark) for remark in remarks if remark)
    return record


def plain(text: str) -> str:
    """Say the researchers' remark in words for editors."""
    for old, new in REMARKS.items():
        text = text.replace(old, new)
    return text.strip()


def facets(row: dict[str, str], titles: list[str]) -> dict[str, Any]:
    """Three-state facts: yes where a source says so; nothing where none does."""
    iop = row["level"] == "iop"
    treats = {
        # An outpatient listing in a directory of one kind of care gives that kind of care.
        "substance-use": row["iop_substance_use"] == "yes" or (not iop and SU_2023 in titles),
        "mental-health": row["iop_mental_health"] == "yes" or (not iop and MH_2023 in titles),
        "co-occurring": row["co_occurring"] == "yes",
    }
    words = {name: [word.strip() for word in row[name].split(";") if word.strip() not in ("", "unknown")] for name in ("ages", "languages", "payers")}
    result: dict[str, dict[str, str]] = {
        "treats": {key: "yes" for key, value in treats.items() if value or key in STATED_TREATS.get(row["id"], ())},
        "ages": {"teens" if word == "adolescents" else word: "yes" for word in (*(["adults"] if row["id"] in ADULT_GROUPS else []), *words["ages"])},
        "only": {ONLY[row["id"]]: "yes"} if row["id"] in ONLY else {},
        "languages": {LANGUAGES[word]: "yes" for word in words["languages"]},
        "payment": {word: "yes" for word in (*words["payers"], *(["free"] if row["id"] in FREE else []))},
        "format": {"in-person": "yes", "telehealth": "yes"} if row["modality"] == "hybrid" else {},
        "schedule": {word.strip(): "yes" for word in row["schedule"].split(";") if word.strip() != "unknown"},
        "medication": {"moud": "yes"} if row["medication"] == "MAT yes" else {},
        "community": {"ihs" if row["id"] in RUN_BY_IHS else "tribal": "yes"} if row["tribal"] == "yes" else {},
    }
    known: dict[str, Any] = {key: value for key, value in result.items() if value}
    if any(title in LIST_DATES for title in titles):
        of_program = {key for key, ids in (("ages", OWN_AGES), ("payment", FREE)) if row["id"] in ids}
        wide = [key for key in ("ages", "format", "languages", "payment", "medication") if key in known and key not in of_program]
        if wide:
            known["facility_wide"] = wide
    return known


def assured(row: dict[str, str], titles: list[str]) -> dict[str, str]:
    """The first dated list that a listing rests on; a page without a date is no date."""
    for title in titles:
        if title in LIST_DATES:
            return {"date": LIST_DATES[title], "how": "other-list" if title == GET_FREE else "government-list"}
    if row["id"] in PAGE_DATES:
        return {"date": PAGE_DATES[row["id"]], "how": "other-list"}
    return {"how": "provider-site"}


def citation(title: str, row: dict[str, str]) -> dict[str, str]:
    """A source of a listing."""
    if title in LIST_DATES:
        return {"title": title, "date": LIST_DATES[title]}
    record = {"title": title.split("/")[2].removeprefix("www."), "url": title}
    if row["id"] in PAGE_DATES:
        record["date"] = PAGE_DATES[row["id"]]
    return record


def main() -> None:
    """Convert every table of the folder named on the command line."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    ids = convert_places(folder)
    convert_glossary(folder if (folder / "glossary.csv").exists() else folder.parent / "content")
    convert_leads(folder)
    convert_programs(folder, ids)


if __name__ == "__main__":
    main()
