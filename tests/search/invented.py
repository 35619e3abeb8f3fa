"""Small random catalogs with every oddity that filters meet, as plain objects and as rows of a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from peewee import Database

from navigator.data import (
    Activity,
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
from navigator.data.database import catalog_changed, write

TODAY = date(2026, 9, 10)
DIRECTIONS = ("tech", "art", "sport")
ACTIVITIES = {"lepka": "art", "hor": "art", "robo": "tech", "samolet": "tech", "futbol": "sport"}
PLACES = {"bohto": "m1", "onon": "m1", "egor": "m2", "kavalerka": "m2"}
NAMES = ("Ёлочка", "Ель", "Жук", "«Ах!»", "Яхта", "3D-мир", "робот", "Еж", "ёж", "English", "Лепка", "Ель")


@dataclass
class G:
    """A group."""

    id: int = 0
    status: str = "active"
    level: str = ""
    age: tuple[int | None, int | None] = (None, None)
    start: date | None = None
    end: date | None = None
    apply_from: date | None = None
    apply_to: date | None = None
    locked: bool = False
    free_places: int | None = None
    vacancy: str = ""
    place: str = ""
    slots: list[tuple[int | None, date | None, int | None]] = field(default_factory=list)
    funding: list[tuple[str, int | None, int | None]] = field(default_factory=list)


@dataclass
class P:
    """A program with its organization's facts."""

    id: int
    name: str
    state: str
    organization: int
    org_status: str
    municipality: str
    org_place: str
    direction: str
    activities: list[str]
    form: str
    distance: bool
    levels: list[str]
    health: list[str]
    project: str
    marks: list[str]
    network: bool
    rating: float | None
    age: tuple[int | None, int | None]
    groups: list[G]


def maybe(random: Random, chance: float, value: Any, other: Any = None) -> Any:
    """The value with some chance, else the other one."""
    return value if random.random() < chance else other


def a_day(random: Random) -> date:
    """A day near today or a year away."""
    return TODAY + timedelta(days=random.choice((-400, -200, -30, -1, 0, 1, 20, 200, 360, 400)))


def a_group(random: Random) -> G:
    """A random group."""
    low = random.choice((None, 12, 48, 60, 90, 120, 216))
    start = maybe(random, 0.7, a_day(random))
    return G(
        status=maybe(random, 0.85, "active", "archived"),
        level=random.choice(("", "initial", "basic", "advanced")),
        age=(low, maybe(random, 0.8, (low or 60) + random.choice((12, 30, 60)))),
        start=start,
        end=maybe(random, 0.7, (start or a_day(random)) + timedelta(days=random.choice((10, 200, 400)))),
        apply_from=maybe(random, 0.2, a_day(random)),
        apply_to=maybe(random, 0.2, a_day(random)),
        locked=random.random() < 0.15,
        free_places=random.choice((None, None, 0, 1, 7)),
        vacancy=random.choice(("", "some", "none")),
        place=random.choice(("", "", *PLACES)),
        slots=[
            (None, a_day(random), random.choice((None, 600)))
            if random.random() < 0.15
            else (random.randrange(7), None, random.choice((None, 540, 719, 720, 1019, 1020, 1140)))
            for _ in range(random.choice((0, 1, 1, 2, 3)))
        ],
        funding=[
            (
                source,
                random.choice((None, None, 0, 90_000, 900_000)),
                random.choice((None, None, 0, 50_000, 100_000, 150_000)),
            )
            for source in random.sample(
                ("none", "budget", "certificate", "paid", "private"), random.choice((0, 1, 1, 2))
            )
        ],
    )


def a_catalog(random: Random, programs: int) -> list[P]:
    """A random catalog; ids are set when it is written."""
    organizations = [
        (
            number,
            random.choice(("new", "active", "active", "active", "refused", "blocked")),
            random.choice(list(PLACES)),
        )
        for number in range(1, 6)
    ]
    found = []
    for number in range(1, programs + 1):
        organization, status, place = random.choice(organizations)
        direction = random.choice((*DIRECTIONS, ""))
        low = random.choice((None, 36, 60, 84, 120, 216, 240))
        found.append(
            P(
                id=number,
                name=random.choice(NAMES),
                state=maybe(random, 0.9, "published", random.choice(("draft", "archived"))),
                organization=organization,
                org_status=status,
                municipality=PLACES[place],
                org_place=maybe(random, 0.8, place, "") if organization != 1 else "",
                direction=direction,
                activities=random.sample(list(ACTIVITIES), random.choice((0, 1, 2))),
                form=random.choice(("full_time", "full_time", "mixed", "extramural")),
                distance=random.random() < 0.3,
                levels=random.sample(("initial", "basic", "advanced"), random.choice((0, 0, 1, 2))),
                health=random.sample(("deaf", "blind", "autism"), random.choice((0, 0, 0, 1, 2))),
                project=random.choice(("", "", "quantorium", "it_cube")),
                marks=random.choice(([], [], ["best"], ["gifted", "best"], ["отметка из файла"])),
                network=random.random() < 0.2,
                rating=random.choice((None, 3.5, 4.0, 5.0)),
                age=(low, maybe(random, 0.8, (low or 60) + random.choice((12, 48)))),
                groups=[a_group(random) for _ in range(random.choice((0, 1, 1, 1, 2, 3, 5)))],
            )
        )
    places = {one.organization: one.org_place for one in found}
    for one in found:
        one.org_place = places[one.organization]
    return found


def write_catalog(database: Database, catalog: list[P]) -> None:
    """Write a catalog into an empty database and give its groups their ids."""
    with write(database):
        for slug in DIRECTIONS:
            Direction.create(slug=slug, name=slug.title(), position=DIRECTIONS.index(slug))
        activities = {
            slug: Activity.create(slug=slug, name=slug.title(), name_key=slug, direction=direction)
            for slug, direction in ACTIVITIES.items()
        }
        municipalities = {
            slug: Municipality.create(slug=slug, oktmo=slug, name=slug.upper(), region="Край") for slug in ("m1", "m2")
        }
        places = {
            slug: Settlement.create(slug=slug, name=f"с. {slug}", name_key=slug, municipality=municipalities[where])
            for slug, where in PLACES.items()
        }
        for one in catalog:
            organization = Organization.get_or_none(id=one.organization) or Organization.create(
                id=one.organization,
                full_name=f"Школа {one.organization}",
                public_name=f"Школа {one.organization}",
                name_key=f"школа {one.organization}",
                municipality=municipalities[one.municipality],
                settlement=places.get(one.org_place),
                status=one.org_status,
            )
            _write_program(one, organization, activities, places)
        catalog_changed()


def _write_program(one: P, organization: Any, activities: dict[str, Any], places: dict[str, Any]) -> None:
    program = Program.create(
        id=one.id,
        organization=organization,
        name=one.name,
        name_key=one.name.lower(),
        direction=one.direction or None,
        study_form=one.form,
        uses_distance=one.distance,
        levels=one.levels,
        health=one.health,
        project=one.project,
        marks=one.marks,
        network=one.network,
        rating=one.rating,
        state=one.state,
        age_from=one.age[0],
        age_to=one.age[1],
    )
    for position, slug in enumerate(one.activities):
        ProgramActivity.create(program=program, activity=activities[slug], position=position)
    for group in one.groups:
        row = Group.create(
            program=program,
            level=group.level,
            age_from=group.age[0],
            age_to=group.age[1],
            free_places=group.free_places,
            vacancy=group.vacancy,
            date_start=group.start,
            date_end=group.end,
            apply_from=group.apply_from,
            apply_to=group.apply_to,
            locked=group.locked,
            status=group.status,
            venue=Venue.create(organization=organization, settlement=places[group.place]) if group.place else None,
        )
        group.id = row.id
        for weekday, on_date, start in group.slots:
            ScheduleSlot.create(group=row, weekday=weekday, on_date=on_date, start_minute=start)
        for source, price, month in group.funding:
            GroupFunding.create(group=row, source=source, price=price, price_month=month)
