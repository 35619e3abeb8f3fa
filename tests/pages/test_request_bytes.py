"""What a request costs on a slow line, every byte both ways counted on the socket of a production server."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode

import brotli
import pytest
from live import exchange
from pages.checking import Page
from pages.sending import FAMILY, hidden

MOST = 15_000


@pytest.fixture
def form(demo_port: int) -> str:
    """Path of the form of an open group for a child of ten."""
    _, listed = _page(demo_port, "GET", "/programs/?age=10&open=1&payment=free")
    for number in listed.programs:
        _, page = _page(demo_port, "GET", f"/programs/{number}/")
        for group in page.all("section", data_state="open"):
            words = page.words(group)
            ages = re.search(r"(\d+)–(\d+) лет", words)
            if ages and int(ages[1]) <= 9 and int(ages[2]) >= 11 and "Подать заявку" in words:
                return f"/groups/{group.get('data-group')}/enroll/"
    raise AssertionError("the demo has no open group for a child of ten")


def _page(port: int, method: str, path: str, **fields: str) -> tuple[int, Page]:
    """Bytes both ways and the page that came."""
    both, answer = exchange(port, method, path, urlencode(fields))
    text = brotli.decompress(answer.body) if answer.headers.get("content-encoding") == "br" else answer.body
    return both, Page(text.decode())


def test_a_whole_request_costs_15000_bytes_at_most(demo_port: int, form: str) -> None:
    costs = {}
    costs["form"], page = _page(demo_port, "GET", form)
    script = page.all("script")[0].get("src")
    costs["script"] = exchange(demo_port, "GET", script, "")[0]
    family = {**FAMILY, "child_first_name": "Ярополк"}
    costs["check"], checked = _page(demo_port, "POST", form, **{**hidden(page), **family})
    time.sleep(2.1)
    both, answer = exchange(demo_port, "POST", form, urlencode(hidden(checked)))
    costs["send"] = both
    assert answer.status == 303
    cookie = answer.headers["set-cookie"].split(";")[0]
    both, answer = exchange(demo_port, "GET", answer.headers["location"], "", cookie=cookie)
    costs["done"] = both
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert sum(costs.values()) <= MOST, costs


@pytest.mark.parametrize("path", ["/certificate/request/", "/requests/", "/enrollments/check/", "/staff/sign-in/"])
def test_each_page_of_a_form_stays_under_10000_bytes(demo_port: int, path: str) -> None:
    assert exchange(demo_port, "GET", path, "")[0] <= 10_000
