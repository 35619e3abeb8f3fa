"""What differs between two texts and between two cards, in words that people can follow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
#: Longer texts are shown whole, old and new.
LONGEST = 6000

Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; ``pieces`` are (text, mark) with mark ``ins``, ``del`` or nothing."""

    key: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


def marked(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one, word by word: what went away and what came.

    Texts that have little in common stand one behind the other.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(before) + len(after) > LONGEST or matcher.ratio() < 0.4:
        return tuple(piece for piece in ((before, "del"), (after, "ins")) if piece[0])
    found: list[Piece] = []
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            found.append(("".join(old[low:high]), ""))
            continue
        found += [piece for piece in (("".join(old[low:high]), "del"), ("".join(new[start:end]), "ins")) if piece[0]]
    return tuple(found)


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Fields of two cards that differ, in the order of the newer card."""
    keys = [*after, *(key for key in before if key not in after)]
    pairs = ((key, before.get(key, ""), after.get(key, "")) for key in keys)
    return tuple(Change(key, old, new, marked(old, new)) for key, old, new in pairs if old != new)
