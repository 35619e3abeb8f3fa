"""Synonyms of the field: which words find the programs of which others, and which words are things to learn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from navigator.search.text import STOP_WORDS, parts, stem, typed_words

_FOLDER = Path(__file__).parent / "reading"
#: What a word of the same root and another word of the family are worth beside the typed one.
SAME_ROOT, SAME_MEANING = 0.9, 0.6
_ROOT, _LEAST = 4, 3
#: Stems of a term, in order.
Term = tuple[str, ...]


class Thesaurus:
    """Families of words by their stems."""

    def __init__(self, lines: list[str]) -> None:
        self._related: dict[Term, dict[Term, float]] = defaultdict(dict)
        #: Single words that are things to learn, as they are written.
        self.words: set[str] = set()
        for line in lines:
            text = line.split("#")[0].strip()
            if text:
                self._add(text)
        self.stems = {term[0] for term in self._related if len(term) == 1}
        #: Stems of words that stand in any term: «рождения» of «день рождения».
        self.parts = {one for term in self._related for one in term}
        self.longest = max((len(term) for term in self._related), default=1)

    def related(self, term: Term) -> dict[Term, float]:
        """Terms that mean the same with what each is worth; empty for a term that is not known."""
        return self._related.get(term, {})

    @lru_cache(maxsize=1024)  # noqa: B019  # there is one thesaurus a process
    def widened(self, term: Term) -> tuple[tuple[Term, float], ...]:
        """Terms that mean the same and forms of the same root of each, the worthiest first."""
        found = dict(self.related(term))
        for other, worth in self.related(term).items():
            for form, share in self.related(other).items():
                if share == SAME_ROOT and form != term:
                    found[form] = max(found.get(form, 0.0), worth * share)
        return tuple(sorted(found.items(), key=lambda one: -one[1]))

    def families(self) -> Iterator[tuple[Term, dict[Term, float]]]:
        """All terms with those that mean the same."""
        yield from self._related.items()

    def __contains__(self, term: Term) -> bool:
        return term in self._related

    def _add(self, text: str) -> None:
        askers, _, answers = text.partition(">")
        left = [one.strip() for one in askers.split(",")]
        right = [one.strip() for one in answers.split(",")] if answers.strip() else left
        for one in (*left, *right):
            self.words.update(word for word in typed_words(one) if len(typed_words(one)) == 1)
        for asker in left:
            key = term_of(asker)
            found = self._related[key]
            for answer in (*left, *right) if not answers.strip() else right:
                other = term_of(answer)
                if other != key and other:
                    worth = SAME_ROOT if _is_same_root(key, other) else SAME_MEANING
                    found[other] = max(found.get(other, 0.0), worth)


def _is_same_root(term: Term, other: Term) -> bool:
    """True for forms of one word, and for a word that says what two say: «хоровое пение», «хор»."""
    short = min(_ROOT, len(other[0]))
    return term[0][:short] == other[0][:short] and short >= _LEAST and len(other) in (1, len(term))


def term_of(text: str) -> Term:
    """Stems of a term without stop words: «Кройка и шитьё» → кройк, шит."""
    found = []
    for word in typed_words(text):
        pieces = parts(word)
        found += [stem(one) for one in (pieces if len(pieces) == 1 else pieces[:-1]) if one not in STOP_WORDS]
    return tuple(found)


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """The synonyms that come with the program."""
    return Thesaurus((_FOLDER / "synonyms.txt").read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def fillers() -> frozenset[str]:
    """Words and stems that say nothing of a program."""
    lines = (_FOLDER / "fillers.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in typed_words(line)]
    return frozenset({*words, *map(stem, words)})
