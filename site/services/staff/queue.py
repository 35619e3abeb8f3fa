"""What waits for a member of staff: overdue, soon and later, the oldest first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from peewee import Case, fn

from navigator.data import Child, Group, Organization, Program, Request
from navigator.data.rows import tuples
from navigator.data.sealed import ring
from navigator.rules.access import Territory
from navigator.rules.ages import age_on
from navigator.rules.contacts import read_phone
from navigator.rules.persons import TypedProblem, fold_person
from navigator.rules.states import KINDS, ORGANIZATION, STATES, Move, moves_from
from navigator.services.requests.children import short_hash
from navigator.services.requests.following import read_number
from navigator.services.requests.records import Moment
from navigator.services.staff.territory import mine

PAGE = 50
MOST_PROGRAMS = 200
#: Working days are not counted here: what ends within so many days is «soon».
SOON = timedelta(days=3)
GROUPS = {"overdue": "Просрочено", "soon": "Скоро срок", "later": "Остальное"}
VIEWS = {
    "waiting": "Ждут меня",
    "call": "Позвонить",
    "waitlist": "Лист ожидания",
    "enrolled": "Обучаются",
    "closed": "Завершённые",
    "all": "Все",
}
#: «26-5», «5»: a number as it is said.
_SHORT_NUMBER = re.compile(r"(?:(\d\d)-)?(\d{1,5})")
_CLOSED = ("completed", "rejected", "cancelled", "expelled", "refused", "approved")


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What is asked of the queue."""

    view: str = "waiting"
    q: str = ""
    program: int | None = None
    kind: str = ""
    assigned: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    number: str
    kind: str
    kind_label: str
    state: str
    label: str
    version: int
    child: str
    age: int | None  # full years today
    program_id: int | None
    program: str
    group: str
    organization: str
    sent_on: date
    days: int  # since it was sent
    until: date | None
    urgency: str
    leave_asked: bool
    to_call: bool
    source: str
    assignee: int | None
    free_places: int | None
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue."""

    filters: QueueFilters
    rows: tuple[Row, ...]
    total: int
    counts: Mapping[str, int]
    programs: Sequence[tuple[int, str]]
    pages: int
    parts: dict[str, list[Row]] = field(default_factory=dict)


def queue(territory: Territory, filters: QueueFilters, moment: Moment, today: date) -> Queue:
    """A page of requests of a territory; a constant number of queries whatever its size."""
    conditions = [mine(territory), view_of(territory, filters.view, today), *_asked(filters, territory)]
    total = Request.select().where(*conditions).count()
    pages = max(1, -(-total // PAGE))
    page = filters.page if 1 <= filters.page <= pages else 1
    rows = tuple(_row(one, territory, today, moment) for one in _rows(conditions, page))
    parts: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda one: list(GROUPS).index(one.urgency)):
        parts.setdefault(row.urgency, []).append(row)
    return Queue(
        replace(filters, page=page), rows, total, _counts(territory, today), _programs(territory), pages, parts
    )


def row_of(territory: Territory, number: str, today: date, moment: Moment) -> Row | None:
    """One request of a territory as a line of the queue, or None."""
    found = _rows([mine(territory), Request.number == number], 1)
    return _row(found[0], territory, today, moment) if found else None


def heads(territory: Territory, filters: QueueFilters, today: date) -> tuple[int, dict[str, int]]:
    """How many requests a view holds as it is asked for, and how many each view holds."""
    asked = [mine(territory), view_of(territory, filters.view, today), *_asked(filters, territory)]
    return Request.select().where(*asked).count(), _counts(territory, today)


def view_of(territory: Territory, view: str, today: date) -> Any:
    """The condition of a view; what waits depends on who asks."""
    state = Request.state
    if view == "waiting":
        if territory.role == ORGANIZATION:
            leaving = (state == "enrolled") & Request.leave_asked_at.is_null(False)
            return state.in_(("new", "confirmed")) | leaving
        overdue = (state == "new") & (Request.decide_by < today)
        return ((Request.kind == "certificate") & (state == "new")) | overdue
    return {
        "call": (state == "offered") & Request.told_at.is_null(),
        "waitlist": state.in_(("waitlist", "offered")),
        "enrolled": state == "enrolled",
        "closed": state.in_(_CLOSED),
    }.get(view, Request.id > 0)


def _asked(filters: QueueFilters, territory: Territory) -> list[Any]:
    found: list[Any] = []
    if filters.q:
        found.append(_search(filters.q))
    if filters.program is not None:
        found.append(Request.program == filters.program)
    if filters.kind:
        found.append(Request.kind == filters.kind)
    if filters.assigned:
        found.append(Request.assignee == territory.account)
    return found


def _search(text: str) -> Any:
    """By number, also without its year or its zeros, by telephone, or by a child's names."""
    number = read_number(text)
    if number:
        return Request.number == number
    if short := _SHORT_NUMBER.fullmatch(text.strip()):
        year, counted = short[1] or "", short[2].zfill(5)
        return Request.number == f"{year}-{counted}" if year else Request.number.endswith(f"-{counted}")
    same = Child.select(Child.id).where(_named(text.split()))
    try:
        phone = ring().digest("phone", read_phone(text))
    except TypedProblem:
        return Request.child.in_(same)
    return Request.child.in_(same) | (Request.phone_hash == phone)


def _named(words: Sequence[str]) -> Any:
    """Children of a last and a first name in either order, with a patronymic where one was typed."""
    last, first, *more = [*words, "", ""]
    patronymic = " ".join(more).strip()
    if not patronymic:
        return Child.short_hash.in_({short_hash(last, first), short_hash(first, last)})
    *given, surname = words[1:]  # «Матвей Ильич Номоконов» as people say it
    orders = ((last, first, patronymic), (surname, last, " ".join(given)))
    return Child.names_hash.in_({ring().digest("names", fold_person(*names)) for names in orders})


def _rows(conditions: Sequence[Any], page: int) -> list[Request]:
    urgency = Case(None, [(Request.decide_by.is_null(), 1)], 0)
    query = (
        Request.select(
            *(Request, Child, Program.id, Program.name, Group.id, Group.name, Group.free_places),
            *(Organization.id, Organization.public_name),
        )
        .left_outer_join(Child)
        .switch(Request)
        .left_outer_join(Program)
        .switch(Request)
        .left_outer_join(Group)
        .switch(Request)
        .left_outer_join(Organization)
        .where(*conditions)
        .order_by(urgency, Request.decide_by, Request.id)
    )
    return list(query.paginate(page, PAGE))


def _row(one: Request, territory: Territory, today: date, moment: Moment) -> Row:
    child, program, group, organization = (
        getattr(one, name) if getattr(one, f"{name}_id") else None
        for name in ("child", "program", "group", "organization")
    )
    until = one.answer_by if one.state == "offered" else one.decide_by if one.state == "new" else None
    return Row(
        number=one.number,
        kind=one.kind,
        kind_label=KINDS[one.kind],
        state=one.state,
        label=STATES[one.kind][one.state],
        version=one.version,
        child=f"{child.last_name} {child.first_name} {child.patronymic}".strip() if child else "данные удалены",
        age=age_on(date.fromisoformat(str(child.birth_date)), today) // 12 if child else None,
        program_id=one.program_id,
        program=program.name if program else "",
        group=group.name if group else "",
        organization=organization.public_name if organization else "",
        sent_on=one.created_at.date(),
        days=(moment.utc - one.created_at).days,
        until=until,
        urgency=_urgency(until, today),
        leave_asked=one.state == "enrolled" and one.leave_asked_at is not None,
        to_call=one.state == "offered" and one.told_at is None,
        source=one.source,
        assignee=one.assignee,
        free_places=group.free_places if group else None,
        moves=moves_from(one.kind, one.state, territory.actor),
    )


def _urgency(until: date | None, today: date) -> str:
    if until is None:
        return "later"
    return "overdue" if until < today else "soon" if until <= today + SOON else "later"


def _counts(territory: Territory, today: date) -> dict[str, int]:
    """How many requests each view holds, in one query."""
    sums = [fn.SUM(Case(None, [(view_of(territory, view, today), 1)], 0)) for view in VIEWS]
    row = tuples(Request.select(*sums).where(mine(territory)))[0]
    return {view: int(number or 0) for view, number in zip(VIEWS, row, strict=True)}


def _programs(territory: Territory) -> list[tuple[int, str]]:
    """Programs that have living requests of a territory, for the filter."""
    rows = (
        Request.select(Program.id, Program.name)
        .join(Program)
        .where(mine(territory), Request.living_key.is_null(False))
        .distinct()
        .order_by(Program.name)
        .limit(MOST_PROGRAMS)
    )
    return [(number, name) for number, name in tuples(rows)]
