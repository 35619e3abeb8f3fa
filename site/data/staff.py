"""Staff: accounts, their sessions and second factors, notes on requests, the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from navigator.data.base import BaseModel, utcnow
from navigator.data.organizations import Organization
from navigator.data.places import Municipality
from navigator.data.requests import Request
from navigator.data.sealed import SealedField


class Account(BaseModel):
    """A member of staff; the role and the place say what it may see."""

    if TYPE_CHECKING:
        organization_id: int | None
        municipality_id: int | None

    email = CharField(unique=True)  # small letters
    name = TextField(default="")
    role = CharField(max_length=20)
    organization = ForeignKeyField(Organization, null=True, backref="accounts", on_delete="RESTRICT")
    municipality = ForeignKeyField(Municipality, null=True, backref="accounts", on_delete="RESTRICT")
    password_hash = TextField(default="")  # argon2id; empty until the one-time link was used
    totp_secret = SealedField(default="")
    totp_step = IntegerField(default=0)  # of the last code that was taken: none is taken twice
    is_active = BooleanField(default=True)
    created_at = DateTimeField(default=utcnow)
    signed_in_at = DateTimeField(null=True)


class RecoveryCode(BaseModel):
    """A code that stands in for the second factor, once."""

    account = ForeignKeyField(Account, backref="recovery_codes", on_delete="CASCADE")
    code_hash = CharField(max_length=64)
    used_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("account", "code_hash"), True),)


class Invitation(BaseModel):
    """A one-time link to choose a password."""

    account = ForeignKeyField(Account, backref="invitations", on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    until = DateTimeField()
    used_at = DateTimeField(null=True)


class StaffSession(BaseModel):
    """A browser that is signed in; ended here, it is out at its next click."""

    account = ForeignKeyField(Account, backref="sessions", on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    created_at = DateTimeField(default=utcnow)
    seen_at = DateTimeField(default=utcnow)
    address = SealedField(default="")
    browser = CharField(max_length=120, default="")
    ended_at = DateTimeField(null=True)


class RequestNote(BaseModel):
    """A word of staff to staff on a request."""

    if TYPE_CHECKING:
        account_id: int | None

    request = ForeignKeyField(Request, backref="notes", on_delete="CASCADE")
    account = ForeignKeyField(Account, null=True, backref="notes", on_delete="SET NULL")
    at = DateTimeField(default=utcnow)
    words = SealedField()


class JournalLine(BaseModel):
    """What staff did and whose data they read: appended only, each line holds the hash of the one before."""

    at = DateTimeField(default=utcnow)
    account = IntegerField(null=True)  # no reference: lines outlive accounts
    action = CharField(max_length=20)
    subject = CharField(max_length=40, default="")  # number of a request, id of a child
    detail = TextField(default="")
    previous = CharField(max_length=64, default="")
    digest = CharField(max_length=64)

    class Meta:
        indexes = ((("subject",), False), (("account", "at"), False))
