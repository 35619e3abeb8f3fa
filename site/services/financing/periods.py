"""Funding periods of municipalities, their rules, and whether a municipality counts at all on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import Database

from navigator.data import FundingPeriod, FundingRules, Municipality
from navigator.data.database import write
from navigator.rules.financing.hours import HoursRules
from navigator.rules.financing.periods import Span, overlaps, span_of
from navigator.services.problems import Problem
from navigator.services.requests.records import Moment

MODES = ("money", "hours")


@dataclass(frozen=True, slots=True)
class Payer:
    """A municipality as one that pays: its mode is empty before it began."""

    id: int
    mode: str
    zone: str
    kind: str


def payer_of(place: Municipality, moment: Moment) -> Payer:
    """How a municipality pays at a moment."""
    today = moment.day(place.timezone)
    started = place.funding_mode in MODES and (place.funding_from is None or place.funding_from <= today)
    return Payer(place.id, place.funding_mode if started else "", place.timezone, place.period_kind)


def rules_of(place: int) -> FundingRules:
    """The rules of a municipality; the defaults where it set none."""
    found: FundingRules | None = FundingRules.get_or_none(FundingRules.municipality == place)
    return found or FundingRules(municipality=place)


def hours_rules(rules: FundingRules) -> HoursRules:
    """The rules of the model of hours."""
    return HoursRules(rules.weekly_hours, rules.extra_hours, rules.max_load, rules.max_load_mode)


def period_on(place: int, day: date) -> FundingPeriod | None:
    """The period of a municipality in which a day lies."""
    found: FundingPeriod | None = FundingPeriod.get_or_none(
        FundingPeriod.municipality == place, FundingPeriod.date_from <= day, FundingPeriod.date_to >= day
    )
    return found


def periods_from(place: int, day: date) -> list[FundingPeriod]:
    """Periods of a municipality that are not over on a day, the current one first."""
    rows = FundingPeriod.select().where(FundingPeriod.municipality == place, FundingPeriod.date_to >= day)
    return list(rows.order_by(FundingPeriod.date_from))


def add_period(place: Municipality, span: Span) -> FundingPeriod:
    """Enter a period; call inside a transaction.

    :raises Problem: it shares a day with another one.
    """
    for one in FundingPeriod.select().where(FundingPeriod.municipality == place.id):
        if overlaps((one.date_from, one.date_to), (span.starts, span.ends)):
            raise Problem(f"Период {span.label} пересекается с уже заведённым: {one.date_from} – {one.date_to}")
    made: FundingPeriod = FundingPeriod.create(
        municipality=place, kind=span.kind, year=span.year, date_from=span.starts, date_to=span.ends
    )
    return made


def ensure_periods(database: Database, moment: Moment) -> int:
    """Enter the current and the next period of every municipality that counts money; safe to repeat.

    :returns: how many were entered.
    """
    made = 0
    for place in Municipality.select().where(Municipality.funding_mode == "money"):
        payer, today = payer_of(place, moment), moment.day(place.timezone)
        if not payer.mode:
            continue
        now = span_of(payer.kind, today)
        for span in (now, now.following()):
            with write(database):
                if not _taken(place.id, span):
                    add_period(place, span)
                    made += 1
    return made


def _taken(place: int, span: Span) -> bool:
    return (
        FundingPeriod.select()
        .where(
            FundingPeriod.municipality == place,
            FundingPeriod.date_from <= span.ends,
            FundingPeriod.date_to >= span.starts,
        )
        .exists()
    )


def span_of_period(period: FundingPeriod) -> Span:
    """A stored period as plain days."""
    return Span(period.kind, period.year, period.date_from, period.date_to)
