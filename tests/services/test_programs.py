"""Programs under staff on both databases: saving, waiting changes, copies, quality, lists, the switch."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import make
import pytest
from peewee import Database

from navigator.data import Group, GroupFunding, Program, ProgramProposal, ProgramRemark, ProgramVersion, Teacher, Venue
from navigator.rules.access import Territory
from navigator.services.programs.card import program_values
from navigator.services.programs.clashes import clashes_of
from navigator.services.programs.copying import copy_groups, plan
from navigator.services.programs.editing import create_program, save_program
from navigator.services.programs.listing import ProgramFilters, programs_of
from navigator.services.programs.lists import remove, rename
from navigator.services.programs.moderation import Word, act, switch_moderation
from navigator.services.programs.pages import card_form
from navigator.services.programs.quality import FAULTS, faults_of
from navigator.services.programs.territory import mark_of
from navigator.services.programs.versions import history_of
from navigator.services.requests.records import Moment, MoveRefused
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import broken_line

TODAY = date(2026, 11, 23)
NOW = Moment(datetime(2026, 11, 23, 9))


def member(role: str, **place: Any) -> Member:
    return Member(1, "a@example.org", "Анна", role, role, "", Territory(role, 1, **place), 1, True)


@pytest.fixture
def program(database: Database) -> Program:
    """A published program of an organization with one group."""
    made = make.program()
    make.group(made, date_start=date(2026, 9, 1), date_end=date(2027, 5, 31), places=10, apply_to=date(2026, 9, 15))
    return made


@pytest.fixture
def org(program: Program) -> Member:
    return member("organization", organization=program.organization_id)


@pytest.fixture
def centre(program: Program) -> Member:
    return member("municipal_center", municipality=program.organization.municipality_id)


def save(database: Database, who: Member, program: Program, **changes: Any) -> str:
    now = Program.get_by_id(program.id)
    return save_program(database, who, program.id, mark_of(now), {**program_values(now), **changes}, NOW)


def test_a_price_of_words_and_a_change_that_waits(
    database: Database, program: Program, org: Member, centre: Member
) -> None:
    assert save(database, org, program) == ""
    assert save(database, org, program, name="Хор", age_from=96, direction="art", activities=["Хор"]) == "propose"
    now = Program.get_by_id(program.id)
    assert (now.name, now.age_from) == ("Хор", program.age_from)
    found = programs_of(centre.territory, ProgramFilters(), TODAY)
    assert [(row.id, row.proposal) for row in found.rows] == [(program.id, "waiting")]
    with pytest.raises(MoveRefused):
        act(database, org, program.id, "approve", mark_of(now), Word({}), NOW)
    act(database, centre, program.id, "approve", mark_of(now), Word({}), NOW)
    assert Program.get_by_id(program.id).age_from == 96
    assert ProgramProposal.select().count() == 0
    _, lines, _, _ = history_of(org.territory, program.id, 1)
    assert [line.event for line in lines][:1] == ["изменения одобрены"]
    assert [one.label for one in lines[1].differences] == ["Название", "Виды деятельности", "Возраст"]
    assert broken_line() == 0


def test_a_centre_mends_what_families_see(database: Database, program: Program, org: Member, centre: Member) -> None:
    save(database, org, program, age_from=60, hours_week=3.0)
    shown = card_form(centre, program.id)
    assert (shown.values["age_from"], card_form(org, program.id).values["age_from"]) == (program.age_from, 60)
    save_program(database, centre, program.id, shown.mark, {**shown.values, "hours_week": 4.0}, NOW)
    assert Program.get_by_id(program.id).hours_week == 4.0
    assert ProgramProposal.get().changes == '{"program": {"age_from": 60}}'
    act(database, centre, program.id, "return_changes", None, Word({"age": "Почему?"}), NOW)
    assert ProgramProposal.get().state == "returned"
    act(database, org, program.id, "drop_changes", None, Word({}), NOW)
    assert ProgramProposal.select().count() == 0


def test_a_remark_is_resolved_by_its_field(database: Database, program: Program, org: Member, centre: Member) -> None:
    act(database, centre, program.id, "withdraw", None, Word({"age": "Уточните", "name": "Короче", "x": "нет"}), NOW)
    assert Program.get_by_id(program.id).state == "needs_fix"
    save(database, org, program, age_from=60)
    left = [row.field for row in ProgramRemark.select().where(ProgramRemark.resolved_at.is_null())]
    assert left == ["name"]
    act(database, org, program.id, "submit", None, Word({}), NOW)
    act(database, centre, program.id, "publish", None, Word({}), NOW)
    assert not ProgramRemark.select().where(ProgramRemark.resolved_at.is_null()).exists()


def test_an_import_between_two_saves_is_told_apart(database: Database, program: Program, org: Member) -> None:
    save(database, org, program, annotation="Раз")
    Program.update(duration="3 года").where(Program.id == program.id).execute()
    save(database, org, program, annotation="Два")
    rows = ProgramVersion.select().where(ProgramVersion.program == program).order_by(ProgramVersion.number)
    assert [row.event for row in rows] == ["stored", "save", "import", "save"]
    _, lines, _, _ = history_of(org.territory, program.id, 1)
    assert [[one.key for one in line.differences] for line in lines] == [
        ["annotation"],
        ["duration"],
        ["annotation"],
        [],
    ]


def test_strangers_and_observers_change_nothing(database: Database, program: Program) -> None:
    values = program_values(program)
    other = make.organization("Чужая школа")
    for who in (
        member("organization", organization=other.id),
        member("observer"),
        member("municipal_center", municipality=0),
    ):
        with pytest.raises((NotMine, MoveRefused)):
            save_program(database, who, program.id, None, {**values, "annotation": "Взлом"}, NOW)
        with pytest.raises((NotMine, MoveRefused)):
            act(database, who, program.id, "archive", None, Word({}), NOW)
    assert Program.get_by_id(program.id).annotation == program.annotation


def test_a_year_is_copied_once_with_its_dates(database: Database, program: Program, org: Member) -> None:
    source = Group.get(Group.program == program)
    found = plan(org.territory, 2026)
    assert [(one.source, one.date_start, one.date_end) for one in found.groups] == [
        (source.id, date(2027, 9, 1), date(2028, 5, 31))
    ]
    assert plan(org.territory, 2025).groups == ()
    assert [copy_groups(database, org, 2026, {source.id}, NOW) for _press in range(2)] == [1, 0]
    made = Group.get(Group.copied_from == source.id)
    assert (made.status, made.free_places, made.apply_to) == ("draft", 10, date(2027, 9, 15))
    assert [one.weekday for one in made.slots] == [one.weekday for one in source.slots]
    assert clashes_of(Program.get_by_id(program.id)) == []


def test_each_fault_is_counted_where_it_is_listed(database: Database, program: Program, org: Member) -> None:
    Program.update(annotation="", refreshed_on=date(2026, 3, 1)).where(Program.id == program.id).execute()
    bare = make.group(program, name="2 группа", schedule="", funding=[("paid", None)], age_from=12, age_to=400)
    make.program("Пустая", annotation="Есть слова", refreshed_on=TODAY)
    make.program("Черновик", state="draft")
    found = programs_of(org.territory, ProgramFilters(view="quality"), TODAY)
    assert dict(found.faults) == {
        **dict.fromkeys(FAULTS, 1),
        "closed": 0,
    }
    kinds = {(one.kind, one.group, one.field) for one in faults_of([program.id], TODAY)[program.id]}
    assert {("no_price", bare.id, "price"), ("no_schedule", bare.id, "schedule"), ("ages", bare.id, "age")} <= kinds
    for kind, count in found.faults.items():
        listed = programs_of(org.territory, ProgramFilters(view="quality", fault=kind), TODAY)
        assert listed.total == count == len(listed.rows), kind
    Group.update(apply_to=date(2026, 9, 1)).where(Group.program == program).execute()
    assert programs_of(org.territory, ProgramFilters(view="quality"), TODAY).faults["closed"] == 1


def test_rooms_and_people_are_renamed_and_taken_out(database: Database, program: Program, org: Member) -> None:
    home = program.organization_id
    venue = Venue.create(organization=home, name="Каб 1", address="")
    make.group(program, name="Третья", teachers=("Иванова Анна",), venue=venue)
    teacher = Teacher.get()
    rename(database, org, home, "venue", venue.id, "Кабинет 1", "ул. Мира, 2", NOW)
    assert Venue.get_by_id(venue.id).address == "ул. Мира, 2"
    for kind, number in (("venue", venue.id), ("teacher", teacher.id)):
        with pytest.raises(MoveRefused):
            remove(database, org, home, kind, number, NOW)
    Group.delete().where(Group.name == "Третья").execute()
    remove(database, org, home, "teacher", teacher.id, NOW)
    remove(database, org, home, "venue", venue.id, NOW)
    assert (Teacher.select().count(), Venue.select().count()) == (0, 0)
    with pytest.raises(NotMine):
        rename(database, member("organization", organization=home + 1), home, "venue", venue.id, "Чужое", "", NOW)


def test_a_program_comes_back_only_where_no_other_took_its_name(
    database: Database, program: Program, org: Member
) -> None:
    act(database, org, program.id, "archive", None, Word({}), NOW)
    made = create_program(database, org, program_values(program), NOW)
    with pytest.raises(MoveRefused, match="уже есть"):
        act(database, org, program.id, "restore", None, Word({}), NOW)
    Program.update(name_key="иное").where(Program.id == made).execute()
    act(database, org, program.id, "restore", None, Word({}), NOW)
    assert Program.get_by_id(program.id).state == "draft"


def test_the_switch_lets_out_what_waited(database: Database, program: Program, org: Member, centre: Member) -> None:
    save(database, org, program, hours_week=6.0)
    switch_moderation(database, org, set(), NOW)  # not for organizations
    home = program.organization.municipality
    type(home).update(is_shown=True).execute()
    assert ProgramProposal.select().count() == 1
    switch_moderation(database, centre, set(), NOW)
    assert (ProgramProposal.select().count(), Program.get_by_id(program.id).hours_week) == (0, 6.0)
    assert "waiting" not in programs_of(org.territory, ProgramFilters(), TODAY).views
    assert GroupFunding.select().count() == 1
