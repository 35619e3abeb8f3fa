"""Figures of certificates and money by municipality and group: report 5, and the picture of a budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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

    municipality: str
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


def money_figures(day: date, municipality: int | None = None) -> tuple[GroupFigures, ...]:
    """Report 5: a line for each group of certificates in the period of a day.

    :param day: the day whose period counts; of a past period the lines are final.
    :param municipality: id of one municipality, all without it.
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
    return tuple(_figures(row) for row in rows)


def _figures(row: GroupNominal) -> GroupFigures:
    period: FundingPeriod = row.period
    mine = (Balance.group == row.group_id) & (Balance.period == row.period_id)
    sums = Balance.select(
        *(fn.COALESCE(fn.SUM(one), 0) for one in (Balance.nominal, Balance.reserved, Balance.spent, Balance.balance)),
        fn.COALESCE(fn.SUM(Case(None, [(Balance.warned_at.is_null(False), 1)], 0)), 0),
    ).where(mine)
    nominal, reserved, spent, balance, warned = (int(one) for one in tuples(sums)[0])
    lapsed = LedgerLine.select(fn.COALESCE(fn.SUM(LedgerLine.free), 0)).join(Balance).where(mine)
    returned = -int(lapsed.where(LedgerLine.kind == "lapse").scalar())
    waiting = NominalTurn.select().where(NominalTurn.group == row.group_id, NominalTurn.state == "waiting").count()
    return GroupFigures(
        municipality=period.municipality.name,
        group=row.group.name,
        period=span_of_period(period).label,
        issued=row.count,
        limit=row.limit_count,
        limit_sum=row.limit_sum,
        nominals=nominal + returned,
        reserved=reserved,
        spent=spent,
        balance=balance,
        queue=waiting,
        returned=returned,
        warned=warned,
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
