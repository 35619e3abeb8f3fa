"""What reports keep: plans of municipalities, figures of each month, words that found nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import CharField, DateField, DateTimeField, DoubleField, ForeignKeyField, IntegerField, TextField

from navigator.data.base import BaseModel, utcnow
from navigator.data.places import Municipality


class ReportPlan(BaseModel):
    """What a municipality is to reach in a calendar year, and how many children of 5–17 live in it then."""

    if TYPE_CHECKING:
        municipality_id: int

    municipality = ForeignKeyField(Municipality, backref="plans", on_delete="CASCADE")
    year = IntegerField()
    population = IntegerField(null=True)  # of 5–17
    source = TextField(default="")  # of the population
    coverage = DoubleField(null=True)  # percent
    children = IntegerField(null=True)  # to be enrolled
    certificates = IntegerField(null=True)
    changed_at = DateTimeField(default=utcnow)

    class Meta:
        indexes = ((("municipality", "year"), True),)


class MonthFigure(BaseModel):
    """One figure of one municipality as it was on a day of a month: what the history of requests cannot tell later."""

    if TYPE_CHECKING:
        municipality_id: int

    municipality = ForeignKeyField(Municipality, backref="figures", on_delete="CASCADE")
    month = DateField()  # its first day
    taken_on = DateField()
    name = CharField(max_length=60)  # «registered», «direction.art.places»
    value = IntegerField()

    class Meta:
        indexes = ((("municipality", "month", "name"), True), (("taken_on",), False))


class MissedWord(BaseModel):
    """Words that found nothing on one day; until they are seen often enough only their keyed hash is kept."""

    digest = CharField(max_length=64)
    on_day = DateField()
    times = IntegerField(default=0)
    words = TextField(default="")

    class Meta:
        indexes = ((("digest", "on_day"), True), (("on_day",), False))
