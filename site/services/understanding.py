"""A question as it was typed, turned into filters and words; and what comes near when nothing fits."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from navigator.search.asking import Refused
from navigator.search.catalog import CatalogSnapshot
from navigator.search.columns import AGES
from navigator.search.filters import ADULT, PLAIN, Filters, Selection
from navigator.search.reading.read import Reading, read
from navigator.search.text import STOP_WORDS, fold, stem, tokenise

#: Programs looked at for a name that is what was typed.
_MOST_NAMES = 200
_NUMBERS = ("age", "organization")
_NOTHING = Filters()
_FLAGS = ("distance", "open")
#: Cards under one relaxed condition, and how many conditions are shown.
NEAR_CARDS, NEAR_SECTIONS = 5, 3


@dataclass(frozen=True, slots=True)
class Understood:
    """One value that was read out of the line, and the filters that are left without it."""

    key: str
    value: str
    rest: Filters


@dataclass(frozen=True, slots=True)
class Question:
    """Filters in effect: those of the address and those that were read, with what is left of the line.

    ``text`` is what is left for words.
    """

    filters: Filters
    text: str
    understood: tuple[Understood, ...] = ()
    pieces: tuple[str, ...] = ()  # what was read, as it was typed


def question_again(
    filters: Filters, asked: Question, corrected: str, snapshot: CatalogSnapshot, today: date
) -> Question:
    """The question as it was meant, if its words without misprints say more: «hbcjdfybt 7 ktn»."""
    if not corrected or not any(one.key for one in _read(corrected, snapshot, today).found):
        return asked
    return question(replace(filters, q=", ".join((corrected, *asked.pieces))), snapshot, today)


@dataclass(frozen=True, slots=True)
class Near:
    """What fits when one condition is another: its filters without reading, and the first programs."""

    label: str
    filters: Filters
    selection: Selection = field(repr=False)


def question(filters: Filters, snapshot: CatalogSnapshot, today: date) -> Question:
    """Read the typed line of filters; what the address states wins over what was read."""
    if filters.words == PLAIN or not filters.q.strip():
        return Question(filters, filters.q)
    reading = _read(filters.q, snapshot, today)
    values = {key: found for key, found in reading.values.items() if getattr(filters, key) == getattr(_NOTHING, key)}
    stated: dict[str, Any] = {key: _typed(key, found) for key, found in values.items()}
    effective = replace(filters, q=" ".join(reading.rest.split()), **stated)
    pieces = tuple(reading.text[one.start : one.end].strip() for one in reading.found)
    return Question(effective, reading.rest, tuple(_understood(filters, reading, values)), pieces)


def _read(text: str, snapshot: CatalogSnapshot, today: date) -> Reading:
    return read(text, snapshot.gazetteer, today, lambda: snapshot.streets.names)


def _typed(key: str, values: tuple[str, ...]) -> Any:
    if key in _NUMBERS:
        return tuple(map(int, values))
    if key in _FLAGS:
        return True
    return int(values[-1]) if key == "max_price" else values


def _understood(filters: Filters, reading: Reading, values: Mapping[str, tuple[str, ...]]) -> Iterator[Understood]:
    for key, found in values.items():
        for value in found if key != "health" or len(found) == 1 else ("",):
            text, left = reading.without(key, value)
            stated: dict[str, Any] = {other: _typed(other, others) for other, others in left.items()}
            yield Understood(key, value, replace(filters, q=text, page=1, **stated))


def refusals(filters: Filters, refused: Iterable[Refused]) -> Iterator[Understood]:
    """What a line refuses, each as a condition that can be removed."""
    line = fold(filters.q)
    for one in refused:
        at = line.find(one.said)
        if at >= 0 and len(line) == len(filters.q):
            rest = " ".join((filters.q[:at] + " " + filters.q[at + len(one.said) :]).split())
            yield Understood("without", one.said, replace(filters, q=rest, page=1))


def named_so(text: str, hits: Mapping[int, float], snapshot: CatalogSnapshot) -> frozenset[int]:
    """Programs whose name is what was typed, or holds all of it as one phrase of two words or more."""
    words = _phrase(text)
    if not words or not hits:
        return frozenset()
    best = heapq.nlargest(_MOST_NAMES, hits, key=hits.__getitem__)
    phrase = f" {' '.join(words)} "
    found = set()
    for number in best:
        name = f" {' '.join(_phrase(snapshot.name_of(number)))} "
        if name == phrase or (len(words) > 1 and phrase in name):
            found.add(number)
    return frozenset(found)


def _phrase(text: str) -> list[str]:
    return [stem(word) for word in tokenise(text) if word not in STOP_WORDS]


#: Conditions in the order in which a family gives them up, and what then is said.
_GIVEN_UP: tuple[tuple[str, str], ...] = (
    ("time", "В другое время"),
    ("day", "В другой день"),
    ("age", ""),
    ("open", "Набор сейчас закрыт"),
    ("level", "Другой уровень"),
    ("organization", "В другой организации"),
    ("street", "По другому адресу"),
    ("place", "В соседнем селе или посёлке"),
    ("municipality", "В соседнем районе"),
    ("max_price", "Дороже или цена не указана"),
    ("payment", "С другой оплатой"),
    ("distance", "Не дистанционно"),
    ("health", "Без отметки об особенностях здоровья"),
    ("year", "В другом учебном году"),
    ("activity", "Другой вид деятельности"),
    ("direction", "Другая направленность"),
)


def relaxed(filters: Filters) -> Iterator[tuple[str, Filters]]:
    """Filters with one condition changed, those that a family gives up most easily first."""
    for key, label in _GIVEN_UP:
        if getattr(filters, key) == getattr(_NOTHING, key):
            continue
        if key == "age":
            yield from _other_ages(filters)
        elif key == "municipality":
            yield label, replace(filters, municipality=(), place=(), street=(), organization=())
        else:
            yield label, filters.without(key)


def given_up(filters: Filters) -> Iterator[Filters]:
    """Filters with ever more conditions left out, in the same order."""
    for key, _ in _GIVEN_UP:
        if getattr(filters, key) != getattr(_NOTHING, key):
            filters = filters.without(key)
            yield filters


def _other_ages(filters: Filters) -> Iterator[tuple[str, Filters]]:
    youngest, oldest = min(filters.age), max(filters.age)
    if oldest == ADULT:
        yield "Для детей и подростков", filters.without("age")
        return
    if youngest - 1 in AGES:
        yield "На 1 год младше", replace(filters, age=(youngest - 1,))
    if oldest + 1 in AGES:
        yield "На 1 год старше", replace(filters, age=(oldest + 1,))
