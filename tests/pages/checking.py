"""A test client that checks every page it fetches."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NS = "{http://www.w3.org/1999/xhtml}"
INPUTS = ("input", "select", "textarea")
SILENT = ("hidden", "submit")


class Page:
    """A parsed page or fragment with the questions that tests ask."""

    def __init__(self, text: str, *, is_fragment: bool = False) -> None:
        self.text = text
        self.parser = html5lib.HTMLParser(strict=False)
        self.tree = self.parser.parseFragment(text) if is_fragment else self.parser.parse(text)
        self.is_fragment = is_fragment

    def all(self, tag: str, **attributes: str) -> list[Any]:
        """Elements of a tag (``*`` for any) whose attributes are equal; ``_`` in a name stands for ``-``."""
        wanted = {key.strip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            one
            for one in self.tree.iter()
            if isinstance(one.tag, str)
            and (tag == "*" or one.tag == NS + tag)
            and all(one.get(key) == value for key, value in wanted.items())
        ]

    def with_attribute(self, attribute: str) -> list[Any]:
        """Elements that have an attribute."""
        return [one for one in self.tree.iter() if isinstance(one.tag, str) and one.get(attribute) is not None]

    def words(self, element: Any = None) -> str:
        """Text of an element or of the whole page with single spaces."""
        return " ".join("".join((self.tree if element is None else element).itertext()).split())

    @property
    def programs(self) -> list[int]:
        """Ids of the programs listed, in order."""
        return [int(one.get("data-program")) for one in self.with_attribute("data-program")]

    @property
    def total(self) -> int:
        """Number of programs found."""
        return int(self.all("*", id="results")[0].get("data-total"))

    def facet(self, key: str) -> dict[str, int]:
        """Counts beside the values of a facet."""
        return {
            one.get("data-value"): int(one.get("data-count"))
            for one in self.with_attribute("data-facet")
            if one.get("data-facet") == key
        }


def check(page: Page, *, typed: bool = False) -> None:
    """Fail when a page breaks what every page promises; ``typed``: it repeats words that may be anything."""
    problems = [f"{code} at {place}" for place, code, _ in page.parser.errors]
    if not page.is_fragment:
        headings = page.all("h1")
        if len(headings) != 1 or not page.words(headings[0]):
            problems.append(f"{len(headings)} h1")
        titles = page.all("title")
        if not titles or not page.words(titles[0]):
            problems.append("no title")
        if page.all("html")[0].get("lang") != "ru":
            problems.append("no lang")
    ids = [one.get("id") for one in page.with_attribute("id")]
    problems += [f"id {name} twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    labelled = {one.get("for") for one in page.all("label")}
    for label in page.all("label"):
        for one in label.iter():
            one.set("data-in-label", "1")
    for name in INPUTS:
        for one in page.all(name):
            named = one.get("aria-label") or one.get("data-in-label") or one.get("id") in labelled - {None}
            if one.get("type") not in SILENT and not named:
                problems.append(f"unlabelled {name} {one.get('name')}")
    problems += ["inline script" for one in page.all("script") if not one.get("src")]
    problems += [f"style attribute on {one.tag}" for one in page.with_attribute("style")]
    problems += [
        f"handler {key} on {one.tag}"
        for one in page.tree.iter()
        if isinstance(one.tag, str)
        for key in one.attrib
        if isinstance(key, str) and re.match(r"on[a-z]+$", key)
    ]
    problems += ["link without words" for one in page.all("a") if not (page.words(one) or one.get("aria-label"))]
    problems += ["link without address" for one in page.all("a") if not one.get("href")]
    if not typed and re.search(r"\bNone\b|\bUndefined\b|&lt;/", page.words()):
        problems.append("a value of the program, not a word, is shown")
    assert not problems, "\n".join(problems)


class CheckingClient(FlaskClient):
    """Flask's client that parses and checks each HTML answer; ``.page`` is the last one."""

    page: Page
    #: The pages repeat what a test typed, which may be any words.
    typed = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if (
            response.mimetype == "text/html"
            and not 300 <= response.status_code < 400
            and not response.headers.get("Content-Encoding")
        ):
            is_fragment = "<!DOCTYPE" not in response.text[:20]
            self.page = Page(response.text, is_fragment=is_fragment)
            check(self.page, typed=self.typed)
        if response.status_code == 200 and response.mimetype == "text/html":
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        return response

    def look(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        """Fetch a page, expect a status and return it parsed."""
        response = self.get(path, **kwargs)
        assert response.status_code == status, f"{path}: {response.status}"
        return self.page


def checking_client(app: Flask) -> CheckingClient:
    """A checking client of an application."""
    app.test_client_class = CheckingClient
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client
