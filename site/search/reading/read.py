"""A typed line read whole: constraints, and the words that are left."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from navigator.search.reading.ages import read_ages
from navigator.search.reading.found import Found, Line
from navigator.search.reading.moments import read_moments
from navigator.search.reading.places import Gazetteer
from navigator.search.reading.streets import StreetNames, may_name_a_street
from navigator.search.reading.terms import read_prices, read_terms
from navigator.search.text import fold

_QUOTED = re.compile(r"[«\"“][^»\"”]{2,}[»\"”]")
#: «робототехника5лет», «школа7»
_RUN_TOGETHER = re.compile(r"(?<=[а-я]{3})(?=\d)")
_SINGLE = ("max_price", "distance", "open")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says: pieces that became filters, and the line without them.

    ``text`` is the line that the places of the pieces count in.
    """

    text: str
    rest: str
    found: tuple[Found, ...]

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """Filter → values, in the order of the line; the last one where a filter holds one value."""
        merged: dict[str, tuple[str, ...]] = {}
        for one in self.found:
            if one.key:
                before = () if one.key in _SINGLE else merged.get(one.key, ())
                merged[one.key] = tuple(dict.fromkeys((*before, *one.values)))
        return merged

    def without(self, key: str, value: str) -> tuple[str, dict[str, tuple[str, ...]]]:
        """The line without the pieces that say a value, and what else those pieces said."""
        gone = [one for one in self.found if one.key == key and (value in one.values or not value)]
        left: dict[str, tuple[str, ...]] = {}
        text = self.text
        for one in gone:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
            others = tuple(other for other in one.values if other != value) if value else ()
            if others:
                left[one.key] = (*left.get(one.key, ()), *others)
        return _tidy(text), left


def read(text: str, gazetteer: Gazetteer, today: date, streets: Callable[[], StreetNames] | None = None) -> Reading:
    """Read a typed line. What stands in quotes is never read: it is looked for as it is.

    Today is asked for years of birth; streets are asked for only where the line may name one.
    """
    folded = _RUN_TOGETHER.sub(" ", fold(text))
    typed = text if len(folded) == len(text) else folded
    line = Line(folded)
    quoted = [(match.start(), match.end()) for match in _QUOTED.finditer(folded)]
    for start, end in quoted:
        line.text = line.text[:start] + "\0" * (end - start) + line.text[end:]
    if streets is not None and may_name_a_street(folded):
        streets().read(line)
    read_prices(line)
    read_ages(line, today)
    read_moments(line)
    read_terms(line)
    gazetteer.read(line)
    rest = line.text
    for start, end in quoted:
        rest = rest[:start] + folded[start:end] + rest[end:]
    return Reading(typed, rest, tuple(sorted(line.found, key=lambda one: one.start)))


def _tidy(text: str) -> str:
    return re.sub(r"\s+([,.;!?])", r"\1", " ".join(text.split())).strip(" ,;")
