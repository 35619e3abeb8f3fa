"""Counting the values of each filter and naming them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from navigator.rules import vocabulary
from navigator.search.bitsets import members
from navigator.search.columns import AGES, SparseSets
from navigator.search.filters import FacetValue
from navigator.search.text import sort_key

#: Facets in the order in which people meet them.
FACETS = (
    "direction",
    "activity",
    "age",
    "municipality",
    "place",
    "organization",
    "day",
    "time",
    "form",
    "level",
    "payment",
    "health",
    "distance",
    "open",
    "year",
    "project",
    "mark",
)
#: Facets whose values are listed by count; what has no program is left out unless it is chosen.
LONG = ("activity", "place", "organization", "health", "project", "mark", "municipality")
#: Younger ages are listed only where there is something for them.
FIRST_AGE = 5
#: A set of fewer programs is counted one by one.
FEW_A_VALUE = 4

Named = dict[str, str]


class Labels:
    """Values of each facet with their labels, in the order in which they are listed."""

    def __init__(self, names: Mapping[str, Named]) -> None:
        self.known = names
        self.values: dict[str, Named] = {
            **names,
            "age": {str(age): str(age) for age in AGES},
            "day": dict(zip(vocabulary.WEEKDAYS, vocabulary.WEEKDAY_FULL, strict=True)),
            "time": vocabulary.DAY_PARTS,
            "form": vocabulary.STUDY_FORMS,
            "level": vocabulary.LEVELS,
            "payment": vocabulary.PAYMENTS,
            "health": vocabulary.HEALTH_CATEGORIES,
            "year": vocabulary.YEARS,
            "project": vocabulary.PROJECTS,
            "mark": vocabulary.MARKS,
            "open": {"1": "Набор открыт"},
            "distance": {"1": "Дистанционно"},
        }
        self._ranks = {
            key: {value: rank for rank, value in enumerate(sorted(named, key=lambda one: sort_key(named[one])))}
            for key, named in self.values.items()
            if key in LONG
        }

    def facet(self, key: str, count: Callable[[str], int], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
        """Values of a short facet in their usual order, also those that give nothing."""
        found = []
        for value, label in self.values[key].items():
            number = count(value)
            if number or key != "age" or int(value) >= FIRST_AGE or value in chosen:
                found.append(FacetValue(value, label, number, value in chosen))
        return tuple(found)

    def long_facet(self, key: str, counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
        """Values of a long facet that give something, and the chosen ones; most programs first, then by label."""
        named, ranks = self.values[key], self._ranks[key]
        shown = [value for value, number in counts.items() if number or value in chosen]
        shown += [value for value in chosen if value in named and value not in counts]
        last = len(ranks)
        shown.sort(key=lambda value: (-counts.get(value, 0), ranks.get(value, last), value))
        return tuple(
            FacetValue(value, named.get(value, value), counts.get(value, 0), value in chosen) for value in shown
        )


def count_values(sets: Mapping[str, int], base: int, column: Sequence[str] | None) -> dict[str, int]:
    """How many of a set of programs have each value.

    :param column: value of each program, where it has just one: small sets are counted through it, and sparse ones.
    """
    if column is not None and (isinstance(sets, SparseSets) or base.bit_count() < FEW_A_VALUE * len(sets)):
        counts = Counter(map(column.__getitem__, members(base)))
        counts.pop("", None)
        return counts
    return {value: (base & bits).bit_count() for value, bits in sets.items()}
