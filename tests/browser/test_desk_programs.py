"""A program's way to families in a browser: edited, checked, mended, published; accessible at each step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.looking import faults
from browser.staff import CENTRE, ORGANIZATION, Staff
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


class Desk:
    """A member's desk as the member sees it."""

    def __init__(self, page: Page, *, closely: bool) -> None:
        self.page, self._closely = page, closely
        page.goto("/staff/")

    def look(self, state: str) -> list[str]:
        """What is wrong with the page as it stands; nothing where nobody looks closely."""
        return faults(self.page, state) if self._closely else []

    def press(self, name: str) -> None:
        """Press a button by keyboard."""
        self.page.get_by_role("button", name=name, exact=True).focus()
        self.page.keyboard.press("Enter")

    def state(self, code: str) -> None:
        """The program stands so."""
        expect(self.page.locator("[data-program]").first).to_have_attribute("data-state", code)


@pytest.fixture(params=[pytest.param(False, id="walked"), pytest.param(True, id="seen", marks=pytest.mark.slow)])
def closely(request: pytest.FixtureRequest) -> bool:
    """Whether each state is looked at as well: the long proof does."""
    return bool(request.param)


@pytest.fixture
def org(staff: Staff, closely: bool) -> Iterator[Desk]:
    """The desk of an organization."""
    for page in staff.open(ORGANIZATION):
        yield Desk(page, closely=closely)


@pytest.fixture
def centre(staff: Staff, closely: bool) -> Iterator[Desk]:
    """The desk of its municipal centre."""
    for page in staff.open(CENTRE):
        yield Desk(page, closely=closely)


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
