"""Reports and the journal in a browser: accessible in each state, at both widths, and without sideways scroll."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser.looking import axe, sideways
from browser.staff import Staff
from playwright.sync_api import Page, expect

from navigator.services.reports.listed import REPORTS

pytestmark = pytest.mark.browser
#: What axe says of cells that lie half outside the scrolled table, the second where they hold one sign; on paper
#: nothing is scrolled.
_CLIPPED = ("partially obscured", "too short to determine")


@pytest.fixture
def desk(staff: Staff) -> Iterator[Page]:
    """A page in which the municipal centre of the first district is signed in."""
    yield from staff.open("moc@azv.example")


def found_by_axe(page: Page, *, clipped: bool) -> list[str]:
    """Violations and what axe could not decide; cells that the scrolled table clips are looked at on paper."""
    answer = axe(page)
    left = [f"violation {one['id']}" for one in answer["violations"]]
    for one in answer["incomplete"]:
        said = {check["message"] for node in one["nodes"] for check in node["any"]}
        if not (clipped and said and all(any(one in message for one in _CLIPPED) for message in said)):
            left.append(f"incomplete {one['id']}: {said} {[node['html'][:80] for node in one['nodes'][:3]]}")
    return left


WIDEST = ("/staff/reports/coverage/", "/staff/reports/demand/", "/staff/journal/")
OTHERS = (
    *(f"/staff/reports/{name}/" for name in REPORTS if name not in {"coverage", "demand"}),
    *("/staff/reports/", "/staff/reports/plan/"),
    *("/staff/reports/coverage/?date=2026-01-01", "/staff/reports/coverage/?date=x"),
)


@pytest.mark.parametrize("paths", [WIDEST, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=["widest", "others"])
def test_each_report_is_accessible_and_fits(desk: Page, paths: tuple[str, ...]) -> None:
    wrong: list[str] = []
    for path in paths:
        desk.goto(path)
        desk.emulate_media(media="print")
        wrong += [f"{path} on paper: {one}" for one in found_by_axe(desk, clipped=False)]
        desk.emulate_media(media="screen")
        for width in (1280, 360):
            desk.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{path} at {width}: {one}" for one in found_by_axe(desk, clipped=True)]
        wrong += [f"{path}: {one}" for one in sideways(desk)]
    assert wrong == [], "\n".join(wrong)


def test_a_wide_table_is_scrolled_by_keyboard(desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto("/staff/reports/coverage/")
    table = desk.get_by_role("region", name="Охват по муниципалитетам")
    table.focus()
    desk.keyboard.press("End")
    for _ in range(20):
        desk.keyboard.press("ArrowRight")
    for _ in range(100):  # asked from outside: a question that waits inside the page needs eval, which it refuses
        if table.evaluate("region => region.scrollLeft") > 100:
            return
        desk.wait_for_timeout(50)
    raise AssertionError("the table does not scroll")


def test_a_filter_and_a_download_by_keyboard(desk: Page) -> None:
    desk.goto("/staff/reports/directions/")
    desk.fill("#date", "01.10.2026")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"date=01\.10\.2026"))
    expect(desk.get_by_role("heading", level=1)).to_have_text("По направленностям")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="CSV", exact=True).click()
    assert waiting.value.suggested_filename == "directions-2026-10-01.csv"


def test_who_saw_a_child_is_one_click_from_its_request(desk: Page) -> None:
    desk.goto("/staff/?view=all")
    desk.locator("[data-request] a").first.click()
    desk.get_by_role("link", name="Кто смотрел данные этого ребёнка").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Кто смотрел данные этого ребёнка")
    expect(desk.locator('[data-action="read"]').first).to_be_visible()
    assert found_by_axe(desk, clipped=False) == []
