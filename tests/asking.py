"""Requests in tests: a group to ask for, a family that asks, and moments of one November."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from navigator.data import Direction, Group, Municipality, Organization, Program, Request
from navigator.data.sealed import KeyRing, use
from navigator.rules.persons import Identity
from navigator.services.requests.records import (
    CertificateAnswers,
    EnrollmentAnswers,
    Guardian,
    Moment,
    Policy,
    Sender,
)

KEY = b"k" * 32
RING = KeyRing((KEY,), "s" * 64)
#: A Monday, 12:00 in Moscow.
NOW = Moment(datetime(2026, 11, 23, 9))
POLICY = Policy()
_numbers = count(1)


def keys() -> None:
    """Give this process the keys of the tests."""
    use(RING)


def later(days: int = 0, **rest: int) -> Moment:
    """A moment after :data:`NOW`."""
    return Moment(NOW.utc + timedelta(days=days, **rest))


def group(free: int | None = 10, **values: Any) -> int:
    """A group of a published program for children of 7–11 that is open now; its id."""
    number = next(_numbers)
    home, _ = Municipality.get_or_create(
        slug="rayon",
        defaults={
            "oktmo": "60615000",
            "name": "Район",
            "region": "Область",
            "is_shown": True,
            "center_phone": "+7 863 700-00-12",
        },
    )
    organization, _ = Organization.get_or_create(
        public_name="Дом творчества",
        defaults={
            "municipality": home,
            "full_name": "Дом творчества",
            "name_key": "дом творчества",
            "status": "active",
            "phone": "+7 863 700-00-99",
        },
    )
    direction, _ = Direction.get_or_create(slug="art", defaults={"name": "Художественная"})
    program = values.pop("program", None) or Program.create(
        organization=organization,
        name=values.pop("program_name", f"Лепка {number}"),
        name_key=f"лепка {number}",
        direction=direction,
        age_from=7 * 12,
        age_to=12 * 12,
        state="published",
        entry_test=values.pop("entry_test", False),
    )
    row = {
        "date_start": date(2026, 12, 1),
        "date_end": date(2027, 5, 31),
        "stated_free": free,
        "free_places": free,
        "name": f"Группа {number}",
        **values,
    }
    return int(Group.create(program=program, **row).id)


def child(first: str = "Пётр", last: str = "Иванов", born: date = date(2017, 3, 5), snils: str = "") -> Identity:
    return Identity(last, first, "Сергеевич", born, snils)


def family(email: str = "mama@example.org", phone: str = "+79123456789") -> Guardian:
    return Guardian("Анна", phone, email)


def answers(to: int, who: Identity | None = None, **values: Any) -> EnrollmentAnswers:
    return replace(EnrollmentAnswers(to, who or child(), family()), **values)


def certificate_answers(who: Identity | None = None, **values: Any) -> CertificateAnswers:
    return replace(CertificateAnswers(who or child(), family(), "rayon"), **values)


def sender(key: str = "") -> Sender:
    return Sender("203.0.113.7", key or f"key-{next(_numbers)}")


def named(number: int) -> Identity:
    """One of many children with names of their own."""
    letters = "абвгдежзиклмнопрстуфхцчш"
    name = "".join(letters[number // len(letters) ** place % len(letters)] for place in range(4))
    return child(first=f"Имя{name}", last=f"Фамилия{name}")


def row(number: str) -> Request:
    """A stored request."""
    found: Request = Request.get(Request.number == number)
    return found
