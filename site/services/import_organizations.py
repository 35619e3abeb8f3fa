"""Importing organizations: found by external id, by INN and name, or by name within a municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from peewee import Database

from navigator.data import Municipality, Organization
from navigator.data.base import utcnow
from navigator.data.database import catalog_changed, write
from navigator.data.rows import dicts
from navigator.exchange.records import OrganizationRecord, Reading
from navigator.rules.names import fold_name
from navigator.services.import_report import ImportReport, RowResult, Totals
from navigator.services.importing.batch import Batch, lock_imports
from navigator.services.importing.cleaning import UnfitValue, clean
from navigator.services.importing.places import Places
from navigator.services.importing.rows import RowBook
from navigator.services.importing.stock import load_venues
from navigator.services.municipalities import Municipalities
from navigator.services.problems import Problem

NO_MUNICIPALITY = "не назван муниципалитет: укажите его параметром --municipality"
Progress = Callable[[int, int], None]


def import_organizations(
    database: Database,
    reading: Reading,
    *,
    municipality: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring the organizations of a file into the database; the same file again changes nothing.

    :param municipality: slug, OKTMO or name; where rows go whose own municipality is not said or not known.
    :raises Problem: nothing could be taken; the message names what to do.
    """
    with write(database):
        lock_imports(database)
        batch = Batch(database, rehearsal=dry_run)
        report = _Import(batch, reading, municipality).run(progress, dry_run=dry_run)
        if batch and not dry_run:
            batch.flush()
            catalog_changed()
    return report


class _Known:
    """Stored organizations by what identifies them."""

    def __init__(self) -> None:
        self._ids: dict[tuple[int, str], dict[str, Any]] = {}
        self._inns: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self._names: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
        self.rows = dicts(Organization.select().order_by(Organization.id))
        for row in self.rows:
            self.add(row)

    def add(self, row: dict[str, Any]) -> None:
        if row["external_id"]:
            self._ids[row["municipality"], row["external_id"]] = row
        for key in {row["name_key"], fold_name(row["full_name"])}:
            if row["inn"]:
                self._inns[row["inn"], key].append(row)
            self._names[row["municipality"], key].append(row)

    def find(self, municipality: int, values: dict[str, Any]) -> dict[str, Any] | None:
        """The stored organization that a row of a file is.

        :raises UnfitValue: several fit.
        """
        external_id = values.get("external_id")
        if external_id and (row := self._ids.get((municipality, external_id))):
            return row
        keys = [fold_name(values["public_name"]), fold_name(values["full_name"])]
        inn = values.get("inn", "")
        places = [self._inns.get((inn, key), []) for key in keys] if inn else []
        places += [self._names.get((municipality, key), []) for key in keys]
        for rows in places:
            same = [row for row in rows if not (external_id and row["external_id"]) and _same_inn(inn, row["inn"])]
            here = [row for row in same if row["municipality"] == municipality] or same
            if len(here) > 1:
                raise UnfitValue("таких организаций в базе несколько: добавьте столбец external_id")
            if here:
                return here[0]
        return None


def _same_inn(one: str, other: str) -> bool:
    return not one or not other or one == other


class _Import:
    """One import at work."""

    def __init__(self, batch: Batch, reading: Reading, municipality: str | None) -> None:
        self.batch, self.reading = batch, reading
        self.municipalities = Municipalities()
        self.chosen = self.municipalities.require(municipality) if municipality else None
        self.known = _Known()
        stock = load_venues(row["id"] for row in self.known.rows)
        self.places = Places(batch, stock)
        self.rows, self.totals = RowBook(reading), Totals()
        self.now = utcnow()

    def run(self, progress: Progress | None, *, dry_run: bool) -> ImportReport:
        reason = ""
        total = len(self.reading.organizations)
        for done, record in enumerate(self.reading.organizations, start=1):
            try:
                self._take(record)
            except UnfitValue as problem:
                reason = reason or str(problem)
                self.rows.skip_organization(record, str(problem))
            if progress and (done % 100 == 0 or done == total):
                progress(done, total)
        if reason and not self.totals.seen:
            raise Problem(reason[:1].upper() + reason[1:])
        return self.rows.report({"organizations": self.totals}, [], dry_run=dry_run)

    def _home(self, record: OrganizationRecord) -> Municipality:
        found = self.municipalities.find(record.municipality) if record.municipality else None
        home = found or self.chosen
        if home is not None:
            return home
        if record.municipality:
            raise UnfitValue(f"муниципалитет «{record.municipality}» неизвестен: укажите --municipality")
        raise UnfitValue(NO_MUNICIPALITY)

    def _take(self, record: OrganizationRecord) -> None:
        home: int = self._home(record).id
        values = clean(Organization, record.values)
        names = [values.get(name) for name in ("public_name", "short_name", "full_name")]
        first = next((name for name in names if name), None)
        if first is None:
            raise UnfitValue("нет наименования организации")
        values["public_name"] = values.get("public_name") or first
        values["full_name"] = values.get("full_name") or first
        stored = self.known.find(home, values)
        if record.settlement:
            values["settlement"] = self.places.settlement(home, record.settlement)
        if stored is None:
            number = self._create(home, values)
            changed: tuple[str, ...] = ()
        else:
            number = stored["id"]
            changed = self._update(stored, values)
        fresh = [self.places.address(number, home, place) for place in record.venues or ()]
        if any(fresh) and stored is not None:
            changed += ("venues",)
        what = "created" if stored is None else "updated" if changed else "unchanged"
        self.totals.add(what)
        self.rows.add(RowResult(record.row, what, values["public_name"], changed=changed))

    def _create(self, home: int, values: dict[str, Any]) -> int:
        if values.get("settlement") is None:
            values["settlement"] = self.places.guess(home, values.get("address", ""))
        row = {"external_id": None, "inn": "", **values, "municipality": home}
        row["name_key"] = fold_name(row["public_name"])
        number = self.batch.insert(Organization, **row, created_at=self.now, changed_at=self.now)
        self.known.add({**row, "id": number})
        return number

    def _update(self, stored: dict[str, Any], values: dict[str, Any]) -> tuple[str, ...]:
        if values.get("external_id") is None:
            values.pop("external_id", None)
        values["name_key"] = fold_name(values["public_name"])
        changed = {key: value for key, value in values.items() if key not in stored or stored[key] != value}
        if changed:
            stored |= changed
            self.batch.update(Organization, stored["id"], {**changed, "changed_at": self.now})
        return tuple(name for name in changed if name != "name_key")
