"""Figures of certificates and money by municipality and group: report 5, and the picture of a budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import Case, fn

from navigator.data import (
    Balance,
    Certificate,
    CertificateGroup,
    Contract,
    FundingPeriod,
    GroupNominal,
    LedgerLine,
    Municipality,
    NominalTurn,
)
from navigator.data.rows import tuples
from navigator.rules.financing.contracts import plan
from navigator.services.financing.periods import span_of_period


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group of certificates in one period; kopecks. ``nominals`` counts what was issued, before anything lapsed."""

    municipality_id: int
    municipality: str
    type: str
    group: str
    period: str
    issued: int  # certificates that hold a nominal
    limit: int  # 0 = none
    limit_sum: int  # 0 = none
    nominals: int
    reserved: int
    spent: int
    balance: int
    queue: int
    returned: int  # to the budget at the period's end
    warned: int  # families told 14 days before


def money_figures(day: date, municipality: int | None = None, *, until: date | None = None) -> tuple[GroupFigures, ...]:
    """Report 5: a line for each group of certificates in the period of a day; the same queries however many groups.

    :param day: the day whose period counts; of a past period the lines are final.
    :param municipality: id of one municipality, all without it.
    :param until: sums as they stood at the end of that day, recomputed from the ledger; as they stand now without it.
        Limits are always those of now.
    """
    rows = (
        GroupNominal.select(GroupNominal, CertificateGroup, FundingPeriod, Municipality)
        .join(CertificateGroup)
        .switch(GroupNominal)
        .join(FundingPeriod)
        .join(Municipality)
        .where(FundingPeriod.date_from <= day, FundingPeriod.date_to >= day, Municipality.funding_mode == "money")
        .order_by(Municipality.name, CertificateGroup.position, CertificateGroup.name)
    )
    if municipality is not None:
        rows = rows.where(FundingPeriod.municipality == municipality)
    found = list(rows)
    periods = list({row.period_id for row in found})
    sums = _sums(periods) if until is None else _sums_until(periods, until)
    returned, waiting = _returned(periods, until), _waiting(until)
    return tuple(_figures(row, sums.get((row.group_id, row.period_id), _Sums()), returned, waiting) for row in found)


#: Group and period.
_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums of balances of a group in a period; ``held`` counts those that hold a nominal."""

    nominal: int = 0
    reserved: int = 0
    spent: int = 0
    balance: int = 0
    warned: int = 0
    held: int = 0


def _sums(periods: list[int]) -> dict[_Key, _Sums]:
    """Balances as they stand now."""
    rows = Balance.select(
        *(Balance.group, Balance.period),
        *(fn.SUM(one) for one in (Balance.nominal, Balance.reserved, Balance.spent, Balance.balance)),
        *(_count(Balance.warned_at.is_null(False)), _count(Balance.is_held)),
    ).where(Balance.period.in_(periods))
    grouped = rows.group_by(Balance.group, Balance.period)
    return {(group, period): _Sums(*map(int, figures)) for group, period, *figures in tuples(grouped)}


def _sums_until(periods: list[int], day: date) -> dict[_Key, _Sums]:
    """The same from the lines of the ledger up to a day; a nominal is held while the last line about it is an issue."""
    lines = (LedgerLine.nominal, LedgerLine.reserved, LedgerLine.spent, LedgerLine.free)
    upto = (Balance.period.in_(periods)) & (LedgerLine.day <= day)
    rows = LedgerLine.select(Balance.group, Balance.period, *(fn.SUM(one) for one in lines)).join(Balance).where(upto)
    sums = tuples(rows.group_by(Balance.group, Balance.period))
    issues = (
        LedgerLine.select(Balance.group, Balance.period, Balance.id, LedgerLine.kind)
        .join(Balance)
        .where(upto, LedgerLine.kind.in_(("issue", *_TAKEN)))
        .order_by(LedgerLine.id)
    )
    last = {balance: (group, period, kind) for group, period, balance, kind in tuples(issues)}
    held = Counter((group, period) for group, period, kind in last.values() if kind == "issue")
    told = Balance.select(Balance.group, Balance.period, fn.COUNT(Balance.id)).where(
        Balance.period.in_(periods), Balance.warned_at < datetime.combine(day + timedelta(days=1), time())
    )
    warned = {
        (group, period): int(number) for group, period, number in tuples(told.group_by(Balance.group, Balance.period))
    }
    return {
        (group, period): _Sums(
            *(int(nominal), int(reserved), int(spent), int(free), warned.get((group, period), 0), held[group, period])
        )
        for group, period, nominal, reserved, spent, free in sums
    }


#: Lines after which a nominal is held no more.
_TAKEN = ("freeze", "account", "close", "move")


def _count(condition: Any) -> Any:
    return fn.COALESCE(fn.SUM(Case(None, [(condition, 1)], 0)), 0)


def _returned(periods: list[int], until: date | None) -> dict[_Key, int]:
    """What went back to the budget when periods ended."""
    rows = (
        LedgerLine.select(Balance.group, Balance.period, fn.SUM(LedgerLine.free))
        .join(Balance)
        .where(Balance.period.in_(periods), LedgerLine.kind == "lapse")
    )
    if until is not None:
        rows = rows.where(LedgerLine.day <= until)
    grouped = tuples(rows.group_by(Balance.group, Balance.period))
    return {(group, period): -int(amount) for group, period, amount in grouped}


def _waiting(until: date | None) -> dict[int, int]:
    """Who waits for a nominal, by group."""
    waits = NominalTurn.state == "waiting"
    if until is not None:
        end = datetime.combine(until + timedelta(days=1), time())
        waits = (NominalTurn.asked_at < end) & (NominalTurn.ended_at.is_null() | (NominalTurn.ended_at >= end))
    rows = NominalTurn.select(NominalTurn.group, fn.COUNT(NominalTurn.id)).where(waits).group_by(NominalTurn.group)
    return {group: int(number) for group, number in tuples(rows)}


def _figures(row: GroupNominal, sums: _Sums, returned: dict[_Key, int], waiting: dict[int, int]) -> GroupFigures:
    period: FundingPeriod = row.period
    back = returned.get((row.group_id, row.period_id), 0)
    return GroupFigures(
        municipality_id=period.municipality_id,
        municipality=period.municipality.name,
        type=row.group.type,
        group=row.group.name,
        period=span_of_period(period).label,
        issued=sums.held,
        limit=row.limit_count,
        limit_sum=row.limit_sum,
        nominals=sums.nominal + back,
        reserved=sums.reserved,
        spent=sums.spent,
        balance=sums.balance,
        queue=waiting.get(row.group_id, 0),
        returned=back,
        warned=sums.warned,
    )


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a forecast; kopecks, the sum of all payments up to its end."""

    month: date
    spent: int
    is_past: bool


def forecast(period: FundingPeriod, today: date) -> tuple[Month, ...]:
    """What is spent by the end of each month of a period: payments that were written off, then those of the plans."""
    by_month: dict[date, int] = dict.fromkeys(_months(period.date_from, period.date_to), 0)
    written = (
        LedgerLine.select(LedgerLine.day, fn.SUM(LedgerLine.spent))
        .join(Balance)
        .where(Balance.period == period.id)
        .group_by(LedgerLine.day)
    )
    for day, amount in tuples(written):
        month = min(max(day, period.date_from), period.date_to).replace(day=1)
        by_month[month] = by_month.get(month, 0) + int(amount)
    living = Contract.select().join(Balance).where(Balance.period == period.id, Contract.state == "active")
    for one in living.iterator():
        payments = plan(one.starts, one.ends, one.certificate_first, one.certificate_other, 0, 0)
        for payment in payments[one.paid :]:
            by_month[payment.due.replace(day=1)] += payment.certificate
    total, found = 0, []
    for month in sorted(by_month):
        total += by_month[month]
        found.append(Month(month, total, month <= today))
    return tuple(found)


def _months(start: date, end: date) -> Iterable[date]:
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def certificates_by_type(municipality: int) -> dict[str, int]:
    """Active certificates of a municipality by type."""
    rows = Certificate.select(Certificate.type, fn.COUNT(Certificate.id)).where(
        Certificate.municipality == municipality, Certificate.status == "active"
    )
    return {str(kind): int(number) for kind, number in tuples(rows.group_by(Certificate.type))}
