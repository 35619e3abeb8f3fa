"""Streets of the places where groups meet, read from the database when a typed line names one."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

from peewee import Database, PeeweeException, chunked

from navigator.data import Group, Organization, Program, Venue
from navigator.rules.streets import Street, street_in
from navigator.search.arrays import HIDDEN

log = logging.getLogger(__name__)
_AT_ONCE = 500


class CatalogStreets:
    """Streets of one state of the catalog: that of the venue of a group, else of its organization."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def streets(self) -> Collection[Street]:
        """Each street with each house once; none while the database does not answer."""
        return self._places.keys()

    def groups_on(self, label: str) -> Collection[int]:
        """Ids of groups that meet on «ул. Ленина» or at «ул. Ленина, 24»."""
        mine = [where for one, where in self._places.items() if label in (one.label, f"{one.label}, {one.house}")]
        venues = sorted({number for found, _ in mine for number in found})
        homes = sorted({number for _, found in mine for number in found})
        try:
            return frozenset(self._groups(venues, homes))
        except PeeweeException:
            log.exception("groups of a street could not be read")
            return frozenset()

    @cached_property
    def _places(self) -> dict[Street, tuple[set[int], set[int]]]:
        """Streets with the venues there and the organizations whose groups meet there without a venue."""
        found: dict[Street, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        try:
            homes = {number: street_in(address) for number, address in self._rows(_organizations())}
            venues = [
                (number, street_in(address) or homes.get(owner)) for number, address, owner in self._rows(_venues())
            ]
        except PeeweeException:
            log.exception("streets could not be read")
            return {}
        for number, street in venues:
            if street:
                found[street][0].add(number)
        for number, street in homes.items():
            if street:
                found[street][1].add(number)
        return dict(found)

    def _groups(self, venues: Collection[int], homes: Collection[int]) -> Iterator[int]:
        for some in chunked(venues, _AT_ONCE):
            yield from (number for (number,) in self._rows(Group.select(Group.id).where(Group.venue.in_(some))))
        for some in chunked(homes, _AT_ONCE):
            query = Group.select(Group.id).join(Program)
            query = query.where(Group.venue.is_null(), Program.organization.in_(some))
            yield from (number for (number,) in self._rows(query))

    def _rows(self, query: Any) -> list[Any]:
        return list(self._database.execute(query).fetchall())


def _organizations() -> Any:
    return Organization.select(Organization.id, Organization.address).where(Organization.status.not_in(HIDDEN))


def _venues() -> Any:
    query = Venue.select(Venue.id, Venue.address, Venue.organization).join(Organization)
    return query.where(Organization.status.not_in(HIDDEN))
