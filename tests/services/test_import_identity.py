"""Which program, group and organization a row is."""

from __future__ import annotations

from typing import Any

import make
import pytest
from importing import choir, load, totals
from peewee import Database

from navigator.data import (
    Group,
    Organization,
    Program,
)
from navigator.services.problems import Problem

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
