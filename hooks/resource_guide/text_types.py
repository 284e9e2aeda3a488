"""Texts of the data files that must have a form: ids, dates, numbers, addresses; each says what to write instead."""

from __future__ import annotations

import datetime
import functools
import re
from typing import Annotated, Literal

import phonenumbers
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region
from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Words = Annotated[dict[str, Line], Field(min_length=1, examples=["{en: …, es: …}"])]
"""The same words by language tag (BCP 47): ``{en: …, es: …}``."""
Answer = Literal["yes", "no"]
"""What a source says. What it does not say is left out, and shown as "ask"."""
Zip = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$"), Field(examples=["87571"])]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
"""The code of a language (BCP 47)."""
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]

_PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_PHONE = re.compile(r"(\+?1[ .-]?)?[0-9().\- ]+( x[0-9]{1,7})?")
_URL = re.compile(r"https?://[^\s/@\\<>\"']+\.[a-z]{2,}(:[0-9]+)?([/?#][^\s<>\"'\\]*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_REGIONS = ("US", "PR", "VI", "GU", "AS", "MP")
"""The United States and its territories, as the library knows them: they share one way to dial."""
_FICTIONAL = re.compile(r"[2-9][0-9]{2}55501[0-9]{2}")


def _check_date(text: str) -> str:
    parts = [int(part) for part in text.split("-")] if _PARTIAL_DATE.fullmatch(text) else []
    try:
        datetime.date(*[*parts, 1, 1][:3])
    except (TypeError, ValueError):
        raise ValueError("not a date; write 2026-11-23, 2026-11 or 2026") from None
    return text


@functools.cache  # a number is looked at to be checked, compared and shown
def parsed_phone(text: str) -> phonenumbers.PhoneNumber:
    """A number as the library has it; raise its NumberParseException where there is none in ``text``."""
    return phonenumbers.parse(text, "US")


def _parse_phone(text: str) -> phonenumbers.PhoneNumber:
    # The library takes a number out of any text, and reads letters as digits.
    if not _PHONE.fullmatch(text):
        raise ValueError("not a phone number; write 505-555-0123, or 505-555-0123 x4 with an extension")
    try:
        return parsed_phone(text)
    except phonenumbers.NumberParseException:
        raise ValueError("not a phone number; write 505-555-0123, or 505-555-0123 x4 with an extension") from None


def _check_phone(text: str) -> str:
    number = _parse_phone(text)
    if not any(phonenumbers.is_valid_number_for_region(number, region) for region in _REGIONS):
        raise ValueError("not a phone number in use in the United States; look for a missing, extra or wrong digit")
    return text


def _check_help_number(text: str) -> str:
    return text if is_valid_short_number_for_region(_parse_phone(text), "US") else _check_phone(text)


def phone_key(text: str) -> str:
    """What makes two ways of writing a number the same: its digits, and its extension.

    Raises ValueError where ``text`` is not a phone number.
    """
    number = _parse_phone(text)
    return f"{number.national_number}x{number.extension or ''}"


def is_fictional(text: str) -> bool:
    """Whether a number is one of those that no one can have (555-0100 to 555-0199), for tests and films."""
    return bool(_FICTIONAL.match(phone_key(text)))


def _check_url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise ValueError("not a web address; write it whole, beginning with https://")
    return text


def _check_email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("not a mail address; write it as name@example.org")
    return text


def _check_date_form(text: str) -> str:
    if set(re.findall(r"\{(\w+)\}", text)) - {"month", "day", "year"} or re.search(r"[{}]", re.sub(r"\{\w+\}", "", text)):
        raise ValueError("not the form of a date; write words around {month}, {day} and {year}")
    return text


PartialDate = Annotated[str, AfterValidator(_check_date), Field(examples=["2026-11-23", "2026-11", "2026"])]
PhoneNumber = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_check_phone), Field(examples=["505-555-0123", "505-555-0123 x4"])]
HelpNumber = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_check_help_number), Field(examples=["988", "1-855-662-7474"])]
"""A phone number, or a short one such as 988."""
Url = Annotated[str, StringConstraints(max_length=600), AfterValidator(_check_url), Field(examples=["https://example.org"])]
Email = Annotated[str, StringConstraints(max_length=200), AfterValidator(_check_email), Field(examples=["name@example.org"])]
DateForm = Annotated[Line, AfterValidator(_check_date_form)]

TEXT_TAG, WORDS_TAG = "(text)", "(words)"
"""Names of the two forms of a value in pydantic's errors; no field of a file can be called so."""


def _form_of(value: object) -> str:
    return WORDS_TAG if isinstance(value, dict) else TEXT_TAG


TextOrWords = Annotated[Annotated[Line, Tag(TEXT_TAG)] | Annotated[Words, Tag(WORDS_TAG)], Discriminator(_form_of)]
"""One text for all languages, or one for each; told apart first, so that a fault gives one message."""
