"""Lists of ours inside pages of other sites, as wild as those are; the code is copied from the page of a webmaster."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browser.looking import axe
from live import fetch
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
HOSTS = Path(__file__).with_name("hosts")
#: Hosts in which a list is shown; the other ones leave a link.
OPEN = sorted(path.stem for path in HOSTS.glob("*.html") if not path.stem.endswith("_csp"))
#: The wildest of them; the others are visited by the long proof.
WILDEST = {"old_cms", "quirks", "star_rules", "two_lists"}
#: How much of the page moved while it was looked at, by the browser's own measure.
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => sum += one.value))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300);
})"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Site:
    """Another site: a folder on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, host: str, code: str) -> str:
        """Address of a page of this site with the code that was copied in its place."""
        text = (HOSTS / f"{host}.html").read_text(encoding="utf-8")
        (self.folder / f"{host}.html").write_text(text.replace("{SNIPPET}", code), encoding="utf-8")
        return f"{self.url}/{host}.html"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Another site, empty yet."""
    made = Site(tmp_path)
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def stick(whole_copy: Path) -> Path:
    """A static copy of both districts."""
    return whole_copy


def visitor(browser: Browser, **options: Any) -> Page:
    return browser.new_context(viewport={"width": 1000, "height": 700}, locale="ru-RU", **options).new_page()


def copied(page: Page, port: int, query: str) -> str:
    """The code that the page of a webmaster gives."""
    page.goto(f"http://127.0.0.1:{port}/embed/?{query}")
    return page.locator("#code").input_value()


def list_of(page: Page) -> Any:
    return page.frame_locator("iframe").first.locator("[data-program]")


def inner(page: Page, number: int = 0) -> dict[str, float]:
    """Sizes of a frame: outside, and of what is in it."""
    frame = page.locator("[data-navigator] iframe, iframe[data-navigator]").nth(number)
    box = frame.bounding_box() or {"width": 0.0, "height": 0.0}
    content = frame.element_handle().content_frame()  # type: ignore[union-attr]  # an iframe has one
    assert content is not None
    body = content.evaluate("[document.body.offsetHeight, document.documentElement.scrollWidth, innerWidth]")
    return {"width": box["width"], "height": box["height"], "needs": body[0], "wide": body[1], "given": body[2]}


def fitted(page: Page, number: int = 0) -> dict[str, float]:
    """The same once the frame is as high as its list: the list says its height by a message."""
    for _ in range(100):
        sizes = inner(page, number)
        if abs(sizes["height"] - sizes["needs"]) <= 1:
            return sizes
        page.wait_for_timeout(50)
    raise AssertionError(f"the frame is not as high as its list: {sizes}")


def settle(page: Page) -> None:
    """Let the frame be seen and pass by, as a reader does."""
    list_of(page).first.wait_for()
    for frame in page.frames:
        frame.wait_for_load_state()
    page.evaluate("scrollTo(0, 1200)")
    page.wait_for_timeout(150)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(150)


@pytest.mark.parametrize("host", [one if one in WILDEST else pytest.param(one, marks=pytest.mark.slow) for one in OPEN])
def test_a_list_in_a_wild_page(browser: Browser, demo_port: int, site: Site, host: str) -> None:
    page = visitor(browser)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    narrow = "narrow" if host in ("narrow", "two_lists") else "wide"
    address = site.put(host, copied(page, demo_port, f"organization=13&width={narrow}"))
    page.goto(address)
    before = page.locator("#after").bounding_box()
    settle(page)
    assert list_of(page).count() == 10
    assert page.evaluate(SHIFTS) == 0
    for number in range(2 if host == "two_lists" else 1):
        sizes = fitted(page, number)
        assert sizes["wide"] <= sizes["given"], "nothing scrolls sideways"
        assert sizes["width"] >= 150
    colour = page.frame_locator("iframe").first.locator("h1").evaluate("one => getComputedStyle(one).color")
    assert colour == "rgb(27, 27, 27)"
    assert (before is None, said) == (False, [])
    page.context.close()


@pytest.mark.parametrize(
    ("host", "how"),
    [
        ("strict_csp", "widget"),
        ("strict_csp", "frame"),
        pytest.param("no_frames_csp", "element", marks=pytest.mark.slow),
    ],
)
def test_where_nothing_is_allowed_a_link_is_left(
    browser: Browser, demo_port: int, site: Site, host: str, how: str
) -> None:
    page = visitor(browser)
    address = site.put(host, copied(page, demo_port, f"organization=13&how={how}"))
    page.goto(address)
    page.wait_for_timeout(2_000 if host == "no_frames_csp" and how != "frame" else 300)
    link = page.locator(".column a")
    expect(link).to_be_visible()
    assert link.get_attribute("href") == f"http://127.0.0.1:{demo_port}/organizations/13/"
    assert how == "frame" or page.locator("iframe").count() == 0
    assert page.evaluate(SHIFTS) == 0
    page.context.close()


@pytest.mark.parametrize("how", ["widget", "frame"])
def test_without_javascript(browser: Browser, demo_port: int, site: Site, how: str) -> None:
    page = visitor(browser, java_script_enabled=False)
    page.goto(site.put("narrow", copied(page, demo_port, f"organization=13&how={how}")))
    link = page.locator(".column a")
    expect(link).to_be_visible()
    if how == "frame":
        expect(list_of(page)).to_have_count(10)
    else:
        link.click()
        expect(page.locator("h1")).not_to_have_text("Школа")
    page.context.close()


@pytest.mark.parametrize("how", ["element", "frame"])
def test_the_other_ways_fit_their_height_too(browser: Browser, demo_port: int, site: Site, how: str) -> None:
    page = visitor(browser)
    page.goto(site.put("narrow", copied(page, demo_port, f"direction=art&age=10&width=narrow&how={how}")))
    settle(page)
    fitted(page)
    assert page.evaluate(SHIFTS) == 0
    page.context.close()


def test_a_place_that_is_not_kept_does_move(browser: Browser, demo_port: int, site: Site) -> None:
    """The control of the measure: without its reserved height the same list pushes what stands below."""
    page = visitor(browser)
    code = copied(page, demo_port, "organization=13").replace("min-height:", "x-height:")
    page.goto(site.put("dark", code.replace("<script", "<!--").replace("</script>", "-->")))
    page.evaluate(
        "src => setTimeout(() => document.head.append(Object.assign(document.createElement('script'), {src})), 300)",
        f"http://127.0.0.1:{demo_port}/embed.js",
    )
    list_of(page).first.wait_for()
    assert page.evaluate(SHIFTS) > 0
    page.context.close()


def test_a_height_from_somebody_else_is_not_heard(browser: Browser, demo_port: int, site: Site) -> None:
    page = visitor(browser)
    page.goto(site.put("narrow", copied(page, demo_port, "organization=13&width=narrow")))
    settle(page)
    fair = fitted(page)["height"]
    page.evaluate("""() => {
      const liar = document.createElement('iframe');
      liar.srcdoc = "<script>parent.postMessage('navigator-height:5000', '*')</script>";
      document.body.append(liar);
      postMessage('navigator-height:4000', '*');
      scrollTo(0, 1400);
    }""")
    page.wait_for_timeout(300)
    assert inner(page)["height"] == fair
    page.context.close()


def test_only_lists_of_the_same_site_become_frames(browser: Browser, demo_port: int, site: Site) -> None:
    page = visitor(browser)
    bad = (
        "javascript:alert(1)",
        "https://evil.example/embed/",
        f"http://127.0.0.1:{demo_port}/staff/",
        "//evil.example",
    )
    boxes = "".join(f'<div data-navigator="{one}"><a href="/x">ссылка</a></div>' for one in bad)
    page.goto(site.put("narrow", f'{boxes}<script src="http://127.0.0.1:{demo_port}/embed.js"></script>'))
    page.wait_for_timeout(200)
    assert page.locator("iframe").count() == 0
    assert page.locator(".column a").count() == len(bad)
    page.context.close()


@pytest.mark.parametrize("host", ["old_cms", pytest.param("two_lists", marks=pytest.mark.slow)])
def test_the_same_list_from_a_static_copy(browser: Browser, stick: Path, site: Site, host: str) -> None:
    copy = Site(stick)
    page = visitor(browser)
    page.goto(f"{copy.url}/embed/index.html")
    code = page.locator("#code-1").input_value().replace("programs/index.html", "organizations/13/index.html")
    assert f'"{copy.url}/embed/organizations/13/index.html"' in code
    page.goto(site.put(host, code))
    settle(page)
    fitted(page)
    assert list_of(page).count() == 10
    with page.context.expect_page() as opened:
        list_of(page).first.locator("a").click()
    expect(opened.value.locator("[data-group]").first).to_be_visible()
    page.context.close()
    copy.server.shutdown()
    copy.server.server_close()


def test_a_copy_on_a_stick_inside_a_page_on_the_stick(browser: Browser, stick: Path, tmp_path: Path) -> None:
    base = stick.as_uri() + "/"
    code = (
        f'<div data-navigator="{base}embed/ages/10/index.html" data-height="400" style="min-height:400px">'
        f'<a href="{base}index.html">Кружки</a></div>\n<script async src="{base}embed.js"></script>'
    )
    (tmp_path / "page.html").write_text((HOSTS / "old_cms.html").read_text().replace("{SNIPPET}", code))
    page = visitor(browser)
    page.goto((tmp_path / "page.html").as_uri())
    settle(page)
    fitted(page)
    assert list_of(page).count() == 10
    page.context.close()


def test_all_bytes_of_a_widget(demo_port: int) -> None:
    for headers, most in (({"Accept-Encoding": "br"}, 4_500), ({}, 10_000)):
        parts = [fetch(demo_port, path, headers) for path in ("/embed.js", "/embed/organizations/13/")]
        assert [one.status for one in parts] == [200, 200]
        assert sum(one.wire for one in parts) <= most
    assert sum(len(fetch(demo_port, path).body) for path in ("/embed.js", "/embed/organizations/13/")) <= 8_192


def test_the_page_of_a_webmaster_and_the_list_itself(browser: Browser, demo_port: int) -> None:
    page = visitor(browser)
    for path in ("/embed/?organization=13", "/embed/organizations/13/", "/embed/organizations/13/table/"):
        page.goto(f"http://127.0.0.1:{demo_port}{path}")
        assert axe(page)["violations"] == []
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"http://127.0.0.1:{demo_port}/embed/")
    page.get_by_label("Организация").select_option("13")
    page.get_by_role("button", name="Показать код").click()
    expect(page.frame_locator("iframe").locator("[data-program]")).to_have_count(10)
    page.context.close()
