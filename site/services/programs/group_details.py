"""What belongs to a group beside its row: lessons, prices, the place and the people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Database

from navigator.data import GroupFunding, GroupTeacher, Program, ScheduleSlot, Teacher, Venue
from navigator.data.rows import tuples
from navigator.exchange.records import Place
from navigator.rules.schedule import Slot
from navigator.services.importing.batch import Batch, lock_imports
from navigator.services.importing.lists import Lists
from navigator.services.importing.places import Places
from navigator.services.importing.stock import load_venues
from navigator.services.programs.card import slot_of


@dataclass(frozen=True, slots=True)
class NewNames:
    """Places and people that were typed and not picked."""

    venue: str = ""
    address: str = ""
    teachers: tuple[str, ...] = ()


def bring(database: Database, program: Program, values: Mapping[str, Any], names: NewNames) -> dict[str, Any]:
    """Ids of the place and of the teachers of a group; what was typed is found by name or added.

    Ids of other organizations do not count.
    """
    organization = program.organization_id
    venue = values.get("venue")
    if venue is not None and not Venue.select().where(Venue.id == venue, Venue.organization == organization).exists():
        venue = None
    rows = tuples(
        Teacher.select(Teacher.id).where(Teacher.organization == organization, Teacher.id.in_(values["teachers"]))
    )
    known = {number for (number,) in rows}
    teachers = [number for number in values["teachers"] if number in known]
    if names.venue or names.address or names.teachers:
        lock_imports(database)
        batch = Batch(database)
        stock = load_venues([organization])
        for number, key in tuples(
            Teacher.select(Teacher.id, Teacher.name_key).where(Teacher.organization == organization)
        ):
            stock.teachers[organization][key] = number
        if names.venue or names.address:
            places = Places(batch, stock)
            home = program.organization.municipality_id
            venue, _new = places.venue(organization, home, Place(name=names.venue, address=names.address))
        teachers += [one for one in Lists(batch, stock).teachers(organization, names.teachers) if one not in teachers]
        batch.flush()
    return {"venue": venue, "teachers": teachers}


def write_slots(group: int, slots: Iterable[Slot]) -> None:
    """Write the lessons of a group; those that stay keep their own place, teacher and subject."""
    wanted = set(slots)
    gone = []
    for row in ScheduleSlot.select().where(ScheduleSlot.group == group):
        slot = slot_of(row)
        if slot in wanted:
            wanted.discard(slot)
        else:
            gone.append(row.id)
    ScheduleSlot.delete().where(ScheduleSlot.id.in_(gone)).execute()
    for slot in wanted:
        ScheduleSlot.create(
            group=group,
            weekday=slot.weekday if slot.on_date is None else None,
            on_date=slot.on_date,
            start_minute=slot.start,
            end_minute=slot.end,
            parity=slot.parity,
        )


def write_funding(group: int, funding: Sequence[Sequence[Any]]) -> None:
    """Write the sources of a group with their prices; the price of an hour, which no form asks, stays."""
    wanted = {source: (price, month) for source, price, month in funding}
    GroupFunding.delete().where(GroupFunding.group == group, GroupFunding.source.not_in(list(wanted))).execute()
    for source, (price, month) in wanted.items():
        changed = (
            GroupFunding.update(price=price, price_month=month)
            .where(GroupFunding.group == group, GroupFunding.source == source)
            .execute()
        )
        if not changed:
            GroupFunding.create(group=group, source=source, price=price, price_month=month)


def write_teachers(group: int, teachers: Sequence[int]) -> None:
    """Write who leads a group."""
    GroupTeacher.delete().where(GroupTeacher.group == group).execute()
    for position, teacher in enumerate(teachers):
        GroupTeacher.create(group=group, teacher=teacher, position=position)
