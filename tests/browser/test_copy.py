"""The static copy in a browser: from a disk, from a sub-folder of a plain server, with a script and without."""

from __future__ import annotations

import functools
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
import pytest
from browser.looking import arrived, axe
from playwright.sync_api import Browser, Page, expect

from navigator.app import create_app
from navigator.search.filters import Filters
from navigator.settings import Settings

pytestmark = pytest.mark.browser
#: What families ask, for comparing the copy's answers with the server's.
QUESTIONS = (
    *("рисование", "футбол", "шахматы", "танцы", "робототехника", "театр", "пение", "туризм", "керамика", "3д"),
    *("краеведение", "журналистика", "кружок", "баскетб", "экология", "ансамбль", "английский язык", "мягкая игрушка"),
    *("танцы или вокал", "рисование, лепка", "шахматы и шашки", "футбол/бокс"),
)


@pytest.fixture(scope="module")
def copy(whole_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of both districts, in a folder with a Russian name."""
    out = Path(tmp_path_factory.mktemp("stick")) / "каталог на флешке"
    shutil.copytree(whole_copy, out)
    return out


@pytest.fixture
def served(copy: Path) -> Iterator[str]:
    """The copy on a plain web server, two folders deep."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/school/catalog"))

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(copy)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/school/catalog"
    server.shutdown()
    server.server_close()


def opened(browser: Browser, *, width: int = 360, **options: bool) -> Page:
    """A page in a context of its own whose errors fail the test."""
    page = browser.new_context(viewport={"width": width, "height": 800}, locale="ru-RU", **options).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def total(page: Page) -> int:
    return int(page.locator("#results").get_attribute("data-total") or -1)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_program_is_found_by_paths_from_the_file_system(browser: Browser, copy: Path, javascript: bool) -> None:
    page = opened(browser, java_script_enabled=javascript)
    page.goto((copy / "index.html").as_uri())
    page.get_by_role("link", name="10", exact=True).click()
    expect(page.locator("h1")).to_have_text("Для возраста: 10\u00a0лет")
    page.locator("main li a").first.click()
    page.locator("[data-program] a").first.click()
    expect(page.locator("[data-group]").first).to_be_visible()
    expect(page.locator("footer")).to_contain_text("Копия каталога на")
    assert arrived(page).get_by_role("searchbox").count() == 0
    if javascript:
        colour = page.evaluate("getComputedStyle(document.querySelector('h1 + p b, .path a')).color")
        assert colour != "rgb(0, 0, 0)"  # the style sheet came along
        assert axe(page)["violations"] == []
    page.context.close()


@pytest.mark.parametrize("place", ["disk", "server"])
def test_words_and_filters_work_without_a_server(browser: Browser, copy: Path, served: str, place: str) -> None:
    page = opened(browser)
    page.goto((copy / "index.html").as_uri() if place == "disk" else f"{served}/index.html")
    page.get_by_role("searchbox").fill("робототехника")
    page.get_by_role("button", name="Найти").click()
    expect(page.locator("#results article").first).to_contain_text(re.compile("робот", re.I))
    everything = total(page)
    page.locator("summary").click()
    option = page.locator('option[data-facet="age"][data-value="10"]')
    promised = int(option.get_attribute("data-count") or -1)
    page.locator("select[name=age]").select_option("10")
    expect(page.locator("#results")).to_have_attribute("data-total", str(promised))
    assert 0 < promised < everything
    assert axe(page)["violations"] == []
    page.locator("#results article a").first.click()
    expect(page.locator("[data-group]").first).to_be_visible()
    page.go_back()
    expect(page.locator("#results")).to_have_attribute("data-total", str(promised))
    page.context.close()


def test_endings_typos_and_beginnings_are_understood(browser: Browser, copy: Path) -> None:
    page = opened(browser, width=1280)
    start = (copy / "programs" / "index.html").as_uri()
    found: dict[str, set[str | None]] = {}
    for text in ("кружок", "кружки", "кружками", "шахматы", "шахматами", "шохматы", "шахмаиы", "Шахм", "ШАХМАТЫ!"):
        page.goto("about:blank")
        page.goto(f"{start}?q={text}")
        page.locator("#results h2").wait_for()
        found[text] = {one.get_attribute("data-program") for one in page.locator("#results article").all()}
    assert found["кружок"] == found["кружки"] == found["кружками"] != set()
    chess = found["шахматы"]
    assert chess
    for text in ("шахматами", "шохматы", "шахмаиы", "ШАХМАТЫ!"):
        assert found[text] == chess, text
    assert chess <= found["Шахм"]
    page.goto("about:blank")
    page.goto(f"{start}?q=абвгдеж")
    expect(page.locator("#results h2")).to_have_text("Ничего не нашлось")
    assert total(page) == 0
    page.context.close()


@pytest.mark.parametrize("questions", [QUESTIONS[::3], pytest.param(QUESTIONS, marks=pytest.mark.slow)], ids=len)
def test_answers_agree_with_the_servers_and_cost_little(
    browser: Browser, copy: Path, served: str, demo_env: dict[str, str], questions: tuple[str, ...]
) -> None:
    house = create_app(Settings.from_env(demo_env)).extensions["navigator"]
    overlaps, costs = [], []
    page, asked = opened(browser), set[str]()
    page.on("request", lambda request: asked.add(request.url))
    for text in questions:
        wanted = set(house.catalog.search(Filters(q=text), house.today()).selection.ids[:5])
        page.goto("about:blank")
        asked.clear()
        page.goto(f"{served}/programs/index.html?q={text}")
        page.locator("#results h2").wait_for()
        got = [int(one.get_attribute("data-program") or 0) for one in page.locator("#results article").all()[:5]]
        overlaps.append(len(wanted & set(got)) / max(1, len(wanted)) if wanted or got else 1.0)
        files = [copy / url.split("/catalog/")[1] for url in asked if url.endswith(".js")]
        costs.append(sum(len(brotli.compress(path.read_bytes())) for path in files if path.is_file()))
    page.context.close()
    assert sum(overlaps) / len(overlaps) >= 0.85, dict(zip(questions, overlaps, strict=True))
    assert 5_000 < min(costs) <= max(costs) <= 30_000
    house.catalog.close()


def test_old_data_say_that_they_may_have_changed(browser: Browser, copy: Path) -> None:
    page = opened(browser)
    page.clock.set_fixed_time("2035-01-01T12:00:00")
    page.goto((copy / "programs" / "1" / "index.html").as_uri())
    expect(page.locator("footer")).to_contain_text("могло измениться")
    page.clock.set_fixed_time(f"{page.locator('footer time').get_attribute('datetime')}T12:00:00")
    page.reload()
    expect(page.locator("footer .later")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("footer .later")).to_be_visible()
    page.context.close()


def test_what_was_seen_stays_for_the_ride_home(browser: Browser, served: str) -> None:
    page = opened(browser, width=1280)
    page.goto(f"{served}/index.html")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.goto(f"{served}/programs/index.html?q=шахматы")
    page.locator("#results article").first.wait_for()
    seen = total(page)
    page.locator("#results article a").first.click()
    page.locator("[data-group]").first.wait_for()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-group]").first).to_be_visible()
    page.goto(f"{served}/programs/index.html?q=шахматы")
    expect(page.locator("#results")).to_have_attribute("data-total", str(seen))
    page.context.close()
