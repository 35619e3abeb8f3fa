"""Text search without an index: slower, over texts in memory, with the same words for the same answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from navigator.search.index import IndexDocument
from navigator.search.kin import kin_of
from navigator.search.query import MAX_CHARACTERS, Word, read_query
from navigator.search.repair import Vocabulary, repair
from navigator.search.text import STOP_WORDS, parts, stem, tokenise
from navigator.search.words import LEAST_SHARE, PREFIX_WORTH, STEPS, Hits


class PlainSearch:
    """Answers from the database's own texts while there is no index that can be trusted."""

    def __init__(self, documents: Iterable[IndexDocument]) -> None:
        self._texts = []
        counts: Counter[str] = Counter()
        for one in documents:
            fields = [(STEPS[field] + 1, tokenise(getattr(one, field))) for field in STEPS]
            counts.update({word for _, words in fields for word in words})
            counts.update(set(fields[0][1]))
            counts.update(set(fields[1][1]))
            self._texts.append((one.id, tuple((worth, _padded(words)) for worth, words in fields)))
        self._vocabulary = Vocabulary(counts)
        self._stems = {stem(word) for word in counts}

    def search(self, text: str) -> Hits:
        """Programs that have every word; when none has, those that have most of them."""
        mended = repair(text[:MAX_CHARACTERS], self.knows, self._vocabulary)
        words = read_query(mended.text)
        if not words:
            return Hits({})
        counted = [(number, scores) for number, fields in self._texts if (scores := _scores(words, fields))]
        most = max((len(scores) for _, scores in counted), default=0)
        known = {at for _, scores in counted for at in scores}
        if most * LEAST_SHARE < len(known):
            return Hits({}, changes=mended.changes)
        best = [(number, scores) for number, scores in counted if len(scores) == most]
        named = [(number, scores) for number, scores in best if any(is_named for _, is_named in scores.values())]
        partial = most < len(words) and bool(best)
        chosen = named if partial and named else best
        found = {number: sum(score for score, _ in scores.values()) for number, scores in chosen}
        return Hits(found, partial, mended.changes, bool(best) and not named)

    def knows(self, word: str) -> bool:
        """Whether a folded word finds something: itself, a word that begins so, a synonym; stop words count."""
        if word in STOP_WORDS or word in self._vocabulary or self._vocabulary.begins(word):
            return True
        stems = [stem(piece) for piece in parts(word)]
        return any(one in self._stems for one in stems) or any(
            all(other in self._stems for other in others) for one in stems for others, _ in kin_of(one)
        )


def _padded(words: list[str]) -> str:
    """Words as they are written with a space around each, then their stems the same way."""
    return f" {' '.join(words)} \n {' '.join(dict.fromkeys(map(stem, words)))} "


def _scores(words: Iterable[Word], fields: tuple[tuple[float, str], ...]) -> dict[int, tuple[float, bool]]:
    """Number of a word in the query → its score, and whether it stands in the name or the labels."""
    return {at: found for at, word in enumerate(words) if (found := _score(word, fields))[0]}


def _score(word: Word, fields: tuple[tuple[float, str], ...]) -> tuple[float, bool]:
    best, is_named = 0.0, False
    for worth, text in fields:
        found = 0.0
        if any(f" {one} " in text for one in word.stems):
            found = worth
        elif word.prefix and f" {word.prefix}" in text:
            found = worth * PREFIX_WORTH
        for others, share in word.kin:
            if worth * share > found and all(f" {one} " in text for one in others):
                found = worth * share
        best = max(best, found)
        is_named |= bool(found) and worth > 1
    return best, is_named
