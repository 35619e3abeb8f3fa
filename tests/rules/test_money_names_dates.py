"""Sums, names and dates."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator.rules.dates import format_date, parse_date
from navigator.rules.money import (
    ParsedPrice,
    format_plain,
    format_roubles,
    parse_price,
    parse_roubles,
    price_a_month,
)
from navigator.rules.names import Signals, fold_name, identity_signals, may_be_renamed, plural, slugify


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [
        ("1 200 ₽", 120000),
        ("1\u00a0200\u00a0₽", 120000),
        ("1200,50", 120050),
        ("1.200", 120000),
        ("1.200,50", 120050),
        ("1,200.50", 120050),
        ("1 200 руб./мес", 120000),
        ("4 500,0 руб. в месяц", 450000),
        ("1,5 тыс. руб.", 150000),
        ("120 р. 50 коп.", 12050),
        ("от 1200", 120000),
        ("бесплатно", 0),
        ("0", 0),
        (12.5, 1250),
        (1200, 120000),
        ("платно", None),
        ("-5", None),
        (-5, None),
        (float("nan"), None),
        (True, None),
        (None, None),
        ("", None),
        ("9" * 400, None),
    ],
)
def test_sums(text: str | float | None, kopecks: int | None) -> None:
    assert parse_roubles(text) == kopecks


@given(st.integers(0, 10**11))
def test_sums_are_read_back(kopecks: int) -> None:
    assert parse_roubles(format_roubles(kopecks)) == kopecks
    assert parse_roubles(format_plain(kopecks)) == kopecks


def test_sums_are_shown_with_spaces_that_do_not_break() -> None:
    shown = [format_roubles(kopecks) for kopecks in (120000, 120050, 0, 123456700, -5)]
    assert shown == [
        "1\u00a0200\u00a0₽",
        "1\u00a0200,50\u00a0₽",
        "0\u00a0₽",
        "1\u00a0234\u00a0567\u00a0₽",
        "−0,05\u00a0₽",
    ]


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("на бюджетной основе (бесплатно)", ParsedPrice(free=True)),
        ("на внебюджетной основе", ParsedPrice(paid=True)),
        ("платно", ParsedPrice(paid=True)),
        ("не бесплатно", ParsedPrice(paid=True)),
        ("Бюджет/внебюджет", ParsedPrice(free=True, paid=True)),
        ("сертификат ПФДО", ParsedPrice(certificate=True)),
        ("2500 руб. в месяц", ParsedPrice(250000, "month", paid=True)),
        ("на платной основе -  4 500,0 руб. в месяц", ParsedPrice(450000, "month", paid=True)),
        ("12000 руб за курс", ParsedPrice(1200000, "term", paid=True)),
        ("платно, 300 руб/занятие", ParsedPrice(30000, "hour", paid=True)),
        ("0 руб", ParsedPrice(free=True)),
        ("не указано", ParsedPrice()),
        ("", ParsedPrice()),
    ],
)
def test_sentences_about_payment(text: str, price: ParsedPrice) -> None:
    assert parse_price(text) == price


def test_price_a_month_is_stated_or_divided_by_the_months_touched() -> None:
    start, end = date(2025, 9, 15), date(2026, 5, 1)
    assert price_a_month(900001, None, start, end) == 100001
    assert price_a_month(900000, 50000, start, end) == 50000
    assert price_a_month(0, None) == 0
    assert price_a_month(900000, None) is None
    assert price_a_month(900000, None, end, start) is None
    assert price_a_month(None, None, start, end) is None


def test_spellings_of_one_name_fold_together() -> None:
    spellings = ['Изостудия "Тёплый дом – 2"', "ИЗОСТУДИЯ  «Теплый\u00a0дом-2»", "изосту\u00adдия „Тёплый дом —2“"]
    assert {fold_name(one) for one in spellings} == {"изостудия теплый дом-2"}
    assert [fold_name(one) for one in ("", " ", '"')] == ["", "", '"']


def test_a_long_run_of_spaces_is_folded_at_once() -> None:
    assert fold_name("а" + "\u00a0" * 200_000 + "б") == "а б"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


def test_slugs() -> None:
    assert slugify("с. Новый Акатуй") == "s-novyy-akatuy"
    assert slugify("Щучье «Ёж», объём") == "schuche-ezh-obem"
    assert slugify("龍") == ""
    assert (
        slugify("очень длинное " * 20) == "ochen-dlinnoe-ochen-dlinnoe-ochen-dlinnoe-ochen-dlinnoe-ochen-dlinnoe-ochen"
    )


@given(st.text(max_size=200))
def test_slugs_are_short_and_plain(text: str) -> None:
    slug = slugify(text)
    assert len(slug) <= 80
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slugify(slug) == slug


def test_signals_of_identity() -> None:
    assert identity_signals("Английский клуб: Юниоры, 1 ступень") == Signals(("1",), frozenset({"junior"}))
    assert identity_signals("Химия II (углублённый уровень)") == Signals(("ii",), frozenset({"advanced"}))
    assert identity_signals("Мастерская программиста") == Signals((), frozenset())


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Изостудия «Радуга»", "Изостудия «Радуга» (рисование)", True),
        ("Робототехника на Arduino", "Робототехника Arduino", True),
        ("Самбо 1", "Самбо 2", False),
        ("Химия (базовый уровень)", "Химия (углублённый уровень)", False),
        ("Студия танца «Ритм»", "Студия танца «Грация»", False),
        ("Самбо в Куркино", "Самбо в Митино", False),
        ("Шахматы", "Шашки", False),
        ("Вокал", "Вокал для малышей", False),
    ],
)
def test_renamed_or_another(old: str, new: str, same: bool) -> None:
    assert may_be_renamed(old, new, frozenset({"Куркино", "Митино"})) is same


def test_plural() -> None:
    forms = [plural(number, "место", "места", "мест") for number in (0, 1, 2, 5, 11, 14, 21, 22, 112)]
    assert forms == ["мест", "место", "места", "мест", "мест", "мест", "место", "места", "мест"]


@pytest.mark.parametrize(
    "text",
    ["01.09.2025", "1.9.25", "2025-09-01", "2025-09-01 00:00:00", "1 сентября 2025 г.", "1 Sep 2025", "сентябрь 2025"],
)
def test_dates(text: str) -> None:
    assert parse_date(text) == date(2025, 9, 1)


def test_dates_of_spreadsheets_and_no_dates() -> None:
    assert parse_date(45901.0) == date(2025, 9, 1)
    assert parse_date(datetime(2025, 9, 1, 10)) == date(2025, 9, 1)
    wrong: list[str | float | None] = ["", "31.02.2025", "вчера", "2025", "01.09.0025", 5.0, True, None, "1" * 99]
    assert [parse_date(one) for one in wrong] == [None] * len(wrong)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_dates_are_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day
