"""What a typed line asks for: its constraints beside the chosen filters, and other questions when nothing fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from navigator.rules.names import plural
from navigator.search.filters import MANY, Filters
from navigator.search.query import read_query
from navigator.search.reading.places import Places
from navigator.search.reading.reader import Reading, Understood, read
from navigator.search.text import STOP_WORDS, typed_words

#: Youngest and oldest age that a filter may hold.
AGES = range(18)
_WHOLE = ("max_price",)
_TRUTHS = ("distance", "open")
#: What may be given up when nothing fits, in this order, and how that is said.
GIVEN_UP = (
    ("day", "в другой день"),
    ("time", "в другое время"),
    ("place", "в другом селе или посёлке"),
    ("organization", "в другой организации"),
    ("level", "любого уровня"),
    ("max_price", "дороже"),
    ("payment", "с другой оплатой"),
    ("open", "с закрытым набором"),
    ("distance", "не дистанционно"),
    ("municipality", "в другом районе"),
    ("form", "другой формы обучения"),
    ("year", "в другом учебном году"),
    ("health", "без отметки об особенностях здоровья"),
    ("direction", "других направленностей"),
    ("activity", "других видов деятельности"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is answered: the filters with what was read, and the reading itself."""

    filters: Filters
    reading: Reading


def understand(filters: Filters, places: Places) -> Asked:
    """Read the typed line; what was chosen by hand wins over what the line says."""
    if not filters.q.strip():
        return Asked(filters, Reading())
    reading = read(filters.q, places, _stated(filters))
    if not reading.understood and not read_query(reading.words):
        return Asked(filters, Reading(filters.q, (), filters.q))
    values: dict[str, Any] = {}
    for one in reading.understood:
        values[one.key] = [*values.get(one.key, ()), *one.values]
    return Asked(
        replace(filters, q=_telling(reading.words), **{key: _typed(key, found) for key, found in values.items()}),
        reading,
    )


def _telling(words: str) -> str:
    """The words that are left, or nothing when only «для», «в», «с» are."""
    return words if any(word not in STOP_WORDS for word in typed_words(words)) else ""


def _stated(filters: Filters) -> frozenset[str]:
    return frozenset(key for key, _ in filters.pairs() if key not in {"q", "sort", "page"})


def _typed(key: str, values: list[str]) -> Any:
    if key in _TRUTHS:
        return True
    if key in _WHOLE:
        return int(values[0])
    if key in {"age", "organization"}:
        return tuple(dict.fromkeys(int(value) for value in values))
    return tuple(dict.fromkeys(values))


def without(filters: Filters, reading: Reading, one: Understood, value: str) -> Filters:
    """The question without one value that was read: its words go, the other values of the same words are chosen."""
    rest = [other for other in one.values if other != value]
    kept = replace(filters, q=reading.without(one), page=1)
    if not rest or one.key not in MANY or len(one.values) > 7:
        return kept
    return replace(kept, **{one.key: _typed(one.key, rest)})


def literally(filters: Filters) -> Filters:
    """The same line in quotes: taken word by word, read for nothing."""
    plain = "".join(char for char in filters.q if char not in '«»"“”„')
    return replace(filters, q=f"«{plain}»", page=1)


@dataclass(frozen=True, slots=True)
class Other:
    """Another question that is near: what differs, in words, and its filters."""

    key: str
    words: str
    filters: Filters


def near(asked: Filters) -> list[Other]:
    """Questions that give up one condition each, the smallest sacrifice first."""
    found = []
    for years, words in ((-1, "на 1 год младше"), (1, "на 1 год старше")):
        moved = tuple(age + years for age in asked.age if age + years in AGES)
        if moved:
            found.append(Other("age", words, replace(asked, age=moved, page=1)))
    found = (
        [Other(key, words, asked.without(key)) for key, words in GIVEN_UP if getattr(asked, key)][:2]
        + found
        + [Other(key, words, asked.without(key)) for key, words in GIVEN_UP if getattr(asked, key)][2:]
    )
    if asked.age:
        found.append(Other("age", "для другого возраста", asked.without("age")))
    if asked.q and _stated(asked):
        found.append(Other("q", "другие занятия", replace(asked, q="", page=1)))
    return found


def label_of(key: str, value: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    """How a value that was read is called."""
    if key == "age":
        return f"{value}\u00a0{plural(int(value), 'год', 'года', 'лет')}"
    return labels.get(key, {}).get(value, value)
