"""The catalog in memory: how long it takes to make and what it weighs."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import tracemalloc

from place import Place, say

from navigator.services.catalog import read_catalog

#: Prints resident memory in KiB: of a process with everything imported, and then with the catalog and the index.
_WORKER = """
import os, sys
from datetime import date
from pathlib import Path
import navigator.app
from navigator.data.database import open_database
from navigator.search.filters import Filters
from navigator.services.catalog import Catalog

def resident():
    pages = int(Path('/proc/self/statm').read_text().split()[1]) if Path('/proc/self/statm').exists() else 0
    return pages * os.sysconf('SC_PAGE_SIZE') // 1024

before = resident()
catalog = Catalog(open_database(sys.argv[1]), Path(sys.argv[2]), read_only=True)
for text in ('', 'рисование', 'занятие', 'ро', 'мир музыки'):
    catalog.search(Filters(q=text), date.fromisoformat(sys.argv[3]))
print(before, resident())
"""


def run(place: Place) -> None:
    """Print times and bytes."""
    database = place.database()
    started = time.perf_counter()
    snapshot = read_catalog(database)
    made = time.perf_counter()
    snapshot.on(place.today)
    day = time.perf_counter()
    say("reading the catalog, making a day", f"{made - started:.2f} + {day - made:.3f} s")
    del snapshot
    gc.collect()
    tracemalloc.start()
    kept = read_catalog(database)
    kept.on(place.today)
    gc.collect()
    say("the catalog in memory (tracemalloc)", f"{tracemalloc.get_traced_memory()[0] / 2**20:.0f} MiB")
    tracemalloc.stop()
    done = subprocess.run(
        [sys.executable, "-c", _WORKER, place.url, str(place.search_dir), place.today.isoformat()],
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = (int(one) // 1024 for one in done.stdout.split())
    say("one worker: imported / with catalog and index", f"{before} / {after} MiB resident")
