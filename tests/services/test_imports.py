"""Importing programs: what a file says comes in, the same file again changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import make
import pytest
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
from navigator.services.import_report import ImportReport, RowResult
from navigator.services.imports import import_programs
from navigator.services.problems import Problem
from navigator.services.reference import load_reference

TODAY = date(2026, 9, 3)
LATER = date(2026, 10, 20)


@pytest.fixture
def ready(database: Database) -> Database:
    """A database with the reference lists and one organization."""
    load_reference(database)
    make.organization("Дом творчества")
    return database


def load(database: Database, *programs: Any, today: date = TODAY, **options: Any) -> ImportReport:
    options = {"organization": "Дом творчества", **options}
    return import_programs(database, make.reading(*programs), today=today, **options)


def totals(report: ImportReport) -> tuple[tuple[int, int, int, int], tuple[int, int, int, int]]:
    """(created, updated, unchanged, archived) of programs and of groups."""
    first, second = (
        (one.created, one.updated, one.unchanged, one.archived) for one in (report.programs, report.groups)
    )
    return first, second


def choir(**values: Any) -> Any:
    """A program with two groups that uses every part of a record."""
    return make.program_record(
        "Хор «Родник»",
        make.group_record(
            "Младшая",
            level="initial",
            age_from=84,
            age_to=120,
            date_start=date(2026, 9, 1),
            teachers=["Иванова Анна Петровна"],
            venue=Place("Зал", "ст. Егорлыкская, ул. Мира, 1"),
            module="1-й год",
        ),
        make.group_record("Старшая", level="basic", age_from=120, age_to=168, funding=[Funding("paid", None, 120_000)]),
        **{"activities": ["Хоровое пение"], "keywords": ["хор", "песня"], **values},
    )


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


# ---------------------------------------------------------------- identity


def test_external_id_is_stronger_than_the_name(ready: Database) -> None:
    load(ready, make.program_record("Робототехника", external_id="p-1"))
    assert totals(load(ready, make.program_record("Шахматы", external_id="p-1")))[0] == (0, 1, 0, 0)
    assert [(row.external_id, row.name) for row in Program.select()] == [("p-1", "Шахматы")]


def test_a_file_without_ids_finds_programs_that_have_them_and_the_other_way(ready: Database) -> None:
    load(ready, make.program_record("Робототехника", external_id="p-1"), make.program_record("Шахматы"))
    report = load(ready, make.program_record("РОБОТОТЕХНИКА"), make.program_record("Шахматы", external_id="p-2"))
    assert totals(report)[0] == (0, 2, 0, 0)
    assert sorted((row.external_id, row.name) for row in Program.select()) == [
        ("p-1", "РОБОТОТЕХНИКА"),
        ("p-2", "Шахматы"),
    ]


def test_one_name_under_two_ids_is_two_programs_and_without_ids_cannot_be_told(ready: Database) -> None:
    load(ready, *(make.program_record("Лепка", external_id=code) for code in ("a", "b")))
    assert Program.select().count() == 2
    report = load(ready, make.program_record("Лепка"))
    assert (report.exit_code, report.rows[0].what) == (2, "skipped")
    assert "добавьте столбец external_id" in report.rows[0].notes[0]


def test_one_id_under_two_names_is_refused(ready: Database) -> None:
    report = load(ready, make.program_record("Лепка", external_id="a"), make.program_record("Шахматы", external_id="a"))
    assert (report.exit_code, [row.what for row in report.rows]) == (1, ["created", "skipped"])


def test_two_equal_groups_stay_two(ready: Database) -> None:
    twins = make.program_record(
        "Шахматы", make.group_record("1"), make.group_record("1"), make.group_record("1", level="basic")
    )
    load(ready, twins)
    assert [(row.ordinal, row.level) for row in Group.select().order_by(Group.id)] == [(0, ""), (1, ""), (0, "basic")]
    again = make.program_record(
        "Шахматы", make.group_record("1"), make.group_record("1"), make.group_record("1", level="basic")
    )
    assert totals(load(ready, again)) == ((0, 0, 1, 0), (0, 0, 3, 0))


def test_a_file_without_levels_finds_the_groups_by_name(ready: Database) -> None:
    load(ready, choir())
    plain = make.program_record(
        "Хор «Родник»", make.group_record("Старшая", funding=None), make.group_record("Младшая")
    )
    assert totals(load(ready, plain))[1] == (0, 0, 2, 0)
    assert Program.get().levels == ("basic", "initial")


def test_groups_are_found_by_their_own_id(ready: Database) -> None:
    load(ready, make.program_record("Шахматы", make.group_record("1", external_id="g1")))
    report = load(ready, make.program_record("Шахматы", make.group_record("Начинающие", external_id="g1")))
    assert totals(report) == ((0, 1, 0, 0), (0, 1, 0, 0))
    assert [row.name for row in Group.select()] == ["Начинающие"]


def test_a_repeated_group_id_is_kept_once(ready: Database) -> None:
    twins = [make.group_record(name, external_id="g1") for name in ("1", "2")]
    report = load(ready, make.program_record("Шахматы", *twins))
    assert [row.external_id for row in Group.select().order_by(Group.id)] == ["g1", None]
    assert "код группы g1 уже стоит у другой" in report.rows[0].notes[0]


def test_records_of_one_program_are_joined(ready: Database) -> None:
    parts = [make.program_record(name, make.group_record(group)) for name, group in (("Лепка", "1"), ("«Лепка»", "2"))]
    assert totals(load(ready, *parts)) == ((1, 0, 0, 0), (2, 0, 0, 0))


# ---------------------------------------------------------------- changed names


def test_a_changed_name_is_accepted_where_nothing_else_fits(ready: Database) -> None:
    load(ready, choir(), make.program_record("Шахматы", make.group_record("1"), direction="sport"))
    number = Program.get(Program.name == "Хор «Родник»").id
    renamed = choir()
    renamed.values["name"] = "Детский хор «Родник»"
    report = load(ready, renamed)
    assert report.rows[0].notes == ("переименована, было «Хор «Родник»»",)
    assert (Program.get_by_id(number).name, Program.select().count(), Group.select().count()) == (
        "Детский хор «Родник»",
        2,
        3,
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Робототехника 1", "Робототехника 2"),
        ("Робототехника. Стартовый уровень", "Робототехника. Базовый уровень"),
        ("Мини-футбол в Новороговской", "Мини-футбол в Балко-Грузском"),
        ("Вокал «Росинка»", "Вокал «Гармония»"),
    ],
)
def test_a_name_that_differs_in_a_number_level_or_place_is_another_program(ready: Database, old: str, new: str) -> None:
    make.settlement("ст. Новороговская")
    make.settlement("х. Балко-Грузский")
    load(ready, make.program_record(old, make.group_record("1")))
    report = load(ready, make.program_record(new, make.group_record("1")))
    assert totals(report)[0] == (1, 0, 0, 0)
    assert sorted(row.name for row in Program.select()) == sorted([old, new])


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"activities": ["Вокал"]}, "another activity"),
        ({"direction": "social", "activities": ["Хоровое пение"]}, "another direction"),
    ],
)
def test_a_changed_name_of_another_kind_is_another_program(ready: Database, second: dict[str, Any], why: str) -> None:
    load(ready, choir())
    renamed = choir(**second)
    renamed.values["name"] = "Детский хор «Родник»"
    report = load(ready, renamed)
    assert totals(report)[0] == (1, 0, 0, 0), why
    assert report.rows[0].notes == ("похоже на «Хор «Родник»»: если это она, дайте ей то же название и повторите",)


def test_a_changed_name_with_other_groups_or_two_candidates_is_another_program(ready: Database) -> None:
    load(ready, choir())
    fewer = choir()
    fewer.values["name"], fewer.groups = "Детский хор «Родник»", fewer.groups[:1]
    assert totals(load(ready, fewer))[0] == (1, 0, 0, 0)
    third = choir()
    third.values["name"] = "Наш хор «Родник»"
    assert totals(load(ready, third))[0] == (1, 0, 0, 0)


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


# ---------------------------------------------------------------- whose


def test_without_an_organization_nothing_is_done_and_the_option_is_named(ready: Database) -> None:
    with pytest.raises(Problem, match="--organization"):
        load(ready, choir(), organization=None)
    assert Program.select().count() == 0


def test_an_unknown_organization_needs_a_municipality_and_is_told(ready: Database) -> None:
    with pytest.raises(Problem, match="--municipality"):
        load(ready, choir(), organization="Кванториум")
    report = load(ready, choir(), organization="Кванториум", municipality="60615000")
    assert report.notes == ("Создана организация «Кванториум» (новая, проверьте её карточку)",)
    row = Organization.get(Organization.public_name == "Кванториум")
    assert (row.status, row.municipality.slug, row.programs.count()) == ("new", "egorlykskiy-rayon", 1)
    assert load(ready, choir(), organization="«Кванториум»", municipality="egorlykskiy-rayon").changed is False


def test_an_organization_is_found_by_number_code_and_any_name(ready: Database) -> None:
    made = make.organization(
        "ЦВР", external_id="cvr-7", short_name="МБУ ДО «ЦВР»", full_name="Центр внешкольной работы"
    )
    for text in (str(made.id), "cvr-7", "цвр", 'МБУ ДО "ЦВР"', "центр внешкольной работы"):
        load(ready, make.program_record("Танец"), organization=text)
    assert (Program.select().count(), Organization.select().count()) == (1, 2)
    with pytest.raises(Problem, match="Нет организации с номером 999"):
        load(ready, choir(), organization="999")


def test_one_name_in_two_districts_asks_for_the_municipality(ready: Database) -> None:
    make.organization("Дом творчества", municipality=make.municipality("Сальский район"))
    with pytest.raises(Problem, match="--municipality"):
        load(ready, choir())
    load(ready, choir(), municipality="Сальский район")
    assert Program.get().organization.municipality.name == "Сальский район"


def test_rows_say_their_own_organization(ready: Database) -> None:
    report = load(
        ready,
        make.program_record("Танец", organization="Дом творчества"),
        make.program_record("Танец", organization="ДШИ", municipality="Сальский район"),
        make.program_record("Лепка", organization="Неизвестная"),
        organization=None,
    )
    assert [row.what for row in report.rows] == ["created", "created", "skipped"]
    assert (report.exit_code, "--municipality" in report.rows[2].notes[0]) == (1, True)
    assert Organization.get(Organization.public_name == "ДШИ").municipality.name == "Сальский район"


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
