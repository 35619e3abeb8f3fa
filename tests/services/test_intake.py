"""Lists taken in by two at once: on both databases nothing twice, no deadlock, places add up."""

from __future__ import annotations

from datetime import date
from threading import Thread

import asking
import pytest
from peewee import Database

from navigator.data import Group, JournalLine, Municipality, Organization, Request
from navigator.rules.access import Territory
from navigator.rules.arrivals import ALWAYS_WAIVED
from navigator.services.intake.taking import Entry, Taken, take_many
from navigator.services.requests.keeping import wrong_places
from navigator.services.requests.records import Order
from navigator.services.requests.submitting import send_enrollment
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import broken_line

ENTRY = Entry("paper", date(2026, 11, 20), date(2026, 11, 20), ALWAYS_WAIVED)
ORDER = Order(number="7-о", day=date(2026, 11, 23), start=date(2026, 12, 1), funding="budget")


@pytest.fixture(autouse=True)
def keys() -> None:
    asking.keys()


def member(account: int = 1) -> Member:
    place = Territory("organization", account, Organization.get().id, Municipality.get().id)
    return Member(account, "org@example.org", "", "organization", "", "", place, 1, False)


def take(database: Database, group: int, numbers: list[int], key: str, entry: Entry = ENTRY, account: int = 1) -> Taken:
    rows = [(asking.answers(group, asking.named(number)), frozenset[str]()) for number in numbers]
    return take_many(database, member(account), rows, entry, key, "Europe/Moscow", asking.NOW, asking.POLICY)


def test_the_same_list_again_tells_of_the_same_numbers(database: Database) -> None:
    group = asking.group()
    first, again = take(database, group, [1, 2, 3], "a"), take(database, group, [1, 2, 3], "a")
    assert (first.numbers, first.refused) == (again.numbers, {})
    assert len(first.numbers) == Request.select().count() == 3
    other = take(database, group, [3, 4], "b")
    assert ([one.reason for one in other.refused.values()], len(other.numbers)) == (["living"], 1)


def test_crossing_lists_and_families_end_and_hold_no_more_than_there_is(database: Database) -> None:
    group = asking.group(free=5)
    asking.answers(group)  # a family beside the lists
    order = Entry("paper", ENTRY.arrived, ENTRY.consent_on, ENTRY.waived, order=ORDER)
    lists = [(list(range(10)), "a"), (list(range(9, -1, -1)), "b"), (list(range(10)), "a"), (list(range(5, 15)), "c")]
    failed: list[BaseException] = []

    def run(work: object) -> None:
        try:
            work()  # type: ignore[operator]  # one of the lambdas below
        except BaseException as problem:
            failed.append(problem)
        finally:
            database.close()

    crowd = [
        Thread(target=run, args=(lambda numbers=numbers, key=key: take(database, group, numbers, key, order),))
        for numbers, key in lists
    ]
    crowd += [
        Thread(
            target=run,
            args=(
                lambda number=number: send_enrollment(
                    database, asking.answers(group, asking.named(number)), asking.sender(), asking.NOW, asking.POLICY
                ),
            ),
        )
        for number in (2, 7, 12)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(60)
    assert failed == []
    assert Request.select().count() == 15  # each child once
    assert Request.select().where(Request.state == "enrolled").count() <= 5
    assert Group.get_by_id(group).held == Request.select().where(Request.holds_place).count() <= 5
    assert (wrong_places(), broken_line()) == ([], 0)
    assert JournalLine.select().count() >= 2
