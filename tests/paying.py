"""Money in tests: a municipality that pays, certificates with a nominal, requests paid by them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import asking
from asking import answers, named, sender
from peewee import Database

from navigator.data import (
    Balance,
    Certificate,
    CertificateGroup,
    Contract,
    FundingPeriod,
    Group,
    GroupFunding,
    GroupNominal,
    Municipality,
    Organization,
    PayerAgreement,
    Program,
)
from navigator.data.database import write
from navigator.rules.financing.periods import span_of
from navigator.rules.persons import Identity, make_certificate_number
from navigator.services.financing.ledger import purse_of
from navigator.services.financing.nominals import ask_nominal, set_nominal
from navigator.services.financing.periods import add_period
from navigator.services.financing.register import holder_key, number_hash
from navigator.services.requests.children import child_of
from navigator.services.requests.moving import move
from navigator.services.requests.records import Moment, Order, Policy, Sent
from navigator.services.requests.submitting import send_enrollment

POLICY = Policy()
ENROLL = {"number": "12-о", "funding": "certificate", "agreed": True}
EXPEL = {"reason": "family", "number": "13-о"}


def at(year: int, month: int, day: int, hour: int = 9) -> Moment:
    """Noon in Moscow of a day."""
    return Moment(datetime(year, month, day, hour))


def payable(price: int | None = 13_650_00, normative: int | None = 12_000_00, **values: Any) -> int:
    """A group of a school year that is paid by certificate; the organization has an agreement."""
    values = {"date_start": date(2025, 9, 1), "date_end": date(2026, 5, 31), **values}
    registries, hours = values.pop("registries", ("certified",)), values.pop("hours_week", 2)
    number = asking.group(values.pop("free", 100), hours_week=hours, **values)
    program = Group.get_by_id(number).program
    Program.update(normative_price=normative, registries=registries).where(Program.id == program.id).execute()
    GroupFunding.create(group=number, source="certificate", price=price)
    home = Municipality.get(Municipality.slug == "rayon")
    if not PayerAgreement.select().exists():
        PayerAgreement.create(
            municipality=home, organization=Organization.get(), number="1", signed_on=date(2020, 1, 1)
        )
    return number


def payer(
    moment: Moment,
    amount: int = 5_000_00,
    *,
    kind: str = "calendar",
    mode: str = "money",
    periods: int = 2,
    **limits: int,
) -> CertificateGroup:
    """The municipality of the tests pays: its periods from a moment on, one group with a nominal in each."""
    Municipality.update(funding_mode=mode, period_kind=kind).where(Municipality.slug == "rayon").execute()
    home = Municipality.get(Municipality.slug == "rayon")
    group: CertificateGroup = CertificateGroup.create(municipality=home, name="Дети 5–17 лет", type="social")
    span = span_of(kind, moment.day(home.timezone))
    for _ in range(periods):
        period = add_period(home, span)
        set_nominal(group, period, amount, moment, moment.day(home.timezone), **limits)
        span = span.following()
    return group


def certificate(child: Identity, moment: Moment, ordinal: int = 1) -> Certificate:
    """A certificate of account of a child."""
    home = Municipality.get(Municipality.slug == "rayon")
    row, number = child_of(child, home.id), make_certificate_number(60, 61, ordinal)
    made: Certificate = Certificate.create(
        number=number,
        number_hash=number_hash(number),
        child=row,
        municipality=home,
        holder_key=holder_key(row.id, home.region),
        issued_on=moment.day(home.timezone),
        valid_until=date(2035, 3, 5),
        created_at=moment.utc,
        changed_at=moment.utc,
    )
    return made


def funded(database: Database, group: CertificateGroup, moment: Moment, ordinal: int = 1) -> Certificate:
    """A certificate with a nominal of the child of a number."""
    one = certificate(named(ordinal), moment, ordinal)
    with write(database):
        assert ask_nominal(database, one, group, moment, moment.day("Europe/Moscow")) == "granted"
    return one


def asked(database: Database, to: int, one: Certificate, ordinal: int, moment: Moment) -> str:
    """A request of the child of a number that names its certificate."""
    filled = answers(to, named(ordinal), certificate_number=str(one.number), municipality="rayon")
    sent = send_enrollment(database, filled, sender(), moment, POLICY)
    assert isinstance(sent, Sent), sent
    return sent.number


def go(database: Database, number: str, event: str, moment: Moment, actor: str = "organization", **order: Any) -> str:
    """One move with its order; dates are of the moment where none are given."""
    today = moment.day("Europe/Moscow")
    if event == "enroll":
        order = {**ENROLL, "day": today, "start": today, **order}
    elif event == "expel":
        order = {**EXPEL, "day": today, **order}
    return move(database, number, event, actor, moment, POLICY, Order(**order))


def numbers(one: Certificate, day: date = date(2025, 12, 31)) -> tuple[int, int, int]:
    """Balance, reserved and spent of a certificate in the period of a day."""
    row = (
        Balance.select()
        .join(FundingPeriod)
        .where(Balance.certificate == one.id, FundingPeriod.date_from <= day, FundingPeriod.date_to >= day)
        .get()
    )
    purse = purse_of(row)
    assert purse.is_sound
    return purse.balance, purse.reserved, purse.spent


def contract() -> Contract:
    """The latest contract."""
    found: Contract = Contract.select().order_by(Contract.id.desc()).get()
    return found


def nominal_row() -> GroupNominal:
    """The first nominal of a group."""
    found: GroupNominal = GroupNominal.select().order_by(GroupNominal.id).get()
    return found
