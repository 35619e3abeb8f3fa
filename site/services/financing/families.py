"""What families see of money without account: what a nominal covers of a group, and whether a certificate bears it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from navigator.data import (
    Balance,
    Certificate,
    HoursLoad,
    Municipality,
    Nominal,
)
from navigator.rules.financing.contracts import ContractProblem
from navigator.rules.financing.hours import HoursRules, Load, room, weigh
from navigator.rules.financing.periods import Span, span_of
from navigator.services.financing.periods import hours_rules, payer_of, period_on, rules_of
from navigator.services.financing.quoting import Offer, offers_of
from navigator.services.financing.register import number_hash
from navigator.services.requests.records import Moment

#: A group of a school year touches two calendar ones, never more.
MOST_PERIODS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """What a nominal covers within one period; kopecks."""

    starts: date
    ends: date
    price: int
    certificate: int
    family: int
    family_month: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """«Сертификат покроет X, доплата Y в месяц» for one nominal; parts by group, one a period."""

    nominal: int
    is_typed: bool
    parts: dict[int, tuple[Part, ...]]


def mode_of(place: Municipality, moment: Moment) -> str:
    """``money``, ``hours`` or empty on this day."""
    return payer_of(place, moment).mode


@dataclass(frozen=True, slots=True)
class Counting:
    """A municipality that counts money or hours, for the calculator; ``nominal`` in kopecks, ``limit`` in hours."""

    slug: str
    name: str
    name_in: str
    mode: str
    kind: str
    nominal: int | None
    limit: float
    act: str
    phone: str
    hotline: str


def counting_places(moment: Moment) -> list[Counting]:
    """Municipalities of the catalog that count money or hours now, by name."""
    rows = Municipality.select().where(Municipality.is_shown, Municipality.funding_mode.in_(("money", "hours")))
    return [_counting(one, moment) for one in rows.order_by(Municipality.name) if mode_of(one, moment)]


def _counting(place: Municipality, moment: Moment) -> Counting:
    today = moment.day(place.timezone)
    year = span_of(place.period_kind, today).year
    row = Nominal.get_or_none(Nominal.municipality == place.id, Nominal.year == year)
    return Counting(
        place.slug,
        place.name,
        place.name_in or place.name,
        place.funding_mode,
        place.period_kind,
        row.amount if row is not None else None,
        room(hours_rules(rules_of(place.id)), is_valued=False) / 100,
        row.act if row is not None else "",
        place.center_phone,
        place.hotline,
    )


def hours_of_place(slug: str) -> HoursRules:
    """The rules of hours of a municipality by its slug."""
    return hours_rules(rules_of(Municipality.get(Municipality.slug == slug).id))


def estimate(municipality: str, groups: Sequence[int], typed: int | None, today: date) -> Estimate | None:
    """What a nominal covers of groups; None where the municipality counts no money or nothing is payable.

    :param municipality: slug of the organization's municipality, whose periods count.
    :param typed: kopecks that a family typed; without it the municipality's own nominal.
    """
    place: Municipality | None = Municipality.get_or_none(Municipality.slug == municipality)
    if place is None or place.funding_mode != "money" or (place.funding_from or today) > today:
        return None
    nominal = typed if typed is not None else own_nominal(place, today)
    offers = [one for one in offers_of(list(groups)).values() if one.by_certificate and not one.is_free]
    if not offers:
        return None
    parts = {one.group: parts_of(one, nominal or 0, place.period_kind, today) for one in offers}
    priced = {group: found for group, found in parts.items() if found}
    if not priced:
        return None
    return Estimate(nominal or 0, typed is not None, priced if nominal is not None else {})


def own_nominal(place: Municipality, today: date) -> int | None:
    """The nominal of a municipality that is in force today, kopecks."""
    found = Nominal.get_or_none(
        Nominal.municipality == place.id, Nominal.year == span_of(place.period_kind, today).year
    )
    return found.amount if found is not None else None


def parts_of(offer: Offer, nominal: int, kind: str, today: date) -> tuple[Part, ...]:
    """Contracts that a group would need from today on, each of a full nominal; empty when it cannot be said."""
    if offer.starts is None or offer.ends is None or offer.ends < today:
        return ()
    starts, found = max(offer.starts, today), []
    for _ in range(MOST_PERIODS):
        span: Span = span_of(kind, starts)
        try:
            cost = offer.cost(starts, span, nominal)
        except ContractProblem:
            return ()
        found.append(Part(cost.starts, cost.ends, cost.price, cost.certificate, cost.family, cost.family_month))
        if not cost.is_cut:
            break
        starts = cost.ends + timedelta(days=1)
    return tuple(found)


def is_too_small(group: int, number: str, moment: Moment) -> bool:
    """Whether nothing of a group that is paid by certificate alone could be paid by the certificate of a number."""
    certificate = Certificate.get_or_none(
        Certificate.number_hash == number_hash(number), Certificate.status == "active"
    )
    offer = offers_of([group]).get(group) if certificate is not None else None
    if certificate is None or offer is None or not offer.only_by_certificate or offer.is_free:
        return False
    place: Municipality = certificate.municipality
    mode, today = mode_of(place, moment), moment.day(place.timezone)
    if mode == "hours":
        load = HoursLoad.get_or_none(HoursLoad.certificate == certificate.id)
        carried = Load(load.used, load.valued) if load is not None else Load()
        rules = hours_rules(rules_of(place.id))
        return offer.hours is not None and not weigh(rules, carried, offer.hours, is_valued=offer.is_valued).fits
    if mode != "money" or certificate.type == "accounting" or not offer.price:
        return False
    period = period_on(place.id, max(offer.starts or today, today))
    balance = Balance.get_or_none(Balance.certificate == certificate.id, Balance.period == period) if period else None
    return balance is not None and balance.balance == 0
