"""What a person typed, read as words that each must be found."""

from __future__ import annotations

from dataclasses import dataclass

from navigator.search.text import STOP_WORDS, parts, stem, typed_words

MAX_CHARACTERS = 200
MAX_WORDS = 12
#: Shorter beginnings of words say nothing.
MIN_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query: a program has it when it has any of the stems or a word with the beginning.

    ``more`` are other terms that stand for it with what each is worth; all stems of a term are needed.
    ``topic`` is a thing that one can learn; ``optional`` words only lift what has them. Topics of different ``part``
    are alternatives: one is enough; 0 is no alternative.
    """

    stems: tuple[str, ...]
    prefix: str = ""
    more: tuple[tuple[tuple[str, ...], float], ...] = ()
    topic: bool = False
    optional: bool = False
    part: int = 0


def read_query(text: str) -> tuple[Word, ...]:
    """Words of a query, each once; the last one is also a beginning, as when one still types.

    Stop words count only when there is nothing else. A hyphenated word asks for each part or for the joined form.
    Only the first 200 characters and 12 words are read.
    """
    typed = typed_words(text[:MAX_CHARACTERS])
    telling = [word for word in typed if word not in STOP_WORDS] or typed[-1:]
    found: dict[tuple[str, ...], Word] = {}
    for position, word in enumerate(telling):
        pieces = parts(word)
        joined = () if len(pieces) == 1 else (stem(pieces[-1]),)
        own = pieces if len(pieces) == 1 else pieces[:-1]
        for number, piece in enumerate(own):
            is_last = position == len(telling) - 1 and number == len(own) - 1
            if piece in STOP_WORDS and not (is_last and len(telling) == 1):
                continue
            stems = tuple(dict.fromkeys((stem(piece), *joined)))
            if is_last and len(piece) >= MIN_PREFIX:
                found[stems] = Word(stems, piece)
            else:
                found.setdefault(stems, Word(stems))
    return tuple(found.values())[:MAX_WORDS]
