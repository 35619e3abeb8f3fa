"""Terms counted in working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator.rules.working_days import add_working_days, working_days_left

HOLIDAYS = {date(2026, 6, 12), *(date(2026, 1, day) for day in range(1, 12))}


def is_day_off(day: date) -> bool:
    """Saturdays, Sundays and the holidays above."""
    return day.weekday() >= 5 or day in HOLIDAYS


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2026, 6, 8), 0, date(2026, 6, 8)),
        (date(2026, 6, 8), 1, date(2026, 6, 9)),
        (date(2026, 6, 8), 3, date(2026, 6, 11)),
        (date(2026, 6, 8), 4, date(2026, 6, 15)),  # past a holiday and a weekend
        (date(2026, 6, 13), 1, date(2026, 6, 15)),  # from a day off
        (date(2025, 12, 31), 1, date(2026, 1, 12)),
    ],
)
def test_a_term_ends_on_a_working_day(start: date, days: int, last: date) -> None:
    assert add_working_days(start, days, is_day_off) == last


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 6, 8), 4),
        (date(2026, 6, 11), 1),
        (date(2026, 6, 12), 1),
        (date(2026, 6, 14), 1),
        (date(2026, 6, 15), 0),
        (date(2026, 6, 16), -1),
        (date(2026, 6, 19), -4),
        (date(2026, 6, 21), -4),
    ],
)
def test_days_left_until_the_fifteenth(today: date, left: int) -> None:
    assert working_days_left(today, date(2026, 6, 15), is_day_off) == left


def test_a_term_that_ended_yesterday_is_over_on_a_day_off_too() -> None:
    assert working_days_left(date(2026, 6, 13), date(2026, 6, 11), is_day_off) == -1


def test_a_term_that_ends_on_a_day_off_is_not_over_before_it() -> None:
    assert working_days_left(date(2026, 6, 19), date(2026, 6, 21), is_day_off) == 0


def test_impossible_terms_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot have -1 days"):
        add_working_days(date(2026, 6, 8), -1, is_day_off)
    with pytest.raises(ValueError, match="no working day"):
        add_working_days(date(2026, 6, 8), 1, lambda _: True)


@given(st.dates(date(2025, 6, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_the_whole_term_is_left_at_its_start(start: date, days: int) -> None:
    last = add_working_days(start, days, is_day_off)
    assert not is_day_off(last)
    assert working_days_left(start, last, is_day_off) == days
    assert working_days_left(last, last, is_day_off) == 0
    assert working_days_left(last + timedelta(days=1), last, is_day_off) == -1
