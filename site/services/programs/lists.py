"""Rooms and people of an organization: renamed where they are wrong, taken out where nobody needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import Database, fn

from navigator.data import Group, GroupTeacher, Organization, Program, ScheduleSlot, Teacher, Venue
from navigator.data.database import catalog_changed, write
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.names import fold_name
from navigator.services.problems import storing
from navigator.services.programs.editing import owners
from navigator.services.requests.records import Missing, Moment, MoveRefused
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A venue or a teacher with the number of groups that need it; ``more`` is the address or the position."""

    id: int
    name: str
    more: str
    groups: int


def organization_of(territory: Territory, number: int | None) -> tuple[int, str]:
    """The organization whose lists are shown: the member's own, or a named one of the territory.

    :raises NotMine: it lies elsewhere or none is named.
    """
    wanted = territory.organization if number is None else number
    for one, name in owners(territory):
        if one == wanted:
            return one, name
    raise NotMine(str(number))


def venues_of(organization: int) -> list[Named]:
    """Places of lessons of an organization."""
    used = Group.select(fn.COUNT(Group.id)).where(Group.venue == Venue.id)
    rows = Venue.select(Venue.id, Venue.name, Venue.address, used).where(Venue.organization == organization)
    return [Named(*row) for row in tuples(rows.order_by(Venue.name, Venue.address, Venue.id))]


def teachers_of(organization: int) -> list[Named]:
    """Teachers of an organization."""
    used = GroupTeacher.select(fn.COUNT(GroupTeacher.group)).where(GroupTeacher.teacher == Teacher.id)
    rows = Teacher.select(Teacher.id, Teacher.name, Teacher.position, used).where(Teacher.organization == organization)
    return [Named(*row) for row in tuples(rows.order_by(Teacher.name, Teacher.id))]


def rename(
    database: Database, member: Member, organization: int, kind: str, number: int, name: str, more: str, moment: Moment
) -> None:
    """Give a venue or a teacher its right name.

    :raises NotMine: the organization has none of this number.
    :raises MoveRefused: no name, or a teacher of this name is there already.
    """
    name, more = " ".join(name.split())[:LONGEST], " ".join(more.split())[:LONGEST]
    with storing(database), write(database):
        _check(member, organization, kind, number)
        if kind == "venue":
            if not name and not more:
                raise Missing("Напишите название площадки или адрес")
            Venue.update(name=name, address=more).where(Venue.id == number).execute()
        else:
            if not name:
                raise Missing("Напишите фамилию и имя педагога")
            same = Teacher.select().where(
                Teacher.organization == organization, Teacher.name_key == fold_name(name), Teacher.id != number
            )
            if same.exists():
                raise MoveRefused("Педагог с таким именем в списке уже есть")
            Teacher.update(name=name, name_key=fold_name(name), position=more).where(Teacher.id == number).execute()
        _tell(database, member, organization, f"{kind}_rename", number, moment)


def remove(database: Database, member: Member, organization: int, kind: str, number: int, moment: Moment) -> None:
    """Take a venue or a teacher out of the lists.

    :raises NotMine: the organization has none of this number.
    :raises MoveRefused: groups need it.
    """
    with storing(database), write(database):
        _check(member, organization, kind, number)
        column = ScheduleSlot.venue if kind == "venue" else ScheduleSlot.teacher
        needed = ScheduleSlot.select().where(column == number).exists()
        if kind == "venue":
            needed = needed or Group.select().where(Group.venue == number).exists()
        else:
            needed = needed or GroupTeacher.select().where(GroupTeacher.teacher == number).exists()
        if needed:
            raise MoveRefused("Сначала замените в группах: здесь ещё идут занятия")
        model: Any = Venue if kind == "venue" else Teacher
        model.delete().where(model.id == number).execute()
        _tell(database, member, organization, f"{kind}_remove", number, moment)


def _check(member: Member, organization: int, kind: str, number: int) -> None:
    organization_of(member.territory, organization)
    model: Any = {"venue": Venue, "teacher": Teacher}.get(kind)
    if not member.territory.actor or model is None:
        raise NotMine(kind)
    if not model.select().where(model.id == number, model.organization == organization).exists():
        raise NotMine(str(number))


def _tell(database: Database, member: Member, organization: int, action: str, number: int, moment: Moment) -> None:
    if Program.select().join(Organization).where(Organization.id == organization).exists():
        catalog_changed()
    note(database, member.account, action, moment, subject=f"organization {organization}", detail=str(number))
