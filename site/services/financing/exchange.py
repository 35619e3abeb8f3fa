"""Programs, groups and schedules in the shape of the clubs' service of Госуслуги, and balances for its staff file.

Every record has ``uuid``, ``lastmodifiedTs`` (UTC), ``isDeleted``, ``datasource`` and ``localId``. What the public may
not see any more comes once more, as deleted and without its contents.
"""

from __future__ import annotations

import json
import os
import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from peewee import Database, fn

from navigator.data import (
    Balance,
    Certificate,
    Direction,
    FundingPeriod,
    Group,
    GroupFunding,
    HoursLoad,
    Municipality,
    Organization,
    Program,
    ScheduleSlot,
)
from navigator.data.rows import tuples
from navigator.data.sealed import ring
from navigator.rules.financing.hours import room
from navigator.rules.vocabulary import WEEKDAYS
from navigator.search.arrays import HIDDEN
from navigator.services.financing.families import mode_of
from navigator.services.financing.periods import hours_rules, rules_of
from navigator.services.problems import storing
from navigator.services.requests.records import Moment

#: Programs of one page, each with its groups and schedules.
PAGE = 200
EPOCH = datetime(1970, 1, 1)
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes; ``after`` is the cursor of the next one, 0 when there is none."""

    programs: tuple[Record, ...]
    groups: tuple[Record, ...]
    schedules: tuple[Record, ...]
    after: int


def changes(since: datetime, source: str, *, after: int = 0, size: int = PAGE) -> Changes:
    """What of the public catalog changed since an instant in UTC.

    :param after: id of the last program of the page before.
    """
    touched = Group.select(Group.program).where(Group.changed_at >= since)
    rows = (
        Program.select(Program, Organization, Municipality, Direction)
        .join(Organization)
        .join(Municipality)
        .switch(Program)
        .left_outer_join(Direction)
        .where(
            Program.id > after,
            (Program.changed_at >= since) | (Organization.changed_at >= since) | Program.id.in_(touched),
        )
        .order_by(Program.id)
        .limit(size + 1)
    )
    found = list(rows)
    page = found[:size]
    ids = [one.id for one in page]
    shown = {one.id: one.state == "published" and one.organization.status not in HIDDEN for one in page}
    groups = list(Group.select().where(Group.program.in_(ids)).order_by(Group.id)) if ids else []
    return Changes(
        tuple(_program(one, source, shown=shown[one.id]) for one in page),
        tuple(_groups(groups, source, shown)),
        tuple(_schedules(groups, source, shown)),
        page[-1].id if len(found) > size else 0,
    )


def uuid_of(kind: str, number: int) -> str:
    """The lasting UUID of a row of this installation."""
    return str(uuid.UUID(hex=ring().digest("exchange", kind, str(number))[:32]))


def _head(kind: str, number: int, changed: datetime, source: str, *, is_deleted: bool) -> Record:
    return {
        "uuid": uuid_of(kind, number),
        "lastmodifiedTs": changed.replace(microsecond=0, tzinfo=UTC).isoformat().replace("+00:00", "Z"),
        "datasource": source,
        "localId": number,
        "isDeleted": is_deleted,
    }


def _program(one: Program, source: str, *, shown: bool) -> Record:
    organization: Organization = one.organization
    changed = max(one.changed_at, organization.changed_at)
    head = _head("program", one.id, changed, source, is_deleted=not shown)
    if not shown:
        return head
    return head | {
        "partner": uuid_of("partner", organization.id),
        "partnerName": organization.full_name,
        "municipality": organization.municipality.oktmo,
        "shortName": (one.short_name or one.name)[:64],
        "fullName": one.name,
        "announce": one.annotation,
        "focus": one.direction.exchange if one.direction is not None else None,
        "levelSet": list(one.levels),
        "kind": one.kind,
        "studyForm": one.study_form,
        "isDistance": one.uses_distance,
        "minAge": one.age_from,
        "maxAge": one.age_to,
        "registries": list(one.registries),
        "healthCategories": list(one.health),
        "needMedicalCertificate": one.medical_certificate,
        "state": "published",
    }


def _groups(groups: Iterable[Group], source: str, shown: dict[int, bool]) -> Iterator[Record]:
    listed = list(groups)
    funding: dict[int, list[Record]] = {}
    rows = GroupFunding.select(
        GroupFunding.group, GroupFunding.source, GroupFunding.price, GroupFunding.price_month
    ).where(GroupFunding.group.in_([one.id for one in listed]))
    for number, kind, price, month in tuples(rows.order_by(GroupFunding.id)):
        funding.setdefault(number, []).append({"source": kind, "cost": price, "monthlyCost": month})
    for one in listed:
        alive = shown[one.program_id] and one.status == "active"
        head = _head("group", one.id, one.changed_at, source, is_deleted=not alive)
        head["program"] = uuid_of("program", one.program_id)
        if alive:
            head |= {
                "name": one.name,
                "ageFrom": one.age_from,
                "ageTo": one.age_to,
                "size": one.places,
                "dateStart": _day(one.date_start),
                "dateEnd": _day(one.date_end),
                "orderFrom": _day(one.apply_from),
                "orderTo": _day(one.apply_to),
                "isLocked": bool(one.locked),
                "hoursPerWeek": one.hours_week,
                "financing": funding.get(one.id, []),
            }
        yield head


def _schedules(groups: Iterable[Group], source: str, shown: dict[int, bool]) -> Iterator[Record]:
    """One record a group, so that a lesson that went away needs no record of its own."""
    listed = list(groups)
    slots: dict[int, list[Record]] = {}
    rows = ScheduleSlot.select().where(ScheduleSlot.group.in_([one.id for one in listed]))
    for slot in rows.order_by(ScheduleSlot.id):
        slots.setdefault(slot.group_id, []).append(
            {
                "type": "BY_WEEK" if slot.weekday is not None else "DATES",
                "weekDay": WEEKDAYS[slot.weekday] if slot.weekday is not None else None,
                "date": _day(slot.on_date),
                "timeStart": _time(slot.start_minute),
                "timeEnd": _time(slot.end_minute),
            }
        )
    for one in listed:
        alive = shown[one.program_id] and one.status == "active"
        head = _head("schedule", one.id, one.changed_at, source, is_deleted=not alive)
        head["group"] = uuid_of("group", one.id)
        yield head | ({"lessons": slots.get(one.id, [])} if alive else {})


def _time(minute: int | None) -> str | None:
    return f"{minute // 60:02}:{minute % 60:02}" if minute is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


# ---------------------------------------------------------------- balances


def balances(moment: Moment, source: str) -> Iterator[Record]:
    """What is left and booked on each certificate by the four registries: for staff, never public."""
    places = {one.id: one for one in Municipality.select() if mode_of(one, moment)}
    rows = Certificate.select().where(Certificate.municipality.in_(list(places))).order_by(Certificate.id)
    for one in rows.iterator():
        place = places[one.municipality_id]
        registries = _hours(one, place) if place.funding_mode == "hours" else _money(one, moment.day(place.timezone))
        head = _head("certificate", one.id, one.changed_at, source, is_deleted=one.status == "closed")
        yield head | {
            "number": str(one.number),
            "municipality": place.oktmo,
            "category": one.type,
            "unit": "hours" if place.funding_mode == "hours" else "kopecks",
            "registries": registries,
        }


def _money(one: Certificate, today: date) -> Record:
    row = tuples(
        Balance.select(fn.SUM(Balance.balance), fn.SUM(Balance.reserved))
        .join(FundingPeriod)
        .where(Balance.certificate == one.id, FundingPeriod.date_from <= today, FundingPeriod.date_to >= today)
    )[0]
    none = {"balance": 0, "booked": 0}
    return {
        "pf": {"balance": int(row[0] or 0), "booked": int(row[1] or 0)},
        "preprof": dict(none),
        "valued": dict(none),
        "other": dict(none),
    }


def _hours(one: Certificate, place: Municipality) -> Record:
    load = HoursLoad.get_or_none(HoursLoad.certificate == one.id)
    used, valued = (load.used, load.valued) if load is not None else (0, 0)
    rules = hours_rules(rules_of(place.id))
    none = {"balance": 0, "booked": 0}
    left = max(0, room(rules, is_valued=False) - used) / 100
    left_valued = max(0, room(rules, is_valued=True) - used - valued) / 100
    return {
        "pf": {"balance": left, "booked": used / 100},
        "preprof": dict(none),
        "valued": {"balance": left_valued, "booked": valued / 100},
        "other": dict(none),
    }


# ---------------------------------------------------------------- files


def write_exchange(
    database: Database, folder: Path, moment: Moment, source: str, *, with_balances: bool = False
) -> dict[str, int]:
    """Write the whole exchange as JSON files, each replaced at once; balances only when asked for, closed to others.

    :returns: records by file name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[Record]] = {"programs.json": [], "groups.json": [], "schedules.json": []}
    with storing(database):
        after = 0
        while True:
            page = changes(EPOCH, source, after=after)
            for name, records in zip(found, (page.programs, page.groups, page.schedules), strict=True):
                found[name] += records
            after = page.after
            if not after:
                break
        if with_balances:
            found["balances.json"] = list(balances(moment, source))
    for name, rows in found.items():
        _write(folder / name, rows, private=name == "balances.json")
    return {name: len(records) for name, records in found.items()}


def _write(path: Path, records: list[Record], *, private: bool) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(records, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
