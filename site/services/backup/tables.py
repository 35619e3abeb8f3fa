"""Rows of every table as lines of text, the same for SQLite and PostgreSQL, and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from peewee import AutoField, BooleanField, Database

from navigator.data import MODELS
from navigator.data.base import BaseModel
from navigator.data.database import is_sqlite
from navigator.services.problems import Problem

AT_ONCE = 500


def lines_of(database: Database) -> Iterator[str]:
    """A line that names a table, a line for each of its rows, and at the end how many rows there were.

    What is sealed stays sealed. Call inside a transaction that sees one moment.
    """
    counts: dict[str, int] = {}
    for model in MODELS:
        fields = model._meta.sorted_fields
        table, columns = model._meta.table_name, [field.column_name for field in fields]
        yield json.dumps({"table": table, "columns": columns})
        truths = [isinstance(field, BooleanField) for field in fields]
        counts[table] = 0
        for row in _rows(database, table, columns):
            counts[table] += 1
            values = (_plain(value, is_truth=truth) for value, truth in zip(row, truths, strict=True))
            yield json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    yield json.dumps({"rows": counts})


def _rows(database: Database, table: str, columns: list[str]) -> Iterable[tuple[Any, ...]]:
    named = ", ".join(f'"{column}"' for column in columns)
    order = ", ".join(str(number) for number in range(1, min(len(columns), 2) + 1))
    rows: Iterable[tuple[Any, ...]] = database.execute_sql(
        f'SELECT {named} FROM "{table}" ORDER BY {order}'  # noqa: S608  # names of our own models
    )
    return rows


def _plain(value: Any, *, is_truth: bool) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime | date):
        return str(value)
    return bool(value) if is_truth and value is not None else value


def fill(database: Database, lines: Iterable[str]) -> dict[str, int]:
    """Write the rows of lines into empty tables, inside a transaction that somebody else began.

    :returns: rows by table.
    :raises Problem: the lines are not what :func:`lines_of` wrote.
    """
    known = {model._meta.table_name: model for model in MODELS}
    counts: dict[str, int] = {}
    table, columns, held = "", list[str](), list[list[Any]]()
    ended = False
    for line in lines:
        said = json.loads(line)
        if isinstance(said, list):
            held.append([_value(value) for value in said])
            counts[table] += 1
        if held and (isinstance(said, dict) or len(held) >= AT_ONCE):
            _insert(database, table, columns, held)
            held = []
        if isinstance(said, dict) and "table" in said:
            table, columns = said["table"], said["columns"]
            if table not in known:
                raise Problem(f"В копии есть таблица {table}, которой эта версия не знает. Обновите Навигатор")
            counts[table] = 0
        elif isinstance(said, dict):
            ended = said["rows"] == counts
    if not ended:
        raise Problem("Резервная копия неполная: число строк не сходится. Возьмите другую копию")
    if not is_sqlite(database):
        _set_sequences(database, known)
    return counts


def _value(value: Any) -> Any:
    return base64.b64decode(value["bytes"]) if isinstance(value, dict) else value


def _insert(database: Database, table: str, columns: list[str], rows: list[list[Any]]) -> None:
    sign = "?" if is_sqlite(database) else "%s"
    named = ", ".join(f'"{column}"' for column in columns)
    most = max(1, 30_000 // len(columns))  # values of one statement
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        signs = ", ".join(f"({', '.join([sign] * len(columns))})" for _ in part)
        database.execute_sql(
            f'INSERT INTO "{table}" ({named}) VALUES {signs}',  # noqa: S608  # names of our own models
            [value for row in part for value in row],
        )


def _set_sequences(database: Database, known: dict[str, type[BaseModel]]) -> None:
    """Let new rows go on after the greatest id."""
    for table, model in known.items():
        key = model._meta.primary_key
        if isinstance(key, AutoField):
            database.execute_sql(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{key.column_name}'), "  # noqa: S608  # our own
                f'GREATEST((SELECT MAX("{key.column_name}") FROM "{table}"), 1))'
            )
