"""The base of all models and the counter that tells readers when the catalog changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from peewee import IntegerField, Model, TextField


def utcnow() -> datetime:
    """Now in UTC without an offset, as the database keeps instants."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


class BaseModel(Model):
    """Plain row; models carry no rules and no queries."""

    if TYPE_CHECKING:
        id: Any  # peewee adds it where a model names no other key

    class Meta:
        legacy_table_names = False


class Counter(BaseModel):
    """Named counters; ``catalog`` grows with each change of what the public sees."""

    name = TextField(primary_key=True)
    value = IntegerField(default=0)


class Fact(BaseModel):
    """Named facts about this installation, for instance ``demo`` = ``1``."""

    name = TextField(primary_key=True)
    value = TextField(default="")
