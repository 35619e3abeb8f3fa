"""Both databases open, migrate once and count changes of the catalog."""

from __future__ import annotations

import pytest
from peewee import Database, IntegrityError

from navigator.data import MODELS, Group, ScheduleSlot
from navigator.data.database import catalog_changed, catalog_generation, migrate, write


def test_migrating_twice_applies_nothing_more(database: Database) -> None:
    assert migrate(database) == []
    assert sorted(model._meta.table_name for model in MODELS) == sorted(
        name for name in database.get_tables() if name != "schema_migration"
    )


def test_generation_grows_with_the_transaction_and_not_without_it(database: Database) -> None:
    assert catalog_generation() == 0
    with write(database):
        catalog_changed()
    assert catalog_generation() == 1
    with pytest.raises(RuntimeError), write(database):
        catalog_changed()
        raise RuntimeError("the import broke")
    assert catalog_generation() == 1


def test_a_slot_is_of_a_weekday_or_of_a_date_never_both_or_none(database: Database) -> None:
    with pytest.raises(IntegrityError):
        ScheduleSlot.insert(group=1).execute()
    assert Group.select().count() == 0
