"""The demo districts: files of the package become a database that a person can walk through."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from peewee import Database

from navigator.data import Fact, Municipality, Nominal, Organization
from navigator.data.database import catalog_changed, write
from navigator.data.rows import tuples
from navigator.exchange.records import Reading
from navigator.rules.years import academic_year
from navigator.services.content.demo import load_demo_pages
from navigator.services.demo_records import organization_record, program_record
from navigator.services.import_organizations import import_organizations
from navigator.services.import_report import Totals
from navigator.services.importing.batch import Batch
from navigator.services.importing.places import Places
from navigator.services.importing.stock import Stock
from navigator.services.imports import import_programs
from navigator.services.problems import Problem

DEMO = Path(__file__).parents[1] / "data" / "demo"
_OWN = frozenset({"folder", "municipality", "settlements", "nominal"})


@dataclass(frozen=True, slots=True)
class DemoLoaded:
    """What was added now."""

    organizations: int
    programs: int
    groups: int


def load_demo(database: Database, today: date) -> DemoLoaded:
    """Load the demo districts with dates around ``today``; what is there already stays as it is.

    :raises Problem: the reference lists are missing.
    """
    districts = tomllib.loads((DEMO / "districts.toml").read_text(encoding="utf-8"))["district"]
    added = {"organizations": Totals(), "programs": Totals(), "groups": Totals()}
    with write(database):
        stored = {number for (number,) in tuples(Organization.select(Organization.external_id))}
        for district in districts:
            _set_up(database, district, today)
            files = sorted((DEMO / district["folder"]).glob("*.toml"))
            fresh = [one for one in map(_read, files) if one["organization"]["external_id"] not in stored]
            if fresh:
                _load_organizations(database, district, fresh, today, added)
        load_demo_pages(DEMO / "content", today)
        Fact.insert(name="demo", value="1").on_conflict_ignore().execute()
    return DemoLoaded(added["organizations"].created, added["programs"].created, added["groups"].created)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _set_up(database: Database, district: dict[str, Any], today: date) -> None:
    """The municipality's own page, once; afterwards it belongs to its staff."""
    row: Municipality | None = Municipality.get_or_none(Municipality.slug == district["municipality"])
    if row is None:
        raise Problem("Справочники не загружены. Сначала выполните: navigator init")
    if row.is_shown:
        return
    values = {key: _text(value) for key, value in district.items() if key not in _OWN}
    Municipality.update(**values, is_shown=True).where(Municipality.id == row.id).execute()
    now = academic_year(today) if district["period_kind"] == "academic" else today.year
    for nominal in district["nominal"]:
        year = now + nominal["year"]
        act = nominal["act"].format(year=year, before=year - 1, after=year + 1)
        Nominal.insert(
            municipality=row.id, year=year, amount=nominal["roubles"] * 100, act=act
        ).on_conflict_ignore().execute()
    batch = Batch(database)
    places = Places(batch, Stock())
    for name in district["settlements"]:
        places.settlement(row.id, name)
    batch.flush()
    catalog_changed()


def _text(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _load_organizations(
    database: Database, district: dict[str, Any], files: list[dict[str, Any]], today: date, added: dict[str, Totals]
) -> None:
    organizations, programs = Reading(), Reading()
    for one in files:
        organizations.organizations.append(organization_record(one))
        venues = {venue["name"]: venue for venue in one.get("venue", ())}
        name = one["organization"]["external_id"]
        programs.programs += [program_record(program, venues, name, today) for program in one["program"]]
    home = district["municipality"]
    added["organizations"].created += import_organizations(
        database, organizations, municipality=home
    ).organizations.created
    report = import_programs(database, programs, municipality=home, today=today)
    added["programs"].created += report.programs.created
    added["groups"].created += report.groups.created
