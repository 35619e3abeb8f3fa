"""Text search: the programs that have every word, with scores.

Whoosh's reader gives the postings; their scores are computed once a stem and kept in memory as arrays. The score is
BM25F over title, tags and body with a step for each field, so that a word in a title always counts more than the same
word in a description.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from navigator.search.finding import Hits, Postings, all_of, best_of, combined, most_of, sorted_postings, together
from navigator.search.index import FIELDS, FORMS, Stamp, open_reader
from navigator.search.manifest import IndexDamaged, read_verified
from navigator.search.query import Word, read_query
from navigator.search.spelling import Vocabulary
from navigator.search.text import stem

#: A field's weight inside BM25F, and the step that a word found there cannot fall below.
WEIGHTS = {"title": 6.0, "tags": 3.0, "body": 1.0}
STEPS = {"title": 2.0, "tags": 1.0, "body": 0.0}
K1, B = 1.2, 0.5
#: What a word that only begins as typed is worth beside the typed one.
PREFIX_WORTH = 0.5
#: Most stems that a beginning is expanded to, those of most names first.
MAX_EXPANSIONS = 64
CACHE_BYTES = 32 * 1024 * 1024
_POSTING_BYTES = 8  # number and score
_ENTRY_BYTES = 400  # two arrays, their key and their place in the cache

#: Fields that say what a program is.
_NAMED = ("title", "tags")
_NOTHING: Postings = (array("I"), array("f"))


class WordIndex:
    """An opened index; safe to use from several threads, never changes."""

    def __init__(self, directory: Path) -> None:
        """Read and verify the index in use.

        :raises IndexMissing: when there is none. :raises IndexDamaged: when it cannot be trusted.
        """
        manifest, files = read_verified(directory)
        self.stamp = Stamp(int(manifest["generation"]), str(manifest["programs"]))
        self.count = int(manifest["count"])
        self._reader = open_reader(files)
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Postings] = OrderedDict()
        self._kept_bytes = 0
        try:
            facts = [stored["facts"] for stored in self._reader.all_stored_fields()]
            self._ids = array("q", (one[0] for one in facts))
            self.marks = array("q", (one[4] for one in facts))
            self._averages = {field: _average([one[at] for one in facts]) for at, field in enumerate(FIELDS, 1)}
            self._norms = {
                field: norms_of((one[at] for one in facts), WEIGHTS[field], self._averages[field])
                for at, field in enumerate(FIELDS, 1)
            }
            self._read_forms(files[FORMS].decode())
        except Exception as error:
            raise IndexDamaged(f"Whoosh cannot read the index: {error!r}") from error
        if len(self._ids) != self.count:
            raise IndexDamaged(f"the index holds {len(self._ids)} programs, not {self.count}")

    def search(self, text: str) -> Hits:
        """Programs that have every word; when none has, those that have most of them, at least half."""
        words = read_query(text)
        if not words:
            return Hits({})
        found = sorted((self._word(word) for word in words), key=lambda postings: len(postings[0]))
        scores = all_of(found)
        if scores or len(found) == 1:
            return Hits(self._by_id(scores))
        scores = most_of(found)
        return Hits(self._by_id(scores), partial=bool(scores))

    def find(self, words: Sequence[Word]) -> Hits:
        """Programs for the understood words of a query."""
        hits = combined(words, [self._word(word) for word in words], self.vocabulary.named)
        return Hits(self._by_id(hits.scores), hits.partial)

    def named_so(self, words: Sequence[Word], ids: Collection[int]) -> frozenset[int]:
        """Those of some programs whose name or labels hold a thing to learn that was asked for."""
        found: set[int] = set()
        for word in words:
            if word.topic:
                for term in (*((one,) for one in word.stems), *(term for term, _ in word.more)):
                    found |= set.intersection(*({self._ids[at] for at in self._labelled(one)[0]} for one in term))
        return frozenset(found & set(ids))

    def _labelled(self, word: str) -> Postings:
        kept = self._recall(("labelled", word))
        if kept is None:
            numbers = sorted({number for field in ("title", "tags") for number, _ in self._postings(field, word)})
            kept = self._keep(("labelled", word), (array("I", numbers), array("f")))
        return kept

    def stems_of(self, word: Word) -> tuple[str, ...]:
        """All stems that stand for a word of a query: its own first, then those of words that begin so."""
        return tuple(dict.fromkeys((*word.stems, *self._begun(word.prefix))))

    def _by_id(self, scores: dict[int, float]) -> dict[int, float]:
        ids = self._ids
        return {ids[number]: score for number, score in scores.items()}

    def _read_forms(self, text: str) -> None:
        rows = [line.split("\t") for line in text.splitlines()]
        self._forms = [row[0] for row in rows]
        self._form_counts = [(int(row[2]), int(row[1])) for row in rows]
        self.vocabulary = Vocabulary(dict(zip(self._forms, self._form_counts, strict=True)))

    def _begun(self, prefix: str) -> Sequence[str]:
        if not prefix:
            return ()
        start = bisect_left(self._forms, prefix)
        end = bisect_left(self._forms, prefix + "\U0010ffff", start)
        best = sorted(range(start, end), key=self._form_counts.__getitem__, reverse=True)[: 4 * MAX_EXPANSIONS]
        return tuple(dict.fromkeys(stem(self._forms[number]) for number in best))[:MAX_EXPANSIONS]

    def _word(self, word: Word) -> Postings:
        if not word.prefix and not word.more and len(word.stems) == 1:
            return self._stem(word.stems[0])
        kept = self._recall(word)
        if kept is not None:
            return kept
        found = [(self._stem(one), 1.0) for one in word.stems]
        own = set(word.stems)
        found += [(self._stem(one), PREFIX_WORTH) for one in self._begun(word.prefix) if one not in own]
        found += [(together([self._named(one) for one in term]), worth) for term, worth in word.more]
        return self._keep(word, best_of(found))

    def _stem(self, word: str) -> Postings:
        kept = self._recall((word,))
        return kept if kept is not None else self._keep((word,), self._scored(word))

    def _named(self, word: str) -> Postings:
        """Scores of the documents that are called so: what stands for a word is no answer in a description alone."""
        key = (word, _NAMED)
        kept = self._recall(key)
        return kept if kept is not None else self._keep(key, self._scored(word, _NAMED))

    def _scored(self, word: str, among: Sequence[str] = FIELDS) -> Postings:
        """Scores of the documents that have a stem: idf × (step of its best field + saturated BM25F)."""
        fields = [(field, found) for field in among if (found := self._postings(field, word))]  # the best field first
        if not fields:
            return _NOTHING
        if len(fields) == 1:
            field, found = fields[0]
            norms, step = self._norms[field], STEPS[field]
            rarity = self._rarity(len(found))
            values = [times * norms[number] for number, times in found]
            scores = array("f", [rarity * (step + value / (K1 + value)) for value in values])
            return array("I", [number for number, _ in found]), scores
        frequencies: dict[int, float] = {}
        steps: dict[int, float] = {}
        for field, found in fields:
            norms, step = self._norms[field], STEPS[field]
            for number, times in found:
                if number in frequencies:
                    frequencies[number] += times * norms[number]
                else:
                    frequencies[number] = times * norms[number]
                    steps[number] = step
        rarity = self._rarity(len(frequencies))
        return sorted_postings(
            {number: rarity * (steps[number] + times / (K1 + times)) for number, times in frequencies.items()}
        )

    def _rarity(self, documents: int) -> float:
        return math.log(1 + (self.count - documents + 0.5) / (documents + 0.5))

    def _postings(self, field: str, word: str) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        with self._lock:  # readers share one position in the file
            if (field, word) not in self._reader:
                return found
            matcher = self._reader.postings(field, word)
            while matcher.is_active():
                matcher.id(), matcher.weight()  # makes Whoosh read the block; then it is taken whole
                found += _block(matcher)
        return found

    def ids(self) -> Sequence[int]:
        """Ids of the programs, in the order of ``marks``."""
        return self._ids

    def _recall(self, key: Hashable) -> Postings | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _keep(self, key: Hashable, made: Postings) -> Postings:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._kept_bytes += _cost(made)
            while self._kept_bytes > CACHE_BYTES and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._kept_bytes -= _cost(dropped)
        return made


def _block(matcher: Any) -> list[tuple[int, float]]:
    """Numbers and weights of the block of postings at which a matcher stands; moves it to the next block.

    Whoosh's public way is one call for each number and each weight: many times slower.
    """
    numbers = getattr(matcher, "_ids", None)
    if numbers is None:  # a matcher of another kind
        found = [(matcher.id(), matcher.weight())]
        matcher.next()
        return found
    weights = matcher._weights
    matcher._next_block()
    return list(zip(numbers, weights, strict=True))


def _average(lengths: Sequence[int]) -> float:
    return sum(lengths) / len(lengths) if any(lengths) else 1.0


def norms_of(lengths: Iterable[int], weight: float, average: float) -> array[float]:
    """For each document: a field's weight over its length as BM25 sees it."""
    return array("f", (weight / (1 - B + B * one / average) for one in lengths))


def _cost(postings: Postings) -> int:
    return _ENTRY_BYTES + _POSTING_BYTES * len(postings[0])
