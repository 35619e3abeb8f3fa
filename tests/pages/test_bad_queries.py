"""Lines that nobody means well: answered like any other, soon, and never as markup."""

from __future__ import annotations

import json
import time
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient

from navigator.forms.filters import clean

#: Seconds of processor time that any line may take.
SOON = 0.1
_MARK = "\u0301"
LONG = (
    'шахматы <x-mark>x</x-mark> *?"~ AND ( ' * 400,
    *("ё" * 10_000, "a" * 10_000, "1" * 10_000, "5 " * 5_000, "," * 10_000, " " * 10_000, "а-" * 5_000),
    *("шахматы " * 1_250, " ".join(f"слово{number}ка" for number in range(1_200)), "на ленина " * 1_000),
    *("со вторника по " * 660, "от 5 до " * 1_250, "до 1 000 " * 1_100, "ул. " * 2_500, "к. " * 3_300, "в " * 5_000),
    *("а" + _MARK * 9_999, "ша\u200bхматы" * 1_000, "\u202eшахматы\u202c" * 1_000, "ш" + _MARK * 40, "👾" * 5_000),
    *("футболдлядетейтанцышахматы" * 400, "qwertyuiop[] " * 800, "shch" * 2_500, "«" * 10_000, "ก" * 10_000),
)
BAD = (
    *(
        "\x00\x01\x1b[31m",
        "* OR ?",
        "((((",
        '"',
        "'",
        "[a-z]+$",
        "title:шах*~2^9",
        "(a+)+$",
        "\\",
        "%",
        "%s%n",
        "{{7*7}}",
    ),
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg/onload=alert(1)>',
        "'-alert(1)-'",
        "]]><!--",
    ),
    *(
        '" autofocus onfocus="alert(1)',
        "javascript:alert(1)",
        "&lt;script&gt;",
        "</title><script>",
        "\ufeff\u200b",
        "\u2028",
    ),
    *(
        "шахматы\x0bна\x0cЛенина",
        "ул. <x-mark>Мира</x-mark>, 5",
        "«<x-mark>5 лет</x-mark>»",
        "<x-mark>кёрлинг</x-mark> 7 лет",
        "ｆｕｔｂｏｌ",
        "﷽",
        "İıſK",
    ),
)
#: Octets that are no text: half of a surrogate pair, overlong and cut UTF-8.
RAW = (
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xe0\x80\xaf",
    b"\xf0\x82\x82\xac",
    b"\xff\xfe",
    b"\xd1",
    b"\xed\xa0\xbd\xed\xb2\xa9",
)


class Shape(HTMLParser):
    """What a page is made of: tags, names of attributes, addresses; and what the search box holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.odd: list[str] = []
        self.typed: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.odd += [name for name, _ in attrs if name.startswith("on")]
        self.odd += [value or "" for name, value in attrs if name in {"href", "src", "action"} and not _ours(value)]
        if ("name", "q") in attrs:
            self.typed = dict(attrs)["value"]


def _ours(address: str | None) -> bool:
    return bool(address) and str(address).startswith(("/", "#", "data:,"))


@pytest.fixture
def bare(app: Flask) -> FlaskClient:
    """A client that does not look at its pages: they are looked at here."""
    return app.test_client()


@pytest.fixture
def neutral(bare: FlaskClient) -> Counter[str]:
    """Tags of the page where nothing fits, where something nearly does and where many do, each at its most."""
    asked = ("дайвинг", "рисование на улице Пушкина", "шахмоты 7 лет на ул. Мира", "рисование 5 лет", "")
    tags: Counter[str] = Counter()
    for line in asked:
        tags |= Shape(bare.get(f"/programs/?q={quote(line)}").text).tags
    bare.get("/suggest?q=%D1%88%D0%B0")
    return tags


def wrong(client: FlaskClient, neutral: Counter[str], path: str, line: str, octets: bytes | None = None) -> list[str]:
    """What is amiss in the answer to a line."""
    asked = quote(line, errors="surrogatepass") if octets is None else quote_from_bytes(octets)
    for _ in range(2):  # a pause of the collector is not the line's
        started = time.thread_time()
        answer = client.get(f"{path}?q={asked}")
        took = time.thread_time() - started
        if took < SOON:
            break
    shape = Shape(answer.text)
    allowed = Counter(ul=1, li=99) if path == "/suggest" else neutral
    found = [f"status {answer.status_code}"] if answer.status_code != 200 else []
    found += [f"{took:.2f} s"] if took >= SOON else []
    found += wrong_tags(shape, allowed)
    found += [f"attribute {one}" for one in shape.odd]
    if path != "/suggest" and octets is None and shape.typed != clean(line):
        found.append(f"typed {shape.typed!r}")
    return [f"{path} {line[:40]!r}: {one}" for one in found]


def wrong_tags(shape: Shape, allowed: Counter[str]) -> list[str]:
    """Tags that the page has not of itself, and a script too many."""
    found = [f"tag {tag}" for tag in shape.tags if tag not in allowed]
    return found + ["script"] * (shape.tags["script"] > allowed["script"])


def test_the_measure_itself_sees_markup() -> None:
    shape = Shape('<input name="q" value="a&quot;b"><img src="http://x" onerror="1"><a href="javascript:1">')
    assert (shape.typed, shape.odd) == ('a"b', ["onerror", "http://x", "javascript:1"])
    assert wrong_tags(shape, Counter(input=1, a=1)) == ["tag img"]


@pytest.mark.parametrize("path", ["/programs/", "/suggest"])
def test_bad_lines_are_answered_soon_and_as_text(bare: FlaskClient, neutral: Counter[str], path: str) -> None:
    amiss = [one for line in (*LONG, *BAD) for one in wrong(bare, neutral, path, line)]
    amiss += [one for octets in RAW for one in wrong(bare, neutral, path, repr(octets), octets)]
    assert amiss == []


@pytest.mark.realdata
@pytest.mark.parametrize(("path", "each"), [("/suggest", 2), ("/programs/", 5)])
def test_naughty_strings_are_answered_soon_and_as_text(
    bare: FlaskClient, neutral: Counter[str], shared_data: Path, path: str, each: int
) -> None:
    lines = json.loads((shared_data / "blns.json").read_text())
    assert [one for line in lines[::each] for one in wrong(bare, neutral, path, line)] == []


@pytest.mark.slow
@pytest.mark.realdata
@pytest.mark.parametrize("path", ["/suggest", "/programs/"])
def test_all_naughty_strings(bare: FlaskClient, neutral: Counter[str], shared_data: Path, path: str) -> None:
    lines = json.loads((shared_data / "blns.json").read_text())
    mixed = [f"шахматы {line} 7 лет" for line in lines]
    assert [one for line in (*lines, *mixed) for one in wrong(bare, neutral, path, line)] == []
