"""What centres publish: news, questions and answers, instructions, contacts, documents with their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import BlobField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

from navigator.data.base import BaseModel, utcnow
from navigator.data.places import Municipality


class ContentPage(BaseModel):
    """A page in Markdown, of a municipality or, without one, of the whole region."""

    if TYPE_CHECKING:
        municipality_id: int | None

    municipality = ForeignKeyField(Municipality, null=True, backref="pages", on_delete="RESTRICT")
    kind = CharField(max_length=12)
    slug = CharField(max_length=80, unique=True)
    title = TextField()
    body = TextField(default="")
    state = CharField(max_length=10, default="draft")
    published_on = DateField(null=True)  # from this day on it is shown
    position = IntegerField(default=100)  # smaller ones first
    version = IntegerField(default=1)  # grows with each change; what a stale page would overwrite is refused
    account = IntegerField(null=True)  # who changed it last
    created_at = DateTimeField(default=utcnow)
    changed_at = DateTimeField(default=utcnow)

    class Meta:
        indexes = ((("state", "kind", "published_on"), False),)


class PageFile(BaseModel):
    """A file of a page, kept in the database so that all nodes share it."""

    if TYPE_CHECKING:
        page_id: int

    page = ForeignKeyField(ContentPage, backref="files", on_delete="CASCADE")
    name = CharField(max_length=100)  # of the address, ASCII
    title = TextField()  # as people named it
    kind = CharField(max_length=4)  # pdf, docx, xlsx, jpg, png
    size = IntegerField()
    digest = CharField(max_length=64)  # SHA-256
    content = BlobField()
    added_at = DateTimeField(default=utcnow)
