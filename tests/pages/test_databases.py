"""The same pages on both databases, and a calm page when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages.checking import CheckingClient, checking_client
from pages.conftest import TODAY
from peewee import Database

from navigator.app import create_app
from navigator.data.database import open_database
from navigator.services.demo import load_demo
from navigator.services.index import refresh_index
from navigator.services.reference import load_reference
from navigator.settings import Settings

PATHS = (
    "/",
    "/programs/?q=рисование&age=7",
    "/programs/?payment=certificate&day=sat&sort=price",
    "/programs/filters/?age=9",
    "/organizations/",
    "/municipalities/",
    "/municipalities/egorlykskiy-rayon/",
    "/directions/tech/",
    "/letters/sh/",
    "/embed/directions/art/",
    "/municipalities/aleksandrovo-zavodskiy-rayon/booklet/",
)


@pytest.mark.postgres
def test_postgresql_gives_the_same_pages(
    client: CheckingClient, postgres_server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    on_sqlite = [client.look(path).words() for path in PATHS]
    # Only now: a process has one database, and opening the second one takes the models over.
    postgres: Database = request.getfixturevalue("postgres")
    load_reference(postgres)
    load_demo(postgres, TODAY)
    settings = Settings.from_env({"NAVIGATOR_DATABASE_URL": str(postgres.database)}, root=tmp_path)
    refresh_index(postgres, settings.search_dir)
    app = create_app(settings, day=TODAY)
    other = checking_client(app)
    assert [other.look(path).words() for path in PATHS] == on_sqlite
    app.extensions["navigator"].catalog.close()


def test_without_a_database_the_page_says_that_nothing_is_lost(tmp_path: Path) -> None:
    settings = Settings.from_env({}, root=tmp_path)
    client = checking_client(create_app(settings, day=TODAY))
    for path in ("/", "/programs/", "/programs/1/", "/organizations/"):
        response = client.get(path)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert "Ничего не потеряно" in client.page.words()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    open_database(settings.database_url).close()
