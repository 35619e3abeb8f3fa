"""Groups of the next academic year made of those of this one: the same days of the week, a year later."""

from __future__ import annotations

import re
from datetime import date, timedelta

#: A year of whole weeks: a day keeps its weekday.
_WEEKS = timedelta(weeks=52)
_YEARS = re.compile(r"(?<!\d)(20\d\d)(\s*[-–—/]\s*)(20\d\d|\d\d)(?!\d)")


def same_day_next_year(day: date | None) -> date | None:
    """The same date a year later; 29 February becomes the 28th."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def same_weekday_next_year(day: date) -> date:
    """The lesson of a date a year later: the same weekday of the same week."""
    return day + _WEEKS


def next_years_name(name: str) -> str:
    """«Набор 2026/2027» → «Набор 2027/2028»; names without academic years stay."""

    def later(found: re.Match[str]) -> str:
        first, dash, second = found.groups()
        return f"{int(first) + 1}{dash}{int(second) + 1:0{len(second)}}"

    return _YEARS.sub(later, name)
