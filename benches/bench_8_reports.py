"""Reports: each of the seven over a region with ten thousand requests, today and on a past day."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from place import Place

from navigator.data import Child, Group, Organization, Program, Request, RequestMove
from navigator.data.database import open_database
from navigator.data.sealed import KeyRing, use
from navigator.rules.access import Territory
from navigator.rules.states import REGION
from navigator.services.reports.figures import keep_month
from navigator.services.reports.listed import REPORTS
from navigator.services.reports.scope import Scope

REQUESTS, CHILDREN, CHUNK = 10_000, 8_000, 200
#: A report slower than this is too slow for a page, milliseconds.
LIMIT = 1_500
_PATHS = (("new",), ("new", "confirmed"), ("new", "confirmed", "enrolled"), ("new", "rejected"), ("waitlist",))


def run(place: Place) -> None:
    """Put requests into a copy of the region and make every report of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "navigator.db"
        shutil.copy(place.url.removeprefix("sqlite:///"), path)
        database = open_database(f"sqlite:///{path}")
        use(KeyRing((b"k" * 32,), "s" * 64))
        with database.atomic():
            _fill(place)
        started = time.perf_counter()
        keep_month(database, place.today - timedelta(days=20))
        print(f"  figures of a month {(time.perf_counter() - started) * 1000:,.0f} ms")
        for name, listed in REPORTS.items():
            taken = []
            for day in (place.today, place.today - timedelta(days=7)):
                started = time.perf_counter()
                listed.make(Scope(Territory(REGION), day, place.today, named=True))
                taken.append((time.perf_counter() - started) * 1000)
            slow = "  SLOW" if max(taken) > LIMIT else ""
            print(f"  {name:14} today {taken[0]:6,.0f} ms, a past day {taken[1]:6,.0f} ms{slow}")
        database.close()


def _fill(place: Place) -> None:
    random = Random(8)
    rows = Group.select(Group.id, Group.program, Program.organization, Organization.municipality)
    groups = list(rows.join(Program).join(Organization).tuples())
    homes = [group[3] for group in groups]
    children = [
        {
            "last_name": f"Фамилия{number}",
            "first_name": "Имя",
            "patronymic": random.choice(("Иванович", "Ивановна")),
            "birth_date": f"{random.randint(2009, 2021)}-05-07",
            "municipality": random.choice(homes),
            "person_hash": str(number),
            "names_hash": "",
            "birth_hash": "",
        }
        for number in range(CHILDREN)
    ]
    for start in range(0, CHILDREN, CHUNK):
        Child.insert_many(children[start : start + CHUNK]).execute()
    ids = [child for (child,) in Child.select(Child.id).tuples()]
    begins = datetime.combine(place.today, datetime.min.time())
    requests, moves = [], []
    for number in range(1, REQUESTS + 1):
        group, program, organization, home = random.choice(groups)
        path, at = random.choice(_PATHS), begins - timedelta(minutes=random.randrange(60 * 24 * 90))
        requests.append(
            {
                "number": f"26-{number:05}",
                "kind": "enrollment",
                "state": path[-1],
                "child": random.choice(ids),
                "municipality": home,
                "organization": organization,
                "program": program,
                "group": group,
                "idempotency_hash": str(number),
                "answers_hash": "",
                "created_at": at,
                "decide_by": at.date() + timedelta(days=10),
            }
        )
        for before, after in zip(("", *path), path, strict=False):
            event = {"": "send", "new": "confirm", "confirmed": "enroll"}[before]
            moves.append(
                {"request": number, "at": at, "actor": "system", "event": event, "before": before, "after": after}
            )
            at += timedelta(hours=30)
    for model, found in ((Request, requests), (RequestMove, moves)):
        for start in range(0, len(found), CHUNK):
            model.insert_many(found[start : start + CHUNK]).execute()
