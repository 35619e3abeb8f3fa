"""Random histories of two invented municipalities, and the slow recount that reports must agree with."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import make

from navigator.data import (
    Certificate,
    Child,
    Direction,
    Group,
    Organization,
    Program,
    Request,
    RequestMove,
)
from navigator.data.sealed import ring
from navigator.exchange.report_files import Report, Table
from navigator.rules.access import Territory
from navigator.rules.states import REGION
from navigator.services.reports.listed import REPORTS
from navigator.services.reports.scope import Scope

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 9)
ZONES = ("Asia/Chita", "Europe/Moscow")
PATHS = (
    ("new",),
    ("new", "confirmed"),
    ("new", "confirmed", "enrolled"),
    ("new", "confirmed", "enrolled", "expelled"),
    ("new", "confirmed", "enrolled", "confirmed", "enrolled"),
    ("waitlist", "offered", "new", "rejected"),
    ("new", "rejected", "new"),
    ("new", "cancelled"),
    ("new", "confirmed", "enrolled", "completed"),
)
EVENTS = {"confirmed": "confirm", "enrolled": "enroll", "rejected": "reject", "expelled": "expel"}


def fill() -> None:
    for at, (slug, name) in enumerate(make.DIRECTIONS.items()):
        Direction.create(slug=slug, name=name, position=at)
    for at, (name, zone) in enumerate(zip(("Северный район", "Южный район"), ZONES, strict=True)):
        home = make.municipality(name, timezone=zone, is_shown=True, population_5_17=100 + at)
        for number in range(2):
            village = make.settlement(f"{('с.', 'г.')[number]} Место{at}{number}", home)
            owner = make.organization(f"Дом {at}{number}", municipality=home, settlement=village, address="ул. Мира, 1")
            for slug in ("art", "sport", "tech"):
                program = make.program(f"{slug} {at}{number}", organization=owner, direction=slug, age="5–18 лет")
                make.group(program, places=20, free_places=8, stated_free=8, date_start=date(2026, 9, 1))


def born(random: Random) -> date:
    return date(random.randint(2006, 2023), random.randint(1, 12), random.randint(1, 28))


def invent(seed: int, requests: int = 120) -> dict[int, date]:
    """Random children with random histories; the birth dates of the children."""
    with Request._meta.database.atomic():
        return _invent(Random(seed), seed, requests)


def _invent(random: Random, seed: int, requests: int) -> dict[int, date]:
    programs = list(Program.select(Program, Organization).join(Organization))
    births = {}
    for number in range(requests // 2):
        day = born(random)
        child = Child.create(
            last_name=f"Фамилия{number}",
            first_name="Имя",
            patronymic=random.choice(("Иванович", "Ивановна", "", "Кызы")),
            birth_date=day.isoformat(),
            municipality=random.choice(programs).organization.municipality,
            person_hash=f"{seed}-{number}",
            names_hash="",
            birth_hash="",
        )
        births[child.id] = day
        if random.random() < 0.5:
            closed = random.random() < 0.3
            Certificate.create(
                number="0000000000",
                number_hash=f"{seed}-{number}",
                child=child,
                municipality=child.municipality,
                issued_on=TODAY - timedelta(days=random.randrange(100)),
                valid_until=date(2040, 1, 1),
                status="closed" if closed else "active",
                changed_at=datetime(2026, 11, 23) - timedelta(days=random.randrange(60)),
            )
    for number in range(requests):
        write_request(random, random.choice(programs), random.choice(list(births)), f"{seed}-{number}")
    return births


def write_request(random: Random, program: Program, child: int, key: str) -> None:
    path = random.choice(PATHS)
    at = datetime(2026, 9, 1) + timedelta(minutes=random.randrange(60 * 24 * 60))
    request = Request.create(
        number=f"26-{key}"[-12:],
        kind="enrollment",
        state=path[-1],
        child=None if random.random() < 0.05 else child,
        municipality=program.organization.municipality,
        organization=program.organization,
        program=program,
        group=Group.get(Group.program == program).id,
        special_needs="1" if random.random() < 0.2 else "",
        idempotency_hash=ring().digest(key),
        answers_hash="",
        decide_by=TODAY + timedelta(days=random.randrange(-10, 10)),
        created_at=at,
    )
    before = ""
    for state in path:
        if at > NOW:
            break
        event = "send" if not before else "undo" if before in ("enrolled", "rejected") else EVENTS.get(state, "cancel")
        RequestMove.create(request=request, at=at, actor="system", event=event, before=before, after=state)
        before, at = state, at + timedelta(hours=random.randrange(1, 500))
    Request.update(state=before).where(Request.id == request.id).execute()


# ---------------------------------------------------------------- the slow recount


def state_then(request: Request, day: date) -> str:
    """State of a request at the end of a day where it is, read move by move."""
    zone, state = ZoneInfo(request.municipality.timezone), ""
    for move in RequestMove.select().where(RequestMove.request == request.id).order_by(RequestMove.at, RequestMove.id):
        if move.at.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date() <= day:
            state = move.after
    return state


def years(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def recount(births: dict[int, date], day: date) -> dict[str, Any]:
    """What the reports must say, counted in loops."""
    found: dict[str, Any] = defaultdict(lambda: defaultdict(list))
    found["states"] = defaultdict(Counter)
    for request in Request.select():
        state = state_then(request, day)
        if not state:
            continue
        home = request.municipality.name
        found["states"][home][state] += 1
        if state != "enrolled":
            continue
        who = request.child_id or f"erased {request.id}"
        found["direction"][request.program.direction.name].append(who)
        if request.child_id and 5 <= years(births[request.child_id], day) <= 17:
            for place in (home, "Всего"):
                found["inside"][place].append((who, request.program_id))
            found["age"][str(years(births[request.child_id], day))].append(who)
    return found


def line(table: Table, first: str) -> dict[str, Any]:
    """A row of a table by the titles of its columns."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    row = next(one for one in rows if one[0] == first)
    return dict(zip([column.title for column in table.columns], row, strict=True))


def scope(day: date = TODAY, role: str = REGION, **values: Any) -> Scope:
    return Scope(Territory(role, **values), day, TODAY)


def made(name: str, of: Scope | None = None) -> Report:
    return REPORTS[name].make(of or scope())
