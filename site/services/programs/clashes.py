"""Clashes of an organization's timetable, in words: a warning, never a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from navigator.data import Group, GroupTeacher, Program, ScheduleSlot
from navigator.data.rows import tuples
from navigator.rules.clashes import Clash, Lesson, find_clashes
from navigator.rules.schedule import format_schedule
from navigator.services.programs.card import place_names, slot_of, teacher_names


@dataclass(frozen=True, slots=True)
class ClashLine:
    """One clash: what is shared, when, and the other group with its program."""

    kind: str
    what: str
    when: str
    group: int
    group_name: str
    other: int
    other_name: str
    other_program: int
    other_program_name: str


def clashes_of(program: Program) -> list[ClashLine]:
    """Clashes of the groups of a program with all groups of its organization."""
    rows = tuples(
        Group.select(
            Group.id,
            Group.name,
            Group.date_start,
            Group.date_end,
            Group.venue,
            Group.copied_from,
            Program.id,
            Program.name,
        )
        .join(Program)
        .where(
            Program.organization == program.organization_id,
            Program.state != "archived",
            Group.status.in_(["active", "draft"]),
        )
    )
    groups = {row[0]: row for row in rows}
    mine = {number for number, row in groups.items() if row[6] == program.id}
    if not mine:
        return []
    found = [one for one in find_clashes(_lessons(groups)) if {one.one.group, one.other.group} & mine]
    venues, teachers = place_names(program.organization_id), teacher_names(program.organization_id)
    lines: dict[tuple[str, int, int, int], ClashLine] = {}
    for clash in found:
        one, other = (clash.one, clash.other) if clash.one.group in mine else (clash.other, clash.one)
        first, second = groups[one.group], groups[other.group]
        if first[5] == other.group or second[5] == one.group:
            continue  # a copy for the next year whose dates nobody said yet
        key = (clash.kind, clash.what, one.group, other.group)
        what = (venues if clash.kind == "venue" else teachers).get(clash.what, "")
        when = _when(clash)
        lines.setdefault(
            key,
            ClashLine(clash.kind, what, when, one.group, first[1], other.group, second[1], second[6], second[7]),
        )
    return list(lines.values())


def _lessons(groups: dict[int, tuple[Any, ...]]) -> list[Lesson]:
    ids = list(groups)
    leading: dict[int, set[int]] = {}
    for group, teacher in tuples(
        GroupTeacher.select(GroupTeacher.group, GroupTeacher.teacher).where(GroupTeacher.group.in_(ids))
    ):
        leading.setdefault(group, set()).add(teacher)
    found = []
    for row in ScheduleSlot.select().where(ScheduleSlot.group.in_(ids)):
        _, _, start, end, venue, *_ = groups[row.group_id]
        own = row.teacher_id
        found.append(
            Lesson(
                group=row.group_id,
                slot=slot_of(row),
                venue=row.venue_id or venue,
                teachers=frozenset({own} if own else leading.get(row.group_id, ())),
                since=row.period_from or start,
                until=row.period_to or end,
            )
        )
    return found


def _when(clash: Clash) -> str:
    slots = {clash.one.slot, clash.other.slot}
    return " и ".join(format_schedule([slot]) for slot in sorted(slots, key=lambda one: (one.start or 0, one.end or 0)))
