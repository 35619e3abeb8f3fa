"""Many at once: no place is given twice, none stays unsold, one child has one certificate, one form is one request."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from asking import NOW, POLICY, answers, certificate_answers, child, group, named, row, sender
from faults import crowd
from faults.racing import at_once, places, wrong_places
from faults.scripts import run, url_of
from faults.whole import broken
from peewee import Database

from navigator.data import Certificate, Child, Group, Letter, Request, RequestMove
from navigator.services.requests import moving
from navigator.services.requests.moving import NO_PLACES, STALE, move
from navigator.services.requests.places import position
from navigator.services.requests.records import Moment, MoveRefused, Order, Policy, Refusal, Sent
from navigator.services.requests.submitting import send_certificate_request, send_enrollment

RACERS, PLACES, EQUAL = 80, 10, 40
#: In the long proof.
CROWD = 200
ENROLL = Order(number="12-о", day=date(2026, 11, 30), start=date(2026, 12, 1), funding="budget")


def moments(count: int) -> list[Moment]:
    """Instants a microsecond apart, shuffled: who came first is not who is stored first."""
    found = [Moment(NOW.utc + timedelta(microseconds=number)) for number in range(count)]
    random.Random(7).shuffle(found)
    return found


def send_all(database: Database, to: int, policy: Policy, count: int = RACERS) -> list[Any]:
    """So many children ask for a place of one group at once."""
    jobs = [
        partial(send_enrollment, database, answers(to, named(number)), sender(), at, policy)
        for number, at in enumerate(moments(count))
    ]
    return at_once(database, jobs)


def confirm_all(database: Database, numbers: list[str]) -> list[Any]:
    """An organization confirms all requests at once."""
    return at_once(database, [partial(move, database, one, "confirm", "organization", NOW, POLICY) for one in numbers])


def filled(to: int, count: int = RACERS) -> list[str]:
    """Requests of a group, written one after another without the services, so that only the next step races."""
    program = Group.get_by_id(to).program
    rows = [
        {
            "number": f"26-{number:05}",
            "kind": "enrollment",
            "state": "new",
            "municipality": program.organization.municipality_id,
            "organization": program.organization_id,
            "program": program.id,
            "group": to,
            "idempotency_hash": f"{number:064}",
            "answers_hash": "",
        }
        for number in range(1, count + 1)
    ]
    Request.insert_many(rows).execute()
    return [str(one["number"]) for one in rows]


# ---------------------------------------------------------------- places


def test_places_held_at_once_are_given_exactly_once(database: Database) -> None:
    to = group(PLACES)
    outcomes = send_all(database, to, Policy(hold_on="new"))
    assert Counter(one.state for one in outcomes) == {"new": PLACES, "waitlist": RACERS - PLACES}
    assert places(to) == (0, PLACES)
    assert wrong_places(to) == []
    assert {one.holds_place for one in Request.select().where(Request.state == "new")} == {True}
    waits = list(Request.select().where(Request.state == "waitlist").order_by(Request.waits_since))
    assert [position(one) for one in waits] == list(range(1, RACERS - PLACES + 1))
    assert len({one.number for one in outcomes}) == len({one.code for one in outcomes}) == RACERS
    assert Counter(one.kind for one in Letter.select()) == {"received": PLACES, "waiting": RACERS - PLACES}


@pytest.mark.slow
def test_many_processes_give_places_exactly_once(database: Database) -> None:
    """Threads of one process queue before SQLite; processes meet only in the database."""
    to, processes = group(PLACES), 8
    said = run(crowd, url_of(database), to, processes, CROWD // processes)
    assert Counter(state for (state,) in said) == {"new": PLACES, "waitlist": CROWD - PLACES}
    assert (places(to), wrong_places(to), broken(database)) == ((0, PLACES), [], [])


def test_a_place_is_held_by_who_is_confirmed_first(database: Database) -> None:
    to = group(PLACES)
    sent = send_all(database, to, POLICY)
    assert Counter(one.state for one in sent) == {"new": RACERS}
    assert places(to) == (PLACES, 0)
    outcomes = confirm_all(database, [one.number for one in sent])
    refused = [one for one in outcomes if isinstance(one, MoveRefused)]
    assert Counter(map(str, outcomes)) == {"confirmed": PLACES, NO_PLACES: RACERS - PLACES}
    assert len(refused) == RACERS - PLACES
    left = Request.select(Request.version, Request.holds_place).where(Request.state == "new").tuples()
    assert Counter(left) == {(1, False): RACERS - PLACES}
    assert RequestMove.select().where(RequestMove.event == "confirm").count() == PLACES
    assert (places(to), wrong_places(to)) == ((0, PLACES), [])


def _careless_hold(to: int) -> bool:
    """Looks, thinks, then takes: what the house must not do."""
    row_ = Group.get_by_id(to)
    if row_.held >= row_.places:
        return False
    time.sleep(0.005)
    Group.update(held=Group.held + 1).where(Group.id == to).execute()
    return True


@contextmanager
def _no_transaction(_database: Database) -> Iterator[None]:
    yield


@pytest.mark.parametrize("guards", ["all", "lock", "condition", "none"])
def test_overselling_would_be_seen(database: Database, monkeypatch: pytest.MonkeyPatch, guards: str) -> None:
    """The control: either guard alone keeps the places, without both the same race sells too many."""
    to = group(None, places=PLACES)
    numbers = filled(to)
    if guards in {"lock", "none"}:
        monkeypatch.setattr(moving, "hold", _careless_hold)
    if guards in {"condition", "none"}:
        monkeypatch.setattr(moving, "lock_group", lambda *_: None)
        monkeypatch.setattr(moving, "write", _no_transaction)
    outcomes = confirm_all(database, numbers)
    sold = sum(one == "confirmed" for one in outcomes)
    if guards == "none":
        assert sold > PLACES
        assert f"{sold} requests hold {PLACES} places" in wrong_places(to)
    else:
        assert (sold, wrong_places(to)) == (PLACES, [])


# ---------------------------------------------------------------- one form, one child


def test_equal_forms_at_once_are_one_request(database: Database) -> None:
    filled_in, by = (
        answers(group(), child(snils="11223344595"), create_certificate=True, municipality="rayon"),
        sender(),
    )
    outcomes = at_once(database, [partial(send_enrollment, database, filled_in, by, NOW, POLICY) for _ in range(EQUAL)])
    assert Counter(one.repeated for one in outcomes) == {False: 1, True: EQUAL - 1}
    assert len({replace(one, repeated=True) for one in outcomes}) == 1
    assert (Request.select().count(), Child.select().count(), Letter.select().count()) == (2, 1, 1)


def ask_for_certificates(database: Database, children: list[Any]) -> tuple[list[Any], Sent]:
    """Everybody asks for a certificate at once; all outcomes and the one that was stored."""
    jobs = [
        partial(send_certificate_request, database, certificate_answers(one), sender(), NOW, POLICY) for one in children
    ]
    outcomes = at_once(database, jobs)
    stored = [one for one in outcomes if isinstance(one, Sent)]
    assert len(stored) == 1, outcomes
    return outcomes, stored[0]


SNILS = "11223344595"
ONE_CHILD = {
    "with and without a SNILS": [child(snils=SNILS if number % 2 else "") for number in range(EQUAL)],
    "one SNILS under many names": [replace(named(number), snils=SNILS) for number in range(EQUAL)],
    "spelled in many ways": [child("Петр" if number % 2 else "ПЁТР", "иванов") for number in range(EQUAL)],
}


@pytest.mark.parametrize("children", ONE_CHILD.values(), ids=ONE_CHILD)
def test_one_child_gets_one_certificate(database: Database, children: list[Any]) -> None:
    group()
    outcomes, sent = ask_for_certificates(database, children)
    assert Counter(outcomes) == {sent: 1, Refusal("certificate_asked"): EQUAL - 1}
    assert (Request.select().count(), Child.select().count()) == (1, 1)
    approve = partial(move, database, sent.number, "approve", "municipal_center", NOW, POLICY)
    approved = at_once(database, [approve] * EQUAL)
    assert Counter(isinstance(one, MoveRefused) for one in approved) == {False: 1, True: EQUAL - 1}
    assert (Certificate.select().count(), row(sent.number).state) == (1, "approved")


def test_two_requests_of_one_child_for_a_certificate_give_one(database: Database) -> None:
    """A register where one child has two living requests all the same: approving both at once issues one."""
    group()
    _, sent = ask_for_certificates(database, [child(snils=SNILS)])
    Request.update(living_key="another").execute()
    twin = {
        **row(sent.number).__data__,
        "id": None,
        "number": "26-00777",
        "living_key": "twin",
        "idempotency_hash": "t",
    }
    Request.create(**twin)
    jobs = [
        partial(move, database, number, "approve", "municipal_center", NOW, POLICY)
        for number in (sent.number, "26-00777") * 8
    ]
    outcomes = at_once(database, jobs, threads=16)
    assert sum(one == "approved" for one in outcomes) == 1
    assert Certificate.select().count() == 1


# ---------------------------------------------------------------- moves against moves


def enrolled(database: Database, to: int, count: int, first: int) -> list[str]:
    """Enrolled children of a group."""
    numbers = []
    for number in range(first, first + count):
        sent = send_enrollment(database, answers(to, named(number)), sender(), NOW, POLICY)
        assert isinstance(sent, Sent), sent
        move(database, sent.number, "confirm", "organization", NOW, POLICY)
        move(database, sent.number, "enroll", "organization", NOW, POLICY, ENROLL)
        numbers.append(sent.number)
    return numbers


def test_transfers_in_both_directions_lose_no_place(database: Database) -> None:
    one = group(7)
    other = group(7, program=Group.get_by_id(one).program)
    there, back = enrolled(database, one, 5, 0), enrolled(database, other, 5, 20)
    wanted = [pair for first, second in zip(there, back, strict=True) for pair in ((first, other), (second, one))]
    jobs = [
        partial(move, database, number, "transfer", "organization", NOW, POLICY, Order(group=target))
        for number, target in wanted
    ]
    outcomes = at_once(database, jobs, threads=16)
    assert {str(outcome) for outcome in outcomes} <= {"enrolled", NO_PLACES}
    assert sum(outcome == "enrolled" for outcome in outcomes) >= 4
    assert [row(number).group_id == target for number, target in wanted] == [one == "enrolled" for one in outcomes]
    assert wrong_places(one) + wrong_places(other) == []


def test_of_two_moves_of_one_page_one_wins(database: Database) -> None:
    to = group(RACERS)
    numbers = filled(to, 60)
    jobs = [
        partial(move, database, number, event, actor, NOW, POLICY, version=1)
        for number in numbers
        for event, actor in (("cancel", "family"), ("confirm", "organization"))
    ]
    outcomes = at_once(database, jobs)
    for number, pair in zip(numbers, zip(outcomes[::2], outcomes[1::2], strict=True), strict=True):
        assert sorted(map(str, pair), key=len)[1] == STALE, pair
        request = row(number)
        assert (request.state, request.version) == (*(one for one in map(str, pair) if one != STALE), 2)
        assert request.holds_place == (request.state == "confirmed")
    assert wrong_places(to) == []


@pytest.mark.slow
def test_a_place_given_back_in_a_crowd_goes_to_one(database: Database) -> None:
    """Confirmed families cancel while others ask: every place goes to the next who waits, none is lost or doubled."""
    to = group(PLACES)
    confirmed = [send_enrollment(database, answers(to, named(n)), sender(), NOW, POLICY) for n in range(PLACES)]
    for sent in confirmed:
        assert isinstance(sent, Sent)
        move(database, sent.number, "confirm", "organization", NOW, POLICY)
    jobs: list[Any] = [partial(move, database, one.number, "cancel", "family", NOW, POLICY) for one in confirmed]  # type: ignore[union-attr]  # checked above
    jobs += [
        partial(send_enrollment, database, answers(to, named(100 + n)), sender(), at, POLICY)
        for n, at in enumerate(moments(40))
    ]
    random.Random(3).shuffle(jobs)
    outcomes = at_once(database, jobs)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert wrong_places(to) == []
    free, held = places(to)
    states = Counter(one.state for one in Request.select())
    assert (states["cancelled"], states["offered"]) == (PLACES, held)
    # Places stay free only for those who asked without waiting, and come first.
    assert not states["waitlist"] or (free or 0) <= states["new"]
