"""A contract as a paper: parties, terms, the plan by months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import Database

from navigator.data import Certificate, Child, Contract, Group, Municipality, Organization, Program, Request
from navigator.data.database import write
from navigator.rules.access import Territory
from navigator.rules.financing.contracts import Payment, plan
from navigator.rules.states import ORGANIZATION
from navigator.services.financing.contracts import LIVING
from navigator.services.financing.desk import CONTRACT_STATES
from navigator.services.financing.families import mode_of
from navigator.services.financing.listing import name_of
from navigator.services.problems import storing
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note


@dataclass(frozen=True, slots=True)
class Paper:
    """A contract with everything that its print form says; kopecks."""

    number: str
    state: str
    made_on: date
    request: str
    payer: str
    operator: str
    operator_address: str
    organization: str
    address: str
    director: str
    child: str
    born: date | None
    guardian: str
    certificate: str
    program: str
    group: str
    starts: date
    ends: date
    price: int
    certificate_sum: int
    family_sum: int
    spent: int
    reserved: int
    hours: float
    is_social: bool
    order_number: str
    order_date: date | None
    payments: tuple[Payment, ...]
    paid: int


@dataclass(frozen=True, slots=True)
class Brief:
    """A contract in one line, for the page of its request; kopecks."""

    id: int
    number: str
    state: str
    starts: date
    ends: date
    certificate: int
    family_month: int
    hours: float
    needs_word: bool  # the family has not agreed to what it adds
    is_mine: bool  # the paper opens: another payer's does not
    is_living: bool  # it books or pays


def contracts_of(request: str, member: Member) -> tuple[Brief, ...]:
    """Contracts of a request, the latest first; the caller has checked that the request is the member's."""
    rows = Contract.select().join(Request).where(Request.number == request).order_by(Contract.id.desc())
    return tuple(
        Brief(
            one.id,
            one.number,
            CONTRACT_STATES[one.state],
            one.starts,
            one.ended_on or one.ends,
            one.certificate_sum,
            one.family_other if one.months > 1 else one.family_first,
            one.hours / 100,
            one.state == "reserved" and one.family_sum > 0 and one.agreed_at is None,
            _is_mine(one, member.territory),
            one.state in LIVING,
        )
        for one in rows
    )


def counts_money(request: str, moment: Moment) -> bool:
    """Whether the municipality of a request counts money now."""
    found = Request.get_or_none(Request.number == request)
    return found is not None and mode_of(found.municipality, moment) == "money"


def contract_paper(database: Database, member: Member, number: int, moment: Moment) -> Paper:
    """One contract; that it was opened goes to the journal.

    :raises NotMine: it is of another organization or payer.
    """
    with storing(database):
        one: Contract | None = Contract.get_or_none(Contract.id == number)
        if one is None or not _is_mine(one, member.territory):
            raise NotMine(str(number))
        with write(database):
            note(database, member.account, "read", moment, subject=f"contract {one.id}")
        return _paper(one)


def _is_mine(one: Contract, territory: Territory) -> bool:
    if territory.is_everything:
        return True
    if territory.role == ORGANIZATION:
        return one.organization_id == territory.organization
    return one.payer_id == territory.municipality


def _paper(one: Contract) -> Paper:
    place: Municipality = one.payer
    organization: Organization = one.organization
    request: Request = one.request
    child: Child | None = request.child
    certificate: Certificate = one.certificate
    group: Group = one.study_group
    program: Program = group.program
    money = one.balance_id is not None
    return Paper(
        number=one.number,
        state=CONTRACT_STATES[one.state],
        made_on=Moment(one.made_at).day(place.timezone),
        request=request.number,
        payer=place.name,
        operator=place.operator_name,
        operator_address=place.operator_address,
        organization=organization.full_name,
        address=organization.address,
        director=organization.director,
        child=name_of(child) if child is not None else "данные удалены",
        born=date.fromisoformat(str(child.birth_date)) if child is not None else None,
        guardian=str(request.guardian_name),
        certificate=str(certificate.number),
        program=program.name,
        group=group.name,
        starts=one.starts,
        ends=one.ended_on or one.ends,
        price=one.price,
        certificate_sum=one.certificate_sum,
        family_sum=one.family_sum,
        spent=one.spent,
        reserved=one.reserved,
        hours=one.hours / 100,
        is_social=one.is_social,
        order_number=request.order_number,
        order_date=request.order_date,
        payments=_payments(one) if money else (),
        paid=one.paid,
    )


def _payments(one: Contract) -> tuple[Payment, ...]:
    """The plan; of a contract that ended early what was due by then."""
    sums = (one.certificate_first, one.certificate_other, one.family_first, one.family_other)
    ends = one.ended_on or one.ends
    return tuple(payment for payment in plan(one.starts, one.ends, *sums) if payment.due <= ends)
