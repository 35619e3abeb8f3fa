"""A page of results with its cards, its facets as the page shows them, and the chips of what is chosen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from navigator.rules.money import format_roubles
from navigator.rules.names import plural
from navigator.search.filters import MANY, FacetValue, Filters, Selection
from navigator.services.cards import Card, cards
from navigator.services.catalog import Catalog

#: Lines on a page of a plain list.
LIST_SIZE = 60
#: How many values of a long facet stand on the first page; the rest is behind «все …».
SHORT = 8
#: Facets whose values may be many.
LONG = ("activity", "place", "municipality")
#: Facets that few people need: on the first page only what is chosen of them, the rest on the page of all filters.
FOLDED = ("level", "form", "year", "health", "project", "mark", "organization")
#: Younger children's ages are on the page of all filters.
COVERED_FROM = 5


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet as a page shows it; ``more`` says how many values are left for the page of all."""

    key: str
    values: tuple[FacetValue, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Chip:
    """One chosen value with the filters that are left without it."""

    key: str
    value: str
    label: str
    rest: Filters


@dataclass(frozen=True, slots=True)
class Listing:
    """What the results page prints."""

    filters: Filters
    selection: Selection
    cards: tuple[Card, ...]
    facets: dict[str, Facet]
    chips: tuple[Chip, ...]
    notices: tuple[str, ...]
    partial: bool

    @property
    def total(self) -> int:
        return self.selection.total

    def turned(self, page: int) -> Filters:
        """The same filters on another page."""
        return replace(self.filters, page=page)


def listing(
    catalog: Catalog, filters: Filters, today: date, notices: Sequence[str] = (), size: int | None = None
) -> Listing:
    """Find programs and make the page of them.

    :param size: cards a page, the usual number by default.
    """
    answer = catalog.search(filters, today, size)
    selection = answer.selection
    said = list(notices)
    if selection.page != filters.page and filters.page != 1:
        said.append("Такой страницы нет, показана первая.")
    settled = replace(filters, page=selection.page)
    return Listing(
        filters=settled,
        selection=selection,
        cards=tuple(cards(selection.ids, today, selection.matched_groups, catalog.kept(today))),
        facets={key: _facet(key, values) for key, values in selection.facets.items()},
        chips=tuple(_chips(settled, selection)),
        notices=tuple(said),
        partial=answer.partial,
    )


def _facet(key: str, values: tuple[FacetValue, ...]) -> Facet:
    if key in FOLDED:
        shown = tuple(value for value in values if value.chosen)
    elif key == "age":
        shown = tuple(value for value in values if value.chosen or int(value.value) >= COVERED_FROM)
    elif key in LONG and len(values) > SHORT + 1:
        shown = values[:SHORT] + tuple(value for value in values[SHORT:] if value.chosen)
    else:
        shown = values
    return Facet(key, shown, len(values) - len(shown))


def _chips(filters: Filters, selection: Selection) -> list[Chip]:
    found = []
    for key in MANY:
        labels = {value.value: value.label for value in selection.facets.get(key, ())}
        for value in getattr(filters, key):
            label = (
                f"{value} {plural(value, 'год', 'года', 'лет')}" if key == "age" else labels.get(str(value), str(value))
            )
            found.append(Chip(key, str(value), label, filters.without(key, str(value))))
    if filters.max_price is not None:
        price = f"до {format_roubles(filters.max_price * 100)} в месяц"
        found.append(Chip("max_price", str(filters.max_price), price, filters.without("max_price")))
    for key, label in (("distance", "Дистанционно"), ("open", "Набор открыт")):
        if getattr(filters, key):
            found.append(Chip(key, "1", label, filters.without(key)))
    return found


def everything(catalog: Catalog, today: date) -> tuple[int, ...]:
    """Ids of all programs that the public sees, in the order of the catalog."""
    return catalog.search(Filters(), today, size=sys.maxsize).selection.ids
