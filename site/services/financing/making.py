"""Making a contract: every check in the order in which people can do something about it, then the reservation."""

from __future__ import annotations

from datetime import date

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
from navigator.data.database import next_number
from navigator.rules.financing.contracts import (
    Calculation,
    ContractProblem,
)
from navigator.rules.financing.hours import Load, room, weigh
from navigator.rules.financing.purse import reserve as reserved
from navigator.services.financing.ledger import Short, post
from navigator.services.financing.periods import Payer, hours_rules, payer_of, period_on, rules_of, span_of_period
from navigator.services.financing.quoting import NO_HOURS, Offer
from navigator.services.requests.records import Moment, MoveRefused

EMPTY = "На сертификате не осталось средств на этот период: выберите другую оплату"
CHANGED = "Остаток на сертификате только что изменился. Попробуйте ещё раз"


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
