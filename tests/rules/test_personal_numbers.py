"""SNILS, certificate numbers and birth dates."""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator.rules.dates import MONTHS_OF, format_date
from navigator.rules.persons import (
    TypedProblem,
    fold_person,
    format_snils,
    luhn_digit,
    make_certificate_number,
    read_birth_date,
    read_certificate_number,
    read_name,
    read_snils,
)

TODAY = date(2026, 7, 1)


def test_snils_of_the_table(shared_data: Path) -> None:
    with (shared_data / "snils-vectors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 25
    advice = {
        "bad_format": "Напишите СНИЛС одиннадцатью цифрами, например 112-233-445 95",
        "bad_checksum": "Сверьте СНИЛС с документом: одна или несколько цифр в нём не те",
        "refuse": "Перепишите СНИЛС из документа: номера из одних нулей не бывает",
    }
    for row in rows:
        try:
            read = read_snils(row["value"])
        except TypedProblem as problem:
            assert (row["value"], str(problem)) == (row["value"], advice.get(row["computed"]))
        else:
            assert (row["value"], row["computed"]) in ((row["value"], "ok"), (row["value"], "exempt"))
            assert read == "".join(filter(str.isdigit, row["value"]))


@pytest.mark.parametrize(
    "text",
    [
        "112-233-445 95",
        "11223344595",
        "112 233 445 95",
        "112-233-445-95",
        "112–233—445\u00a095",
        "  112\u2011233\u2011445\u200995\n",
        "１１２－２３３－４４５　９５",
        "112\u200b23344595",
        "112.233.445.95",
    ],
)
def test_forms_of_snils(text: str) -> None:
    assert read_snils(text) == "11223344595"


@pytest.mark.parametrize("text", ["000-000-000 00", "00000000077", "112-233-445 9５0", "11223344595 x", "¹1223344595"])
def test_texts_that_are_no_snils(text: str) -> None:
    with pytest.raises(TypedProblem, match="СНИЛС"):
        read_snils(text)


@given(st.integers(1_001_999, 999_999_999), st.integers(0, 99))
def test_one_control_number_fits(number: int, wrong: int) -> None:
    rest = sum(int(digit) * (9 - at) for at, digit in enumerate(f"{number:09}"))
    while rest > 101:  # the rule as the law words it
        rest %= 101
    right = 0 if rest in (100, 101) else rest
    snils = f"{number:09}{right:02}"
    assert read_snils(format_snils(snils)) == snils
    if wrong != right:
        with pytest.raises(TypedProblem, match="Сверьте"):
            read_snils(f"{number:09}{wrong:02}")


def test_snils_is_shown() -> None:
    assert format_snils("11223344595") == "112-233-445 95"


@pytest.mark.parametrize(("digits", "control"), [("7992739871", "3"), ("37828224631000", "5"), ("0", "0"), ("1", "8")])
def test_the_digit_of_luhn(digits: str, control: str) -> None:
    assert luhn_digit(digits) == control


@pytest.mark.parametrize("text", ["", "12a", "١٢", "²", "-1"])
def test_the_digit_of_luhn_needs_digits(text: str) -> None:
    with pytest.raises(ValueError, match="digits expected"):
        luhn_digit(text)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99999), st.integers(0, 9), st.integers(1, 9))
def test_numbers_of_certificates(region: int, place: int, ordinal: int, at: int, slip: int) -> None:
    number = make_certificate_number(region, place, ordinal)
    assert (int(number[:2]), int(number[2:4]), int(number[4:9])) == (region, place, ordinal)
    assert read_certificate_number(f"№ {number[:2]} {number[2:4]}–{number[4:9]} {number[9]}") == number
    wrong = number[:at] + str((int(number[at]) + slip) % 10) + number[at + 1 :]
    assert luhn_digit(wrong[:9]) != wrong[9]  # each slip in one digit shows


def test_a_number_of_a_certificate() -> None:
    assert make_certificate_number(75, 3, 42) == "7503000429"


@pytest.mark.parametrize("parts", [(100, 0, 0), (0, 100, 0), (0, 0, 100000), (-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_parts_that_do_not_fit(parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        make_certificate_number(*parts)


@pytest.mark.parametrize("text", ["", "123456789", "12345678901", "12345б7890", "1234567890 и", "+1234567890"])
def test_texts_that_are_no_number_of_a_certificate(text: str) -> None:
    with pytest.raises(TypedProblem, match=r"десять цифр .* в письме о выдаче сертификата"):
        read_certificate_number(text)


BIRTHS = [
    "05.03.2015",
    "5.3.15",
    "5/3/2015",
    "5-3-2015",
    "5–3–2015",
    "5,3,2015",
    "5 3 2015",
    "05 03 15",
    " 05 . 03 . 2015 ",
    "2015-03-05",
    "2015.3.5",
    "2015/03/05",
    "05032015",
    "20150305",
    "5 марта 2015 г.",
    "5 марта 2015г.",
    "5 МАРТА 2015 года",
    "5 марта 2015 года рождения",
    "05.03.2015 г.р.",
    "«05» марта 2015 г.",
    "5-го марта 2015",
    "5 мар 2015",
    "5 мар. 15",
    "5марта2015",
    "05-мар-2015",
    "5 March 2015",
    "０５.０３.２０１５",
    "05.03.\u200b2015\u00a0г.",
]
OTHER_BIRTHS = {
    "01.02.03": date(2003, 2, 1),
    "3.4.99": date(1999, 4, 3),
    "3.4.26": date(2026, 4, 3),
    "3.4.27": date(1927, 4, 3),
    "3.4.00": date(2000, 4, 3),
    "29.02.2024": date(2024, 2, 29),
    "01.01.1900": date(1900, 1, 1),
    "01.07.2026": TODAY,
    "20122010": date(2010, 12, 20),
    "20101220": date(2010, 12, 20),
    "1 мая 2010": date(2010, 5, 1),
    "1 сент. 2010": date(2010, 9, 1),
}
NO_FORM = ["", "вчера", "5.3", "5 марта", "март 2015", "2015", "050315", "5.3.015", "5.3.20155", "5.3.2015 10:00"]
NO_FORM += ["5 марципан 2015", "5 мая мая 2015", "45000", "-5.3.2015", "5.3.2015 или 6.3.2015", "5 " * 3000, "½.3.2015"]
NO_FORM += [",5.3.2015", "г.", "5.3.2015 год год"]
NO_DAY = ["31.02.2015", "29.02.2023", "03.25.2015", "2015-25-03", "0.3.2015", "05.00.2015", "32 марта 2015"]


@pytest.mark.parametrize("text", BIRTHS)
def test_forms_of_a_birth_date(text: str) -> None:
    assert read_birth_date(text, TODAY) == date(2015, 3, 5)


@pytest.mark.parametrize("text", OTHER_BIRTHS)
def test_birth_dates(text: str) -> None:
    assert read_birth_date(text, TODAY) == OTHER_BIRTHS[text]


@pytest.mark.parametrize(
    ("texts", "advice"),
    [
        (NO_FORM, "Напишите дату рождения числами через точку, например 05.03.2015"),
        (NO_DAY, "Проверьте день и месяц рождения: такой даты нет в календаре"),
        (["02.07.2026", "2.7.26", "5 марта 2051 г."], "Проверьте дату рождения: этот день ещё не наступил"),
        (["31.12.1899", "05.03.0015", "00000000"], "Проверьте год рождения: он не может быть раньше 1900"),
    ],
)
def test_texts_that_are_no_birth_date(texts: list[str], advice: str) -> None:
    for text in texts:
        with pytest.raises(TypedProblem) as caught:
            read_birth_date(text, TODAY)
        assert (text, str(caught.value)) == (text, advice)


@given(st.dates(date(1900, 1, 1), TODAY))
def test_a_birth_date_is_read_in_each_form(born: date) -> None:
    forms = [format_date(born), born.isoformat(), f"{born:%d%m%Y}", f"{born:%Y%m%d}"]
    forms += [f"{born.day}/{born.month}/{born.year}", f"{born.day} {MONTHS_OF[born.month - 1]} {born.year} г."]
    assert {read_birth_date(form, TODAY) for form in forms} == {born}


@given(st.text() | st.text("0123456789 .-/гмаяр", max_size=14))
def test_a_birth_date_lies_in_the_past(text: str) -> None:
    with suppress(TypedProblem):
        assert date(1900, 1, 1) <= read_birth_date(text, TODAY) <= TODAY


def test_naughty_strings_are_read_or_refused(shared_data: Path) -> None:
    strings = json.loads((shared_data / "blns.json").read_text("utf-8"))
    names, numbers = [], []
    for text in strings:
        fold_person(text, text, text)
        with suppress(TypedProblem):
            names.append(read_name(text, "имя"))
        with suppress(TypedProblem):
            numbers.append(read_snils(text))
        with suppress(TypedProblem):
            numbers.append(read_certificate_number(text))
        with suppress(TypedProblem):
            numbers.append(str(read_birth_date(text, TODAY)))
    assert len(strings) > 500
    assert numbers == ["0123456789"]  # ten digits are a number of a certificate
    assert "Null" in names
    assert [name for name in names if any(sign in name for sign in '<>@/:;="$%&\\0123456789')] == []
