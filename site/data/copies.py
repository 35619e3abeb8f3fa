"""Static copies that centres order on the desk: their look, how far the writing is, what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from navigator.data.base import BaseModel, utcnow
from navigator.data.organizations import Organization
from navigator.data.places import Municipality
from navigator.data.staff import Account


class CatalogCopy(BaseModel):
    """A copy of one scope: the next one takes its place and is written with the same look.

    The row is the order, too: a worker takes one that is queued, or running without a sign of life.
    """

    if TYPE_CHECKING:
        municipality_id: int | None
        organization_id: int | None
        account_id: int | None
        writer_id: int | None

    scope = CharField(max_length=24, unique=True)  # «region», «municipality:3», «organization:12»
    municipality = ForeignKeyField(Municipality, null=True, backref="copies", on_delete="CASCADE")
    organization = ForeignKeyField(Organization, null=True, backref="copies", on_delete="CASCADE")
    # its look
    title = TextField(default="")
    colour = CharField(max_length=7, default="")
    live_url = TextField(default="")
    logo = BlobField(null=True)  # in the database, for the node that writes need not be the one that was sent it
    # the order
    state = CharField(max_length=8, default="queued")  # queued, running, written, failed
    account = ForeignKeyField(Account, null=True, backref="copies", on_delete="SET NULL")
    asked_at = DateTimeField(default=utcnow)
    runner = CharField(max_length=32, default="")  # who writes it
    beat_at = DateTimeField(null=True)  # when the writer last gave a sign of life
    attempts = IntegerField(default=0)
    done = IntegerField(default=0)  # pages
    total = IntegerField(default=0)
    problem = TextField(default="")
    # what was written last
    written_at = DateTimeField(null=True)
    writer = ForeignKeyField(Account, null=True, backref="written_copies", on_delete="SET NULL")
    files = IntegerField(default=0)
    size = IntegerField(default=0)  # bytes of the archive
    node = TextField(default="")  # name of the machine where the files lie
