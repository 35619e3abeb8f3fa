"""Report 8: what was written off in a month by contract: what an organization sends to the payer with its invoice."""

from __future__ import annotations

from datetime import date

from peewee import fn

from navigator.data import Contract, Group, LedgerLine, Municipality, Organization, Program
from navigator.data.rows import tuples
from navigator.exchange.report_files import Column, Report, Table, Value
from navigator.rules.dates import MONTHS
from navigator.services.reports.money import paying
from navigator.services.reports.scope import Scope

TITLE = "Реестр к счёту за месяц"
_CONTRACTS = (
    *(Column("Договор", "text"), Column("К оплате за месяц, ₽", "money"), Column("Сумма договора, ₽", "money")),
    *(Column("Программа", "text"), Column("Группа", "text"), Column("Занятия с", "day"), Column("по", "day")),
    *(Column("Организация", "text"), Column("Плательщик", "text")),
)
_SUMS = (
    *(Column("Организация", "text"), Column("Плательщик", "text")),
    *(Column("Договоров"), Column("К оплате за месяц, ₽", "money")),
)
#: Kinds of lines that are paid for or taken back from a bill.
_KINDS = ("payment", "unpay", "correction")


def counts_for(scope: Scope) -> bool:
    """Whether a scope has anything to bill: somebody in it counts money, or a contract of it exists."""
    return bool(paying(scope)) or (
        scope.is_organization and Contract.select().where(_mine(scope), Contract.balance.is_null(False)).exists()
    )


def payments(scope: Scope) -> Report:
    """Lines of contracts of the month of a day, up to that day, with a correction where one was written."""
    first = scope.day.replace(day=1)
    rows = _lines(scope, first)
    table = Table(
        "Договоры",
        _CONTRACTS,
        rows,
        _total(rows) if len(rows) > 1 else None,
        ("Без имён детей: по номеру договора их видят организация и плательщик.",),
        empty="За этот месяц списаний нет.",
    )
    words = f"{MONTHS[first.month - 1]} {first.year}"
    notes = (
        f"За {words} года, с {first:%d.%m.%Y} по {scope.day:%d.%m.%Y}: платежи договоров, возвраты отменённых и "
        "исправления. Аванс и доля оказанных услуг не считаются: их указывают в самом счёте.",
    )
    return Report("payments", TITLE, scope.title, scope.day, (table, _by_organization(rows)), notes)


def _lines(scope: Scope, first: date) -> tuple[tuple[Value, ...], ...]:
    spent = fn.SUM(LedgerLine.spent)
    columns = (
        *(Contract.certificate_sum, Program.name, Group.name, Contract.starts),
        *(fn.COALESCE(Contract.ended_on, Contract.ends), Organization.public_name, Municipality.name),
    )
    query = (
        LedgerLine.select(Contract.number, spent, *columns)
        .join(Contract)
        .join(Organization)
        .switch(Contract)
        .join(Municipality, on=(Contract.payer == Municipality.id))
        .switch(Contract)
        .join(Group)
        .join(Program)
        .where(_mine(scope), LedgerLine.kind.in_(_KINDS), LedgerLine.day.between(first, scope.day))
        .group_by(Contract.id, Contract.number, *columns)
        .having(spent != 0)
        .order_by(Organization.public_name, Municipality.name, Contract.number)
    )
    return tuple((row[0], int(row[1]), *row[2:6], _day(row[6]), *row[7:]) for row in tuples(query))


def _mine(scope: Scope) -> object:
    if scope.is_organization:
        return Contract.organization == scope.territory.organization
    return Contract.payer.in_(list(paying(scope)))


def _day(value: object) -> date:
    """A day that a function of the database gave: SQLite gives text."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _total(rows: tuple[tuple[Value, ...], ...]) -> tuple[Value, ...]:
    sums = [sum(row[at] for row in rows if isinstance(row[at], int)) for at in (1, 2)]  # type: ignore[misc]  # the test keeps whole numbers only
    return ("Всего", *sums, *(None,) * 6)


def _by_organization(rows: tuple[tuple[Value, ...], ...]) -> Table:
    """One bill each: what an organization asks of a payer."""
    bills: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        bill = bills.setdefault((str(row[7]), str(row[8])), [0, 0])
        bill[0] += 1
        bill[1] += row[1] if isinstance(row[1], int) else 0
    found: tuple[tuple[Value, ...], ...] = tuple((*who, *sums) for who, sums in bills.items())
    total = ("Всего", None, *(sum(one[at] for one in bills.values()) for at in (0, 1))) if len(found) > 1 else None
    return Table("Счета", _SUMS, found, total, empty="Выставлять нечего.")
