"""Who teaches: organizations, their venues and teachers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    BooleanField,
    CharField,
    DateTimeField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from navigator.data.base import BaseModel, utcnow
from navigator.data.places import Municipality, Settlement


class Organization(BaseModel):
    """A provider of programs."""

    if TYPE_CHECKING:
        settlement_id: int | None
        municipality_id: int

    municipality = ForeignKeyField(Municipality, backref="organizations", on_delete="RESTRICT")
    external_id = CharField(null=True)
    full_name = TextField()
    short_name = TextField(default="")
    public_name = TextField()  # what families call it
    name_key = TextField(index=True)  # folded public name
    type = CharField(max_length=30, default="none")
    department = CharField(max_length=20, default="none")
    ownership = CharField(max_length=20, default="public")
    inn = CharField(max_length=12, default="")
    ogrn = CharField(max_length=15, default="")
    legal_address = TextField(default="")
    address = TextField(default="")
    settlement = ForeignKeyField(Settlement, null=True, backref="organizations", on_delete="SET NULL")
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)
    phone = TextField(default="")
    email = TextField(default="")
    site = TextField(default="")
    director = TextField(default="")
    contact_person = TextField(default="")
    license = TextField(default="")  # number, date, by whom
    about = TextField(default="")
    slogan = TextField(default="")
    max_children = IntegerField(null=True)
    can_use_certificates = BooleanField(default=False)
    show_teachers = BooleanField(default=False)
    apply_how = CharField(max_length=10, default="")  # empty: as the municipality says
    apply_url = TextField(default="")
    status = CharField(max_length=10, default="new")
    created_at = DateTimeField(default=utcnow)
    changed_at = DateTimeField(default=utcnow)

    class Meta:
        indexes = ((("municipality", "external_id"), True), (("municipality", "name_key"), False))


class Venue(BaseModel):
    """A place of lessons."""

    organization = ForeignKeyField(Organization, backref="venues", on_delete="CASCADE")
    name = TextField(default="")
    address = TextField(default="")
    settlement = ForeignKeyField(Settlement, null=True, backref="venues", on_delete="SET NULL")
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)


class Teacher(BaseModel):
    """A teacher; the name is public only when the organization says so (``show_teachers``)."""

    organization = ForeignKeyField(Organization, backref="teachers", on_delete="CASCADE")
    name = TextField()
    name_key = TextField()
    position = TextField(default="")

    class Meta:
        indexes = ((("organization", "name_key"), True),)
