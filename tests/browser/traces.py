"""What a site left in the browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

NOTHING: dict[str, Any] = {"cookies": [], "cookie": "", "local": 0, "session": 0, "databases": [], "caches": [], "workers": []}


def traces(page: Page) -> dict[str, Any]:
    """Everything that the open page's site keeps in this browser; ``NOTHING`` where it keeps nothing."""
    kept: dict[str, Any] = page.evaluate("""async () => ({
        cookie: document.cookie,
        local: localStorage.length,
        session: sessionStorage.length,
        databases: (await indexedDB.databases()).map(database => database.name),
        caches: await caches.keys(),
        workers: (await navigator.serviceWorker.getRegistrations()).map(registration => registration.scope),
    })""")
    return {**kept, "cookies": page.context.cookies()}
