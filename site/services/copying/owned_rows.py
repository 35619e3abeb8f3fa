"""Digests of the rows of a SQLite file by whom they belong to; run as a script, in a process beside another one."""

from __future__ import annotations

import json
import marshal
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path

#: Name of a table, its keys in the order of rows, and the column that says to whom a row belongs (empty: to nobody).
Table = tuple[str, str, str]
#: For each table: owner (0 is nobody) → digest of its rows there.
Owned = list[dict[int, bytes]]
#: A file of fewer bytes is read here: another process would take as long to begin.
_WORTH_A_PROCESS = 8_000_000


def owned(path: str, tables: Sequence[Table]) -> Owned:
    """Digests of the rows of each owner in some tables."""
    with closing(sqlite3.connect(path)) as connection:
        return [_digests(connection, *table) for table in tables]


def _digests(connection: sqlite3.Connection, table: str, keys: str, column: str) -> dict[int, bytes]:
    found = connection.execute(f'SELECT * FROM "{table}" ORDER BY {keys}')  # noqa: S608  # names of our own tables
    position = [one[0] for one in found.description].index(column) if column else -1
    rows: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    for row in found.fetchall():
        rows[row[position] or 0 if column else 0].append(row)
    return {owner: blake2b(marshal.dumps((table, some), 2), digest_size=16).digest() for owner, some in rows.items()}


@contextmanager
def owned_aside(path: str, tables: Sequence[Table]) -> Iterator[Callable[[], Owned]]:
    """The same in a process of its own while the block does other things; what it is given waits for it."""
    if Path(path).stat().st_size < _WORTH_A_PROCESS:
        yield lambda: owned(path, tables)
        return
    command = (sys.executable, "-I", "-S", __file__, path, json.dumps(tables))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reading:  # noqa: S603  # this file, no shell

        def wait() -> Owned:
            said, _ = reading.communicate()
            return marshal.loads(said) if reading.returncode == 0 else owned(path, tables)  # noqa: S302  # of this file

        yield wait


if __name__ == "__main__":
    sys.stdout.buffer.write(marshal.dumps(owned(sys.argv[1], json.loads(sys.argv[2]))))
