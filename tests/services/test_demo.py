"""The demo districts: whole, dated around today, loaded once."""

from __future__ import annotations

from datetime import date

import pytest
from peewee import Database, fn

from navigator.data import Fact, Group, Municipality, Nominal, Organization, Program, ScheduleSlot, Settlement
from navigator.data.database import catalog_generation
from navigator.rules.admission import Admission, admission
from navigator.services.demo import DemoLoaded, load_demo
from navigator.services.problems import Problem
from navigator.services.reference import load_reference

TODAY = date(2026, 11, 23)


@pytest.fixture
def demo(sqlite: Database) -> Database:
    """A database with the demo districts."""
    load_reference(sqlite)
    load_demo(sqlite, TODAY)
    return sqlite


def test_it_loads_once_on_both_databases(database: Database) -> None:
    load_reference(database)
    loaded = load_demo(database, TODAY)
    assert loaded == DemoLoaded(*(model.select().count() for model in (Organization, Program, Group)))
    before = catalog_generation()
    Organization.update(about="Своё").where(Organization.external_id == "egr-cvr").execute()
    assert load_demo(database, date(2028, 1, 9)) == DemoLoaded(0, 0, 0)
    assert Organization.get(Organization.external_id == "egr-cvr").about == "Своё"
    assert (catalog_generation(), Fact.get().name, Fact.get().value) == (before, "demo", "1")


def test_the_first_district_has_its_size(demo: Database) -> None:
    home = Municipality.get(Municipality.slug == "aleksandrovo-zavodskiy-rayon")
    programs = Program.select().join(Organization).where(Organization.municipality == home)
    assert (home.organizations.count(), programs.count(), home.population_5_17) == (11, 39, 1166)
    assert programs.select(fn.COUNT(fn.DISTINCT(Program.direction))).scalar() == 5
    assert {row.status for row in Organization.select()} == {"active"}


def test_one_district_counts_by_academic_and_one_by_calendar_year(demo: Database) -> None:
    rows = Municipality.select().where(Municipality.is_shown).order_by(Municipality.oktmo.desc())
    assert [(row.timezone, row.funding_mode, row.period_kind, row.funding_from.year) for row in rows] == [
        ("Asia/Chita", "money", "academic", 2021),
        ("Europe/Moscow", "money", "calendar", 2023),
    ]
    assert [sorted(nominal.year for nominal in row.nominals) for row in rows] == [[2025, 2026], [2025, 2026]]
    assert "№ 00-н" in Nominal.get(Nominal.municipality == rows[1]).act
    assert all("не переходит" in row.certificate_rules or "не переносится" in row.certificate_rules for row in rows)


def test_every_lesson_has_a_village_that_the_district_names(demo: Database) -> None:
    nameless = Group.select().where(Group.venue.is_null())
    assert nameless.count() == 0
    assert {group.venue.settlement is None for group in Group.select()} == {False}
    assert Settlement.select().count() == 21


@pytest.mark.parametrize("day", [date(2026, 9, 3), TODAY, date(2027, 2, 20), date(2027, 5, 1)])
def test_a_third_to_a_half_of_the_groups_is_open_on_any_day(sqlite: Database, day: date) -> None:
    load_reference(sqlite)
    load_demo(sqlite, day)
    groups = list(Group.select(Group, Program).join(Program))
    opened = sum(_is_open(group, day) for group in groups)
    assert 0.3 < opened / len(groups) < 0.6


def _is_open(group: Group, day: date) -> bool:
    return admission(
        Admission(
            published=True,
            active=True,
            locked=group.locked,
            apply_from=group.apply_from,
            apply_to=group.apply_to,
            date_start=group.date_start,
            date_end=group.date_end,
            free_places=group.free_places,
            vacancy=group.vacancy,
            age_from=group.age_from or group.program.age_from,
        ),
        day,
    ).is_open


def test_dates_belong_to_the_academic_year_of_today_or_the_next(demo: Database) -> None:
    starts = {group.date_start for group in Group.select() if group.date_start}
    assert min(starts) >= date(2026, 9, 1)
    assert max(starts) < date(2028, 9, 1)
    assert {slot.on_date.year for slot in ScheduleSlot.select().where(ScheduleSlot.on_date.is_null(False))} <= {
        *(2026, 2027, 2028),
    }
    for group in Group.select():
        for first, last in ((group.date_start, group.date_end), (group.apply_from, group.apply_to)):
            assert first is None or last is None or first <= last, group.name


def test_some_cards_are_stale(demo: Database) -> None:
    old = Program.select().where(Program.refreshed_on < date(2026, 5, 23)).count()
    assert 0.02 < old / Program.select().count() < 0.12


def test_before_init_the_message_says_what_to_do(sqlite: Database) -> None:
    with pytest.raises(Problem, match="navigator init"):
        load_demo(sqlite, TODAY)
