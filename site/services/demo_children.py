"""The children of the first demo district, invented in bulk: registered, with certificates, enrolled as in its year.

Written straight into the tables, a thousand rows in a second; what they hold is what the forms and the desk would have
written: places of a group that its file counted as taken now belong to named requests, so free places stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from peewee import Database, fn

from navigator.data import (
    BaseModel,
    Child,
    Consent,
    ConsentText,
    Group,
    GroupFunding,
    Municipality,
    Organization,
    Program,
    Request,
    RequestMove,
)
from navigator.data.database import next_number, write
from navigator.data.rows import tuples
from navigator.data.sealed import ring
from navigator.rules.ages import age_on
from navigator.rules.coverage import OLDEST, YOUNGEST
from navigator.rules.persons import Identity, fold_person
from navigator.rules.years import academic_year, academic_year_bounds
from navigator.services.demo_certificates import certify
from navigator.services.requests.checking import living_key
from navigator.services.requests.children import person_hash, short_hash
from navigator.services.requests.consents import consent_words
from navigator.services.requests.records import Moment

HOME = "aleksandrovo-zavodskiy-rayon"
#: What the district reported: children in the register, certificates of account, children who attended.
REGISTERED, CERTIFIED, ENROLLED = 879, 816, 355
_SEED, _ROWS = 2020, 200
#: One of so many places that nobody counted is taken; one of so many attends a second program.
_UNCOUNTED, _SECOND = 2, 4
_LAST = (
    *("Аксёнов", "Баженов", "Верхотуров", "Гурулёв", "Дутов", "Епифанцев", "Журавлёв", "Золотухин", "Измайлов"),
    *("Карелин", "Литвинцев", "Мыльников", "Неверов", "Окладников", "Пинюгин", "Раздобреев", "Стафеев"),
    *("Трухин", "Устюжанин", "Федотов", "Харин", "Цыренов", "Чипизубов", "Шестаков", "Щеглов", "Юрганов"),
)
_BOYS = ("Алексей", "Борис", "Виктор", "Глеб", "Данил", "Егор", "Захар", "Иван", "Кирилл", "Лев", "Максим", "Никита")
_GIRLS = ("Алина", "Вера", "Галина", "Дарья", "Ева", "Зоя", "Инна", "Кира", "Лидия", "Мария", "Нина", "Полина")
_FATHERS = ("Андрее", "Борисо", "Викторо", "Денисо", "Евгенье", "Ивано", "Николае", "Петро", "Сергее", "Юрье")
_PARENTS = ("Светлана", "Марина", "Елена", "Юлия", "Алексей", "Дмитрий")


@dataclass(slots=True)
class _Row:
    """An invented child; ``id`` once it is stored."""

    who: Identity
    id: int = 0
    programs: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Room:
    """A group of the district with places that its file calls taken."""

    group: int
    program: int
    organization: int
    age_from: int
    age_to: int
    starts: date
    taken: int
    funding: str


def load_demo_children(database: Database, moment: Moment) -> int:
    """Fill the register of the first district up to what it reported.

    :returns: how many children were made; 0 where there are that many already or the district is not loaded.
    """
    home: Municipality | None = Municipality.get_or_none(Municipality.slug == HOME)
    if home is None:
        return 0
    wanted = REGISTERED - Child.select().where(Child.municipality == home.id).count()
    if wanted <= 0:
        return 0
    random = Random(_SEED)  # noqa: S311  # the same children each time, no secret
    today = moment.day(home.timezone)
    with write(database):
        children = _children(random, home, wanted, today, moment)
        certify(home, CERTIFIED, moment)
        _enroll(random, home, children, today)
    return wanted


def _write(model: type[BaseModel], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _ROWS):
        model.insert_many(rows[start : start + _ROWS]).execute()


def _identities(random: Random, today: date) -> Iterator[Identity]:
    """Children of 5–17 with names that only this list holds, no two alike."""
    seen: set[tuple[str, str, date]] = set()
    while True:
        girl, last, father = random.random() < 0.5, random.choice(_LAST), random.choice(_FATHERS)
        first = random.choice(_GIRLS if girl else _BOYS)
        surname = f"{last}а" if girl else last
        years, days = random.randint(YOUNGEST, OLDEST), random.randrange(20, 340)
        born = today.replace(day=1, year=today.year - years) - timedelta(days=days)
        born = born.replace(day=min(born.day, 28))
        if (surname, first, born) not in seen and YOUNGEST <= age_on(born, today) // 12 <= OLDEST:
            seen.add((surname, first, born))
            yield Identity(surname, first, f"{father}{'вна' if girl else 'вич'}", born)


def _children(random: Random, home: Municipality, wanted: int, today: date, moment: Moment) -> list[_Row]:
    named = _identities(random, today)
    rows = [_Row(next(named)) for _ in range(wanted)]
    began = moment.utc - timedelta(days=400)
    _write(
        Child,
        [
            {
                "last_name": one.who.last,
                "first_name": one.who.first,
                "patronymic": one.who.patronymic,
                "birth_date": one.who.born.isoformat(),
                "municipality": home.id,
                "person_hash": person_hash(one.who),
                "names_hash": ring().digest("names", fold_person(one.who.last, one.who.first, one.who.patronymic)),
                "short_hash": short_hash(one.who.last, one.who.first),
                "birth_hash": ring().digest("born", one.who.born.isoformat()),
                "created_at": began + timedelta(hours=number * 8),
            }
            for number, one in enumerate(rows)
        ],
    )
    ids = dict(tuples(Child.select(Child.person_hash, Child.id).where(Child.municipality == home.id)))
    for one in rows:
        one.id = ids[person_hash(one.who)]
    return rows


# ---------------------------------------------------------------- enrolled


def _enroll(random: Random, home: Municipality, children: list[_Row], today: date) -> None:
    attending = (Request.municipality == home.id) & (Request.state == "enrolled")
    wanted = ENROLLED - Request.select(Request.child).where(attending).distinct().count()
    begins = min(academic_year_bounds(academic_year(today))[0], today - timedelta(days=1))
    pairs = _pairs(random, children, _rooms(home, begins), wanted)
    version = _consent(home, begins)
    requests = [_request(random, home, one, room, begins) for one, room in pairs]
    _write(Request, requests)
    ids = dict(tuples(Request.select(Request.number, Request.id).where(attending)))
    moves, consents = [], []
    for row in requests:
        number, sent = ids[row["number"]], row["created_at"]
        consents.append({"request": number, "text": version, "given_at": sent})
        for at, (event, before, after) in enumerate(
            (("send", "", "new"), ("confirm", "new", "confirmed"), ("enroll", "confirmed", "enrolled"))
        ):
            actor = "organization" if before else "family"
            when = row["changed_at"] if event == "enroll" else sent + timedelta(days=at)
            moves.append(
                {"request": number, "at": when, "actor": actor, "event": event, "before": before, "after": after}
            )
    _write(RequestMove, moves)
    _write(Consent, consents)


def _rooms(home: Municipality, begins: date) -> list[_Room]:
    """Groups that began this autumn and are not paid by certificate, with what is taken in them."""
    by_money = GroupFunding.select(GroupFunding.group).where(GroupFunding.source != "budget")
    rows = (
        Group.select(
            *(Group.id, Group.program, Program.organization, Group.age_from, Group.age_to),
            *(Program.age_from, Program.age_to, Group.date_start, Group.places, Group.free_places),
        )
        .join(Program)
        .join(Organization)
        .where(
            *(Organization.municipality == home.id, Group.status == "active", Program.state == "published"),
            *(Group.date_start < begins + timedelta(days=45), Group.places.is_null(False), Group.id.not_in(by_money)),
        )
        .order_by(Group.id)
    )
    return [
        _Room(
            *(group, program, organization, own_from or first, own_to or last, starts),
            taken=places - free if free is not None else places // _UNCOUNTED,
            funding="budget",
        )
        for group, program, organization, own_from, own_to, first, last, starts, places, free in tuples(rows)
    ]


def _pairs(random: Random, children: list[_Row], rooms: list[_Room], wanted: int) -> list[tuple[_Row, _Room]]:
    """Who attends where: each of the wanted once, some of them a second time, within ages and taken places."""
    seats = [room for room in rooms for _ in range(room.taken)]
    random.shuffle(seats)
    seats.sort(key=lambda room: room.age_to - room.age_from)  # the narrow ones first, they are the hardest to fill
    found: list[tuple[_Row, _Room]] = []
    left = list(children)
    random.shuffle(left)
    for room in seats:
        again = len({one.id for one, _ in found}) >= wanted
        if again and random.randrange(_SECOND):
            continue
        pool = random.sample([one for one, _ in found], len(found)) if again else left
        one = next((one for one in pool if room.program not in one.programs and _fits(one, room)), None)
        if one is None:
            continue
        one.programs.add(room.program)
        found.append((one, room))
        if not again:
            left.remove(one)
    return found


def _fits(one: _Row, room: _Room) -> bool:
    return room.age_from <= age_on(one.who.born, room.starts) < room.age_to


def _consent(home: Municipality, begins: date) -> int:
    words = consent_words("personal", home)
    digest = hashlib.sha256(words.encode()).hexdigest()
    since = datetime.combine(begins - timedelta(days=30), time(9))
    ConsentText.insert(kind="personal", digest=digest, text=words, since=since).on_conflict_ignore().execute()
    return int(ConsentText.get(ConsentText.kind == "personal", ConsentText.digest == digest).id)


def _request(random: Random, home: Municipality, one: _Row, room: _Room, begins: date) -> dict[str, Any]:
    """A request that was sent in August, confirmed and enrolled; its place is one of those that the file took off."""
    sent = datetime.combine(begins - timedelta(days=random.randrange(5, 20)), time(random.randrange(6, 20)))
    moved = datetime.combine(begins, time(3))
    phone = f"+7302400{random.randrange(10_000):04}"
    key = f"demo {one.id} {room.program}"
    Group.update(
        held=Group.held + 1,
        stated_free=fn.COALESCE(Group.stated_free, Group.free_places) + 1,
    ).where(Group.id == room.group).execute()
    return {
        "number": f"{sent.year % 100:02}-{next_number(f'requests-{sent.year % 100:02}'):05}",
        "kind": "enrollment",
        "state": "enrolled",
        "source": "org",
        "child": one.id,
        "municipality": home.id,
        "organization": room.organization,
        "program": room.program,
        "group": room.group,
        "guardian_name": random.choice(_PARENTS),
        "guardian_phone": phone,
        "phone_hash": ring().digest("phone", phone),
        "idempotency_hash": ring().digest("idempotency", key),
        "answers_hash": ring().digest("answers", key),
        "code_hash": ring().digest("code", ring().code(key)),
        "living_key": living_key(room.program, one.who),
        "holds_place": True,
        "order_number": f"{room.organization}-о",
        "order_date": begins,
        "start_date": max(room.starts, begins),
        "funding": room.funding,
        "created_at": sent,
        "changed_at": moved,
        "version": 3,
    }
