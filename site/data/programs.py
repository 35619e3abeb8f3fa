"""What is taught: directions, activities, programs and their modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
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
from navigator.data.fields import CodesField
from navigator.data.organizations import Organization


class Direction(BaseModel):
    """Направленность: one of six."""

    slug = CharField(max_length=20, primary_key=True)
    name = CharField()
    exchange = CharField(max_length=40, default="")
    aliases = TextField(default="")
    position = SmallIntegerField(default=0)


class Activity(BaseModel):
    """Вид деятельности, under one direction. Imports may add activities of their own."""

    direction = ForeignKeyField(Direction, backref="activities", on_delete="RESTRICT")
    slug = CharField(max_length=80, unique=True)
    name = TextField()
    name_key = TextField()
    position = SmallIntegerField(default=1000)

    class Meta:
        indexes = ((("direction", "name_key"), True),)


class Program(BaseModel):
    """Дополнительная общеобразовательная программа: the card of the catalog."""

    if TYPE_CHECKING:
        direction_id: str | None
        organization_id: int

    organization = ForeignKeyField(Organization, backref="programs", on_delete="RESTRICT")
    external_id = CharField(null=True)
    name = TextField()
    name_key = TextField()
    short_name = TextField(default="")
    annotation = TextField(default="")
    goals = TextField(default="")
    content = TextField(default="")
    results = TextField(default="")
    equipment = TextField(default="")  # материальная база
    direction = ForeignKeyField(Direction, null=True, backref="programs", on_delete="RESTRICT")
    kind = CharField(max_length=10, default="general")
    study_form = CharField(max_length=12, default="full_time")
    uses_distance = BooleanField(default=False)
    network = BooleanField(default=False)
    partners = TextField(default="")
    levels = CodesField(default="")
    age_from = SmallIntegerField(null=True)  # months
    age_to = SmallIntegerField(null=True)  # months, exclusive
    duration = TextField(default="")
    hours_total = DoubleField(null=True)
    hours_week = DoubleField(null=True)
    health = CodesField(default="")
    medical_certificate = BooleanField(default=False)
    entry_test = BooleanField(default=False)
    registries = CodesField(default="")
    project = CharField(max_length=30, default="")
    marks = CodesField(default="")  # best, gifted
    document = TextField(default="")  # документ по окончании
    keywords = CodesField(default="")
    what_to_bring = TextField(default="")
    contacts = TextField(default="")
    site = TextField(default="")
    payment_note = TextField(default="")  # price in the words of the file
    normative_price = BigIntegerField(null=True)  # kopecks
    rating = DoubleField(null=True)
    state = CharField(max_length=12, default="published")
    apply_how = CharField(max_length=10, default="")
    apply_url = TextField(default="")
    created_at = DateTimeField(default=utcnow)
    changed_at = DateTimeField(default=utcnow)
    refreshed_on = DateField(null=True)  # when somebody last vouched for the card
    version = IntegerField(default=0)  # grows with each save by staff

    class Meta:
        indexes = ((("organization", "external_id"), True), (("organization", "name_key"), False))


class ProgramActivity(BaseModel):
    """Activities of a program; ``position`` 0 is the main one."""

    program = ForeignKeyField(Program, backref="activity_links", on_delete="CASCADE")
    activity = ForeignKeyField(Activity, backref="program_links", on_delete="RESTRICT")
    position = SmallIntegerField(default=0)

    class Meta:
        primary_key = CompositeKey("program", "activity")


class ProgramModule(BaseModel):
    """Year or part of a program; load and price are set on it."""

    program = ForeignKeyField(Program, backref="modules", on_delete="CASCADE")
    ordinal = SmallIntegerField()
    name = TextField(default="")
    months = SmallIntegerField(null=True)
    hours_group = DoubleField(null=True)
    hours_individual = DoubleField(null=True)
    min_children = IntegerField(null=True)
    max_children = IntegerField(null=True)
    price = BigIntegerField(null=True)  # kopecks
    normative_price = BigIntegerField(null=True)  # kopecks
    results = TextField(default="")
    is_open = BooleanField(default=True)

    class Meta:
        indexes = ((("program", "ordinal"), True),)
