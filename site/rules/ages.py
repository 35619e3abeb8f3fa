"""Ages: stored as half-open ranges of months, read and shown in years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: Children of 5–17 are the coverage of the mission; 18 and later are adults.
ADULT_MONTHS = 18 * 12
#: The oldest age that a range is cut to, years.
OLDEST_YEARS = 100


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Half-open range of ages in months: «10–15 лет» is [120, 192)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an age range needs 0 <= start < end, not [{self.start}, {self.end})")

    def overlaps_year(self, years: int) -> bool:
        """True when some month of the given full year of age lies inside."""
        return self.start < years * 12 + 12 and self.end > years * 12

    @property
    def for_adults(self) -> bool:
        """True when nobody under 18 fits."""
        return self.start >= ADULT_MONTHS


def age_on(born: date, day: date) -> int:
    """Full months of age on a day.

    :returns: months, negative when born later than the day.
    """
    months = (day.year - born.year) * 12 + day.month - born.month
    return months - 1 if day.day < born.day else months
