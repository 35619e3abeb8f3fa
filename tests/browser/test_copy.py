"""The static copy opens from a file, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from live import navigator
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_a_program_is_found_from_the_file_system(
    browser: Browser, demo_env: dict[str, str], tmp_path: Path, javascript: bool
) -> None:
    out = tmp_path / "каталог на флешке"
    assert navigator(demo_env, "export", "--out", str(out), "--municipality", "egorlykskiy-rayon").returncode == 0
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=javascript)
    page = context.new_page()
    page.goto((out / "index.html").as_uri())
    page.get_by_role("link", name="10", exact=True).click()
    assert page.locator("h1").inner_text() == "Для возраста: 10\u00a0лет"
    page.locator("[data-program] a").first.click()
    assert page.locator("[data-group]").count() >= 1
    assert "Копия каталога на" in page.locator("footer").inner_text()
    if javascript:
        colour = page.evaluate("getComputedStyle(document.querySelector('h1 + p b, .path a')).color")
        assert colour != "rgb(0, 0, 0)"  # the style sheet came along
        assert Axe().run(page).response["violations"] == []
    context.close()
