"""Groups that a member of staff may take requests into, found by a few letters of the program's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from navigator.data import Group, Organization, Program
from navigator.data.rows import tuples
from navigator.rules.names import fold_name
from navigator.search.arrays import HIDDEN
from navigator.services.groups import GroupView, groups_of
from navigator.services.requests.checking import Place, place_of
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.territory import own_organizations, own_place

#: Programs that a page of choice shows.
MOST_PROGRAMS = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A program with its groups."""

    program: int
    name: str
    organization: str
    groups: tuple[GroupView, ...]


def choices(member: Member, typed: str, today: date) -> tuple[list[Choice], bool]:
    """Published programs of a territory whose names hold every typed word, with their active groups.

    :returns: at most :data:`MOST_PROGRAMS`, and whether there are more.
    """
    conditions = [own_organizations(member.territory), Program.state == "published", Organization.status.not_in(HIDDEN)]
    conditions += [Program.name_key.contains(word) for word in fold_name(typed).split()[:6]]
    living = Group.select(Group.program).where(Group.status == "active")
    rows = tuples(
        Program.select(Program.id, Program.name, Organization.public_name)
        .join(Organization)
        .where(*conditions, Program.id.in_(living))
        .order_by(Program.name_key, Program.id)
        .limit(MOST_PROGRAMS + 1)
    )
    groups = groups_of([number for number, _, _ in rows[:MOST_PROGRAMS]], today)
    found = [Choice(number, name, of, tuple(groups.get(number, ()))) for number, name, of in rows[:MOST_PROGRAMS]]
    return found, len(rows) > MOST_PROGRAMS


def place_for(member: Member, group: int, moment: Moment) -> Place:
    """A group of the territory.

    :raises NotMine: it lies outside, is not published, or is not there.
    """
    place = place_of(group, moment)
    if place is None or not member.territory.actor:
        raise NotMine(str(group))
    if not own_place(member.territory, place.organization, place.municipality.id):
        raise NotMine(str(group))
    return place
