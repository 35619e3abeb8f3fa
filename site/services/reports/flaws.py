"""What cards of programs lack: counted by the database, one line for each published program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import JOIN, Case, fn

from navigator.data import Group, GroupFunding, Organization, Program, ScheduleSlot, Venue
from navigator.data.rows import tuples
from navigator.services.reports.scope import Scope

FLAWS = {
    "price": "Нет цены",
    "schedule": "Нет расписания",
    "address": "Нет адреса",
    "text": "Нет описания",
    "closed": "Набор закрыт",
    "old": "Не обновлялась больше полугода",
    "age": "Возраст группы вне возраста программы",
}
#: A card that nobody vouched for during so many months is old.
OLD_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Card:
    """A published program with the keys of what is wrong with it."""

    id: int
    name: str
    organization: int
    municipality: int
    flaws: frozenset[str]


def flaws(scope: Scope) -> list[Card]:
    """Every published program of a scope; two queries. A program without active groups is closed and lacks nothing
    that groups have."""
    wrong = _of_groups(scope)
    before = months_before(scope.day, OLD_MONTHS)
    described = (Program.annotation != "") | (Program.content != "")
    vouched = fn.COALESCE(Program.refreshed_on.cast("TEXT"), Program.changed_at.cast("TEXT"))  # ISO on both databases
    old = vouched < str(before)
    rows = (
        Program.select(
            *(Program.id, Program.name, Program.organization, Organization.municipality),
            *(Case(None, [(described, 1)], 0), Case(None, [(old, 1)], 0)),
        )
        .join(Organization)
        .where(scope.organizations(), Program.state == "published")
        .order_by(Organization.municipality, Organization.public_name, Program.name)
    )
    found = []
    for number, name, organization, home, has_text, is_old in tuples(rows):
        mine = set(wrong.get(number, ("closed",)))
        mine |= {key for key, is_so in (("text", not has_text), ("old", is_old)) if is_so}
        found.append(Card(number, name, organization, home, frozenset(mine)))
    return found


def _of_groups(scope: Scope) -> dict[int, tuple[str, ...]]:
    """What some active group of a program lacks; programs without groups are not named."""
    known = GroupFunding.select(GroupFunding.id).where(
        GroupFunding.group == Group.id,
        (GroupFunding.source == "budget") | GroupFunding.price.is_null(False) | GroupFunding.price_month.is_null(False),
    )
    lessons = ScheduleSlot.select(ScheduleSlot.id).where(ScheduleSlot.group == Group.id)
    addressed = (fn.COALESCE(Venue.address, "") != "") | (Organization.address != "")
    free = (Group.free_places > 0) | (Group.free_places.is_null() & (Group.vacancy != "none"))
    is_open = (
        (Group.locked == False)  # noqa: E712  # SQL
        & (Group.date_end.is_null() | (Group.date_end >= scope.day))
        & (Group.apply_from.is_null() | (Group.apply_from <= scope.day))
        & (Group.apply_to.is_null() | (Group.apply_to >= scope.day))
        & free
    )
    outside = (Group.age_from < Program.age_from) | (Group.age_to > Program.age_to)
    tests = {
        "price": (fn.EXISTS(known), 0, 1),
        "schedule": (fn.EXISTS(lessons) | (Group.schedule_note != ""), 0, 1),
        "address": (addressed, 0, 1),
        "age": (outside, 1, 0),
        "open": (is_open, 1, 0),
    }
    sums = [fn.MAX(Case(None, [(test, yes)], no)) for test, yes, no in tests.values()]
    rows = (
        Group.select(Group.program, *sums)
        .join(Venue, JOIN.LEFT_OUTER)
        .switch(Group)
        .join(Program)
        .join(Organization)
        .where(scope.organizations(), Program.state == "published", Group.status == "active")
        .group_by(Group.program)
    )
    found = {}
    for program, *marks in tuples(rows):
        *lacks, opened = marks
        named = [key for key, mark in zip(tests, lacks, strict=False) if mark]
        found[program] = (*named, *(() if opened else ("closed",)))
    return found


def months_before(day: date, months: int) -> date:
    """The day so many months before; of a longer month its 28th."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))
