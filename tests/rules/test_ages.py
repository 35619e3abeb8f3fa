"""Ages as people write them, as spreadsheets spoil them, and as we write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator.rules.ages import AgeRange, DateOrder, age_from_date, date_order, format_age, parse_age

READ = {
    "От 10 до 15": (120, 192),
    "От 8 до 18": (96, 228),
    "7–12 лет": (84, 156),
    "7\u00a0—\u00a012\u00a0лет": (84, 156),
    "7 - 18": (84, 228),
    "10-17": (120, 216),
    "5 лет": (60, 72),
    "5 л.": (60, 72),
    "1 год": (12, 24),
    "12 ЛЕТ": (144, 156),
    "с 6 лет": (72, 216),
    "от 6 лет": (72, 216),
    "6+": (72, 216),
    "14 лет +": (168, 216),
    "12 лет и старше": (144, 216),
    "старше 12 лет": (144, 216),
    "18+": (216, 1200),
    "с 18 лет": (216, 1200),
    "18–60": (216, 732),
    "до 10 лет": (0, 132),
    "до 3-х лет": (0, 48),
    "1,5–3 года": (18, 48),
    "полтора - 3 года": (18, 48),
    "6 мес. – 2 года": (6, 36),
    "6-11 мес.": (6, 12),
    "от рождения до 3 лет": (0, 48),
    "5,5-7": (66, 96),
    "5.5": (66, 72),
    "от 7-ми до 10-ти лет": (84, 132),
    "7–8-летние": (84, 108),
    "5-7 лет, 8-10 лет": (60, 132),
    "5, 6, 7 лет": (60, 96),
    "5,6,7": (60, 96),
    "15-10 лет": (120, 192),
    "1-4 класс (7-11 лет)": (84, 144),
    "возраст: 7-9": (84, 120),
    "10.0": (120, 132),
    "10.дек": (120, 156),
    "сен.10": (108, 132),
    "05.июл": (60, 96),
    "12-Oct": (120, 156),
    "2022-10-09 00:00:00": (108, 132),
    "2022-09-10": (108, 132),
    "01.10.2017": (120, 216),
}
NO_AGE = ["", "нет", "группа 5", "1-4 класс", "2-й год обучения", "2010-2012", "999", "101", "взрослые", "31.02.2022x"]


@pytest.mark.parametrize("text", READ)
def test_texts(text: str) -> None:
    assert parse_age(text) == AgeRange(*READ[text])


@pytest.mark.parametrize("text", NO_AGE)
def test_texts_without_an_age(text: str) -> None:
    assert parse_age(text) is None


def test_numbers() -> None:
    assert [parse_age(10.0), parse_age(5), parse_age(5.5)] == [AgeRange(120, 132), AgeRange(60, 72), AgeRange(66, 72)]
    assert [parse_age(True), parse_age(44843.0), parse_age(-1.0e9), parse_age(float("nan"))] == [None] * 4


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (84, 132, "7–10 лет"),
        (60, 72, "5 лет"),
        (12, 24, "1 год"),
        (24, 36, "2 года"),
        (252, 264, "21 год"),
        (18, 48, "1,5–3 года"),
        (72, 216, "с 6 лет"),
        (12, 216, "с 1 года"),
        (204, 216, "17 лет"),
        (216, 1200, "с 18 лет"),
        (0, 132, "до 10 лет"),
        (6, 36, "6 мес. – 2 года"),
        (6, 12, "6–11 мес."),
        (63, 72, "5 лет 3 мес. – 5 лет 11 мес."),
        (120, 264, "10–21 год"),
    ],
)
def test_writing(start: int, end: int, text: str) -> None:
    assert format_age(AgeRange(start, end)) == text


@given(st.integers(0, 1199).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, 1200))))
def test_what_is_written_is_read_back(pair: tuple[int, int]) -> None:
    assert parse_age(format_age(AgeRange(*pair))) == AgeRange(*pair)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = parse_age(text)
    assert found is None or 0 <= found.start < found.end <= 1200


def test_dates_of_both_countries_and_typed_years() -> None:
    assert age_from_date(date(2022, 10, 9)) == AgeRange(108, 132)
    assert age_from_date(datetime(2022, 9, 10)) == AgeRange(108, 132)
    assert age_from_date(date(2017, 10, 1)) == AgeRange(120, 216)
    assert age_from_date(date(2022, 5, 5)) == AgeRange(60, 72)
    assert age_from_date(date(2022, 10, 1)) == AgeRange(12, 132)
    assert age_from_date(date(2021, 10, 1), DateOrder("day", 2026)) == AgeRange(120, 264)


def test_the_order_is_that_of_most_cells() -> None:
    russian = [date(2022, 10, 9), date(2022, 7, 5), date(2022, 9, 10)]
    american = [date(2022, 9, 10), date(2022, 7, 15), date(2022, 10, 9)]
    assert date_order(russian) == DateOrder("day", 2022)
    assert date_order(american) == DateOrder("month", 2022)
    assert date_order([date(2017, 10, 1)]) == DateOrder("day", None)
