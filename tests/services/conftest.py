"""Fixtures of the services."""

from __future__ import annotations

import make
import pytest
from peewee import Database

from navigator.services.reference import load_reference


@pytest.fixture
def ready(database: Database) -> Database:
    """A database with the reference lists and one organization, «Дом творчества»."""
    load_reference(database)
    make.organization("Дом творчества")
    return database
