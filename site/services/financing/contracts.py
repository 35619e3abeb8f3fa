"""Contracts: made with a reservation, brought into force by the enrollment, paid by months, ended, taken back."""

from __future__ import annotations

from datetime import date

from peewee import Database, fn

from navigator.data import (
    Balance,
    Certificate,
    Contract,
    FundingPeriod,
    HoursLoad,
    Municipality,
    PayerAgreement,
    PayerLimit,
    Request,
)
from navigator.data.database import for_update, next_number
from navigator.rules.financing.contracts import (
    Calculation,
    ContractProblem,
    end_of_month,
    first_after,
    payments_due,
)
from navigator.rules.financing.hours import Load, room, weigh
from navigator.rules.financing.purse import Change, spend
from navigator.rules.financing.purse import release as released
from navigator.rules.financing.purse import reserve as reserved
from navigator.rules.money import format_roubles
from navigator.services.financing.ledger import Short, post
from navigator.services.financing.periods import Payer, hours_rules, payer_of, period_on, rules_of, span_of_period
from navigator.services.financing.quoting import NO_HOURS, Offer
from navigator.services.requests.records import Moment, MoveRefused

LIVING = ("reserved", "active")
EMPTY = "На сертификате не осталось средств на этот период: выберите другую оплату"
CHANGED = "Остаток на сертификате только что изменился. Попробуйте ещё раз"


def living_contract(request: int) -> Contract | None:
    """The contract of a request that books or pays now; of two, the one in force."""
    found: Contract | None = (
        Contract.select()
        .where(Contract.request == request, Contract.state.in_(LIVING))
        .order_by(Contract.state, Contract.starts)
        .first()
    )
    return found


def living_contracts(database: Database, request: int) -> list[Contract]:
    """All living contracts of a request, locked until the transaction ends."""
    query = Contract.select().where(Contract.request == request, Contract.state.in_(LIVING)).order_by(Contract.id)
    return list(for_update(database, query))


# ---------------------------------------------------------------- making


def make_contract(
    request: Request,
    certificate: Certificate,
    offer: Offer,
    starts: date,
    moment: Moment,
    *,
    follows: Contract | None = None,
    account: int | None = None,
) -> Contract:
    """Check in the order in which people can do something about it, then book; call inside a transaction.

    :raises MoveRefused: says why; nothing moved.
    """
    place: Municipality = certificate.municipality
    payer = payer_of(place, moment)
    day = moment.day(place.timezone)
    if certificate.status != "active" or certificate.valid_until <= max(day, starts):
        raise MoveRefused("Сертификат не действует на день начала занятий")
    _require_agreement(place, offer.organization, starts)
    if payer.mode == "hours":
        return _make_by_hours(request, certificate, offer, starts, moment, payer)
    period = period_on(payer.id, starts)
    if period is None or not period.is_open:
        raise MoveRefused("Период финансирования на этот день не открыт: договор заключить нельзя")
    balance: Balance | None = Balance.get_or_none(
        Balance.certificate == certificate.id, Balance.period == period.id, Balance.is_held
    )
    if balance is None:
        raise MoveRefused("На сертификате нет номинала на этот период: он в очереди или ещё не выдан")
    try:
        cost = offer.cost(starts, span_of_period(period), balance.balance)
    except ContractProblem as problem:
        raise MoveRefused(str(problem)) from problem
    _require_fair_price(payer.id, offer)
    if cost.certificate == 0 and cost.price > 0:
        raise MoveRefused(EMPTY)
    _take_limit(period, offer, cost.certificate)
    made = _store(request, certificate, offer, moment, payer, cost, balance, follows)
    try:
        post(balance, reserved(cost.certificate), "reserve", moment, day, contract=made, account=account)
    except Short as problem:
        raise MoveRefused(CHANGED) from problem
    return made


def _store(
    request: Request,
    certificate: Certificate,
    offer: Offer,
    moment: Moment,
    payer: Payer,
    cost: Calculation,
    balance: Balance,
    follows: Contract | None,
) -> Contract:
    return Contract.create(
        number=_number(moment, payer),
        request=request,
        certificate=certificate,
        balance=balance,
        payer=payer.id,
        organization=offer.organization,
        study_group=offer.group,
        direction=offer.direction,
        living_key=f"{request.id}:{balance.period_id}",
        starts=cost.starts,
        ends=cost.ends,
        months=cost.months,
        price=cost.price,
        normative=cost.normative,
        certificate_sum=cost.certificate,
        family_sum=cost.family,
        certificate_first=cost.certificate_first,
        certificate_other=cost.certificate_other,
        family_first=cost.family_first,
        family_other=cost.family_other,
        reserved=cost.certificate,
        is_valued=offer.is_valued,
        is_cut=cost.is_cut,
        follows=follows,
        made_at=moment.utc,
    )


def _make_by_hours(
    request: Request, certificate: Certificate, offer: Offer, starts: date, moment: Moment, payer: Payer
) -> Contract:
    if offer.hours is None:
        raise MoveRefused(NO_HOURS)
    if offer.ends is None:
        raise MoveRefused("У группы не указаны даты: договор заключить нельзя")
    HoursLoad.insert(certificate=certificate.id).on_conflict_ignore().execute()
    rules = hours_rules(rules_of(payer.id))
    load = HoursLoad.get_by_id(certificate.id)
    verdict = weigh(rules, Load(load.used, load.valued), offer.hours, is_valued=offer.is_valued)
    limit = room(rules, is_valued=offer.is_valued)
    if offer.is_valued:
        taking = HoursLoad.update(valued=HoursLoad.valued + offer.hours)
        fits = HoursLoad.used + HoursLoad.valued + offer.hours <= limit
    else:
        taking = HoursLoad.update(used=HoursLoad.used + offer.hours)
        fits = HoursLoad.used + offer.hours <= limit
    if not taking.where(HoursLoad.certificate == certificate.id, fits).execute():
        raise MoveRefused(f"Часов на сертификате не хватает: свободно {verdict.left / 100:g} ч в неделю")
    return Contract.create(
        number=_number(moment, payer),
        request=request,
        certificate=certificate,
        payer=payer.id,
        organization=offer.organization,
        study_group=offer.group,
        direction=offer.direction,
        living_key=f"{request.id}:hours",
        starts=starts,
        ends=offer.ends,
        hours=offer.hours,
        is_valued=offer.is_valued,
        is_social=verdict.is_social,
        made_at=moment.utc,
    )


def _number(moment: Moment, payer: Payer) -> str:
    year = moment.day(payer.zone).year % 100
    return f"Д-{year:02}-{next_number(f'contracts-{year:02}'):05}"


def _require_agreement(place: Municipality, organization: int, day: date) -> None:
    found = PayerAgreement.select().where(
        PayerAgreement.municipality == place.id,
        PayerAgreement.organization == organization,
        PayerAgreement.signed_on <= day,
        PayerAgreement.valid_until.is_null() | (PayerAgreement.valid_until >= day),
    )
    if not found.exists():
        raise MoveRefused(f"Нет соглашения организации с муниципалитетом ({place.name}): по сертификату не принять")


def _require_fair_price(payer: int, offer: Offer) -> None:
    percent = rules_of(payer).price_percent
    if percent and offer.price and offer.normative and offer.price * 100 > offer.normative * percent:
        raise MoveRefused("Цена выше предела от нормативной стоимости: организация должна исправить её")


def _take_limit(period: FundingPeriod, offer: Offer, amount: int) -> None:
    """Count a contract in the payer's limit of its direction, where there is one."""
    row = (PayerLimit.period == period.id) & (PayerLimit.direction == offer.direction)
    if offer.direction is None or not PayerLimit.select().where(row).exists():
        return
    taken = PayerLimit.update(booked=PayerLimit.booked + amount).where(
        row, PayerLimit.booked + amount <= PayerLimit.amount
    )
    if not taken.execute():
        raise MoveRefused("Лимит муниципалитета по этой направленности исчерпан: выберите другую оплату")


def _give_limit(contract: Contract, amount: int) -> None:
    if contract.direction_id is not None and contract.balance_id is not None and amount:
        period = Balance.select(Balance.period).where(Balance.id == contract.balance_id)
        PayerLimit.update(booked=PayerLimit.booked - amount).where(
            PayerLimit.period == period, PayerLimit.direction == contract.direction_id, PayerLimit.booked >= amount
        ).execute()


# ---------------------------------------------------------------- in force


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
        _give_limit(contract, amount)
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


def reserved_by(certificate: int) -> int:
    """What living contracts of a certificate book, kopecks."""
    found = Contract.select(fn.SUM(Contract.reserved)).where(
        Contract.certificate == certificate, Contract.state.in_(LIVING)
    )
    return int(found.scalar() or 0)
