"""Text search without an index: over texts read just now, in memory, with the same words for the same answers."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

from navigator.search.finding import Hits, Postings, all_of, best_of, combined, most_of, together
from navigator.search.index import FIELDS, IndexDocument
from navigator.search.query import Word, read_query
from navigator.search.spelling import vocabulary_of
from navigator.search.text import stem, tokenise
from navigator.search.words import PREFIX_WORTH, STEPS

#: A posting is the number of a program and, in its last bits, the best field that has the word.
_BITS = 2
_BODY = FIELDS.index("body")
_WORTH = tuple(STEPS[field] + 1 for field in FIELDS)


class PlainSearch:
    """Answers from the database's own texts while there is no index that can be trusted."""

    def __init__(self, documents: Iterable[IndexDocument]) -> None:
        self._ids = array("q")
        self._found: dict[str, array[int]] = {}
        self.vocabulary = vocabulary_of(map(self._take, documents))
        self._terms = sorted(self._found)

    def _take(self, document: IndexDocument) -> tuple[set[str], set[str]]:
        """Note where the words of a program stand; gives those of its name and labels, and of its text."""
        at = len(self._ids) << _BITS
        self._ids.append(document.id)
        texts = [set(tokenise(getattr(document, field))) for field in FIELDS]
        noted: set[str] = set()
        for field, words in enumerate(texts):
            for term in words.union(map(stem, words)) - noted:
                self._found.setdefault(term, array("I")).append(at | field)
                noted.add(term)
        return set().union(*texts[:_BODY]), texts[_BODY]

    def search(self, text: str) -> Hits:
        """Programs that have every word; when none has, those that have most of them, at least half."""
        found = sorted((self._word(word) for word in read_query(text)), key=lambda postings: len(postings[0]))
        if not found:
            return Hits({})
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
                    found |= set.intersection(*({self._ids[at] for at in self._named(one)[0]} for one in term))
        return frozenset(found & set(ids))

    def ids(self) -> Sequence[int]:
        """Ids of all programs."""
        return self._ids

    def _by_id(self, scores: dict[int, float]) -> dict[int, float]:
        return {self._ids[number]: score for number, score in scores.items()}

    def _word(self, word: Word) -> Postings:
        found = [(self._stem(one), 1.0) for one in word.stems]
        found += [(self._stem(one), PREFIX_WORTH) for one in self._begun(word.prefix)]
        found += [(together([self._named(one) for one in term]), worth) for term, worth in word.more]
        return found[0][0] if len(found) == 1 else best_of(found)

    def _begun(self, prefix: str) -> Sequence[str]:
        if not prefix:
            return ()
        start = bisect_left(self._terms, prefix)
        return self._terms[start : bisect_left(self._terms, prefix + "\U0010ffff", start)]

    def _stem(self, term: str) -> Postings:
        return self._scored(self._found.get(term, ()))

    def _named(self, term: str) -> Postings:
        """Programs that are called so: what stands for a word is no answer in a description alone."""
        return self._scored([one for one in self._found.get(term, ()) if one & (1 << _BITS) - 1 != _BODY])

    def _scored(self, found: Collection[int]) -> Postings:
        rarity = math.log(1 + (len(self._ids) - len(found) + 0.5) / (len(found) + 0.5))
        worth = [rarity * one for one in _WORTH]
        last = (1 << _BITS) - 1
        return array("I", [one >> _BITS for one in found]), array("f", [worth[one & last] for one in found])
