"""Sheets of staff: files between their steps, columns that an organization named before, numbers of other portals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from navigator.data.base import BaseModel, utcnow
from navigator.data.organizations import Organization
from navigator.data.requests import Request
from navigator.data.sealed import SealedField
from navigator.data.staff import Account


class StaffSheet(BaseModel):
    """A file that a member of staff loads step by step; kept for a day, one for each account."""

    if TYPE_CHECKING:
        account_id: int
        organization_id: int

    account = ForeignKeyField(Account, unique=True, backref="sheets", on_delete="CASCADE")
    organization = ForeignKeyField(Organization, backref="sheets", on_delete="CASCADE")
    key = CharField(max_length=32, unique=True)  # of its address
    name = SealedField(default="")
    body = SealedField(default="")  # packed and in base64; empty once it was loaded
    size = IntegerField(default=0)  # bytes of the file
    choices = TextField(default="")  # JSON: sheet, columns, ignored headers
    report = SealedField(default="")  # JSON of what came of it
    created_at = DateTimeField(default=utcnow)


class ColumnMapping(BaseModel):
    """What an organization said of the columns of its files; found again by the set of headers."""

    organization = ForeignKeyField(Organization, backref="mappings", on_delete="CASCADE")
    kind = CharField(max_length=12)
    headers = CharField(max_length=64)  # digest of the folded headers
    choices = TextField(default="")  # JSON
    changed_at = DateTimeField(default=utcnow)

    class Meta:
        indexes = ((("organization", "kind", "headers"), True),)


class OutsideNumber(BaseModel):
    """The number that a request has on another portal: the same file twice brings it once."""

    if TYPE_CHECKING:
        request_id: int

    request = ForeignKeyField(Request, unique=True, backref="outside", on_delete="CASCADE")
    source = CharField(max_length=8)
    number = SealedField(default="")
    number_hash = CharField(max_length=64, unique=True)
