"""Pages of money in a browser: accessible in every state, narrow and wide, and whole without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.staff import CENTRE, Staff
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
CALCULATOR = "/certificate/calculator/"


def accessible(page: Page) -> None:
    """No violation, nothing undecided, no sideways scroll."""
    said = Axe().run(page).response
    found = [
        (one["id"], [node["html"][:90] for node in one["nodes"]]) for one in said["violations"] + said["incomplete"]
    ]
    assert found == [], page.url
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0, page.url


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
