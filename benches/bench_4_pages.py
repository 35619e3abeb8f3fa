"""Pages: server time of the catalog with all its counts, against the same page without them and a bare answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import brotli
from flask import Flask
from place import Place, measured, ratio, say
from questions import filters
from werkzeug.test import EnvironBuilder, run_wsgi_app

from navigator.app import create_app
from navigator.search.filters import MANY, Filters
from navigator.services.catalog import Answer, Catalog
from navigator.settings import Settings

ROUNDS = 200
HEADERS = {"Accept-Encoding": "br"}
FACETS = (*MANY, "open", "distance")


def run(place: Place) -> None:
    """Print server times of one thread, bytes, and the memory of one worker of the production server."""
    env = {"NAVIGATOR_DATABASE_URL": place.url, "NAVIGATOR_SEARCH_DIR": str(place.search_dir)}
    app = create_app(Settings.from_env(env, root=place.search_dir.parent), day=place.today)
    paths = ["/programs/?" + urlencode(one.pairs()) for one in filters(ROUNDS)]
    worded = [
        f"/programs/?q={word}&" + urlencode(one.pairs()) for one, word in zip(filters(ROUNDS), _words(), strict=False)
    ]
    for path in (*paths[:10], *worded[:10]):
        _fetch(app, path)
    page = measured(lambda path: _fetch(app, path), paths)
    say("filtered page with all counts, brotli", page)
    with patch.object(Catalog, "search", _without_facets):
        plain = measured(lambda path: _fetch(app, path), paths)
    say("the same page without facets", plain, f"counts and their HTML cost {ratio(page, plain)}")
    say("words + filters, page with all counts", measured(lambda path: _fetch(app, path), worded))
    say("fragment that htmx asks for", measured(lambda path: _fetch(app, path, {"HX-Request": "true"}), paths))
    say("unfiltered first page", measured(lambda path: _fetch(app, path), ["/programs/"] * ROUNDS))
    bare = measured(lambda path: _fetch(_bare(), path), ["/"] * ROUNDS)
    say("bare Flask answer", bare, f"the filtered page is {ratio(page, bare)} of it")
    say("bytes of the first page, brotli", len(_fetch(app, "/programs/")))
    say("memory of one worker", f"{_worker_memory({**os.environ, **env}, paths[:60] + worded[:60])} MB")


def _words() -> list[str]:
    return (["танец", "робототехника", "футбол", "шахматы", "рисование", "студия", "английский", "театр"] * ROUNDS)[
        :ROUNDS
    ]


def _fetch(app: Flask, path: str, headers: dict[str, str] | None = None) -> bytes:
    environ = EnvironBuilder(path, headers={**HEADERS, **(headers or {})}).get_environ()
    chunks, status, _ = run_wsgi_app(app, environ)
    assert status.startswith("200"), status
    return b"".join(chunks)


def _bare() -> Flask:
    app = _BARE.get("app")
    if app is None:
        app = _BARE["app"] = Flask("bare")
        app.add_url_rule("/", view_func=lambda: brotli.compress(b"ok" * 100, quality=5))
    return app


_BARE: dict[str, Flask] = {}


def _without_facets(self: Catalog, asked: Filters, today: Any, size: int | None = None) -> Answer:
    selection = self.snapshot().select(asked, today, None, size or 20, facets=False)
    return Answer(replace(selection, facets=dict.fromkeys(FACETS, ())), False)


def _worker_memory(env: dict[str, str], paths: list[str]) -> int:
    port = 18_000 + os.getpid() % 1000
    server = subprocess.Popen(
        [sys.executable, "-m", "navigator", "serve", "--port", str(port), "--workers", "1"], env=env
    )
    try:
        _until(lambda: _get(port, "/readyz"))
        for path in paths:
            _get(port, path.replace(" ", "%20"))
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        if not children.exists():
            return 0
        sizes = [_resident(int(child)) for child in children.read_text().split()]
        return max(sizes, default=0)
    finally:
        server.terminate()
        server.wait(20)


def _get(port: int, path: str) -> None:
    address = f"http://127.0.0.1:{port}" + re.sub(r"[^\x00-\x7f]+", lambda text: urlencode({"": text[0]})[1:], path)
    urllib.request.urlopen(address, timeout=60).read()  # our own server on loopback


def _until(action: Callable[[], None]) -> None:
    for _ in range(300):
        try:
            return action()
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not come up")


def _resident(process: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) // 1024 if found else 0
