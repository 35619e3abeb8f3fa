"""A page of results with its cards, its facets as the page shows them, and the chips of what is chosen."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from navigator.rules.money import format_roubles
from navigator.rules.names import plural
from navigator.search.filters import MANY, FacetValue, Filters, Selection
from navigator.services.cards import Card, cards
from navigator.services.catalog import Catalog
from navigator.services.understanding import Asked, label_of, literally, near, understand, without

#: Lines on a page of a plain list.
LIST_SIZE = 60
#: How many values of a long facet stand on the first page; the rest is behind «все …».
SHORT = 8
#: Facets whose values may be many.
LONG = ("activity", "place", "municipality")
#: Facets that few people need: on the first page only what is chosen of them, the rest on the page of all filters.
FOLDED = ("level", "form", "year", "health", "project", "mark", "organization")
#: Programs of the nearest question that are shown at once, and questions that are offered.
MOST_NEAR, MOST_QUESTIONS = 5, 3
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
class Near:
    """A question that gives up one condition, and how many programs answer it."""

    key: str
    words: str
    filters: Filters
    total: int


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
    understood: tuple[Chip, ...] = ()
    plain: Filters | None = None  # the same line taken literally, where something was read or mended
    weak: bool = False  # the words stand in descriptions only
    mended: str = ""  # the line with mended words
    near: tuple[Near, ...] = ()
    near_cards: tuple[Card, ...] = ()

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
    asked = understand(filters, catalog.places())
    answer = catalog.search(asked.filters, today, size)
    selection = answer.selection
    said = list(notices)
    if selection.page != filters.page and filters.page != 1:
        said.append("Такой страницы нет, показана первая.")
    settled = replace(filters, page=selection.page)
    near, near_cards = ((), ()) if selection.total else _near(catalog, asked.filters, today)
    return Listing(
        filters=settled,
        selection=selection,
        cards=tuple(cards(selection.ids, today, selection.matched_groups, catalog.kept(today))),
        facets={key: _facet(key, _chosen(key, values, filters)) for key, values in selection.facets.items()},
        chips=tuple(_chips(settled, selection)),
        notices=tuple(said),
        partial=answer.partial,
        understood=tuple(_understood(settled, asked, catalog)),
        weak=answer.weak and selection.total > 0,
        plain=literally(settled) if asked.reading.understood or answer.changes else None,
        mended=_mended(asked.filters.q, answer.changes),
        near=near,
        near_cards=near_cards,
    )


def _chosen(key: str, values: tuple[FacetValue, ...], filters: Filters) -> tuple[FacetValue, ...]:
    """Values with a tick where somebody chose them; what was read out of the line has chips of its own."""
    stated = getattr(filters, key)
    chosen = ({"1"} if stated else set()) if isinstance(stated, bool) else set(map(str, stated))
    return tuple(
        one if one.chosen == (one.value in chosen) else replace(one, chosen=one.value in chosen) for one in values
    )


def _understood(filters: Filters, asked: Asked, catalog: Catalog) -> Iterator[Chip]:
    labels = catalog.labels()
    for one in asked.reading.understood:
        if one.key == "max_price":
            price = f"до {format_roubles(int(one.values[0]) * 100)} в месяц"
            yield Chip(one.key, one.values[0], price, without(filters, asked.reading, one, one.values[0]))
        elif one.key == "health" and len(one.values) > 1:
            yield Chip("health", "any", "Для детей с ОВЗ", without(filters, asked.reading, one, ""))
        else:
            for value in one.values:
                yield Chip(
                    one.key, value, label_of(one.key, value, labels), without(filters, asked.reading, one, value)
                )


def _mended(words: str, changes: Sequence[tuple[str, str]]) -> str:
    for typed, used in changes:
        words = words.replace(typed, used)
    return words if changes else ""


def _near(catalog: Catalog, asked: Filters, today: date) -> tuple[tuple[Near, ...], tuple[Card, ...]]:
    """Questions that are near and have an answer, with the first programs of the nearest."""
    found: list[Near] = []
    shown: tuple[Card, ...] = ()
    for other in near(asked):
        answer = catalog.search(other.filters, today, MOST_NEAR)
        if not answer.selection.total or answer.partial or answer.weak:
            continue
        if not found:
            shown = tuple(cards(answer.selection.ids, today, answer.selection.matched_groups, catalog.kept(today)))
        found.append(Near(other.key, other.words, other.filters, answer.selection.total))
        if len(found) == MOST_QUESTIONS:
            break
    return tuple(found), shown


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
