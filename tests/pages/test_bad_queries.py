"""Lines that nobody means well: answered like any other, soon, and never as markup."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import pytest
from pages.checking import CheckingClient

LONG = 'шахматы <b>x</b> *?"~ AND ( ' * 400
BAD = (
    LONG[:10_000],
    "\x00\x01\x1b[31m",
    "* OR ?",
    "((((",
    '"',
    "[a-z]+$",
    "title:шах*~2^9",
    "<script>alert(1)</script>",
    "ё" * 10_000,
)


@pytest.mark.parametrize("path", ["/programs/", "/suggest"])
def test_bad_lines_are_answered_soon(client: CheckingClient, path: str) -> None:
    client.get(path, query_string=urlencode({"q": "шахматы"}))
    for line in BAD:
        started = time.thread_time()
        answer = client.get(path, query_string=urlencode({"q": line}))
        took = time.thread_time() - started
        assert answer.status_code == 200, line[:40]
        assert "<script>alert" not in answer.text
        assert "<b>x</b>" not in answer.text
        assert took < 1.0, (line[:40], took)
