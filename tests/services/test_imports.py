"""Importing programs: what a file says comes in, the same file again changes nothing."""

from __future__ import annotations

from datetime import date

import make
import pytest
from importing import TODAY, choir, load, totals
from peewee import Database

from navigator.data import (
    Activity,
    Group,
    GroupFunding,
    GroupTeacher,
    Organization,
    Program,
    ProgramActivity,
    ProgramModule,
    ScheduleSlot,
    Settlement,
    Teacher,
    Venue,
)
from navigator.data.database import catalog_generation
from navigator.exchange.records import Funding, Place, Reading, RowNote
from navigator.services.import_report import RowResult
from navigator.services.imports import import_programs
from navigator.services.problems import Problem

LATER = date(2026, 10, 20)


def test_a_program_comes_in_whole(ready: Database) -> None:
    assert totals(load(ready, choir())) == ((1, 0, 0, 0), (2, 0, 0, 0))
    program = Program.get()
    assert (program.name, program.direction_id, program.levels, program.keywords) == (
        "Хор «Родник»",
        "art",
        ("basic", "initial"),
        ("песня", "хор"),
    )
    assert (program.age_from, program.age_to, program.refreshed_on, program.state) == (84, 168, TODAY, "published")
    assert [link.activity.slug for link in ProgramActivity.select()] == ["choir"]
    young, old = Group.select().order_by(Group.id)
    assert (young.name, young.date_start, young.venue.settlement.name) == (
        "Младшая",
        date(2026, 9, 1),
        "ст. Егорлыкская",
    )
    assert (young.module.name, young.module.ordinal) == ("1-й год", 1)
    assert [(slot.weekday, slot.start_minute, slot.end_minute) for slot in young.slots] == [
        (0, 960, 1020),
        (2, 960, 1020),
    ]
    assert [(one.source, one.price_month) for one in old.funding] == [("paid", 120_000)]
    assert [(link.group_id, link.teacher.name) for link in GroupTeacher.select()] == [
        (young.id, "Иванова Анна Петровна")
    ]


def test_the_same_file_again_changes_nothing(ready: Database) -> None:
    load(ready, choir())
    before = list(Program.select().dicts()), list(Group.select().dicts()), catalog_generation()
    report = load(ready, choir(), today=LATER)
    assert totals(report) == ((0, 0, 1, 0), (0, 0, 2, 0))
    assert (report.changed, report.exit_code) == (False, 0)
    assert (list(Program.select().dicts()), list(Group.select().dicts()), catalog_generation()) == before


def test_only_what_differs_is_written_and_named(ready: Database) -> None:
    load(ready, choir())
    changed = choir()
    changed.groups[1].values["places"] = 20
    changed.groups[1].funding = [Funding("budget")]
    report = load(ready, changed, today=LATER)
    assert totals(report) == ((0, 1, 0, 0), (0, 1, 1, 0))
    assert report.rows == (
        RowResult(2, "unchanged", "Хор «Родник»", "Младшая"),
        RowResult(3, "updated", "Хор «Родник»", "Старшая", ("places", "funding")),
    )
    assert (Program.get().refreshed_on, catalog_generation()) == (LATER, 2)
    assert [(one.group.name, one.source) for one in GroupFunding.select().order_by(GroupFunding.group)] == [
        ("Младшая", "budget"),
        ("Старшая", "budget"),
    ]


def test_what_a_file_does_not_say_stays(ready: Database) -> None:
    load(ready, choir())
    short = make.program_record("хор “родник”", direction=None)
    short.values.pop("annotation")
    short.groups = [make.group_record("Младшая", schedule=None, level="initial", funding=None, free_places=3)]
    report = load(ready, short)
    assert totals(report) == ((0, 1, 0, 0), (0, 1, 0, 0))
    program, young = Program.get(), Group.get(Group.name == "Младшая")
    assert (program.name, program.annotation, program.direction_id) == ("хор “родник”", "Поём", "art")
    assert (young.free_places, young.slots.count(), young.funding.count(), young.venue.name) == (3, 2, 1, "Зал")
    assert ProgramActivity.select().count() == 1


def test_a_key_with_nothing_in_it_clears(ready: Database) -> None:
    load(ready, choir())
    empty = choir(annotation=None, activities=[])
    empty.groups[0].slots, empty.groups[0].teachers, empty.groups[0].values["date_start"] = [], [], None
    load(ready, empty)
    young = Group.get(Group.name == "Младшая")
    assert (Program.get().annotation, young.date_start, young.slots.count()) == ("", None, 0)
    assert (GroupTeacher.select().count(), ProgramActivity.select().count()) == (0, 0)


# ---------------------------------------------------------------- completing


def test_ages_and_levels_follow_the_groups(ready: Database) -> None:
    load(ready, choir())
    changed = choir()
    changed.groups[1].values |= {"level": "advanced", "age_to": 216}
    load(ready, changed)
    assert (Program.get().levels, Program.get().age_to) == (("advanced", "basic", "initial"), 216)


def test_ages_given_to_the_program_stay_and_a_group_without_ages_inherits(ready: Database) -> None:
    wide = make.program_record("Лепка", make.group_record("1"), make.group_record("2", age_from=84, age_to=96))
    wide.values |= {"age_from": 60, "age_to": 120}
    load(ready, wide)
    groups = make.program_record("Лепка", make.group_record("2", age_from=84, age_to=108))
    load(ready, groups)
    assert (Program.get().age_from, Program.get().age_to) == (60, 120)
    assert [(row.age_from, row.age_to) for row in Group.select().order_by(Group.name)] == [(None, None), (84, 108)]


def test_programs_for_adults_are_kept_and_told(ready: Database) -> None:
    report = load(ready, make.program_record("Танцы", make.group_record("1", age_from=216, age_to=720)))
    assert report.rows[0].notes == ("для взрослых – вне 5–17 лет",)
    assert (Program.get().age_from, report.exit_code) == (216, 0)


def test_an_unknown_activity_is_added_under_the_direction(ready: Database) -> None:
    load(ready, make.program_record("Танец", activities=["хореография", "Бальный танец"]))
    load(ready, make.program_record("Вальс", activities=["БАЛЬНЫЙ ТАНЕЦ", "chess"]))
    assert [(row.slug, row.direction_id) for row in Activity.select().where(Activity.position == 1000)] == [
        ("balnyy-tanec", "art")
    ]
    links = ProgramActivity.select().order_by(ProgramActivity.program, ProgramActivity.position)
    assert [link.activity.slug for link in links] == ["choreography", "balnyy-tanec", "balnyy-tanec", "chess"]


def test_venues_are_found_by_name_and_address_and_their_villages_by_the_address(ready: Database) -> None:
    places = [
        Place("Зал", "станица Егорлыкская, ул. Мира, 1"),
        Place("зал", "Станица Егорлыкская, ул. Мира, 1", latitude=46.5, longitude=40.6),
        Place("", "станица Егорлыкская, ул. Мира, 1"),
        Place("Школа", "х. Войнов", settlement="Хутор Войнов"),
        Place("", "Сальский район, с. Сандата, ул. Мира"),
    ]
    groups = [make.group_record(str(number), venue=place) for number, place in enumerate(places)]
    load(ready, make.program_record("Танец", *groups))
    rows = Venue.select().order_by(Venue.id)
    assert [(row.name, row.settlement and row.settlement.name, row.latitude) for row in rows] == [
        ("Зал", "ст. Егорлыкская", 46.5),
        ("Школа", "х. Войнов", None),
        ("", None, None),
    ]
    assert [row.slug for row in Settlement.select().order_by(Settlement.id)] == ["st-egorlykskaya", "h-voynov"]
    again = [make.group_record(str(number), venue=place) for number, place in enumerate(places)]
    assert load(ready, make.program_record("Танец", *again)).changed is False


def test_modules_and_teachers_are_shared_by_name(ready: Database) -> None:
    groups = [make.group_record(name, module="Первый год", teachers=["Ким А. Б.", "ким а. б."]) for name in "12"]
    load(ready, make.program_record("Танец", *groups))
    assert (ProgramModule.select().count(), Teacher.select().count(), GroupTeacher.select().count()) == (1, 1, 2)


# ---------------------------------------------------------------- options


def test_a_rehearsal_tells_all_and_changes_nothing(ready: Database) -> None:
    before = catalog_generation(), Organization.select().count()
    report = load(ready, choir(), organization="Новая", municipality="egorlykskiy-rayon", dry_run=True)
    assert (totals(report), report.dry_run, report.changed) == (((1, 0, 0, 0), (2, 0, 0, 0)), True, True)
    assert (catalog_generation(), Organization.select().count(), Program.select().count()) == (*before, 0)
    assert Settlement.select().count() == 0


def test_lost_rows_archive_nothing_unless_asked(ready: Database) -> None:
    load(ready, choir(), make.program_record("Лепка"))
    fewer = choir()
    fewer.groups.pop()
    assert load(ready, fewer).changed is False
    report = load(ready, fewer, archive_missing=True)
    assert totals(report) == ((0, 0, 1, 1), (0, 0, 1, 1))
    assert [(row.row, row.name, row.group) for row in report.rows if row.what == "archived"] == [
        (0, "Хор «Родник»", "Старшая"),
        (0, "Лепка", ""),
    ]
    assert [row.state for row in Program.select().order_by(Program.id)] == ["published", "archived"]
    back = load(ready, choir(), make.program_record("Лепка"), archive_missing=True)
    assert totals(back) == ((0, 2, 0, 0), (0, 1, 1, 0))
    assert Program.select().where(Program.state == "archived").count() == 0


def test_an_archived_program_stays_in_the_archive_and_that_is_said(ready: Database) -> None:
    load(ready, choir())
    Program.update(state="archived").execute()
    report = load(ready, choir())
    assert (report.changed, report.rows[0].notes) == (False, ("программа в архиве и остаётся там",))


def test_a_file_with_skipped_rows_archives_nothing(ready: Database) -> None:
    load(ready, choir(), make.program_record("Лепка"))
    file = make.reading(choir())
    file.notes.append(RowNote(9, "Строка пропущена: нет названия программы"))
    report = import_programs(ready, file, organization="Дом творчества", archive_missing=True, today=TODAY)
    assert (report.exit_code, report.skipped, report.programs.archived) == (1, 1, 0)
    assert "в архив ничего не отправлено" in report.notes[0]


def test_remarks_of_the_reader_stand_beside_their_rows(ready: Database) -> None:
    file = make.reading(choir())
    file.notes = [RowNote(3, "Столбец «Мест»: не число", is_error=False), RowNote(7, "Строка пропущена: пусто")]
    file.extra_columns = ["Примечание"]
    report = import_programs(ready, file, organization="Дом творчества", today=TODAY)
    assert [(row.row, row.what, row.notes) for row in report.rows] == [
        (2, "created", ()),
        (3, "created", ("Столбец «Мест»: не число",)),
        (7, "skipped", ("Строка пропущена: пусто",)),
    ]
    assert report.notes == ("Столбцы, которые не понадобились: Примечание",)


# ---------------------------------------------------------------- values that do not fit


def test_values_that_no_database_holds(ready: Database) -> None:
    odd = make.program_record("Та\0нец \ud800", make.group_record("1\0"), annotation="\0")
    assert load(ready, odd).exit_code == 0
    assert (Program.get().name, Program.get().annotation, Group.get().name) == ("Танец ?", "", "1")
    report = load(
        ready,
        make.program_record("Длинный код", external_id="x" * 300),
        make.program_record("Минус", make.group_record("1", free_places=-1), make.group_record("2")),
        make.program_record("", make.group_record("1")),
    )
    assert [(row.name, row.what) for row in report.rows] == [
        ("Длинный код", "skipped"),
        ("Минус", "skipped"),
        ("Минус", "created"),
        ("", "skipped"),
    ]
    assert report.exit_code == 1


def test_before_init_the_message_says_what_to_do(database: Database) -> None:
    make.organization("Дом творчества")
    with pytest.raises(Problem, match="navigator init"):
        load(database, choir())


def test_an_empty_reading_takes_nothing(ready: Database) -> None:
    report = import_programs(ready, Reading(), organization="Дом творчества", today=TODAY)
    assert (report.exit_code, report.changed) == (2, False)


def test_lessons_of_a_date_are_kept(ready: Database) -> None:
    camp = make.program_record("Лагерь", make.group_record("Смена", schedule="03.11.2026 10:00–12:00"))
    load(ready, camp)
    assert [(slot.weekday, slot.on_date, slot.start_minute) for slot in ScheduleSlot.select()] == [
        (None, date(2026, 11, 3), 600)
    ]
