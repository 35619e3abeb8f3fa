"""What a catalog in memory costs, counted in queries and bytes."""

from __future__ import annotations

import logging
from pathlib import Path
from random import Random

import pytest
from peewee import Database
from search.invented import TODAY, a_catalog, write_catalog

from navigator.search.filters import Filters
from navigator.services.catalog import Catalog


@pytest.mark.parametrize("programs", [3, 60])
def test_queries_do_not_grow_with_programs(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture, programs: int
) -> None:
    write_catalog(sqlite, a_catalog(Random(1), programs))
    catalog = Catalog(sqlite, tmp_path / "index", read_only=True)
    with caplog.at_level(logging.DEBUG, "peewee"):
        catalog.search(Filters(), TODAY)
        first = sum("SELECT" in record.getMessage() for record in caplog.records)
        caplog.clear()
        catalog.search(Filters(age=(7,), day=("sat",), sort="price"), TODAY)
        again = sum("SELECT" in record.getMessage() for record in caplog.records)
    assert (first, again) == (11, 1)
