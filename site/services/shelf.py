"""What was read of programs for their cards, kept while the catalog and the day stay the same."""

from __future__ import annotations

from datetime import date
from typing import Any

#: Programs that a process keeps, about 3 KB each; past that the shelf is emptied.
SIZE = 4_000


class Shelf:
    """Rows of programs by id. Several threads may put the same row: the last one stays, and they are equal."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._stamp: tuple[tuple[int, int], date] | None = None
        self._kept: dict[int, Any] = {}

    def of(self, state: tuple[int, int], today: date) -> dict[int, Any]:
        """What is kept of one state of the catalog on one day."""
        stamp = (state, today)
        kept = self._kept
        if stamp != self._stamp or len(kept) > self._size:
            kept = self._kept = {}
            self._stamp = stamp
        return kept
