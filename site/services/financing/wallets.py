"""The certificate of a request, for its family: what it has, what books it, every write-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import Database

from navigator.data import (
    Balance,
    Certificate,
    Contract,
    FundingPeriod,
    HoursLoad,
    LedgerLine,
    Municipality,
    Program,
    Request,
)
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.rules.financing.hours import Load, room
from navigator.rules.financing.periods import Span
from navigator.services.financing.contracts import activate, living_contracts
from navigator.services.financing.families import mode_of
from navigator.services.financing.ledger import KINDS
from navigator.services.financing.periods import hours_rules, rules_of
from navigator.services.financing.queue import place_in_queue
from navigator.services.financing.register import certificate_of
from navigator.services.problems import storing
from navigator.services.requests.records import Moment, MoveRefused


@dataclass(frozen=True, slots=True)
class Booked:
    """A contract as its family sees it; kopecks."""

    number: str
    program: str
    request: str
    state: str
    starts: date
    ends: date
    certificate: int
    family: int
    family_month: int
    reserved: int
    spent: int
    hours: float
    is_mine: bool
    needs_word: bool  # the family is to agree to what it adds


@dataclass(frozen=True, slots=True)
class Written:
    """One line of the ledger in words; kopecks."""

    at: datetime
    label: str
    amount: int
    program: str


@dataclass(frozen=True, slots=True)
class Wallet:
    """The certificate of a request: what it has, what books it, what was written off.

    ``is_whole`` is False where the family did not name the number: then only the contract of the request is shown.
    """

    mode: str
    type: str
    status: str
    is_whole: bool
    period: str
    period_ends: date | None
    nominal: int
    balance: int
    reserved: int
    spent: int
    hours_used: float
    hours_left: float
    turn: int
    asked_at: datetime | None
    contracts: tuple[Booked, ...]
    lines: tuple[Written, ...]
    phone: str
    hotline: str


def wallet_of(number: str, moment: Moment) -> Wallet | None:
    """The money of the certificate that a request names; None where none is counted or there is no certificate."""
    request: Request | None = Request.get_or_none(Request.number == number)
    certificate = certificate_of(request) if request is not None else None
    if request is None or certificate is None:
        return None
    place: Municipality = certificate.municipality
    mode = mode_of(place, moment)
    if not mode:
        return None
    whole = bool(request.certificate_checked) or request.kind == "certificate"
    contracts = _contracts(certificate, request, whole=whole)
    if not whole and not contracts:
        return None
    balance, period = _current(certificate, moment.day(place.timezone)) if whole else (None, None)
    rules, load = hours_rules(rules_of(place.id)), HoursLoad.get_or_none(HoursLoad.certificate == certificate.id)
    used = Load(load.used, load.valued) if load is not None else Load()
    turn, asked_at = place_in_queue(certificate.id)
    return Wallet(
        mode=mode,
        type=certificate.type,
        status=certificate.status,
        is_whole=whole,
        period=_label(period),
        period_ends=period.date_to if period is not None else None,
        nominal=balance.nominal if balance is not None else 0,
        balance=balance.balance if balance is not None else 0,
        reserved=balance.reserved if balance is not None else 0,
        spent=balance.spent if balance is not None else 0,
        hours_used=(used.used + used.valued) / 100,
        hours_left=max(0, room(rules, is_valued=False) - used.used) / 100,
        turn=turn,
        asked_at=Moment(asked_at).local(place.timezone) if asked_at else None,
        contracts=contracts,
        lines=_lines(certificate, request, place.timezone, whole=whole),
        phone=place.center_phone,
        hotline=place.hotline,
    )


def _label(period: FundingPeriod | None) -> str:
    return Span(period.kind, period.year, period.date_from, period.date_to).label if period is not None else ""


def _current(certificate: Certificate, today: date) -> tuple[Balance | None, FundingPeriod | None]:
    row = (
        Balance.select(Balance, FundingPeriod)
        .join(FundingPeriod)
        .where(Balance.certificate == certificate.id, FundingPeriod.date_from <= today, FundingPeriod.date_to >= today)
        .first()
    )
    return (row, row.period) if row is not None else (None, None)


def _contracts(certificate: Certificate, request: Request, *, whole: bool) -> tuple[Booked, ...]:
    rows = Contract.select(Contract, Request, Program).join(Request).join(Program)
    rows = rows.where(Contract.certificate == certificate.id, Contract.state != "released")
    if not whole:
        rows = rows.where(Contract.request == request.id)
    return tuple(
        Booked(
            number=one.number,
            program=one.request.program.name if one.request.program else "",
            request=one.request.number,
            state=one.state,
            starts=one.starts,
            ends=one.ended_on or one.ends,
            certificate=one.certificate_sum,
            family=one.family_sum,
            family_month=one.family_other if one.months > 1 else one.family_first,
            reserved=one.reserved,
            spent=one.spent,
            hours=one.hours / 100,
            is_mine=one.request_id == request.id,
            needs_word=one.request_id == request.id
            and one.state == "reserved"
            and one.family_sum > 0
            and one.agreed_at is None,
        )
        for one in rows.order_by(Contract.id)
    )


def _lines(certificate: Certificate, request: Request, zone: str, *, whole: bool) -> tuple[Written, ...]:
    """Every change of what is free or spent, the latest first; a payment shows what was spent."""
    rows = (
        LedgerLine.select(LedgerLine.at, LedgerLine.kind, LedgerLine.free, LedgerLine.spent, Program.name)
        .join(Balance)
        .switch(LedgerLine)
        .left_outer_join(Contract)
        .left_outer_join(Request)
        .left_outer_join(Program)
        .where(Balance.certificate == certificate.id)
        .order_by(LedgerLine.id.desc())
    )
    if not whole:
        rows = rows.where(Contract.request == request.id)
    return tuple(
        Written(
            at=Moment(at).local(zone),
            label=KINDS[kind],
            amount=spent if kind in {"payment", "unpay"} else free,
            program=program or "",
        )
        for at, kind, free, spent, program in tuples(rows)
    )


def agree(database: Database, number: str, moment: Moment) -> None:
    """The family agrees to what it adds; a contract of a child that attends already comes into force.

    :raises MoveRefused: nothing waits for its word.
    """
    with storing(database), write(database):
        request: Request | None = Request.get_or_none(Request.number == number)
        waiting = [] if request is None else living_contracts(database, request.id)
        waiting = [one for one in waiting if one.state == "reserved" and one.family_sum and one.agreed_at is None]
        if request is None or not waiting:
            raise MoveRefused("Согласие уже дано или больше не нужно")
        for one in waiting:
            Contract.update(agreed_at=moment.utc).where(Contract.id == one.id).execute()
            one.agreed_at = moment.utc
            if request.state == "enrolled":
                activate(one, moment, moment.day(one.payer.timezone))
