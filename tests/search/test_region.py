"""The invented region of the benches keeps the proportions of a real one."""

from __future__ import annotations

from pathlib import Path

import pytest
from peewee import Database

from navigator.data import Organization, Program
from navigator.search.arrays import load
from navigator.search.catalog import CatalogSnapshot
from navigator.search.filters import Filters

BENCHES = Path(__file__).parents[2] / "benches"


def test_a_small_region_on_both_databases(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHES))
    import region

    written = region.fill(database, 561)
    assert written == region.Region(programs=561, groups=728, slots=2290)
    snapshot = CatalogSnapshot(load(database))
    assert (snapshot.program_count, snapshot.group_count) == (561, 728)
    found = snapshot.select(Filters(max_price=1_000_000), region.TODAY)
    everything = snapshot.select(Filters(), region.TODAY)
    assert 0.18 < everything.open_total / 561 < 0.28  # 23 %
    assert 0.30 < found.unknown_price / 561 < 0.42  # 36 %
    free = {value.value: value.count for value in everything.facets["payment"]}["free"]
    assert 0.47 < free / 561 < 0.59  # 53 %
    directions = {value.value: value.count for value in everything.facets["direction"]}
    assert sum(directions.values()) == 561
    assert max(directions, key=directions.__getitem__) == "art"
    assert (
        Organization.create(municipality=1, full_name="Новая", public_name="Новая", name_key="новая").id
        == round(358 * 561 / 5614) + 1
    )
    assert 80 <= min(len(one.annotation.split()) for one in Program.select(Program.annotation)) <= 90
