"""Fixtures of the services."""

from __future__ import annotations

import asking
import make
import pytest
import reporting
from peewee import Database

from navigator.services.reference import load_reference


@pytest.fixture
def ready(database: Database) -> Database:
    """A database with the reference lists and one organization, «Дом творчества»."""
    load_reference(database)
    make.organization("Дом творчества")
    return database


@pytest.fixture
def district(database: Database) -> Database:
    """Two municipalities in two time zones, four organizations, twelve programs of three directions."""
    asking.keys()
    with database.atomic():
        reporting.fill()
    return database
