"""What is left and booked on certificates by the four registries, for systems that the region trusts: never public.

No record names a child: it has the number of the certificate, as the clubs' service of Госуслуги asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Database, fn

from navigator.data import (
    Balance,
    Certificate,
    Contract,
    FundingPeriod,
    HoursLoad,
    LedgerLine,
    Municipality,
    Request,
)
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.rules.financing.hours import room
from navigator.services.financing.exchange_records import PAGE, Record, head_of
from navigator.services.financing.families import mode_of
from navigator.services.financing.periods import hours_rules, rules_of
from navigator.services.problems import storing
from navigator.services.requests.records import Moment
from navigator.services.staff.journal import note


@dataclass(frozen=True, slots=True)
class BalancePage:
    """A page of records; ``after`` is the cursor of the next one, 0 when there is none."""

    certificates: tuple[Record, ...]
    after: int


def told_balances(database: Database, since: datetime, moment: Moment, source: str, after: int) -> BalancePage:
    """A page of balances for another system; that it was told is a line of the journal.

    :raises StoreFailed: the database did not take that line; nothing is told.
    """
    with storing(database), write(database):
        page = balances(since, moment, source, after=after)
        if page.certificates:
            note(database, None, "exchange", moment, detail=f"certificates {len(page.certificates)}")
        return page


def balances(since: datetime, moment: Moment, source: str, *, after: int = 0, size: int = PAGE) -> BalancePage:
    """Certificates whose balance or state changed since an instant in UTC, by id.

    :param after: id of the last certificate of the page before.
    """
    places = {one.id: one for one in Municipality.select() if mode_of(one, moment)}
    moved = (
        LedgerLine.select(Balance.certificate.alias("owner"), fn.MAX(LedgerLine.at).alias("at"))
        .join(Balance)
        .group_by(Balance.certificate)
    )
    asked = (
        Contract.select(Contract.certificate.alias("owner"), fn.MAX(Request.changed_at).alias("at"))
        .join(Request)
        .group_by(Contract.certificate)
    )
    rows: list[Any] = list(
        Certificate.select(Certificate, moved.c.at.alias("moved_at"), asked.c.at.alias("asked_at"))
        .join(moved, JOIN.LEFT_OUTER, on=(moved.c.owner == Certificate.id))
        .join(asked, JOIN.LEFT_OUTER, on=(asked.c.owner == Certificate.id))
        .where(
            Certificate.municipality.in_(list(places)),
            Certificate.id > after,
            (Certificate.changed_at >= since) | (moved.c.at >= since) | (asked.c.at >= since),
        )
        .order_by(Certificate.id)
        .limit(size + 1)
        .objects()
    )
    page = rows[:size]
    sums, loads = _sums(page, places, moment), _loads(page)
    found = []
    for one in page:
        place = places[one.municipality_id]
        if place.funding_mode == "hours":
            unit, registries = "hours", _hours(loads.get(one.id, (0, 0)), place)
        else:
            unit, registries = "kopecks", _money(*sums.get(one.id, (0, 0)))
        changed = max(one.changed_at, *(_instant(at or one.changed_at) for at in (one.moved_at, one.asked_at)))
        found.append(
            head_of("certificate", one.id, changed, source, is_deleted=one.status == "closed")
            | {
                "number": str(one.number),
                "municipality": place.oktmo,
                "category": one.type,
                "unit": unit,
                "registries": registries,
            }
        )
    return BalancePage(tuple(found), page[-1].id if len(rows) > size else 0)


def _instant(at: object) -> datetime:
    return at if isinstance(at, datetime) else datetime.fromisoformat(str(at))


def _sums(page: Sequence[Certificate], places: dict[int, Municipality], moment: Moment) -> dict[int, tuple[int, int]]:
    """Free and reserved kopecks of the periods that run today, where the certificate belongs."""
    days: dict[int, date] = {number: moment.day(one.timezone) for number, one in places.items()}
    found: dict[int, tuple[int, int]] = {}
    rows = (
        Balance.select(
            Balance.certificate,
            Certificate.municipality,
            Balance.balance,
            Balance.reserved,
            FundingPeriod.date_from,
            FundingPeriod.date_to,
        )
        .join(FundingPeriod)
        .switch(Balance)
        .join(Certificate)
        .where(Balance.certificate.in_([one.id for one in page]))
    )
    for number, place, balance, reserved, start, end in tuples(rows):
        if start <= days[place] <= end:
            free, booked = found.get(number, (0, 0))
            found[number] = (free + balance, booked + reserved)
    return found


def _loads(page: Sequence[Certificate]) -> dict[int, tuple[int, int]]:
    rows = HoursLoad.select(HoursLoad.certificate, HoursLoad.used, HoursLoad.valued)
    return {
        number: (used, valued)
        for number, used, valued in tuples(rows.where(HoursLoad.certificate.in_([one.id for one in page])))
    }


def _registries(pf: Record, valued: Record | None = None) -> Record:
    none = {"balance": 0, "booked": 0}
    return {"pf": pf, "preprof": dict(none), "valued": valued or dict(none), "other": dict(none)}


def _money(free: int, booked: int) -> Record:
    return _registries({"balance": free, "booked": booked})


def _hours(load: tuple[int, int], place: Municipality) -> Record:
    used, valued = load
    rules = hours_rules(rules_of(place.id))
    left = max(0, room(rules, is_valued=False) - used) / 100
    left_valued = max(0, room(rules, is_valued=True) - used - valued) / 100
    return _registries({"balance": left, "booked": used / 100}, {"balance": left_valued, "booked": valued / 100})
