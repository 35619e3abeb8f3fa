"""A database of public facts only, from which a static copy is written.

The views of the catalog run over this small SQLite file: what is not copied here cannot leak into the copy, a scope
(one municipality, one organization) is a smaller file, and pages agree with each other while the source changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from peewee import Case, Database, fn

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
from navigator.data.database import migrate, open_database
from navigator.search.arrays import HIDDEN

CHUNK = 400


@dataclass(frozen=True, slots=True)
class Scope:
    """What a copy holds: the whole region, one municipality (slug or OKTMO) or one organization (id)."""

    municipality: str | None = None
    organization: int | None = None


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What each page of a copy says of itself."""

    data_date: date | None
    phone: str
    title: str


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
    copy = open_database(f"sqlite:///{target}")
    migrate(copy)
    copy.execute_sql("PRAGMA synchronous=OFF")
    source.bind(MODELS, bind_refs=False, bind_backrefs=False)
    for model, query in queries:
        for rows in _chunks(query):
            with copy.bind_ctx(MODELS, bind_refs=False, bind_backrefs=False), copy.atomic():
                model.insert_many(rows).execute()
    copy.close()
    return facts


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


def _queries(scope: Scope) -> list[tuple[type[BaseModel], Any]]:
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
        (GroupTeacher, GroupTeacher.select().where(GroupTeacher.group.in_(groups), GroupTeacher.teacher.in_(teachers))),
    ]


def _words(programs: Any, places: Any) -> list[tuple[type[BaseModel], Any]]:
    """What is published of reviews, assessments and pages: never who wrote it, what waits or what was refused."""
    told = _columns(Review, {"request", "draft", "reason", "reply_state", "reply_draft", "reply", "reply_reason"})
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


def _columns(model: Any, without: set[str]) -> list[Any]:
    return [field for field in model._meta.sorted_fields if field.name not in without]


def _slots(groups: Any) -> Any:
    """Lessons without their own teachers, whom no page shows."""
    columns = [field for field in ScheduleSlot._meta.sorted_fields if field.name != "teacher"]
    return ScheduleSlot.select(*columns).where(ScheduleSlot.group.in_(groups))


def _chunks(query: Any) -> Iterator[list[dict[str, Any]]]:
    rows = iter(list(query.dicts()))
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
