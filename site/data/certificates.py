"""Certificates: one record of a register for each child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, SmallIntegerField

from navigator.data.base import BaseModel, utcnow
from navigator.data.children import Child
from navigator.data.places import Municipality
from navigator.data.sealed import SealedField


class CertificateGroup(BaseModel):
    """A group of certificates of a municipality: they share a nominal. ``type`` is funded or social."""

    if TYPE_CHECKING:
        municipality_id: int

    municipality = ForeignKeyField(Municipality, backref="certificate_groups", on_delete="RESTRICT")
    name = CharField(max_length=120)
    type = CharField(max_length=12, default="funded")
    position = SmallIntegerField(default=0)

    class Meta:
        indexes = ((("municipality", "name"), True),)


class Certificate(BaseModel):
    """A certificate that the authorised body issued; ``holder_key`` lets a child hold one living one per region."""

    if TYPE_CHECKING:
        child_id: int
        municipality_id: int
        group_id: int | None

    number = SealedField()  # ten digits
    number_hash = CharField(max_length=64, unique=True)
    child = ForeignKeyField(Child, backref="certificates", on_delete="RESTRICT")
    municipality = ForeignKeyField(Municipality, backref="certificates", on_delete="RESTRICT")
    type = CharField(max_length=12, default="accounting")
    status = CharField(max_length=10, default="active")
    holder_key = CharField(max_length=64, null=True, unique=True)  # null once closed
    issued_on = DateField()
    valid_until = DateField()  # the 18th birthday
    closed_reason = CharField(max_length=20, default="")
    group = ForeignKeyField(CertificateGroup, null=True, backref="certificates", on_delete="RESTRICT")
    checked_on = DateField(null=True)  # documents were looked at in person
    type_changed_at = DateTimeField(null=True)
    frozen_on = DateField(null=True)
    merged_into = ForeignKeyField("self", null=True, backref="merged", on_delete="RESTRICT")
    created_at = DateTimeField(default=utcnow)
    changed_at = DateTimeField(default=utcnow)
