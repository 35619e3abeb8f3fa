"""What a report is asked of: a territory, one municipality of it or all, and a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from navigator.data import Municipality, Organization, Request
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.states import ORGANIZATION
from navigator.services.staff.territory import mine


@dataclass(frozen=True)
class Place:
    """A municipality of a report."""

    id: int
    slug: str
    name: str
    timezone: str
    funding_mode: str
    population: int | None  # of 5–17, of its card


@dataclass(frozen=True)
class Scope:
    """Whose figures of which day; a day before today is counted from the history.

    :param named: who asks may see names of children; its reading is written down.
    """

    territory: Territory
    day: date
    today: date
    municipality: int | None = None
    named: bool = False

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def is_organization(self) -> bool:
        return self.territory.role == ORGANIZATION

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Municipalities of the scope by name; of an organization its own."""
        return tuple(one for one in places_of(self.territory) if self.municipality in (None, one.id))

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.places]

    @cached_property
    def title(self) -> str:
        """The place in words."""
        if self.is_organization:
            return str(
                Organization.select(Organization.public_name)
                .where(Organization.id == self.territory.organization)
                .scalar()
            )
        return self.places[0].name if len(self.places) == 1 else "Все муниципалитеты"

    def requests(self) -> Any:
        """The condition that keeps a query of requests inside."""
        return mine(self.territory) & Request.municipality.in_(self.ids)

    def organizations(self) -> Any:
        """The same of organizations."""
        inside = Organization.municipality.in_(self.ids)
        return inside & (Organization.id == self.territory.organization) if self.is_organization else inside

    def until(self, column: Any) -> Any:
        """The condition that an instant of a request lies before the end of the day where the request is."""
        ends: dict[datetime, list[int]] = defaultdict(list)
        for place in self.places:
            ends[self.end(place.timezone)].append(place.id)
        return reduce(
            or_, [Request.municipality.in_(ids) & (column < end) for end, ids in ends.items()], Request.id < 0
        )

    def end(self, zone: str) -> datetime:
        """The end of the day in a time zone, in UTC without an offset."""
        midnight = datetime.combine(self.day + timedelta(days=1), time(), ZoneInfo(zone))
        return midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def places_of(territory: Territory) -> list[Place]:
    """Municipalities of a territory that take part in the catalog, by name."""
    if territory.role == ORGANIZATION:
        home = Organization.select(Organization.municipality).where(Organization.id == territory.organization)
        inside = Municipality.id.in_(home)
    elif territory.is_everything:
        inside = Municipality.is_shown | Municipality.id.in_(Organization.select(Organization.municipality))
    else:
        inside = Municipality.id == territory.municipality
    rows = Municipality.select(
        *(Municipality.id, Municipality.slug, Municipality.name, Municipality.timezone),
        *(Municipality.funding_mode, Municipality.population_5_17),
    ).where(inside)
    return sorted((Place(*row) for row in tuples(rows)), key=lambda one: one.name)


def chosen(places: Collection[Place], text: str) -> Place | None:
    """The municipality of some that a slug names; None when none does."""
    return next((one for one in places if one.slug == text), None)
