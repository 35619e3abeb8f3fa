"""The desk: the queue of a centre over 10,000 requests, and one line of it changed by a key."""

from __future__ import annotations

import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import Database
from place import Place, Times

from navigator.data import Account, Child, Direction, Group, Municipality, Organization, Program, Request
from navigator.data.database import migrate, open_database
from navigator.data.sealed import KeyRing, ring, use
from navigator.rules.access import Territory
from navigator.rules.persons import fold_person
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.acting import look_at_list
from navigator.services.staff.queue import QueueFilters, queue

REQUESTS, ROUNDS = 10_000, 60
TODAY, NOON = date(2026, 11, 23), datetime(2026, 11, 23, 9)
_STATES = ("new", "new", "new", "confirmed", "waitlist", "offered", "enrolled", "enrolled", "rejected", "completed")
_LETTERS = "абвгдежзик"


def run(_place: Place) -> None:
    """Ask for pages of the queue as a centre and as an organization, by view, by name and by number."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'navigator.db'}")
        migrate(database)
        use(KeyRing((b"k" * 32,), "s" * 64))
        territory = fill(database)
        moment = Moment(NOON)
        member = Member(1, "a@example.org", "A", territory.role, "", "", territory, 0, has_second_factor=True)
        for name, filters in (
            ("first screen", QueueFilters()),
            ("all, page 100", QueueFilters(view="all", page=100)),
            ("by name", QueueFilters(view="all", q="Иванова Имяабвгд")),
            ("by number", QueueFilters(view="all", q="26-05000")),
        ):
            taken = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                found = queue(territory, filters, moment, TODAY)
                look_at_list(database, member, [row.number for row in found.rows], moment)
                taken.append((time.perf_counter() - started) * 1000)
            times = Times(tuple(taken))
            print(
                f"  {name}: {len(found.rows)} of {found.total}, p50 {times.at(0.5):.1f} ms, p99 {times.at(0.99):.1f} ms"
            )
        database.close()


def fill(database: Database, requests: int = REQUESTS) -> Territory:
    """Requests of as many children for the groups of twenty organizations of one municipality."""
    home = Municipality.create(slug="m", oktmo="1", name="Район", region="Область", timezone="Europe/Moscow")
    direction = Direction.create(slug="art", name="Художественная")
    account = Account.create(email="a@example.org", role="municipal_center", municipality=home, created_at=NOON)
    groups = []
    for number in range(20):
        name = {"full_name": f"Дом {number}", "public_name": f"Дом {number}", "name_key": f"дом {number}"}
        organization = Organization.create(municipality=home, **name)
        program = Program.create(organization=organization, name="Хор", name_key="хор", direction=direction)
        groups.append(Group.create(program=program, free_places=100, date_start=TODAY))
    with database.atomic():
        for start in range(0, requests, 500):
            numbers = range(start, min(start + 500, requests))
            Child.insert_many([_child(number, home.id) for number in numbers]).execute()
            Request.insert_many([_request(number, home.id, groups[number % 20]) for number in numbers]).execute()
    return Territory("municipal_center", account.id, None, home.id)


def _child(number: int, home: int) -> dict[str, Any]:
    name = "Имя" + "".join(_LETTERS[int(digit)] for digit in f"{number:05}")
    return {
        "id": number + 1,
        "last_name": "Иванова",
        "first_name": name,
        "patronymic": "",
        "birth_date": "2016-03-05",
        "municipality": home,
        "person_hash": str(number),
        "names_hash": ring().digest("names", fold_person("Иванова", name, "")),
        "birth_hash": "",
    }


def _request(number: int, home: int, group: Group) -> dict[str, Any]:
    state = _STATES[number % len(_STATES)]
    return {
        "number": f"26-{number + 1:05}",
        "kind": "enrollment",
        "state": state,
        "child": number + 1,
        "municipality": home,
        "organization": group.program.organization_id,
        "program": group.program_id,
        "group": group.id,
        "guardian_name": "Анна",
        "idempotency_hash": str(number),
        "answers_hash": "",
        "living_key": str(number),
        "created_at": NOON - timedelta(days=number % 30),
        "decide_by": TODAY + timedelta(days=number % 9 - 3) if state == "new" else None,
    }
