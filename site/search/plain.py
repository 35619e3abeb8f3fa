"""Text search without an index: slower, over texts in memory, with the same words for the same answers."""

from __future__ import annotations

from collections.abc import Iterable

from navigator.search.index import IndexDocument
from navigator.search.query import Word, read_query
from navigator.search.text import stem, tokenise
from navigator.search.words import PREFIX_WORTH, STEPS, Hits


class PlainSearch:
    """Answers from the database's own texts while there is no index that can be trusted."""

    def __init__(self, documents: Iterable[IndexDocument]) -> None:
        self._texts = [
            (one.id, tuple((STEPS[field] + 1, _padded(getattr(one, field))) for field in STEPS)) for one in documents
        ]

    def search(self, text: str) -> Hits:
        """Programs that have every word; when none has, those that have most of them, at least half."""
        words = read_query(text)
        if not words:
            return Hits({})
        counted = [(number, scores) for number, fields in self._texts if (scores := _scores(words, fields))]
        most = max((len(scores) for _, scores in counted), default=0)
        if most * 2 < len(words):
            return Hits({})
        found = {number: sum(scores) for number, scores in counted if len(scores) == most}
        return Hits(found, partial=most < len(words))


def _padded(text: str) -> str:
    """Words as they are written with a space around each, then their stems the same way."""
    words = tokenise(text)
    return f" {' '.join(words)} \n {' '.join(dict.fromkeys(map(stem, words)))} "


def _scores(words: Iterable[Word], fields: tuple[tuple[float, str], ...]) -> list[float]:
    return [score for word in words if (score := _score(word, fields))]


def _score(word: Word, fields: tuple[tuple[float, str], ...]) -> float:
    best = 0.0
    for worth, text in fields:
        if any(f" {one} " in text for one in word.stems):
            best = max(best, worth)
        elif word.prefix and f" {word.prefix}" in text:
            best = max(best, worth * PREFIX_WORTH)
    return best
