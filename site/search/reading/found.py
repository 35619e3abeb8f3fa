"""What a reader hands back, and the line that readers take pieces out of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of the line and the filter that it stands for; no key = a piece that says nothing of a program."""

    start: int
    end: int
    key: str
    values: tuple[str, ...]


class Line:
    """A folded line from which pieces are taken; what is taken turns into spaces, so places stay the same."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Found] = []

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches from left to right; the line may be changed meanwhile."""
        position = 0
        while match := pattern.search(self.text, position):
            yield match
            position = max(match.end(), match.start() + 1)

    def take(self, start: int, end: int, key: str = "", values: tuple[str, ...] = ()) -> None:
        """Take a piece out of the line for a filter; an empty key only takes it."""
        self.found.append(Found(start, end, key, tuple(dict.fromkeys(values))))
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]
