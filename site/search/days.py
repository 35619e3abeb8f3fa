"""What of the catalog depends on the day: open groups, academic years, the order of beginnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from navigator.rules.admission import Admission, admission
from navigator.rules.vocabulary import YEARS
from navigator.rules.years import academic_year
from navigator.search.bitsets import bits_of
from navigator.search.columns import Numbering, Sets, ages_of
from navigator.search.filters import FacetValue


class Day:
    """The catalog on one day."""

    def __init__(self, today: date, numbering: Numbering, adults: int, name_ranks: Sequence[int]) -> None:
        self.today = today
        self._numbering = numbering
        self._name_ranks = name_ranks
        self.open = self._open_groups() & ~numbering.layers.groups_of(adults)
        self.years = self._years()
        #: Facets of the unfiltered catalog, once they were counted.
        self.unfiltered: dict[str, tuple[FacetValue, ...]] | None = None

    def _open_groups(self) -> int:
        alike: dict[Admission, list[int]] = defaultdict(list)
        made: dict[tuple[object, ...], list[int]] = {}
        for number, (group, position) in enumerate(
            zip(self._numbering.groups, self._numbering.program_of_group, strict=True)
        ):
            start, _ = ages_of(group, self._numbering.programs[position])
            # How many places are free does not matter, only whether some are: so few cases differ.
            free = None if group.free_places is None else min(group.free_places, 1)
            key = (*group[7:9], *group[5:7], group.locked, free, group.vacancy, start)
            if key not in made:
                case = Admission(
                    published=True,
                    active=True,
                    locked=group.locked,
                    apply_from=group.apply_from,
                    apply_to=group.apply_to,
                    date_start=group.date_start,
                    date_end=group.date_end,
                    free_places=free,
                    vacancy=group.vacancy,
                    age_from=start,
                )
                made[key] = alike[case]
            made[key].append(number)
        return bits_of(
            (number for case, numbers in alike.items() if admission(case, self.today).is_open for number in numbers),
            self._numbering.layers.groups,
        )

    def _years(self) -> Sets:
        now = academic_year(self.today)
        found: dict[str, list[int]] = {code: [] for code in YEARS}
        for number, group in enumerate(self._numbering.groups):
            first, last = years_of(group.date_start, group.date_end, now)
            for code, year in (("current", now), ("next", now + 1)):
                if first <= year <= last:
                    found[code].append(number)
        return {code: bits_of(numbers, self._numbering.layers.groups) for code, numbers in found.items()}

    @cached_property
    def start_order(self) -> list[int]:
        """Numbers of the groups that begin from today on, by date and then by name."""
        ranks, programs = self._name_ranks, self._numbering.program_of_group
        coming = [
            (group.date_start, ranks[programs[number]], number)
            for number, group in enumerate(self._numbering.groups)
            if group.date_start is not None and group.date_start >= self.today
        ]
        return [number for _, _, number in sorted(coming)]


def years_of(start: date | None, end: date | None, now: int) -> tuple[int, int]:
    """First and last academic year of a group; the current one when it states no dates.

    A missing bound is taken from the academic year of the other one.
    """
    if start is None and end is None:
        return now, now
    first = academic_year(start or end or date.min)
    return first, academic_year(end or start or date.min)
