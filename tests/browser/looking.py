"""What is wrong with a page as it stands: for who cannot see it, and at each width."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (320, 360, 1280)


def arrived(page: Page) -> Page:
    """The page once all of it has come: a click waits for no more than its first bytes."""
    page.wait_for_load_state()
    return page


def axe(page: Page, **options: Any) -> Any:
    """What axe answers about the whole page."""
    return Axe().run(arrived(page), options=options or None).response


def by_axe(page: Page, **options: Any) -> list[str]:
    """What axe finds and what it cannot decide, with the places; empty where all is well."""
    answer = axe(page, **options)
    return [
        f"{kind} {one['id']}: {[node['target'] for node in one['nodes'][:5]]}"
        for kind in ("violations", "incomplete")
        for one in answer[kind]
    ]


def sideways(page: Page) -> list[str]:
    """Widths at which a page runs over the edge."""
    arrived(page)
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"sideways at {width}")
    return wrong


def faults(page: Page, state: str) -> list[str]:
    """Both, each with the name of the state."""
    return [f"{state}: {one}" for one in by_axe(page) + sideways(page)]
