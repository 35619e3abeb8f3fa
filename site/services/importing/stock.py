"""What is stored of some organizations, read at once so that a file is compared in Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from navigator.data import (
    Group,
    GroupFunding,
    GroupTeacher,
    Program,
    ProgramActivity,
    ProgramModule,
    ScheduleSlot,
    Teacher,
    Venue,
)
from navigator.data.rows import dicts, tuples
from navigator.rules.names import fold_name
from navigator.rules.schedule import Slot, slot_order

Prices = tuple[int | None, int | None, int | None]
_CHUNK = 500


@dataclass(slots=True)
class Stock:
    """Rows by their parents. Groups are in the order in which they were stored."""

    programs: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))  # by organization
    groups: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))  # by program
    slots: dict[int, list[Slot]] = field(default_factory=lambda: defaultdict(list))  # by group, sorted
    funding: dict[int, dict[str, Prices]] = field(default_factory=lambda: defaultdict(dict))  # by group and source
    group_teachers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # by group
    activities: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # by program
    modules: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))  # by program and folded name
    teachers: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))  # by organization and key
    venues: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))  # by organization


def load_stock(organizations: Iterable[int]) -> Stock:
    """Programs of organizations with all that belongs to them."""
    stock = Stock()
    ids = sorted(organizations)
    for start in range(0, len(ids), _CHUNK):
        _load(stock, ids[start : start + _CHUNK])
    return stock


def load_venues(organizations: Iterable[int]) -> Stock:
    """Only the venues of organizations."""
    stock = Stock()
    ids = sorted(organizations)
    for start in range(0, len(ids), _CHUNK):
        _load_venues(stock, ids[start : start + _CHUNK])
    return stock


def _load(stock: Stock, ids: Sequence[int]) -> None:
    _load_venues(stock, ids)
    for row in dicts(Program.select().where(Program.organization.in_(ids)).order_by(Program.id)):
        stock.programs[row["organization"]].append(row)
    for number, organization, key in tuples(
        Teacher.select(Teacher.id, Teacher.organization, Teacher.name_key).where(Teacher.organization.in_(ids))
    ):
        stock.teachers[organization][key] = number
    mine = Program.select(Program.id).where(Program.organization.in_(ids))
    for row in dicts(Group.select().where(Group.program.in_(mine)).order_by(Group.id)):
        stock.groups[row["program"]].append(row)
    links = ProgramActivity.select(ProgramActivity.program, ProgramActivity.activity)
    for program, activity in tuples(links.where(ProgramActivity.program.in_(mine)).order_by(ProgramActivity.position)):
        stock.activities[program].append(activity)
    modules = ProgramModule.select(ProgramModule.id, ProgramModule.program, ProgramModule.name)
    for number, program, name in tuples(modules.where(ProgramModule.program.in_(mine))):
        stock.modules[program][fold_name(name)] = number
    _load_groups(stock, Group.select(Group.id).where(Group.program.in_(mine)))


def _load_groups(stock: Stock, mine: Any) -> None:
    slots = ScheduleSlot.select(
        ScheduleSlot.group,
        ScheduleSlot.weekday,
        ScheduleSlot.start_minute,
        ScheduleSlot.end_minute,
        ScheduleSlot.on_date,
        ScheduleSlot.parity,
    )
    for group, *slot in tuples(slots.where(ScheduleSlot.group.in_(mine))):
        stock.slots[group].append(Slot(*slot))
    for found in stock.slots.values():
        found.sort(key=slot_order)
    funding = GroupFunding.select(
        GroupFunding.group, GroupFunding.source, GroupFunding.price, GroupFunding.price_month, GroupFunding.price_hour
    )
    for group, source, *prices in tuples(funding.where(GroupFunding.group.in_(mine))):
        stock.funding[group][source] = (prices[0], prices[1], prices[2])
    teachers = GroupTeacher.select(GroupTeacher.group, GroupTeacher.teacher)
    for group, teacher in tuples(teachers.where(GroupTeacher.group.in_(mine)).order_by(GroupTeacher.position)):
        stock.group_teachers[group].append(teacher)


def _load_venues(stock: Stock, ids: Sequence[int]) -> None:
    for row in dicts(Venue.select().where(Venue.organization.in_(ids)).order_by(Venue.id)):
        stock.venues[row["organization"]].append(row)
