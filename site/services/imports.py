"""Importing programs: a reading of a file becomes rows, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from peewee import Database

from navigator.data import Group, Program
from navigator.data.database import catalog_changed, write
from navigator.exchange.records import GroupRecord, ProgramRecord, Reading
from navigator.rules.names import fold_name
from navigator.services.import_report import ImportReport, RowResult, Totals
from navigator.services.importing.batch import Batch, lock_imports
from navigator.services.importing.cleaning import UnfitValue, clean
from navigator.services.importing.lists import Lists
from navigator.services.importing.merging import Incoming, Merged, Merger, group_traits, stored_group_traits
from navigator.services.importing.places import Places
from navigator.services.importing.providers import NO_ORGANIZATION, Provider, Providers, Unplaced
from navigator.services.importing.rows import RowBook
from navigator.services.importing.stock import Stock, load_stock
from navigator.services.matching import Budget, ProgramTraits, match_programs
from navigator.services.municipalities import Municipalities, place_names
from navigator.services.problems import Problem

#: Called with rows done and rows in all.
Progress = Callable[[int, int], None]
#: State at hand, empty for a new program, and the state that the file says, if any → the state to keep; None leaves it.
StateRule = Callable[[str, str | None], str | None]
#: New organizations that the report names.
MOST_NAMED = 20
SKIPPED_NOTE = "Есть пропущенные строки, поэтому в архив ничего не отправлено: исправьте их и повторите"


def import_programs(
    database: Database,
    reading: Reading,
    *,
    organization: str | None = None,
    municipality: str | None = None,
    dry_run: bool = False,
    archive_missing: bool = False,
    own: int | None = None,
    state_after_import: StateRule | None = None,
    today: date,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring the programs of a file into the database; the same file again changes nothing.

    :param organization: whose programs they are where the file does not say: number, external id or name.
    :param municipality: slug, OKTMO or name; where organizations are looked for and new ones are added.
    :param own: id of the only organization whose programs may come in; rows that name another are skipped.
    :param state_after_import: decides the state of each program; by default the file does, else it is published.
    :param archive_missing: programs and groups of the file's organizations that it lacks go to the archive.
    :raises Problem: nothing could be taken; the message names what to do.
    """
    with write(database):
        lock_imports(database)
        batch = Batch(database, rehearsal=dry_run)
        work = _Import(batch, reading, organization, municipality, today, archive_missing=archive_missing)
        work.own, work.state_after_import = own, state_after_import
        report = work.run(progress, dry_run=dry_run)
        if batch and not dry_run:
            batch.flush()
            catalog_changed()
    return report


class _Import:
    """One import at work."""

    def __init__(
        self,
        batch: Batch,
        reading: Reading,
        organization: str | None,
        municipality: str | None,
        today: date,
        *,
        archive_missing: bool,
    ) -> None:
        self.batch, self.reading, self.today, self.archive_missing = batch, reading, today, archive_missing
        municipalities = Municipalities()
        chosen = municipalities.require(municipality) if municipality else None
        self.providers = Providers(batch, municipalities, chosen)
        self.organization = organization
        self.own: int | None = None
        self.state_after_import: StateRule | None = None
        self.rows = RowBook(reading)
        self.totals = {"programs": Totals(), "groups": Totals()}

    def run(self, progress: Progress | None, *, dry_run: bool) -> ImportReport:
        owned = self._owned()
        stock = load_stock(provider.id for provider, _ in owned.values() if not provider.is_new)
        lists, places = Lists(self.batch, stock), Places(self.batch, stock)
        merger = Merger(self.batch, stock, lists, places, self.today, revive=self.archive_missing)
        known_places, budget = place_names(), Budget()
        total, done = sum(len(records) for _, records in owned.values()), 0
        for provider, records in owned.values():
            incoming = self._matched(provider, records, stock, lists, known_places, budget)
            kept: dict[int, set[int]] = {}
            for one in incoming:
                self._settle_state(one)
                merged = merger.merge(one)
                kept[merged.program] = merged.group_ids
                self._tell(one, merged)
                done += 1
                if progress and (done % 100 == 0 or done == total):
                    progress(done, total)
            if self.archive_missing and not self.rows.skipped:
                self._archive(provider, stock, kept)
        made = [one.name for one in self.providers.created]
        notes = [f"Создана организация «{name}» (новая, проверьте её карточку)" for name in made[:MOST_NAMED]]
        if len(made) > MOST_NAMED:
            notes.append(f"… и ещё организаций: {len(made) - MOST_NAMED}")
        if self.archive_missing and self.rows.skipped:
            notes.append(SKIPPED_NOTE)
        return self.rows.report(self.totals, notes, dry_run=dry_run)

    # ------------------------------------------------------------ whose

    def _owned(self) -> dict[int, tuple[Provider, list[ProgramRecord]]]:
        """Records by organization; rows whose organization cannot be told are skipped."""
        owned: dict[int, tuple[Provider, list[ProgramRecord]]] = {}
        reason = ""
        for record in self.reading.programs:
            try:
                provider = self._provider(record)
            except Unplaced as problem:
                reason = reason or str(problem)
                self.rows.skip(record, str(problem))
                continue
            owned.setdefault(provider.id, (provider, []))[1].append(record)
        if reason and not owned:
            raise Problem(reason[:1].upper() + reason[1:])
        return owned

    def _settle_state(self, one: Incoming) -> None:
        """Ask the rule, where there is one, in which state the program is after this import."""
        if self.state_after_import is not None:
            before = str(one.stored["state"]) if one.stored else ""
            state = self.state_after_import(before, one.values.get("state"))
            if state is not None:
                one.values["state"] = state

    def _provider(self, record: ProgramRecord) -> Provider:
        if self.own is not None:
            return self.providers.own(self.own, record.organization or "")
        if record.organization:
            return self.providers.named(record.organization, record.municipality or "")
        if not self.organization:
            raise Unplaced(NO_ORGANIZATION)
        return self.providers.option(self.organization)

    # ------------------------------------------------------------ which

    def _matched(
        self,
        provider: Provider,
        records: list[ProgramRecord],
        stock: Stock,
        lists: Lists,
        places: frozenset[str],
        budget: Budget,
    ) -> list[Incoming]:
        """Cleaned records of one organization with the stored programs that they are."""
        incoming = self._joined(provider, records, lists)
        stored = {row["id"]: row for row in stock.programs[provider.id]}
        matches = match_programs(
            [_incoming_traits(number, one) for number, one in enumerate(incoming)],
            [_stored_traits(row, stock) for row in stored.values()],
            places,
            budget,
        )
        kept = []
        for number, one in enumerate(incoming):
            match = matches[number]
            if match.refused:
                self.rows.skip(one.record, match.refused)
                continue
            if match.renamed_from:
                one.notes.append(f"переименована, было «{match.renamed_from}»")
            if match.looks_like:
                one.notes.append(f"похоже на «{match.looks_like}»: если это она, дайте ей то же название и повторите")
            if match.stored is not None:
                one.stored = stored[match.stored]
                if one.stored["state"] == "archived" and not self.archive_missing and "state" not in one.values:
                    one.notes.append("программа в архиве и остаётся там")
            kept.append(one)
        return kept

    def _joined(self, provider: Provider, records: list[ProgramRecord], lists: Lists) -> list[Incoming]:
        """Records cleaned; two records of one program become one."""
        found: dict[tuple[str, str], Incoming] = {}
        for record in records:
            one = self._cleaned(provider, record, lists)
            if one is None:
                continue
            external_id = one.values.get("external_id")
            key = ("id", external_id) if external_id else ("name", fold_name(one.values["name"]))
            first = found.setdefault(key, one)
            if first is one:
                continue
            if fold_name(first.values["name"]) != fold_name(one.values["name"]):
                self.rows.skip(record, f"код {external_id} уже стоит у программы «{first.values['name']}»")
                continue
            first.values = {**one.values, **first.values}
            first.groups += one.groups
            first.notes += one.notes
        return list(found.values())

    def _cleaned(self, provider: Provider, record: ProgramRecord, lists: Lists) -> Incoming | None:
        try:
            values = clean(Program, record.values)
        except UnfitValue as problem:
            self.rows.skip(record, str(problem))
            return None
        if not values.get("name"):
            self.rows.skip(record, "нет названия программы")
            return None
        notes = []
        if record.direction:
            if record.direction in lists.directions:
                values["direction"] = record.direction
            else:
                notes.append(f"направленность «{record.direction}» неизвестна")
        one = Incoming(record, provider, values, self._cleaned_groups(record), notes=notes)
        if record.activities is not None:
            one.activities, lost = lists.activities(values.get("direction"), record.activities)
            notes += [f"вид деятельности «{name}» не принят: у программы нет направленности" for name in lost if name]
        return one

    def _cleaned_groups(self, record: ProgramRecord) -> list[tuple[GroupRecord, dict[str, Any]]]:
        groups = []
        for group in record.groups:
            try:
                groups.append((group, clean(Group, group.values)))
            except UnfitValue as problem:
                self.rows.skip_group(record, group, str(problem))
        return groups

    # ------------------------------------------------------------ what came of it

    def _tell(self, one: Incoming, merged: Merged) -> None:
        self.totals["programs"].add(merged.what)
        for _record, what, _changed in merged.groups:
            self.totals["groups"].add(what)
        self.rows.done(one, merged)

    def _archive(self, provider: Provider, stock: Stock, kept: Mapping[int, set[int]]) -> None:
        for row in stock.programs[provider.id]:
            if row["id"] not in kept:
                if row["state"] != "archived":
                    self.batch.update(Program, row["id"], {"state": "archived"})
                    self.totals["programs"].add("archived")
                    self.rows.add(RowResult(0, "archived", row["name"], notes=("нет в файле",)))
                continue
            for group in stock.groups[row["id"]]:
                if group["id"] not in kept[row["id"]] and group["status"] == "active":
                    self.batch.update(Group, group["id"], {"status": "archived"})
                    self.totals["groups"].add("archived")
                    self.rows.add(RowResult(0, "archived", row["name"], group["name"], notes=("нет в файле",)))


def _incoming_traits(number: int, one: Incoming) -> ProgramTraits:
    return ProgramTraits(
        id=number,
        external_id=one.values.get("external_id"),
        name=one.values["name"],
        direction=one.values.get("direction"),
        activity=one.activities[0] if one.activities else None,
        groups=tuple(group_traits(one.groups)),
    )


def _stored_traits(row: Mapping[str, Any], stock: Stock) -> ProgramTraits:
    activities = stock.activities[row["id"]]
    active = defaultdict(list)
    for group in stock.groups[row["id"]]:
        active[group["status"]].append(stored_group_traits(group, stock.slots[group["id"]]))
    return ProgramTraits(
        id=row["id"],
        external_id=row["external_id"],
        name=row["name"],
        direction=row["direction"],
        activity=activities[0] if activities else None,
        groups=tuple(active["active"]),
        archived=row["state"] == "archived",
    )
