"""Races for one balance, and kills in the monthly write-off: once, exactly. A control without the guard must lose."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import asking
import paying
import pytest
from faults import paying_off
from faults.racing import at_once
from faults.scripts import TESTS, url_of
from paying import asked, at, funded, go, numbers, payable, payer
from peewee import Database, IntegrityError, SqliteDatabase, fn

from navigator.data import Balance, Contract, LedgerLine, Municipality
from navigator.services.financing import ledger, making
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.monthly import write_off
from navigator.services.requests import moving
from navigator.services.requests.records import MoveRefused

NOW = at(2025, 9, 10)
START = date(2025, 9, 15)
RACERS = 50


def race(database: Database, amount: int, racers: int = RACERS) -> tuple[Any, list[Any]]:
    """As many requests of one child as racers, each for a program of its own, confirmed at once."""
    groups = [payable(price=1_000_00, normative=None, date_end=date(2025, 12, 31)) for _ in range(racers)]
    one = funded(database, payer(NOW, amount, periods=1), NOW)
    sent = [asked(database, to, one, 1, NOW) for to in groups]
    jobs = [partial(go, database, number, "confirm", NOW, start=START) for number in sent]
    return one, at_once(database, jobs)


@pytest.mark.slow
def test_fifty_reservations_on_one_balance(database: Database) -> None:
    one, outcomes = race(database, 10_000_00)
    won = [each for each in outcomes if each == "confirmed"]
    assert all(isinstance(each, MoveRefused) for each in outcomes if each != "confirmed"), outcomes
    balance, reserved, spent = numbers(one)
    assert balance + reserved + spent == 10_000_00
    booked = Contract.select(fn.SUM(Contract.reserved)).where(Contract.state == "reserved").scalar()
    assert (reserved, Contract.select().count()) == (int(booked), len(won))
    assert 0 < len(won) < RACERS
    assert wrong_money() == []


@pytest.mark.slow
def test_without_the_condition_more_is_booked_than_there_is(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: reading a balance, waiting a moment and writing the result back loses what others booked."""

    def hasty(balance: Balance, change: Any, *rest: Any, contract: Any = None, **_more: Any) -> None:
        seen = Balance.get_by_id(balance.id)
        time.sleep(0.02)
        Balance.update(
            balance=seen.balance + change.balance,
            reserved=seen.reserved + change.reserved,
            spent=seen.spent + change.spent,
            nominal=seen.nominal + change.nominal,
        ).where(Balance.id == balance.id).execute()

    @contextmanager
    def deferred(_database: Database) -> Iterator[None]:
        yield

    groups = [payable(price=1_000_00, normative=None, date_end=date(2025, 12, 31)) for _ in range(12)]
    one = funded(database, payer(NOW, 10_000_00, periods=1), NOW)
    sent = [asked(database, to, one, 1, NOW) for to in groups]
    monkeypatch.setattr(making, "post", hasty)
    monkeypatch.setattr(moving, "write", deferred)
    at_once(database, [partial(go, database, number, "confirm", NOW, start=START) for number in sent], threads=12)
    row = Balance.get(Balance.certificate == one.id)
    booked = int(Contract.select(fn.COALESCE(fn.SUM(Contract.reserved), 0)).scalar())
    assert booked > row.reserved, "the control must lose reservations"
    assert ledger.post is not hasty


def attending(database: Database, children: int) -> int:
    """So many children with contracts in force from September; the payer's id."""
    to = payable(free=children + 1)
    group = payer(NOW, 5_000_00, periods=1)
    for ordinal in range(1, children + 1):
        one = funded(database, group, NOW, ordinal)
        number = asked(database, to, one, ordinal, NOW)
        go(database, number, "confirm", NOW, start=START)
        go(database, number, "enroll", at(2025, 9, 15), start=START)
    return int(Municipality.get().id)


def run(database: Database, payer_: int, day: date, *how: object) -> int:
    """Run the script to its end or to its death; the exit status."""
    done = subprocess.run(
        [sys.executable, str(paying_off.__file__), url_of(database), str(payer_), day.isoformat(), *map(str, how)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.stderr == "", done.stderr
    return done.returncode


def paid_once(children: int, months: int) -> None:
    """Every contract has its first payment and so many months, each once."""
    assert {(row.paid, row.spent) for row in Contract.select()} == {(1 + months, 703_32 + months * 1_347_98)}
    lines = LedgerLine.select().where(LedgerLine.kind == "payment")
    assert lines.count() == children * (1 + months)
    keys = [line.once for line in lines if line.once]
    assert len(keys) == len(set(keys)) == children * months
    assert wrong_money() == []


@pytest.mark.slow
def test_killed_at_every_statement_then_again_pays_once(database: Database) -> None:
    if not isinstance(database, SqliteDatabase):
        pytest.skip("statements are counted by SQLite; PostgreSQL is killed at random below")
    children = 20
    payer_ = attending(database, children)
    statement, kills = 1, 0
    while run(database, payer_, date(2025, 10, 1), statement) == -signal.SIGKILL:
        statement, kills = statement + 1, kills + 1
        assert wrong_money() == []
    assert kills > 5
    paid_once(children, 1)
    assert run(database, payer_, date(2025, 10, 1), 0) == 0
    paid_once(children, 1)


@pytest.mark.slow
def test_killed_at_random_then_again_pays_once(database: Database) -> None:
    children = 30
    payer_ = attending(database, children)
    died = 0
    for seed in range(20):
        died += run(database, payer_, date(2025, 12, 2), "random", seed) != 0
        assert wrong_money() == []
    assert run(database, payer_, date(2025, 12, 2), 0) == 0
    assert died >= 3
    paid_once(children, 3)


@pytest.mark.slow
def test_two_workers_at_once_pay_once(database: Database) -> None:
    payer_ = attending(database, 30)
    jobs = [partial(write_off, database, payer_, at(2025, 11, 1), date(2025, 11, 1), 4) for _ in range(4)]
    done = at_once(database, jobs, threads=4)
    assert sum(each for each in done if isinstance(each, int)) == 60, done
    paid_once(30, 2)


def test_a_repeated_line_is_refused_by_the_database(sqlite: Database) -> None:
    attending(sqlite, 1)
    asking.keys()
    line = {"balance": 1, "day": START, "kind": "payment", "once": "1:0:2025-10-01"}
    LedgerLine.create(**line)
    with pytest.raises(IntegrityError):
        LedgerLine.create(**line)
    assert paying.contract().paid == 1
