"""A database of public facts only, from which a static copy is written.

The views of the catalog run over this small SQLite file: what is not copied here cannot leak into the copy, a scope
(one municipality, one organization) is a smaller file, and pages agree with each other while the source changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from peewee import Case, Database, Value, fn

from navigator.data import (
    MODELS,
    Activity,
    BaseModel,
    ContentPage,
    Counter,
    Direction,
    Fact,
    Group,
    GroupFunding,
    GroupTeacher,
    Municipality,
    Nominal,
    Organization,
    PageFile,
    Program,
    ProgramActivity,
    ProgramModule,
    QualityMark,
    QualityReview,
    Review,
    ScheduleSlot,
    Settlement,
    Teacher,
    Venue,
)
from navigator.data.database import BUSY_SECONDS, is_sqlite, migrate, open_database
from navigator.search.arrays import HIDDEN, reading

CHUNK = 2_000
#: The tables that a copy is made of, parents first.
PUBLIC: tuple[type[BaseModel], ...] = (
    Counter,
    Fact,
    Municipality,
    Nominal,
    Settlement,
    Organization,
    Venue,
    Teacher,
    Direction,
    Activity,
    Program,
    ProgramActivity,
    ProgramModule,
    Group,
    ScheduleSlot,
    GroupFunding,
    GroupTeacher,
)
_Queries = list[tuple[type[BaseModel], Any]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a copy holds: the whole region, one municipality (slug or OKTMO) or one organization (id)."""

    municipality: str | None = None
    organization: int | None = None


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What each page of a copy says of itself; after ``stale_days`` it says that things may have changed."""

    data_date: date | None
    phone: str
    title: str
    logo: str = ""
    stale_days: int = 30


class UnknownScopeError(LookupError):
    """No such municipality or organization; the message says what to do."""


def copy_public(source: Database, target: Path, scope: Scope) -> CopyFacts:
    """Write the public part of a database into a new SQLite file.

    Personal data is not among the tables that are read; teachers only where their organization shows them.
    :raises UnknownScopeError: when the municipality or organization is not there.
    """
    source.bind(MODELS, bind_refs=False, bind_backrefs=False)
    queries = _queries(scope)
    facts = _facts(scope)
    target.unlink(missing_ok=True)
    if is_sqlite(source):
        _schema_of(source, target, "table")
        _copy_beside(source, target, queries)
        _schema_of(source, target, "index")  # made at once over all rows: many times faster than row by row
    else:
        copy = open_database(f"sqlite:///{target}")
        migrate(copy)
        copy.close()
        source.bind(MODELS, bind_refs=False, bind_backrefs=False)
        _copy_over(source, target, queries)
    return facts


def _schema_of(source: Any, target: Path, kind: str) -> None:
    """Make the tables or the indexes of the source in a file."""
    made = source.execute_sql(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND type = ? ORDER BY name",
        (kind,),
    ).fetchall()
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute("BEGIN")
        for (statement,) in made:
            copy.execute(statement)
        copy.execute("COMMIT")


def _copy_beside(source: Any, target: Path, queries: _Queries) -> None:
    """Let SQLite itself carry the rows from file to file, as one state of the source."""
    with closing(sqlite3.connect(source.database, isolation_level=None, timeout=BUSY_SECONDS)) as link:
        link.execute("ATTACH ? AS public_copy", (str(target),))
        link.execute("PRAGMA public_copy.synchronous=OFF")
        link.execute("PRAGMA public_copy.journal_mode=OFF")
        link.execute("BEGIN")
        for model, query in queries:
            text, values = query.sql()
            columns = ", ".join(f'"{one[0]}"' for one in link.execute(f"{text} LIMIT 0", values).description)
            table = model._meta.table_name
            link.execute(f'INSERT INTO public_copy."{table}" ({columns}) {text}', values)  # names of our own tables
        link.execute("COMMIT")


def _copy_over(source: Database, target: Path, queries: _Queries) -> None:
    """Carry the rows of another database through this process, as one state of the source."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy, reading(source):
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute("BEGIN")
        for model, query in queries:
            found = source.execute(query)
            names = [one[0] for one in found.description]
            columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
            table = model._meta.table_name
            while rows := found.fetchmany(CHUNK):
                copy.executemany(
                    f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608  # names of our own tables
                    [[_plain(value) for value in row] for row in rows],
                )
        copy.execute("COMMIT")


def _plain(value: Any) -> Any:
    """A value as SQLite keeps it."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _facts(scope: Scope) -> CopyFacts:
    latest = Program.select(fn.MAX(Program.changed_at)).join(Organization).where(*_programs_of(scope)).scalar()
    phone, title = "", ""
    if scope.organization is not None:
        row = Organization.get_by_id(scope.organization)
        phone, title = row.phone, row.public_name
    elif scope.municipality is not None:
        place = Municipality.get(_municipality(scope.municipality))
        phone, title = place.center_phone, place.name
    return CopyFacts(latest.date() if latest else None, phone, title)


def _municipality(name: str) -> Any:
    return (Municipality.slug == name) | (Municipality.oktmo == name)


def _programs_of(scope: Scope) -> tuple[Any, ...]:
    wanted: tuple[Any, ...] = (Program.state == "published", Organization.status.not_in(HIDDEN))
    if scope.organization is not None:
        if Organization.get_or_none(Organization.id == scope.organization) is None:
            raise UnknownScopeError(f"Организации {scope.organization} нет. Номер виден в адресе её страницы.")
        wanted += (Organization.id == scope.organization,)
    if scope.municipality is not None:
        place = Municipality.get_or_none(_municipality(scope.municipality))
        if place is None:
            raise UnknownScopeError(f"Муниципалитета «{scope.municipality}» нет. Назовите его адрес (slug) или ОКТМО.")
        wanted += (Organization.municipality == place.id,)
    return wanted


def _queries(scope: Scope) -> _Queries:
    wanted = _programs_of(scope)
    programs = Program.select(Program.id).join(Organization).where(*wanted)
    in_scope = [condition for condition in wanted if condition is not wanted[0]]
    organizations = Organization.select(Organization.id).where(*in_scope)
    municipalities = Organization.select(Organization.municipality).where(*in_scope)
    everything = scope == Scope()
    shown = Municipality.id.in_(municipalities) | (Municipality.is_shown if everything else (Municipality.id < 0))
    places = Municipality.select(Municipality.id).where(shown)
    groups = Group.select(Group.id).where(Group.program.in_(programs), Group.status == "active")
    teachers = (
        Teacher.select(Teacher.id)
        .join(Organization)
        .where(Organization.id.in_(organizations), Organization.show_teachers)
    )
    return [
        (Counter, Counter.select()),
        (Fact, Fact.select().where(Fact.name == "demo")),
        (Municipality, Municipality.select().where(shown)),
        (Nominal, Nominal.select().where(Nominal.municipality.in_(places))),
        (Settlement, Settlement.select().where(Settlement.municipality.in_(places))),
        (Organization, Organization.select().where(Organization.id.in_(organizations))),
        (Venue, Venue.select().where(Venue.organization.in_(organizations))),
        (Teacher, Teacher.select().where(Teacher.id.in_(teachers))),
        (Direction, Direction.select()),
        (Activity, Activity.select()),
        (Program, Program.select().where(Program.id.in_(programs))),
        (ProgramActivity, ProgramActivity.select().where(ProgramActivity.program.in_(programs))),
        (ProgramModule, ProgramModule.select().where(ProgramModule.program.in_(programs))),
        (Group, Group.select().where(Group.id.in_(groups))),
        (ScheduleSlot, _slots(groups)),
        (GroupFunding, GroupFunding.select().where(GroupFunding.group.in_(groups))),
        *_words(programs, places),
        (
            GroupTeacher,
            GroupTeacher.select(GroupTeacher)
            .join(Teacher)
            .join(Organization)
            .where(GroupTeacher.group.in_(groups), Organization.id.in_(organizations), Organization.show_teachers),
        ),
    ]


def _words(programs: Any, places: Any) -> list[tuple[type[BaseModel], Any]]:
    """What is published of reviews, assessments and pages: never who wrote it, what waits or what was refused."""
    told = _columns(Review, {"request", "draft", "reason", "reply_draft", "reply_reason"}, {"reply_state", "reply"})
    is_answered = Review.reply_state == "published"
    answer = (
        Case(None, [(is_answered, "published")], "").alias("reply_state"),
        Case(None, [(is_answered, Review.reply)], "").alias("reply"),
    )
    shown = (QualityReview.program.in_(programs), QualityReview.is_public)
    assessed = QualityReview.select(QualityReview.id).where(*shown)
    public = (ContentPage.state == "published") & (
        ContentPage.municipality.is_null() | ContentPage.municipality.in_(places)
    )
    pages = ContentPage.select(ContentPage.id).where(public)
    reviewed = Program.select(Program.id).join(Organization).join(Municipality).where(Municipality.reviews_on)
    return [
        (
            Review,
            Review.select(*told, *answer).where(
                Review.program.in_(programs), Review.program.in_(reviewed), Review.state == "published"
            ),
        ),
        (QualityReview, QualityReview.select(*_columns(QualityReview, {"account"})).where(*shown)),
        (QualityMark, QualityMark.select().where(QualityMark.review.in_(assessed))),
        (ContentPage, ContentPage.select(*_columns(ContentPage, {"account"})).where(public)),
        (PageFile, PageFile.select().where(PageFile.page.in_(pages))),
    ]


def _columns(model: Any, without: set[str], elsewhere: Collection[str] = ()) -> list[Any]:
    """Columns of a table, those that nobody may see empty; ``elsewhere`` are told by the query itself."""
    fields = model._meta.sorted_fields
    kept = [field for field in fields if field.name not in without and field.name not in elsewhere]
    empty = [
        Value(field.default if isinstance(field.default, int | str) else "").alias(field.column_name)
        for field in fields
        if field.name in without and not field.null
    ]
    return [*kept, *empty]


def _slots(groups: Any) -> Any:
    """Lessons without their own teachers, whom no page shows."""
    columns = [field for field in ScheduleSlot._meta.sorted_fields if field.name != "teacher"]
    return ScheduleSlot.select(*columns).where(ScheduleSlot.group.in_(groups))
