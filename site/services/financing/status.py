"""What freezing, thawing and closing a certificate do to its money, in the transaction of the move."""

from __future__ import annotations

from datetime import date

from navigator.data import Certificate, Contract, FundingPeriod, Municipality
from navigator.rules.states import REASONS
from navigator.services.financing.contracts import LIVING, end
from navigator.services.financing.nominals import ATTENDS, has_living_contracts, refill, take_back
from navigator.services.requests.records import Moment, MoveRefused


def follow_status(
    certificate: Certificate, event: str, moment: Moment, *, reason: str = "", account: int | None = None
) -> None:
    """Money after a certificate was frozen, thawed or closed; what it does not allow refuses the whole move.

    :raises MoveRefused: contracts are in force (freezing), the period is the same or the group is full (thawing).
    """
    place: Municipality = certificate.municipality
    day = moment.day(place.timezone)
    if event == "freeze":
        if has_living_contracts(certificate.id, ("active",)):
            raise MoveRefused(ATTENDS)
        end_contracts(certificate, moment, day, account)
        take_back(certificate, "freeze", moment, day, account=account)
        Certificate.update(frozen_on=day).where(Certificate.id == certificate.id).execute()
    elif event == "thaw":
        _thaw(certificate, moment, day, account)
    elif event == "close":
        end_contracts(certificate, moment, day, account)
        take_back(certificate, "close", moment, day, account=account, words=REASONS.get(reason, ""))


def _thaw(certificate: Certificate, moment: Moment, day: date, account: int | None) -> None:
    if certificate.type != "accounting" and certificate.frozen_on is not None:
        same = FundingPeriod.select().where(
            FundingPeriod.municipality == certificate.municipality_id,
            FundingPeriod.date_from <= certificate.frozen_on,
            FundingPeriod.date_to >= day,
        )
        row = same.order_by(FundingPeriod.date_from).first()
        if row is not None:
            raise MoveRefused(f"Возобновить сертификат с номиналом можно со следующего периода, после {row.date_to}")
        refill(certificate, moment, day, account)
    Certificate.update(frozen_on=None).where(Certificate.id == certificate.id).execute()


def end_contracts(certificate: Certificate, moment: Moment, day: date, account: int | None) -> None:
    """End every living contract of a certificate: booked ones at once, those in force with the month."""
    rows = Contract.select().where(Contract.certificate == certificate.id, Contract.state.in_(LIVING))
    for one in list(rows.order_by(Contract.id)):
        end(one, moment, day, account=account)
