"""The desk in a browser: an application processed by keyboard, two tabs in conflict, accessible in every state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import open_page
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def login(demo_env: dict[str, str]) -> tuple[str, str]:
    """E-mail and password of a demo organization."""
    from pathlib import Path

    lines = (Path(demo_env["NAVIGATOR_INSTANCE_DIR"]) / "demo_logins").read_text().splitlines()
    email, _, password, _ = next(line.split("\t") for line in lines if line.startswith("cvr@"))
    return email, password


@pytest.fixture
def desk(browser: Browser, demo_port: int, login: tuple[str, str]) -> Iterator[Page]:
    """A signed-in page."""
    for page in open_page(browser, demo_port, width=1280):
        page.goto("/staff/")
        page.fill("#email", login[0])
        page.fill("#password", login[1])
        page.get_by_role("button", name="Войти").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ждут меня")
        yield page


def test_a_request_is_confirmed_by_keyboard(desk: Page) -> None:
    before = desk.locator('[data-state="new"]').count()
    expect(desk.locator("[data-bulk]")).to_be_hidden()
    desk.keyboard.press("j")
    number = desk.evaluate("document.activeElement.closest('[data-request]').dataset.request")
    desk.keyboard.press("x")
    expect(desk.locator("[data-ticked]")).to_have_text("С отмеченными: 1")
    desk.locator('[data-bulk] button[value="confirm"]').focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-done]")).to_contain_text(number)
    assert desk.locator('[data-state="new"]').count() == before - 1
    desk.get_by_role("button", name="Вернуть как было").click()
    expect(desk.locator(f'[data-request="{number}"]')).to_have_attribute("data-state", "new")


def test_two_tabs_do_not_overwrite_each_other(desk: Page) -> None:
    desk.locator('[data-state="new"] a').first.click()
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.get_by_role("button", name="Подтвердить", exact=True).click()
    expect(desk.locator("[data-state]").first).to_have_attribute("data-state", "confirmed")
    other.get_by_role("button", name="Подтвердить", exact=True).click()
    expect(other.locator("#error-summary")).to_contain_text("только что изменили")
    desk.get_by_role("button", name="Вернуть как было").click()


def test_the_desk_is_accessible_and_fits_both_widths(desk: Page) -> None:
    wrong: list[str] = []

    def look(state: str) -> None:
        found = Axe().run(desk)
        for kind in ("violations", "incomplete"):
            wrong.extend(f"{state}: {kind} {one['id']}" for one in found.response[kind])
        for width in (320, 360, 1280):
            desk.set_viewport_size({"width": width, "height": 800})
            if desk.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{state}: sideways at {width}")

    look("queue")
    desk.locator("#queue [name=request]").first.check()
    look("ticked")
    desk.goto("/staff/?view=closed")
    look("closed")
    desk.goto("/staff/?view=all&q=Никто")
    look("nothing")
    desk.goto("/staff/?view=all")
    look("all")
    desk.locator("#queue [data-request] a").first.click()
    look("request")
    for path in ("/staff/sessions/", "/staff/second-factor/"):
        desk.goto(path)
        look(path)
    assert wrong == []
