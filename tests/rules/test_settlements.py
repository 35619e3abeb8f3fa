"""Settlements in addresses."""

from __future__ import annotations

import pytest

from navigator.rules.settlements import settlement_in, settlement_key, tidy_settlement


@pytest.mark.parametrize(
    ("address", "settlement"),
    [
        ("347660, Ростовская область, Егорлыкский район, ст. Егорлыкская, ул. Ворошилова, 78", "ст. Егорлыкская"),
        ("ст-ца Егорлыкская, пер. Первоконный", "ст. Егорлыкская"),
        ("с. Александровский Завод, ул. Комсомольская, 14", "с. Александровский Завод"),
        ("обл. Иркутская, р-н. Ольхонский, п. Еланцы, ул. Советская", "п. Еланцы"),
        ("г.Ростов-на-Дону, ул. Мира 1", "г. Ростов-на-Дону"),
        ("г. Санкт-Петербург, г. Колпино, ул. Ленина", "г. Колпино"),
        ("х. Октябрьский 2, ул. Новая", "х. Октябрьский 2"),
        ("пгт. Забайкальск", "пгт Забайкальск"),
        ("г. Москва, ул. С. Разина, д. 5", "г. Москва"),
        ("ул. с. Разина, 3", ""),
        ("ул. Ленина, д. 5, к. 2, п. 3", ""),
        ("ст. м. Университет", ""),
        ("Москва, ул. Косыгина, д. 17", ""),
        ("", ""),
    ],
)
def test_an_address_names_its_settlement(address: str, settlement: str) -> None:
    assert settlement_in(address) == settlement


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("Станица  Егорлыкская", "ст. Егорлыкская"),
        ("С. Бохто", "с. Бохто"),
        ("посёлок Новый", "п. Новый"),
        ("Онон-Борзя", "Онон-Борзя"),
    ],
)
def test_spellings_meet(name: str, tidy: str) -> None:
    assert tidy_settlement(name) == tidy
    assert settlement_key(name) == settlement_key(tidy)
