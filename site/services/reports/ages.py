"""Report 3: children and enrollments by full years on the day, boys and girls."""

from __future__ import annotations

from collections import defaultdict

from navigator.exchange.report_files import Column, Plot, Report, Table, Value
from navigator.rules.coverage import BOY, GIRL, OLDEST, UNSAID, YOUNGEST
from navigator.services.reports.coverage import without_empty
from navigator.services.reports.facts import NOBODY, Fact, Person, enrolled, facts, people
from navigator.services.reports.scope import Scope

TITLE = "По возрасту"
_YOUNGER, _OLDER, _UNKNOWN = "младше 5", "старше 17", "возраст неизвестен"
_COLUMNS = (
    *(Column("Возраст, полных лет", "text"), Column("Мальчики"), Column("Девочки"), Column("Пол не указан")),
    *(Column("Детей"), Column("Услуг (зачислений)")),
)


def ages(scope: Scope) -> Report:
    """Each child once, in the row of its age on the day; other ages than 5–17 have rows when there are any."""
    known = people(scope)
    by_age: dict[str, list[Fact]] = defaultdict(list)
    attending = enrolled(facts(scope))
    for one in attending:
        by_age[_row_of(_person(one, known))].append(one)
    names = [_YOUNGER, *map(str, range(YOUNGEST, OLDEST + 1)), _OLDER, _UNKNOWN]
    always = set(names[1:-2])
    some_unsaid = any(_person(one, known).sex == UNSAID for one in attending)
    rows = tuple((name, *_line(by_age[name], known, some_unsaid)) for name in names if name in always or by_age[name])
    inside = [one for name in names[1:-2] for one in by_age[name]]
    total = ("Всего 5–17", *_line(inside, known, some_unsaid))
    notes = ["Возраст – полных лет на день отчёта; ребёнок посчитан один раз. Пол определён по отчеству."]
    table = without_empty(Table(TITLE, _COLUMNS, rows, total))
    labels = tuple(names[1:-2])
    children = tuple(float(len({one.who for one in by_age[name]})) for name in labels)
    plot = Plot("Детей по возрасту, полных лет", "bars", labels, children)
    return Report("ages", TITLE, scope.title, scope.day, (table,), tuple(notes), (plot,) if inside else ())


def _person(one: Fact, known: dict[int, Person]) -> Person:
    return known.get(one.child, NOBODY) if one.child is not None else NOBODY


def _row_of(person: Person) -> str:
    if person.years is None:
        return _UNKNOWN
    return _YOUNGER if person.years < YOUNGEST else _OLDER if person.years > OLDEST else str(person.years)


def _line(found: list[Fact], known: dict[int, Person], some_unsaid: bool) -> tuple[Value, ...]:
    sexes = {one.who: _person(one, known).sex for one in found}
    said = list(sexes.values())
    unsaid = said.count(UNSAID) if some_unsaid else None
    return said.count(BOY), said.count(GIRL), unsaid, len(sexes), len(found)
