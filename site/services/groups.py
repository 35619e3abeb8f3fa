"""Groups as people see them: state, places, price and lessons of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from navigator.data import (
    Group,
    GroupFunding,
    GroupTeacher,
    Organization,
    Program,
    ScheduleSlot,
    Settlement,
    Teacher,
    Venue,
)
from navigator.data.groups import funding_that_counts
from navigator.data.rows import dicts, tuples
from navigator.rules.admission import Admission, Verdict, admission
from navigator.rules.ages import ADULT_MONTHS, AgeRange, age_range
from navigator.rules.money import price_a_month
from navigator.rules.schedule import Slot

#: Columns that a view takes as they are.
PLAIN = (
    "name",
    "year_label",
    "level",
    "kind",
    "places",
    "free_places",
    "vacancy",
    "date_start",
    "date_end",
    "apply_from",
    "apply_to",
    "hours_week",
    "schedule_note",
    "apply_how",
    "apply_url",
)


@dataclass(frozen=True, slots=True)
class Price:
    """What one source of financing costs; kopecks, None = not stated."""

    source: str
    term: int | None
    month: int | None

    @property
    def is_free(self) -> bool:
        return self.source == "budget" or self.month == 0 or self.term == 0


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group with everything a family asks about it."""

    id: int
    program_id: int
    name: str
    year_label: str
    level: str
    kind: str
    age: AgeRange | None
    places: int | None
    free_places: int | None
    vacancy: str
    verdict: Verdict
    date_start: date | None
    date_end: date | None
    apply_from: date | None
    apply_to: date | None
    hours_week: float | None
    schedule_note: str
    venue_name: str
    address: str
    settlement: str
    apply_how: str
    apply_url: str
    slots: tuple[Slot, ...] = ()
    prices: tuple[Price, ...] = ()
    teachers: tuple[str, ...] = field(default=())

    @property
    def by_certificate(self) -> bool:
        return any(price.source == "certificate" for price in self.prices)

    @property
    def is_free(self) -> bool:
        return any(price.is_free for price in self.prices)

    @property
    def month_price(self) -> int | None:
        """The smallest stated price a month in kopecks, 0 when free, None when nobody stated one."""
        if self.is_free:
            return 0
        stated = [price.month for price in self.prices if price.month is not None]
        return min(stated) if stated else None


def groups_of(program_ids: Sequence[int], today: date, *, with_teachers: bool = False) -> dict[int, list[GroupView]]:
    """Active groups of programs, in the order of the file, keyed by program id.

    Names of teachers come only where the organization shows them.
    """
    if not program_ids:
        return {}
    rows = dicts(
        Group.select(
            Group,
            Program.state,
            Program.age_from.alias("program_age_from"),
            Program.age_to.alias("program_age_to"),
            Venue.name.alias("venue_name"),
            Venue.address.alias("venue_address"),
            Settlement.name.alias("settlement"),
        )
        .join(Program)
        .switch(Group)
        .left_outer_join(Venue)
        .left_outer_join(Settlement)
        .where(Group.program.in_(list(program_ids)), Group.status == "active")
        .order_by(Group.program, Group.id)
    )
    ids = [row["id"] for row in rows]
    slots, prices = _slots(ids), _funding(ids)
    teachers = _teachers(ids) if with_teachers else {}
    found: dict[int, list[GroupView]] = defaultdict(list)
    for row in rows:
        found[row["program"]].append(_view(row, today, slots, prices, teachers))
    return found


def _view(
    row: dict[str, Any],
    today: date,
    slots: dict[int, list[Slot]],
    funding: dict[int, list[tuple[str, int | None, int | None]]],
    teachers: dict[int, list[str]],
) -> GroupView:
    start = row["age_from"] if row["age_from"] is not None else row["program_age_from"]
    end = row["age_to"] if row["age_to"] is not None else row["program_age_to"]
    number: int = row["id"]
    values = {name: row[name] for name in PLAIN}
    verdict = admission(
        Admission(
            published=row["state"] == "published",
            active=row["status"] == "active",
            locked=bool(row["locked"]),
            apply_from=row["apply_from"],
            apply_to=row["apply_to"],
            date_start=row["date_start"],
            date_end=row["date_end"],
            free_places=row["free_places"],
            vacancy=str(row["vacancy"]),
            age_from=_admitted_from(start, row["program_age_from"]),
        ),
        today,
    )
    return GroupView(
        id=number,
        program_id=row["program"],
        age=age_range(start, end),
        verdict=verdict,
        venue_name=str(row["venue_name"] or ""),
        address=str(row["venue_address"] or ""),
        settlement=str(row["settlement"] or ""),
        slots=tuple(slots.get(number, ())),
        prices=tuple(
            Price(source, term, price_a_month(term, month, row["date_start"], row["date_end"]))
            for source, term, month in funding.get(number, ())
        ),
        teachers=tuple(teachers.get(number, ())),
        **values,
    )


def _admitted_from(own: int | None, program: int | None) -> int | None:
    """The age that admission looks at: a program for adults stays one whatever its groups say."""
    return program if program is not None and program >= ADULT_MONTHS else own


def _slots(group_ids: Iterable[int]) -> dict[int, list[Slot]]:
    found: dict[int, list[Slot]] = defaultdict(list)
    rows = (
        ScheduleSlot.select(
            ScheduleSlot.group,
            ScheduleSlot.weekday,
            ScheduleSlot.start_minute,
            ScheduleSlot.end_minute,
            ScheduleSlot.on_date,
            ScheduleSlot.parity,
        )
        .where(ScheduleSlot.group.in_(list(group_ids)))
        .order_by(ScheduleSlot.group, ScheduleSlot.on_date, ScheduleSlot.weekday, ScheduleSlot.start_minute)
    )
    for group, weekday, start, end, on_date, parity in tuples(rows):
        found[group].append(Slot(weekday, start, end, on_date, parity))
    return found


def _funding(group_ids: Iterable[int]) -> dict[int, list[tuple[str, int | None, int | None]]]:
    found: dict[int, list[tuple[str, int | None, int | None]]] = defaultdict(list)
    rows = (
        GroupFunding.select(GroupFunding.group, GroupFunding.source, GroupFunding.price, GroupFunding.price_month)
        .join(Group)
        .join(Program)
        .where(GroupFunding.group.in_(list(group_ids)), funding_that_counts())
        .order_by(GroupFunding.id)
    )
    for group, source, price, month in tuples(rows):
        found[group].append((source, price, month))
    return found


def _teachers(group_ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        GroupTeacher.select(GroupTeacher.group, Teacher.name)
        .join(Teacher)
        .join(Organization)
        .where(GroupTeacher.group.in_(list(group_ids)), Organization.show_teachers)
        .order_by(GroupTeacher.position)
    )
    for group, name in tuples(rows):
        found[group].append(name)
    return found
