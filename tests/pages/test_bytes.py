"""Budgets of a slow line, counted on the socket of a production server over the demo districts."""

from __future__ import annotations

import re

import pytest
from live import fetch

BR = {"Accept-Encoding": "gzip, deflate, br"}
HX = {**BR, "HX-Request": "true"}
PUBLIC = (
    "/",
    "/programs/",
    "/programs/?q=рисование&age=7&day=sat",
    "/programs/filters/",
    "/organizations/",
    "/municipalities/",
    "/municipalities/egorlykskiy-rayon/",
    "/municipalities/aleksandrovo-zavodskiy-rayon/",
    "/directions/art/",
    "/ages/10/",
    "/letters/",
    "/certificate/",
    "/saved/?id=1&id=2&id=3",
    "/programs/?sort=rating",
    "/programs/?mark=best",
    "/news/",
    "/municipalities/egorlykskiy-rayon/news/",
    "/pages/sertifikat-chto-sprashivayut-roditeli/",
    "/pages/voprosy-roditeley-o-socialnom-sertifikate/",
    "/feed.atom",
    "/sitemap.xml",
)


def _path(path: str) -> str:
    return re.sub(r"[^\x00-\x7f]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), path)


def test_first_catalog_page_is_one_request_of_5000_bytes(demo_port: int) -> None:
    answer = fetch(demo_port, "/programs/", BR)
    assert answer.status == 200
    assert answer.text.count("data-program=") == 20
    assert answer.text.count("data-facet=") >= 45
    assert '<link rel="stylesheet"' not in answer.text
    assert answer.wire <= 5_000


def test_first_visit_with_the_script_stays_under_23000_bytes(demo_port: int) -> None:
    page = fetch(demo_port, "/programs/", BR)
    sources = re.findall(r'<script src="([^"]+)"', page.text)
    assert len(sources) == 1
    script = fetch(demo_port, sources[0], BR)
    assert page.wire + script.wire <= 23_000
    assert "immutable" in script.headers["cache-control"]


def test_a_return_costs_under_3000_bytes(demo_port: int) -> None:
    first = fetch(demo_port, "/programs/", BR)
    again = fetch(demo_port, "/programs/", {**BR, "If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.wire <= 3_000


@pytest.mark.parametrize(
    "path", ["/programs/?age=10", "/programs/?direction=art&age=9", "/programs/?payment=free&sort=name"]
)
def test_a_filter_click_costs_3500_bytes_of_body(demo_port: int, path: str) -> None:
    answer = fetch(demo_port, path, HX)
    assert answer.status == 200
    assert answer.text.count("data-program=") == 20
    assert len(answer.body) <= 3_500


@pytest.mark.parametrize("path", PUBLIC)
def test_any_public_page_costs_10000_bytes_at_most(demo_port: int, path: str) -> None:
    answer = fetch(demo_port, _path(path), BR)
    assert answer.status == 200
    assert answer.wire <= 10_000
    assert not re.search(r'(src|href)="https?://[^"]*\.(css|js|woff2?)"', answer.text)


def test_no_program_page_of_the_demo_costs_more_than_10000_bytes(demo_port: int) -> None:
    ids = {int(one) for one in re.findall(r'data-program="(\d+)"', fetch(demo_port, "/programs/", BR).text)}
    sizes = {one: fetch(demo_port, f"/programs/{one}/", BR).wire for one in ids}
    assert len(sizes) == 20
    assert max(sizes.values()) <= 10_000


def test_pages_of_programs_with_reviews_cost_no_more(demo_port: int) -> None:
    rated = fetch(demo_port, "/programs/?sort=rating", BR).text
    ids = re.findall(r'data-program="(\d+)"', rated)[:6]
    shown = {one: fetch(demo_port, f"/programs/{one}/", BR) for one in ids}
    assert any("data-rating" in answer.text for answer in shown.values())
    assert max(answer.wire for answer in shown.values()) <= 10_000
    assert max(fetch(demo_port, f"/programs/{one}/reviews/", BR).wire for one in ids[:1]) <= 10_000


def test_a_reader_who_saves_data_gets_no_script(demo_port: int) -> None:
    assert "<script" not in fetch(demo_port, "/programs/", {**BR, "Save-Data": "on"}).text
