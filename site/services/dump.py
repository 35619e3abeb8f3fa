"""What is stored, as records and files that ``import`` reads back without a difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from peewee import Database

from navigator.data import (
    Activity,
    Municipality,
    Organization,
    ProgramModule,
    Settlement,
    Teacher,
)
from navigator.data.rows import dicts, tuples
from navigator.exchange.dump_columns import (
    ORGANIZATION_COLUMNS,
    PROGRAM_COLUMNS,
    organization_row,
    program_rows,
)
from navigator.exchange.records import Funding, GroupRecord, OrganizationRecord, Place, ProgramRecord
from navigator.exchange.writers import write_table
from navigator.rules.names import fold_name
from navigator.services.importing.stock import Stock, load_stock, load_venues
from navigator.services.municipalities import Municipalities
from navigator.services.problems import Problem

KINDS = ("programs", "organizations", "groups")
#: Columns of ``dump groups``: who the group is, and what changes from week to week.
GROUP_COLUMNS = (
    *("external_id", "organization", "municipality", "name"),
    *("group_external_id", "group", "level", "year_label", "age", "schedule", "schedule_note", "places"),
    *("free_places", "vacancy", "locked", "start", "end", "apply_from", "apply_to", "teacher", "funding", "status"),
)
#: Organizations read at once.
_CHUNK = 200


def dump(database: Database, kind: str, path: Path) -> int:
    """Write programs (a row for each group), organizations or groups: XLSX when the name ends so, else CSV.

    :param kind: one of :data:`KINDS`.
    :returns: rows written.
    :raises Problem: the format is not one that is written.
    :raises FileProblem: the place cannot be written.
    """
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise Problem(
            f"{path.name}: пишется только CSV и XLSX. Назовите файл так, чтобы имя кончалось на .csv или .xlsx"
        )
    with database.atomic():
        if kind == "organizations":
            return write_table(path, ORGANIZATION_COLUMNS, map(organization_row, organization_records()))
        rows = program_rows(program_records())
        if kind == "groups":
            places = [PROGRAM_COLUMNS.index(name) for name in GROUP_COLUMNS]
            group = places[GROUP_COLUMNS.index("status")]
            return write_table(path, GROUP_COLUMNS, ([row[place] for place in places] for row in rows if row[group]))
        return write_table(path, PROGRAM_COLUMNS, rows)


class _Names:
    """Names by which an import finds municipalities, organizations and activities again."""

    def __init__(self) -> None:
        municipalities = Municipalities()
        self.municipalities: dict[int, str] = {
            row.id: row.name if municipalities.find(row.name) == row else row.slug for row in Municipality.select()
        }
        self.settlements: dict[int, str] = dict(tuples(Settlement.select(Settlement.id, Settlement.name)))
        self._activities = {
            row["id"]: row
            for row in dicts(Activity.select(Activity.id, Activity.direction, Activity.slug, Activity.name))
        }
        self._known = Counter(fold_name(row["name"]) for row in self._activities.values())

    def activity(self, number: int, direction: str | None) -> str:
        """The name of an activity, its slug where the name alone is not enough."""
        row = self._activities[number]
        clear = row["direction"] == direction or self._known[fold_name(row["name"])] == 1
        own = sum(
            other["direction"] == direction and fold_name(other["name"]) == fold_name(row["name"])
            for other in self._activities.values()
        )
        return str(row["name"] if clear and own <= 1 and ";" not in row["name"] else row["slug"])


def organization_records() -> Iterator[OrganizationRecord]:
    """All organizations."""
    names = _Names()
    rows = dicts(Organization.select().order_by(Organization.id))
    venues = load_venues(row["id"] for row in rows).venues
    for row in rows:
        yield OrganizationRecord(
            values=row,
            municipality=names.municipalities[row["municipality"]],
            settlement=names.settlements.get(row["settlement"]),
            venues=[Place(address=address) for address in dict.fromkeys(one["address"] for one in venues[row["id"]])],
        )


def program_records() -> Iterator[ProgramRecord]:
    """All programs with their groups, by organization and in the order in which they came."""
    names = _Names()
    columns = (
        Organization.id,
        Organization.municipality,
        Organization.external_id,
        Organization.public_name,
        Organization.full_name,
        Organization.short_name,
    )
    organizations = dicts(Organization.select(*columns).order_by(Organization.id))
    counted = Counter(
        (row["municipality"], key)
        for row in organizations
        for key in {fold_name(row[name]) for name in ("public_name", "full_name", "short_name")}
    )
    for start in range(0, len(organizations), _CHUNK):
        some = organizations[start : start + _CHUNK]
        stock = load_stock(row["id"] for row in some)
        lookup = _Lookup(names, stock, [row["id"] for row in some])
        for row in some:
            organization = _organization_name(row, counted)
            for program in stock.programs[row["id"]]:
                yield lookup.program(program, organization, names.municipalities[row["municipality"]])


def _organization_name(row: dict[str, Any], counted: Counter[tuple[int, str]]) -> str:
    """The public name where nobody else has it, else the external id or the full name."""
    if counted[row["municipality"], fold_name(row["public_name"])] == 1:
        return str(row["public_name"])
    return str(row["external_id"] or row["full_name"])


class _Lookup:
    """Records of the programs of some organizations."""

    def __init__(self, names: _Names, stock: Stock, organizations: list[int]) -> None:
        self._names, self._stock = names, stock
        self._venues = {venue["id"]: venue for venues in stock.venues.values() for venue in venues}
        mine = Teacher.select(Teacher.id, Teacher.name).where(Teacher.organization.in_(organizations))
        self._teachers: dict[int, str] = dict(tuples(mine))
        programs = {row["id"] for rows in stock.programs.values() for row in rows}
        modules = tuples(ProgramModule.select(ProgramModule.id, ProgramModule.program, ProgramModule.name))
        self._modules = {number: name for number, program, name in modules if program in programs}

    def program(self, row: dict[str, Any], organization: str, municipality: str) -> ProgramRecord:
        """One program with its groups."""
        return ProgramRecord(
            values=row,
            groups=[self._group(group) for group in self._stock.groups[row["id"]]],
            organization=organization,
            municipality=municipality,
            direction=row["direction"],
            activities=[self._names.activity(number, row["direction"]) for number in self._stock.activities[row["id"]]],
        )

    def _group(self, row: dict[str, Any]) -> GroupRecord:
        number = row["id"]
        venue = self._venues.get(row["venue"])
        return GroupRecord(
            values={**row, "free_places": row["stated_free"]},
            slots=self._stock.slots[number],
            funding=[Funding(source, *prices) for source, prices in self._stock.funding[number].items()],
            teachers=[self._teachers[teacher] for teacher in self._stock.group_teachers[number]],
            venue=self._place(venue) if venue else None,
            module=self._modules.get(row["module"]),
        )

    def _place(self, venue: dict[str, Any]) -> Place:
        return Place(
            name=venue["name"],
            address=venue["address"],
            settlement=self._names.settlements.get(venue["settlement"], ""),
            latitude=venue["latitude"],
            longitude=venue["longitude"],
        )
