"""Whether money adds up: every balance is the sum of its lines, every contract of its payments, every limit of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from peewee import JOIN, fn

from navigator.data import Balance, Contract, GroupNominal, HoursLoad, LedgerLine, PayerLimit
from navigator.data.rows import tuples

LIVING = ("reserved", "active")


def wrong_money(most: int = 20) -> list[str]:
    """What does not add up, as lines for people; empty when everything does."""
    found: list[str] = []
    for lines in (_balances(), _booked(), _contracts(), _groups(), _limits(), _hours()):
        found += lines
        if len(found) >= most:
            break
    return found[:most]


def _balances() -> Iterator[str]:
    """Balances against their lines: the whole of every balance is recomputed from the ledger."""
    sums = [
        fn.COALESCE(fn.SUM(one), 0)
        for one in (LedgerLine.nominal, LedgerLine.free, LedgerLine.reserved, LedgerLine.spent)
    ]
    stored = (Balance.nominal, Balance.balance, Balance.reserved, Balance.spent)
    differs = (sums[0] != stored[0]) | (sums[1] != stored[1]) | (sums[2] != stored[2]) | (sums[3] != stored[3])
    rows = (
        Balance.select(Balance.id, *stored, *sums)
        .join(LedgerLine, JOIN.LEFT_OUTER, on=(LedgerLine.balance == Balance.id))
        .group_by(Balance.id, *stored)
        .having(differs | (stored[0] != stored[1] + stored[2] + stored[3]))
    )
    for row in tuples(rows):
        yield f"счёт {row[0]}: записано {_sums(row[1:5])}, по журналу {_sums(row[5:9])}"


def _sums(values: Iterable[Any]) -> str:
    return "/".join(str(int(one)) for one in values)


def _booked() -> Iterator[str]:
    """What balances book against what their contracts book."""
    booked = fn.COALESCE(fn.SUM(Contract.reserved), 0)
    rows = (
        Balance.select(Balance.id, Balance.reserved, booked)
        .join(Contract, JOIN.LEFT_OUTER, on=(Contract.balance == Balance.id))
        .group_by(Balance.id, Balance.reserved)
        .having(booked != Balance.reserved)
    )
    for number, stated, counted in tuples(rows):
        yield f"счёт {number}: забронировано {stated}, а по договорам {int(counted)}"


def _contracts() -> Iterator[str]:
    """What contracts spent against their lines."""
    spent = fn.COALESCE(fn.SUM(LedgerLine.spent), 0)
    rows = (
        Contract.select(Contract.number, Contract.spent, spent)
        .join(LedgerLine, JOIN.LEFT_OUTER, on=(LedgerLine.contract == Contract.id))
        .group_by(Contract.id, Contract.number, Contract.spent)
        .having(spent != Contract.spent)
    )
    for number, stated, counted in tuples(rows):
        yield f"договор {number}: списано {stated}, по журналу {int(counted)}"
    idle = Contract.select(Contract.number).where(
        Contract.state.not_in(LIVING) & ((Contract.reserved > 0) | Contract.living_key.is_null(False))
    )
    for (number,) in tuples(idle):
        yield f"договор {number}: закончен, но бронь не снята"


def _groups() -> Iterator[str]:
    """Counts and sums of groups against their balances."""
    held = fn.COALESCE(fn.SUM(Balance.is_held.cast("INTEGER")), 0)
    total = fn.COALESCE(fn.SUM(Balance.nominal), 0)
    same = (Balance.group == GroupNominal.group) & (Balance.period == GroupNominal.period)
    rows = (
        GroupNominal.select(GroupNominal.id, GroupNominal.count, GroupNominal.total, held, total)
        .join(Balance, JOIN.LEFT_OUTER, on=same)
        .group_by(GroupNominal.id, GroupNominal.count, GroupNominal.total)
        .having((held != GroupNominal.count) | (total != GroupNominal.total))
    )
    for number, count, amount, held_, total_ in tuples(rows):
        yield f"номинал {number}: сертификатов {count} на {amount}, а по счетам {int(held_)} на {int(total_)}"


def _limits() -> Iterator[str]:
    """What is booked in the payer's limits against contracts."""
    for row in PayerLimit.select():
        counted = (
            Contract.select(fn.COALESCE(fn.SUM(Contract.reserved + Contract.spent), 0))
            .join(Balance)
            .where(Balance.period == row.period_id, Contract.direction == row.direction_id)
            .scalar()
        )
        if int(counted) != row.booked:
            yield f"лимит {row.id}: занято {row.booked}, а по договорам {int(counted)}"


def _hours() -> Iterator[str]:
    """Weekly hours of certificates against living contracts."""
    living = Contract.state.in_(LIVING) & (Contract.hours > 0)
    counted: dict[int, list[int]] = {}
    rows = Contract.select(Contract.certificate, Contract.is_valued, fn.SUM(Contract.hours)).where(living)
    for certificate, valued, hours in tuples(rows.group_by(Contract.certificate, Contract.is_valued)):
        counted.setdefault(certificate, [0, 0])[int(bool(valued))] = int(hours)
    for row in HoursLoad.select():
        if [row.used, row.valued] != counted.get(row.certificate_id, [0, 0]):
            yield f"сертификат {row.certificate_id}: часов {row.used}/{row.valued}, а по договорам иначе"
