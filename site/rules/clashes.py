"""Lessons that stand in each other's way: one room or one teacher at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from navigator.rules.schedule import Slot

#: A lesson whose end nobody stated is taken to last so long, minutes.
USUAL_MINUTES = 45


@dataclass(frozen=True, slots=True)
class Lesson:
    """One slot of one group with what it occupies; ``since`` and ``until`` are None where nobody said."""

    group: int
    slot: Slot
    venue: int | None = None
    teachers: frozenset[int] = field(default_factory=frozenset)
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two lessons that cannot both be: ``kind`` is venue or teacher, ``what`` its id."""

    kind: str
    what: int
    one: Lesson
    other: Lesson


def find_clashes(lessons: Iterable[Lesson], group: int | None = None) -> list[Clash]:
    """Pairs of lessons of different groups that share a place or a teacher at one time.

    :param group: only clashes with this group.
    """
    shared: dict[tuple[str, int], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        if lesson.slot.start is None:
            continue
        if lesson.venue is not None:
            shared["venue", lesson.venue].append(lesson)
        for teacher in lesson.teachers:
            shared["teacher", teacher].append(lesson)
    found = []
    for (kind, what), some in shared.items():
        for one, other in combinations(some, 2):
            if one.group != other.group and (group is None or group in (one.group, other.group)) and meet(one, other):
                first, second = (other, one) if other.group == group else (one, other)
                found.append(Clash(kind, what, first, second))
    return found


def meet(one: Lesson, other: Lesson) -> bool:
    """Whether two lessons are ever held at the same time."""
    return _same_days(one, other) and _same_hours(one.slot, other.slot) and _same_weeks(one.slot, other.slot)


def _same_hours(one: Slot, other: Slot) -> bool:
    if one.start is None or other.start is None:
        return False
    return one.start < _end(other) and other.start < _end(one)


def _end(slot: Slot) -> int:
    start = slot.start or 0
    return slot.end if slot.end is not None else start + USUAL_MINUTES


def _same_weeks(one: Slot, other: Slot) -> bool:
    return not one.parity or not other.parity or one.parity == other.parity


def _same_days(one: Lesson, other: Lesson) -> bool:
    first, second = one.slot.on_date, other.slot.on_date
    if first is not None and second is not None:
        return first == second
    if first is not None:
        return _held_on(other, first)
    if second is not None:
        return _held_on(one, second)
    return one.slot.weekday == other.slot.weekday and _terms_overlap(one, other)


def _held_on(lesson: Lesson, day: date) -> bool:
    begun = lesson.since is None or lesson.since <= day
    return lesson.slot.weekday == day.weekday() and begun and (lesson.until is None or day <= lesson.until)


def _terms_overlap(one: Lesson, other: Lesson) -> bool:
    starts_late = one.since is not None and other.until is not None and one.since > other.until
    ends_early = one.until is not None and other.since is not None and one.until < other.since
    return not starts_late and not ends_early
