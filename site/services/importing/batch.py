"""Rows to write, collected first and written in bulk at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from peewee import Case, Database, fn

from navigator.data import (
    Activity,
    BaseModel,
    Group,
    GroupFunding,
    GroupTeacher,
    Organization,
    Program,
    ProgramActivity,
    ProgramModule,
    ScheduleSlot,
    Settlement,
    Teacher,
    Venue,
)
from navigator.data.database import is_sqlite

#: Key of the advisory lock that lets one import at a time write (PostgreSQL); any fixed number.
IMPORT_LOCK = 7_331_002
#: Parents before children.
_ORDER: tuple[type[BaseModel], ...] = (
    Settlement,
    Activity,
    Organization,
    Venue,
    Teacher,
    Program,
    ProgramActivity,
    ProgramModule,
    Group,
    ScheduleSlot,
    GroupFunding,
    GroupTeacher,
)
_CHUNK = 1000


def lock_imports(database: Database) -> None:
    """Let other imports wait until this transaction ends; on SQLite the writer's lock already does."""
    if not is_sqlite(database):
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (IMPORT_LOCK,))


def settle_free_places(groups: Sequence[int]) -> None:
    """Free places of groups anew: what was stated less what requests hold, counted by the database itself."""
    left = Case(None, [(Group.stated_free > Group.held, Group.stated_free - Group.held)], 0)
    Group.update(free_places=Case(None, [(Group.stated_free.is_null(), None)], left)).where(
        Group.id.in_(list(groups))
    ).execute()


class Batch:
    """What an import will insert, update and delete. Ids are known before the rows are written.

    :param rehearsal: nothing will be written, so the sequences of PostgreSQL are not touched either.
    """

    def __init__(self, database: Database, *, rehearsal: bool = False) -> None:
        self.database = database
        self._rehearsal = rehearsal
        #: Groups whose stated free places changed.
        self.recount: list[int] = []
        self._inserts: dict[type[BaseModel], list[dict[str, Any]]] = defaultdict(list)
        self._updates: dict[type[BaseModel], dict[int, dict[str, Any]]] = defaultdict(dict)
        self._deletes: dict[tuple[type[BaseModel], str], list[int]] = defaultdict(list)
        self._ids: dict[type[BaseModel], list[int]] = {}
        self._next: dict[type[BaseModel], int] = {}
        self._pending: dict[tuple[type[BaseModel], int], dict[str, Any]] = {}

    def __bool__(self) -> bool:
        """True when there is anything to write."""
        return any(self._inserts.values()) or any(self._updates.values()) or any(self._deletes.values())

    def insert(self, model: type[BaseModel], **values: Any) -> int:
        """Add a row; columns that are not given take their defaults.

        :returns: its id, 0 for a model without one.
        """
        number = 0
        if "id" in model._meta.fields:
            number = self._new_id(model)
            values["id"] = number
            self._pending[model, number] = values
        self._inserts[model].append(values)
        return number

    def update(self, model: type[BaseModel], number: int, values: dict[str, Any]) -> None:
        """Change columns of a row, stored or still to be inserted."""
        row = self._pending.get((model, number))
        if row is None:
            row = self._updates[model].setdefault(number, {})
        row.update(values)

    def delete(self, model: type[BaseModel], column: str, number: int) -> None:
        """Delete the rows that belong to a parent; happens before rows are inserted."""
        self._deletes[model, column].append(number)

    def flush(self) -> None:
        """Write everything. Call inside the transaction."""
        for (model, column), numbers in self._deletes.items():
            field = model._meta.fields[column]
            for chunk in _chunks(numbers):
                model.delete().where(field.in_(chunk)).execute()
        for model in _ORDER:
            if rows := self._inserts.get(model):
                self._insert_all(model, rows)
            if changes := self._updates.get(model):
                self._update_all(model, changes)
        for chunk in _chunks(self.recount):
            settle_free_places(chunk)

    def _insert_all(self, model: type[BaseModel], rows: list[dict[str, Any]]) -> None:
        """One statement, many rows: several times faster than a query built for each chunk."""
        defaults = model._meta.get_default_dict()
        given = {name for row in rows for name in row}
        fields = [field for field in model._meta.sorted_fields if field.name in given or field.name in defaults]
        names = ", ".join(f'"{field.column_name}"' for field in fields)
        marks = ", ".join([self.database.param] * len(fields))
        self._execute_many(
            f'INSERT INTO "{model._meta.table_name}" ({names}) VALUES ({marks})',  # noqa: S608  # names of our models
            (
                [field.db_value(row[field.name] if field.name in row else defaults.get(field.name)) for field in fields]
                for row in rows
            ),
        )

    def _update_all(self, model: type[BaseModel], changes: dict[int, dict[str, Any]]) -> None:
        """Rows that change the same columns go in one statement."""
        alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, values in changes.items():
            alike[tuple(sorted(values))].append(number)
        mark = self.database.param
        for names, numbers in alike.items():
            fields = [model._meta.fields[name] for name in names]
            assigned = ", ".join(f'"{field.column_name}" = {mark}' for field in fields)
            self._execute_many(
                f'UPDATE "{model._meta.table_name}" SET {assigned} WHERE "id" = {mark}',  # noqa: S608  # names of our models
                ([*(field.db_value(changes[number][field.name]) for field in fields), number] for number in numbers),
            )

    def _execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        cursor = self.database.cursor()
        cursor.executemany(sql, rows)
        cursor.close()

    def _new_id(self, model: type[BaseModel]) -> int:
        if is_sqlite(self.database) or self._rehearsal:
            if model not in self._next:
                self._next[model] = (model.select(fn.MAX(model.id)).scalar() or 0) + 1
            self._next[model] += 1
            return self._next[model] - 1
        if not self._ids.get(model):
            rows = self.database.execute_sql(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                (f'"{model._meta.table_name}"', _CHUNK),
            )
            self._ids[model] = [row[0] for row in rows.fetchall()][::-1]
        return self._ids[model].pop()


def _chunks(numbers: list[int]) -> Iterable[list[int]]:
    left = iter(numbers)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
