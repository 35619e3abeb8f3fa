"""Lessons, prices, teachers, venue and module of one group against what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from navigator.data import Group, GroupFunding, GroupTeacher, ScheduleSlot
from navigator.exchange.records import Funding, GroupRecord
from navigator.rules.schedule import Slot, slot_order
from navigator.services.importing.batch import Batch
from navigator.services.importing.lists import Lists
from navigator.services.importing.places import Places
from navigator.services.importing.providers import Provider
from navigator.services.importing.stock import Prices, Stock


def difference(stored: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not stored yet."""
    return {key: value for key, value in values.items() if key not in stored or stored[key] != value}


class Details:
    """What belongs to a group in other tables."""

    def __init__(self, batch: Batch, stock: Stock, lists: Lists, places: Places) -> None:
        self._batch, self._stock, self._lists, self._places = batch, stock, lists, places

    def bring(
        self, provider: Provider, record: GroupRecord, number: int, program: int, known: Mapping[str, Any] | None
    ) -> list[str]:
        """Lessons, prices, teachers, venue and module of a group; names of what changed."""
        changed = []
        if record.slots is not None and self._slots(number, record.slots):
            changed.append("schedule")
        if record.funding is not None and self._funding(number, record.funding):
            changed.append("funding")
        if record.teachers is not None and self._teachers(number, provider.id, record.teachers):
            changed.append("teacher")
        links: dict[str, Any] = {}
        is_new = False
        if record.venue is not None:
            links["venue"], is_new = self._places.venue(
                provider.id, provider.municipality, record.venue, known["venue"] if known else None
            )
        if record.module is not None:
            links["module"] = self._lists.module(program, record.module) if record.module.strip() else None
        moved = difference(known or {"venue": None, "module": None}, links)
        if moved:
            self._batch.update(Group, number, moved)
        return changed + list(moved) + (["venue"] if is_new and "venue" not in moved else [])

    def _slots(self, number: int, slots: Iterable[Slot]) -> bool:
        wanted = sorted(
            {_tidy_slot(slot) for slot in slots if slot.weekday is not None or slot.on_date}, key=slot_order
        )
        if self._stock.slots[number] == wanted:
            return False
        if self._stock.slots[number]:
            self._batch.delete(ScheduleSlot, "group", number)
        for slot in wanted:
            self._batch.insert(
                ScheduleSlot,
                group=number,
                weekday=slot.weekday,
                on_date=slot.on_date,
                start_minute=slot.start,
                end_minute=slot.end,
                parity=slot.parity,
            )
        self._stock.slots[number] = wanted
        return True

    def _funding(self, number: int, funding: Iterable[Funding]) -> bool:
        wanted: dict[str, Prices] = {}
        for one in funding:
            wanted.setdefault(one.source, (one.price, one.price_month, one.price_hour))
        if self._stock.funding[number] == wanted:
            return False
        if self._stock.funding[number]:
            self._batch.delete(GroupFunding, "group", number)
        for source, (price, month, hour) in wanted.items():
            self._batch.insert(
                GroupFunding, group=number, source=source, price=price, price_month=month, price_hour=hour
            )
        self._stock.funding[number] = wanted
        return True

    def _teachers(self, number: int, organization: int, names: Iterable[str]) -> bool:
        wanted = self._lists.teachers(organization, names)
        if self._stock.group_teachers[number] == wanted:
            return False
        if self._stock.group_teachers[number]:
            self._batch.delete(GroupTeacher, "group", number)
        for position, teacher in enumerate(wanted):
            self._batch.insert(GroupTeacher, group=number, teacher=teacher, position=position)
        self._stock.group_teachers[number] = wanted
        return True


def _tidy_slot(slot: Slot) -> Slot:
    """A lesson is of a date or of a weekday, never of both."""
    if slot.weekday is not None and slot.on_date is not None:
        return Slot(None, slot.start, slot.end, slot.on_date, slot.parity)
    return slot
