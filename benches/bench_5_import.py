"""Import: rows a second, from the file on disk to the committed database, first and again."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from place import Place, say

from navigator.data.database import migrate, open_database
from navigator.exchange.programs import read_programs
from navigator.services.dump import dump
from navigator.services.imports import import_programs
from navigator.services.reference import load_reference

#: Programs whose file stays under the limit of one file.
LARGEST = 12_000


def run(place: Place) -> None:
    """Dump the region to one CSV file and read it into an empty database."""
    if place.size > LARGEST:
        say("import", "measured with the smaller region", "one file of this size would be over 50 MB")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "region.csv"
        rows = dump(place.database(), "programs", file)
        database = open_database(f"sqlite:///{folder}/empty.db")
        migrate(database)
        load_reference(database)
        for what in ("import into an empty database", "the same file again"):
            started = time.perf_counter()
            reading = read_programs(file)
            done = import_programs(database, reading, municipality="60615000", today=place.today)
            took = time.perf_counter() - started
            say(what, f"{rows / took:8,.0f} rows/s", f"{rows:,} rows in {took:.1f} s, skipped {done.skipped}")
        database.close()
