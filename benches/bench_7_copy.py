"""The static copy: pages a second, one change, bytes to the first answer; beside Eleventy, Hugo, Pagefind, MiniSearch.

Peers are looked for and named when they are not there: ``npm install --prefix .cache/benches/peers pagefind@1.6
minisearch@7.2 @11ty/eleventy@3``, ``apt-get install nodejs npm hugo chromium``.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import brotli
from peers import minisearch, pagefind, site_generators
from place import KEPT, Place, say
from playwright.sync_api import Browser, sync_playwright

from navigator.app import create_app
from navigator.data.database import open_database
from navigator.export.look import Look
from navigator.export.room import Room
from navigator.services.public_copy import Scope, copy_public
from navigator.settings import Settings

QUERIES = ("рисование", "шахматы", "робототехника", "театр", "вокал", "керамика", "каратэ", "хореография", "волейбол")
#: Pages that generators which write everything are given.
SOME = 5_000


def run(place: Place) -> None:
    """Print what the copy of a region costs, and what its peers cost for the same pages and questions."""
    home = KEPT / f"copy-{place.size}"
    shutil.rmtree(home, ignore_errors=True)
    (home / "instance").mkdir(parents=True)
    source, target = place.url.removeprefix("sqlite:///"), home / "instance" / "navigator.db"
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
    env = {**os.environ, "NAVIGATOR_INSTANCE_DIR": str(home / "instance"), "NAVIGATOR_EXPORT_DIR": str(home / "copy")}
    env["NAVIGATOR_SEARCH_DIR"] = str(home / "index")
    full, printing = _whole(env)
    pages = sum(1 for _ in (home / "copy").rglob("*.html"))
    say("whole copy, two processes", f"{full:.1f} s, {pages:,} pages", f"{pages / full:,.0f} pages/s")
    say(
        "of that its pages, the rest is search, manifest, switch",
        f"{printing:.1f} s",
        f"{pages / printing:,.0f} pages/s",
    )
    with closing(sqlite3.connect(home / "instance" / "navigator.db")) as database, database:
        database.execute("UPDATE program SET annotation = annotation || ' Космос' WHERE id = 5")
    say("one changed description", f"{_export(env):.1f} s")
    say("nothing changed", f"{_export(env):.1f} s")
    plain = _plain_pages_a_second(place, home)
    say(
        "Frozen-Flask with a query a page, one process",
        f"{plain:,.0f} pages/s",
        f"our pages ×{pages / printing / plain:.1f}",
    )
    for name, speed in site_generators(home / "copy", SOME):
        say(f"{name}, pages of the same size", speed if isinstance(speed, str) else f"{speed:,.0f} pages/s")
    _answers(home / "copy")


def _export(env: dict[str, str], *options: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "navigator", "export", *options], env=env, check=True, capture_output=True)
    return time.perf_counter() - started


def _whole(env: dict[str, str]) -> tuple[float, float]:
    """Seconds of a whole export by two processes, and of printing its pages."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "timed_export.py"), "--jobs", "2"],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - started, float(done.stdout.split()[-1])


def _plain_pages_a_second(place: Place, home: Path, count: int = 300) -> float:
    """Frozen-Flask as it comes, over views that ask the database for each page."""
    from flask_frozen import Freezer

    env = {"NAVIGATOR_INSTANCE_DIR": str(home / "instance"), "NAVIGATOR_SEARCH_DIR": str(home / "index")}
    settings = Settings.from_env(env, root=home)
    database = open_database(settings.database_url)
    facts = copy_public(database, home / "public.db", Scope())
    database.close()
    mine = replace(settings, database_url=f"sqlite:///{home / 'public.db'}")
    app = partial(create_app, mine, public_only=True, day=place.today)()
    Room(app, facts, Look())
    app.config.update(FREEZER_DESTINATION=str(home / "plain"), FREEZER_IGNORE_MIMETYPE_WARNINGS=True)
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    freezer._check_endpoints = lambda _: None
    freezer.register_generator(lambda: (("catalog.program", {"program_id": one}) for one in range(1, count + 1)))
    started = time.perf_counter()
    freezer.freeze()
    return count / (time.perf_counter() - started)


def _answers(copy: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        say("bytes to the first answer", "Chromium is not installed")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        costs = [_cost(browser, copy, text) for text in QUERIES]
        say("bytes to the first answer, scripts and data, brotli", f"median {_middle(costs):,}, most {max(costs):,}")
        index = sum(path.stat().st_size for path in (copy / "find").rglob("*.js"))
        say("index on the disk", f"{index / 1e6:.1f} MB")
        with _timed("Pagefind") as tell:
            tell(pagefind(browser, copy, QUERIES))
        with _timed("MiniSearch") as tell:
            tell(minisearch(copy, QUERIES))
        browser.close()


def _cost(browser: Browser, copy: Path, text: str) -> int:
    page, asked = browser.new_page(), set[str]()
    page.on("request", lambda request: asked.add(request.url))
    start = (copy / "programs" / "index.html").as_uri()
    page.goto(f"{start}?q={text}")
    page.locator("#results h2").wait_for()
    page.close()
    prefix = copy.as_uri()
    files = [copy / url.removeprefix(prefix).lstrip("/") for url in asked if url.endswith(".js")]
    return sum(len(brotli.compress(path.read_bytes())) for path in files if path.is_file())


def _middle(values: list[int]) -> int:
    return sorted(values)[len(values) // 2]


@contextmanager
def _timed(name: str) -> Iterator[object]:
    started = time.perf_counter()

    def tell(found: str) -> None:
        say(name, found, f"{time.perf_counter() - started:.0f} s in all")

    yield tell
