"""Text search without an index: slower, over texts in memory, with the same words for the same answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from navigator.search.finding import Hits, Postings, combined, sorted_postings
from navigator.search.index import IndexDocument
from navigator.search.query import Word, read_query
from navigator.search.spelling import Vocabulary, vocabulary_of
from navigator.search.text import stem, tokenise
from navigator.search.words import PREFIX_WORTH, STEPS


class PlainSearch:
    """Answers from the database's own texts while there is no index that can be trusted."""

    def __init__(self, documents: Iterable[IndexDocument]) -> None:
        self._texts = [
            (one.id, tuple((STEPS[field] + 1, _padded(getattr(one, field))) for field in STEPS)) for one in documents
        ]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Words of the texts as written."""
        return vocabulary_of(
            ((_words(fields[0][1]) | _words(fields[1][1])), _words(fields[2][1])) for _, fields in self._texts
        )

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

    def find(self, words: Sequence[Word]) -> Hits:
        """Programs for the understood words of a query."""
        hits = combined(words, [self._word(word) for word in words], self.vocabulary.named)
        return Hits({self._texts[at][0]: score for at, score in hits.scores.items()}, hits.partial)

    def named_so(self, words: Sequence[Word], ids: Collection[int]) -> frozenset[int]:
        """Those of some programs whose name or labels hold a thing to learn that was asked for."""
        asked = [Word(word.stems, more=word.more) for word in words if word.topic]
        labels = ((number, fields[:2]) for number, fields in self._texts if number in ids)
        return frozenset(number for number, fields in labels if any(_score(word, fields) for word in asked))

    def _word(self, word: Word) -> Postings:
        return sorted_postings(
            {at: best for at, (_, fields) in enumerate(self._texts) if (best := _score(word, fields))}
        )


def _padded(text: str) -> str:
    """Words as they are written with a space around each, then their stems the same way."""
    words = tokenise(text)
    return f" {' '.join(words)} \n {' '.join(dict.fromkeys(map(stem, words)))} "


def _words(padded: str) -> set[str]:
    return set(padded.split("\n")[0].split())


def _scores(words: Iterable[Word], fields: tuple[tuple[float, str], ...]) -> list[float]:
    return [score for word in words if (score := _score(word, fields))]


def _score(word: Word, fields: tuple[tuple[float, str], ...]) -> float:
    best = 0.0
    for worth, text in fields:
        if any(f" {one} " in text for one in word.stems):
            best = max(best, worth)
        elif word.prefix and f" {word.prefix}" in text:
            best = max(best, worth * PREFIX_WORTH)
    for term, share in word.more:
        rated = [max((worth for worth, text in fields if f" {one} " in text), default=0.0) for one in term]
        if all(rated):
            best = max(best, share * sum(rated) / len(rated))
    return best
