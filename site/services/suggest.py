"""What a line that is being typed may become."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import date

from navigator.search.catalog import CatalogSnapshot
from navigator.search.filters import Filters
from navigator.search.spelling import other_layout
from navigator.search.text import fold, typed_words
from navigator.services.words import TextSearch

#: Letters from which on anything is suggested.
LEAST = 2
_MOST = {"activity": 3, "program": 4, "organization": 2, "municipality": 1, "place": 2}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion; ``kind`` is activity, program, organization, municipality or place; ``count`` programs."""

    kind: str
    value: str
    label: str
    count: int


def suggestions(text: str, snapshot: CatalogSnapshot, words: TextSearch, today: date) -> tuple[Suggestion, ...]:
    """Activities, programs, organizations and places for a beginning; nothing for fewer than two letters."""
    typed = fold(text[:_LONGEST]).strip()
    if sum(char.isalnum() for char in typed) < LEAST:
        return ()
    found = _named(typed, snapshot, today)
    if not found and (turned := other_layout(typed)):
        found = _named(turned, snapshot, today)
    hits = words.search(typed, snapshot).hits
    scores = hits.scores if hits and not hits.partial else {}
    best = heapq.nlargest(_MOST["program"], scores, key=lambda one: (round(scores[one], 3), -one))
    programs = [Suggestion("program", str(one), snapshot.name_of(one), 1) for one in best if snapshot.name_of(one)]
    kinds = list(_MOST)
    return tuple(sorted((*found, *programs), key=lambda one: kinds.index(one.kind)))


def _named(typed: str, snapshot: CatalogSnapshot, today: date) -> list[Suggestion]:
    """Values of filters with programs, each of whose typed words begins one of its own."""
    wanted = typed_words(typed)
    facets = snapshot.select(Filters(), today).facets
    found: list[Suggestion] = []
    for key in ("activity", "organization", "municipality", "place"):
        fitting = [one for one in facets[key] if one.count and _begins(wanted, one.label)]
        found += [Suggestion(key, one.value, one.label, one.count) for one in fitting[: _MOST[key]]]
    return found


def _begins(wanted: list[str], label: str) -> bool:
    own = [part for word in typed_words(label) for part in (word, *word.split("-"))]
    return bool(wanted) and all(any(word.startswith(one) for word in own) for one in wanted)
