"""Lessons of a week: reading «Пн, Ср 16:30–18:00» and writing it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One lesson: of a weekday (0 = Monday) or of one date; minutes since midnight, None = not stated."""

    weekday: int | None
    start: int | None = None
    end: int | None = None
    on_date: date | None = None
    parity: str = ""  # odd, even or each week
