"""Children, as requests name them: encrypted, found by keyed hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import CharField, DateTimeField, ForeignKeyField

from navigator.data.base import BaseModel, utcnow
from navigator.data.fields import CodesField
from navigator.data.places import Municipality
from navigator.data.sealed import SealedField


class Child(BaseModel):
    """A child of some request or certificate. Names and birth date may be shared by namesakes, a SNILS may not."""

    last_name = SealedField()
    first_name = SealedField()
    patronymic = SealedField(default="")
    birth_date = SealedField()  # ISO
    snils = SealedField(default="")  # 11 digits
    municipality = ForeignKeyField(Municipality, null=True, backref="children", on_delete="RESTRICT")
    person_hash = CharField(max_length=64, index=True)  # folded names and birth date
    names_hash = CharField(max_length=64, index=True)  # folded names alone
    short_hash = CharField(max_length=64, default="", index=True)  # folded last and first name; empty until counted
    birth_hash = CharField(max_length=64, index=True)
    snils_hash = CharField(max_length=64, null=True, unique=True)
    created_at = DateTimeField(default=utcnow)


class LookAlike(BaseModel):
    """Two children who differ by a letter or a digit: for the eyes of staff, never a refusal."""

    if TYPE_CHECKING:
        child_id: int

    child = ForeignKeyField(Child, backref="alike", on_delete="CASCADE")  # the later one
    other = ForeignKeyField(Child, backref="alike_to", on_delete="CASCADE")
    differs = CodesField(default="")  # last, first, patronymic, born, snils
    created_at = DateTimeField(default=utcnow)

    class Meta:
        indexes = ((("child", "other"), True),)
