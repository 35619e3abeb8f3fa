"""Headers: security, caching, compression."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import brotli
from pages.checking import CheckingClient


def test_the_style_sheet_is_allowed_by_its_hash_and_nothing_else(client: CheckingClient) -> None:
    response = client.get("/programs/")
    style = re.search(r"<style>(.*?)</style>", response.text, re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert response.headers["Content-Security-Policy"] == (
        f"default-src 'none';style-src 'sha256-{digest}';script-src 'self';connect-src 'self';"
        "img-src 'self' data:;form-action 'self';base-uri 'none';frame-ancestors 'none'"
    )
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_an_unchanged_page_is_not_sent_again(client: CheckingClient) -> None:
    first = client.get("/programs/?age=7", headers={"Accept-Encoding": "br"})
    again = client.get("/programs/?age=7", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/programs/?age=8", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_page_and_fragment_and_encodings_have_etags_of_their_own(client: CheckingClient) -> None:
    etags = {
        client.get("/programs/", headers=headers).headers["ETag"]
        for headers in ({}, {"HX-Request": "true"}, {"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip"})
    }
    assert len(etags) == 4


def test_bodies_are_the_same_in_each_encoding(client: CheckingClient) -> None:
    plain = client.get("/programs/").data
    assert brotli.decompress(client.get("/programs/", headers={"Accept-Encoding": "br, gzip"}).data) == plain
    assert gzip.decompress(client.get("/programs/", headers={"Accept-Encoding": "gzip"}).data) == plain
    assert client.get("/programs/", headers={"Accept-Encoding": "br;q=0, identity"}).data == plain


def test_the_script_is_kept_for_good_under_the_name_of_its_content(client: CheckingClient) -> None:
    source = re.search(r'<script src="([^"]+)"', client.get("/programs/").text)
    assert source is not None
    response = client.get(source[1])
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert hashlib.sha256(response.data).hexdigest()[:10] in source[1]


def test_head_and_unknown_methods(client: CheckingClient) -> None:
    assert client.head("/programs/").status_code == 200
    assert client.post("/programs/").status_code == 405
