"""Certificates: one record of a register for each child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import CharField, DateField, DateTimeField, ForeignKeyField

from navigator.data.base import BaseModel, utcnow
from navigator.data.children import Child
from navigator.data.places import Municipality
from navigator.data.sealed import SealedField


class Certificate(BaseModel):
    """A certificate that the authorised body issued; ``holder_key`` lets a child hold one living one per region."""

    if TYPE_CHECKING:
        child_id: int

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
    created_at = DateTimeField(default=utcnow)
    changed_at = DateTimeField(default=utcnow)
