"""What of the catalog depends on the day: open groups, academic years, the order of beginnings."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import chain

from navigator.rules.admission import Admission, admission
from navigator.rules.vocabulary import YEARS
from navigator.rules.years import academic_year
from navigator.search.arrays import Places
from navigator.search.bitsets import bits_of
from navigator.search.columns import Numbering, Sets, ages_of
from navigator.search.filters import FacetValue


class Terms:
    """What of the groups meets the day: how each takes requests, when it begins and ends. Alike ones stand together."""

    def __init__(self, numbering: Numbering, adults: int, name_ranks: Sequence[int]) -> None:
        self.size = numbering.layers.groups
        self.never_open = numbering.layers.groups_of(adults)
        self.admissions: dict[Admission, array[int]] = {}
        self.spans: dict[tuple[date | None, date | None], array[int]] = {}
        #: Groups that begin on a day, by name.
        self.beginnings: dict[date, list[int]] = {}
        for number, (group, position) in enumerate(zip(numbering.groups, numbering.program_of_group, strict=True)):
            start, _ = ages_of(group, numbering.programs[position])
            case = Admission(
                published=True,
                active=True,
                locked=group.locked,
                apply_from=group.apply_from,
                apply_to=group.apply_to,
                date_start=group.date_start,
                date_end=group.date_end,
                free_places=_some(group.free_places),
                vacancy=group.vacancy,
                age_from=start,
            )
            self.admissions.setdefault(case, array("I")).append(number)
            self.spans.setdefault((group.date_start, group.date_end), array("I")).append(number)
            if group.date_start is not None:
                self.beginnings.setdefault(group.date_start, []).append(number)
        owner = numbering.program_of_group
        for numbers in self.beginnings.values():
            numbers.sort(key=lambda number: (name_ranks[owner[number]], number))

    def with_places(self, places: Mapping[int, Places]) -> Terms:
        """The same groups, some with other free places: by number of the group."""
        found = copy(self)
        found.admissions = {}
        for case, numbers in self.admissions.items():
            moved = [number for number in numbers if number in places]
            staying = array("I", (number for number in numbers if number not in places)) if moved else numbers
            found.admissions.setdefault(case, array("I")).extend(staying)
            for number in moved:
                free, vacancy = places[number]
                other = replace(case, free_places=_some(free), vacancy=vacancy)
                found.admissions.setdefault(other, array("I")).append(number)
        return found


def _some(places: int | None) -> int | None:
    """Whether places are free, not how many: so few cases of admission differ."""
    return None if places is None else min(places, 1)


class Day:
    """The catalog on one day."""

    def __init__(self, today: date, terms: Terms) -> None:
        self.today = today
        self._terms = terms
        taking = (numbers for case, numbers in terms.admissions.items() if admission(case, today).is_open)
        self.open = bits_of(chain.from_iterable(taking), terms.size) & ~terms.never_open
        self.years = self._years()
        #: Facets of the unfiltered catalog, once they were counted.
        self.unfiltered: dict[str, tuple[FacetValue, ...]] | None = None

    def _years(self) -> Sets:
        now = academic_year(self.today)
        found: dict[str, list[int]] = {code: [] for code in YEARS}
        for (start, end), numbers in self._terms.spans.items():
            first, last = years_of(start, end, now)
            for code, year in (("current", now), ("next", now + 1)):
                if first <= year <= last:
                    found[code].extend(numbers)
        return {code: bits_of(numbers, self._terms.size) for code, numbers in found.items()}

    @cached_property
    def start_order(self) -> list[int]:
        """Numbers of the groups that begin from today on, by date and then by name."""
        coming = sorted(day for day in self._terms.beginnings if day >= self.today)
        return [number for day in coming for number in self._terms.beginnings[day]]


def years_of(start: date | None, end: date | None, now: int) -> tuple[int, int]:
    """First and last academic year of a group; the current one when it states no dates.

    A missing bound is taken from the academic year of the other one.
    """
    if start is None and end is None:
        return now, now
    first = academic_year(start or end or date.min)
    return first, academic_year(end or start or date.min)
