"""What staff did to programs: kept versions, remarks of moderation, changes that wait for a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

from navigator.data.base import BaseModel, utcnow
from navigator.data.programs import Program


class ProgramVersion(BaseModel):
    """One line of a program's history: who did what, and the card as it stood afterwards."""

    program = ForeignKeyField(Program, backref="versions", on_delete="CASCADE")
    number = IntegerField()
    at = DateTimeField(default=utcnow)
    account = IntegerField(null=True)  # no reference: lines outlive accounts
    event = CharField(max_length=20)
    card = TextField(default="")  # JSON: key of a field → its words; empty where nothing of it changed
    words = TextField(default="")  # reason of a decision
    decided_on = DateField(null=True)

    class Meta:
        indexes = ((("program", "number"), True),)


class ProgramRemark(BaseModel):
    """A word of moderation on one field; resolved once the field was changed or the program published."""

    program = ForeignKeyField(Program, backref="remarks", on_delete="CASCADE")
    field = CharField(max_length=60)  # «age», «group-12-price»
    words = TextField()
    at = DateTimeField(default=utcnow)
    account = IntegerField(null=True)
    resolved_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("program", "resolved_at"), False),)


class ProgramProposal(BaseModel):
    """Changes of a published program that families do not see until they are approved."""

    if TYPE_CHECKING:
        program_id: int

    program = ForeignKeyField(Program, backref="proposals", on_delete="CASCADE", unique=True)
    state = CharField(max_length=12)
    changes = TextField()  # JSON: «program» or id of a group → column → value
    at = DateTimeField(default=utcnow)
    account = IntegerField(null=True)
