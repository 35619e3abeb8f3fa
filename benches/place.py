"""Where the benches run: a region of a size, made once for a version of the tables, and how times are told."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import region

from navigator.data.database import MIGRATIONS, migrate, open_database

KEPT = Path(__file__).parent.parent / ".cache" / "benches"


@dataclass(frozen=True, slots=True)
class Place:
    """A region that is ready to be measured."""

    size: int
    url: str
    search_dir: Path
    today: date = region.TODAY

    def database(self) -> Any:
        """Open the database of the region."""
        return open_database(self.url)


def prepare(size: int) -> Place:
    """A region of so many programs; kept in .cache between runs."""
    sources = [*sorted(MIGRATIONS.glob("*.py")), Path(region.__file__), Path(region.words.__file__)]
    version = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:10]
    path = KEPT / f"region-{size}-{version}.db"
    place = Place(size, f"sqlite:///{path}", KEPT / f"index-{size}-{version}")
    if not path.exists():
        fresh = path.with_suffix(".new")
        for left in KEPT.glob(f"{fresh.name}*"):
            left.unlink()
        database = open_database(f"sqlite:///{fresh}")
        migrate(database)
        region.fill(database, size)
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        fresh.rename(path)
    return place


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many runs."""

    values: tuple[float, ...]

    def at(self, share: float) -> float:
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    @property
    def middle(self) -> float:
        return self.at(0.5)

    def __str__(self) -> str:
        return f"p50 {self.middle:8.2f} ms   p99 {self.at(0.99):8.2f} ms"


def measured(action: Callable[[Any], object], arguments: Iterable[Any]) -> Times:
    """Times of an action over its arguments, one after another."""
    found = []
    for argument in arguments:
        started = time.perf_counter()
        action(argument)
        found.append((time.perf_counter() - started) * 1000)
    return Times(tuple(found))


def say(what: str, value: object, against: str = "") -> None:
    """One line of the report."""
    print(f"  {what:<58} {value}{f'   {against}' if against else ''}", flush=True)


def ratio(slow: Times, fast: Times) -> str:
    """How many times slower the one is than the other, by medians of the same run."""
    return f"×{slow.middle / fast.middle:.1f}" if fast.middle else "–"
