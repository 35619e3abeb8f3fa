"""Lessons of a week: reading «Пн, Ср 16:30–18:00» and writing it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from navigator.rules import schedule_words as words
from navigator.rules.dates import MONTHS_OF
from navigator.rules.schedule_words import Token
from navigator.rules.vocabulary import WEEKDAY_SHORT
from navigator.rules.years import academic_year

#: Longer texts are no schedules: they are left as words.
LONGEST_TEXT = 4000
_PARITY_NAMES = {"": "", "odd": " (нечётные недели)", "even": " (чётные недели)"}


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One lesson: of a weekday (0 = Monday) or of one date; minutes since midnight, None = not stated."""

    weekday: int | None
    start: int | None = None
    end: int | None = None
    on_date: date | None = None
    parity: str = ""  # odd, even or each week


Day = int | date


def slot_order(slot: Slot) -> tuple[bool, date, int, int, int, str]:
    """Sorting key: weekdays first, then dates, by time; works where parts are not stated."""
    return (
        slot.on_date is not None,
        slot.on_date or date.min,
        -1 if slot.weekday is None else slot.weekday,
        -1 if slot.start is None else slot.start,
        -1 if slot.end is None else slot.end,
        slot.parity,
    )


# ---------------------------------------------------------------- reading


@dataclass(slots=True)
class _Chunk:
    """Days and times that stand together, until others follow."""

    days: list[Day] = field(default_factory=list)
    times: list[tuple[int, int | None]] = field(default_factory=list)
    parity: str = ""
    times_first: bool = False

    def slots(self) -> list[Slot]:
        times: list[tuple[int | None, int | None]] = [*self.times] or [(None, None)]
        return [
            Slot(None, start, end, day, self.parity)
            if isinstance(day, date)
            else Slot(day, start, end, None, self.parity)
            for day in self.days
            for start, end in times
        ]


class _Reader:
    """Collects tokens into slots; what fits nowhere is left over."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self.left: list[str] = []
        self.chunk = _Chunk()

    def flush(self, *, keep_days: bool = False) -> None:
        old = self.chunk
        self.slots += old.slots()
        if old.times and not old.days:
            self.left += [words.time_text(start, end) for start, end in old.times]
        self.chunk = _Chunk(days=list(old.days) if keep_days else [], times_first=old.times_first)

    def take(self, token: Token) -> None:
        chunk = self.chunk
        if token.kind == "days":
            if chunk.times and not chunk.times_first:
                self.flush()
            self.chunk.days += [day for day in token.days if day not in self.chunk.days]
        elif token.kind == "time":
            if not chunk.days and not chunk.times and not self.slots:
                chunk.times_first = True
            if chunk.times_first and chunk.days:
                self.flush()
            elif chunk.parity and chunk.times and chunk.days:
                self.flush(keep_days=True)
            self.chunk.times.append((token.start, token.end))
        elif token.kind == "parity":
            if chunk.parity or (token.fresh and chunk.times and chunk.days):
                self.flush()
            self.chunk.parity = token.parity
        elif token.kind == "stop":
            if chunk.days:
                self.flush()
        else:
            self.left.append(token.text)


def parse_schedule(text: str, year: int | None = None) -> tuple[list[Slot], str]:
    """Read lessons: «Пн, Ср 16:30–18:00; Сб 10.00-11.30», «вт-пт 17:00», «по субботам с 10 до 12»; also of dates.

    :param year: the year in which the academic year of dates without a year began; without it they are left over.
    :returns: slots in order, each once, and the words that are no lessons; when there is no lesson, the whole text.
    """
    if len(text) > LONGEST_TEXT:
        return [], " ".join(text.split())
    slots, left = _parse(text, year)
    return list(slots), left


@lru_cache(maxsize=8192)
def _parse(text: str, year: int | None) -> tuple[tuple[Slot, ...], str]:
    plain = " ".join(text.split())
    reader = _Reader()
    for token in words.tokens(text, year):
        reader.take(token)
    reader.flush()
    slots = tuple(sorted(set(reader.slots), key=slot_order))
    return (slots, " ".join(reader.left)) if slots else ((), plain)


@lru_cache(maxsize=8192)
def parse_times(text: str) -> tuple[tuple[tuple[int, int | None], ...], str]:
    """Read the cell of a weekday column: «16:30 – 17:40», several of them, «с 10 до 12».

    :returns: (start, end) in minutes, in order, and the words that are no times.
    """
    if len(text) > LONGEST_TEXT:
        return (), " ".join(text.split())
    times: set[tuple[int, int | None]] = set()
    left = []
    for token in words.tokens(text, None):
        if token.kind == "time":
            times.add((token.start, token.end))
        elif token.text and token.kind != "stop":
            left.append(token.text)
    return tuple(sorted(times, key=lambda pair: (pair[0], pair[1] or -1))), " ".join(left)


# ---------------------------------------------------------------- writing


def format_schedule(slots: Iterable[Slot], year: int | None = None) -> str:
    """«пн, ср 16:30–18:00; сб 10:00–11:30; 3 ноября 2025 10:00–12:00»: equal days stand together.

    :param year: dates of the academic year that began in it are written without their year.
    """
    groups: dict[tuple[str, bool, tuple[str, ...]], list[Day]] = {}
    by_day: dict[tuple[Day, str, bool], list[str]] = {}
    for slot in sorted(set(slots), key=slot_order):
        day: Day | None = slot.on_date if slot.on_date is not None else slot.weekday
        if day is None:
            continue
        times = by_day.setdefault((day, slot.parity, slot.start is not None), [])
        if slot.start is not None:
            times.append(words.time_text(slot.start, slot.end))
    for (day, parity, timed), texts in by_day.items():
        groups.setdefault((parity, timed, tuple(texts)), []).append(day)
    chunks = []
    for (parity, _timed, stated), days in groups.items():
        names = ", ".join(_day_text(day, year) for day in days)
        chunks.append(f"{names} {', '.join(stated)}".rstrip() + _PARITY_NAMES.get(parity, ""))
    return "; ".join(chunks)


def _day_text(day: Day, year: int | None) -> str:
    if isinstance(day, date):
        text = f"{day.day} {MONTHS_OF[day.month - 1]}"
        return text if year is not None and academic_year(day) == year else f"{text} {day.year}"
    return WEEKDAY_SHORT[day]
