"""An invented region of any size with the proportions of a real one, written straight into a database.

Counts of a real region of 5,614 programs: directions, open enrollment, prices, groups and lessons a program. Names and
texts are put together from lists of words; they resemble nothing but the length of real ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from random import Random
from typing import Any

import region_words as words
from peewee import Database

from navigator.data import (
    Activity,
    BaseModel,
    Direction,
    Group,
    GroupFunding,
    GroupTeacher,
    Municipality,
    Organization,
    Program,
    ProgramActivity,
    ScheduleSlot,
    Settlement,
    Teacher,
    Venue,
)
from navigator.data.database import catalog_changed, is_sqlite, write
from navigator.rules.names import fold_name, slugify

TODAY = date(2026, 9, 10)
PROGRAMS = 5_614
#: Direction → programs, and those of them with open enrollment.
DIRECTIONS = {
    "art": (1585, 285),
    "social": (1179, 285),
    "sport": (1176, 233),
    "tech": (985, 292),
    "science": (524, 153),
    "tourism": (165, 50),
}
MUNICIPALITIES, ORGANIZATIONS, VENUES, TEACHERS, TAGS = 17, 358, 798, 2_048, 1_083
GROUPS, SLOTS = 7_285, 22_919
#: Programs by price: not stated, free, up to 5,000, up to 10,000, dearer (roubles for the term).
PRICES = {"unknown": 2040, "free": 2998, "low": 3, "middle": 4, "high": 569}
CHUNK = 2_000
_RANGES = {"low": (1_000, 5_000), "middle": (5_001, 10_000), "high": (10_001, 60_000)}


@dataclass(frozen=True, slots=True)
class Region:
    """What was written."""

    programs: int
    groups: int
    slots: int


class _Table:
    """Rows of one model, written in bulk; what a row does not state has the model's default."""

    def __init__(self, database: Database, model: type[BaseModel]) -> None:
        self._database, self._model = database, model
        self._fields = {field.name: field for field in model._meta.sorted_fields}
        self._rows: list[list[Any]] = []
        self._defaults = {name: self._default(field) for name, field in self._fields.items()}
        self._next_id = count(1)

    @staticmethod
    def _default(field: Any) -> Any:
        value = field.default() if callable(field.default) else field.default
        return field.db_value(value) if value is not None else None

    def add(self, **values: Any) -> int:
        """Take a row; returns its id."""
        row = dict(self._defaults)
        if "id" in row:
            row["id"] = next(self._next_id)
        row.update({name: self._fields[name].db_value(value) for name, value in values.items()})
        self._rows.append(list(row.values()))
        return int(row.get("id") or 0)

    def write(self) -> None:
        mark = "?" if is_sqlite(self._database) else "%s"
        names = ", ".join(f'"{field.column_name}"' for field in self._fields.values())
        marks = ", ".join([mark] * len(self._fields))
        table = self._model._meta.table_name
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608  # names of our own tables
        cursor = self._database.cursor()
        rows = iter(self._rows)
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(statement, chunk)


def fill(database: Database, size: int = PROGRAMS, seed: int = 1) -> Region:
    """Write a region of so many programs into an empty, migrated database."""
    return _Region(database, size, seed).write()


def texts(seed: int = 1) -> Iterator[str]:
    """Endless descriptions of 80–120 words."""
    random = Random(seed)
    while True:
        yield _text(random, random.randint(80, 120))


def _text(random: Random, length: int) -> str:
    found: list[str] = []
    while len(found) < length:
        found += random.choice(words.PHRASES).split()
        found += random.choices(words.VOCABULARY, weights=words.WEIGHTS, k=random.randint(4, 9))
        found[-1] += "."
    return " ".join(found[:length])


def _spread(random: Random, total: int, slots: int, least: int, most: int) -> list[int]:
    """So many things over so many places, each with at least and at most so many."""
    found = [least] * slots
    left = total - least * slots
    while left > 0:
        place = random.randrange(slots)
        if found[place] < most:
            found[place] += 1
            left -= 1
    return found


class _Region:
    def __init__(self, database: Database, size: int, seed: int) -> None:
        self.database, self.size, self.random = database, size, Random(seed)
        models = (Municipality, Settlement, Organization, Venue, Teacher, Direction, Activity, Program)
        links = (ProgramActivity, Group, ScheduleSlot, GroupFunding, GroupTeacher)
        self.tables = {model: _Table(database, model) for model in (*models, *links)}
        self.share = size / PROGRAMS
        self.tags = [f"{word} {number}" for number, word in enumerate(islice(words.endless(seed), TAGS))]

    def scaled(self, number: int) -> int:
        return max(1, round(number * self.share))

    def write(self) -> Region:
        self.places()
        self.activities()
        groups = _spread(self.random, self.scaled(GROUPS), self.size, 1, 12)
        slots = iter(_spread(self.random, self.scaled(SLOTS), sum(groups), 1, 7))
        for position, (direction, is_open, price) in enumerate(self.kinds()):
            self.program(direction, is_open, price, groups[position], slots)
        with write(self.database):
            for table in self.tables.values():
                table.write()
            if not is_sqlite(self.database):
                self._move_sequences()
            catalog_changed()
        return Region(self.size, sum(groups), self.scaled(SLOTS))

    def _move_sequences(self) -> None:
        for model in self.tables:
            if "id" in model._meta.fields:
                table = model._meta.table_name
                self.database.execute_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM \"{table}\"))"  # noqa: S608  # names of our own tables
                )

    def kinds(self) -> list[tuple[str, bool, str]]:
        """Direction, whether it is open and the kind of price of each program."""
        found = []
        prices = self.random.choices(list(PRICES), weights=list(PRICES.values()), k=self.size)
        directions = self.random.choices(
            list(DIRECTIONS), weights=[total for total, _ in DIRECTIONS.values()], k=self.size
        )
        for direction, price in zip(directions, prices, strict=True):
            total, opened = DIRECTIONS[direction]
            found.append((direction, self.random.random() < opened / total, price))
        return found

    def places(self) -> None:
        random, tables = self.random, self.tables
        self.municipality_places: list[list[int]] = []
        for number in range(MUNICIPALITIES):
            name = f"{words.PLACES[number % len(words.PLACES)]}ский округ {number + 1}"
            municipality = tables[Municipality].add(
                slug=f"m{number + 1}", oktmo=f"{47_700_000 + number:08}", name=name, region="Область", is_shown=True
            )
            self.municipality_places.append(
                [self.settlement(municipality, number, place) for place in range(random.randint(2, 9))]
            )
        self.organizations: list[tuple[int, list[int]]] = []
        for number in range(self.scaled(ORGANIZATIONS)):
            self.organizations.append(self.organization(number))
        for _ in range(self.scaled(VENUES) - self.scaled(ORGANIZATIONS)):
            organization, venues = random.choice(self.organizations)
            venues.append(tables[Venue].add(organization=organization, settlement=random.choice(self._settlements)))
        self.teachers: dict[int, list[int]] = {}
        for number in range(self.scaled(TEACHERS)):
            organization, _ = self.organizations[number % len(self.organizations)]
            name = f"{random.choice(words.SURNAMES)} {number}"
            found = tables[Teacher].add(organization=organization, name=name, name_key=fold_name(name))
            self.teachers.setdefault(organization, []).append(found)

    _settlements: list[int]

    def settlement(self, municipality: int, number: int, place: int) -> int:
        name = f"{'г.' if place == 0 else 'с.'} {words.PLACES[(number * 7 + place) % len(words.PLACES)]}о"
        found = self.tables[Settlement].add(
            municipality=municipality, name=name, name_key=fold_name(name), slug=f"{slugify(name)}-{number}-{place}"
        )
        self._settlements = [*getattr(self, "_settlements", []), found]
        return found

    def organization(self, number: int) -> tuple[int, list[int]]:
        random, tables = self.random, self.tables
        municipality = min(int(random.expovariate(0.25)), MUNICIPALITIES - 1)
        settlement = random.choice(self.municipality_places[municipality])
        name = f"{random.choice(words.ORGANIZATIONS)} «{random.choice(words.NAMES)}» № {number + 1}"
        organization = tables[Organization].add(
            municipality=municipality + 1,
            full_name=name,
            public_name=name,
            name_key=fold_name(name),
            settlement=settlement,
            show_teachers=random.random() < 0.5,
            status="active",
        )
        return organization, [tables[Venue].add(organization=organization, settlement=settlement)]

    def activities(self) -> None:
        self.activity_ids: dict[str, list[int]] = {}
        known = {direction.slug for direction in Direction.select()}
        for position, (slug, (name, activities)) in enumerate(words.DIRECTIONS.items()):
            if slug not in known:
                self.tables[Direction].add(slug=slug, name=name, position=position)
            for activity in activities:
                number = self.tables[Activity].add(
                    direction=slug, slug=f"{slug}-{slugify(activity)}", name=activity, name_key=fold_name(activity)
                )
                self.activity_ids.setdefault(slug, []).append(number)

    def program(self, direction: str, is_open: bool, price: str, groups: int, slots: Iterator[int]) -> None:
        random, tables = self.random, self.tables
        organization, venues = random.choice(self.organizations)
        name = words.program_name(random, direction)
        start = random.choices((36, 60, 72, 84, 96, 120, 144, 216), weights=(3, 10, 20, 25, 15, 15, 10, 2))[0]
        end = start + 12 * random.randint(1, 8)
        level = random.choice(("initial", "basic", "basic", "advanced"))
        program = tables[Program].add(
            organization=organization,
            name=name,
            name_key=fold_name(name),
            annotation=_text(random, random.randint(80, 120)),
            direction=direction,
            study_form=random.choices(("full_time", "mixed", "extramural"), weights=(90, 6, 4))[0],
            uses_distance=random.random() < 0.08,
            levels=(level,),
            age_from=start,
            age_to=end,
            health=random.sample(words.HEALTH, k=2) if random.random() < 0.04 else (),
            project=random.choice(words.PROJECTS) if random.random() < 0.12 else "",
            keywords=random.sample(self.tags, k=random.randint(0, 4)),
            rating=round(random.uniform(3, 5), 1) if random.random() < 0.4 else None,
        )
        for activity in random.sample(self.activity_ids[direction], k=random.choice((1, 1, 1, 2))):
            tables[ProgramActivity].add(program=program, activity=activity)
        for ordinal in range(groups):
            self.group(program, organization, random.choice(venues), level, is_open, price, ordinal, next(slots))

    def group(
        self,
        program: int,
        organization: int,
        venue: int,
        level: str,
        is_open: bool,
        price: str,
        ordinal: int,
        slots: int,
    ) -> None:
        random, tables = self.random, self.tables
        start = date(2026, 9, 1) + timedelta(days=random.randint(0, 40))
        closed = random.choice(("locked", "window", "ended")) if not is_open else ""
        if closed == "ended":
            start = start.replace(year=2025)
        group = tables[Group].add(
            program=program,
            name=f"Группа {ordinal + 1}",
            name_key=f"группа {ordinal + 1}",
            level=level,
            places=random.randint(8, 25),
            free_places=random.randint(1, 8) if is_open and random.random() < 0.6 else None,
            date_start=start,
            date_end=date(start.year + 1, 5, 31),
            apply_to=date(2026, 9, 1) if closed == "window" else None,
            locked=closed == "locked",
            venue=venue,
        )
        self.funding(group, price)
        for weekday in random.sample(range(7), k=slots):
            minute = random.choice(range(9 * 60, 19 * 60, 15))
            tables[ScheduleSlot].add(group=group, weekday=weekday, start_minute=minute, end_minute=minute + 90)
        tables[GroupTeacher].add(group=group, teacher=random.choice(self.teachers[organization]))

    def funding(self, group: int, price: str) -> None:
        random, table = self.random, self.tables[GroupFunding]
        if price == "free":
            table.add(group=group, source="budget")
        elif price != "unknown":
            table.add(group=group, source="paid", price=100 * random.randint(*_RANGES[price]))
        if random.random() < 0.15:
            table.add(group=group, source="certificate")
