"""Other programs over the same pages: static site generators, searches without a server."""

from __future__ import annotations

import functools
import html
import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
from place import KEPT
from playwright.sync_api import Browser

PEERS = KEPT / "peers"
MODULES = PEERS / "node_modules"
_MAIN = re.compile(r'(.*<main id="main">)(.*)(</main>.*)', re.S)
_NO_PEER = "is not installed"


def _programs(copy: Path, most: int) -> list[tuple[str, str, str, str]]:
    """Number, title, what stands around the text, and the text of pages of programs."""
    found = []
    for path in sorted(copy.glob("programs/*/index.html"))[:most]:
        parts = _MAIN.fullmatch(path.read_text(encoding="utf-8"))
        if parts:
            title = html.unescape(re.sub(r".*<title>(.*?)</title>.*", r"\1", parts[1], flags=re.S))
            found.append((path.parent.name, title, parts[1] + "\0" + parts[3], parts[2]))
    return found


def site_generators(copy: Path, most: int) -> Iterator[tuple[str, float | str]]:
    """Pages a second of generators that are here, given the text of our pages and a layout around it."""
    pages = _programs(copy, most)
    head, foot = pages[0][2].split("\0")
    yield "Eleventy", _eleventy(pages, head, foot)
    yield "Hugo", _hugo(pages, head, foot)


def _fresh(name: str) -> Path:
    folder = PEERS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _eleventy(pages: Sequence[tuple[str, str, str, str]], head: str, foot: str) -> float | str:
    """Eleventy with a layout and loops over what stands on a page; dates and lessons are given to it as texts."""
    command = MODULES / ".bin" / "eleventy"
    if not command.exists():
        return _NO_PEER
    folder = _fresh("eleventy")
    (folder / "_data").mkdir()
    (folder / "_includes").mkdir()
    rows = [{"id": number, "title": title, **_told(text)} for number, title, _, text in pages]
    (folder / "_data" / "programs.json").write_text(json.dumps(rows, ensure_ascii=False))
    (folder / "_includes" / "base.njk").write_text(f"{head.replace('{', '')}{{{{ content | safe }}}}{foot}")
    (folder / "page.njk").write_text(_PAGE)
    started = time.perf_counter()
    subprocess.run([str(command), "--quiet"], cwd=folder, check=True, capture_output=True)
    took = time.perf_counter() - started
    made = [len(path.read_bytes()) for path in (folder / "_site" / "programs").glob("*/index.html")]
    if len(made) != len(pages) or sum(made) < 0.9 * sum(len("".join(page[1:]).encode()) for page in pages):
        return "its pages are not ours"
    return len(pages) / took


_PAGE = """---
layout: base.njk
pagination:
  data: programs
  size: 1
  alias: one
permalink: programs/{{ one.id }}/index.html
---
<p class="path">{% for link in one.path %}<a href="{{ link.href }}">{{ link.text }}</a>{% if not loop.last %} · {%
endif %}{% endfor %}</p><h1>{{ one.heading }}</h1><p>{{ one.state | safe }}</p>
<dl class="facts">{% for fact in one.facts %}<dt>{{ fact.label }}</dt><dd>{{ fact.text | safe }}</dd>{% endfor %}</dl>
{% if one.groups %}<h2>Группы</h2>{% for group in one.groups %}<section class="group" {{ group.marks | safe }}>
<h3>{{ group.name }}</h3><p>{{ group.state | safe }}</p><ul>{% for line in group.lines %}<li>{{ line | safe }}</li>{%
endfor %}</ul></section>{% endfor %}{% endif %}{{ one.rest | safe }}
"""


def _told(text: str) -> dict[str, object]:
    """What a page of a program says, in parts."""
    groups = re.findall(r'<section class="group" ([^>]*)>(.*?)</section>', text, re.S)
    rest = re.sub(r'^.*</dl>(<h2>Группы</h2>)?|<section class="group".*?</section>', "", text, flags=re.S)
    heading = re.search(r"<h1>(.*?)</h1><p>(.*?)</p>", text, re.S)
    return {
        "path": [{"href": href, "text": html.unescape(name)} for href, name in _LINK.findall(_first("path", text))],
        "heading": html.unescape(heading[1]) if heading else "",
        "state": heading[2] if heading else "",
        "facts": [{"label": label, "text": said} for label, said in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text)],
        "groups": [
            {
                "marks": marks,
                "name": html.unescape("".join(re.findall(r"<h3>(.*?)</h3>", said)[:1])),
                "state": "".join(re.findall(r"<p>(.*?)</p>", said)[:1]),
                "lines": re.findall(r"<li>(.*?)</li>", said),
            }
            for marks, said in groups
        ],
        "rest": rest,
    }


_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')


def _first(name: str, text: str) -> str:
    found = re.search(rf'<p class="{name}">(.*?)</p>', text, re.S)
    return found[1] if found else ""


def _hugo(pages: Sequence[tuple[str, str, str, str]], head: str, foot: str) -> float | str:
    if shutil.which("hugo") is None:
        return _NO_PEER
    folder = _fresh("hugo")
    (folder / "hugo.toml").write_text('baseURL = "/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "home"]\n')
    shutil.copy(folder / "hugo.toml", folder / "config.toml")
    (folder / "layouts" / "_default").mkdir(parents=True)
    layout = f"{head}<h1>{{{{ .Title }}}}</h1>{{{{ .Content }}}}{foot}"
    for name in ("single.html", "list.html"):
        (folder / "layouts" / "_default" / name).write_text(layout)
    content = folder / "content" / "programs"
    content.mkdir(parents=True)
    for number, title, _, text in pages:
        (content / f"{number}.html").write_text(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n{text}")
    started = time.perf_counter()
    subprocess.run(["hugo", "--quiet"], cwd=folder, check=True, capture_output=True)
    return len(pages) / (time.perf_counter() - started)


def pagefind(browser: Browser, copy: Path, queries: Sequence[str]) -> str:
    """Bytes that Pagefind's script fetches for the first ten answers, and its index on the disk."""
    command = MODULES / ".bin" / "pagefind"
    if not command.exists():
        return _NO_PEER
    site = _fresh("pagefind")
    for path in copy.glob("programs/*/index.html"):
        (site / path.parent.name).mkdir()
        shutil.copy(path, site / path.parent.name / "index.html")
    subprocess.run([str(command), "--site", str(site), "--root-selector", "main"], check=True, capture_output=True)
    (site / "index.html").write_text("<!DOCTYPE html><title>search</title>")
    size = sum(path.stat().st_size for path in (site / "pagefind").rglob("*") if path.is_file())
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    costs, counts = [], []
    for text in queries:
        page, asked = browser.new_page(), set[str]()
        page.on("request", lambda request, into=asked: into.add(request.url.split("?")[0]))
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        found = page.evaluate(
            "async text => { const one = await import('/pagefind/pagefind.js');"
            " const found = await one.search(text);"
            " await Promise.all(found.results.slice(0, 10).map(one => one.data())); return found.results.length }",
            text,
        )
        page.close()
        files = [site / "pagefind" / url.split("/pagefind/")[1] for url in asked if "/pagefind/" in url]
        costs.append(sum(_wire(path) for path in files if path.is_file()))
        counts.append(found)
    server.shutdown()
    server.server_close()
    middle = sorted(costs)[len(costs) // 2]
    return f"median {middle:,} B, most {max(costs):,} B, index {size / 1e6:.1f} MB; answers {counts}; not from a disk"


def _wire(path: Path) -> int:
    body = path.read_bytes()
    return len(brotli.compress(body)) if path.suffix in {".js", ".json"} else len(body)  # its other files are packed


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


_MINISEARCH = """
import MiniSearch from 'minisearch'; import fs from 'fs';
const rows = JSON.parse(fs.readFileSync(process.argv[2])), fields = process.argv[3].split(',');
const index = new MiniSearch({ fields, storeFields: ['title'] }); index.addAll(rows);
fs.writeFileSync(process.argv[4], JSON.stringify(index));
const ask = text => index.search(text, { combineWith: 'AND', prefix: true }).length;
console.log(JSON.stringify(process.argv.slice(5).map(ask)));
"""


def minisearch(copy: Path, queries: Sequence[str]) -> str:
    """Bytes of MiniSearch's whole index, over titles and over everything, with its script."""
    node = shutil.which("node")
    if node is None or not (MODULES / "minisearch").exists():
        return _NO_PEER
    folder = PEERS / "mini"
    folder.mkdir(exist_ok=True)
    rows = [
        {"id": number, "title": title, "text": re.sub(r"<[^>]+>", " ", text)}
        for number, title, _, text in _programs(copy, 10**6)
    ]
    (folder / "rows.json").write_text(json.dumps(rows, ensure_ascii=False))
    (PEERS / "mini.mjs").write_text(_MINISEARCH)
    script = len(brotli.compress((MODULES / "minisearch" / "dist" / "umd" / "index.js").read_bytes()))
    said = []
    for fields in ("title", "title,text"):
        out = folder / "index.json"
        done = subprocess.run(
            [node, "--max-old-space-size=4000", "mini.mjs", str(folder / "rows.json"), fields, str(out), *queries],
            cwd=PEERS,
            check=True,
            capture_output=True,
            text=True,
        )
        size = len(brotli.compress(out.read_bytes(), quality=9)) + script
        said.append(f"{fields}: {size:,} B, answers {done.stdout.strip()}")
    return "; ".join(said)
