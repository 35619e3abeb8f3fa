"""Terms in working days: when one ends, and how much of it is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

#: So many days off in a row mean that the calendar is wrong.
_LONGEST_REST = 366
_DAY = timedelta(days=1)


def add_working_days(start: date, days: int, is_day_off: Callable[[date], bool]) -> date:
    """The last day of a term of so many working days; the first counted day is the day after ``start``.

    :returns: ``start`` itself for no days.
    :raises ValueError: ``days`` is negative, or a year passes without a working day.
    """
    if days < 0:
        raise ValueError(f"a term cannot have {days} days")
    last, day = start, start
    for _ in range(days):
        while is_day_off(day := day + _DAY):
            if (day - last).days >= _LONGEST_REST:
                raise ValueError(f"no working day in {_LONGEST_REST} days after {last}")
        last = day
    return last


def working_days_left(today: date, until: date, is_day_off: Callable[[date], bool]) -> int:
    """Working days after ``today`` up to ``until`` included; 0 on the last day (and when only days off remain).

    When the term is over, minus the working days after ``until`` up to ``today`` included, at least −1.
    """
    if today > until:
        return -max(1, working_days_left(until, today, is_day_off))
    return sum(not is_day_off(today + _DAY * ahead) for ahead in range(1, (until - today).days + 1))
