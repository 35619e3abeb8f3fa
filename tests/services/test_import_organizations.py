"""Importing organizations, and going out to a file and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import make
import pytest
from peewee import Database

from navigator.data import Organization, Settlement, Venue
from navigator.data.database import catalog_generation, migrate, open_database
from navigator.exchange.organizations import read_organizations
from navigator.exchange.programs import read_programs
from navigator.exchange.records import OrganizationRecord, Place
from navigator.services.demo import load_demo
from navigator.services.dump import dump
from navigator.services.import_organizations import import_organizations
from navigator.services.imports import import_programs
from navigator.services.problems import Problem
from navigator.services.reference import load_reference

TODAY = date(2026, 11, 23)
EGR = "egorlykskiy-rayon"


@pytest.fixture
def ready(database: Database) -> Database:
    """A database with the reference lists."""
    load_reference(database)
    return database


def school(name: str = "МБОУ СОШ № 1", **values: object) -> OrganizationRecord:
    return OrganizationRecord({"full_name": name, "public_name": name, **values})


def test_an_organization_comes_in_once(ready: Database) -> None:
    record = school(inn="6109000001", address="ст. Егорлыкская, ул. Мира, 1")
    record.venues = [Place(address="ст. Егорлыкская, ул. Мира, 1"), Place(address="х. Войнов, ул. Садовая, 2")]
    report = import_organizations(ready, make.organizations(record), municipality=EGR)
    assert (report.organizations.created, report.exit_code) == (1, 0)
    row = Organization.get()
    assert (row.status, row.municipality.slug, row.settlement.name) == ("new", EGR, "ст. Егорлыкская")
    assert [venue.settlement.name for venue in row.venues.order_by(Venue.id)] == ["ст. Егорлыкская", "х. Войнов"]
    again = import_organizations(ready, make.organizations(record), municipality=EGR)
    assert (again.organizations.unchanged, again.changed, catalog_generation()) == (1, False, 1)


def test_only_what_differs_is_written(ready: Database) -> None:
    import_organizations(ready, make.organizations(school(phone="+7 863 700-00-11", about="О школе")), municipality=EGR)
    report = import_organizations(ready, make.organizations(school(phone="+7 863 700-00-12")), municipality=EGR)
    assert report.rows[0].changed == ("phone",)
    assert (Organization.get().phone, Organization.get().about) == ("+7 863 700-00-12", "О школе")


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (school("МБОУ «СОШ № 1»", external_id="1"), 1),
        (school("Гимназия", external_id="1"), 1),
        (school("мбоу сош №1"), 2),
        (school("МБОУ СОШ № 1"), 1),
        (school("МБОУ СОШ № 1", inn="6109000001"), 1),
        (school("МБОУ СОШ № 1", inn="6109000002"), 2),
        (school("МБОУ СОШ № 1", external_id="2"), 2),
    ],
)
def test_identity(ready: Database, second: OrganizationRecord, count: int) -> None:
    first = school("МБОУ СОШ № 1", external_id="1", inn="6109000001")
    import_organizations(ready, make.organizations(first), municipality=EGR)
    import_organizations(ready, make.organizations(second), municipality=EGR)
    assert Organization.select().count() == count


def test_the_municipality_of_a_row_wins_and_an_unknown_one_needs_the_option(ready: Database) -> None:
    own, foreign = school("Школа 1"), school("Школа 2")
    own.municipality, foreign.municipality = "Сальский муниципальный район", "Кольский район"
    report = import_organizations(ready, make.organizations(own, foreign))
    assert [(row.what, row.notes) for row in report.rows] == [
        ("created", ()),
        ("skipped", ("муниципалитет «Кольский район» неизвестен: укажите --municipality",)),
    ]
    assert (report.exit_code, Organization.get().municipality.slug) == (1, "salskiy-rayon")
    import_organizations(ready, make.organizations(own, foreign), municipality=EGR)
    assert sorted(row.municipality.slug for row in Organization.select()) == [EGR, "salskiy-rayon"]


def test_without_any_municipality_nothing_is_done(ready: Database) -> None:
    with pytest.raises(Problem, match="--municipality"):
        import_organizations(ready, make.organizations(school()))
    assert Organization.select().count() == 0


def test_a_village_of_another_district_is_not_ours(ready: Database) -> None:
    record = school(address="Ростовская обл., Сальский р-н, с. Сандата, ул. Мира, 1")
    import_organizations(ready, make.organizations(record), municipality=EGR)
    assert (Settlement.select().count(), Organization.get().settlement) == (0, None)


def test_a_rehearsal_changes_nothing(ready: Database) -> None:
    report = import_organizations(ready, make.organizations(school()), municipality=EGR, dry_run=True)
    assert (report.organizations.created, Organization.select().count(), catalog_generation()) == (1, 0, 0)


# ---------------------------------------------------------------- out and back


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_dump_read_back_changes_nothing(ready: Database, tmp_path: Path, suffix: str) -> None:
    load_demo(ready, TODAY)
    before = catalog_generation()
    for kind in ("organizations", "programs", "groups"):
        path = tmp_path / f"{kind}.{suffix}"
        written = dump(ready, kind, path)
        if kind == "organizations":
            report = import_organizations(ready, read_organizations(path))
            assert report.organizations.unchanged == written
        else:
            report = import_programs(ready, read_programs(path), today=TODAY)
            assert report.groups.unchanged == written
        assert [row for row in report.rows if row.what != "unchanged"] == []
    assert catalog_generation() == before


def test_a_dump_makes_an_equal_database(ready: Database, tmp_path: Path) -> None:
    load_demo(ready, TODAY)
    kinds = ("organizations", "programs", "groups")
    for kind in kinds:
        dump(ready, kind, tmp_path / f"{kind}.csv")
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    load_reference(other)
    import_organizations(other, read_organizations(tmp_path / "organizations.csv"))
    import_programs(other, read_programs(tmp_path / "programs.csv"), today=TODAY)
    for kind in kinds:
        dump(other, kind, tmp_path / f"{kind}-2.csv")
        assert (tmp_path / f"{kind}-2.csv").read_bytes() == (tmp_path / f"{kind}.csv").read_bytes()
    other.close()


def test_a_dump_of_hostile_values_reads_back(ready: Database, tmp_path: Path) -> None:
    owner = make.organization("=1+1")
    make.organization("Дом; творчества", municipality=make.municipality("Сальский район"))
    activity = make.activity("Лепка; керамика")
    program = make.program(
        "-Хор; «Родник»",
        organization=owner,
        activities=[activity],
        annotation='Строка\nвторая; "кавычки"',
        keywords=("а;б",),
        state="archived",
    )
    make.group(program, name="@1", schedule="Пн 16:00–17:00; Сб 10:00", teachers=["Ким А. Б."], schedule_note="+ сбор")
    make.program("Без групп", organization=owner)
    path = tmp_path / "programs.csv"
    dump(ready, "programs", path)
    report = import_programs(ready, read_programs(path), today=TODAY)
    assert [(row.what, row.changed) for row in report.rows] == [("unchanged", ()), ("unchanged", ())]


def test_other_formats_are_not_written(ready: Database, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="только CSV и XLSX"):
        dump(ready, "programs", tmp_path / "programs.ods")
