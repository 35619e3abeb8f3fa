"""The pages over the demo districts, on a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from pages.checking import CheckingClient, checking_client

from navigator.app import create_app
from navigator.data.database import migrate, open_database
from navigator.services.demo import load_demo
from navigator.services.index import refresh_index
from navigator.services.reference import load_reference
from navigator.settings import Settings

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo database and its index."""
    home = Path(tmp_path_factory.mktemp("pages"))
    settings = Settings.from_env({}, root=home)
    database = open_database(settings.database_url)
    migrate(database)
    load_reference(database)
    load_demo(database, TODAY)
    refresh_index(database, settings.search_dir)
    database.close()
    return home


@pytest.fixture
def app(demo_home: Path) -> Iterator[Flask]:
    """The application over the demo districts."""
    opened = create_app(Settings.from_env({}, root=demo_home), day=TODAY)
    yield opened
    opened.extensions["navigator"].catalog.close()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A client that checks each page it fetches."""
    return checking_client(app)
