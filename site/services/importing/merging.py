"""One program of a file against what is stored: what differs is written, what does not stays untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from navigator.data import Group, Program, ProgramActivity
from navigator.data.base import utcnow
from navigator.exchange.records import GroupRecord, ProgramRecord
from navigator.rules.ages import ADULT_MONTHS
from navigator.rules.names import fold_name
from navigator.rules.schedule import Slot, slot_order
from navigator.services.importing.batch import Batch
from navigator.services.importing.details import Details, difference
from navigator.services.importing.lists import Lists
from navigator.services.importing.places import Places
from navigator.services.importing.providers import Provider
from navigator.services.importing.stock import Stock
from navigator.services.matching import GroupTraits, match_groups, number_groups

ADULTS_NOTE = "для взрослых – вне 5–17 лет"


@dataclass(slots=True)
class Incoming:
    """A program of the file, cleaned, with the stored program that it is."""

    record: ProgramRecord
    provider: Provider
    values: dict[str, Any]
    groups: list[tuple[GroupRecord, dict[str, Any]]]
    activities: list[int] | None = None
    notes: list[str] = field(default_factory=list)
    stored: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """What the groups of a program span together."""

    ages: tuple[int | None, int | None]  # months
    levels: tuple[str, ...]


@dataclass(slots=True)
class Merged:
    """What became of a program and of its groups, in file order."""

    what: str
    changed: tuple[str, ...]
    groups: list[tuple[GroupRecord, str, tuple[str, ...]]]
    program: int
    group_ids: set[int]


class Merger:
    """Compares and collects what is to be written.

    :param revive: the file holds everything, so what it names leaves the archive.
    """

    def __init__(self, batch: Batch, stock: Stock, lists: Lists, places: Places, today: date, *, revive: bool) -> None:
        self._batch, self._stock = batch, stock
        self._details = Details(batch, stock, lists, places)
        self._today, self._revive = today, revive
        self._now: datetime = utcnow()

    def merge(self, incoming: Incoming) -> Merged:
        """Write one program with its groups."""
        stored = incoming.stored
        if stored is None:
            refreshed = incoming.values.pop("refreshed_on", None) or self._today
            number = self._batch.insert(
                Program,
                **(row := self._new_program(incoming)),
                refreshed_on=refreshed,
                created_at=self._now,
                changed_at=self._now,
            )
            stored = {**row, "id": number}
        number = stored["id"]
        before = self._spread(number)
        groups = self._groups(incoming, number)
        changed = self._program(incoming, stored, before)
        if incoming.stored is None:
            what, changed = "created", []
        else:
            what = "updated" if changed or any(done != "unchanged" for _one, done, _what in groups) else "unchanged"
        if what == "updated":
            self._batch.update(Program, number, {"changed_at": self._now, "refreshed_on": self._today})
        self._say_adults(incoming, stored)
        return Merged(what, tuple(changed), groups, number, self._matched)

    # ------------------------------------------------------------ programs

    def _new_program(self, incoming: Incoming) -> dict[str, Any]:
        values = {"name": "", **incoming.values}
        values.pop("levels", None)
        return {
            "age_from": None,
            "age_to": None,
            "direction": None,
            "levels": (),
            **values,
            "organization": incoming.provider.id,
            "name_key": fold_name(values["name"]),
        }

    def _program(self, incoming: Incoming, stored: dict[str, Any], before: Spread) -> list[str]:
        """Names of what changed in the program itself; its row is completed from its groups."""
        number = stored["id"]
        values = {key: value for key, value in incoming.values.items() if key != "refreshed_on"}
        if "name" in values:
            values["name_key"] = fold_name(values["name"])
        if self._revive and stored.get("state") == "archived":
            values.setdefault("state", "published")
        self._complete(values, stored, before, self._spread(number))
        changed = difference(stored, values)
        if changed:
            stored |= changed
            self._batch.update(Program, number, changed)
        names = [name for name in changed if name != "name_key"]
        if incoming.activities is not None and self._stock.activities[number] != incoming.activities:
            if self._stock.activities[number]:
                self._batch.delete(ProgramActivity, "program", number)
            for position, activity in enumerate(incoming.activities):
                self._batch.insert(ProgramActivity, program=number, activity=activity, position=position)
            self._stock.activities[number] = incoming.activities
            names.append("activity")
        return names

    def _spread(self, program: int) -> Spread:
        """Ages and levels of the active groups of a program."""
        active = [row for row in self._stock.groups[program] if row.get("status", "active") == "active"]
        ages = [(row["age_from"], row["age_to"]) for row in active if row.get("age_from") is not None]
        hull = (min(start for start, _ in ages), max(end for _, end in ages)) if ages else (None, None)
        return Spread(hull, tuple(sorted({row["level"] for row in active if row.get("level")})))

    @staticmethod
    def _complete(values: dict[str, Any], stored: Mapping[str, Any], before: Spread, after: Spread) -> None:
        """Ages and levels of a program follow its groups, unless they were given to the program itself."""
        own = stored["age_from"], stored["age_to"]
        cleared = "age_from" in values and own != (None, None)
        if values.get("age_from") is None and (own == before.ages or cleared):
            values["age_from"], values["age_to"] = after.ages
        elif values.get("age_from") is None:
            values.pop("age_from", None)
            values.pop("age_to", None)
        if "levels" in values:
            values["levels"] = tuple(sorted({*values["levels"], *after.levels}))
        elif stored["levels"] == before.levels:
            values["levels"] = after.levels
        else:
            values["levels"] = tuple(sorted({*stored["levels"], *after.levels}))

    @staticmethod
    def _say_adults(incoming: Incoming, stored: Mapping[str, Any]) -> None:
        start = stored.get("age_from")
        if start is not None and start >= ADULT_MONTHS:
            incoming.notes.append(ADULTS_NOTE)

    # ------------------------------------------------------------ groups

    def _groups(self, incoming: Incoming, program: int) -> list[tuple[GroupRecord, str, tuple[str, ...]]]:
        stored = {row["id"]: row for row in self._stock.groups[program]}
        self._drop_repeated_ids(incoming)
        traits = group_traits(incoming.groups)
        found = match_groups(traits, [stored_group_traits(row, None) for row in stored.values()])
        self._matched = set(found.values())
        done: list[tuple[GroupRecord, str, tuple[str, ...]]] = []
        for one, (record, values) in zip(traits, incoming.groups, strict=True):
            known = stored.get(found.get(one.id, 0))
            if known is None:
                number = self._new_group(program, one, values)
                self._details.bring(incoming.provider, record, number, program, None)
                done.append((record, "created", ()))
                self._matched.add(number)
            else:
                changed = self._old_group(known, one, values)
                changed += self._details.bring(incoming.provider, record, known["id"], program, known)
                done.append((record, "updated" if changed else "unchanged", tuple(changed)))
                if changed:
                    self._batch.update(Group, known["id"], {"changed_at": self._now})
        return done

    @staticmethod
    def _drop_repeated_ids(incoming: Incoming) -> None:
        seen: set[str] = set()
        for record, values in incoming.groups:
            external_id = values.get("external_id")
            if external_id in seen:
                values["external_id"] = None
                incoming.notes.append(
                    f"строка {record.row}: код группы {external_id} уже стоит у другой, оставлен первой"
                )
            elif external_id:
                seen.add(external_id)

    def _new_group(self, program: int, one: GroupTraits, values: Mapping[str, Any]) -> int:
        name_key, level = one.name_key or "", one.level or ""
        taken = {
            row["ordinal"]
            for row in self._stock.groups[program]
            if (row["name_key"], row["level"]) == (name_key, level)
        }
        ordinal = one.ordinal if one.ordinal not in taken else max(taken) + 1
        row = {**values, "program": program, "name_key": name_key, "ordinal": ordinal}
        row["stated_free"] = row.get("free_places")
        number = self._batch.insert(Group, **row, created_at=self._now, changed_at=self._now)
        self._stock.groups[program].append({"level": "", "external_id": None, "status": "active", **row, "id": number})
        return number

    def _old_group(self, known: dict[str, Any], one: GroupTraits, values: Mapping[str, Any]) -> list[str]:
        values = dict(values)
        if "free_places" in values:  # what is left of them is settled when all is written
            values["stated_free"] = values.pop("free_places")
        if "name" in values:
            values["name_key"] = fold_name(values["name"])
        if values.get("external_id") is None:
            values.pop("external_id", None)
        if self._revive and known["status"] == "archived":
            values.setdefault("status", "active")
        changed = difference(known, values)
        if changed:
            known |= changed
            self._batch.update(Group, known["id"], changed)
        if "stated_free" in changed:
            self._batch.recount.append(known["id"])
        return ["free_places" if name == "stated_free" else name for name in changed if name != "name_key"]


def group_traits(groups: Sequence[tuple[GroupRecord, Mapping[str, Any]]]) -> list[GroupTraits]:
    """Traits of the groups of a file; ``id`` is the negative place in it."""
    keys = [
        (fold_name(values["name"]) if "name" in values else None, values.get("level")) for _record, values in groups
    ]
    return [
        GroupTraits(
            id=-place - 1,
            external_id=values.get("external_id"),
            name_key=key[0],
            level=key[1],
            ordinal=ordinal,
            ages=(values.get("age_from"), values.get("age_to")),
            slots=tuple(sorted(record.slots, key=slot_order)) if record.slots else None,
        )
        for place, ((record, values), key, ordinal) in enumerate(zip(groups, keys, number_groups(keys), strict=True))
    ]


def stored_group_traits(row: Mapping[str, Any], slots: Sequence[Slot] | None) -> GroupTraits:
    """Traits of a stored group."""
    return GroupTraits(
        id=row["id"],
        external_id=row["external_id"],
        name_key=row["name_key"],
        level=row["level"],
        ordinal=row["ordinal"],
        ages=(row.get("age_from"), row.get("age_to")),
        slots=tuple(slots) if slots else None,
    )
