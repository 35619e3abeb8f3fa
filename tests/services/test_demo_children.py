"""The invented children of the first demo district: the figures that it reported, in places that add up."""

from __future__ import annotations

from datetime import date, datetime

import asking
import pytest
from peewee import Database

from navigator.data import Certificate, Child, Group, Request, RequestMove
from navigator.rules.ages import age_on
from navigator.services.demo import load_demo
from navigator.services.demo_children import CERTIFIED, ENROLLED, REGISTERED, load_demo_children
from navigator.services.reference import load_reference
from navigator.services.requests.children import identity_of, person_hash
from navigator.services.requests.keeping import wrong_places
from navigator.services.requests.records import Moment


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2027, 2, 28), date(2028, 2, 29), date(2026, 9, 1)])
def test_the_figures_come_out_on_any_day(sqlite: Database, day: date) -> None:
    asking.keys()
    load_reference(sqlite)
    load_demo(sqlite, day)
    assert load_demo_children(sqlite, Moment(datetime.combine(day, datetime.min.time()))) == REGISTERED
    attending = Request.select(Request.child).where(Request.state == "enrolled").distinct().count()
    assert (attending, Certificate.select().count()) == (ENROLLED, CERTIFIED)
    assert all(
        5 <= age_on(date.fromisoformat(born), day) // 12 <= 17 for (born,) in Child.select(Child.birth_date).tuples()
    )


def test_children_fit_their_groups_and_places_stay(database: Database) -> None:
    asking.keys()
    load_reference(database)
    load_demo(database, date(2026, 11, 23))
    moment = Moment(datetime(2026, 11, 23, 9))
    before = dict(Group.select(Group.id, Group.free_places).tuples())
    assert load_demo_children(database, moment) == REGISTERED
    assert load_demo_children(database, moment) == 0
    assert dict(Group.select(Group.id, Group.free_places).tuples()) == before
    assert wrong_places() == []
    held = Group.select().where(Group.held > 0)
    assert all(one.free_places is None or one.free_places == one.stated_free - one.held for one in held)
    attending = list(Request.select().where(Request.state == "enrolled"))
    assert len({(one.child_id, one.program_id) for one in attending}) == len(attending) > ENROLLED
    for one in attending[::20]:
        ages = (one.group.age_from or one.program.age_from, one.group.age_to or one.program.age_to)
        assert ages[0] <= age_on(date.fromisoformat(one.child.birth_date), one.group.date_start) < ages[1]
        moves = RequestMove.select().where(RequestMove.request == one.id).order_by(RequestMove.at, RequestMove.id)
        assert [move.after for move in moves] == ["new", "confirmed", "enrolled"]
        assert one.consents.count() == 1
        assert one.child.person_hash == person_hash(identity_of(one.child))
