"""Programs, groups and schedules in the shape of the clubs' service of Госуслуги, and the files of all its records.

Every record has ``uuid``, ``lastmodifiedTs`` (UTC), ``isDeleted``, ``datasource`` and ``localId``. What the public may
not see any more comes once more, as deleted and without its contents.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from peewee import Database

from navigator.data import (
    Direction,
    Group,
    GroupFunding,
    Municipality,
    Organization,
    Program,
    ScheduleSlot,
)
from navigator.data.rows import tuples
from navigator.rules.vocabulary import WEEKDAYS
from navigator.search.arrays import HIDDEN
from navigator.services.financing.exchange_balances import balances
from navigator.services.financing.exchange_records import EPOCH, PAGE, Record, head_of, uuid_of
from navigator.services.problems import storing
from navigator.services.requests.records import Moment


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


def _program(one: Program, source: str, *, shown: bool) -> Record:
    organization: Organization = one.organization
    changed = max(one.changed_at, organization.changed_at)
    head = head_of("program", one.id, changed, source, is_deleted=not shown)
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
        head = head_of("group", one.id, one.changed_at, source, is_deleted=not alive)
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
        head = head_of("schedule", one.id, one.changed_at, source, is_deleted=not alive)
        head["group"] = uuid_of("group", one.id)
        yield head | ({"lessons": slots.get(one.id, [])} if alive else {})


def _time(minute: int | None) -> str | None:
    return f"{minute // 60:02}:{minute % 60:02}" if minute is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


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
            found["balances.json"] = _all_balances(moment, source)
    for name, rows in found.items():
        _write(folder / name, rows, private=name == "balances.json")
    return {name: len(records) for name, records in found.items()}


def _all_balances(moment: Moment, source: str) -> list[Record]:
    records: list[Record] = []
    after = 0
    while True:
        page = balances(EPOCH, moment, source, after=after)
        records += page.certificates
        after = page.after
        if not after:
            return records


def _write(path: Path, records: list[Record], *, private: bool) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(records, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
