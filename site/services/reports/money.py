"""What certificates of municipalities hold, and what contracts by certificate take, on the day of a report.

On a past day everything is recomputed from the ledger, whose lines carry their day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peewee import Case, fn

from navigator.data import Balance, Certificate, Contract, FundingPeriod, LedgerLine, Municipality
from navigator.data.rows import tuples
from navigator.exchange.report_files import Column, Table, Value
from navigator.services.financing.figures import GroupFigures, money_figures
from navigator.services.reports.scope import Scope

CONTRACT_COLUMNS = (Column("Договоров"), Column("Резерв, ₽", "money"), Column("Списано, ₽", "money"))
PAID_COLUMNS = (Column("Детей с договором"), *CONTRACT_COLUMNS)
PAID_NOTE = (
    "Договоры и деньги – по сертификатам: действующие в этот день договоры, резерв и списания периода финансирования, "
    "в который он входит."
)
_GROUP_COLUMNS = (
    *(Column("Муниципалитет", "text"), Column("Группа сертификатов", "text"), Column("Период", "text")),
    *(Column("Выдано"), Column("Лимит, штук"), Column("Лимит, ₽", "money"), Column("Сумма номиналов, ₽", "money")),
    *(Column("Резерв, ₽", "money"), Column("Списано, ₽", "money"), Column("Остаток, ₽", "money")),
    *(Column("Очередь"), Column("Возвращено в бюджет, ₽", "money"), Column("Предупреждено семей")),
)


@dataclass(frozen=True, slots=True)
class Money:
    """Sums in kopecks: nominals, reserved, spent and left."""

    nominals: int
    reserved: int
    spent: int
    balance: int


@dataclass(frozen=True, slots=True)
class Paid:
    """Children and contracts in force on the day; kopecks that contracts of the period book and have spent."""

    children: int = 0
    contracts: int = 0
    reserved: int = 0
    spent: int = 0


def paying(scope: Scope) -> set[int]:
    """Municipalities of a scope that count money on its day."""
    begun = Municipality.funding_from.is_null() | (Municipality.funding_from <= scope.day)
    rows = Municipality.select(Municipality.id).where(
        Municipality.id.in_(scope.ids), Municipality.funding_mode == "money", begun
    )
    return {number for (number,) in tuples(rows)}


def group_lines(scope: Scope) -> list[GroupFigures]:
    """Groups of certificates of a scope in the period of its day."""
    if scope.is_organization:
        return []
    inside = paying(scope)
    alone = scope.ids[0] if len(scope.ids) == 1 else None
    found = money_figures(scope.day, alone, until=scope.day if scope.is_past else None)
    return [one for one in found if one.municipality_id in inside]


def money_of(lines: list[GroupFigures]) -> Mapping[tuple[int, str], Money]:
    """Sums by municipality and type of certificate. Certificates of account hold no money and have none here."""
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in lines:
        mine = sums[one.municipality_id, one.type]
        for at, amount in enumerate((one.nominals, one.reserved, one.spent, one.balance)):
            mine[at] += amount
    return {key: Money(*values) for key, values in sums.items()}


def groups_table(lines: list[GroupFigures]) -> Table:
    """A line for each group of certificates."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            *(one.municipality, one.group, one.period, one.issued, one.limit or None, one.limit_sum or None),
            *(one.nominals, one.reserved, one.spent, one.balance, one.queue, one.returned, one.warned),
        )
        for one in lines
    )
    total: tuple[Value, ...] | None = None
    if len(rows) > 1:
        sums = [sum(row[at] for row in rows if isinstance(row[at], int)) for at in range(3, len(_GROUP_COLUMNS))]  # type: ignore[misc]  # the test keeps whole numbers only
        total = ("Всего", None, None, sums[0], None, None, *sums[3:])
    notes = ("Сумма номиналов – сколько выдано за период, вместе с тем, что вернулось в бюджет в его конце.",)
    return Table("Группы сертификатов и деньги", _GROUP_COLUMNS, rows, total, notes)


def paid(scope: Scope, *by: Any) -> dict[tuple[Any, ...], Paid]:
    """What contracts of a scope take, grouped by columns of contracts; one query."""
    reserved, spent, in_force = Contract.reserved, Contract.spent, Contract.state == "active"
    rows = Contract.select()
    if scope.is_past:
        lines = (
            LedgerLine.select(
                LedgerLine.contract.alias("contract"),
                fn.SUM(LedgerLine.reserved).alias("reserved"),
                fn.SUM(LedgerLine.spent).alias("spent"),
            )
            .where(LedgerLine.day <= scope.day, LedgerLine.contract.is_null(False))
            .group_by(LedgerLine.contract)
            .alias("lines")
        )
        reserved, spent = lines.c.reserved, lines.c.spent
        in_force = (spent > 0) & (fn.COALESCE(Contract.ended_on, Contract.ends) >= scope.day)
        rows = rows.join(lines, on=(lines.c.contract == Contract.id)).switch(Contract)
    if scope.is_organization:
        mine = Contract.organization == scope.territory.organization
    else:
        mine = Contract.payer.in_(list(paying(scope)))
    child = Case(None, [(in_force, Certificate.child)], None)
    rows = (
        rows.select(
            *by,
            fn.COUNT(child.distinct()),
            *(fn.COALESCE(fn.SUM(one), 0) for one in (Case(None, [(in_force, 1)], 0), reserved, spent)),
        )
        .join(Certificate)
        .switch(Contract)
        .join(Balance)
        .join(FundingPeriod)
        .where(mine, FundingPeriod.date_from <= scope.day, FundingPeriod.date_to >= scope.day)
    )
    found = rows.group_by(*by) if by else rows
    return {row[: len(by)]: Paid(*map(int, row[len(by) :])) for row in tuples(found)}


def paid_values(found: Paid | None, *, is_counted: bool) -> tuple[Value, ...]:
    """Cells of :data:`PAID_COLUMNS`; nothing where money is not counted."""
    if not is_counted:
        return (None,) * len(PAID_COLUMNS)
    one = found or Paid()
    return one.children, one.contracts, one.reserved, one.spent
