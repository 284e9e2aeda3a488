"""What a browser may do with a page: rules for the head of each page and for the host, and whom to tell of a hole."""

from __future__ import annotations

import datetime

from .model import Settings

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""Content Security Policy, level 3 (W3C): everything from this site, nothing written into a page, nothing from elsewhere."""

_FILES = ("script-src", "style-src", "img-src", "form-action")
"""What the copy on a USB stick needs too."""

_FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


def page_policy() -> str:
    """The policy that each page carries (``<meta http-equiv>``).

    ``file:`` is for the copy on a USB stick: by the standard a page from a folder has no origin that
    "self" could name, so a browser may block its own script (Chromium and Firefox do not, as of 2026).
    It opens nothing: no page of a server can load a file.
    """
    return ";".join(f"{name} {value}{' file:' if name in _FILES else ''}" for name, value in _SOURCES.items())


def headers_file() -> str:
    """``_headers``, which many hosts of plain files read (Netlify, Cloudflare Pages, GitLab); others: see README.md."""
    policy = "; ".join([*(f"{name} {value}" for name, value in _SOURCES.items()), "frame-ancestors 'none'"])
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    contacts = {"Content-Type": "text/vcard; charset=utf-8"}
    rules = {"/*": headers, "/contacts/*": contacts, "/*/contacts/*": contacts}
    return "".join(f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in values.items()) for path, values in rules.items())


def security_txt(settings: Settings, today: datetime.date, site_url: str) -> str:
    """``.well-known/security.txt`` (RFC 9116), good for a year; empty where nobody can be written to."""
    if not settings.report_email or not site_url:
        return ""
    lines = [
        f"Contact: mailto:{settings.report_email}",
        f"Expires: {today + datetime.timedelta(days=364)}T00:00:00Z",
        f"Preferred-Languages: {', '.join(language.tag for language in settings.languages)}",
        f"Canonical: {site_url}.well-known/security.txt",
    ]
    return "\n".join([*lines, ""])
