"""Words of the templates: links that are safe, addresses that hold together, prices and plurals."""

from __future__ import annotations

import pytest

from navigator.rules.ages import AgeRange, is_for_adults
from navigator.words import address, count, phone_link, price, thousands, web_link

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("cvr.example", '<a href="http://cvr.example" rel="noopener">cvr.example</a>'),
        (
            "HTTPS://Cvr.Example/a?b=1",
            '<a href="https://Cvr.Example/a?b=1" rel="noopener">HTTPS://Cvr.Example/a?b=1</a>',
        ),
        ("ддт.уо-ормо.рф", '<a href="http://ддт.уо-ормо.рф" rel="noopener">ддт.уо-ормо.рф</a>'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("http://[bad", "http://[bad"),
        ('https://a.ru"onmouseover=1', "https://a.ru&#34;onmouseover=1"),
        ("data:text/html,<b>", "data:text/html,&lt;b&gt;"),
        ("нет", "нет"),
    ],
)
def test_only_sane_addresses_become_links(text: str, link: str) -> None:
    assert str(web_link(text)) == link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("+7 863 700-00-01", f'<a href="tel:+78637000001">+7{NBSP}863{NBSP}700-00-01</a>'),
        ("5-11-22, 5-11-33", "5-11-22, 5-11-33"),  # five digits are no number to call from afar
        ("позвоните <директору>", "позвоните &lt;директору&gt;"),
    ],
)
def test_numbers_can_be_touched_each_by_itself(text: str, link: str) -> None:
    assert str(phone_link(text)) == link


def test_two_full_numbers_are_two_links() -> None:
    found = str(phone_link("+7 302 000-00-11; +7 302 000-00-12"))
    assert found.count("<a ") == 2
    assert 'href="tel:+73020000012"' in found


def test_short_words_of_an_address_stay_with_their_name() -> None:
    assert address("с. Бохто, ул. Мира, 3") == f"с.{NBSP}Бохто, ул.{NBSP}Мира, 3"
    assert address("школа № 7, вес. 5") == f"школа №{NBSP}7, вес. 5"


def test_counts_and_prices() -> None:
    forms = ("программа", "программы", "программ")
    assert [count(n, *forms) for n in (1, 2, 5, 11, 21)] == [
        f"1{NBSP}программа",
        f"2{NBSP}программы",
        f"5{NBSP}программ",
        f"11{NBSP}программ",
        f"21{NBSP}программа",
    ]
    assert (thousands(9_999), thousands(12_345)) == ("9999", f"12{NBSP}345")
    assert [price(one) for one in (None, 0, 120_000)] == [
        "цена не указана",
        "бесплатно",
        f"1{NBSP}200{NBSP}₽{NBSP}в{NBSP}месяц",
    ]


def test_a_program_is_for_adults_by_its_own_age_else_by_all_its_groups() -> None:
    child, adult = AgeRange(84, 120), AgeRange(216, 720)
    assert is_for_adults(adult, [child]) is True
    assert is_for_adults(child, [adult]) is False
    assert is_for_adults(None, [adult, adult]) is True
    assert is_for_adults(None, [adult, None]) is False
    assert is_for_adults(None, []) is False
