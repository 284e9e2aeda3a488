"""Visits to web addresses: is something there? Polite: a head first, one request at a time to each host, and no page is read."""

from __future__ import annotations

import errno
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urldefrag, urljoin, urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from .links import Outcome

_GONE = (404, 410)
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_STEPS = 8
_AT_ONCE = 8
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_HEADERS = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en,es;q=0.8"}


def visit_all(urls: Iterable[str], agent: str, seconds: float, pause: float) -> dict[str, Outcome]:
    """What each address answers. ``agent``: who asks; ``seconds``: to wait for an answer; ``pause``: between two requests to a host."""
    http = urllib3.PoolManager(num_pools=_AT_ONCE, maxsize=1, headers={**_HEADERS, "User-Agent": agent}, timeout=urllib3.Timeout(connect=seconds, read=seconds))
    hosts: dict[str, threading.Lock] = defaultdict(threading.Lock)
    wanted = list(urls)
    for url in wanted:
        hosts[urlsplit(url).netloc]  # made here, by one thread

    def visit_one(url: str) -> Outcome:
        with hosts[urlsplit(url).netloc]:
            outcome = visit(url, lambda method, address: _answer(http, method, address))
            time.sleep(pause)
            return outcome

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(wanted, pool.map(visit_one, wanted), strict=True))


Answer = tuple[int, str]
"""Status and the address that it leads to (empty for none)."""


def visit(url: str, ask: Callable[[str, str], Answer | Outcome]) -> Outcome:
    """What an address answers; ``ask`` sends a method to an address, and says what came back or why nothing did."""
    here, permanent, seen = urldefrag(url).url, True, set[str]()
    for _ in range(_MOST_STEPS):
        answer = ask("HEAD", here)
        if isinstance(answer, tuple) and not 200 <= answer[0] < 400:
            answer = ask("GET", here)  # many servers know no head, or refuse one
        to = here if seen else ""
        if isinstance(answer, Outcome):
            return Outcome(answer.kind, answer.why, answer.status, to)
        status, location = answer
        if status not in _REDIRECTS:
            return _judged(status, to, permanent)
        seen.add(here)
        here = urldefrag(urljoin(here, location)).url if location else ""
        permanent = permanent and status in _PERMANENT
        if urlsplit(here).scheme not in ("http", "https"):
            return Outcome("refused", "leads_nowhere", status)
        if here in seen:
            return Outcome("refused", "circle", status, here)
    return Outcome("refused", "circle", 0, here)


def _judged(status: int, to: str, permanent: bool) -> Outcome:
    """What a last answer means. Only what says of itself that it is gone is dead: the rest may be well for a person."""
    if status in _GONE:
        return Outcome("dead", "gone", status, to)
    if 200 <= status < 300:
        return Outcome("moved", "moved", status, to) if to and permanent else Outcome("ok", "ok", status, to)
    return Outcome("refused", "answer", status, to)


def _answer(http: urllib3.PoolManager, method: str, url: str) -> Answer | Outcome:
    try:
        response = http.request(method, url, redirect=False, retries=False, preload_content=False)
    except NameResolutionError as error:
        cause = error.__cause__
        gone = isinstance(cause, socket.gaierror) and cause.errno in _NO_SUCH_NAME
        return Outcome("dead", "no_name") if gone else Outcome("refused", "name_later")
    except NewConnectionError as error:
        return Outcome("refused", "closed_door" if _errno(error) == errno.ECONNREFUSED else "no_answer")
    except (ConnectTimeoutError, ReadTimeoutError):
        return Outcome("refused", "slow")
    except SSLError as error:
        bad = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in (*error.args, error.__cause__))
        return Outcome("refused", "certificate" if bad else "no_answer")
    except (HTTPError, LocationValueError, UnicodeError, OSError):
        return Outcome("refused", "no_answer")
    location = response.headers.get("Location", "")
    response.close()
    return response.status, location


def _errno(error: NewConnectionError) -> int | None:
    return error.__cause__.errno if isinstance(error.__cause__, OSError) else None
