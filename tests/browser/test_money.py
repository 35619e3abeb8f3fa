"""Pages of money in a browser: accessible in every state, narrow and wide, and whole without JavaScript."""

from __future__ import annotations

import pytest
from browser.looking import by_axe, sideways
from browser.staff import CENTRE, Staff
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
CALCULATOR = "/certificate/calculator/"


def accessible(page: Page) -> None:
    """No violation, nothing undecided, no sideways scroll."""
    assert by_axe(page) + sideways(page) == [], page.url


def test_families_count_without_javascript(plain: Page) -> None:
    plain.goto("/certificate/")
    plain.get_by_role("link", name="Сколько кружков можно по сертификату").click()
    plain.fill("#nominal", "5 000")
    plain.fill("#club1", "500")
    plain.get_by_role("button", name="Посчитать").click()
    expect(plain.locator("[data-result]")).to_have_attribute("data-result", "1")


def test_pages_of_money_are_accessible(phone: Page) -> None:
    phone.goto("/programs/?payment=certificate&open=1")
    phone.locator("article a").first.click()
    accessible(phone)
    for query in ("", "?nominal=5000&club1=900&club2=1200", "?nominal=много&club1=-5"):
        phone.goto(CALCULATOR + query)
        accessible(phone)


@pytest.mark.slow
def test_the_desk_of_certificates_is_accessible(staff: Staff) -> None:
    for page in staff.open(CENTRE, width=360):
        for path in ("", "?view=queue", "new/", "budget/"):
            page.goto(f"/staff/certificates/{path}")
            accessible(page)
        page.goto("/staff/certificates/new/")
        page.get_by_role("button", name="Выдать", exact=True).click()
        expect(page.locator("#error-summary")).to_be_visible()
        accessible(page)
        page.goto("/staff/certificates/?view=money")
        page.locator("[data-certificate] a").last.click()
        accessible(page)
        page.locator("a[href^='/staff/contracts/']").first.click()
        accessible(page)
