"""Report 6: requests by state, the overdue ones, and what families ask for and do not find."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from navigator.data import Child, Organization, Program, Request
from navigator.data.rows import tuples
from navigator.exchange.report_files import Column, Report, Table, Value
from navigator.rules.names import plural
from navigator.rules.states import ENROLLMENT_STATES, KINDS
from navigator.services.reports.demand import by_direction, gaps, waiting_lists
from navigator.services.reports.facts import facts
from navigator.services.reports.missed import missed_words
from navigator.services.reports.scope import Scope

TITLE = "Заявки и спрос"
MOST_NAMED = 200
_NAMED = (
    *(Column("Заявка", "text"), Column("Ребёнок", "text"), Column("Что просят", "text")),
    *(Column("Организация", "text"), Column("Решить до", "day"), Column("Дней просрочки")),
)


def requests(scope: Scope) -> Report:
    """By state and municipality; of today also who waits too long, by name only for those who may see names."""
    tables = [_by_state(scope)]
    notes = []
    if scope.is_past:
        notes.append("Просроченные заявки, листы ожидания и спрос показаны только на сегодня.")
    else:
        tables += [_overdue(scope), by_direction(scope), waiting_lists(scope)]
        if not scope.is_organization:
            tables += [missed_words(scope.today), gaps(scope)]
    return Report("requests", TITLE, scope.title, scope.day, tuple(tables), tuple(notes))


def _by_state(scope: Scope) -> Table:
    by_place: dict[int, Counter[str]] = defaultdict(Counter)
    for one in facts(scope):
        by_place[one.municipality][one.state] += 1

    def line(found: Counter[str]) -> tuple[Value, ...]:
        return *(found[state] for state in ENROLLMENT_STATES), sum(found.values())

    rows = tuple((one.name, *line(by_place[one.id])) for one in scope.places)
    total = ("Всего", *line(sum(by_place.values(), Counter())))
    columns = (Column("Муниципалитет", "text"), *map(Column, ENROLLMENT_STATES.values()), Column("Всего"))
    return Table("Заявки на кружки по состояниям", columns, rows, total if len(rows) > 1 else None)


def _overdue(scope: Scope) -> Table:
    """The longest overdue first; without the right to names neither names nor links."""
    late = (Request.state == "new") & (Request.decide_by < scope.day)
    columns = (Request.number, Request.kind, Program.name, Organization.public_name, Request.decide_by)
    names = (Child.last_name, Child.first_name, Child.patronymic) if scope.named else ()
    query = (
        Request.select(*columns, *names)
        .left_outer_join(Program)
        .switch(Request)
        .left_outer_join(Organization)
        .switch(Request)
        .left_outer_join(Child)
        .where(scope.requests(), late)
        .order_by(Request.decide_by, Request.id)
    )
    everything = query.count()
    rows = [_late(row, scope.day) for row in tuples(query.limit(MOST_NAMED))]
    said = f"Показаны первые {MOST_NAMED} из {everything}." if everything > len(rows) else ""
    found = [one for one in _NAMED if scope.named or one.title != "Ребёнок"]
    if not scope.named:
        rows = [row[:1] + row[2:] for row in rows]
    words = plural(everything, "заявка", "заявки", "заявок")
    return Table(
        f"Просрочено: {everything} {words}" if everything else "Просроченные заявки",
        tuple(found),
        tuple(rows),
        notes=(said,) if said else (),
        empty="Просроченных заявок нет.",
        links=tuple(str(row[0]) for row in rows) if scope.named else (),
        links_to="request" if scope.named else "",
    )


def _late(row: tuple[Value, ...], day: date) -> tuple[Value, ...]:
    number, kind, program, organization, until, *names = row
    child = " ".join(str(one) for one in names if one) or "данные удалены"
    days = (day - until).days if isinstance(until, date) else None
    return number, child, program or KINDS[str(kind)], organization or "", until, days
