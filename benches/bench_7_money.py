"""Money: 100,000 certificates with contracts, their monthly write-off, and the proof that it adds up."""

from __future__ import annotations

import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

from peewee import Database
from place import Place, say

from navigator.data import (
    Balance,
    Certificate,
    CertificateGroup,
    Child,
    Contract,
    FundingPeriod,
    Group,
    GroupNominal,
    LedgerLine,
    Municipality,
    Organization,
    Program,
    Request,
)
from navigator.data.database import migrate, open_database
from navigator.data.sealed import KeyRing, use
from navigator.rules.financing.contracts import Terms, calculate
from navigator.services.financing.checking import wrong_money
from navigator.services.financing.monthly import write_off
from navigator.services.requests.records import Moment

CERTIFICATES = 100_000
BATCH = 2_000
NOMINAL = 5_000_00
#: Contracts written off one by one beside it, as the peer.
PEER = 2_000


def run(place: Place) -> None:
    """One October over a region; the peer is a statement for each contract and balance."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'navigator.db'}")
        migrate(database)
        use(KeyRing((b"k" * 32,), "s" * 64))
        payer = _fill(database)
        now = Moment(datetime(2025, 10, 1, 9))
        started = time.perf_counter()
        done = write_off(database, payer, now, date(2025, 10, 1))
        taken = time.perf_counter() - started
        say("monthly write-off of contracts", f"{done / taken:,.0f} contracts/s ({done:,} in {taken:.1f} s)")
        started = time.perf_counter()
        again = write_off(database, payer, now, date(2025, 10, 1))
        say("the same again", f"{again} contracts, {(time.perf_counter() - started) * 1000:.1f} ms")
        one_by_one = _peer(database)
        say(
            "one statement a contract and balance (peer)",
            f"{one_by_one:,.0f} contracts/s",
            f"×{done / taken / one_by_one:.1f}",
        )
        started = time.perf_counter()
        wrong = wrong_money()
        say("every balance recomputed from the ledger", f"{time.perf_counter() - started:.1f} s, wrong: {len(wrong)}")
        database.close()


def _fill(database: Database) -> int:
    """Certificates with a balance and a contract in force each; the payer's id."""
    home = Municipality.create(slug="m", oktmo="1", name="Район", region="Область", funding_mode="money")
    owner = Organization.create(municipality=home, full_name="Дом", public_name="Дом", name_key="дом")
    program = Program.create(organization=owner, name="Хор", name_key="хор", age_from=60, age_to=200)
    study = Group.create(program=program, date_start=date(2025, 9, 1), date_end=date(2026, 5, 31))
    group = CertificateGroup.create(municipality=home, name="Дети")
    period = FundingPeriod.create(
        municipality=home, kind="calendar", year=2025, date_from=date(2025, 1, 1), date_to=date(2025, 12, 31)
    )
    GroupNominal.create(group=group, period=period, amount=NOMINAL, count=CERTIFICATES, total=NOMINAL * CERTIFICATES)
    cost = calculate(
        Terms(
            *(date(2025, 9, 1), date(2026, 5, 31), 13_650_00, 12_000_00),
            *(date(2025, 9, 15), date(2025, 1, 1), date(2025, 12, 31)),
        ),
        NOMINAL,
    )
    at, day = datetime(2025, 9, 15, 9), date(2025, 9, 15)
    child = Child.create(
        last_name="И", first_name="П", birth_date="2016-03-05", person_hash="p", names_hash="n", birth_hash="b"
    )
    request = Request.create(
        number="25-00001",
        kind="enrollment",
        state="enrolled",
        child=child,
        municipality=home,
        program=program,
        group=study,
        idempotency_hash="i",
        answers_hash="a",
        funding="certificate",
    )
    rest, first = cost.certificate - cost.certificate_first, cost.certificate_first
    figures: dict[str, Any] = {
        "request": request.id,
        "payer": home.id,
        "organization": owner.id,
        "study_group": study.id,
        "state": "active",
        "starts": cost.starts,
        "ends": cost.ends,
        "months": cost.months,
        "paid": 1,
        "price": cost.price,
        "normative": cost.normative,
        "next_due": date(2025, 10, 1),
        "made_at": at,
        "certificate_sum": cost.certificate,
        "family_sum": cost.family,
        "is_cut": cost.is_cut,
        "certificate_first": first,
        "certificate_other": cost.certificate_other,
        "family_first": cost.family_first,
        "family_other": cost.family_other,
        "reserved": rest,
        "spent": first,
    }
    purse = {"nominal": NOMINAL, "balance": NOMINAL - cost.certificate, "reserved": rest, "spent": first}
    line = {"at": at, "day": day, "kind": "issue", "nominal": NOMINAL, "free": NOMINAL}
    for begin in range(1, CERTIFICATES + 1, BATCH):
        ids = range(begin, min(begin + BATCH, CERTIFICATES + 1))
        with database.atomic("IMMEDIATE"):
            for model, rows in (
                (
                    Certificate,
                    [
                        {
                            "id": one,
                            "number": "",
                            "number_hash": str(one),
                            "child": child.id,
                            "municipality": home.id,
                            "type": "social",
                            "group": group.id,
                            "issued_on": day,
                            "valid_until": date(2034, 3, 5),
                        }
                        for one in ids
                    ],
                ),
                (
                    Balance,
                    [{"id": one, "certificate": one, "period": period.id, "group": group.id, **purse} for one in ids],
                ),
                (
                    Contract,
                    [
                        {
                            "id": one,
                            "number": str(one),
                            "certificate": one,
                            "balance": one,
                            "living_key": str(one),
                            **figures,
                        }
                        for one in ids
                    ],
                ),
                (LedgerLine, [{"balance": one, **line} for one in ids]),
            ):
                for at_ in range(0, len(rows), 500):
                    model.insert_many(rows[at_ : at_ + 500]).execute()
            _booked(begin, ids[-1], cost.certificate, first, at, day)
    return int(home.id)


def _booked(low: int, high: int, whole: int, first: int, at: datetime, day: date) -> None:
    """The lines of the reservation and of the first payment, so that every balance has its whole ledger."""
    for kind, free, reserved, spent in (("reserve", -whole, whole, 0), ("payment", 0, -first, first)):
        rows = [
            {
                "balance": one,
                "contract": one,
                "at": at,
                "day": day,
                "kind": kind,
                "free": free,
                "reserved": reserved,
                "spent": spent,
            }
            for one in range(low, high + 1)
        ]
        for at_ in range(0, len(rows), 500):
            LedgerLine.insert_many(rows[at_ : at_ + 500]).execute()


def _peer(database: Database) -> float:
    """Contracts a second when each has a line, a balance and a contract of its own to write; taken back afterwards."""
    started = time.perf_counter()
    with database.atomic("IMMEDIATE") as transaction:
        for one in range(1, PEER + 1):
            LedgerLine.insert(
                balance=one, contract=one, day=date(2025, 11, 1), kind="payment", reserved=-1, spent=1
            ).execute()
            Balance.update(reserved=Balance.reserved - 1, spent=Balance.spent + 1).where(Balance.id == one).execute()
            Contract.update(reserved=Contract.reserved - 1, spent=Contract.spent + 1).where(
                Contract.id == one
            ).execute()
        taken = time.perf_counter() - started
        transaction.rollback()
    return PEER / taken
