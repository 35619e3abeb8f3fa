"""Personified financing: periods, groups of certificates with nominals, balances, contracts and the ledger.

All sums are whole kopecks; weekly hours are whole hundredths. A row of :class:`Balance` is the sum of its lines of the
ledger, and the database itself refuses one that does not add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from navigator.data.base import BaseModel, utcnow
from navigator.data.certificates import Certificate, CertificateGroup
from navigator.data.groups import Group
from navigator.data.organizations import Organization
from navigator.data.places import Municipality
from navigator.data.programs import Direction
from navigator.data.requests import Request


class FundingRules(BaseModel):
    """How a municipality counts; what is missing is off."""

    municipality = ForeignKeyField(Municipality, primary_key=True, backref="funding_rules", on_delete="CASCADE")
    weekly_hours = IntegerField(default=1200)  # hundredths: the weekly limit
    extra_hours = IntegerField(default=0)  # more for programs of the register of valued ones
    max_load = IntegerField(default=0)  # a social certificate is formed up to this load; 0 = always
    max_load_mode = CharField(max_length=6, default="after")  # the load before or after the new program
    idle_days = IntegerField(null=True)  # back to account when nothing was asked so long after issuing
    refused_days = IntegerField(null=True)  # the same after the last request ended
    price_percent = IntegerField(null=True)  # a price may be so many percent of the normative cost


class FundingPeriod(BaseModel):
    """A calendar or academic year of one municipality."""

    if TYPE_CHECKING:
        municipality_id: int

    municipality = ForeignKeyField(Municipality, backref="periods", on_delete="RESTRICT")
    kind = CharField(max_length=10)
    year = IntegerField()
    date_from = DateField()
    date_to = DateField()
    is_open = BooleanField(default=True)  # contracts may begin in it
    settled_at = DateTimeField(null=True)  # what was left went back to the budget

    class Meta:
        indexes = ((("municipality", "date_from"), True),)
        constraints = (Check("date_from <= date_to"),)


class GroupNominal(BaseModel):
    """The nominal of a group of certificates in a period, with its limits (0 = none) and the act that set it."""

    if TYPE_CHECKING:
        group_id: int
        period_id: int

    group = ForeignKeyField(CertificateGroup, backref="nominals", on_delete="RESTRICT")
    period = ForeignKeyField(FundingPeriod, backref="nominals", on_delete="RESTRICT")
    amount = BigIntegerField()
    limit_count = IntegerField(default=0)
    limit_sum = BigIntegerField(default=0)
    count = IntegerField(default=0)  # certificates that hold a nominal now
    total = BigIntegerField(default=0)  # sum of their nominals
    act = TextField(default="")

    class Meta:
        indexes = ((("group", "period"), True),)
        constraints = (
            Check("amount >= 0 AND count >= 0 AND total >= 0"),
            Check("limit_count = 0 OR count <= limit_count"),
            Check("limit_sum = 0 OR total <= limit_sum"),
        )


class Balance(BaseModel):
    """What a certificate has in a period. ``is_held`` while it counts in the limits of its group."""

    if TYPE_CHECKING:
        certificate_id: int
        period_id: int
        group_id: int

    certificate = ForeignKeyField(Certificate, backref="balances", on_delete="RESTRICT")
    period = ForeignKeyField(FundingPeriod, backref="balances", on_delete="RESTRICT")
    group = ForeignKeyField(CertificateGroup, backref="balances", on_delete="RESTRICT")
    nominal = BigIntegerField(default=0)
    balance = BigIntegerField(default=0)
    reserved = BigIntegerField(default=0)
    spent = BigIntegerField(default=0)
    frozen_balance = BigIntegerField(default=0)  # what was free when it was frozen
    is_held = BooleanField(default=True)
    warned_at = DateTimeField(null=True)  # the family was told that the period ends

    class Meta:
        indexes = ((("certificate", "period"), True), (("period", "group"), False))
        constraints = (
            Check("nominal = balance + reserved + spent"),
            Check("balance >= 0 AND reserved >= 0 AND spent >= 0"),
        )


class HoursLoad(BaseModel):
    """Weekly hours that a certificate carries, hundredths; ``valued`` of programs of the register of valued ones."""

    if TYPE_CHECKING:
        certificate_id: int

    certificate = ForeignKeyField(Certificate, primary_key=True, backref="loads", on_delete="RESTRICT")
    used = IntegerField(default=0)
    valued = IntegerField(default=0)

    class Meta:
        constraints = (Check("used >= 0 AND valued >= 0"),)


class PayerAgreement(BaseModel):
    """An agreement of a municipality with an organization: without one no contract is made."""

    municipality = ForeignKeyField(Municipality, backref="agreements", on_delete="RESTRICT")
    organization = ForeignKeyField(Organization, backref="agreements", on_delete="RESTRICT")
    number = CharField(max_length=40)
    signed_on = DateField()
    valid_until = DateField(null=True)

    class Meta:
        indexes = ((("municipality", "organization"), False),)


class PayerLimit(BaseModel):
    """The most that contracts of one direction may take in a period; ``booked`` is what they take now."""

    if TYPE_CHECKING:
        period_id: int
        direction_id: str

    period = ForeignKeyField(FundingPeriod, backref="payer_limits", on_delete="RESTRICT")
    direction = ForeignKeyField(Direction, backref="payer_limits", on_delete="RESTRICT")
    amount = BigIntegerField()
    booked = BigIntegerField(default=0)

    class Meta:
        indexes = ((("period", "direction"), True),)
        constraints = (Check("booked >= 0 AND booked <= amount"),)


class NominalTurn(BaseModel):
    """A place in the queue for a nominal, by date and time."""

    if TYPE_CHECKING:
        certificate_id: int

    certificate = ForeignKeyField(Certificate, backref="turns", on_delete="RESTRICT")
    group = ForeignKeyField(CertificateGroup, backref="turns", on_delete="RESTRICT")
    asked_at = DateTimeField(default=utcnow)
    state = CharField(max_length=10, default="waiting")  # waiting, granted, left
    ended_at = DateTimeField(null=True)
    waits_for = IntegerField(null=True, unique=True)  # the certificate while it waits: one turn each

    class Meta:
        indexes = ((("group", "state", "asked_at"), False),)


class Contract(BaseModel):
    """What one request takes from one certificate in one period, with its monthly plan.

    ``state``: reserved, active, ended (``reserved`` is zero), released (never came into force). ``agreed_at``: the
    family agreed to what it adds. In the mode «hours» sums are zero and ``hours`` are carried.
    """

    if TYPE_CHECKING:
        request_id: int
        certificate_id: int
        balance_id: int | None
        direction_id: str | None
        payer_id: int
        organization_id: int
        study_group_id: int

    number = CharField(max_length=16, unique=True)
    request = ForeignKeyField(Request, backref="contracts", on_delete="RESTRICT")
    certificate = ForeignKeyField(Certificate, backref="contracts", on_delete="RESTRICT")
    balance = ForeignKeyField(Balance, null=True, backref="contracts", on_delete="RESTRICT")
    payer = ForeignKeyField(Municipality, backref="contracts", on_delete="RESTRICT")
    organization = ForeignKeyField(Organization, backref="contracts", on_delete="RESTRICT")
    study_group = ForeignKeyField(Group, backref="contracts", on_delete="RESTRICT")
    direction = ForeignKeyField(Direction, null=True, backref="contracts", on_delete="RESTRICT")
    state = CharField(max_length=10, default="reserved")
    living_key = CharField(max_length=40, null=True, unique=True)  # request and start while it lives
    starts = DateField()
    ends = DateField()
    months = SmallIntegerField(default=1)
    price = BigIntegerField(default=0)
    normative = BigIntegerField(default=0)
    certificate_sum = BigIntegerField(default=0)
    family_sum = BigIntegerField(default=0)
    certificate_first = BigIntegerField(default=0)
    certificate_other = BigIntegerField(default=0)
    family_first = BigIntegerField(default=0)
    family_other = BigIntegerField(default=0)
    reserved = BigIntegerField(default=0)
    spent = BigIntegerField(default=0)
    paid = SmallIntegerField(default=0)  # payments that were written off
    round = SmallIntegerField(default=0)  # enrollments that were taken back
    next_due = DateField(null=True)  # the first of the next month to write off, while in force
    hours = IntegerField(default=0)  # hundredths a week
    is_valued = BooleanField(default=False)
    is_social = BooleanField(default=True)
    agreed_at = DateTimeField(null=True)
    follows = ForeignKeyField("self", null=True, backref="followers", on_delete="RESTRICT")
    is_cut = BooleanField(default=False)  # the group goes on after the period
    made_at = DateTimeField(default=utcnow)
    ended_on = DateField(null=True)

    class Meta:
        indexes = ((("payer", "state", "next_due"), False), (("certificate", "state"), False))
        constraints = (
            Check("reserved >= 0 AND spent >= 0 AND reserved + spent <= certificate_sum"),
            Check("price = certificate_sum + family_sum"),
            Check("certificate_sum = certificate_first + certificate_other * (months - 1)"),
            Check("family_sum = family_first + family_other * (months - 1)"),
        )


class LedgerLine(BaseModel):
    """One change of a balance: appended only. ``once`` makes a repeated write-off impossible."""

    balance = ForeignKeyField(Balance, backref="lines", on_delete="RESTRICT")
    contract = ForeignKeyField(Contract, null=True, backref="lines", on_delete="RESTRICT")
    at = DateTimeField(default=utcnow)
    day = DateField()  # where the payer is
    kind = CharField(max_length=12)
    nominal = BigIntegerField(default=0)
    free = BigIntegerField(default=0)
    reserved = BigIntegerField(default=0)
    spent = BigIntegerField(default=0)
    account = IntegerField(null=True)  # of the member of staff; no reference: lines outlive accounts
    words = TextField(default="")  # why, without names
    once = CharField(max_length=40, null=True, unique=True)

    class Meta:
        constraints = (Check("nominal = free + reserved + spent"),)
