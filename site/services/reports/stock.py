"""Programs, groups and places that stand now, by organization and direction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields

from peewee import Case, fn

from navigator.data import Group, Organization, Program
from navigator.data.rows import tuples
from navigator.services.reports.scope import Scope


@dataclass(slots=True)
class Stock:
    """Published programs and those in moderation; active groups, stated places, taken and free ones of them.

    A place is taken where a group says both its size and what is free; ``unstated`` groups say one of them or none.
    """

    programs: int = 0
    moderation: int = 0
    groups: int = 0
    places: int = 0
    taken: int = 0
    free: int = 0
    unstated: int = 0

    def add(self, other: Stock) -> None:
        """Take another one in."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


#: Municipality, organization, direction (empty where the program has none).
Key = tuple[int, int, str]


def stock(scope: Scope) -> dict[Key, Stock]:
    """What stands in a scope; two queries."""
    found: dict[Key, Stock] = defaultdict(Stock)
    keys = (Organization.municipality, Program.organization, Program.direction)
    rows = (
        Program.select(*keys, Program.state, fn.COUNT(Program.id))
        .join(Organization)
        .where(scope.organizations(), Program.state.in_(("published", "moderation")))
        .group_by(*keys, Program.state)
    )
    for home, organization, direction, state, number in tuples(rows):
        one = found[home, organization, direction or ""]
        if state == "published":
            one.programs += number
        else:
            one.moderation += number
    stated = Group.places.is_null(False) & Group.free_places.is_null(False)
    sums = (
        fn.COUNT(Group.id),
        fn.SUM(fn.COALESCE(Group.places, 0)),
        fn.SUM(Case(None, [(stated & (Group.places > Group.free_places), Group.places - Group.free_places)], 0)),
        fn.SUM(fn.COALESCE(Group.free_places, 0)),
        fn.SUM(Case(None, [(stated, 0)], 1)),
    )
    groups = (
        Group.select(*keys, *sums)
        .join(Program)
        .join(Organization)
        .where(scope.organizations(), Program.state == "published", Group.status == "active")
        .group_by(*keys)
    )
    for home, organization, direction, *numbers in tuples(groups):
        one = found[home, organization, direction or ""]
        one.groups, one.places, one.taken, one.free, one.unstated = map(int, numbers)
    return found


def summed(found: dict[Key, Stock], at: int) -> dict[int | str, Stock]:
    """The same by one part of the key: 0 municipality, 1 organization, 2 direction."""
    sums: dict[int | str, Stock] = defaultdict(Stock)
    for key, one in found.items():
        sums[key[at]].add(one)
    return sums
