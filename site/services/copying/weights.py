"""What a program is found by in a copy: its stems with their worth, as the server's search counts them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

import snowballstemmer

from navigator.search.index import IndexDocument
from navigator.search.text import FLEETING, FORMS, TWO_ALPHABETS, stem, tokenise
from navigator.search.words import K1, STEPS, WEIGHTS, B

#: Lengths of fields as BM25 sees them. Fixed, not averages of the catalog: else each change of one text would
#: change the worth of all words. In a small copy counted in halves, and of names not at all, so that one more word
#: leaves the worth of the others.
USUAL = {"title": 6, "tags": 18, "body": 90}
#: Steps of worth for 1 of the server's score; in a large copy, where words are ordered, finer ones.
SCALE, FINE = 8, 64
#: Words of a description that a small copy is searched by.
TELLING = 10
#: Beginnings of words that say little in a description.
_DULL_WORDS = """
программ дет реб возраст обуч занят развит учащ обща педагог школ образован навык умен знан воспит творч основ формир
получ осво процесс деятельн работ самосто интерес способн возможн котор являет курс учебн направл цел задач учат групп
год провод участ содерж теор практ созда средств качеств личн
"""
DULL = tuple(_DULL_WORDS.split())
_stemmer = snowballstemmer.stemmer("russian")


@dataclass(frozen=True)
class Words:
    """What a program is found by; each kind is counted when it is asked for: a copy of one size needs one."""

    fields: dict[str, list[str]]
    counts: dict[str, Counter[str]]

    @cached_property
    def titled(self) -> dict[str, int]:
        """Stems of its name and labels with their worth."""
        return _worth({name: self.counts[name] for name in ("title", "tags")}, self.fields, fine=False)

    @property
    def whole(self) -> dict[str, int]:
        """Stems of all of its texts with their worth."""
        return _worth(self.counts, self.fields, fine=True)

    @property
    def telling(self) -> list[str]:
        """The telling stems of its description."""
        said = (one for one in self.counts["body"] if len(one) > 3 and one not in self.titled)
        return list(islice((one for one in said if not one.startswith(DULL)), TELLING))

    @property
    def odd(self) -> dict[str, str]:
        """Forms that a plain stemmer would take for another word, with their stems."""
        forms = {*self.fields["title"], *self.fields["tags"]}
        return {form: stem(form) for form in forms if plain(form) != stem(form)}


def weigh(document: IndexDocument) -> Words:
    """What a program is found by."""
    fields = {name: tokenise(getattr(document, name)) for name in USUAL}
    return Words(fields, {name: Counter(map(stem, words)) for name, words in fields.items()})


def _worth(counts: dict[str, Counter[str]], fields: dict[str, list[str]], *, fine: bool) -> dict[str, int]:
    values: Counter[str] = Counter()
    steps: dict[str, float] = {}
    for name, found in counts.items():
        length = len(fields[name]) / USUAL[name]
        if not fine:
            length = 1 if name == "title" else max(0.5, round(2 * length) / 2)
        norm = WEIGHTS[name] / (1 - B + B * length)
        for word, times in found.items():
            values[word] += times * norm  # type: ignore[assignment]  # a counter of fractions
            steps.setdefault(word, STEPS[name])
    scale = FINE if fine else SCALE
    return {word: max(1, round(scale * (steps[word] + value / (K1 + value)))) for word, value in values.items()}


@lru_cache(maxsize=65_536)
def plain(word: str) -> str:
    """Stem of a word as the script of a copy makes it, without its table of odd forms."""
    if not "а" <= word[:1] <= "я":
        return word
    found = str(_stemmer.stemWord(word))
    for pattern, ending in FLEETING:
        changed = pattern.sub(ending, found)
        if changed != found:
            return changed
    return found


def fleeting() -> list[tuple[str, str]]:
    """The rules of fleeting vowels as patterns that a browser reads too."""
    return [(pattern.pattern, ending) for pattern, ending in FLEETING]


def two_alphabets() -> dict[str, str]:
    """Words that are typed in both alphabets, as they are searched."""
    return dict(TWO_ALPHABETS)


def known_forms() -> dict[str, str]:
    """Forms that the server's search reads by a table: of these a copy takes those whose stem it holds."""
    return {form: one for form, one in FORMS.items() if plain(form) != one}
