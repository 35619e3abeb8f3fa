"""The clock of requests, and the settings that decide how they move."""

from __future__ import annotations

from datetime import UTC, datetime

from navigator.services.requests.records import Moment, Policy
from navigator.settings import Settings


def now() -> Moment:
    """This moment, to the microsecond: it orders waiting lists."""
    return Moment(datetime.now(UTC).replace(tzinfo=None))


def policy_of(settings: Settings) -> Policy:
    """The settings that decide how requests move."""
    plain, exam = settings.decision_days
    return Policy(
        hold_on=settings.hold_place_on,
        decision_days=plain,
        exam_days=exam,
        offer_days=settings.offer_days,
        live_url=settings.live_url,
        rate=settings.rate_requests,
        keep_days=settings.keep_days,
        reserve_on=settings.reserve_on,
    )
