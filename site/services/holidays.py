"""Days off in Russia: weekends, holidays and the days that are moved for them each year."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=8)
def _year(year: int) -> Any:
    from holidays import country_holidays  # heavy, and most processes never ask

    return country_holidays("RU", years=year)


def is_day_off(day: date) -> bool:
    """True on weekends and holidays of the Russian calendar, false on working Saturdays."""
    return not _year(day.year).is_working_day(day)
