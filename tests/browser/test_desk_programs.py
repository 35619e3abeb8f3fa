"""A program's way to families in a browser: edited, checked, mended, published; accessible at each step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import open_page
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


class Desk:
    """A member's desk as the member sees it."""

    def __init__(self, page: Page, login: tuple[str, str, str]) -> None:
        self.page = page
        page.goto("/staff/")
        page.fill("#email", login[0])
        page.fill("#password", login[1])
        if login[2]:
            page.fill("#totp", pyotp.TOTP(login[2]).now())
        page.get_by_role("button", name="Войти").click()
        expect(page.get_by_role("link", name="Программы", exact=True)).to_be_visible()

    def look(self, state: str) -> list[str]:
        """What is wrong with the page as it stands."""
        found = Axe().run(self.page)
        wrong = [
            f"{state}: {kind} {one['id']}" for kind in ("violations", "incomplete") for one in found.response[kind]
        ]
        for width in (320, 360, 1280):
            self.page.set_viewport_size({"width": width, "height": 800})
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{state}: sideways at {width}")
        return wrong

    def press(self, name: str) -> None:
        """Press a button by keyboard."""
        self.page.get_by_role("button", name=name, exact=True).focus()
        self.page.keyboard.press("Enter")

    def state(self, code: str) -> None:
        """The program stands so."""
        expect(self.page.locator("[data-program]").first).to_have_attribute("data-state", code)


@pytest.fixture
def logins(demo_env: dict[str, str]) -> dict[str, tuple[str, str, str]]:
    """E-mail, password and second factor of the demo staff."""
    lines = (Path(demo_env["NAVIGATOR_INSTANCE_DIR"]) / "demo_logins").read_text().splitlines()
    people = [line.split("\t") for line in lines]
    return {email: (email, password, secret) for email, _, password, secret in people}


@pytest.fixture
def org(browser: Browser, demo_port: int, logins: dict[str, tuple[str, str, str]]) -> Iterator[Desk]:
    """The desk of an organization."""
    for page in open_page(browser, demo_port, width=1280):
        yield Desk(page, logins["cvr@egr.example"])


@pytest.fixture
def centre(browser: Browser, demo_port: int, logins: dict[str, tuple[str, str, str]]) -> Iterator[Desk]:
    """The desk of its municipal centre."""
    for page in open_page(browser, demo_port, width=1280):
        yield Desk(page, logins["moc@egr.example"])


def test_a_round_of_moderation(org: Desk, centre: Desk) -> None:
    page, wrong = org.page, []
    page.get_by_role("link", name="Программы", exact=True).click()
    wrong += org.look("list")
    page.get_by_role("link", name="Новая программа").click()
    org.press("Сохранить")
    expect(page.locator("#error-summary")).to_be_visible()
    wrong += org.look("card with errors")
    page.fill("#name", "Клуб астрономии «Зенит»")
    page.select_option("#direction", "science")
    page.fill("#age", "10–14 лет")
    org.press("Сохранить")
    org.state("draft")
    page.get_by_role("link", name="Новая группа").click()
    page.fill("#name", "Наблюдатели")
    page.fill("#fri", "18:00–19:30")
    page.check("#pay_paid")
    page.fill("#month_paid", "600")
    wrong += org.look("group")
    org.press("Сохранить")
    expect(page.locator("[data-group]")).to_contain_text("пт 18:00–19:30")
    org.press("Отправить на проверку")
    org.state("moderation")
    wrong += org.look("being checked")

    other = centre.page
    other.goto("/staff/programs/")
    other.get_by_role("link", name="Клуб астрономии «Зенит»").click()
    row = other.locator("dd", has=other.locator('[name="remark-annotation"]'))
    row.locator("summary").click()
    row.locator("input").fill("Расскажите, что дети увидят")
    wrong += centre.look("checking")
    centre.press("Вернуть с замечаниями")
    centre.state("needs_fix")

    page.goto("/staff/programs/?view=fix")
    page.get_by_role("link", name="Клуб астрономии «Зенит»").click()
    expect(page.locator('[data-remark="annotation"]')).to_contain_text("что дети увидят")
    wrong += org.look("with a remark")
    page.get_by_role("link", name="Изменить карточку").click()
    wrong += org.look("card with a remark")
    page.fill("#annotation", "Луна, Сатурн и туманности в школьный телескоп")
    org.press("Сохранить")
    expect(page.locator("[data-remark]")).to_have_count(0)
    org.press("Отправить на проверку")
    org.state("moderation")
    other.reload()
    centre.press("Опубликовать")
    centre.state("published")
    wrong += centre.look("published")
    other.get_by_role("link", name="История изменений").click()
    expect(other.locator("ins").first).to_be_visible()
    wrong += centre.look("history")
    for path in ("?view=quality", "copy/", "lists/", "moderation/"):
        desk = centre if path == "moderation/" else org
        desk.page.goto(f"/staff/programs/{path}")
        wrong += desk.look(path)
    page.goto("/programs/?q=астрономии")
    expect(page.locator("#results")).to_contain_text("Зенит")
    assert wrong == []
