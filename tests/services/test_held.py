"""A file of an organization where a centre looks first: new programs wait, guarded values wait, the rest is at once."""

from __future__ import annotations

import asking
import pytest
from peewee import Database

from navigator.data import Account, Group, GroupFunding, Municipality, Organization, Program, ProgramProposal
from navigator.rules.access import Territory
from navigator.rules.publishing import state_from_file
from navigator.services.programs.moderation import Word, act
from navigator.services.programs.territory import mark_of
from navigator.services.staff.accounts import Member
from navigator.services.staff.loading import load, rehearse
from navigator.services.staff.sheets import keep, sheet_of

TODAY = asking.NOW.day("Europe/Moscow")
HEAD = "Кружок;Направленность;Описание;Возраст;Группа;Цена в месяц\n"
FIRST = HEAD + "Лепка;Художественная;Глина;7–10 лет;1 группа;900\nТанец;Художественная;Шаг;6–9 лет;1 группа;800\n"


@pytest.fixture
def owner(ready: Database) -> Organization:
    """An organization of a district whose centre looks at programs first."""
    asking.keys()
    Municipality.update(moderation=True).execute()
    found: Organization = Organization.get()
    return found


def of(role: str, owner: Organization) -> Member:
    email = f"{role}@example.org"
    account, _ = Account.get_or_create(email=email, defaults={"role": role})
    place = Territory(role, account.id, owner.id if role == "organization" else None, owner.municipality_id)
    return Member(account.id, email, "Анна", role, "", "", place, 1, True)


def bring(database: Database, who: Member, owner: Organization, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Notes of the rehearsal and of the loading."""
    sheet = sheet_of(who, keep(database, who, owner.id, "а.csv", text.encode(), asking.NOW), asking.NOW)
    told = rehearse(database, who, sheet, TODAY).notes
    return told, load(database, who, sheet, TODAY, asking.NOW).notes


def prices() -> list[int]:
    rows = GroupFunding.select().join(Group).where(Group.status == "active")
    return sorted(one.price_month // 100 for one in rows)


def test_new_programs_wait_and_come_out_by_the_centre(database: Database, owner: Organization) -> None:
    told, done = bring(database, of("organization", owner), owner, FIRST)
    assert "на проверку" in told[-1]
    assert "новых программ 2, изменений в опубликованных 0" in done[-1]
    assert {one.state for one in Program.select()} == {"moderation"}
    centre = of("municipal_center", owner)
    for row in Program.select():
        act(database, centre, row.id, "publish", mark_of(row), Word({}), asking.NOW)
    again, _ = bring(database, of("organization", owner), owner, FIRST)
    assert again == ()
    assert {one.state for one in Program.select()} == {"published"}


def test_price_and_age_of_what_families_see_wait(database: Database, owner: Organization) -> None:
    bring(database, of("municipal_center", owner), owner, FIRST)
    assert {one.state for one in Program.select()} == {"published"}
    changed = HEAD + (
        "Лепка;Художественная;Глина и гончарный круг;8–10 лет;1 группа;1200\n"
        "Танец;Художественная;Шаг;6–9 лет;1 группа;800\nТанец;Художественная;Шаг;6–9 лет;2 группа;800\n"
        "Танец;Художественная;Шаг;6–9 лет;3 группа;5000\n"
    )
    _, done = bring(database, of("organization", owner), owner, changed)
    assert "новых программ 0, изменений в опубликованных 2" in done[-1]
    clay = Program.get(Program.name == "Лепка")
    assert (clay.annotation, clay.age_from, clay.state) == ("Глина и гончарный круг", 84, "published")
    assert prices() == [800, 800, 900]  # the second group has terms that families know already
    centre = of("municipal_center", owner)
    for row in Program.select().where(Program.id.in_(ProgramProposal.select(ProgramProposal.program))):
        act(database, centre, row.id, "approve", mark_of(row), Word({}), asking.NOW)
    assert Program.get_by_id(clay.id).age_from == 96
    assert prices() == [800, 800, 1200, 5000]


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("", None, "moderation"),
        ("", "published", "moderation"),
        ("", "draft", "draft"),
        ("draft", "published", "moderation"),
        ("needs_fix", None, "needs_fix"),
        ("published", None, "published"),
        ("published", "draft", "published"),
        ("published", "archived", "archived"),
        ("archived", None, "archived"),
        ("archived", "published", "moderation"),
        ("moderation", "published", "moderation"),
    ],
)
def test_no_file_lets_a_program_out(before: str, said: str | None, after: str) -> None:
    assert state_from_file(before, said) == after
