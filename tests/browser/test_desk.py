"""The desk in a browser: an application processed by keyboard, two tabs in conflict, accessible in every state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.looking import faults
from browser.staff import ORGANIZATION, Staff
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(staff: Staff) -> Iterator[Page]:
    """A page of an organization, with the script of the desk at work."""
    for page in staff.open(ORGANIZATION):
        page.goto("/staff/")
        expect(page.locator("#keys")).to_be_visible()
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
    expect(desk.locator('[data-state="new"]')).to_have_count(before - 1)
    desk.get_by_role("button", name="Вернуть как было").click()
    expect(desk.locator(f'[data-request="{number}"]')).to_have_attribute("data-state", "new")


def test_a_hundred_requests_need_few_keys(desk: Page) -> None:
    """Each line is decided by one key and the focus goes on to the next: no page is loaded anew."""
    lines = desk.locator('[data-state="new"]:has([data-act])')
    many = lines.count()
    numbers = [lines.nth(at).get_attribute("data-request") for at in range(many)]
    assert many >= 3
    desk.evaluate("window.stayed = true")
    pressed = 0

    def press(key: str) -> None:
        nonlocal pressed
        desk.keyboard.press(key)
        pressed += 1

    while (
        desk.evaluate("(document.activeElement.closest('[data-request]') || {dataset: {}}).dataset.request")
        != numbers[0]
    ):
        press("j")
    for number in numbers:
        while desk.evaluate("document.activeElement.closest('[data-request]').dataset.request") != number:
            press("j")
        press("y")
        expect(desk.locator(f'[data-request="{number}"]')).to_have_attribute("data-state", "confirmed")
    assert pressed <= 1.5 * many + 2
    assert desk.evaluate("window.stayed")
    for _ in numbers:  # one after the other is taken back by «u»
        left = desk.locator("[data-undo]").count()
        desk.keyboard.press("u")
        expect(desk.locator("[data-undo]")).to_have_count(left - 1)
    expect(desk.locator('[data-state="new"]:has([data-act])')).to_have_count(many)


def test_ticked_ones_are_decided_together_and_keys_can_be_switched_off(desk: Page) -> None:
    many = desk.locator('[data-state="new"] [name=request]').count()
    desk.evaluate("window.stayed = true")
    desk.keyboard.press("a")
    expect(desk.locator("[data-ticked]")).to_contain_text(str(desk.locator("#queue [name=request]").count()))
    desk.locator('[data-bulk] button[value="confirm"]').focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-done]")).to_have_attribute("data-done", str(many))
    expect(desk.locator("[data-done]")).to_be_focused()
    desk.keyboard.press("u")
    expect(desk.locator('[data-state="new"] [name=request]')).to_have_count(many)
    assert desk.evaluate("window.stayed")
    desk.locator("#keys summary").click()
    desk.get_by_label("Клавиши включены").uncheck()
    desk.locator("h1").click()
    desk.keyboard.press("a")
    assert desk.locator("#queue [name=request]:checked").count() == 0
    desk.reload()
    desk.keyboard.press("j")
    assert desk.evaluate("document.activeElement.tagName") == "BODY"
    desk.evaluate("localStorage.clear()")


def test_two_tabs_do_not_overwrite_each_other(desk: Page) -> None:
    desk.locator('[data-state="new"] a').first.click()
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.get_by_role("button", name="Подтвердить", exact=True).click()
    expect(desk.locator("[data-state]").first).to_have_attribute("data-state", "confirmed")
    other.get_by_role("button", name="Подтвердить", exact=True).click()
    expect(other.locator("#error-summary")).to_contain_text("только что изменили")
    desk.get_by_role("button", name="Вернуть как было").click()


@pytest.mark.slow
def test_the_desk_is_accessible_and_fits_both_widths(desk: Page) -> None:
    wrong: list[str] = []

    def look(state: str) -> None:
        wrong.extend(faults(desk, state))

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
