"""The search in a browser: suggestions by keyboard, and each state of an answer for axe, narrow and wide."""

from __future__ import annotations

from urllib.parse import quote
from urllib.request import urlopen

import pytest
from browser.conftest import open_page
from browser.looking import by_axe, faults
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
#: What the page says of a line → the line.
STATES = {
    "chips": "рисование 7 лет по субботам бесплатно на ул. Мира",
    "asked back": "шахмоты",
    "word by word": "шахмоты&words=plain",
    "relaxed": "рисование для пенсионеров",
    "without words": "качалка 15 лет",
    "mentions": "бассейн рядом",
    "nothing": "дайвинг",
}
SHORT = ["chips", "asked back", "relaxed"]


def opened(page: Page) -> list[str]:
    """Type two letters and give what is suggested."""
    page.goto("/programs/")
    page.locator("#q").press_sequentially("ша", delay=10)
    expect(page.locator("#options")).to_be_visible()
    expect(page).to_have_url(f"/programs/?q={quote('ша')}")  # the results came too, the list stays
    return page.locator("#options [role=option]").all_inner_texts()


def test_suggestions_are_chosen_by_keyboard(page: Page) -> None:
    options = opened(page)
    box, chosen = page.locator("#q"), page.locator("#options [aria-selected=true]")
    assert len(options) > 4
    for name, value in (("role", "combobox"), ("aria-expanded", "true"), ("aria-autocomplete", "list")):
        expect(box).to_have_attribute(name, value)
    expect(page.locator(f"#{box.get_attribute('aria-controls')}")).to_have_attribute("role", "listbox")
    expect(chosen).to_have_count(0)
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", -1), ("ArrowDown", 0)):
        page.keyboard.press(key)
        expect(chosen).to_have_text(options[at])
        expect(box).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
        expect(box).to_be_focused()
    page.emulate_media(forced_colors="active")
    assert chosen.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Home")
    assert box.evaluate("one => one.selectionStart") == 0
    page.keyboard.press("End")
    assert box.evaluate("one => one.selectionStart") == 2
    page.keyboard.press("Escape")
    expect(page.locator("#options")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("ша")
    assert box.get_attribute("aria-activedescendant") is None
    box.press_sequentially("х", delay=10)
    expect(page.locator("#options")).to_be_visible()
    page.keyboard.press("Enter")  # nothing is chosen: the line itself is asked
    expect(page.locator("#options")).to_have_count(0)
    expect(page).to_have_url(f"/programs/?q={quote('шах')}")
    box.press("Backspace")
    expect(page.locator("#options")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/programs/?activity=chess")
    expect(page.locator(".chips")).to_contain_text(options[0].split(" (")[0])


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.slow)])
def test_the_open_list_is_accessible(browser: Browser, demo_port: int, width: int) -> None:
    for page in open_page(browser, demo_port, width=width):
        opened(page)
        page.keyboard.press("ArrowDown")
        # axe cannot tell a background where the list covers half of a word: the colours are looked at as they are.
        assert by_axe(page, rules={"color-contrast": {"enabled": False}}) == []
        colours = "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
        assert page.locator("#options").evaluate(colours) == ["rgb(27, 27, 27)", "rgb(255, 255, 255)"]
        assert page.locator("#options [aria-selected=true]").evaluate(colours)[1] == "rgb(213, 220, 220)"
        edges = page.locator("#options").bounding_box()
        assert edges is not None
        assert 0 <= edges["x"] < edges["x"] + edges["width"] <= width


@pytest.mark.parametrize("states", [SHORT, pytest.param([*STATES], marks=pytest.mark.slow)])
def test_each_answer_is_accessible_and_fits(page: Page, states: list[str]) -> None:
    wrong = []
    for state in states:
        line = STATES[state]
        text, plain, _ = line.partition("&words=plain")
        page.goto(f"/programs/?q={quote(text)}{plain}")
        wrong += faults(page, state)
    assert wrong == []


def test_without_javascript_a_line_is_asked_and_a_chip_taken_off(plain: Page) -> None:
    plain.goto("/programs/")
    plain.fill("#q", "рисование на ул. Мира 7 лет")
    plain.locator(".ask button").click()
    expect(plain.locator("[data-understood]")).to_have_count(2)
    plain.locator("[data-understood=street]").click()
    expect(plain.locator("[data-understood]")).to_have_attribute("data-understood", "age")
    plain.get_by_role("link", name="Искать просто по словам").click()
    expect(plain.locator("[data-understood]")).to_have_count(0)


def test_ten_thousand_letters_are_answered_by_the_server(demo_port: int) -> None:
    for path in ("/programs/", "/suggest"):
        with urlopen(f"http://127.0.0.1:{demo_port}{path}?q={quote('ж' * 10_000)}") as answer:
            assert answer.status == 200
