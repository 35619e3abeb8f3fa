"""Telling families that a period ends in two weeks and what they have left then goes back to the budget."""

from __future__ import annotations

from datetime import timedelta

from peewee import Database

from navigator.data import Balance, Certificate, FundingPeriod, Letter, Municipality, Request
from navigator.data.database import write
from navigator.rules.dates import format_date
from navigator.rules.money import format_roubles
from navigator.services.requests.records import Moment, Policy

#: Days before the end of a period.
BEFORE = 14
CHUNK = 500


def warn_families(database: Database, moment: Moment, policy: Policy) -> int:
    """Write a letter to each family that has something left; each is told once a period.

    Families without an e-mail see the same on the page of their request.
    :returns: how many balances were marked as told.
    """
    told = 0
    for place in Municipality.select().where(Municipality.funding_mode == "money"):
        today = moment.day(place.timezone)
        for period in FundingPeriod.select().where(
            FundingPeriod.municipality == place.id,
            FundingPeriod.date_to >= today,
            FundingPeriod.date_to <= today + timedelta(days=BEFORE),
        ):
            while done := _some(database, place, period, moment, policy):
                told += done
    return told


def _some(database: Database, place: Municipality, period: FundingPeriod, moment: Moment, policy: Policy) -> int:
    with write(database):
        rows = (
            Balance.select(Balance, Certificate)
            .join(Certificate)
            .where(Balance.period == period.id, Balance.balance > 0, Balance.warned_at.is_null(), Balance.is_held)
            .order_by(Balance.id)
            .limit(CHUNK)
        )
        found = list(rows)
        for one in found:
            _letter(one, place, period, moment, policy)
        Balance.update(warned_at=moment.utc).where(Balance.id.in_([one.id for one in found])).execute()
    return len(found)


def _letter(one: Balance, place: Municipality, period: FundingPeriod, moment: Moment, policy: Policy) -> None:
    """To the address of the child's latest request; the letter names no child."""
    rows = Request.select().where(Request.child == one.certificate.child_id).order_by(Request.id.desc())
    email = next((str(row.guardian_email) for row in rows if row.guardian_email), "")
    if not email:
        return
    phone = place.center_phone or place.hotline
    Letter.create(
        kind="rest",
        recipient=email,
        subject=f"На сертификате осталось {format_roubles(one.balance)}",
        body=f"Здравствуйте!\n\nНа сертификате дополнительного образования осталось {format_roubles(one.balance)}. "
        f"{format_date(period.date_to)} период заканчивается: обналичить и перенести остаток нельзя, он вернётся "
        f"в бюджет муниципалитета.\n"
        f"Кружки с оплатой сертификатом: {policy.live_url}/programs/?payment=certificate&open=1\n"
        + (f"\nВопросы: {phone}\n" if phone else ""),
        created_at=moment.utc,
        due_at=moment.utc,
    )
