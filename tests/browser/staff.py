"""Members of the demo's staff in a browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyotp
from browser.conftest import open_page
from playwright.sync_api import Browser, Page, expect

ORGANIZATION, CENTRE, REGION = "cvr@egr.example", "moc@egr.example", "rmc@region.example"


def sign_in(page: Page, env: Mapping[str, str], email: str) -> None:
    """Sign in as a member of the demo's staff; a code of the second factor is taken once in half a minute."""
    lines = (Path(env["NAVIGATOR_INSTANCE_DIR"]) / "demo_logins").read_text().splitlines()
    _, _, password, secret = next(line.split("\t") for line in lines if line.startswith(email))
    page.goto("/staff/")
    page.fill("#email", email)
    page.fill("#password", password)
    if secret:
        page.fill("#totp", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ждут меня")


class Staff:
    """Everybody who works in the demo; each signs in once."""

    def __init__(self, browser: Browser, env: Mapping[str, str], port: int) -> None:
        self._browser, self._env, self._port = browser, env, port
        self._signed: dict[str, Any] = {}

    def open(self, email: str, width: int = 1280, **options: Any) -> Iterator[Page]:
        """A page of a member, with what else Playwright takes of a context."""
        if email not in self._signed:
            for page in open_page(self._browser, self._port, width=width):
                sign_in(page, self._env, email)
                self._signed[email] = page.context.storage_state()
        yield from open_page(self._browser, self._port, width=width, storage_state=self._signed[email], **options)
