"""The one door through which balances change: a conditional statement, and a line of the ledger beside it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from peewee import Value

from navigator.data import Balance, GroupNominal, LedgerLine
from navigator.data.database import for_update
from navigator.data.rows import tuples
from navigator.rules.financing.purse import Change, Purse
from navigator.services.requests.records import Moment, MoveRefused

#: Kinds of lines, in the words of people.
KINDS = {
    "issue": "выдан номинал",
    "resize": "номинал изменён",
    "reserve": "забронировано по договору",
    "release": "бронь снята",
    "payment": "списано по договору",
    "unpay": "списание отменено",
    "freeze": "сертификат приостановлен",
    "account": "перевод в сертификат учёта",
    "close": "сертификат прекращён",
    "move": "переезд",
    "merge": "объединение сертификатов",
    "lapse": "остаток возвращён в бюджет",
    "correction": "исправление",
}


class Short(MoveRefused):
    """A balance does not bear a change; nothing moved."""


class LimitReached(MoveRefused):
    """A limit of a group of certificates does not let a nominal through."""


def purse_of(balance: Balance) -> Purse:
    """The numbers of a row as a purse."""
    return Purse(balance.nominal, balance.balance, balance.reserved, balance.spent)


def post(
    balance: Balance,
    change: Change,
    kind: str,
    moment: Moment,
    day: date,
    *,
    contract: Any = None,
    account: int | None = None,
    words: str = "",
    once: str | None = None,
    **columns: Any,
) -> None:
    """Change a balance if it bears it, and write the line; call inside a transaction.

    :param day: today where the payer is.
    :param columns: new values of other columns of the balance.
    :raises Short: the balance does not bear it.
    :raises LimitReached: a larger nominal does not fit the sum of the group.
    """
    changed = Balance.update(
        nominal=Balance.nominal + change.nominal,
        balance=Balance.balance + change.balance,
        reserved=Balance.reserved + change.reserved,
        spent=Balance.spent + change.spent,
        **columns,
    ).where(
        Balance.id == balance.id,
        Balance.balance >= -change.balance,
        Balance.reserved >= -change.reserved,
        Balance.spent >= -change.spent,
    )
    if not changed.execute():
        raise Short("На сертификате не хватает средств: ничего не изменилось")
    if change.nominal:
        count_total(balance.group_id, balance.period_id, change.nominal)
    LedgerLine.create(
        balance=balance,
        contract=contract,
        at=moment.utc,
        day=day,
        kind=kind,
        nominal=change.nominal,
        free=change.balance,
        reserved=change.reserved,
        spent=change.spent,
        account=account,
        words=words[:200],
        once=once,
    )
    for name, value in columns.items():
        setattr(balance, name, value)
    balance.nominal += change.nominal
    balance.balance += change.balance
    balance.reserved += change.reserved
    balance.spent += change.spent


def count_total(group: int, period: int, amount: int) -> None:
    """Add to the sum of nominals of a group in a period.

    :raises LimitReached: the sum would pass its limit.
    """
    fits = (GroupNominal.limit_sum == 0) | (GroupNominal.total + amount <= GroupNominal.limit_sum)
    taken = GroupNominal.update(total=GroupNominal.total + amount).where(
        GroupNominal.group == group, GroupNominal.period == period, fits if amount > 0 else Value(1) == Value(1)
    )
    if not taken.execute():
        raise LimitReached("Лимит средств группы сертификатов исчерпан")


def count_certificate(group: int, period: int, number: int) -> None:
    """Count certificates that hold a nominal of a group in a period, one more or one less.

    :raises LimitReached: one more would pass the limit.
    """
    fits = (GroupNominal.limit_count == 0) | (GroupNominal.count + number <= GroupNominal.limit_count)
    taken = GroupNominal.update(count=GroupNominal.count + number).where(
        GroupNominal.group == group, GroupNominal.period == period, fits if number > 0 else GroupNominal.count > 0
    )
    if not taken.execute():
        raise LimitReached("Лимит числа сертификатов группы исчерпан")


def lock_balances(where: Any) -> None:
    """Let nobody else change the balances of a condition until the transaction ends: lines and rows must agree."""
    tuples(for_update(Balance._meta.database, Balance.select(Balance.id).where(where).order_by(Balance.id)))


def post_to_many(
    where: Any, change_free: int, kind: str, at: datetime, day: date, *, words: str = "", account: int | None = None
) -> int:
    """The same change of what is free for every balance of a condition, each with its line, in two statements.

    :returns: how many balances changed; those that do not bear it are left, the caller compares.
    """
    lock_balances(where)
    fitting = (where) & (Balance.balance >= -change_free)
    values = {
        LedgerLine.balance: Balance.id,
        LedgerLine.at: Value(at),
        LedgerLine.day: Value(day),
        LedgerLine.kind: Value(kind),
        LedgerLine.nominal: Value(change_free),
        LedgerLine.free: Value(change_free),
        LedgerLine.reserved: Value(0),
        LedgerLine.spent: Value(0),
        LedgerLine.words: Value(words[:200]),
    }
    if account is not None:
        values[LedgerLine.account] = Value(account)
    LedgerLine.insert_from(Balance.select(*values.values()).where(fitting), tuple(values)).execute()
    changed = Balance.update(nominal=Balance.nominal + change_free, balance=Balance.balance + change_free)
    return int(changed.where(fitting).execute())
