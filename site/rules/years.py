"""Academic years and calendar months."""

from __future__ import annotations

from datetime import date

#: The academic year turns on 1 September.
FIRST_MONTH = 9


def academic_year(day: date) -> int:
    """Year in which the academic year of ``day`` began: 2026 for 01.09.2026–31.08.2027."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def academic_year_bounds(year: int) -> tuple[date, date]:
    """First and last day of the academic year that began in ``year``."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH - 1, 31)


def months_touched(start: date, end: date) -> int:
    """Calendar months that a term touches, both edges included; never less than 1."""
    return max(1, (end.year - start.year) * 12 + end.month - start.month + 1)
