"""Groups that children may be moved to from the queue: of this year and of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from navigator.rules.years import academic_year
from navigator.services.groups import GroupView, groups_of
from navigator.services.staff.queue import Row

#: A list of more programs is none that one finds a group in.
MOST_PROGRAMS = 5


@dataclass(frozen=True, slots=True)
class Targets:
    """Groups by program name; ``too_many`` says that the rows are of more programs than fit."""

    now: tuple[tuple[str, tuple[GroupView, ...]], ...] = ()
    following: tuple[tuple[str, tuple[GroupView, ...]], ...] = ()
    too_many: bool = False


def targets(rows: Sequence[Row], today: date) -> Targets:
    """Where the children of rows may go, in one question whatever their number."""
    programs = {row.program_id: row.program for row in rows if row.program_id and row.state == "enrolled"}
    if len(programs) > MOST_PROGRAMS:
        return Targets(too_many=True)
    found = groups_of(list(programs), today)
    year = academic_year(today)
    split: tuple[list[tuple[str, tuple[GroupView, ...]]], ...] = ([], [])
    for number, name in sorted(programs.items(), key=lambda one: one[1]):
        for at, part in enumerate(split):
            groups = tuple(one for one in found.get(number, []) if _is_next(one, year) == bool(at))
            if groups:
                part.append((name, groups))
    return Targets(tuple(split[0]), tuple(split[1]))


def _is_next(group: GroupView, year: int) -> bool:
    return group.date_start is not None and academic_year(group.date_start) > year
