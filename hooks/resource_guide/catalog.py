"""The data files that the site offers, and the fields of a listing in them: what is written, and what the data page says of it."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Guide

FOLDER = "data"
"""Where the files are, from the top of the site."""

LICENSE = "CC0-1.0"
LICENSE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
"""What is ours in the data; the wording says what is not (``data_license``, ``credits``)."""

FIXED = ("id", "name", "organization", "level", "phones", "website", "address", "place", "town_center"), ("facility_wide", "checked", "trust", "closed", "sources", "pages")
"""The fields of a listing in ``programs.json`` before and after its answers; the wording explains each (``data_field_…``)."""


@dataclass(frozen=True)
class DataFile:
    """One file that readers can take."""

    path: str
    """Below ``FOLDER``."""
    media_type: str
    words: str
    """The key of the wording that says what it is."""


def fields(guide: Guide) -> tuple[str, ...]:
    """The fields of a listing in ``programs.json``, in their order."""
    first, last = FIXED
    return (*first, *guide.vocabulary, *last)


def data_files(tag: str, default: str) -> list[DataFile]:
    """The files for readers of one language; those that hold no words of ours are the same for all."""
    return [
        DataFile("programs.csv", "text/csv", "data_file_csv"),
        DataFile("programs.json", "application/json", "data_file_json"),
        DataFile("programs.geojson", "application/geo+json", "data_file_geojson"),
        DataFile(of_language("programs.vcf", tag, default), "text/vcard", "data_file_vcf"),
        DataFile("hsds/services.json", "application/json", "data_file_hsds"),
        DataFile("hsds/datapackage.json", "application/json", "data_file_package"),
        DataFile(of_language("changes.xml", tag, default), "application/atom+xml", "data_file_feed"),
    ]


def dataset_files(tag: str, default: str) -> dict[str, str]:
    """The forms in which the whole list of programs comes: path from the top of the site, by media type."""
    return {file.media_type: f"{FOLDER}/{file.path}" for file in data_files(tag, default) if file.path.startswith("programs.")}


def of_language(name: str, tag: str, default: str) -> str:
    """A file's name in one language, as pages are named: ``changes.xml``, ``changes.es.xml``."""
    stem, _, ending = name.rpartition(".")
    return name if tag == default else f"{stem}.{tag}.{ending}"


def text_file(place: str, tag: str, default: str) -> str:
    """The plain-text page of a place: ``text/taos.txt``, ``text/es/taos.txt``."""
    return f"text/{place}.txt" if tag == default else f"text/{tag}/{place}.txt"
