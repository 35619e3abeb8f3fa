"""Requests: stored a second, with consents, history and letter, on SQLite that waits for the disk."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from place import Place

from navigator.data import Direction, Group, Municipality, Organization, Program
from navigator.data.database import migrate, open_database
from navigator.data.sealed import KeyRing, use
from navigator.rules.persons import Identity
from navigator.services.requests.records import EnrollmentAnswers, Guardian, Moment, Policy, Sender
from navigator.services.requests.submitting import send_enrollment

REQUESTS = 300
_LETTERS = "абвгдежзик"


def run(place: Place) -> None:
    """Store requests of as many children for one group, and bare rows of one column as the peer."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'navigator.db'}")
        migrate(database)
        use(KeyRing((b"k" * 32,), "s" * 64))
        home = Municipality.create(slug="m", oktmo="1", name="Район", region="Область")
        organization = Organization.create(municipality=home, full_name="Дом", public_name="Дом", name_key="дом")
        direction = Direction.create(slug="art", name="Художественная")
        program = Program.create(
            organization=organization, name="Хор", name_key="хор", direction=direction, age_from=60, age_to=200
        )
        group = Group.create(program=program, free_places=10**6, date_start=date(2027, 1, 1))
        moment, policy = Moment(datetime.now(UTC).replace(tzinfo=None)), Policy()
        taken = []
        for number in range(REQUESTS):
            name = "".join(_LETTERS[int(digit)] for digit in f"{number:04}")
            child = Identity(f"Иванов{name}", f"Пётр{name}", "", date(2016, 3, 5 + number % 20))
            answers = EnrollmentAnswers(group.id, child, Guardian("Анна", "", "a@example.org"))
            started = time.perf_counter()
            send_enrollment(database, answers, Sender("203.0.113.7", f"key {number}"), moment, policy)
            taken.append(time.perf_counter() - started)
        started = time.perf_counter()
        for number in range(REQUESTS):
            with database.atomic("IMMEDIATE"):
                database.execute_sql("INSERT INTO fact (name, value) VALUES (?, '')", (f"bare {number}",))
        bare = (time.perf_counter() - started) / REQUESTS
        taken.sort()
        print(
            f"  {REQUESTS / sum(taken):,.0f} a second, p50 {taken[len(taken) // 2] * 1000:.1f} ms, "
            f"p99 {taken[int(len(taken) * 0.99)] * 1000:.1f} ms; a bare row beside it {bare * 1000:.2f} ms"
        )
        database.close()
