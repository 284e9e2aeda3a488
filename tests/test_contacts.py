"""A listing as a contact, as a text message and as the start of a report."""

from __future__ import annotations

import dataclasses
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import vobject

from resource_guide.contacts import MESSAGE_LIMIT, mail_link, menu_script, message, report_link, text_link, vcard
from resource_guide.listings import Listing, PhoneView, prepare
from resource_guide.model import Guide
from resource_guide.wording import Speaker

HOSTILE = [
    "Comma, Semicolon; Backslash\\ Colon: Equals=",
    "Two\nlines\r\nand\rthree",
    "END:VCARD",
    "\\n is not a line end, \\, is no comma",
    "Año Nuevo, niños y jóvenes; ¿dónde? " * 8,
    "心理健康" * 60,
    "👩‍👩‍👧‍👦" * 40,
    '"Quotes" & <b>tags</b> %0A+plus',
    "x" * 400,
    "tab\tand bell\x07",
]


@pytest.fixture(params=["en", "es"])
def say(request: pytest.FixtureRequest, guide: Guide) -> Speaker:
    return Speaker(guide, request.param)


@pytest.fixture
def listing(guide: Guide) -> Listing:
    """A listing in which everything is stated."""
    return next(view for view in prepare(guide, Speaker(guide, "en")).values() if view.phones and view.website and view.street)


def crisis(guide: Guide, say: Speaker) -> tuple[str, str]:
    strip = guide.helplines[guide.settings.strip_helpline]
    return strip.phone, strip.press.get(say.tag, "")


def units(text: str) -> int:
    """As JavaScript and phones count."""
    return len(text.encode("utf-16-le")) // 2


def spaced(text: str) -> str:
    """Line ends alike; other control characters as spaces."""
    return re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text.replace("\r\n", "\n"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_card_is_valid_whatever_the_name(listing: Listing, name: str) -> None:
    hostile = dataclasses.replace(listing, name=name, organization=f"{name} Inc.", street=name, checked=name)

    text = vcard(hostile, "NM")
    card = vobject.readOne(text)

    assert not re.search(r"[\x00-\x1f\x7f]", text.replace("\r\n", "")), "no line end but CRLF, no control character"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert len(re.findall(r"^(BEGIN|END):VCARD\r$", text, re.MULTILINE)) == 2
    assert card.version.value == "3.0"
    assert card.fn.value == card.n.value.family == card.adr.value.street == card.note.value == spaced(name)
    assert card.org.value == [spaced(f"{name} Inc.")]


def test_every_listing_has_a_card_that_says_what_the_page_says(guide: Guide, say: Speaker) -> None:
    for listing in prepare(guide, say).values():
        card = vobject.readOne(vcard(listing, guide.settings.state_code))
        numbers = [phone.value for phone in card.contents.get("tel", [])]

        assert card.fn.value == listing.name
        assert numbers == [phone.href.removeprefix("tel:").replace(";ext=", "x") for phone in listing.phones]
        assert [url.value for url in card.contents.get("url", [])] == [listing.website][: bool(listing.website)]
        assert card.adr.value.city == listing.town and card.adr.value.region == "NM" and card.adr.value.street == listing.street
        assert card.note.value == listing.checked


def test_every_message_stands_alone(guide: Guide, say: Speaker) -> None:
    """Name, number, town, call first, crisis line: under 300 characters, for every listing."""
    first = {"en": "Call first", "es": "Llame antes de ir"}[say.tag]
    for listing in prepare(guide, say).values():
        text = message(listing, say, *crisis(guide, say))

        assert units(text) < MESSAGE_LIMIT == 300
        assert listing.name in text and listing.town in text and first in text and "988" in text
        assert (listing.phones[0].shown if listing.phones else listing.website_shown) in text
        assert say.tag == "en" or "oprima 2" in text


def test_a_message_and_a_picture_say_nothing_of_treatment(guide: Guide, say: Speaker, listing: Listing) -> None:
    text = message(dataclasses.replace(listing, name="", town=""), say, *crisis(guide, say)).replace("crisis", "")
    picture = say("share_picture") + say.pick(guide.settings.state)

    for word in guide.settings.telling_words[say.tag]:
        assert not re.search(rf"\b{word}", f"{text} {picture}", re.IGNORECASE), word


@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_is_never_too_long(guide: Guide, say: Speaker, listing: Listing, name: str) -> None:
    phone = PhoneView("575-555-0101 ext. 1234567", "tel:+1-575-555-0101;ext=1234567", "", "575-555-0101", "ext. 1234567")
    for phones in ((phone,), ()):
        hostile = dataclasses.replace(listing, name=name, town=name, phones=phones, website_shown="a." * 120 + "org")

        text = message(hostile, say, *crisis(guide, say))

        assert units(text) < MESSAGE_LIMIT
        assert text.startswith(name[:20]) and "988" in text
        assert not phones or phone.shown in text


@pytest.mark.parametrize("text", [*HOSTILE, "50 % & more = ?#+"])
def test_a_text_link_carries_the_whole_message(text: str) -> None:
    link = text_link(text)

    assert link.startswith("sms:?&body=") and not re.search(r"[\s<>\"&#+]", link.removeprefix("sms:?&"))
    assert unquote(link.removeprefix("sms:?&body=")) == text


@pytest.mark.parametrize(("form", "start"), [
    (None, "https://github.com/example/iop-guide/issues/new?template=correct-es.yml&title="),
    ("https://forms.example.org/report", "https://forms.example.org/report?title="),
    ("https://forms.example.org/report?list=3", "https://forms.example.org/report?list=3&title="),
])
def test_a_report_names_the_listing(guide: Guide, listing: Listing, form: str | None, start: str) -> None:
    settings = guide.settings.model_copy(update={"report_url": form, "repository": "https://github.com/example/iop-guide/"})

    link = report_link(listing, Speaker(guide, "es"), settings)

    assert link.startswith(start)
    asked = parse_qs(urlsplit(link).query)
    assert asked["title"] == [f"Error: {listing.id}"]
    assert asked.get("listing") == (None if form else [listing.id]), "GitHub fills in the field of this name"


def test_a_repository_elsewhere_gets_a_plain_report(guide: Guide, listing: Listing) -> None:
    settings = guide.settings.model_copy(update={"repository": "https://codeberg.org/example/iop-guide"})

    assert report_link(listing, Speaker(guide, "en"), settings) == f"https://codeberg.org/example/iop-guide/issues/new?title=Mistake:%20{listing.id}"


def test_mail_is_offered_only_where_it_is_set(guide: Guide, say: Speaker, listing: Listing) -> None:
    settings = guide.settings.model_copy(update={"report_email": "tell+us@example.org"})

    assert mail_link(listing, say, guide.settings) == ""
    link = mail_link(listing, say, settings)
    assert urlsplit(link).scheme == "mailto" and unquote(urlsplit(link).path) == "tell+us@example.org"
    assert listing.id in parse_qs(urlsplit(link).query)["subject"][0]


def test_the_words_of_the_menu_are_all_there(guide: Guide, say: Speaker) -> None:
    script = menu_script(say)

    assert script.startswith("window.guideActions={") and script.endswith("};\n")
    assert say("act_copy") in script and say("act_report_hint") in script
