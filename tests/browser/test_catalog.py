"""Finding a program as families do: with a mouse, with a keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import re

import pytest
from browser.looking import faults
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/programs/",
    "/programs/?q=рисование&age=7",
    "/programs/?q=абракадабра",
    "/programs/?age=abc",
    "/programs/filters/",
    "/programs/1/",
    "/organizations/",
    "/organizations/1/",
    "/municipalities/",
    "/municipalities/egorlykskiy-rayon/",
    "/directions/art/",
    "/ages/10/",
    "/letters/",
    "/letters/sh/",
    "/saved/",
    "/saved/?id=1&id=2&id=3",
    "/certificate/",
    "/no-such-page/",
)
#: Those that most people see; the long proof looks at the others.
MOST_SEEN = {"/", "/programs/", "/programs/?q=рисование&age=7", "/programs/?q=абракадабра", "/programs/1/", "/saved/"}


def total(page: Page) -> int:
    """Number of programs that the page says it found."""
    return int(page.locator("#results").get_attribute("data-total") or -1)


def test_a_filter_changes_results_counts_and_address_without_a_reload(page: Page) -> None:
    page.goto("/programs/")
    before = total(page)
    page.evaluate("window.stayed = true")
    box = page.locator('[data-facet="age"][data-value="10"]')
    promised = int(box.get_attribute("data-count") or -1)
    box.check()
    expect(page.locator("#results")).to_have_attribute("data-total", str(promised))
    assert page.evaluate("window.stayed") is True
    assert page.url.endswith("/programs/?age=10")
    assert 0 < promised < before
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    page.go_back()
    expect(page.locator("#results")).to_have_attribute("data-total", str(before))
    assert page.url.endswith("/programs/")


def test_typing_finds_as_one_types(page: Page) -> None:
    page.goto("/programs/")
    page.locator("#q").press_sequentially("робототехн", delay=15)
    expect(page).to_have_url(re.compile("q=%D1%80%D0%BE%D0%B1"))
    expect(page.locator("#results article").first).to_contain_text(re.compile("робот", re.I))
    expect(page.locator("#said")).to_contain_text("программ")


def test_what_was_typed_comes_back_with_its_page(page: Page) -> None:
    page.goto("/programs/")
    page.locator("#q").press_sequentially("шахматы", delay=10)
    expect(page).to_have_url(re.compile("q="))
    page.locator("#q").blur()  # the suggestions close
    page.locator('[data-facet="age"][data-value="9"]').check()
    expect(page).to_have_url(re.compile("age=9"))
    page.get_by_role("link", name="Убрать: 9 лет").click()
    expect(page).not_to_have_url(re.compile("age=9"))
    expect(page.locator("#results h2")).to_be_focused()
    page.locator("#q").fill("")
    expect(page).not_to_have_url(re.compile("q="))
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile("q=.*age=9"))
    expect(page.locator("#q")).to_have_value("шахматы")
    expect(page.locator('[data-facet="age"][data-value="9"]')).to_be_checked()


def test_results_are_printed(page: Page) -> None:
    page.goto("/programs/?age=9")
    page.emulate_media(media="print")
    expect(page.locator("#results article").first).to_be_visible()
    expect(page.locator("#filters")).to_be_hidden()


def test_a_chip_takes_a_filter_off(page: Page) -> None:
    page.goto("/programs/?age=10&day=sat")
    page.get_by_role("link", name="Убрать: суббота").or_(
        page.locator('.chips a[href="/programs/?age=10"]')
    ).first.click()
    expect(page).to_have_url(re.compile(r"/programs/\?age=10$"))
    expect(page.locator('[data-facet="day"][data-value="sat"]')).not_to_be_checked()


def test_the_catalog_works_from_the_keyboard(page: Page) -> None:
    page.goto("/programs/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.locator("#q").focus()
    page.keyboard.type("шахматы")
    page.keyboard.press("Enter")
    expect(page.locator("#results article").first).to_contain_text(re.compile("шахмат", re.I))
    page.locator('[data-facet="open"]').focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("open=1"))
    expect(page.locator('[data-facet="open"]')).to_be_focused()


def test_without_javascript_search_filter_and_shortlist_work(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("searchbox").fill("рисование")
    plain.get_by_role("button", name="Найти").click()
    assert total(plain) > 0
    plain.locator("label.more").click()
    plain.locator('[data-facet="age"][data-value="8"]').check()
    plain.get_by_role("button", name="Показать").click()
    assert "age=8" in plain.url
    found = total(plain)
    assert found > 0
    plain.locator('#results input[name="id"]').first.check()
    plain.get_by_role("button", name="Сравнить отмеченные").click()
    assert re.search(r"/saved/\?id=\d+$", plain.url)
    plain.locator("thead a").first.click()
    expect(plain.locator("[data-group]").first).to_be_visible()


def test_filters_open_on_a_phone_and_stay_open_after_a_choice(phone: Page) -> None:
    phone.goto("/programs/")
    expect(phone.locator("#facets")).to_be_hidden()
    phone.locator("label.more").click()
    phone.locator('[data-facet="payment"][data-value="free"]').check()
    expect(phone).to_have_url(re.compile("payment=free"))
    expect(phone.locator("#facets")).to_be_visible()


@pytest.mark.parametrize(
    "path", [path if path in MOST_SEEN else pytest.param(path, marks=pytest.mark.slow) for path in PAGES[:-1]]
)
def test_each_page_is_accessible_and_fits(page: Page, path: str) -> None:
    page.goto(path)
    assert faults(page, path) == []
