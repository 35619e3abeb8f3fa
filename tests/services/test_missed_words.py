"""Words that found nothing: counted without personal data, out of the way of a search, in a table that stays small."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import asking
import pytest
from peewee import Database, OperationalError

from navigator.data import MissedWord
from navigator.data.database import migrate, open_database
from navigator.services.reports import missed
from navigator.services.reports.missed import Missed, countable, keep, missed_words

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def table() -> list[tuple[object, ...]]:
    return list(missed_words(TODAY).rows)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Робот Ёжик", "робот ежик"),
        ("  верховая   езда ", "верховая езда"),
        ("футбол 2015", "футбол 2015"),
        ("школа Олимпийского резерва", "школа олимпийского резерва"),
        ("89123456789", ""),
        ("8 912 345-67-89", ""),
        ("пишите mama@example.org", ""),
        ("Иванов Пётр Сергеевич", ""),
        ("иванов петр сергеевич", ""),
        ("кружок Анны Петровны Ивановой", ""),
        ("112-233-445 95", ""),
        ("аб", ""),
        ("слово " * 11, ""),
    ],
)
def test_what_looks_like_a_person_is_not_counted(typed: str, kept: str) -> None:
    assert countable(typed) == kept


def test_words_become_readable_at_the_third_time(database: Database) -> None:
    for day in (TODAY - timedelta(days=1), TODAY):
        keep(database, Counter({("верховая езда", day): 1, ("редкое", day): 1}))
    assert table() == []
    assert {row.words for row in MissedWord.select()} == {""}
    keep(database, Counter({("верховая езда", TODAY): 1}))
    assert table() == [("верховая езда", 3, TODAY)]
    assert MissedWord.select().where(MissedWord.words == "редкое").count() == 0


def test_counts_wait_in_memory_and_come_at_once(database: Database) -> None:
    counting = Missed(database)
    for _ in range(3):
        counting.note("Верховая езда", TODAY)
    counting.note("Иванов Пётр Сергеевич", TODAY)
    assert MissedWord.select().count() == 0
    assert counting.flush() == 1
    assert table() == [("верховая езда", 3, TODAY)]
    assert counting.flush() == 0


def test_time_writes_what_nobody_flushed(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed, "FLUSH_SECONDS", 0.05)
    counting = Missed(sqlite)
    for _ in range(3):
        counting.note("верховая езда", TODAY)
    for _ in range(100):
        if table():
            break
        time.sleep(0.05)
    assert table() == [("верховая езда", 3, TODAY)]


def test_a_locked_database_costs_nothing_but_time(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    counting, real = Missed(sqlite), missed.keep

    def locked(*_args: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(missed, "keep", locked)
    counting.note("верховая езда", TODAY)
    assert counting.flush() == 0
    monkeypatch.setattr(missed, "keep", real)
    for _ in range(2):
        counting.note("верховая езда", TODAY)
    assert counting.flush() == 1
    assert table() == [("верховая езда", 3, TODAY)]


def test_counts_of_a_database_that_was_closed_go_nowhere(sqlite: Database, tmp_path: Path) -> None:
    counting = Missed(sqlite)
    for _ in range(3):
        counting.note("верховая езда", TODAY)
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    assert counting.flush() == 0
    assert MissedWord.select().count() == 0
    other.close()


def test_memory_and_table_stay_small(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed, "MOST_HELD", 10)
    monkeypatch.setattr(missed, "MOST_ROWS", 15)
    counting = Missed(sqlite)
    for day in range(3):
        for number in range(50):
            counting.note(f"слово {number}", TODAY + timedelta(days=day))
        assert counting.flush() == 10
    assert MissedWord.select().count() == 15
    keep(sqlite, Counter({("новое", TODAY + timedelta(days=500)): 1}))
    assert MissedWord.select().count() == 1
