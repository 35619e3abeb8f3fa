"""Requests of the demo: invented children, every state, so that the desk and the pages have something to show."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle

from peewee import Database

from navigator.data import Group, Organization, Program, Request
from navigator.data.rows import tuples
from navigator.rules.persons import Identity
from navigator.services.groups import GroupView, groups_of
from navigator.services.requests.moving import move
from navigator.services.requests.records import (
    CertificateAnswers,
    EnrollmentAnswers,
    Guardian,
    Moment,
    MoveRefused,
    Order,
    Policy,
    Sender,
    Sent,
)
from navigator.services.requests.submitting import send_certificate_request, send_enrollment
from navigator.services.reviews.demo import load_demo_reviews

_LAST = (
    *("Размахнин", "Номоконов", "Забелин", "Пешков", "Корнев", "Лоншаков", "Гантимуров", "Эпов", "Кибирев", "Шайдуров"),
    *("Бочкарёв", "Ушаков", "Ведерников", "Таскаев", "Перфильев"),
)
_FIRST = (("Матвей", "Ильич"), ("Артём", "Павлович"), ("Тимофей", "Олегович"), ("Степан", "Андреевич"))
_PARENTS = ("Ольга", "Ирина", "Наталья", "Сергей", "Татьяна")
#: Moves after sending, one list a request; letters name the moves.
_PATHS = (
    *((), (), (), (), (), (), ("confirm",), ("confirm",), ("confirm",)),
    *(("confirm", "enroll"),) * 6,
    *(("confirm", "enroll", "leave"), ("confirm", "enroll", "expel")),
    *(("reject",), ("cancel",), ("confirm", "cancel")),
)
_MOST_DAYS = 12


def load_demo_requests(database: Database, moment: Moment) -> int:
    """Send some thirty requests of invented families, unless there are requests already.

    :returns: how many were sent.
    """
    if Request.select().exists():
        return 0
    sent, policy, families = 0, Policy(), cycle(range(len(_LAST) * len(_FIRST)))
    groups = _groups(moment)
    for at, path in enumerate(_PATHS):
        group = groups[at % len(groups)]
        then = Moment(moment.utc - timedelta(days=_MOST_DAYS - at * _MOST_DAYS // len(_PATHS), hours=at % 5))
        sent += _one(database, group, next(families), path, then, policy)
    full = next((one for one in groups if one.free_places == 1), groups[0])
    for _ in range(4):
        sent += _one(database, full, next(families), (), moment, policy)
    for at in range(6):
        child = _child(next(families), AGES[at % len(AGES)], moment)
        answers = CertificateAnswers(child, _guardian(at), "aleksandrovo-zavodskiy-rayon")
        outcome = send_certificate_request(database, answers, _sender(f"certificate {at}"), moment, policy)
        if isinstance(outcome, Sent):
            sent += 1
            if at % 3 == 1:
                move(database, outcome.number, "approve", "municipal_center", moment, policy)
            elif at % 3 == 2:
                move(
                    database, outcome.number, "refuse", "municipal_center", moment, policy, Order(reason="not_resident")
                )
    load_demo_reviews(database, moment)
    return sent


#: Ages of children who ask for a certificate alone, years.
AGES = (6, 9, 13)


def _groups(moment: Moment) -> list[GroupView]:
    """Open groups with counted places of two organizations that have demo staff."""
    rows = tuples(
        Group.select(Group.program)
        .join(Program)
        .join(Organization)
        .where(Organization.external_id.in_(("azv-dshi", "egr-cvr")), Group.free_places > 0)
        .distinct()
    )
    today = moment.day("Europe/Moscow")
    found = [one for (program,) in rows for one in groups_of([program], today)[program]]
    return [one for one in found if one.verdict.is_open and one.free_places and one.age is not None and one.is_free]


def _one(
    database: Database, group: GroupView, family: int, path: tuple[str, ...], moment: Moment, policy: Policy
) -> int:
    if group.age is None:
        return 0
    years = (group.age.start + min(group.age.end, 17 * 12)) // 24
    answers = EnrollmentAnswers(group.id, _child(family, years, moment, group.date_start), _guardian(family))
    outcome = send_enrollment(database, answers, _sender(f"enrollment {group.id} {family}"), moment, policy)
    if not isinstance(outcome, Sent):
        return 0
    today = moment.day("Europe/Moscow")
    orders = {
        "enroll": Order(number=f"{family + 1}-о", day=today, start=today, funding="budget"),
        "expel": Order(reason="family", number=f"{family + 1}-к", day=today),
        "reject": Order(reason="documents"),
    }
    for event in path:
        actor = "family" if event in {"leave", "cancel"} else "organization"
        try:
            move(database, outcome.number, event, actor, moment, policy, orders.get(event))
        except MoveRefused:
            break
    return 1


def _child(family: int, years: int, moment: Moment, starts: date | None = None) -> Identity:
    day = starts or moment.utc.date()
    first, patronymic = _FIRST[family % len(_FIRST)]
    born = date(day.year - years - 1, 1 + family % 12, 1 + family % 27)
    return Identity(_LAST[family // len(_FIRST) % len(_LAST)], first, patronymic, born)


def _guardian(family: int) -> Guardian:
    return Guardian(_PARENTS[family % len(_PARENTS)], f"+7302400{family % 100:02}{(family * 7) % 100:02}", "")


def _sender(key: str) -> Sender:
    return Sender("", f"demo {key}", "site")
