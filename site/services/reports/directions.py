"""Report 2: programs, places, enrollments and children by direction."""

from __future__ import annotations

from navigator.data import Contract, Direction
from navigator.data.rows import tuples
from navigator.exchange.report_files import Column, Plot, Report, Table, Value
from navigator.rules.names import plural
from navigator.services.reports.coverage import without_empty
from navigator.services.reports.facts import Fact, enrolled, facts
from navigator.services.reports.figures import figures, figures_words
from navigator.services.reports.money import PAID_COLUMNS, PAID_NOTE, paid, paid_values, paying
from navigator.services.reports.scope import Scope
from navigator.services.reports.stock import Stock, stock, summed

TITLE = "По направленностям"
_COLUMNS = (
    Column("Направленность", "text"),
    *(Column("Программ"), Column("Групп"), Column("Мест"), Column("Занято"), Column("Свободно")),
    *(Column("Услуг (зачислений)"), Column("Детей")),
    *PAID_COLUMNS,
)
_STANDING = ("programs", "groups", "places", "taken", "free")


def directions(scope: Scope) -> Report:
    """A child who attends two directions is counted in both, so the last column does not add up; the page says so."""
    attending = enrolled(facts(scope))
    standing, notes = _standing(scope)
    pays = bool(paying(scope))
    money = {slug or "": one for (slug,), one in paid(scope, Contract.direction).items()} if pays else {}
    rows: list[tuple[Value, ...]] = []
    named = tuples(Direction.select(Direction.slug, Direction.name).order_by(Direction.position))
    for slug, name in [*named, ("", "")]:
        mine = [one for one in attending if (one.direction or "") == slug]
        if slug or mine or any(standing.get(slug, ())):
            stands = standing.get(slug, (0,) * len(_STANDING))
            sums = paid_values(money.get(slug), is_counted=pays)
            rows.append((name or "Не указана", *stands, *_counted(mine), *sums))
    children = len({one.who for one in attending})
    together = paid_values(paid(scope).get(()), is_counted=pays)
    total = ("Всего", *_sums([row[1:6] for row in rows]), len(attending), children, *together)
    said = f"{children} {plural(children, 'ребёнок', 'ребёнка', 'детей')}"
    notes = [
        "Сумма детей по направленностям не равна итогу: кто занимается по двум направленностям, посчитан в каждой. "
        f"Всего {said} всех возрастов; в охват входят только дети 5–17 лет.",
        *notes,
        *([PAID_NOTE] if pays else []),
    ]
    table = without_empty(Table(TITLE, _COLUMNS, tuple(rows), total))
    services = tuple(float(row[6]) for row in rows if isinstance(row[6], int))
    plot = Plot("Зачислений по направленностям", "bars", tuple(str(row[0]) for row in rows), services)
    return Report("directions", TITLE, scope.title, scope.day, (table,), tuple(notes), (plot,) if attending else ())


def _counted(found: list[Fact]) -> tuple[int, int]:
    return len(found), len({one.who for one in found})


def _standing(scope: Scope) -> tuple[dict[str, tuple[Value, ...]], list[str]]:
    """Programs, groups and places by direction, with what is to be said of them."""
    if not scope.is_past:
        found = {str(slug): one for slug, one in summed(stock(scope), 2).items()}
        together = Stock()
        for one in found.values():
            together.add(one)
        notes = []
        if together.unstated:
            words = plural(together.unstated, "группы", "групп", "групп")
            notes.append(f"У {together.unstated} {words} число мест или свободных мест не указано: они не в «Занято».")
        return {slug: tuple(getattr(one, name) for name in _STANDING) for slug, one in found.items()}, notes
    kept = figures(scope)
    words = figures_words(kept, "программы, группы и места")
    if scope.is_organization:  # months are kept of municipalities
        return _nothing(), ["Программы, группы и места организации на прошедший день не хранятся, поэтому не показаны."]
    if kept.taken_on is None:
        return _nothing(), [words]
    slugs = {name.split(".")[1] for one in kept.values.values() for name in one if name.startswith("direction.")}
    return {slug: tuple(kept.sum(scope.places, f"direction.{slug}.{name}") for name in _STANDING) for slug in slugs}, [
        words
    ]


def _nothing() -> dict[str, tuple[Value, ...]]:
    unknown: tuple[Value, ...] = (None,) * len(_STANDING)
    return {slug: unknown for (slug,) in tuples(Direction.select(Direction.slug))} | {"": unknown}


def _sums(rows: list[tuple[Value, ...]]) -> list[Value]:
    """Column by column; a sum that would lack a row is none."""
    columns = [[value for value in column if isinstance(value, int)] for column in zip(*rows, strict=True)]
    return [sum(column) if len(column) == len(rows) else None for column in columns]
