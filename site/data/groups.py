"""When and for how much: groups, their lessons, prices and teachers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateField,
    DateTimeField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from navigator.data.base import BaseModel, utcnow
from navigator.data.organizations import Teacher, Venue
from navigator.data.programs import Program, ProgramModule


class Group(BaseModel):
    """Группа (набор): what a request is sent to."""

    if TYPE_CHECKING:
        program_id: int
        venue_id: int | None

    program = ForeignKeyField(Program, backref="groups", on_delete="CASCADE")
    module = ForeignKeyField(ProgramModule, null=True, backref="groups", on_delete="SET NULL")
    external_id = CharField(null=True)
    name = TextField(default="")
    name_key = TextField(default="")
    ordinal = SmallIntegerField(default=0)  # among equal names and levels, in file order
    year_label = TextField(default="")  # «1-й год обучения»
    level = CharField(max_length=10, default="")
    kind = CharField(max_length=12, default="group")
    age_from = SmallIntegerField(null=True)  # months
    age_to = SmallIntegerField(null=True)  # months, exclusive
    size_min = IntegerField(null=True)
    places = IntegerField(null=True)
    free_places = IntegerField(null=True)
    vacancy = CharField(max_length=10, default="")
    stated_free = IntegerField(null=True)  # free places as the last file or form said; ``free_places`` is what is left
    held = IntegerField(default=0)  # places that requests hold
    date_start = DateField(null=True)
    date_end = DateField(null=True)
    apply_from = DateField(null=True)
    apply_to = DateField(null=True)
    locked = BooleanField(default=False)
    locked_next_year = BooleanField(default=False)
    next_apply_from = DateField(null=True)
    next_apply_to = DateField(null=True)
    hours_year = DoubleField(null=True)
    hours_week = DoubleField(null=True)
    schedule_note = TextField(default="")  # words of the file that are not slots
    venue = ForeignKeyField(Venue, null=True, backref="groups", on_delete="SET NULL")
    status = CharField(max_length=10, default="active")
    apply_how = CharField(max_length=10, default="")
    apply_url = TextField(default="")
    created_at = DateTimeField(default=utcnow)
    changed_at = DateTimeField(default=utcnow)
    version = IntegerField(default=0)  # grows with each save by staff
    copied_from = IntegerField(null=True, unique=True)  # the group of the year before: it is copied once

    class Meta:
        table_name = "study_group"
        indexes = ((("program", "external_id"), True), (("program", "name_key", "level", "ordinal"), False))
        constraints = (Check("free_places IS NULL OR free_places >= 0"), Check("held >= 0"))


class ScheduleSlot(BaseModel):
    """One lesson of the week (``weekday``) or of one date (``on_date``); minutes since midnight."""

    if TYPE_CHECKING:
        group_id: int
        venue_id: int | None
        teacher_id: int | None

    group = ForeignKeyField(Group, backref="slots", on_delete="CASCADE")
    weekday = SmallIntegerField(null=True)  # 0 = Monday
    on_date = DateField(null=True)
    start_minute = SmallIntegerField(null=True)
    end_minute = SmallIntegerField(null=True)
    parity = CharField(max_length=4, default="")  # odd, even or each week
    period_from = DateField(null=True)
    period_to = DateField(null=True)
    lesson_minutes = SmallIntegerField(null=True)
    subject = TextField(default="")
    venue = ForeignKeyField(Venue, null=True, backref="slots", on_delete="SET NULL")
    teacher = ForeignKeyField(Teacher, null=True, backref="slots", on_delete="SET NULL")

    class Meta:
        constraints = (Check("(weekday IS NULL) <> (on_date IS NULL)"),)


class GroupFunding(BaseModel):
    """A source of financing of a group with its own price; kopecks, None = not stated."""

    if TYPE_CHECKING:
        group_id: int

    group = ForeignKeyField(Group, backref="funding", on_delete="CASCADE")
    source = CharField(max_length=12)
    price = BigIntegerField(null=True)  # for the term
    price_month = BigIntegerField(null=True)
    price_hour = BigIntegerField(null=True)

    class Meta:
        indexes = ((("group", "source"), True),)


#: Registers whose programs certificates pay for; a program that names none of the registers is trusted in its prices.
PAYABLE = ("certified", "valued")


def funding_that_counts() -> Any:
    """The condition of sources that people may use: a certificate pays only where the registers say so.

    The query must have joined the group's program.
    """
    allowed = Program.registries == ""
    for register in PAYABLE:
        allowed |= Program.registries.contains(register)
    return (GroupFunding.source != "certificate") | allowed


class GroupTeacher(BaseModel):
    """Who leads a group."""

    group = ForeignKeyField(Group, backref="teacher_links", on_delete="CASCADE")
    teacher = ForeignKeyField(Teacher, backref="group_links", on_delete="CASCADE")
    position = SmallIntegerField(default=0)

    class Meta:
        primary_key = CompositeKey("group", "teacher")
