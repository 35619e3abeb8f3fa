"""Facts about this installation."""

from __future__ import annotations

from peewee import Database, PeeweeException

from navigator.data import Fact


def is_demo(database: Database) -> bool:
    """True when the database holds demo data, so that every page says so; False before ``init``."""
    try:
        with database.connection_context():
            return Fact.select().where(Fact.name == "demo", Fact.value == "1").exists()
    except PeeweeException:
        return False
