"""Writing a backup of a running installation, and making an installation from one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from peewee import Database
from playhouse.migrations import Runner

from navigator.data import MODELS, Account, Organization, Request
from navigator.data.database import MIGRATIONS, is_sqlite, migrate, write
from navigator.services.backup.stream import open_header, open_lines, seal_lines
from navigator.services.backup.tables import fill, lines_of
from navigator.services.problems import Problem


@dataclass(slots=True)
class Kept:
    """What a backup holds: when it was taken (UTC), rows, bytes of the file."""

    at: str
    rows: int = 0
    size: int = 0
    tables: dict[str, int] = field(default_factory=dict)


def backup(database: Database, file: Path, keys: Sequence[bytes]) -> Kept:
    """Write everything that is stored at one moment, encrypted; the server may go on meanwhile.

    The keys are not in the file: keep them apart from it.
    :param keys: keys of personal data, the newest first.
    :raises Problem: the file exists already.
    """
    if file.exists():
        raise Problem(f"{file}: такой файл уже есть. Назовите другой")
    kept = Kept(datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"))
    fresh = file.with_name(f"{file.name}.part")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as target, database.connection_context(), _one_moment(database):
            about = {"at": kept.at, "migration": _last_migration(database)}
            seal_lines(_counted(lines_of(database), kept), target, keys[0], about)
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    kept.size = file.stat().st_size
    return kept


def restore(database: Database, file: Path, keys: Sequence[bytes]) -> Kept:
    """Fill an installation that holds nothing yet; all of it or nothing. Older backups are brought up to date.

    :raises Problem: the database holds something, the file is damaged, or none of the keys opens it.
    """
    with file.open("rb") as source:
        about, header = open_header(source)
        with database.connection_context():
            _require_empty(database)
            _migrate_to(database, str(about.get("migration", "")))
            kept = Kept(str(about.get("at", "")))
            with write(database):
                if is_sqlite(database):
                    database.execute_sql("PRAGMA defer_foreign_keys = ON")
                for model in reversed(MODELS):
                    if database.table_exists(model._meta.table_name):
                        database.execute_sql(f'DELETE FROM "{model._meta.table_name}"')  # noqa: S608  # our own model
                kept.tables = fill(database, open_lines(source, header, keys))
            migrate(database)
    kept.rows = sum(kept.tables.values())
    kept.size = file.stat().st_size
    return kept


def _counted(lines: Iterable[str], kept: Kept) -> Iterator[str]:
    for line in lines:
        kept.rows += line.startswith("[")
        yield line


@contextmanager
def _one_moment(database: Database) -> Iterator[None]:
    """A transaction that reads one state of everything and keeps nobody from writing."""
    if is_sqlite(database):
        with database.atomic("DEFERRED"):
            yield
        return
    with database.atomic():
        database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _last_migration(database: Database) -> str:
    return str([one.name for one in Runner(database, str(MIGRATIONS)).status() if one.applied][-1])


def _migrate_to(database: Database, name: str) -> None:
    """Bring the tables to the state in which the backup was taken."""
    runner = Runner(database, str(MIGRATIONS))
    steps = [one.name for one in runner.status()]
    if name not in steps:
        raise Problem("Копию записала более новая версия Навигатора. Обновите его и повторите")
    if any(one.applied for one in runner.status() if steps.index(one.name) > steps.index(name)):
        raise Problem("Копия старше этой базы. Укажите в NAVIGATOR_DATABASE_URL новую, пустую базу")
    runner.up(name)


def _require_empty(database: Database) -> None:
    """Refuse a database in which somebody works already; reference lists alone are no obstacle."""
    for model in (Organization, Request, Account):
        if database.table_exists(model._meta.table_name) and model.select().exists():
            raise Problem(
                "В базе уже есть данные, восстановление их не тронуло. "
                "Укажите в NAVIGATOR_DATABASE_URL новую, пустую базу"
            )
