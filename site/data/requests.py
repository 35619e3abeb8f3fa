"""Requests of families, every move of them, and the consents they gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from navigator.data.base import BaseModel, utcnow
from navigator.data.children import Child
from navigator.data.groups import Group
from navigator.data.organizations import Organization
from navigator.data.places import Municipality
from navigator.data.programs import Program
from navigator.data.sealed import SealedField


class Request(BaseModel):
    """A request for a place in a group (``enrollment``) or for a certificate (``certificate``)."""

    if TYPE_CHECKING:
        child_id: int | None
        group_id: int | None
        program_id: int | None
        organization_id: int | None
        municipality_id: int
        together_id: int | None

    number = CharField(max_length=12, unique=True)
    kind = CharField(max_length=12)
    state = CharField(max_length=10)
    source = CharField(max_length=8, default="site")
    child = ForeignKeyField(Child, null=True, backref="requests", on_delete="SET NULL")
    municipality = ForeignKeyField(Municipality, backref="requests", on_delete="RESTRICT")
    organization = ForeignKeyField(Organization, null=True, backref="requests", on_delete="RESTRICT")
    program = ForeignKeyField(Program, null=True, backref="requests", on_delete="RESTRICT")
    group = ForeignKeyField(Group, null=True, backref="requests", on_delete="RESTRICT")
    together = ForeignKeyField("self", null=True, backref="companions", on_delete="SET NULL")  # sent in one go
    parent = ForeignKeyField("self", null=True, backref="renewals", on_delete="SET NULL")  # renewed from
    guardian_name = SealedField(default="")
    guardian_phone = SealedField(default="")  # E.164
    guardian_email = SealedField(default="")
    phone_hash = CharField(max_length=64, default="", index=True)
    email_hash = CharField(max_length=64, default="", index=True)
    certificate_number = SealedField(default="")
    certificate_checked = BooleanField(default=False)  # the number is in the register and belongs to the child
    special_needs = SealedField(default="")  # «1» with a consent of its own, never more words
    comment = SealedField(default="")
    idempotency_hash = CharField(max_length=64, unique=True)
    answers_hash = CharField(max_length=64)
    code_hash = CharField(max_length=64, default="")
    living_key = CharField(max_length=64, null=True, unique=True)  # one living request a child and program
    holds_place = BooleanField(default=False)
    waits_since = DateTimeField(null=True)  # order in the waiting list
    decide_by = DateField(null=True)
    told_at = DateTimeField(null=True)  # when the family learned of an offered place
    answer_by = DateField(null=True)
    reminded_at = DateTimeField(null=True)
    reason = CharField(max_length=20, default="")
    order_number = CharField(max_length=40, default="")
    order_date = DateField(null=True)
    start_date = DateField(null=True)
    funding = CharField(max_length=12, default="")
    leave_asked_at = DateTimeField(null=True)
    erase_asked_at = DateTimeField(null=True)
    created_at = DateTimeField(default=utcnow)
    changed_at = DateTimeField(default=utcnow)
    closed_at = DateTimeField(null=True)
    assignee = IntegerField(null=True)  # account that took it on
    version = IntegerField(default=1)  # grows with each move; what a stale page would overwrite is refused

    class Meta:
        indexes = (
            (("group", "state"), False),
            (("organization", "state"), False),
            (("municipality", "kind", "state"), False),
            (("state", "changed_at"), False),
        )


class RequestMove(BaseModel):
    """One line of a request's history: who moved it, when, from what to what and why."""

    request = ForeignKeyField(Request, backref="moves", on_delete="CASCADE")
    at = DateTimeField(default=utcnow)
    actor = CharField(max_length=20)  # family, system, or a role of staff
    account = IntegerField(null=True)  # of the member of staff
    event = CharField(max_length=12)
    before = CharField(max_length=10, default="")
    after = CharField(max_length=10)
    reason = CharField(max_length=20, default="")
    words = SealedField(default="")  # of staff to the family
    order_number = CharField(max_length=40, default="")
    order_date = DateField(null=True)
    left_group = IntegerField(null=True)  # the group before a transfer

    class Meta:
        indexes = ((("request", "at"), False),)


class ConsentText(BaseModel):
    """One version of a text that people agree to; ``digest`` is the SHA-256 of the text."""

    kind = CharField(max_length=10)  # personal, special
    digest = CharField(max_length=64)
    text = TextField()
    since = DateTimeField(default=utcnow)

    class Meta:
        indexes = ((("kind", "digest"), True),)


class Consent(BaseModel):
    """Who agreed to what, when and from which address."""

    request = ForeignKeyField(Request, backref="consents", on_delete="CASCADE")
    text = ForeignKeyField(ConsentText, backref="given", on_delete="RESTRICT")
    given_at = DateTimeField(default=utcnow)
    address = SealedField(default="")  # IP
    withdrawn_at = DateTimeField(null=True)
