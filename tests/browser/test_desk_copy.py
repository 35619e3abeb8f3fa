"""The copy of the catalog at the desk: ordered, followed, taken home; each state for eyes, keys and screen readers."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser.looking import faults
from browser.staff import CENTRE, Staff
from playwright.sync_api import Locator, Page, expect

from navigator.data import CatalogCopy, Organization
from navigator.data.database import open_database
from navigator.services.copying.queue import CopyQueue
from navigator.settings import Settings

pytestmark = pytest.mark.browser
#: Milliseconds between two looks of the page by itself.
POLL = 2_000
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="10" cy="10" r="9"/></svg>'
NOW = datetime.now(UTC).replace(tzinfo=None, microsecond=0)


@pytest.fixture
def queue(demo_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[CopyQueue]:
    """The queue of the demo, looked at by the test: its export is the real one, in a process of its own."""
    for name, value in demo_env.items():
        if name.startswith("NAVIGATOR_"):
            monkeypatch.setenv(name, value)
    settings = Settings.from_env()
    database = open_database(settings.database_url)
    CatalogCopy.delete().execute()
    yield CopyQueue(settings, database)
    CatalogCopy.delete().execute()
    database.close()


def copy_of(page: Page, name: str) -> Locator:
    """The part of the page about one copy."""
    return page.locator("[data-copy]", has=page.get_by_role("heading", name=name, exact=True))


@pytest.mark.parametrize(
    "script", [pytest.param(True, id="script"), pytest.param(False, id="plain", marks=pytest.mark.slow)]
)
def test_a_copy_is_ordered_followed_and_taken_home(
    staff: Staff, queue: CopyQueue, tmp_path: Path, script: bool
) -> None:
    for page in staff.open(CENTRE, java_script_enabled=script):
        page.clock.install()
        page.goto("/staff/reports/")
        page.locator(".rooms summary").click()
        page.get_by_role("link", name="Копия каталога", exact=True).click()
        name = page.locator("#scope optgroup option").first.inner_text()
        page.locator("#scope").select_option(label=name)
        page.get_by_label("Название в шапке").fill("Кружки нашей школы")
        page.get_by_text("Цвет, логотип, адрес сайта").focus()
        page.keyboard.press("Enter")
        page.set_input_files("#logo", [{"name": "л.svg", "mimeType": "image/svg+xml", "buffer": PICTURE}])  # type: ignore[list-item]  # a plain dict is what the manual shows
        page.get_by_role("button", name="Записать копию").focus()
        page.keyboard.press("Enter")
        mine = copy_of(page, name)
        expect(mine).to_have_attribute("data-state", "queued")
        queue.look()
        _follow(page, mine, queue, script=script)
        with page.expect_download() as loading:
            mine.get_by_text("Скачать ZIP").click()
        assert loading.value.suggested_filename.startswith("navigator-organization-")
        loading.value.save_as(tmp_path / "copy.zip")
        with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
            assert "Кружки нашей школы" in archive.read("index.html").decode()
            assert [one for one in archive.namelist() if one.startswith("copy/logo-")]
        mine.get_by_role("button", name="Обновить").click()
        expect(mine).to_have_attribute("data-state", "queued")
        mine.get_by_role("button", name="Отменить").click()
        expect(mine).to_have_attribute("data-state", "written")


def _follow(page: Page, mine: Locator, queue: CopyQueue, *, script: bool) -> None:
    """Until the copy is written: the page tells by itself, without JavaScript by a link."""
    while queue.is_busy():
        page.wait_for_timeout(50)
        queue.look()
    if script:
        page.clock.run_for(POLL)
        expect(mine).to_have_attribute("data-state", "written")
        expect(page.locator("#said")).to_contain_text("готова.")
        expect(page.locator("#look")).to_have_count(0)
    else:
        page.get_by_role("link", name="Посмотреть, как идёт").click()
        expect(mine).to_have_attribute("data-state", "written")


def _beside(home: int) -> None:
    """Copies of three organizations: one whose writer died, one that failed, one that lies on another machine."""
    written = {"written_at": NOW, "node": "node-2", "files": 9}
    states = (
        {"state": "running", "beat_at": NOW - timedelta(hours=1)},
        {"state": "failed", "problem": "на диске нет места"},
        {"state": "written"},
    )
    for one, values in zip(Organization.select().where(Organization.municipality == home), states, strict=False):
        CatalogCopy.create(scope=f"organization:{one.id}", organization=one, **written, **values)


@pytest.mark.slow
def test_each_state_is_accessible_and_fits(staff: Staff, queue: CopyQueue) -> None:
    wrong: list[str] = []
    for page in staff.open(CENTRE):
        page.clock.install()
        page.goto("/staff/copy/")
        wrong += faults(page, "empty")
        page.fill("#title", "а" * 61)
        page.get_by_text("Цвет, логотип, адрес сайта").click()
        page.fill("#live_url", "адрес")
        page.fill("#colour", "#ffff00")
        page.get_by_role("button", name="Записать копию").click()
        expect(page.locator("#error-summary")).to_be_focused()
        expect(page.locator("#live_url")).to_have_value("адрес")
        wrong += faults(page, "error")
        page.fill("#title", "Кружки")
        page.fill("#live_url", "https://navigator.example")
        page.fill("#colour", "#7a1f2b")
        page.get_by_role("button", name="Записать копию").click()
        expect(page.locator("[data-state=queued]")).to_be_visible()
        _beside(CatalogCopy.get().municipality_id)
        CatalogCopy.update(asked_at=NOW - timedelta(hours=1)).where(CatalogCopy.state == "queued").execute()
        page.goto("/staff/copy/")
        states = page.locator("[data-copy]").evaluate_all("all => all.map(one => one.dataset.state)")
        assert sorted(states) == ["failed", "queued", "silent", "written"]
        expect(page.get_by_text("navigator worker")).to_be_visible()
        page.locator("[data-state=failed] summary").click()
        wrong += faults(page, "all that waits, failed or lies elsewhere")
        living = {"state": "running", "beat_at": NOW + timedelta(days=1), "done": 120, "total": 1400}
        CatalogCopy.update(**living).where(CatalogCopy.state == "queued").execute()
        page.goto("/staff/copy/")
        expect(page.locator("progress").first).to_have_attribute("value", "120")
        wrong += faults(page, "running")
        page.locator("[data-state=failed] summary").click()
        page.get_by_role("button", name="Удалить копию").focus()
        CatalogCopy.update(done=700).execute()
        page.clock.run_for(POLL)
        expect(page.locator("[data-state=running] progress")).to_have_attribute("value", "700")
        expect(page.get_by_role("button", name="Удалить копию")).to_be_focused()
        CatalogCopy.update(state="failed", problem="на диске нет места").execute()
        page.goto("/staff/copy/")
        page.locator("[data-copy]", has_text="Егорлыкский район").get_by_text("Изменить вид").click()
        expect(page.locator("#title")).to_have_value("Кружки")
        wrong += faults(page, "change")
    assert wrong == []
