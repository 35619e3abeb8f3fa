"""What is wrong with published programs, and where to go to mend it. One condition counts, lists and points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import Case, fn

from navigator.data import Group, GroupFunding, Program, ScheduleSlot, Venue
from navigator.data.rows import tuples

#: A card that nobody vouched for since so many days is stale: six months.
STALE = timedelta(days=183)
FAULTS = {
    "no_groups": "Нет групп",
    "no_price": "Нет цены",
    "no_schedule": "Нет расписания",
    "no_address": "Нет адреса занятий",
    "no_text": "Нет описания",
    "closed": "Набор закрыт",
    "stale": "Не обновлялась больше 6 месяцев",
    "ages": "Возраст группы вне возраста программы",
}
#: Faults of a group, with the field that mends them; the others are faults of the card.
GROUP_FAULTS = {"no_price": "price", "no_schedule": "schedule", "no_address": "venue", "ages": "age"}
CARD_FAULTS = {"no_text": "annotation"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a program; ``group`` 0 means the card, an empty ``field`` the page of the program."""

    kind: str
    label: str
    group: int
    group_name: str
    field: str


def _of_group(kind: str) -> Any:
    """The condition of a fault of an active group, for a query that joins programs."""
    if kind == "no_price":
        stated = GroupFunding.select(GroupFunding.id).where(
            GroupFunding.group == Group.id,
            (GroupFunding.source == "budget")
            | GroupFunding.price.is_null(False)
            | GroupFunding.price_month.is_null(False),
        )
        return ~fn.EXISTS(stated)
    if kind == "no_schedule":
        return ~fn.EXISTS(ScheduleSlot.select(ScheduleSlot.id).where(ScheduleSlot.group == Group.id))
    if kind == "no_address":
        return ~fn.EXISTS(Venue.select(Venue.id).where(Venue.id == Group.venue, Venue.address != ""))
    return (Group.age_from < Program.age_from) | (Group.age_to > Program.age_to)


def condition(kind: str, today: date) -> Any:
    """The condition of a fault of a program that families see."""
    active = Group.select(Group.id).where(Group.program == Program.id, Group.status == "active")
    found: Any = ~fn.EXISTS(active.where(*_takes_requests(today))) & fn.EXISTS(active)
    if kind in GROUP_FAULTS:
        found = fn.EXISTS(active.where(_of_group(kind)))
    elif kind == "no_groups":
        found = ~fn.EXISTS(active)
    elif kind == "no_text":
        found = Program.annotation == ""
    elif kind == "stale":
        day, moment = today - STALE, datetime.combine(today - STALE, time())
        vouched = Program.refreshed_on.is_null(False)
        found = (vouched & (Program.refreshed_on < day)) | (~vouched & (Program.changed_at < moment))
    return (Program.state == "published") & found


def _takes_requests(today: date) -> list[Any]:
    """The conditions under which ``rules.admission`` lets a group take requests or keep a waiting list."""
    return [
        Group.locked == False,  # noqa: E712  # SQL
        Group.date_end.is_null() | (Group.date_end >= today),
        Group.apply_from.is_null() | (Group.apply_from <= today),
        Group.apply_to.is_null() | (Group.apply_to >= today),
    ]


def any_fault(today: date) -> Any:
    """The condition of a program with some fault."""
    found = condition("no_groups", today)
    for kind in list(FAULTS)[1:]:
        found |= condition(kind, today)
    return found


def count_columns(today: date) -> list[Any]:
    """Columns that count each fault, for a query of programs."""
    return [fn.SUM(Case(None, [(condition(kind, today), 1)], 0)) for kind in FAULTS]


def faults_of(programs: list[int], today: date) -> dict[int, list[Fault]]:
    """Faults of some programs, each with where to mend it; two queries."""
    if not programs:
        return {}
    of_card = [kind for kind in FAULTS if kind not in GROUP_FAULTS]
    found: dict[int, list[Fault]] = {number: [] for number in programs}
    rows = tuples(
        Program.select(Program.id, *(Case(None, [(condition(kind, today), 1)], 0) for kind in of_card)).where(
            Program.id.in_(programs)
        )
    )
    for number, *flags in rows:
        found[number] += [
            Fault(kind, FAULTS[kind], 0, "", CARD_FAULTS.get(kind, ""))
            for kind, flag in zip(of_card, flags, strict=True)
            if flag
        ]
    rows = tuples(
        Group.select(
            Group.program, Group.id, Group.name, *(Case(None, [(_of_group(kind), 1)], 0) for kind in GROUP_FAULTS)
        )
        .join(Program)
        .where(Group.program.in_(programs), Group.status == "active", Program.state == "published")
        .order_by(Group.id)
    )
    for number, group, name, *flags in rows:
        found[number] += [
            Fault(kind, FAULTS[kind], group, name, field)
            for (kind, field), flag in zip(GROUP_FAULTS.items(), flags, strict=True)
            if flag
        ]
    return found
