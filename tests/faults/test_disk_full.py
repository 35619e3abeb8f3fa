"""A full disk and a disk that cannot be read: a family loses no answer, the catalog goes on, all heals by itself."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import asking
import pytest
from faults.whole import broken
from flask import Flask
from pages.checking import CheckingClient, checking_client
from pages.sending import FAMILY, done, hidden
from peewee import OperationalError, SqliteDatabase

from navigator.app import create_app
from navigator.data import Attempt, Child, Consent, Group, Letter, Municipality, Request
from navigator.data.database import migrate, open_database
from navigator.services.index import refresh_index
from navigator.settings import Settings

TODAY = asking.NOW.utc.date()
DISK = "8m"
MADE_UP = {**FAMILY, "child_birth_date": "05.03.2017", "child_patronymic": "Сергеевич", "special_needs": "1"}
ANSWERS = {**MADE_UP, "consent_special": "1"}
CATALOG = ("/", "/programs/", "/programs/1/", "/certificate/")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("a small disk cannot be mounted here (root is needed)")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@contextmanager
def opened(tmp_path: Path, folder: Path) -> Iterator[Flask]:
    """The application over a database in a folder, with one open group."""
    settings = Settings.from_env({"NAVIGATOR_DATABASE_URL": f"sqlite:///{folder}/navigator.db"}, root=tmp_path)
    database = open_database(settings.database_url)
    migrate(database)
    asking.group(5)
    Municipality.update(is_shown=True).execute()
    refresh_index(database, settings.search_dir)
    database.close()
    app = create_app(replace(settings, form_seconds=0), day=TODAY)
    yield app
    house = app.extensions["navigator"]
    house.catalog.close()
    house.database.close()


def checked_form(client: CheckingClient) -> tuple[str, dict[str, str]]:
    """A form that a family has filled and looked at; what its page will send."""
    path = f"/groups/{Group.get().id}/enroll/"
    client.post(path, data={**hidden(client.look(path)), **ANSWERS})
    kept = hidden(client.page)
    assert (kept["step"], kept["child_last_name"]) == ("send", "Иванов")
    return path, kept


def check_refused(client: CheckingClient, path: str, kept: dict[str, str]) -> None:
    """The form is not taken, says so, and holds everything to be sent again."""
    answer = client.post(path, data=kept)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "ничего не потеряно" in client.page.words().casefold()
    assert hidden(client.page) == kept


def check_catalog(client: CheckingClient, path: str) -> None:
    """Readers notice nothing."""
    assert [client.get(one).status_code for one in (*CATALOG, path)] == [200] * (len(CATALOG) + 1)


def check_taken_once(client: CheckingClient, path: str, kept: dict[str, str], database: Any) -> None:
    """The same form is taken, once however often it is sent."""
    first, second = client.post(path, data=kept), client.post(path, data=kept)
    assert first.headers["Location"] == second.headers["Location"]
    number, _ = done(client, second)
    assert [one.number for one in Request.select()] == [number]
    assert (Consent.select().count(), Letter.select().count()) == (2, 1)
    assert broken(database) == []


def fill(disk: Path, left: int = 0) -> Path:
    """Leave so many pages of 4 KiB free, and not one byte more."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
        file.truncate(file.tell() - left * 4096)
    return ballast


@pytest.mark.parametrize("left", [0, 2, 8, *(pytest.param(one, marks=pytest.mark.slow) for one in (1, 4, 16))])
def test_a_full_disk_loses_nothing(small_disk: Path, tmp_path: Path, left: int) -> None:
    with opened(tmp_path, small_disk) as app:
        client, database = checking_client(app), app.extensions["navigator"].database
        path, kept = checked_form(client)
        ballast = fill(small_disk, left)
        for _ in range(3):
            check_refused(client, path, kept)
            check_catalog(client, path)
        assert Request.select().count() == 0
        ballast.unlink()
        check_taken_once(client, path, kept, database)


@contextmanager
def _failing(database: SqliteDatabase, number: int, message: str) -> Iterator[list[str]]:
    """The statement of this number, from 0, fails as SQLite says it; the statement is kept."""
    plain, seen, met = database.execute_sql, count(), list[str]()

    def execute(sql: str, *args: Any, **options: Any) -> Any:
        if next(seen) == number:
            met.append(sql)
            raise OperationalError(message)
        return plain(sql, *args, **options)

    database.execute_sql = execute
    try:
        yield met
    finally:
        database.execute_sql = plain


@pytest.mark.parametrize(
    "message", [pytest.param("disk I/O error", marks=pytest.mark.slow), "database or disk is full"]
)
def test_whatever_statement_fails_the_form_is_taken_once(tmp_path: Path, message: str) -> None:
    """One statement after another fails: all is stored or nothing, and the same form sent again is taken once."""
    with opened(tmp_path, tmp_path) as app:
        client, database = checking_client(app), app.extensions["navigator"].database
        path, kept = checked_form(client)
        failed = 0
        for number in count():
            with _failing(database, number, message) as met:
                answer = client.post(path, data=kept)
            if not met:
                break
            if answer.status_code == 503:
                assert (Request.select().count(), answer.headers["Retry-After"]) == (0, "30"), met
                failed += 1
            else:
                # Counting how often a family sends comes after its request is stored, and undoes nothing.
                assert "attempt" in met[0]
                assert answer.status_code == 303
            check_taken_once(client, path, kept, database)
            for model in (Letter, Request, Child, Attempt):
                model.delete().execute()
        assert failed >= 30


@pytest.mark.parametrize(
    "message", [pytest.param("disk I/O error", marks=pytest.mark.slow), "database or disk is full"]
)
def test_while_a_form_is_stored_every_failure_keeps_its_answers(tmp_path: Path, message: str) -> None:
    with opened(tmp_path, tmp_path) as app:
        client, database = checking_client(app), app.extensions["navigator"].database
        path, kept = checked_form(client)
        first = _statements_before_sending(client, path, kept, database)
        for number in range(first, first + 30):
            with _failing(database, number, message):
                check_refused(client, path, kept)
            check_catalog(client, path)


def test_a_group_that_cannot_be_read_keeps_the_answers(tmp_path: Path) -> None:
    with opened(tmp_path, tmp_path) as app:
        client, database = checking_client(app), app.extensions["navigator"].database
        path, kept = checked_form(client)
        for number in range(_statements_before_sending(client, path, kept, database)):
            with _failing(database, number, "disk I/O error"):
                check_refused(client, path, kept)


def _statements_before_sending(client: CheckingClient, path: str, kept: dict[str, str], database: Any) -> int:
    """Number of the first statement that asks whether a family sends too much: what came before reads the group."""
    for number in count():
        with _failing(database, number, "disk I/O error") as met:
            client.post(path, data=kept)
        if "attempt" in met[0]:
            return number
    raise AssertionError("unreachable")
