"""Renewal to the next year, transfers and what taking them back restores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import asking
import pytest
from asking import NOW, POLICY, answers, group, later, named, row, sender
from peewee import Database

from navigator.data import Account, Group, Letter, Program, Request, RequestMove
from navigator.rules.access import Territory
from navigator.services.requests.duties import run_duties
from navigator.services.requests.moving import move
from navigator.services.requests.records import MoveRefused, Order, Refusal, Sent
from navigator.services.requests.submitting import send_enrollment
from navigator.services.staff.accounts import Member
from navigator.services.staff.acting import act
from navigator.services.staff.history import history

ENROLL = Order(number="12-о", day=date(2026, 11, 30), start=date(2026, 12, 1), funding="budget")
EXPEL = Order(reason="family", number="13-о", day=date(2026, 12, 30))


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


@pytest.fixture
def to(database: Database) -> int:
    """A group of this year."""
    return group(3)


@pytest.fixture
def following(to: int) -> int:
    """A group of the next year of the same program, with one place."""
    program = Program.get_by_id(Group.get_by_id(to).program_id)
    return group(1, program=program, date_start=date(2027, 9, 1), date_end=date(2028, 5, 31))


@pytest.fixture
def other(to: int) -> int:
    """Another group of this year of the same program, with one place."""
    return group(1, program=Program.get_by_id(Group.get_by_id(to).program_id))


@pytest.fixture
def member(to: int) -> Member:
    """Somebody of the organization."""
    organization = Group.get_by_id(to).program.organization
    mail = "org@example.org"
    account = Account.create(email=mail, role="organization", organization=organization, created_at=NOW.utc)
    territory = Territory("organization", account.id, organization.id)
    return Member(account.id, mail, mail, "organization", "", "", territory, 0, has_second_factor=False)


def enrolled(database: Database, to: int, child: int = 1) -> str:
    sent = send_enrollment(database, answers(to, named(child)), sender(), NOW, POLICY)
    assert isinstance(sent, Sent), sent
    for event, order in (("confirm", Order()), ("enroll", ENROLL)):
        move(database, sent.number, event, "organization", NOW, POLICY, order)
    return sent.number


def places(of: int) -> tuple[int | None, int]:
    found = Group.get_by_id(of)
    return found.free_places, found.held


def go(database: Database, number: str, event: str, order: Order) -> str:
    return move(database, number, event, "organization", NOW, POLICY, order)


def test_a_renewal_keeps_a_place_for_the_next_year(database: Database, to: int, following: int) -> None:
    number = enrolled(database, to)
    assert go(database, number, "renew", Order(group=following)) == "enrolled"
    made = Request.get(Request.parent == row(number).id)
    assert (made.state, made.group_id, made.holds_place, made.child_id) == (
        *("confirmed", following, True),
        row(number).child_id,
    )
    assert (made.code_hash, made.guardian_email) == (row(number).code_hash, row(number).guardian_email)
    assert (places(to), places(following)) == ((2, 1), (0, 1))
    assert [one.kind for one in Letter.select().where(Letter.request == made)] == ["renewed"]
    with pytest.raises(MoveRefused, match="уже продлена"):
        go(database, number, "renew", Order(group=following))
    assert Request.select().count() == 2


@pytest.mark.parametrize("which", ["same year", "another program", "none"])
def test_only_a_group_of_the_next_year_and_of_the_program_will_do(
    database: Database, to: int, other: int, which: str
) -> None:
    number = enrolled(database, to)
    target = {"same year": other, "another program": group(5, date_start=date(2027, 9, 1)), "none": 10**6}[which]
    with pytest.raises(MoveRefused, match="следующем учебном году"):
        go(database, number, "renew", Order(group=target))
    assert (Request.select().count(), places(other)) == (1, (1, 0))


def test_a_full_group_renews_nobody(database: Database, to: int, following: int) -> None:
    first, second = enrolled(database, to, 1), enrolled(database, to, 2)
    go(database, first, "renew", Order(group=following))
    with pytest.raises(MoveRefused, match="Мест нет"):
        go(database, second, "renew", Order(group=following))
    assert Request.select().where(Request.parent.is_null(False)).count() == 1


def test_a_renewal_is_the_living_request_once_the_year_is_over(database: Database, to: int, following: int) -> None:
    number = enrolled(database, to)
    go(database, number, "renew", Order(group=following))
    Group.update(free_places=5, stated_free=5).where(Group.id == following).execute()
    done = run_duties(database, later(days=200), POLICY)  # June: the lessons of this year are over
    assert done["complete"] == 1
    assert row(number).state == "completed"
    again = send_enrollment(database, answers(following, named(1)), sender(), later(days=200), POLICY)
    assert isinstance(again, Refusal)
    assert again.reason == "living"


def test_a_renewal_is_taken_back_on_the_day(database: Database, to: int, following: int, member: Member) -> None:
    number = enrolled(database, to)
    act(database, member, number, "renew", Order(group=following), NOW, POLICY)
    assert act(database, member, number, "undo", Order(), NOW, POLICY) == "enrolled"
    assert Request.get(Request.parent == row(number).id).state == "cancelled"
    assert places(following) == (1, 0)
    act(database, member, number, "renew", Order(group=following), NOW, POLICY)
    made = Request.get(Request.parent == row(number).id, Request.state == "confirmed")
    move(database, made.number, "cancel", "family", NOW, POLICY)
    with pytest.raises(MoveRefused, match="уже работали"):
        act(database, member, number, "undo", Order(), NOW, POLICY)


def test_a_transfer_is_taken_back_while_the_place_is_free(
    database: Database, to: int, other: int, member: Member
) -> None:
    number = enrolled(database, to)
    act(database, member, number, "transfer", Order(group=other), NOW, POLICY)
    assert (places(to), places(other)) == ((3, 0), (0, 1))
    act(database, member, number, "undo", Order(), NOW, POLICY)
    assert (row(number).group_id, places(to), places(other)) == (to, (2, 1), (1, 0))
    act(database, member, number, "transfer", Order(group=other), NOW, POLICY)
    Group.update(free_places=0, stated_free=0).where(Group.id == to).execute()
    with pytest.raises(MoveRefused, match="прежней группе"):
        act(database, member, number, "undo", Order(), NOW, POLICY)
    assert (row(number).group_id, places(other)) == (other, (0, 1))
    with pytest.raises(MoveRefused, match="того же дня"):
        act(database, member, number, "undo", Order(), later(days=1), POLICY)


def test_an_expulsion_is_taken_back_with_its_first_order(database: Database, to: int, member: Member) -> None:
    number = enrolled(database, to)
    act(database, member, number, "expel", replace(EXPEL, account=member.account), NOW, POLICY)
    assert (row(number).order_number, places(to)) == ("13-о", (3, 0))
    act(database, member, number, "undo", Order(), NOW, POLICY)
    request = row(number)
    assert (request.state, request.order_number, str(request.order_date), request.closed_at) == (
        *("enrolled", "12-о", "2026-11-30"),
        None,
    )
    assert (places(to), request.living_key is not None) == ((2, 1), True)
    orders = [one.order for one in history(request, "Europe/Moscow")]
    assert [one for one in orders if one] == ["приказ № 13-о от 30.12.2026", "приказ № 12-о от 30.11.2026"]
    events = [one.event for one in RequestMove.select().order_by(RequestMove.id)]
    assert events == ["send", "confirm", "enroll", "expel", "undo"]
    assert not any(_is_personal(one) for one in RequestMove.select())


def _is_personal(line: Any) -> bool:
    return "Имя" in f"{line.words}{line.order_number}"
