"""The text index: building, opening, its size."""

from __future__ import annotations

import shutil
import time

from place import Place, say

from navigator.search.manifest import current, read_manifest
from navigator.search.words import WordIndex
from navigator.services.index import read_documents, refresh_index


def run(place: Place) -> None:
    """Print times and bytes."""
    database = place.database()
    shutil.rmtree(place.search_dir, ignore_errors=True)
    started = time.perf_counter()
    read_documents(database)
    say("reading the texts", f"{time.perf_counter() - started:.2f} s")
    started = time.perf_counter()
    refresh_index(database, place.search_dir)
    took = time.perf_counter() - started
    say("building the index, with reading", f"{took:.2f} s", f"{place.size / took:,.0f} programs/s")
    started = time.perf_counter()
    refresh_index(database, place.search_dir)
    say("finding that it is fresh", f"{(time.perf_counter() - started) * 1000:.0f} ms")
    started = time.perf_counter()
    WordIndex(place.search_dir)
    size = sum(one["size"] for one in read_manifest(place.search_dir)["files"].values())
    took = (time.perf_counter() - started) * 1000
    say("verifying and opening it", f"{took:.0f} ms", f"{size / 2**20:.1f} MiB in {current(place.search_dir)}")
