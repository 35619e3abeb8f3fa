"""Putting the words of a query together: which programs answer it, and how surely."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from navigator.search.query import Word

#: Numbers of documents in growing order and their scores.
Postings = tuple["array[int]", "array[float]"]
#: What an optional word adds.
OPTIONAL_WORTH = 0.3


@dataclass(frozen=True, slots=True)
class Hits:
    """Ids of programs with scores; ``partial`` when they are only near what was asked."""

    scores: dict[int, float]
    partial: bool = False


def sorted_postings(scores: Mapping[int, float]) -> Postings:
    """Postings of scores by number."""
    numbers = sorted(scores)
    return array("I", numbers), array("f", map(scores.__getitem__, numbers))


def all_of(found: Sequence[Postings]) -> dict[int, float]:
    """Documents in all lists with the sums of their scores; the shortest list should come first."""
    scores = dict(zip(*found[0], strict=True))
    for numbers, more in found[1:]:
        if not scores:
            break
        scores = {
            number: scores[number] + score for number, score in zip(numbers, more, strict=True) if number in scores
        }
    return scores


def most_of(found: Iterable[Postings]) -> dict[int, float]:
    """Documents in as many lists as any is in, if that is at least half of the lists."""
    lists = list(found)
    scores, counts = _sums(lists)
    most = max(counts.values(), default=0)
    if most * 2 < len(lists):
        return {}
    return {number: scores[number] for number, times in counts.items() if times == most}


def together(found: Sequence[Postings]) -> Postings:
    """Documents in all lists, with the mean of their scores."""
    if len(found) == 1:
        return found[0]
    scores = all_of(sorted(found, key=lambda one: len(one[0])))
    return sorted_postings({number: score / len(found) for number, score in scores.items()})


def best_of(found: Iterable[tuple[Postings, float]]) -> Postings:
    """Documents in any list, each with its best score times the worth of its list."""
    best: dict[int, float] = {}
    for (numbers, scores), worth in found:
        for number, score in zip(numbers, scores, strict=True):
            rated = score * worth
            if best.get(number, 0.0) < rated:
                best[number] = rated
    return sorted_postings(best)


def combined(words: Sequence[Word], found: Sequence[Postings], named: Collection[str]) -> Hits:
    """What answers the words of a query; scores by the numbers of the lists.

    All needed words first, of alternatives any. Where no program has all of them: programs of any of the things to
    learn that were named.
    A thing to learn that the catalog lacks makes the answer partial or empty; other unknown words are noise beside one.

    :param found: documents of each word.
    :param named: stems of names and labels: words that are told only in descriptions make the answer partial.
    """
    needed = [(word, lists) for word, lists in zip(words, found, strict=True) if not word.optional]
    if not needed:
        needed = list(zip(words, found, strict=True))
    present = [(word, lists) for word, lists in needed if len(lists[0])]
    topics = [(word, lists) for word, lists in present if word.topic]
    lacks_topic = any(word.topic and not len(lists[0]) for word, lists in needed)
    if not present or (lacks_topic and not topics):
        return Hits({})
    partial = lacks_topic or (len(present) < len(needed) and not topics)
    if partial and not topics and len(present) * 2 < len(needed):
        return Hits({})
    if len({word.part for word, _ in topics}) > 1:
        scores = _any_part(topics, present)
    else:
        scores = all_of(sorted((lists for _, lists in present), key=lambda lists: len(lists[0])))
    if not scores:
        scores = _any_of(topics, present) if topics else most_of(lists for _, lists in present)
        partial = partial or not topics
    if not any(word.prefix or any(stem in named for stem in _stems(word)) for word, _ in present):
        partial = True
    _lift(scores, [lists for word, lists in zip(words, found, strict=True) if word.optional])
    return Hits(scores, partial and bool(scores))


def _stems(word: Word) -> Iterable[str]:
    yield from word.stems
    for term, _ in word.more:
        yield from term


def _any_of(topics: Sequence[tuple[Word, Postings]], present: Sequence[tuple[Word, Postings]]) -> dict[int, float]:
    """Documents of any topic, lifted by the other words that they have."""
    scores, _ = _sums([lists for _, lists in topics])
    _lift(scores, [lists for word, lists in present if not word.topic], 1.0)
    return scores


def _any_part(topics: Sequence[tuple[Word, Postings]], present: Sequence[tuple[Word, Postings]]) -> dict[int, float]:
    """Documents of any alternative that have the other words; what answers several stands higher."""
    parts: dict[int, list[Postings]] = defaultdict(list)
    for word, lists in topics:
        parts[word.part].append(lists)
    scores, _ = _sums([sorted_postings(all_of(sorted(one, key=lambda lists: len(lists[0])))) for one in parts.values()])
    others = [lists for word, lists in present if not word.topic]
    if others:
        having = all_of(sorted(others, key=lambda lists: len(lists[0])))
        scores = {number: score + having[number] for number, score in scores.items() if number in having}
    return scores


def _lift(scores: dict[int, float], lists: Iterable[Postings], worth: float = OPTIONAL_WORTH) -> None:
    for numbers, more in lists:
        for number, score in zip(numbers, more, strict=True):
            if number in scores:
                scores[number] += score * worth


def _sums(lists: Iterable[Postings]) -> tuple[dict[int, float], dict[int, int]]:
    scores: dict[int, float] = {}
    counts: dict[int, int] = {}
    for numbers, more in lists:
        for number, score in zip(numbers, more, strict=True):
            scores[number] = scores.get(number, 0.0) + score
            counts[number] = counts.get(number, 0) + 1
    return scores, counts
