"""Chromium of the system, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live import copied, serving
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
#: Without these Chromium looks for its maker's servers at each start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

#: Milliseconds after which a page that does not become as it should is wrong; machines of tests are busy ones.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


def chromium() -> str | None:
    """Path of a Chromium on this machine."""
    given = os.environ.get("NAVIGATOR_TEST_CHROMIUM")
    found = given or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or (str(MAC) if MAC.exists() else None)


@pytest.fixture(scope="session")
def demo_env(untouched_demo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation of the journeys' own with the demo districts: they change it, other rooms compare theirs."""
    return copied(untouched_demo, Path(tmp_path_factory.mktemp("journeys")))


@pytest.fixture(scope="session")
def demo_port(demo_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of a production server over it."""
    with serving(demo_env, tmp_path_factory.mktemp("log") / "journeys.log") as port:
        yield port


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the run."""
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed (apt-get install chromium) and NAVIGATOR_TEST_CHROMIUM is not set")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, demo_port: int) -> Iterator[Page]:
    """A page of a wide window; errors of the console fail the test."""
    yield from open_page(browser, demo_port, width=1280)


@pytest.fixture
def phone(browser: Browser, demo_port: int) -> Iterator[Page]:
    """A page of a narrow window."""
    yield from open_page(browser, demo_port, width=360)


@pytest.fixture
def plain(browser: Browser, demo_port: int) -> Iterator[Page]:
    """A page with JavaScript off."""
    yield from open_page(browser, demo_port, width=360, java_script_enabled=False)


def _is_error(message: ConsoleMessage) -> bool:
    """Errors, but for what htmx says of a request that a newer one replaced, and forms that are shown again."""
    expected = (
        "htmx:afterRequest",
        "htmx:sendAbort",
        "Failed to load resource: the server responded with a status of 4",
    )
    return message.type == "error" and not message.text.startswith(expected)


def open_page(browser: Browser, port: int, *, width: int, **options: Any) -> Iterator[Page]:
    """A page in a context of its own, over the demo server."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=f"http://127.0.0.1:{port}", locale="ru-RU", **options
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if _is_error(message) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="session")
def staff(browser: Browser, demo_env: dict[str, str], demo_port: int) -> Any:
    """The staff of the demo, each signed in once."""
    from browser.staff import Staff  # which opens pages as this file does

    return Staff(browser, demo_env, demo_port)
