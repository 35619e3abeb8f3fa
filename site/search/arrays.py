"""Reading the public catalog from the database in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from peewee import Database

from navigator.data import (
    Activity,
    Counter,
    Direction,
    Group,
    GroupFunding,
    Municipality,
    Organization,
    Program,
    ProgramActivity,
    ScheduleSlot,
    Settlement,
    Venue,
)
from navigator.data.database import CATALOG, PLACES, is_sqlite
from navigator.data.fields import unpack
from navigator.data.groups import funding_that_counts

#: Organizations with these statuses are not shown, nor are their programs.
HIDDEN = ("refused", "blocked")


class ProgramRow(NamedTuple):
    """A visible program; ages in months."""

    id: int
    name: str
    direction: str
    form: str
    distance: bool
    levels: tuple[str, ...]
    health: tuple[str, ...]
    project: str
    rating: float | None
    marks: tuple[str, ...]  # best, gifted, network
    age_from: int | None
    age_to: int | None
    organization: int
    municipality: str  # slug
    place: str  # slug of the organization's settlement


class GroupRow(NamedTuple):
    """An active group of a visible program; ages in months."""

    id: int
    program: int
    level: str
    age_from: int | None
    age_to: int | None
    date_start: date | None
    date_end: date | None
    apply_from: date | None
    apply_to: date | None
    locked: bool
    free_places: int | None
    vacancy: str
    place: str  # slug of the venue's settlement


@dataclass(frozen=True, slots=True)
class Loaded:
    """The public catalog as rows; ``names`` holds for each key of a filter the values with their labels."""

    generation: int
    places: int
    programs: list[ProgramRow]
    groups: list[GroupRow]
    activities: dict[int, list[str]]  # program → slugs
    slots: dict[int, list[tuple[int, int | None]]]  # group → weekday, minute of start
    funding: dict[int, list[tuple[str, int | None, int | None]]]  # group → source, kopecks a term, kopecks a month
    names: dict[str, dict[str, str]]


def read_generation(database: Database) -> int:
    """Generation of the catalog in this database: one cheap query; 0 before the first change."""
    rows = _rows(database, Counter.select(Counter.value).where(Counter.name == CATALOG))
    return int(rows[0][0]) if rows else 0


def read_stamp(database: Database) -> tuple[int, int]:
    """Generation of the catalog and number of changes of its free places: one cheap query."""
    rows = _rows(database, Counter.select(Counter.name, Counter.value).where(Counter.name.in_((CATALOG, PLACES))))
    found = dict(rows)
    return int(found.get(CATALOG, 0)), int(found.get(PLACES, 0))


def read_visible(database: Database) -> frozenset[int]:
    """Ids of the programs that people may see now."""
    rows = _rows(database, _visible(Program.select(Program.id).join(Organization)))
    return frozenset(number for (number,) in rows)


#: Free places of a group, None when nobody said how many, and its vacancy.
Places = tuple[int | None, str]


def read_places(database: Database) -> tuple[tuple[int, int], dict[int, Places]]:
    """Stamp of the catalog, and the free places of each active group by its id, as one state of the database."""
    query = Group.select(Group.id, Group.free_places, Group.vacancy).where(Group.status == "active")
    with reading(database):
        return read_stamp(database), {number: (free, vacancy) for number, free, vacancy in _rows(database, query)}


def load(database: Database) -> Loaded:
    """Read everything that filters ask about, as one state of the database."""
    with reading(database):
        generation, places = read_stamp(database)
        return Loaded(
            generation=generation,
            places=places,
            programs=_programs(database),
            groups=_groups(database),
            activities=_activities(database),
            slots=_slots(database),
            funding=_funding(database),
            names=_names(database),
        )


@contextmanager
def reading(database: Database) -> Iterator[None]:
    """One read-only state of the database for several queries."""
    if database.in_transaction():
        yield
        return
    with database.atomic():
        if not is_sqlite(database):
            database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _rows(database: Database, query: Any) -> list[Any]:
    """Rows as the driver gives them: peewee's converters cost more than the query."""
    return list(database.execute(query).fetchall())


@lru_cache(maxsize=8192)
def _day_of(text: str) -> date:
    return date.fromisoformat(text)


def _day(value: Any) -> date | None:
    return _day_of(value) if isinstance(value, str) else value


def _visible(query: Any) -> Any:
    return query.where(Program.state == "published", Organization.status.not_in(HIDDEN))


def _active(query: Any) -> Any:
    """Rows of active groups of visible programs; the query has joined what is needed."""
    return _visible(query).where(Group.status == "active")


def _programs(database: Database) -> list[ProgramRow]:
    query = (
        Program.select(
            Program.id,
            Program.name,
            Program.direction,
            Program.study_form,
            Program.uses_distance,
            Program.levels,
            Program.health,
            Program.project,
            Program.rating,
            Program.marks,
            Program.network,
            Program.age_from,
            Program.age_to,
            Organization.id,
            Municipality.slug,
            Settlement.slug,
        )
        .join(Organization)
        .join(Municipality)
        .switch(Organization)
        .left_outer_join(Settlement)
        .order_by(Program.id)
    )
    return [
        ProgramRow._make(
            (
                *(*row[:2], row[2] or "", row[3], bool(row[4]), unpack(row[5]), unpack(row[6]), *row[7:9]),
                *((*unpack(row[9]), "network") if row[10] else unpack(row[9]), *row[11:15], row[15] or ""),
            )
        )
        for row in _rows(database, _visible(query))
    ]


def _groups(database: Database) -> list[GroupRow]:
    query = (
        Group.select(
            Group.id,
            Group.program,
            Group.level,
            Group.age_from,
            Group.age_to,
            Group.date_start,
            Group.date_end,
            Group.apply_from,
            Group.apply_to,
            Group.locked,
            Group.free_places,
            Group.vacancy,
            Settlement.slug,
        )
        .join(Program)
        .join(Organization)
        .switch(Group)
        .left_outer_join(Venue)
        .left_outer_join(Settlement)
        .order_by(Group.id)
    )
    return [
        GroupRow._make((*row[:5], *map(_day, row[5:9]), bool(row[9]), row[10], row[11], row[12] or ""))
        for row in _rows(database, _active(query))
    ]


def _activities(database: Database) -> dict[int, list[str]]:
    query = (
        ProgramActivity.select(ProgramActivity.program, Activity.slug)
        .join(Program)
        .join(Organization)
        .switch(ProgramActivity)
        .join(Activity)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for program, slug in _rows(database, _visible(query)):
        found[program].append(slug)
    return found


def _slots(database: Database) -> dict[int, list[tuple[int, int | None]]]:
    query = (
        ScheduleSlot.select(ScheduleSlot.group, ScheduleSlot.weekday, ScheduleSlot.start_minute, ScheduleSlot.on_date)
        .join(Group)
        .join(Program)
        .join(Organization)
    )
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for group, weekday, start, on_date in _rows(database, _active(query)):
        if weekday is None:
            day = _day(on_date)
            if day is None:
                continue
            weekday = day.weekday()
        found[group].append((weekday, start))
    return found


def _funding(database: Database) -> dict[int, list[tuple[str, int | None, int | None]]]:
    query = (
        GroupFunding.select(GroupFunding.group, GroupFunding.source, GroupFunding.price, GroupFunding.price_month)
        .join(Group)
        .join(Program)
        .join(Organization)
        .where(funding_that_counts())
    )
    found: dict[int, list[tuple[str, int | None, int | None]]] = defaultdict(list)
    for group, source, term, month in _rows(database, _active(query)):
        found[group].append((source, term, month))
    return found


def _names(database: Database) -> dict[str, dict[str, str]]:
    settlements = _rows(
        database, Settlement.select(Settlement.slug, Settlement.name, Municipality.name).join(Municipality)
    )
    seen: dict[str, int] = defaultdict(int)
    for _, name, _ in settlements:
        seen[name] += 1
    organizations = Organization.select(Organization.id, Organization.public_name)
    return {
        "direction": dict(
            _rows(database, Direction.select(Direction.slug, Direction.name).order_by(Direction.position))
        ),
        "activity": dict(_rows(database, Activity.select(Activity.slug, Activity.name))),
        "municipality": dict(_rows(database, Municipality.select(Municipality.slug, Municipality.name))),
        "place": {slug: f"{name} ({where})" if seen[name] > 1 else name for slug, name, where in settlements},
        "organization": {
            str(number): name
            for number, name in _rows(database, organizations.where(Organization.status.not_in(HIDDEN)))
        },
    }
