"""Words that stand for others: synonyms of the field, read from a file that people keep."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from navigator.search.text import fold, parts, stem, typed_words

LEXICON = Path(__file__).parent / "lexicon"
#: What a synonym is worth beside the typed word, and a narrower word beside the wide one.
SAME, NARROWER = 0.75, 0.6

#: Words with synonyms that a beginning may stand for.
MOST_BEGUN = 4
#: The stems that stand together for one word, and what they are worth.
Kin = tuple[tuple[tuple[str, ...], float], ...]


def stems_of(text: str) -> tuple[str, ...]:
    """Stems of a word or of a few words that stand together; hyphenated ones in their joined form too."""
    found: list[str] = []
    for word in typed_words(fold(text)):
        pieces = parts(word)
        found += [stem(piece) for piece in (pieces if len(pieces) == 1 else pieces[:-1])]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _tables() -> dict[str, Kin]:
    """Stem → what else it may be found by."""
    path = LEXICON / "synonyms.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    for group in data.get("same", ()):
        members = [stems_of(word) for word in group["words"]]
        for member in members:
            _add(found, member, members, SAME)
    for group in data.get("includes", ()):
        wide = group.get("words") or [group["word"]]
        kinds = [stems_of(word) for word in group["kinds"]]
        for word in wide:
            _add(found, stems_of(word), kinds, NARROWER)
    for latin, cyrillic in _latin().items():
        _add(found, stems_of(latin), [stems_of(cyrillic)], SAME)
        _add(found, stems_of(cyrillic), [stems_of(latin)], SAME)
    return {key: tuple(others.items()) for key, others in found.items()}


def _add(
    found: dict[str, dict[tuple[str, ...], float]],
    member: tuple[str, ...],
    others: Iterable[tuple[str, ...]],
    worth: float,
) -> None:
    if len(member) != 1:
        return
    for other in others:
        if other and other != member:
            table = found[member[0]]
            table[other] = max(worth, table.get(other, 0.0))


@lru_cache(maxsize=1)
def _latin() -> dict[str, str]:
    path = LEXICON / "latin.toml"
    return dict(tomllib.loads(path.read_text(encoding="utf-8"))["words"]) if path.is_file() else {}


def kin_of(word: str) -> Kin:
    """What else a stem may be found by: groups of stems that stand together, with their worth."""
    return _tables().get(word, ())


@lru_cache(maxsize=4096)
def stems_begun(beginning: str) -> tuple[str, ...]:
    """Stems with synonyms that begin so, a few of them."""
    keys = _sorted_keys()
    at = bisect_left(keys, beginning)
    return tuple(key for key in keys[at : at + MOST_BEGUN] if key.startswith(beginning))


@lru_cache(maxsize=1)
def _sorted_keys() -> list[str]:
    return sorted(_tables())
