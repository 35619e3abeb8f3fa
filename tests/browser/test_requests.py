"""Sending a request as families do: by keyboard, without JavaScript, over a broken line, twice by mistake."""

from __future__ import annotations

import re
from itertools import count

import pytest
from browser.looking import faults
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
#: The least time in which a form may be filled, and a little more; milliseconds.
FILLED = 2_200
_families = count()


def name() -> str:
    """A first name that no other test uses."""
    letters = "абвгдежзик"
    return "Имя" + "".join(letters[int(digit)] for digit in f"{next(_families):03}")


def open_form(page: Page) -> str:
    """Go to the form of an open group for a child of ten; its path."""
    page.goto("/programs/?age=10&open=1&payment=free")
    for link in [one.get_attribute("href") or "" for one in page.locator("[data-program] h3 a").all()]:
        page.goto(link)
        group = page.locator('[data-state="open"]:has(a.button)').first
        ages = group.inner_text() if group.count() else ""
        found = re.search(r"(\d+)–(\d+)\s*лет", ages)
        if found and int(found[1]) <= 9 and int(found[2]) >= 11:
            path = str(group.locator("a.button").get_attribute("href"))
            page.goto(path)
            return path
    raise AssertionError("the demo has no open group for a child of ten")


def fill(page: Page, first: str, **values: str) -> None:
    answers = {
        "child_last_name": "Иванов",
        "child_first_name": first,
        "child_birth_date": "05.03.2016",
        "guardian_name": "Анна",
        "guardian_phone": "8 912 345-67-89",
        **values,
    }
    for key, text in answers.items():
        page.fill(f"#{key}", text)


def number_of(page: Page) -> tuple[str, str]:
    """Number and code of the confirmation."""
    shown = page.locator("[data-request-number]")
    return str(shown.get_attribute("data-request-number")), str(shown.get_attribute("data-request-code"))


def send(page: Page) -> tuple[str, str]:
    page.get_by_role("button", name="Дальше").click()
    page.wait_for_timeout(FILLED)
    page.get_by_role("button", name="Отправить заявку").click()
    return number_of(page)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus."""
    page.locator(selector).first.wait_for()
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_a_request_by_keyboard_alone(page: Page) -> None:
    open_form(page)
    for selector, text in (
        ("#child_last_name", "Иванов"),
        ("#child_first_name", name()),
        ("#child_birth_date", "5.3.2016"),
        ("#guardian_name", "Анна"),
        ("#guardian_phone", "89123456789"),
    ):
        tab_to(page, selector)
        page.keyboard.type(text)
    tab_to(page, "#consent")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Проверьте ответы")).to_be_visible()
    page.wait_for_timeout(FILLED)
    tab_to(page, "form button")
    page.keyboard.press("Enter")
    number, code = number_of(page)
    page.goto("/requests/")
    tab_to(page, "#number")
    page.keyboard.type(number)
    tab_to(page, "#code")
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    tab_to(page, 'button[value="cancel"]')
    page.keyboard.press("Enter")
    tab_to(page, 'form[data-form="request-cancel"] button')
    page.keyboard.press("Enter")
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "cancelled")


def test_errors_then_both_requests_on_a_phone_without_javascript(plain: Page) -> None:
    open_form(plain)
    expect(plain.locator("#municipality")).to_be_hidden()
    plain.get_by_role("button", name="Дальше").click()
    summary = plain.locator("#error-summary")
    expect(summary).to_be_visible()
    assert plain.title().startswith("Ошибка: ")
    summary.get_by_role("link").first.click()
    expect(plain).to_have_url(re.compile("#child_last_name$"))
    first = name()
    fill(plain, first)
    plain.check("#create_certificate")
    expect(plain.locator("#municipality")).to_be_visible()
    plain.check("#consent")
    plain.get_by_role("button", name="Дальше").click()
    expect(plain.get_by_role("heading", name="Проверьте ответы")).to_be_visible()
    plain.get_by_role("button", name="Изменить ответы").click()
    expect(plain.locator("#child_first_name")).to_have_value(first)
    number, code = send(plain)
    assert len(code) == 26
    expect(plain.locator("main")).to_contain_text("Заявка на сертификат")
    plain.reload()  # a confirmation survives it
    assert number_of(plain)[0] == number


def test_back_from_the_answers_keeps_what_was_typed(phone: Page) -> None:
    open_form(phone)
    first = name()
    fill(phone, first)
    phone.check("#consent")
    phone.get_by_role("button", name="Дальше").click()
    expect(phone.get_by_role("heading", name="Проверьте ответы")).to_be_visible()
    phone.go_back()
    expect(phone.locator("#child_first_name")).to_have_value(first)


def test_a_double_click_sends_once(page: Page) -> None:
    path = open_form(page)
    fill(page, name())
    page.check("#consent")
    page.get_by_role("button", name="Дальше").click()
    page.wait_for_timeout(FILLED)
    page.get_by_role("button", name="Отправить заявку").dblclick()
    number, _ = number_of(page)
    page.goto(path)
    fill(page, name())
    page.check("#consent")
    other, _ = send(page)
    assert int(other[3:]) == int(number[3:]) + 1


def test_a_draft_outlives_the_page_and_ends_with_the_request(phone: Page) -> None:
    path = open_form(phone)
    first = name()
    fill(phone, first)
    phone.check("#consent")
    phone.wait_for_timeout(100)  # what was typed last is kept in the tab by then
    phone.goto("/programs/")
    phone.goto(path)
    expect(phone.locator("#child_first_name")).to_have_value(first)
    expect(phone.locator("#consent")).not_to_be_checked()
    phone.context.set_offline(True)
    phone.check("#consent")
    phone.get_by_role("button", name="Дальше").click()
    expect(phone.locator("#offline")).to_be_visible()
    phone.context.set_offline(False)
    send(phone)
    phone.goto(path)
    expect(phone.locator("#child_first_name")).to_have_value("")


@pytest.mark.slow
def test_each_state_is_accessible_and_fits_a_narrow_screen(phone: Page) -> None:
    wrong: list[str] = []

    def look(state: str) -> None:
        wrong.extend(faults(phone, state))
        phone.set_viewport_size({"width": 360, "height": 800})

    path = open_form(phone)
    look("form")
    phone.get_by_role("button", name="Дальше").click()
    look("errors")
    first = name()
    fill(phone, first, child_birth_date="05.03.2025")
    phone.check("#create_certificate")
    phone.check("#special_needs")
    look("open parts")
    phone.check("#consent_special")
    phone.check("#consent")
    phone.get_by_role("button", name="Дальше").click()
    look("too young")
    phone.get_by_role("button", name="Изменить ответы").click()
    phone.fill("#child_birth_date", "05.03.2016")
    phone.get_by_role("button", name="Дальше").click()
    look("answers")
    phone.wait_for_timeout(FILLED)
    phone.get_by_role("button", name="Отправить заявку").click()
    look("done")
    phone.locator("main a.button").first.click()
    look("request")
    phone.get_by_role("button", name="Отменить заявку").click()
    look("cancel?")
    phone.locator('form[data-form="request-cancel"] button').click()
    look("cancelled")
    others = ("/certificate/request/", "/requests/", "/requests/code/", "/enrollments/check/", "/staff/sign-in/")
    for address in (f"{path}?steps=1", *others):
        phone.goto(address)
        look(address)
    assert wrong == []
