"""Contracts: made with a reservation, brought into force by the enrollment, paid by months, ended, taken back."""

from __future__ import annotations

from datetime import date

from peewee import Database

from navigator.data import (
    Balance,
    Contract,
    FundingPeriod,
    HoursLoad,
    PayerLimit,
)
from navigator.data.database import for_update
from navigator.rules.financing.contracts import (
    end_of_month,
    first_after,
    payments_due,
)
from navigator.rules.financing.purse import Change, spend
from navigator.rules.financing.purse import release as released
from navigator.rules.money import format_roubles
from navigator.services.financing.ledger import post
from navigator.services.requests.records import Moment, MoveRefused

LIVING = ("reserved", "active")


def living_contracts(database: Database, request: int) -> list[Contract]:
    """All living contracts of a request, locked until the transaction ends."""
    query = Contract.select().where(Contract.request == request, Contract.state.in_(LIVING)).order_by(Contract.id)
    return list(for_update(database, query))


# ---------------------------------------------------------------- in force


def give_limit(contract: Contract, amount: int) -> None:
    """Take a part of a contract out of the payer's limit of its direction."""
    if contract.direction_id is not None and contract.balance_id is not None and amount:
        period = Balance.select(Balance.period).where(Balance.id == contract.balance_id)
        PayerLimit.update(booked=PayerLimit.booked - amount).where(
            PayerLimit.period == period, PayerLimit.direction == contract.direction_id, PayerLimit.booked >= amount
        ).execute()


def activate(
    contract: Contract, moment: Moment, day: date, *, agreed: bool = False, account: int | None = None
) -> None:
    """Bring a contract into force and write off what is due: the first payment, and late months.

    :raises MoveRefused: the family has not agreed to what it adds.
    """
    if contract.family_sum and contract.agreed_at is None and not agreed:
        month = contract.family_other if contract.months > 1 else contract.family_first
        raise MoveRefused(
            f"Семья ещё не согласилась на доплату: {format_roubles(month)} в месяц. "
            "Она соглашается на странице заявки, или отметьте её согласие"
        )
    agreed_at = contract.agreed_at or (moment.utc if contract.family_sum else None)
    _set(contract, state="active", agreed_at=agreed_at, next_due=contract.starts)
    pay_due(contract, moment, day, account=account)


def pay_due(contract: Contract, moment: Moment, day: date, *, account: int | None = None) -> int:
    """Write off every payment of a contract in force that is due on a day and was not written off.

    :returns: how many payments.
    """
    if contract.balance_id is None:
        _set(contract, next_due=None)
        return 0
    balance = _balance(contract)
    due = payments_due(contract.starts, contract.ends, day)
    done = 0
    while contract.paid < due:
        amount = contract.certificate_other if contract.paid else contract.certificate_first
        post(
            *(balance, spend(amount), "payment", moment, day),
            contract=contract,
            account=account,
            once=once(contract, first_after(contract.starts, contract.paid)) if contract.paid else None,
        )
        _set(contract, paid=contract.paid + 1, reserved=contract.reserved - amount, spent=contract.spent + amount)
        done += 1
    following = first_after(contract.starts, contract.paid)
    _set(contract, next_due=following if contract.paid < contract.months else None)
    return done


def once(contract: Contract, month: date) -> str:
    """What makes a second write-off of one month impossible; an enrollment that was taken back begins anew."""
    return f"{contract.id}:{contract.round}:{month.isoformat()}"


def end(contract: Contract, moment: Moment, day: date, *, account: int | None = None) -> None:
    """End a contract: one that was booked only is released, one in force ends with the month; the rest comes back."""
    if contract.state == "reserved":
        _free(contract, moment, day, account)
        _set(contract, state="released", living_key=None, ended_on=day, next_due=None)
        return
    pay_due(contract, moment, day, account=account)
    _free(contract, moment, day, account)
    last = max(contract.starts, min(end_of_month(day), contract.ends))
    _set(contract, state="ended", living_key=None, ended_on=last, next_due=None)


def _free(contract: Contract, moment: Moment, day: date, account: int | None) -> None:
    if contract.hours:
        column = HoursLoad.valued if contract.is_valued else HoursLoad.used
        HoursLoad.update({column: column - contract.hours}).where(
            HoursLoad.certificate == contract.certificate_id
        ).execute()
    if contract.reserved:
        amount = contract.reserved
        give_limit(contract, amount)
        change = released(amount)
        post(_balance(contract), change, "release", moment, day, contract=contract, account=account)
        _set(contract, reserved=0)
    _take_unheld(contract, moment, day, account)


def _take_unheld(contract: Contract, moment: Moment, day: date, account: int | None) -> None:
    """What comes back to a balance that is held no more, or whose period is over, goes on to the budget."""
    if contract.balance_id is None:
        return
    balance: Balance = Balance.get_by_id(contract.balance_id)
    settled = FundingPeriod.select().where(
        FundingPeriod.id == balance.period_id, FundingPeriod.settled_at.is_null(False)
    )
    if balance.balance and settled.exists():
        post(balance, Change(balance=-balance.balance), "lapse", moment, day, contract=contract, account=account)


def unactivate(contract: Contract, moment: Moment, day: date, *, account: int | None = None) -> None:
    """Take an enrollment of the same day back: what was written off is booked again."""
    if contract.spent:
        post(
            *(_balance(contract), spend(-contract.spent), "unpay", moment, day),
            contract=contract,
            account=account,
        )
    _set(
        contract,
        state="reserved",
        round=contract.round + 1,
        paid=0,
        reserved=contract.reserved + contract.spent,
        spent=0,
        next_due=None,
    )


def _balance(contract: Contract) -> Balance:
    """The balance of a contract about money, as it is now."""
    found: Balance = Balance.get_by_id(contract.balance_id)
    return found


def _set(contract: Contract, **values: object) -> None:
    Contract.update(**values).where(Contract.id == contract.id).execute()
    for name, value in values.items():
        setattr(contract, name, value)
