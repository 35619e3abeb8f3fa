"""Random sequences of everything that happens to money: after each step it adds up, whatever was refused."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import asking
import paying
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from paying import POLICY, go, payable
from peewee import Database, fn

from navigator.data import (
    Balance,
    Certificate,
    CertificateGroup,
    Contract,
    FundingPeriod,
    LedgerLine,
    Request,
)
from navigator.data.database import open_database, write
from navigator.rules.financing.purse import Change, Purse
from navigator.services.financing import registry
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.monthly import run_calendar
from navigator.services.financing.nominals import ask_nominal, return_to_account, set_nominal
from navigator.services.problems import Problem
from navigator.services.requests.certificates import change_certificate
from navigator.services.requests.records import Moment
from navigator.services.requests.submitting import send_enrollment

CHILDREN = 4
pick = some.integers(0, 10**6)


class Money(RuleBasedStateMachine):
    """Children with certificates, groups that cost, a clock that only goes forward."""

    open: Callable[[], Database]

    @initialize(kind=some.sampled_from(["calendar", "academic"]), amount=some.integers(0, 20_000_00))
    def begin(self, kind: str, amount: int) -> None:
        asking.keys()
        self.database = type(self).open()
        self.now = paying.at(2025, 9, 3)
        self.groups = [
            payable(price=price, normative=normative, free=3)
            for price, normative in ((13_650_00, 12_000_00), (99_99, None), (7_000_01, 9_000_00))
        ]
        self.group: CertificateGroup = paying.payer(self.now, amount, kind=kind, limit_count=3)
        self.ordinals = {}
        for ordinal in range(1, CHILDREN + 1):
            one = paying.certificate(asking.named(ordinal), self.now, ordinal)
            self.ordinals[one.id] = ordinal

    # ------------------------------------------------------------ what happens

    def attempt(self, action: Callable[[], Any]) -> None:
        """Do something that may be refused; what is refused moves nothing."""
        before = self.picture()
        try:
            action()
        except Problem:
            assert self.picture() == before

    def picture(self) -> list[Any]:
        rows = Balance.select(Balance.id, Balance.nominal, Balance.balance, Balance.reserved, Balance.spent)
        return [*rows.order_by(Balance.id).tuples(), LedgerLine.select().count(), Contract.select().count()]

    def certificate(self, number: int) -> Certificate:
        rows = list(Certificate.select().order_by(Certificate.id))
        return rows[number % len(rows)]  # type: ignore[no-any-return]  # peewee's rows are untyped

    @property
    def today(self) -> date:
        return self.now.day("Europe/Moscow")

    @rule(days=some.integers(1, 70))
    def time_passes(self, days: int) -> None:
        self.now = Moment(self.now.utc + timedelta(days=days))
        run_calendar(self.database, self.now)
        assert run_calendar(self.database, self.now) == {}

    @rule(who=pick)
    def nominal(self, who: int) -> None:
        def issue() -> None:
            with write(self.database):
                ask_nominal(self.database, self.certificate(who), self.group, self.now, self.today)

        self.attempt(issue)

    @rule(who=pick, where=pick)
    def send(self, who: int, where: int) -> None:
        one = self.certificate(who)
        ordinal = self.ordinals[one.id]
        filled = asking.answers(
            self.groups[where % len(self.groups)],
            asking.named(ordinal),
            certificate_number=str(one.number),
            municipality="rayon",
        )
        send_enrollment(self.database, filled, asking.sender(), self.now, POLICY)

    @rule(which=pick, event=some.sampled_from(["confirm", "enroll", "enroll", "reject", "cancel", "expel", "complete"]))
    def move(self, which: int, event: str) -> None:
        states = {
            "confirm": ("new",),
            "enroll": ("confirmed",),
            "reject": ("new", "confirmed"),
            "cancel": ("new", "confirmed"),
            "expel": ("enrolled",),
            "complete": ("enrolled",),
        }[event]
        rows = list(Request.select(Request.number).where(Request.state.in_(states)).order_by(Request.id))
        if not rows:
            return
        number = rows[which % len(rows)].number
        order = {"reason": "documents"} if event == "reject" else {}
        self.attempt(lambda: go(self.database, number, event, self.now, **order))

    @rule(amount=some.integers(0, 25_000_00), which=pick)
    def nominal_changes(self, amount: int, which: int) -> None:
        periods = list(FundingPeriod.select().order_by(FundingPeriod.date_from))

        def change() -> None:
            with write(self.database):
                set_nominal(self.group, periods[which % len(periods)], amount, self.now, self.today, limit_count=3)

        self.attempt(change)

    @rule(who=pick, event=some.sampled_from(["freeze", "thaw", "account"]))
    def status(self, who: int, event: str) -> None:
        def change() -> None:
            with write(self.database):
                if event == "account":
                    return_to_account(self.certificate(who), self.now, self.today)
                else:
                    change_certificate(self.certificate(who), event, "municipal_center", self.now)

        self.attempt(change)

    @rule(who=pick, other=pick)
    def merge(self, who: int, other: int) -> None:
        def join() -> None:
            with write(self.database):
                registry.merge(self.certificate(who), self.certificate(other), "municipal_center", self.now)

        if Certificate.select().where(Certificate.status != "closed").count() > 2:
            self.attempt(join)

    @rule(who=pick, amount=some.integers(-500_00, 500_00))
    def correct(self, who: int, amount: int) -> None:
        rows = list(Balance.select().order_by(Balance.id))
        contracts = list(Contract.select().where(Contract.spent > 0).order_by(Contract.id))

        def write_line() -> None:
            with write(self.database):
                if amount > 0 and contracts:
                    registry.correct_payment(contracts[who % len(contracts)], amount, "сверка", self.now, None)
                elif rows:
                    registry.correct(rows[who % len(rows)], amount, "сверка", self.now, None)

        self.attempt(write_line)

    # ------------------------------------------------------------ what always holds

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "group"):
            return
        assert wrong_money() == []
        for balance in Balance.select():
            purse = Purse()
            for line in LedgerLine.select().where(LedgerLine.balance == balance.id).order_by(LedgerLine.id):
                purse = purse.after(Change(line.free, line.reserved, line.spent))
            assert purse == Purse(balance.nominal, balance.balance, balance.reserved, balance.spent)
        for one in Contract.select():
            assert one.reserved + one.spent <= one.certificate_sum
            corrected = LedgerLine.select(fn.COALESCE(fn.SUM(LedgerLine.spent), 0)).where(
                LedgerLine.contract == one.id, LedgerLine.kind == "correction"
            )
            if one.state == "ended" and one.paid == one.months:
                assert one.spent - int(corrected.scalar()) == one.certificate_sum
        assert Certificate.select().where(Certificate.holder_key.is_null(False)).count() >= 1

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()


def machine(open_: Callable[[], Database]) -> type[Money]:
    return type("Machine", (Money,), {"open": staticmethod(open_)})


def run(open_: Callable[[], Database], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine(open_),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )


def sqlite_copies(template: Path, folder: Path) -> Callable[[], Database]:
    def fresh() -> Database:
        path = Path(tempfile.mkdtemp(dir=folder)) / "navigator.db"
        shutil.copy(template, path)
        database = open_database(f"sqlite:///{path}")
        database.connect()
        database.execute_sql("PRAGMA synchronous=OFF")
        return database

    return fresh


def test_random_sequences_add_up(sqlite_template: Path, tmp_path: Path) -> None:
    run(sqlite_copies(sqlite_template, tmp_path), 2, 16)


@pytest.mark.slow
def test_many_random_sequences_add_up(sqlite_template: Path, tmp_path: Path) -> None:
    run(sqlite_copies(sqlite_template, tmp_path), 60, 50)


@pytest.mark.slow
@pytest.mark.postgres
def test_random_sequences_add_up_on_postgres(postgres_server: str, postgres_template: str) -> None:
    import psycopg

    made: list[str] = []
    numbers = count(1)  # not random: Hypothesis seeds that anew for each example

    def fresh() -> Database:
        name = f"sequence{os.getpid()}x{next(numbers)}"
        with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template} STRATEGY FILE_COPY")
        made.append(name)
        return open_database(f"{postgres_server}/{name}")

    try:
        run(fresh, 10, 30)
    finally:
        with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
            for name in made:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
