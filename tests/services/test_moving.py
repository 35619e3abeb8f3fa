"""Moves of the table: who may, what they need, what happens to places, history and letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import asking
import pytest
from asking import NOW, POLICY, answers, certificate_answers, group, later, named, row, sender
from peewee import Database

from navigator.data import Certificate, Group, Letter, Program, RequestMove
from navigator.rules.states import MOVES, REASONS, STATES
from navigator.services.requests.certificates import change_certificate
from navigator.services.requests.duties import run_duties
from navigator.services.requests.moving import move, told
from navigator.services.requests.records import MoveRefused, Order, Sent, Stale
from navigator.services.requests.submitting import send_certificate_request, send_enrollment

ENROLL = Order(number="12-о", day=date(2026, 11, 30), start=date(2026, 12, 1), funding="budget")
EXPEL = Order(reason="family", number="13-о", day=date(2026, 12, 30))


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def asked(database: Database, to: int, number: int, **values: Any) -> str:
    sent = send_enrollment(database, answers(to, named(number), **values), sender(), NOW, POLICY)
    assert isinstance(sent, Sent), sent
    return sent.number


def go(database: Database, number: str, event: str, actor: str = "organization", order: Order | None = None) -> str:
    return move(database, number, event, actor, NOW, POLICY, order)


def places(to: int) -> tuple[int | None, int]:
    found = Group.get_by_id(to)
    return found.free_places, found.held


def test_a_request_goes_all_the_way(database: Database) -> None:
    to = group(1)
    number = asked(database, to, 1)
    assert go(database, number, "confirm") == "confirmed"
    assert places(to) == (0, 1)
    assert go(database, number, "enroll", order=ENROLL) == "enrolled"
    assert (row(number).order_number, row(number).start_date, row(number).funding) == (
        *("12-о", date(2026, 12, 1)),
        "budget",
    )
    assert go(database, number, "leave", "family") == "enrolled"
    assert go(database, number, "expel", order=EXPEL) == "expelled"
    assert places(to) == (1, 0)
    request = row(number)
    assert (request.living_key, request.closed_at, request.reason) == (None, NOW.utc, "family")
    assert [one.event for one in RequestMove.select().order_by(RequestMove.id)] == [
        *("send", "confirm", "enroll", "leave", "expel")
    ]
    assert [one.kind for one in Letter.select().order_by(Letter.id)] == [
        *("received", "confirmed", "enrolled", "left", "expelled")
    ]


@pytest.mark.parametrize(
    ("event", "actor", "order", "words"),
    [
        ("enroll", "organization", ENROLL, "в состоянии «Новая»"),
        ("confirm", "family", None, "в состоянии «Новая»"),
        ("confirm", "observer", None, "в состоянии «Новая»"),
        ("reject", "organization", None, "причину из списка"),
        ("reject", "organization", Order(reason="unpaid"), "причину из списка"),
        ("fly", "organization", None, "в состоянии «Новая»"),
    ],
)
def test_what_the_table_does_not_have_changes_nothing(
    database: Database, event: str, actor: str, order: Order | None, words: str
) -> None:
    number = asked(database, group(), 1)
    with pytest.raises(MoveRefused, match=words):
        go(database, number, event, actor, order)
    assert (row(number).state, row(number).version, RequestMove.select().count()) == ("new", 1, 1)


def test_an_order_of_enrollment_needs_everything(database: Database) -> None:
    number = asked(database, group(), 1)
    go(database, number, "confirm")
    with pytest.raises(MoveRefused, match="Укажите номер приказа, дату приказа, дату начала занятий, источник"):
        go(database, number, "enroll")


def test_a_stale_page_overwrites_nothing(database: Database) -> None:
    number = asked(database, group(), 1)
    go(database, number, "confirm")
    with pytest.raises(Stale):
        move(database, number, "cancel", "family", NOW, POLICY, version=1)
    assert row(number).state == "confirmed"


def test_no_place_no_confirmation(database: Database) -> None:
    to = group(1)
    first, second = asked(database, to, 1), asked(database, to, 2)
    go(database, first, "confirm")
    with pytest.raises(MoveRefused, match="Мест нет"):
        go(database, second, "confirm")
    assert (row(second).state, row(second).version) == ("new", 1)


def test_a_freed_place_goes_to_who_waits_longest(database: Database) -> None:
    to = group(1)
    first = asked(database, to, 1)
    go(database, first, "confirm")
    second, third = asked(database, to, 2), asked(database, to, 3)
    assert (row(second).state, row(third).state) == ("waitlist", "waitlist")
    go(database, first, "cancel", "family")
    assert (row(second).state, row(third).state) == ("offered", "waitlist")
    assert (places(to), row(second).answer_by) == ((0, 1), date(2026, 11, 26))
    assert go(database, second, "accept", "family") == "new"
    assert (places(to), row(second).holds_place, row(second).decide_by) == ((0, 1), True, date(2026, 12, 2))
    go(database, second, "confirm")
    assert places(to) == (0, 1)


def test_an_offer_without_an_answer_goes_to_the_next(database: Database) -> None:
    to = group(1)
    first = asked(database, to, 1)
    go(database, first, "confirm")
    second, third = asked(database, to, 2), asked(database, to, 3)
    go(database, first, "reject", order=Order(reason="documents"))
    done = run_duties(database, later(3), POLICY)
    assert row(second).state == "offered"
    assert done["remind"] == 1
    assert run_duties(database, later(3), POLICY)["remind"] == 0
    done = run_duties(database, later(4), POLICY)
    assert done["no_answer"] == 1
    assert (row(second).state, row(second).reason, row(third).state) == ("cancelled", "no_answer", "offered")
    assert places(to) == (0, 1)


def test_a_family_without_mail_has_its_time_from_when_it_is_told(database: Database) -> None:
    to = group(1)
    first = asked(database, to, 1)
    go(database, first, "confirm")
    second = asked(database, to, 2, guardian=asking.family(email=""))
    go(database, first, "cancel", "family")
    assert (row(second).state, row(second).answer_by) == ("offered", None)
    run_duties(database, later(30), POLICY)
    assert row(second).state == "offered"
    told(database, second, later(30), POLICY)
    told(database, second, later(31), POLICY)
    assert (row(second).told_at, row(second).answer_by) == (later(30).utc, date(2026, 12, 28))


def test_those_who_asked_before_the_list_come_before_it(database: Database) -> None:
    to = group(1)
    first, second = asked(database, to, 1), asked(database, to, 2)
    go(database, first, "confirm")
    third = asked(database, to, 3)
    go(database, first, "cancel", "family")
    assert (row(second).state, row(third).state, places(to)) == ("new", "waitlist", (1, 0))
    go(database, second, "reject", order=Order(reason="age"))
    assert row(third).state == "offered"


def test_a_transfer_moves_the_place(database: Database) -> None:
    to = group(1)
    program = Group.get_by_id(to).program
    other, strange = group(1, program=program), group(5)
    number = asked(database, to, 1)
    go(database, number, "confirm")
    waits = asked(database, to, 2)
    go(database, number, "enroll", order=ENROLL)
    with pytest.raises(MoveRefused, match="той же программы"):
        go(database, number, "transfer", order=Order(group=strange))
    assert go(database, number, "transfer", order=Order(group=other)) == "enrolled"
    assert (row(number).group_id, places(to), places(other)) == (other, (0, 1), (0, 1))
    assert row(waits).state == "offered"


def test_time_ends_what_is_over(database: Database) -> None:
    to = group(3, date_start=date(2026, 12, 1), date_end=date(2026, 12, 20))
    enrolled, fresh = asked(database, to, 1), asked(database, to, 2)
    go(database, enrolled, "confirm")
    go(database, enrolled, "enroll", order=ENROLL)
    assert run_duties(database, later(26), POLICY) == {}
    done = run_duties(database, later(28), POLICY)
    assert (done["complete"], done["group_ended"]) == (1, 1)
    assert (row(enrolled).state, row(fresh).state, places(to)) == ("completed", "rejected", (3, 0))


def test_a_confirmed_request_that_nobody_enrolls_expires(database: Database) -> None:
    to = group(3)
    number = asked(database, to, 1)
    go(database, number, "confirm")
    assert run_duties(database, later(60), POLICY)["expired"] == 0
    assert run_duties(database, later(70), POLICY)["expired"] == 1
    assert (row(number).state, row(number).reason, places(to)) == ("rejected", "expired", (3, 0))


def test_organizations_get_one_digest_a_working_morning(database: Database) -> None:
    to = group(3)
    program: Program = Group.get_by_id(to).program
    type(program.organization).update(email="dom@example.org").execute()
    asked(database, to, 1, guardian=asking.family(email=""))
    asked(database, to, 2, guardian=asking.family(email=""))
    assert run_duties(database, later(hours=-9), POLICY)["digest"] == 0  # three in the morning
    assert run_duties(database, later(), POLICY)["digest"] == 1
    assert run_duties(database, later(hours=2), POLICY)["digest"] == 0
    assert run_duties(database, later(5), POLICY)["digest"] == 0  # Saturday
    assert run_duties(database, later(14), POLICY)["digest"] == 1
    assert [one.subject for one in Letter.select().order_by(Letter.id)] == [
        "Новых заявок: 2",
        "Новых заявок: 2, из них просрочено: 2",
    ]


def test_places_that_a_file_adds_are_offered(database: Database) -> None:
    to = group(0)
    number = asked(database, to, 1)
    Group.update(free_places=2, stated_free=2).where(Group.id == to).execute()
    assert run_duties(database, NOW, POLICY)["offer"] == 1
    assert (row(number).state, places(to)) == ("offered", (1, 1))


def certificate(database: Database) -> Certificate:
    """An issued certificate of the usual child."""
    group()
    sent = send_certificate_request(database, certificate_answers(), sender(), NOW, POLICY)
    assert isinstance(sent, Sent)
    go(database, sent.number, "approve", "municipal_center")
    found: Certificate = Certificate.get()
    return found


def test_a_certificate_is_frozen_thawed_and_closed(database: Database) -> None:
    one = certificate(database)
    for event, status in (("freeze", "frozen"), ("thaw", "active")):
        assert change_certificate(Certificate.get(), event, "municipal_center", NOW) == status
    for event, actor, reason in (
        ("thaw", "municipal_center", ""),
        ("freeze", "organization", ""),
        ("close", "municipal_center", ""),
        ("close", "municipal_center", "unpaid"),
    ):
        with pytest.raises(MoveRefused):
            change_certificate(Certificate.get(), event, actor, NOW, reason)
    with pytest.raises(MoveRefused, match="только что изменили"):
        Certificate.update(status="frozen").execute()
        change_certificate(one, "freeze", "municipal_center", NOW)
    assert change_certificate(Certificate.get(), "close", "regional_center", NOW, "moved") == "closed"
    again = send_certificate_request(database, certificate_answers(), sender(), NOW, POLICY)
    assert isinstance(again, Sent)  # a closed certificate leaves room for a new one


def test_who_attends_by_a_certificate_keeps_it(database: Database) -> None:
    certificate(database)
    sent = send_enrollment(database, answers(group()), sender(), NOW, POLICY)
    assert isinstance(sent, Sent)
    go(database, sent.number, "confirm")
    go(database, sent.number, "enroll", order=replace(ENROLL, funding="certificate"))
    with pytest.raises(MoveRefused, match="занимается по этому сертификату"):
        change_certificate(Certificate.get(), "freeze", "municipal_center", NOW)


def test_a_certificate_ends_at_eighteen(database: Database) -> None:
    one = certificate(database)
    days = (one.valid_until - NOW.utc.date()).days
    assert run_duties(database, later(days - 1), POLICY)["came_of_age"] == 0
    assert run_duties(database, later(days), POLICY)["came_of_age"] == 1
    assert (Certificate.get().status, Certificate.get().closed_reason) == ("closed", "came_of_age")


def test_the_tables_hang_together() -> None:
    for kind, moves in MOVES.items():
        states = set(STATES[kind])
        for one in moves:
            assert {*one.sources, one.target} <= states, one
            assert set(one.reasons) <= set(REASONS), one
            assert ("reason" in one.needs) == bool(one.reasons), one
        reached = {one.target for one in moves} | {"new", "waitlist"}
        assert states <= reached
