"""Backups: everything or nothing, from either database into either, useless without the keys."""

from __future__ import annotations

import threading
from pathlib import Path

import asking
import pytest
from asking import KEY, NOW, POLICY, answers, group, named, sender
from live import copied, environment, navigator
from peewee import Database

from navigator.data import MODELS, Account, Program, Request
from navigator.data.database import migrate, open_database, write
from navigator.services.backup.keeping import backup, restore
from navigator.services.backup.stream import PIECE, open_header, open_lines, seal_lines
from navigator.services.backup.tables import lines_of
from navigator.services.problems import Problem
from navigator.services.requests.moving import move
from navigator.services.requests.submitting import send_enrollment
from navigator.services.staff.journal import broken_line, note


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def turn_to(database: Database) -> Database:
    """Let the models speak with this database."""
    database.bind(MODELS, bind_refs=False, bind_backrefs=False)
    return database


def live_in(database: Database) -> None:
    """A catalog, requests in several states, a letter, an account and a journal."""
    turn_to(database)
    to = group(2)
    for number in range(3):
        send_enrollment(database, answers(to, named(number)), sender(), NOW, POLICY)
    first = Request.select().order_by(Request.id).get()
    move(database, first.number, "confirm", "organization", NOW, POLICY)
    account = Account.create(email="a@example.org", role="regional_center", created_at=NOW.utc)
    with write(database):
        note(database, account.id, "read", NOW, subject=first.number)


def stored(database: Database) -> list[str]:
    with turn_to(database).connection_context() if database.is_closed() else database.atomic():
        return list(lines_of(database))


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    """A SQLite file without tables."""
    return open_database(f"sqlite:///{tmp_path / 'empty.db'}")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("sqlite", "empty"),
        pytest.param("sqlite", "postgres", marks=pytest.mark.postgres),
        pytest.param("postgres", "empty", marks=pytest.mark.postgres),
    ],
)
def test_a_backup_comes_back_as_it_was(
    request: pytest.FixtureRequest, tmp_path: Path, source: str, target: str
) -> None:
    one, other = request.getfixturevalue(source), request.getfixturevalue(target)
    live_in(one)
    before = stored(one)
    turn_to(one).close()
    kept = backup(one, tmp_path / "copy.nav", [KEY])
    assert kept.rows == sum(line.startswith("[") for line in before) > 15
    done = restore(turn_to(other), tmp_path / "copy.nav", [b"n" * 32, KEY])
    assert (done.rows, done.at) == (kept.rows, kept.at)
    assert [line for line in stored(other) if line not in before] == []
    assert len(stored(other)) == len(before)
    with other.connection_context():
        assert broken_line() == 0
        assert Request.select().order_by(Request.id).get().guardian_name == "Анна"
        assert Program.create(organization=1, name="Новая", name_key="новая").id > 1
    for word in ("Имя", "Анна", "mama@example.org", "Лепка"):
        assert word.encode() not in (tmp_path / "copy.nav").read_bytes()


def test_what_is_not_whole_restores_nothing(sqlite: Database, empty: Database, tmp_path: Path) -> None:
    live_in(sqlite)
    sqlite.close()
    backup(turn_to(sqlite), tmp_path / "copy.nav", [KEY])
    whole = (tmp_path / "copy.nav").read_bytes()
    body = whole.index(b"\n", 20) + 40
    migrate(turn_to(empty))
    damaged = {
        "cut": whole[:-1],
        "half": whole[: len(whole) // 2],
        "longer": whole + b"x",
        "changed": whole[:body] + bytes([whole[body] ^ 1]) + whole[body + 1 :],
        "header": whole.replace(b'"at": "20', b'"at": "19', 1),
        "foreign": b"PK" + whole,
        "empty": b"",
    }
    for name, text in damaged.items():
        (tmp_path / name).write_bytes(text)
        with pytest.raises(Problem):
            restore(empty, tmp_path / name, [KEY])
        with empty.connection_context():
            assert Request.select().count() == 0, name
    with pytest.raises(Problem, match="другим ключом"):
        restore(empty, tmp_path / "copy.nav", [b"n" * 32])
    restore(empty, tmp_path / "copy.nav", [KEY])
    with pytest.raises(Problem, match="уже есть данные"):
        restore(empty, tmp_path / "copy.nav", [KEY])
    with pytest.raises(Problem, match="такой файл уже есть"):
        backup(empty, tmp_path / "copy.nav", [KEY])


def test_what_was_acknowledged_before_is_in_it(database: Database, empty: Database, tmp_path: Path) -> None:
    """Families send requests all the while; those that were told «sent» before the backup began are in it."""
    turn_to(database)
    to = group(None)
    told: list[str] = []
    stop = threading.Event()

    def send() -> None:
        number = 0
        with database.connection_context():
            while not stop.is_set() and number < 200:
                number += 1
                told.append(send_enrollment(database, answers(to, named(number)), sender(), NOW, POLICY).number)  # type: ignore[union-attr]  # never refused

    writer = threading.Thread(target=send)
    writer.start()
    while len(told) < 5:
        stop.wait(0.01)
    before = list(told)
    database.close()
    backup(database, tmp_path / "copy.nav", [KEY])
    assert len(told) >= len(before)
    stop.set()
    writer.join()
    restore(turn_to(empty), tmp_path / "copy.nav", [KEY])
    with empty.connection_context():
        kept = {one.number for one in Request.select()}
        assert set(before) <= kept
        # Each request came whole: with its consent and its first line of history.
        assert {one.number for one in Request.select() if one.moves.count() == 0 or one.consents.count() == 0} == set()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, 3 * PIECE])
def test_pieces_of_any_size_come_back(tmp_path: Path, size: int) -> None:
    import random

    text = "".join(random.Random(size).choices("абвгдежзийклмноп", k=size))
    with (tmp_path / "file").open("wb") as file:
        seal_lines([text, "end"], file, KEY, {})
    with (tmp_path / "file").open("rb") as file:
        _, header = open_header(file)
        assert list(open_lines(file, header, [KEY])) == [text, "end"]


def test_by_the_command_line(untouched_demo: dict[str, str], tmp_path: Path) -> None:
    old, new = copied(untouched_demo, tmp_path / "old"), environment(tmp_path / "new")
    done = navigator(old, "backup", str(tmp_path / "copy.nav"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "храните отдельно" in done.stdout
    refused = navigator(new, "restore", str(tmp_path / "copy.nav"))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    for name in ("pii_keys", "secret_key"):
        (tmp_path / "new/instance" / name).write_bytes((tmp_path / "old/instance" / name).read_bytes())
    restored = navigator(new, "restore", str(tmp_path / "copy.nav"))
    assert (restored.returncode, restored.stderr) == (0, "")
    assert navigator(new, "check").returncode == 0
    again = navigator(old, "restore", str(tmp_path / "copy.nav"))
    assert (again.returncode, "уже есть данные" in again.stderr) == (2, True)
