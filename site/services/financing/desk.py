"""One certificate at the desk of staff, with its contracts and every line of its ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import Database

from navigator.data import (
    Account,
    Balance,
    Certificate,
    CertificateGroup,
    Contract,
    FundingPeriod,
    LedgerLine,
    Municipality,
    Program,
    Request,
)
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.rules.states import REASONS, REGISTER_MOVES, Move
from navigator.services.financing.ledger import KINDS
from navigator.services.financing.listing import mine, name_of
from navigator.services.financing.periods import payer_of, span_of_period
from navigator.services.financing.queue import place_in_queue
from navigator.services.problems import storing
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note

CONTRACT_STATES = {
    "reserved": "забронирован",
    "active": "действует",
    "ended": "закончен",
    "released": "не вступил в силу",
}


@dataclass(frozen=True, slots=True)
class Purse:
    """A certificate in one period; kopecks."""

    id: int
    label: str
    nominal: int
    balance: int
    reserved: int
    spent: int
    frozen: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger; kopecks."""

    at: datetime
    period: str
    label: str
    free: int
    reserved: int
    spent: int
    contract: str
    words: str
    who: str


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract of a certificate; kopecks."""

    id: int
    number: str
    program: str
    request: str
    state: str
    starts: date
    ends: date
    certificate: int
    family: int
    spent: int
    reserved: int
    hours: float


@dataclass(frozen=True, slots=True)
class Details:
    """One certificate with everything that is known of it."""

    id: int
    number: str
    child: str
    born: date
    type: str
    status: str
    reason: str
    municipality: str
    mode: str
    group: str
    issued_on: date
    valid_until: date
    checked_on: date | None
    turn: int
    asked_at: datetime | None
    purses: tuple[Purse, ...]
    contracts: tuple[ContractLine, ...]
    lines: tuple[Line, ...]
    moves: tuple[Move, ...]
    groups: tuple[tuple[int, str], ...]
    places: tuple[tuple[str, str], ...]  # slug and name of municipalities where a family may move


def details(database: Database, member: Member, number: int, moment: Moment) -> Details:
    """One certificate; that it was opened goes to the journal.

    :raises NotMine: it lies outside the territory, or is not there.
    """
    with storing(database):
        one = mine_one(member, number)
        with write(database):
            note(database, member.account, "read", moment, subject=f"certificate {number}")
        return _details(one, member, moment)


def mine_one(member: Member, number: int) -> Certificate:
    found: Certificate | None = Certificate.get_or_none(Certificate.id == number, mine(member.territory))
    if found is None:
        raise NotMine(str(number))
    return found


def _details(one: Certificate, member: Member, moment: Moment) -> Details:
    place: Municipality = one.municipality
    payer, zone = payer_of(place, moment), place.timezone
    turn, asked_at = place_in_queue(one.id)
    actor = member.territory.actor
    groups = CertificateGroup.select(CertificateGroup.id, CertificateGroup.name).where(
        CertificateGroup.municipality == place.id
    )
    places = Municipality.select(Municipality.slug, Municipality.name).where(
        Municipality.is_shown, Municipality.id != place.id
    )
    return Details(
        id=one.id,
        number=str(one.number),
        child=name_of(one.child),
        born=date.fromisoformat(str(one.child.birth_date)),
        type=one.type,
        status=one.status,
        reason=REASONS.get(one.closed_reason, ""),
        municipality=place.name,
        mode=payer.mode,
        group=one.group.name if one.group is not None else "",
        issued_on=one.issued_on,
        valid_until=one.valid_until,
        checked_on=one.checked_on,
        turn=turn,
        asked_at=Moment(asked_at).local(zone) if asked_at else None,
        purses=_purses(one),
        contracts=_contracts(one),
        lines=_lines(one, zone),
        moves=tuple(move for move in REGISTER_MOVES if one.status in move.sources and actor in move.actors),
        groups=tuple(tuples(groups.order_by(CertificateGroup.position))),
        places=tuple(tuples(places.order_by(Municipality.name))),
    )


def _purses(one: Certificate) -> tuple[Purse, ...]:
    rows = Balance.select(Balance, FundingPeriod).join(FundingPeriod).where(Balance.certificate == one.id)
    return tuple(
        Purse(
            row.id,
            span_of_period(row.period).label,
            *(row.nominal, row.balance, row.reserved, row.spent, row.frozen_balance),
            row.period.settled_at is None and row.is_held,
        )
        for row in rows.order_by(FundingPeriod.date_from.desc())
    )


def _contracts(one: Certificate) -> tuple[ContractLine, ...]:
    rows = Contract.select(Contract, Request, Program).join(Request).join(Program)
    return tuple(
        ContractLine(
            row.id,
            row.number,
            row.request.program.name if row.request.program else "",
            row.request.number,
            CONTRACT_STATES[row.state],
            row.starts,
            row.ended_on or row.ends,
            *(row.certificate_sum, row.family_sum, row.spent, row.reserved),
            row.hours / 100,
        )
        for row in rows.where(Contract.certificate == one.id).order_by(Contract.id.desc())
    )


def _lines(one: Certificate, zone: str) -> tuple[Line, ...]:
    mine_ = Balance.select(Balance, FundingPeriod).join(FundingPeriod).where(Balance.certificate == one.id)
    periods = {row.id: span_of_period(row.period).label for row in mine_}
    rows = (
        LedgerLine.select(
            *(LedgerLine.at, LedgerLine.balance, LedgerLine.kind, LedgerLine.free, LedgerLine.reserved),
            *(LedgerLine.spent, Contract.number, LedgerLine.words, LedgerLine.account),
        )
        .left_outer_join(Contract)
        .where(LedgerLine.balance.in_(list(periods)))
        .order_by(LedgerLine.id.desc())
    )
    return tuple(
        Line(
            Moment(at).local(zone),
            periods[balance],
            KINDS[kind],
            *(free, reserved, spent),
            number or "",
            words,
            _who(account),
        )
        for at, balance, kind, free, reserved, spent, number, words, account in tuples(rows)
    )


def _who(number: int | None) -> str:
    row = Account.get_or_none(Account.id == number) if number else None
    return str(row.name or row.email) if row else ""
