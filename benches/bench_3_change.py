"""A program is saved while the index is old: how soon a process finds it, and how soon a hidden one is gone."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from place import Place, say

from navigator.data import Program
from navigator.data.database import catalog_changed, open_database, write
from navigator.search.filters import Filters
from navigator.search.index import build_lock
from navigator.services.catalog import Catalog
from navigator.services.index import refresh_index

WORD = "кракозябра"
MOST = 20.0


def run(place: Place) -> None:
    """Print seconds over a copy of the region; nobody builds the index meanwhile."""
    refresh_index(place.database(), place.search_dir)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "region.db"
        with sqlite3.connect(place.url.removeprefix("sqlite:///")) as source, sqlite3.connect(path) as target:
            source.backup(target)
        shutil.copytree(place.search_dir, Path(folder) / "index")
        database = open_database(f"sqlite:///{path}")
        with build_lock(Path(folder) / "index"):
            catalog = Catalog(database, Path(folder) / "index", read_only=True)
            _measure(place, catalog, database)
        say(
            "memory of this process at its most", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"
        )
        database.close()


def _measure(place: Place, catalog: Catalog, database: Any) -> None:
    first, second = catalog.search(Filters(q="робототехника"), place.today).selection.ids[:2]
    _save(database, first, name=WORD)
    _until("a saved name is found after", lambda: first in _found(catalog, place))
    _save(database, second, name=f"{WORD} вторая")
    _until("one saved at once after it, while the catalog rests", lambda: second in _found(catalog, place))
    _save(database, first, state="archived")
    _until("a hidden program is gone after", lambda: first not in _found(catalog, place))


def _save(database: Any, number: int, **values: str) -> None:
    with write(database):
        Program.update(values).where(Program.id == number).execute()
        catalog_changed()


def _found(catalog: Catalog, place: Place) -> tuple[int, ...]:
    return catalog.search(Filters(q=WORD), place.today).selection.ids


def _until(what: str, done: Callable[[], bool]) -> None:
    started, busy = time.perf_counter(), time.process_time()
    while not done() and time.perf_counter() - started < MOST:
        time.sleep(0.02)
    say(what, f"{time.perf_counter() - started:.2f} s", f"{time.process_time() - busy:.2f} s of the processor")
