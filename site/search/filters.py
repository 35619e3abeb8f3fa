"""What a family asked for: the filters of the catalog, already validated."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

#: Cards a page.
PAGE_SIZE = 20
#: Value of ``words``: what was typed is looked for as it is.
PLAIN = "plain"
#: Age that stands for grown-ups, from 18 years on.
ADULT = 18
#: Keys that may hold several values (OR inside a key, AND between keys).
MANY = (
    "direction",
    "activity",
    "age",
    "municipality",
    "place",
    "street",
    "organization",
    "day",
    "time",
    "form",
    "level",
    "payment",
    "health",
    "year",
    "project",
    "mark",
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of ``/programs/``; names are those of the address bar.

    Tuples hold codes or slugs; ``age`` full years, 18 = grown-ups; ``street`` labels such as «ул. Ленина, 24»;
    ``organization`` ids; ``max_price`` roubles a month;
    ``words`` is «plain» when nothing is to be read out of ``q``.
    """

    q: str = ""
    direction: tuple[str, ...] = ()
    activity: tuple[str, ...] = ()
    age: tuple[int, ...] = ()
    municipality: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    organization: tuple[int, ...] = ()
    day: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    max_price: int | None = None
    health: tuple[str, ...] = ()
    distance: bool = False
    open: bool = False
    year: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()
    words: str = ""
    sort: str = "relevance"
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """Canonical key–value pairs of the address bar, in field order; what is not set is left out."""
        found: list[tuple[str, str]] = []
        for item in fields(self):
            value = getattr(self, item.name)
            if value == item.default:
                continue
            if isinstance(value, tuple):
                found.extend((item.name, str(one)) for one in value)
            else:
                found.append((item.name, "1" if value is True else str(value)))
        return found

    def without(self, key: str, value: str | None = None) -> Filters:
        """The same filters without one value of a key, or without the whole key; back on the first page."""
        kept = getattr(self, key)
        if value is not None and isinstance(kept, tuple):
            left: Any = tuple(one for one in kept if str(one) != value)
        else:
            left = type(self).__dataclass_fields__[key].default
        return replace(self, **{key: left, "page": 1})

    @property
    def is_empty(self) -> bool:
        """True when nothing narrows the catalog (sorting and paging do not count)."""
        return replace(self, sort="relevance", page=1) == Filters()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with the number of programs that it would give."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Answer to filters: ids of the page's programs and the counts beside each filter value.

    ``matched_groups`` gives, for each program of the page, ids of the groups that satisfy the filters together.
    """

    total: int
    open_total: int
    ids: tuple[int, ...]
    open_ids: frozenset[int]
    matched_groups: dict[int, frozenset[int]]
    page: int
    pages: int
    facets: dict[str, tuple[FacetValue, ...]]
    unknown_price: int  # programs left out by max_price only because nobody stated a price
    rated: bool = False  # some program of the catalog has reviews, so that they can be an order


def values_of(filters: Filters, key: str) -> tuple[str, ...]:
    """What is chosen of a key, as the codes of its values."""
    value = getattr(filters, key)
    if isinstance(value, bool):
        return ("1",) if value else ()
    return tuple(str(one) for one in value)
