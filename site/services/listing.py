"""A page of results with its cards, its facets as the page shows them, and the chips of what is chosen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from navigator.rules.money import format_roubles
from navigator.rules.names import plural
from navigator.search.filters import ADULT, MANY, PLAIN, FacetValue, Filters, Selection
from navigator.services.cards import Card, cards
from navigator.services.catalog import Catalog
from navigator.services.understanding import Near, Understood

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
class NearCards:
    """Programs that fit when one condition is another; ``filters`` lead to all of them."""

    label: str
    total: int
    filters: Filters
    cards: tuple[Card, ...]


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
    corrected: str = ""
    understood: tuple[Chip, ...] = ()
    near: tuple[NearCards, ...] = ()

    @property
    def plain(self) -> Filters:
        """The same line looked for word by word, nothing read out of it and nothing corrected."""
        return replace(self.filters, words=PLAIN, page=1)

    @property
    def read_again(self) -> Filters:
        """The same line, read."""
        return replace(self.filters, words="", page=1)

    @property
    def meant(self) -> Filters:
        """The line as it was meant, without misprints."""
        return replace(self.filters, q=self.corrected, words="", page=1)

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
    read_keys = {one.key for one in answer.understood}
    selection = replace(answer.selection, facets=_own_choice(answer.selection.facets, read_keys))
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
        corrected=answer.corrected,
        understood=tuple(
            Chip(one.key, one.value or "any", _read_label(one, selection, catalog), one.rest)
            for one in answer.understood
        ),
        near=tuple(_near(one, catalog, today) for one in answer.near),
    )


def _own_choice(facets: dict[str, tuple[FacetValue, ...]], read_keys: set[str]) -> dict[str, tuple[FacetValue, ...]]:
    """Facets where only what the address states is ticked: what was read out of the line stands in the line."""
    return {
        key: tuple(replace(value, chosen=False) for value in values) if key in read_keys else values
        for key, values in facets.items()
    }


def _near(near: Near, catalog: Catalog, today: date) -> NearCards:
    found = near.selection
    shown = tuple(cards(found.ids, today, found.matched_groups, catalog.kept(today)))
    return NearCards(near.label, found.total, near.filters, shown)


def _read_label(one: Understood, selection: Selection, catalog: Catalog) -> str:
    if one.key == "age":
        return _years(int(one.value))
    if one.key == "max_price":
        return f"до {format_roubles(int(one.value) * 100)} в месяц"
    if one.key == "health" and not one.value:
        return "Для детей с ОВЗ"
    labels = {value.value: value.label for value in selection.facets.get(one.key, ())}
    return labels.get(one.value) or catalog.label(one.key, one.value)


def _years(age: int) -> str:
    if age == ADULT:
        return "для взрослых"
    return f"{age} {plural(age, 'год', 'года', 'лет')}"


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
            label = _years(value) if key == "age" else labels.get(str(value), str(value))
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
