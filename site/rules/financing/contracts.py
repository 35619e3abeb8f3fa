"""The cost of a contract: what the certificate pays, what the family adds, and the plan by months.

Kopecks are rounded up for the cost of a term and down for monthly payments; the first payment takes the rest, so that
the payments of a plan always add up to the contract.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from navigator.rules.years import months_touched


class ContractProblem(ValueError):
    """A contract that cannot be made; the message says why, in Russian."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract is made of. ``price`` and ``normative`` are of the whole group's term, kopecks."""

    group_from: date
    group_to: date
    price: int
    normative: int | None
    starts: date
    period_from: date
    period_to: date


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a plan; it is written off on ``due``."""

    due: date
    certificate: int
    family: int


@dataclass(frozen=True, slots=True)
class Calculation:
    """A contract as figures, kopecks. ``months`` counts calendar months from ``starts`` to ``ends``."""

    starts: date
    ends: date
    days: int
    months: int
    price: int
    normative: int
    certificate: int
    family: int
    certificate_first: int
    certificate_other: int
    family_first: int
    family_other: int
    is_cut: bool  # the group goes on after the period: another contract follows

    @property
    def family_month(self) -> int:
        """What the family adds in a usual month."""
        return self.family_other if self.months > 1 else self.family_first

    def plan(self) -> tuple[Payment, ...]:
        """Every payment with the day on which it is written off."""
        return plan(
            *(self.starts, self.ends),
            *(self.certificate_first, self.certificate_other, self.family_first, self.family_other),
        )


def up(number: int, by: int) -> int:
    """Divide and round up to a whole kopeck."""
    return -(-number // by)


def down(number: int, by: int) -> int:
    """Divide and round down to a whole kopeck."""
    return number // by


def calculate(terms: Terms, balance: int) -> Calculation:
    """Split the cost of a contract between the certificate and the family.

    :param balance: what is free on the certificate in the period, kopecks.
    :raises ContractProblem: the dates or the price do not allow a contract.
    """
    if terms.group_to < terms.group_from:
        raise ContractProblem("Даты группы указаны неверно: конец раньше начала")
    if not terms.group_from <= terms.starts <= terms.group_to:
        raise ContractProblem("Начало занятий должно лежать в датах группы")
    if not terms.period_from <= terms.starts <= terms.period_to:
        raise ContractProblem("Начало занятий не попадает в открытый период финансирования")
    if terms.price < 0 or (terms.normative is not None and terms.normative < 0) or balance < 0:
        raise ContractProblem("Цена не может быть отрицательной")
    whole = _days(terms.group_from, terms.group_to)
    ends = min(terms.group_to, terms.period_to)
    days = _days(terms.starts, ends)
    price = up(days * terms.price, whole)
    normative = price if terms.normative is None else up(days * terms.normative, whole)
    certificate = min(price, normative, balance)
    family = price - certificate
    months = months_touched(terms.starts, ends)
    later = days - _days(terms.starts, min(end_of_month(terms.starts), ends))
    certificate_other = down(later * certificate, days * (months - 1)) if months > 1 else 0
    family_other = down(later * family, days * (months - 1)) if months > 1 else 0
    return Calculation(
        starts=terms.starts,
        ends=ends,
        days=days,
        months=months,
        price=price,
        normative=normative,
        certificate=certificate,
        family=family,
        certificate_first=certificate - certificate_other * (months - 1),
        certificate_other=certificate_other,
        family_first=family - family_other * (months - 1),
        family_other=family_other,
        is_cut=ends < terms.group_to,
    )


def plan(
    starts: date, ends: date, certificate_first: int, certificate_other: int, family_first: int, family_other: int
) -> tuple[Payment, ...]:
    """Payments of a contract: the first with its start, the others on the first days of its later months."""
    later = (first_after(starts, ordinal) for ordinal in range(1, months_touched(starts, ends)))
    return (
        Payment(starts, certificate_first, family_first),
        *(Payment(day, certificate_other, family_other) for day in later),
    )


def _days(start: date, end: date) -> int:
    return (end - start).days + 1


def end_of_month(day: date) -> date:
    """The last day of a month: the day on which a contract ends that is terminated in it."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def first_after(day: date, ordinal: int = 1) -> date:
    """The first day of the ``ordinal``-th month after a day's own: 15.09 → 01.10."""
    months = day.year * 12 + day.month - 1 + ordinal
    return date(months // 12, months % 12 + 1, 1)


def payments_due(starts: date, ends: date, day: date) -> int:
    """How many payments of a contract in force are due on a day: the first, and one for each later first of a month.

    A day before the start is as the start itself: the first payment falls due with the enrollment.
    """
    until = min(max(day, starts), ends)
    return 1 + (until.year - starts.year) * 12 + until.month - starts.month


def next_contract_starts(ends: date) -> date:
    """The first day of the contract that follows one cut by the end of its period."""
    return ends + timedelta(days=1)
