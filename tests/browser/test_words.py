"""Reviews and pages in a browser: written by keyboard and without a script, moderated, accessible in every state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import connect

import pytest
from browser.conftest import open_page
from browser.looking import faults
from browser.staff import ORGANIZATION, REGION, Staff
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
#: A child of the desk's organization whose family has written a review.
REVIEWED = (
    "select request.number from review join request on request.id = review.request_id"
    " join program on program.id = request.program_id join account on"
    " account.organization_id = program.organization_id where account.email = 'cvr@egr.example'"
    " and request.state = 'enrolled' and review.state = 'published'"
)


class Words:
    """A signed-in member or a family, and what they do on these pages."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []

    def look(self, state: str) -> None:
        """Note what axe finds and what runs over the edge; never on a page of another kind."""
        self.wrong += faults(self.page, state)


@pytest.fixture
def centre(staff: Staff) -> Iterator[Words]:
    """A browser of the regional centre."""
    for page in staff.open(REGION):
        yield Words(page)


@pytest.fixture
def letter(staff: Staff, demo_env: dict[str, str]) -> tuple[str, str]:
    """Number and code of an enrolled child whose family takes its review back and writes anew."""
    with connect(Path(demo_env["NAVIGATOR_INSTANCE_DIR"]) / "navigator.db") as database:
        number = database.execute(REVIEWED).fetchone()[0]
    for page in staff.open(ORGANIZATION):
        page.goto(f"/staff/requests/{number}/")
        page.locator("main summary", has_text="Ещё").click()
        page.get_by_role("button", name="Новый код").click()
        return number, page.locator(".code").first.inner_text()
    raise AssertionError


@pytest.fixture
def family(browser: Browser, demo_port: int, letter: tuple[str, str]) -> Iterator[Words]:
    """A phone of that family, with JavaScript off."""
    for page in open_page(browser, demo_port, width=360, java_script_enabled=False):
        page.goto(f"/requests/?number={letter[0]}")
        page.fill("#code", letter[1])
        page.locator("form button").first.click()
        yield Words(page)


def test_a_review_is_written_on_a_phone_moderated_and_read(
    family: Words, centre: Words, letter: tuple[str, str]
) -> None:
    page, text = family.page, "Занятия держат в тонусе, педагог шутит к месту."
    page.goto(f"/requests/{letter[0]}/review/")
    page.get_by_role("button", name="Удалить отзыв").click()
    page.get_by_role("button", name="Удалить отзыв").click()
    page.get_by_role("link", name="Оставить отзыв").click()
    page.locator("#results").focus()
    for mark in (5, 4, 3, 5):
        for _ in range(mark - 1):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.type("Звоните 8 912 345-67-89")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_contain_text("уберите личное")
    expect(page.locator("#text")).to_have_value("Звоните 8 912 345-67-89")
    assert page.locator("input:checked").evaluate_all("all => all.map(one => one.value)") == ["5", "4", "3", "5"]
    page.fill("#text", text)
    page.get_by_role("button", name="Отправить на проверку").click()
    expect(page.locator("[data-review]")).to_have_attribute("data-review", "new")
    desk = centre.page
    desk.goto("/staff/reviews/")
    row = desk.locator("[data-review]", has_text=text)
    name = row.locator("h2 a").inner_text()
    expect(desk.locator("[data-bulk]")).to_be_hidden()
    desk.keyboard.press("j")
    assert desk.evaluate("document.activeElement.closest('[data-review]') !== null")
    row.locator("[name=review]").check()
    expect(desk.locator("[data-ticked]")).to_have_text("С отмеченными: 1")
    desk.get_by_role("button", name="Опубликовать", exact=True).click()
    expect(desk.locator("[data-done]")).to_have_attribute("data-done", "1")
    page.goto(f"/requests/{letter[0]}/")
    page.get_by_role("link", name=name).click()
    page.locator("summary", has_text=re.compile("Прочитать|Последние")).click()
    expect(page.get_by_text(text)).to_be_visible()


def test_a_page_is_previewed_and_published(centre: Words, page: Page) -> None:
    desk = centre.page
    desk.goto("/staff/pages/new/?kind=faq")
    desk.fill("#title", "Вопросы браузера")
    desk.fill("#body", "## Открывается?\n\nДа, **без скрипта**.")
    desk.get_by_role("button", name="Посмотреть").click()
    expect(desk.locator("#preview summary")).to_have_text("Открывается?")
    expect(desk.locator("#body")).to_have_value("## Открывается?\n\nДа, **без скрипта**.")
    centre.look("preview")
    desk.get_by_role("button", name="Опубликовать").click()
    expect(desk.locator("[data-state]")).to_have_attribute("data-state", "published")
    page.goto("/")
    page.get_by_role("link", name="Вопросы браузера").click()
    page.get_by_text("Открывается?").click()
    expect(page.locator("details strong")).to_have_text("без скрипта")
    desk.get_by_role("button", name="В архив").click()
    assert page.goto(page.url).status == 404  # type: ignore[union-attr]  # a page that was opened has an answer
    assert centre.wrong == []


@pytest.mark.slow
def test_public_words_are_accessible(page: Page, demo_env: dict[str, str]) -> None:
    words = Words(page)
    page.goto("/programs/?mark=best")
    words.look("mark")
    page.locator("[data-program] a").first.click()
    for state in ("closed", "open"):
        if state == "open":
            page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        words.look(f"program {state}")
    href = page.url
    for path in (
        f"{href}reviews/",
        "/news/",
        "/municipalities/aleksandrovo-zavodskiy-rayon/news/",
        "/pages/kuda-obraschatsya-po-kruzhkam-i-sertifikatu/",
        "/pages/sertifikat-chto-sprashivayut-roditeli/",
    ):
        page.goto(path)
        words.look(path)
    assert words.wrong == []


@pytest.mark.slow
def test_the_desk_of_words_is_accessible(centre: Words) -> None:
    desk = centre.page
    desk.goto("/staff/marks/")
    program = desk.locator("[data-program] a").first.get_attribute("href")
    for path in (
        *("/staff/reviews/?view=published", "/staff/reviews/?view=refused", "/staff/marks/", str(program)),
        *(f"{str(program).removesuffix('marks/')}assessments/new/", "/staff/pages/", "/staff/pages/1/"),
    ):
        desk.goto(path)
        centre.look(path)
    desk.goto("/staff/pages/new/")
    desk.get_by_role("button", name="Опубликовать").click()
    expect(desk.locator("#error-summary")).to_contain_text("Напишите заголовок")
    centre.look("wrong page")
    desk.goto("/staff/reviews/?view=published")
    desk.locator("[data-review] h2 a").first.click()
    centre.look("one review")
    desk.goto(str(program))
    desk.locator("#network").check()
    centre.look("marks")
    assert centre.wrong == []
