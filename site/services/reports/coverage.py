"""Report 1: how many of the children of 5–17 attend, by municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from navigator.data import Contract
from navigator.exchange.report_files import Column, Plot, Report, Table, Value
from navigator.rules.coverage import attendance, per_head, share
from navigator.rules.dates import MONTHS
from navigator.rules.names import plural
from navigator.services.reports.facts import Fact, counted, enrolled, facts, holders, people
from navigator.services.reports.figures import Figures, figures, figures_words, monthly
from navigator.services.reports.money import PAID_COLUMNS, PAID_NOTE, paid, paid_values, paying
from navigator.services.reports.plans import Plan, plans
from navigator.services.reports.scope import Place, Scope

TITLE = "Охват по муниципалитетам"
_STANDING = (
    *(Column("Население 5–17"), Column("Детей зарегистрировано"), Column("Сертификатов учёта")),
    *(Column("Сертификатов ПФ"), Column("Социальных сертификатов")),
)
_ATTENDING = (
    *(Column("Зачислено детей 5–17"), Column("План, детей"), Column("Услуг (зачислений)")),
    *(Column("Услуг на ребёнка", "decimal"), Column("Охват, %", "percent"), Column("План охвата, %", "percent")),
    *(Column("Из них с сертификатом, %", "percent"), Column("Нужны особые условия (ОВЗ)")),
    *(Column("Занимаются в селе"), Column("На 1 программе"), Column("На 2"), Column("На 3 и более")),
)
_MOST_NAMED = 5


def coverage(scope: Scope) -> Report:
    """Children once, enrollments beside them; percent only where somebody said how many children live there."""
    attending = enrolled(facts(scope))
    inside = counted(attending, people(scope))
    by_place: dict[int, list[Fact]] = defaultdict(list)
    for one in inside:
        by_place[one.municipality].append(one)
    certified = holders(scope)
    notes = [*_outside(attending, inside)]
    if scope.is_organization:
        sums = paid_values(paid(scope).get(()), is_counted=bool(paying(scope)))
        line = (scope.title, *[None] * len(_STANDING), *_attending(inside, certified, Plan()), *sums)
        table = without_empty(Table(TITLE, _columns("Организация"), (line,)))
        return Report("coverage", TITLE, scope.title, scope.day, (table,), tuple(notes))
    planned, kept = plans(scope), figures(scope)
    pays, money = paying(scope), paid(scope, Contract.payer)
    lines = [
        (
            *(one.name, *_standing(kept, [one], planned)),
            *_attending(by_place[one.id], certified, planned[one.id]),
            *paid_values(money.get((one.id,)), is_counted=one.id in pays),
        )
        for one in scope.places
    ]
    together = _together(planned.values())
    total = (
        *("Всего", *_standing(kept, scope.places, planned), *_attending(inside, certified, together)),
        *paid_values(paid(scope).get(()), is_counted=bool(pays)),
    )
    if pays:
        notes.append(PAID_NOTE)
    if scope.is_past:
        notes.append(figures_words(kept, "зарегистрировано детей и сертификатов"))
    notes += _populations(scope, planned)
    if len(lines) > 1:
        notes.append("Кто занимается в двух муниципалитетах, посчитан в каждом, а в строке «Всего» – один раз.")
    table = without_empty(Table(TITLE, _columns("Муниципалитет"), tuple(lines), total if len(lines) > 1 else None))
    return Report("coverage", TITLE, scope.title, scope.day, (table,), tuple(notes), _plots(scope, table))


def without_empty(table: Table) -> Table:
    """The table without columns that say nothing in any row: plans that nobody made, money that nobody counts."""
    lines = [*table.rows, *([table.total] if table.total else [])]
    full = [at for at in range(len(table.columns)) if at == 0 or any(line[at] is not None for line in lines)]

    def kept(line: Sequence[Value]) -> tuple[Value, ...]:
        return tuple(line[at] for at in full)

    return Table(
        table.caption,
        tuple(table.columns[at] for at in full),
        tuple(map(kept, table.rows)),
        kept(table.total) if table.total else None,
        *(table.notes, table.empty, table.links, table.links_to),
    )


def _columns(first: str) -> tuple[Column, ...]:
    return (Column(first, "text"), *_STANDING, *_ATTENDING, *PAID_COLUMNS)


def _standing(kept: Figures, places: Collection[Place], planned: dict[int, Plan]) -> tuple[Value, ...]:
    """Population, registered children, certificates; those with money only where a municipality counts money."""
    people = [planned[one.id].population for one in places]
    pays = any(one.funding_mode != "none" for one in places)
    return (
        sum(filter(None, people)) if all(people) else None,
        kept.sum(places, "registered"),
        kept.sum(places, "certificate.accounting.active"),
        kept.sum(places, "certificate.funded.active") if pays else None,
        kept.sum(places, "certificate.social.active") if pays else None,
    )


def _attending(found: Collection[Fact], certified: set[int], plan: Plan) -> tuple[Value, ...]:
    got = attendance((one.who, one.program) for one in found)
    return (
        *(got.children, plan.children, got.services, per_head(got.services, got.children)),
        *(share(got.children, plan.population), plan.coverage),
        share(len({one.child for one in found} & certified), got.children),
        len({one.who for one in found if one.special}),
        len({one.who for one in found if one.rural}),
        *(got.on_one, got.on_two, got.on_more),
    )


def _together(planned: Iterable[Plan]) -> Plan:
    """Sums over municipalities; a sum that would lack a municipality is none."""
    all_of = list(planned)
    people = [one.population for one in all_of]
    children = [one.children for one in all_of]
    return Plan(
        population=sum(filter(None, people)) if all(people) else None,
        children=sum(filter(None, children)) if all(children) else None,
    )


def _outside(attending: Sequence[Fact], inside: Sequence[Fact]) -> list[str]:
    services, gone = len(attending) - len(inside), sum(1 for one in attending if one.child is None)
    if not services:
        return []
    words = f"{services} {plural(services, 'зачисление', 'зачисления', 'зачислений')} детей младше 5 и старше 17 лет"
    return [f"Ещё {words} в охват не входят{f'; среди них удалены данные: {gone}' if gone else ''}."]


def _populations(scope: Scope, planned: dict[int, Plan]) -> list[str]:
    bare = [one.name for one in scope.places if planned[one.id].population is None]
    said = {f"{planned[one.id].source}" for one in scope.places if planned[one.id].source}
    notes = [f"Население 5–17 лет: {'; '.join(sorted(said)[:_MOST_NAMED])}."] if said else []
    if bare:
        more = f" и ещё {len(bare) - _MOST_NAMED}" if len(bare) > _MOST_NAMED else ""
        notes.append(f"Нет данных о населении: {', '.join(bare[:_MOST_NAMED])}{more}. Процент охвата не посчитан.")
    return notes


def _plots(scope: Scope, table: Table) -> tuple[Plot, ...]:
    titles = [one.title for one in table.columns]
    found = []
    if "Охват, %" in titles and len(table.rows) > 1:
        at = titles.index("Охват, %")
        values = tuple(_float(line[at]) for line in table.rows)
        found.append(Plot("Охват, %", "bars", tuple(str(line[0]) for line in table.rows), values, " %"))
    months = monthly(scope, "children")
    if len(months) > 1:
        labels = tuple(f"{MONTHS[month.month - 1][:3]} {month:%y}" for month, _ in months)
        found.append(Plot("Зачислено детей по месяцам", "line", labels, tuple(float(one) for _, one in months)))
    return tuple(found)


def _float(value: Value) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
