"""Report 5: certificates by municipality and type, the queue for them, and money where it is counted."""

from __future__ import annotations

from collections import Counter, defaultdict

from peewee import fn

from navigator.data import Certificate, Request
from navigator.data.rows import tuples
from navigator.exchange.report_files import Column, Report, Table, Value
from navigator.rules.states import CERTIFICATE_STATES, CERTIFICATE_STATUSES
from navigator.services.reports.coverage import without_empty
from navigator.services.reports.facts import facts
from navigator.services.reports.figures import Figures, figures, figures_words
from navigator.services.reports.money import group_lines, groups_table, money_of
from navigator.services.reports.plans import plans
from navigator.services.reports.scope import Scope

TITLE = "Сертификаты"
TYPES = {"accounting": "Учёта", "funded": "Персонифицированного финансирования", "social": "Социальный"}
_COLUMNS = (
    *(Column("Муниципалитет", "text"), Column("Вид сертификата", "text")),
    *(Column("Действует"), Column("Приостановлено"), Column("Прекращено"), Column("План")),
    *(Column("Сумма номиналов, ₽", "money"), Column("Резерв, ₽", "money")),
    *(Column("Списано, ₽", "money"), Column("Остаток, ₽", "money")),
)
_QUEUE = {"new": "Ждут решения", "approved": "Выдано", "refused": "Отказано", "cancelled": "Отменено семьёй"}


def certificates(scope: Scope) -> Report:
    """What the register holds, type by type; types that a municipality has none of are left out but for the first."""
    kept = _taught(scope) if scope.is_organization else figures(scope)
    groups = group_lines(scope)
    money = money_of(groups)
    planned = {} if scope.is_organization else plans(scope)
    rows: list[tuple[Value, ...]] = []
    for place in scope.places if kept.taken_on else ():
        for kind, words in TYPES.items():
            numbers = [kept.sum([place], f"certificate.{kind}.{status}") for status in CERTIFICATE_STATUSES]
            if kind != "accounting" and not any(numbers):
                continue
            plan = planned[place.id].certificates if kind == "accounting" and place.id in planned else None
            sums = money.get((place.id, kind))
            held = (sums.nominals, sums.reserved, sums.spent, sums.balance) if sums else (None,) * 4
            rows.append((place.name, words, *numbers, plan, *held))
    notes = []
    if scope.is_organization:
        notes.append("Сертификаты детей, которые сейчас зачислены в организацию.")
    elif scope.is_past:
        notes.append(figures_words(kept, "сертификаты"))
    columns = _COLUMNS if rows else _COLUMNS[:2]
    register = Table("Реестр сертификатов", columns, tuple(rows), _total(rows), empty="На этот день данных нет.")
    table = without_empty(register) if rows else register
    if groups and scope.is_past:
        notes.append("Деньги на прошедший день посчитаны по журналу движения; лимиты показаны нынешние.")
    tables = (table, _queue(scope), *([without_empty(groups_table(groups))] if groups else []))
    return Report("certificates", TITLE, scope.title, scope.day, tables, tuple(notes))


def _total(rows: list[tuple[Value, ...]]) -> tuple[Value, ...] | None:
    if len(rows) < 2:
        return None
    sums: list[Value] = ["Всего", ""]
    for column in list(zip(*rows, strict=True))[2:]:
        known = [value for value in column if isinstance(value, int)]
        sums.append(sum(known) if known else None)
    return tuple(sums)


def _queue(scope: Scope) -> Table:
    """Requests for a certificate by state on the day."""
    by_place: dict[int, Counter[str]] = defaultdict(Counter)
    for one in facts(scope, "certificate"):
        by_place[one.municipality][one.state] += 1
    assert set(_QUEUE) == set(CERTIFICATE_STATES), "each state has its column"  # noqa: S101  # a new state must show
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (one.name, *(by_place[one.id][state] for state in _QUEUE)) for one in scope.places
    )
    total: tuple[Value, ...] = ("Всего", *(sum(found[state] for found in by_place.values()) for state in _QUEUE))
    columns = (Column("Муниципалитет", "text"), *(Column(words) for words in _QUEUE.values()))
    return Table("Заявки на сертификат", columns, rows, total if len(rows) > 1 else None)


def _taught(scope: Scope) -> Figures:
    """Certificates of the children whom an organization teaches now."""
    children = Request.select(Request.child).where(scope.requests(), Request.state == "enrolled")
    rows = (
        Certificate.select(Certificate.type, Certificate.status, fn.COUNT(Certificate.id))
        .where(Certificate.child.in_(children), Certificate.status != "closed")
        .group_by(Certificate.type, Certificate.status)
    )
    found = {f"certificate.{kind}.{status}": number for kind, status, number in tuples(rows)}
    return Figures(dict.fromkeys(scope.ids, found), scope.today)
