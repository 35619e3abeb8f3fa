"""The power goes at any moment: what was acknowledged is on the disk, and the database opens whole."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asking
import pytest
from faults import storing
from faults.disk import CALLS, Disk, Event, read_trace, strace
from faults.scripts import run, url_of
from faults.whole import broken
from peewee import SqliteDatabase

from navigator.data.database import open_database
from navigator.data.sealed import ring

#: Requests that are stored under strace: the log of SQLite is folded back and begun anew on the way.
REQUESTS = 30
NAMES = ("navigator.db", "navigator.db-wal")


@pytest.fixture
def tracer() -> str:
    found = strace()
    if found is None:
        pytest.skip("strace is not installed (apt-get install strace) or may not trace here")
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """What a process did, and the files before it began."""

    before: dict[str, bytes]
    events: list[Event]


def store_under_strace(tracer: str, sqlite: SqliteDatabase, synchronous: str, *faults: str) -> Run:
    """Requests are stored one after another; every write and fsync is seen.

    :param faults: system calls that fail, as strace names them.
    """
    path, group = Path(sqlite.database), asking.group(100)
    sqlite.close()
    before = {path.name: path.read_bytes()}
    trace = path.with_name("trace")
    under = (tracer, "-f", "-y", "-xx", "-s", "70000", "-e", f"trace={CALLS}", *faults, "-o", str(trace))
    said = run(storing, url_of(sqlite), group, REQUESTS, synchronous, under=under)
    events = list(read_trace(trace, NAMES))
    trace.unlink()
    assert [event.data.decode().split() for event in events if event.what == "say"] == said
    assert len(said) == REQUESTS
    return Run(before, events)


def points(of: Run) -> Iterator[tuple[Disk, dict[str, str], bool]]:
    """The disk after each event, what families were told by then, and whether what is sure has changed."""
    disk, told = Disk({name: bytearray(content) for name, content in of.before.items()}), dict[str, str]()
    for event in of.events:
        if event.what == "say":
            _, number, code = event.data.decode().split()
            told[number] = code
        else:
            disk.do(event)
        yield disk, told, event.what in {"sync", "remove"}


def found_in(folder: Path, files: dict[str, bytearray]) -> dict[str, str]:
    """Numbers and hashes of codes in a database whose files were found so; it must open whole."""
    for name in NAMES:
        (folder / name).unlink(missing_ok=True)
        if name in files:
            (folder / name).write_bytes(files[name])
    connection = sqlite3.connect(folder / NAMES[0])
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return dict(connection.execute("SELECT number, code_hash FROM request"))
    finally:
        connection.close()


def missing(told: dict[str, str], found: dict[str, str]) -> list[str]:
    return [number for number, code in told.items() if found.get(number) != ring().digest("code", code)]


def test_no_acknowledged_request_is_lost_at_any_moment(tracer: str, sqlite: SqliteDatabase, tmp_path: Path) -> None:
    done, folder = store_under_strace(tracer, sqlite, "kept"), tmp_path / "found"
    folder.mkdir()
    found, count, lost, folded = dict[str, str](), 0, 0, 0
    for disk, told, has_changed in points(done):
        if has_changed:
            found = found_in(folder, disk.after_power_loss())
            folded += disk.sure[NAMES[0]] != done.before[NAMES[0]]
        lost += bool(missing(told, found))
        count += 1
    assert count >= 1000
    assert folded > 0  # the log was written back into the database on the way
    assert (lost, len(found)) == (0, REQUESTS)
    database = open_database(f"sqlite:///{folder / NAMES[0]}")
    assert broken(database) == []
    database.close()


@pytest.mark.parametrize("count", [30, pytest.param(2000, marks=pytest.mark.slow)])
def test_sectors_that_reached_the_disk_by_chance_do_no_harm(
    tracer: str, sqlite: SqliteDatabase, tmp_path: Path, count: int
) -> None:
    done, folder, chance = store_under_strace(tracer, sqlite, "kept"), tmp_path / "found", random.Random(17)
    folder.mkdir()
    chosen = set(chance.sample(range(len(done.events)), min(count, len(done.events))))
    for number, (disk, told, _) in enumerate(points(done)):
        if number in chosen:
            assert missing(told, found_in(folder, disk.after_power_loss(chance))) == []


FAULTS = {
    "a disk that does not sync": "inject=fdatasync:error=EIO:when=5+4",
    "a disk that does not write": "inject=pwrite64:error=EIO:when=30..900+37",
    "a disk that is full for moments": "inject=pwrite64:error=ENOSPC:when=25..900+61",
}


@pytest.mark.parametrize(
    "fault",
    [pytest.param(how, id=name, marks=pytest.mark.slow) for number, (name, how) in enumerate(FAULTS.items())],
)
def test_a_disk_that_fails_now_and_then_loses_nothing(
    tracer: str, sqlite: SqliteDatabase, tmp_path: Path, fault: str
) -> None:
    """A form that was not stored is sent again, and what is acknowledged in the end survives the power."""
    done, folder = store_under_strace(tracer, sqlite, "kept", "-e", fault), tmp_path / "found"
    folder.mkdir()
    found = dict[str, str]()
    for disk, told, has_changed in points(done):
        if has_changed:
            found = found_in(folder, disk.after_power_loss())
        assert missing(told, found) == []
    assert len(found) == REQUESTS


def test_with_fewer_syncs_requests_would_be_lost(tracer: str, sqlite: SqliteDatabase, tmp_path: Path) -> None:
    """The control: with ``synchronous=NORMAL`` the same replay loses what was acknowledged, almost everywhere."""
    done, folder = store_under_strace(tracer, sqlite, "NORMAL"), tmp_path / "found"
    folder.mkdir()
    found, lost, told_by_then = dict[str, str](), 0, 0
    for disk, told, has_changed in points(done):
        if has_changed:
            found = found_in(folder, disk.after_power_loss())
        told_by_then += bool(told)
        lost += bool(missing(told, found))
    assert told_by_then >= 1000
    assert lost > told_by_then * 0.5
