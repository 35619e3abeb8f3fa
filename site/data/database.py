"""Opening the database, SQLite or PostgreSQL, and bringing its tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

from peewee import Database, PostgresqlDatabase, SqliteDatabase
from playhouse.migrations import Runner

from navigator.data import MODELS, Counter

MIGRATIONS = Path(__file__).parent / "migrations"
#: Key of the advisory lock that lets one node at a time migrate (PostgreSQL); any fixed number.
MIGRATION_LOCK = 7_331_001
BUSY_SECONDS = 10
#: One writer of this process at a time (SQLite).
_WRITING = RLock()
CATALOG = "catalog"
PLACES = "places"


def open_database(url: str) -> Database:
    """Open a database and bind the models to it; connections are made per thread on first use.

    :param url: ``sqlite:///path`` (relative after three slashes, absolute after four) or ``postgresql://…``.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(parts.path[1:]).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        database: Database = SqliteDatabase(
            str(path),
            pragmas={
                "journal_mode": "wal",
                "synchronous": "full",
                "foreign_keys": 1,
                "secure_delete": 1,  # what is erased is overwritten
                "cache_size": -16_000,  # KiB
                "temp_store": "memory",
            },
            timeout=BUSY_SECONDS,
        )
    else:
        database = PostgresqlDatabase(url.replace("postgres://", "postgresql://", 1), prefer_psycopg3=True)
    database.bind(MODELS, bind_refs=False, bind_backrefs=False)
    return database


def is_sqlite(database: Database) -> bool:
    """True for SQLite, false for PostgreSQL."""
    return isinstance(database, SqliteDatabase)


def migrate(database: Database) -> list[str]:
    """Bring the tables up to date; safe to repeat and to run on several nodes at once.

    :returns: names of the migrations that were applied now.
    """
    with database.connection_context() if database.is_closed() else _nothing():
        if not is_sqlite(database):
            database.execute_sql("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        try:
            return list(Runner(database, str(MIGRATIONS)).up())
        finally:
            if not is_sqlite(database):
                database.execute_sql("SELECT pg_advisory_unlock(%s)", (MIGRATION_LOCK,))


@contextmanager
def write(database: Database) -> Iterator[None]:
    """One transaction that writes; on SQLite it takes the writer's lock at once (``BEGIN IMMEDIATE``).

    SQLite lets those who wait for its lock try again at random, so the threads of a process queue here before.
    """
    if is_sqlite(database):
        with _WRITING, database.atomic("IMMEDIATE"):
            yield
    else:
        with database.atomic():
            yield


def catalog_generation() -> int:
    """Number that grows with each change of the public catalog; 0 before the first."""
    row = Counter.select(Counter.value).where(Counter.name == CATALOG).tuples().first()
    return int(row[0]) if row else 0


def catalog_changed() -> None:
    """Say that the public catalog changed. Call inside the transaction that changed it."""
    _count_up(CATALOG)


def places_changed() -> None:
    """Say that free places of a group changed. Call inside the transaction that changed them."""
    _count_up(PLACES)


def leave_no_trace(database: Database) -> None:
    """Empty the log of SQLite, so that what was erased lies nowhere; call outside transactions.

    While somebody reads an older state the log stays until the next time.
    """
    if is_sqlite(database):
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def next_number(name: str) -> int:
    """The next number of a named sequence, from 1. A number of a transaction that failed is given again."""
    _count_up(name)
    return int(Counter.select(Counter.value).where(Counter.name == name).scalar())


def _count_up(name: str) -> None:
    if Counter.update(value=Counter.value + 1).where(Counter.name == name).execute() == 0:
        made = Counter.insert(name=name, value=1).on_conflict_ignore().execute()
        if not made:  # another node made the row a moment ago
            Counter.update(value=Counter.value + 1).where(Counter.name == name).execute()


def take_turn(database: Database, digest: str) -> None:
    """Let only one transaction at a time past this point for equal digests (64 hexadecimal digits).

    PostgreSQL holds an advisory lock until the transaction ends; SQLite has one writer anyway.
    """
    if not is_sqlite(database):
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (int(digest[:15], 16),))


def for_update(database: Database, query: Any) -> Any:
    """A select whose rows nobody else may change until the transaction ends."""
    return query if is_sqlite(database) else query.for_update()


@contextmanager
def _nothing() -> Iterator[None]:
    yield
