"""Funding periods: a calendar or an academic year of money that is not carried over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from navigator.rules.years import academic_year, academic_year_bounds

PERIOD_KINDS = {"calendar": "Календарный год", "academic": "Учебный год"}
PAST, CURRENT, FUTURE = "past", "current", "future"


@dataclass(frozen=True, slots=True)
class Span:
    """A period by its year and days, both included."""

    kind: str
    year: int
    starts: date
    ends: date

    @property
    def label(self) -> str:
        """«2026 год» or «2026/27 учебный год»."""
        return f"{self.year}/{(self.year + 1) % 100:02} учебный год" if self.kind == "academic" else f"{self.year} год"

    def following(self) -> Span:
        """The period after this one."""
        return span_of(self.kind, self.ends + timedelta(days=1))


def span_of(kind: str, day: date) -> Span:
    """The period of a kind in which a day lies."""
    if kind == "academic":
        year = academic_year(day)
        return Span(kind, year, *academic_year_bounds(year))
    return Span(kind, day.year, date(day.year, 1, 1), date(day.year, 12, 31))


def standing(starts: date, ends: date, today: date) -> str:
    """``past``, ``current`` or ``future`` on a day."""
    return PAST if ends < today else FUTURE if starts > today else CURRENT


def overlaps(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two periods share a day."""
    return one[0] <= other[1] and other[0] <= one[1]
