"""What is printed, in Chromium: sheets of the right size, readable on a telephone and by everybody."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from browser.looking import arrived, axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser
A4, A5 = (595, 842), (420, 595)
#: Address, sheets and their size.
PRINTED = (
    ("/groups/40/paper/", 1, A4),
    ("/municipalities/egorlykskiy-rayon/consent/", 2, A4),
    ("/programs/20/leaflet/", 1, A4),
    ("/programs/20/leaflet/?size=a5", 1, A5),
    ("/programs/20/poster/", 1, A4),
    ("/organizations/1/booklet/", 8, A5),
)


@pytest.mark.parametrize(("path", "sheets", "size"), PRINTED)
def test_sheets(phone: Page, path: str, sheets: int, size: tuple[int, int]) -> None:
    phone.goto(path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(phone)["violations"] == []
    printed = PdfReader(io.BytesIO(phone.pdf(prefer_css_page_size=True)))
    boxes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in printed.pages}
    assert (len(printed.pages), boxes) == (sheets, {size})
    assert "Ctrl+P" not in printed.pages[0].extract_text()


def test_a_booklet_is_found_from_its_municipality(page: Page, tmp_path: Path) -> None:
    page.goto("/municipalities/egorlykskiy-rayon/")
    page.get_by_role("link", name="Брошюра для печати").click()
    page.get_by_role("link", name="Кружки по дням недели").click()
    page.get_by_role("link", name="Шахматы «Белая ладья»").first.click()
    expect(arrived(page).locator(":target h3")).to_contain_text("Шахматы «Белая ладья»")
    assert page.url.endswith(f"#p{page.locator(':target .number').inner_text()}")
