"""Mending a typed line whose words are not in the catalog: layout, alphabet, joined and split words, typing errors.

A word that the catalog knows is never touched.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, Levenshtein

from navigator.search.text import LONGEST_WORD, fold, typed_words

_KEYS_EN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_KEYS_RU = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RU = str.maketrans(_KEYS_EN + '~{}:"<>', _KEYS_RU + "ёхъжэбю")
_TO_EN = str.maketrans(_KEYS_RU, _KEYS_EN)
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
#: Letters that are heard alike: taking one for the other is half an error.
_ALIKE = frozenset(
    map(frozenset, "ао еи ея ия эе ое тд сз бп вф гк шж шщ чщ ъь цс ыи йи юу нм".split())  # noqa: SIM905  # readable
)
#: Latin spellings of Cyrillic letters, the longer ones first.
_LATIN = (
    *(("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("jo", "е"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч")),
    *(("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"), ("ia", "я"), ("ye", "е")),
    *(("je", "е"), ("ij", "ий"), ("iy", "ий"), ("yy", "ый")),
    *zip("abvgdezijklmnoprstufhcwxqy", "абвгдезийклмнопрстуфхцвхкы", strict=True),
    ("'", "ь"),
)
SHORTEST_FUZZY, TWO_ERRORS_FROM = 4, 7
#: Two improbable errors are another word.
MOST_COST = 1.5
#: Words of one line that are looked for among all others.
MOST_MENDED = 6
_FEW = 40
_HAS_LATIN, _HAS_CYRILLIC = re.compile(r"[a-z]"), re.compile(r"[а-я]")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A line as it was understood, and which words were taken for which."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


class Vocabulary:
    """Words of one catalog as they are written there, with how many programs have each."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self._sorted = sorted(self._counts)
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._sorted:
            if len(word) >= SHORTEST_FUZZY - 1 and _HAS_CYRILLIC.search(word):
                by_length[len(word)].append(word)
        self._by_length = dict(by_length)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def begins(self, beginning: str) -> bool:
        """Whether some word begins so."""
        at = bisect_left(self._sorted, beginning)
        return at < len(self._sorted) and self._sorted[at].startswith(beginning)

    def near(self, word: str) -> str:
        """The word that was most likely meant, or nothing: few errors, probable ones, a frequent word."""
        if len(word) < SHORTEST_FUZZY or len(word) > LONGEST_WORD:
            return ""
        most = 1 if len(word) < TWO_ERRORS_FROM else 2
        candidates: list[str] = []
        for length in range(len(word) - most, len(word) + most + 1):
            candidates += self._by_length.get(length, ())
        found = process.extract(word, candidates, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=_FEW)
        costs = [self._cost(word, other, int(errors)) for other, errors, _ in found]
        best = min(costs, default=None)
        return best[2] if best and best[0] <= MOST_COST else ""

    def _cost(self, word: str, other: str, errors: int) -> tuple[float, int, str]:
        weighed = errors - 0.5 * _likely(word, other) + (0.4 if word[:1] != other[:1] else 0.0)
        return weighed - min(0.3, self._counts[other] / 100), -self._counts[other], other


def _likely(word: str, other: str) -> int:
    """How many of the differences are probable: letters heard alike or neighbours on the keyboard, ь, doubled ones."""
    likely = 0
    for tag, at, to in ((one.tag, one.src_pos, one.dest_pos) for one in Levenshtein.editops(word, other)):
        one = word[at : at + 1] if tag != "insert" else ""
        two = other[to : to + 1] if tag != "delete" else ""
        if one and two:
            likely += frozenset((one, two)) in _ALIKE or _are_beside(one, two)
        else:
            letter, text, place = (one, word, at) if one else (two, other, to)
            likely += letter in "ьъ" or letter in (text[place - 1 : place], text[place + 1 : place + 2])
    return likely


def _are_beside(one: str, two: str) -> bool:
    return any(abs(row.index(one) - row.index(two)) == 1 for row in _ROWS if one in row and two in row)


def to_russian_keys(text: str) -> str:
    """What the same keys write in the Russian layout: «hj,jnjnt[ybrf» → «робототехника»."""
    return text.lower().translate(_TO_RU).replace("ё", "е")


def to_english_keys(text: str) -> str:
    """What the same keys write in the English layout: «зныерщт» → «python»."""
    return text.lower().translate(_TO_EN)


def from_latin(text: str) -> str:
    """Cyrillic of a Latin spelling: «shahmaty» → «шахматы»."""
    found = text.lower()
    for latin, letter in _LATIN:
        found = found.replace(latin, letter)
    return found


def repair(text: str, knows: Callable[[str], bool], words: Vocabulary) -> Repaired:
    """Mend the words of a line that the catalog does not know.

    :param knows: whether a folded word finds anything, by itself or by a synonym.
    """
    pieces = text.split()
    changes: list[tuple[str, str]] = []
    kept: list[str] = []
    number = 0
    while number < len(pieces):
        piece = pieces[number]
        if all(knows(word) for word in typed_words(piece)) and typed_words(piece):
            kept.append(piece)
        elif joined := _joined(pieces, number, knows):
            changes.append((f"{piece} {pieces[number + 1]}", joined))
            kept.append(joined)
            number += 1
        else:
            mended = _mended(piece, knows, words) if number < MOST_MENDED else ""
            if mended and mended != piece.lower():
                changes.append((piece, mended))
            kept.append(mended or piece)
        number += 1
    return Repaired(" ".join(kept), tuple(changes))


def _joined(pieces: Sequence[str], number: int, knows: Callable[[str], bool]) -> str:
    """Two neighbours as one word, where the catalog knows it: «робото техника»."""
    if number + 1 >= len(pieces):
        return ""
    together = fold(pieces[number] + pieces[number + 1])
    return together if together.isalpha() and len(together) > 5 and knows(together) else ""


def _mended(piece: str, knows: Callable[[str], bool], words: Vocabulary) -> str:
    low = fold(piece)
    if _HAS_LATIN.search(low):
        for other in (to_russian_keys(piece), from_latin(low)):
            if _HAS_LATIN.search(other):
                continue
            if all(map(knows, typed_words(other))) and typed_words(other):
                return other
        for other in (from_latin(low), to_russian_keys(piece)):
            found = [one for word in typed_words(other) if (one := word if knows(word) else words.near(word))]
            if found and len(found) == len(typed_words(other)):
                return " ".join(found)
        return ""
    found = []
    for word in typed_words(piece):
        found.append(word if knows(word) else _mended_word(word, knows, words))
    if all(found) and found:
        return " ".join(found)
    english = to_english_keys(piece)
    return english if all(map(knows, typed_words(english))) and typed_words(english) else ""


def _mended_word(word: str, knows: Callable[[str], bool], words: Vocabulary) -> str:
    near = words.near(word)
    if near:
        return near
    for cut in range(3, len(word) - 2):
        if word[:cut] in words and knows(word[cut:]) and (word[cut:] in words):
            return f"{word[:cut]} {word[cut:]}"
    return ""
