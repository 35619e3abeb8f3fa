"""Report 4: what organizations offer and how they answer families."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime

from peewee import fn

from navigator.data import Contract, Municipality, Organization, Request, RequestMove
from navigator.data.rows import tuples
from navigator.exchange.report_files import Column, Report, Table, Value
from navigator.rules.coverage import median
from navigator.rules.dates import format_date
from navigator.rules.vocabulary import ORGANIZATION_TYPES
from navigator.rules.years import academic_year, academic_year_bounds
from navigator.services.reports.coverage import without_empty
from navigator.services.reports.facts import facts
from navigator.services.reports.money import CONTRACT_COLUMNS, PAID_NOTE, paid, paid_values, paying
from navigator.services.reports.scope import Scope
from navigator.services.reports.stock import Stock, stock, summed

TITLE = "По организациям"
_COLUMNS = (
    *(Column("Организация", "text"), Column("Тип", "text"), Column("Муниципалитет", "text")),
    *(Column("Программ опубликовано"), Column("На модерации"), Column("Групп"), Column("Мест")),
    *(Column("Новых заявок"), Column("Подтверждено"), Column("Обучается"), Column("Просрочено")),
    *(Column("Срок решения, дней", "decimal"), Column("Отказов")),
    *CONTRACT_COLUMNS,
)
_DECISIONS = ("confirm", "reject")


def organizations(scope: Scope) -> Report:
    """Requests by state on the day; how long decisions of the academic year took, half of them no longer."""
    begins = academic_year_bounds(academic_year(scope.day))[0]
    standing = {} if scope.is_past else summed(stock(scope), 1)
    by_state: dict[int, Counter[str]] = defaultdict(Counter)
    for one in facts(scope):
        by_state[one.organization or 0][one.state] += 1
    overdue = {} if scope.is_past else _overdue(scope)
    taken, refused = _decisions(scope, begins)
    several = len(scope.places) > 1
    pays = paying(scope)
    money = paid(scope, Contract.organization) if pays else {}
    rows = []
    for number, name, kind, home, place in _all(scope):
        stands = standing.get(number, Stock())
        states = by_state[number]
        offered: tuple[Value, ...] = (stands.programs, stands.moderation, stands.groups, stands.places)
        rows.append(
            (
                *(name, ORGANIZATION_TYPES[kind], home if several else None),
                *((None,) * 4 if scope.is_past else offered),
                *(states["new"], states["confirmed"], states["enrolled"]),
                *(None if scope.is_past else overdue.get(number, 0), median(taken.get(number, ()))),
                refused.get(number, 0),
                *paid_values(money.get((number,)), is_counted=place in pays)[1:],
            )
        )
    notes = [
        f"Срок решения (медиана, календарных дней) и отказы – с {format_date(begins)}.",
        *(["Программы, места и просрочка на прошедший день по организациям не хранятся."] if scope.is_past else []),
        *([PAID_NOTE] if pays else []),
    ]
    table = without_empty(Table(TITLE, _COLUMNS, tuple(rows), _total(rows), empty="Организаций нет."))
    return Report("organizations", TITLE, scope.title, scope.day, (table,), tuple(notes))


def _all(scope: Scope) -> list[tuple[int, str, str, str, int]]:
    rows = (
        Organization.select(
            Organization.id, Organization.public_name, Organization.type, Municipality.name, Municipality.id
        )
        .join(Municipality)
        .where(scope.organizations(), Organization.status.in_(("active", "new")))
        .order_by(Municipality.name, Organization.public_name)
    )
    return list(tuples(rows))


def _overdue(scope: Scope) -> dict[int, int]:
    rows = (
        Request.select(Request.organization, fn.COUNT(Request.id))
        .where(scope.requests(), Request.kind == "enrollment", Request.state == "new", Request.decide_by < scope.day)
        .group_by(Request.organization)
    )
    return dict(tuples(rows))


def _decisions(scope: Scope, begins: date) -> tuple[dict[int, list[float]], dict[int, int]]:
    """Days from sending to the first decision, and refusals, by organization, since a day.

    Instants come as text: reading tens of thousands of them as such takes a tenth of the time.
    """
    sent = Request.created_at.cast("TEXT")
    rows = (
        RequestMove.select(
            *(RequestMove.request, Request.organization, RequestMove.event, RequestMove.after),
            *(RequestMove.at.cast("TEXT"), sent, Request.kind),
        )
        .join(Request)
        .where(
            *(scope.requests(), scope.until(RequestMove.at), Request.kind == "enrollment"),
            RequestMove.event.in_((*_DECISIONS, "undo")),
            RequestMove.at >= datetime.combine(begins, datetime.min.time()),
        )
        .order_by(RequestMove.at, RequestMove.id)
    )
    days: dict[int, dict[int, float]] = defaultdict(dict)
    refused: dict[int, set[int]] = defaultdict(set)
    for request, organization, event, after, at, asked, _ in tuples(rows):
        if event == "undo":
            refused[organization].discard(request)
            continue
        passed = datetime.fromisoformat(at) - datetime.fromisoformat(asked)
        days[organization].setdefault(request, passed.total_seconds() / 86_400)
        if after == "rejected":
            refused[organization].add(request)
    return {one: list(found.values()) for one, found in days.items()}, {one: len(all_) for one, all_ in refused.items()}


def _total(rows: list[tuple[Value, ...]]) -> tuple[Value, ...] | None:
    if len(rows) < 2:
        return None
    sums: list[Value] = ["Всего", None, None]
    for at in range(3, len(_COLUMNS)):
        found = [row[at] for row in rows]
        whole = [value for value in found if isinstance(value, int)]
        if _COLUMNS[at] in CONTRACT_COLUMNS:
            sums.append(sum(whole) if whole else None)  # of those who are paid by certificates
        else:
            sums.append(sum(whole) if len(whole) == len(rows) and _COLUMNS[at].kind == "number" else None)
    return tuple(sums)
