"""Words that nobody wrote so: wrong layout, Latin letters, misprints, words run together or split."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from navigator.search.text import STOP_WORDS, fold, stem
from navigator.search.thesaurus import fillers, thesaurus

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_CYRILLIC = str.maketrans(_LATIN + '{}:"<>~', _CYRILLIC + "хъжэбюё")
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
#: Letters that sound alike or stand for each other in common mistakes.
_PAIRS = "оа еи еэ ия ея иы дт бп гк вф зс жш щш чщ цс цт юу ье ъь хк ой ий её"
_ALIKE = {frozenset(pair) for pair in _PAIRS.split()}
_NEIGHBOURS = {frozenset(row[at : at + 2]) for row in _ROWS for at in range(len(row) - 1)}
_VOWELS = frozenset("аеиоуыэюя")
_SYLLABLES = {
    "shch": "щ", "sch": "щ", "yo": "е", "jo": "е", "zh": "ж", "kh": "х", "ts": "ц", "tz": "ц", "ch": "ч", "sh": "ш",
    "yu": "ю", "ju": "ю", "iu": "ю", "ya": "я", "ja": "я", "ia": "ия", "iy": "ий", "ij": "ий",
    "yj": "ый", "yy": "ый", "yi": "ый", "ii": "ий", "je": "е", "iye": "ие", "tsk": "тск",
    "ph": "ф", "ck": "к", "x": "кс", "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "e": "е", "z": "з", "i": "и",
    "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у",
    "f": "ф", "h": "х", "c": "ц", "y": "ы", "w": "в", "q": "к", "'": "ь",
}  # fmt: skip
_MOST = 30  # candidates that are looked at closely
#: A word of so many letters may be so far from what was meant.
_ALLOWED = ((4, 0.0), (6, 0.8), (8, 1.35), (10, 1.75), (41, 2.3))
_SHORTEST_PART = 3
#: A shorter word with another beginning and another end is another word.
_LONG = 8


def other_layout(chunk: str) -> str:
    """A chunk as it would be on the other keyboard layout: «hj,jn» → «робот», «ызщке» → «sport»."""
    low = chunk.lower()
    if any("a" <= char <= "z" for char in low):
        return fold(low.translate(_TO_CYRILLIC))
    return low.translate(_TO_LATIN) if any("а" <= char <= "я" or char == "ё" for char in low) else ""


def _spelled(word: str) -> str:
    """A Latin word in Cyrillic letters, the longest syllables first."""
    spelled, at = "", 0
    while at < len(word):
        size = next((size for size in (4, 3, 2, 1) if word[at : at + size] in _SYLLABLES), 0)
        letters = _SYLLABLES[word[at : at + size]] if size else word[at]
        if letters == "ы" and (not at or spelled[-1] in _VOWELS):  # «detey», but «sportivnye» and «yelka»
            letters, size = ("е", 2) if word[at + 1 : at + 2] == "e" else ("й", 1)
        spelled += letters
        at += size or 1
    return spelled


@lru_cache(maxsize=2048)
def transliterations(word: str) -> tuple[str, ...]:
    """Cyrillic spellings of a Latin word, the likeliest first."""
    found = [_spelled(word)]
    if found[0].endswith("и") and found[0][-2:-1] in _VOWELS:
        found.insert(0, found[0][:-1] + "й")  # «detei»
    if "j" in word:
        found.append(_spelled(word.replace("j", "zh")))
    if found[0].endswith("ы"):
        found.append(found[0][:-1] + "ый")
    for old, new in (("ы", "й"), ("ы", "и"), ("ц", "к"), ("ц", "с"), ("е", "э"), ("и", "ы"), ("кс", "х")):
        found += [one.replace(old, new) for one in tuple(found) if old in one]
    return tuple(dict.fromkeys(found))[:24]


def distance(typed: str, meant: str) -> float:
    """How far two words are: misprints between neighbours on the keyboard and letters that sound alike cost less."""
    before: list[float] = []
    last = [index * 0.8 for index in range(len(meant) + 1)]
    for row, one in enumerate(typed, 1):
        here = [row * 0.8]
        for column, other in enumerate(meant, 1):
            best = last[column - 1] + (0.0 if one == other else _swap(one, other))
            best = min(best, last[column] + _extra(typed, row - 1), here[-1] + _extra(meant, column - 1))
            if row > 1 and column > 1 and one == meant[column - 2] and other == typed[row - 2]:
                best = min(best, before[column - 2] + 0.6)
            here.append(best)
        before, last = last, here
    return last[-1]


def _swap(one: str, other: str) -> float:
    pair = frozenset((one, other))
    if pair in _ALIKE:
        return 0.45
    if pair in _NEIGHBOURS:
        return 0.7
    return 0.75 if pair <= _VOWELS else 1.0


def _extra(word: str, at: int) -> float:
    """Cost of a letter that the other word lacks."""
    letter = word[at]
    if at and word[at - 1] == letter:
        return 0.4
    return 0.5 if letter in "ьъй" else 0.75 if letter in _VOWELS or at == len(word) - 1 else 0.85


class Vocabulary:
    """The words of a catalog, with which misprints are compared."""

    def __init__(self, forms: Mapping[str, tuple[int, int]]) -> None:
        """Take words as written with the numbers of programs that are named or labelled so, and that have them."""
        self._counts = forms
        self.stems = {stem(one) for one in forms}
        self.named = {stem(one) for one, (named, _) in forms.items() if named}
        known = thesaurus()
        self._topics = known.words
        self._topic_stems, self._parts = known.stems, known.parts
        pool = {one for one, (named, times) in forms.items() if len(one) > 2 and (named or times > 2)}
        self._pool = sorted({*pool, *(one for one in known.words if len(one) > 2)})
        self._fixed = lru_cache(maxsize=4096)(self._fix)

    def extended(self, fresh: Mapping[str, tuple[int, int]], forms: Mapping[str, tuple[int, int]]) -> Vocabulary:
        """This vocabulary with the words of changed programs.

        :param fresh: words that are new or counted anew. :param forms: all words with their counts.
        """
        found = copy(self)
        found._counts = forms
        found.stems = self.stems | {stem(one) for one in fresh}
        found.named = self.named | {stem(one) for one, (named, _) in fresh.items() if named}
        pool = {one for one, (named, times) in fresh.items() if len(one) > 2 and (named or times > 2)}
        found._pool = sorted({*self._pool, *pool})
        found._fixed = lru_cache(maxsize=4096)(found._fix)
        return found

    def knows(self, word: str) -> bool:
        """True for a word of the catalog or of the field."""
        own = stem(word)
        return own in self.stems or own in self._parts

    def is_topic(self, word: str) -> bool:
        """True for a thing that one can learn."""
        return stem(word) in self._topic_stems

    def begins(self, prefix: str) -> bool:
        """True when a name or label of the catalog, or a word of the field, begins so."""
        return any(one.startswith(prefix) for one in self._pool)

    def corrected(self, word: str) -> str:
        """The word that was meant, or an empty string."""
        return self._fixed(word)

    def _fix(self, word: str) -> str:
        allowed = next((most for length, most in _ALLOWED if len(word) < length), 0.0)
        if not allowed or any(char.isdigit() for char in word):
            return ""
        near = process.extract(
            word, self._pool, scorer=OSA.distance, score_cutoff=2 if allowed < 1.5 else 3, limit=_MOST
        )
        rated = [(self._cost(word, one), one) for one, _, _ in near]
        cost, best = min(rated, default=(9.0, ""))
        return best if cost <= allowed else ""

    def _cost(self, word: str, meant: str) -> float:
        worth = 0.3 if meant in self._topics else min(0.25, 0.05 * math.log1p(self._counts.get(meant, (0, 0))[0]))
        far = distance(word, meant)
        if word[0] != meant[0] and frozenset((word[0], meant[0])) not in _ALIKE:
            far += 0.4
            if word[-1] != meant[-1] and len(word) < _LONG:
                far += 0.4
        return far - worth if far - worth > 0.05 else far

    def of_latin(self, chunk: str) -> str:
        """A known word for a chunk of the wrong layout or in Latin letters, or an empty string."""
        turned = other_layout(chunk).strip("-")
        spelled = transliterations(chunk) if chunk.isascii() else ()
        again = transliterations(turned) if turned.isascii() else ()
        for one in (turned, *spelled, *again):
            if one and _is_word(one) and (self.knows(one) or one in STOP_WORDS or one in fillers()):
                return one
        for one in (turned, *spelled[:4], *again[:4]):
            if one and _is_word(one) and (fixed := self.corrected(one)):
                return fixed
        return ""

    def split(self, word: str) -> tuple[str, ...]:
        """Words that were run together, a thing to learn among them; nothing when it is no such word.

        Little words stand only between or after others: «футболдлядетей».
        """
        best: tuple[int, int, tuple[str, ...]] | None = None
        for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            if not self._is_form(word[:at]):
                continue
            for rest in self._rests(word[at:]):
                found = (word[:at], *rest)
                rate = (sum(map(self.is_topic, found)), -len(found), found)
                if rate[0] and (best is None or rate > best):
                    best = rate
        return best[2] if best else ()

    def _rests(self, word: str) -> Iterator[tuple[str, ...]]:
        """What follows the first word: one word, or a little word and one more."""
        if self._is_form(word) or word in STOP_WORDS:
            yield (word,)
        for at in range(1, len(word) - _SHORTEST_PART + 1):
            if word[:at] in STOP_WORDS and (
                self.is_topic(word[at:]) if at == 1 else self._is_form(word[at:]) or _says_nothing(word[at:])
            ):
                yield word[:at], word[at:]

    def _is_form(self, word: str) -> bool:
        return word in self._topics or self._counts.get(word, (0, 0))[0] > 0

    def joined(self, left: str, right: str) -> str:
        """The word that was typed as two, or an empty string."""
        whole = left + right
        return whole if self._is_form(whole) and not (self._is_form(left) and self._is_form(right)) else ""


def _is_word(text: str) -> bool:
    return text.replace("-", "").isalnum()


def vocabulary_of(texts: Iterable[tuple[Collection[str], Collection[str]]]) -> Vocabulary:
    """Vocabulary of programs given as words of their names and labels, and words of their texts."""
    counts: dict[str, tuple[int, int]] = {}
    for named, told in texts:
        for one in {*named, *told}:
            here, times = counts.get(one, (0, 0))
            counts[one] = (here + (one in named), times + 1)
    return Vocabulary(counts)


def _says_nothing(word: str) -> bool:
    return word in STOP_WORDS or word in fillers() or stem(word) in fillers()
