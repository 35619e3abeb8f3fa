"""Letters on their way out, and counters of what strangers try."""

from __future__ import annotations

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from navigator.data.base import BaseModel, utcnow
from navigator.data.requests import Request
from navigator.data.sealed import SealedField


class Letter(BaseModel):
    """A letter, written in the transaction of the move that it tells of and sent later by the worker."""

    request = ForeignKeyField(Request, null=True, backref="letters", on_delete="CASCADE")
    kind = CharField(max_length=20)
    recipient = SealedField()
    subject = TextField()
    body = SealedField()
    created_at = DateTimeField(default=utcnow)
    due_at = DateTimeField(default=utcnow, index=True)
    attempts = IntegerField(default=0)
    sent_at = DateTimeField(null=True, index=True)
    given_up_at = DateTimeField(null=True)
    trouble = TextField(default="")  # the server's last words, without addresses


class Attempt(BaseModel):
    """How often something was done from one address or by one phone in one stretch of time."""

    key = CharField(max_length=64, primary_key=True)  # keyed hash of kind, whom and stretch
    count = IntegerField(default=0)
    until = DateTimeField(index=True)
