"""The address bar is read: good values kept, bad ones noticed, nothing raises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from navigator.forms.filters import NAMES, clean, read_filters
from navigator.search.filters import MANY, Filters

KNOWN = {
    "direction": ["art", "sport"],
    "activity": ["chess"],
    "municipality": ["egorlykskiy-rayon"],
    "place": ["st-egorlykskaya"],
    "organization": ["7"],
}


def read(query: str) -> tuple[Filters, list[str]]:
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&") if pair]
    return read_filters(MultiDict(pairs), KNOWN)  # type: ignore[arg-type]  # pairs of str


def test_repeated_keys_are_kept_once_each_in_order() -> None:
    filters, notices = read("age=10&age=7&age=10&day=sat&direction=art&direction=sport&organization=7")
    assert filters == Filters(age=(10, 7), day=("sat",), direction=("art", "sport"), organization=(7,))
    assert notices == []


def test_switches_and_single_values() -> None:
    filters, notices = read("open=1&distance=on&max_price=2 000&sort=price&page=3&q=  лепка   из глины ")
    assert filters == Filters(q="лепка из глины", open=True, distance=True, max_price=2000, sort="price", page=3)
    assert notices == []


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("age=старый", "Не удалось прочитать: возраст «старый». Напишите число от 0 до 17."),
        ("age=99", "Не удалось прочитать: возраст «99». Напишите число от 0 до 17."),
        ("max_price=-5", "Не удалось прочитать: цена в месяц «-5». Напишите число рублей, например 2000."),
        ("page=0", "Не удалось прочитать: страница «0». Показана первая страница."),
        ("sort=newest", "Не удалось прочитать: порядок «newest». Показан обычный порядок."),
        ("day=monday", "Не удалось прочитать: день недели «monday». Этот отбор не применён."),
        ("municipality=moscow", "Не удалось прочитать: муниципалитет «moscow». Этот отбор не применён."),
        ("open=zzz", "Не удалось прочитать: открытый набор «zzz». Этот отбор не применён."),
        ("organization=8", "Не удалось прочитать: организация «8». Этот отбор не применён."),
    ],
)
def test_bad_values_become_notices_and_filter_nothing(query: str, notice: str) -> None:
    assert read(query) == (Filters(), [notice])


def test_unknown_keys_and_empty_values_are_ignored() -> None:
    assert read("utm_source=x&age=&direction=&max_price=&sort=&page=&open=") == (Filters(), [])


def test_pairs_are_read_back_to_the_same_filters() -> None:
    filters = Filters(q="бег", age=(7, 8), day=("sat",), open=True, max_price=500, sort="name", page=2)
    assert read_filters(MultiDict(filters.pairs()), KNOWN) == (filters, [])


def test_without_takes_off_one_value_or_a_key_and_returns_to_the_first_page() -> None:
    filters = Filters(age=(7, 8), open=True, page=4)
    assert filters.without("age", "7") == Filters(age=(8,), open=True)
    assert filters.without("open", "1") == Filters(age=(7, 8))
    assert filters.without("age") == Filters(open=True)


def test_control_characters_are_taken_out_of_the_query() -> None:
    assert clean("а\x00б\u202e\u200b в\n") == "а б в"
    assert len(clean("ы" * 5000)) == 200


@pytest.mark.realdata
def test_naughty_strings_never_raise(shared_data: Path) -> None:
    naughty = json.loads((shared_data / "blns.json").read_text(encoding="utf-8"))
    for text in naughty:
        for key in (*MANY, *NAMES, "q", "open", "distance"):
            filters, _ = read_filters(MultiDict([(key, text)]), KNOWN)
            assert isinstance(filters, Filters)
