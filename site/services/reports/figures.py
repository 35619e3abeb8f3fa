"""Figures of each month: what stood once and what the history of requests cannot tell later.

Taken once a month for each municipality, by the worker or by the first report of the month; a report of a past day
reads the last ones that were taken until that day and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import Database, fn

from navigator.data import Certificate, Child, MonthFigure
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.coverage import attendance
from navigator.rules.dates import format_date
from navigator.rules.states import REGION
from navigator.services.reports.facts import counted, enrolled, facts, people
from navigator.services.reports.flaws import FLAWS, flaws
from navigator.services.reports.scope import Place, Scope
from navigator.services.reports.stock import stock

_STOCK = ("programs", "groups", "places", "taken", "free")
_ROWS = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures by municipality and name; ``taken_on`` is the oldest of their days, None where there are none."""

    values: dict[int, dict[str, int]] = field(default_factory=dict)
    taken_on: date | None = None

    def sum(self, places: Iterable[Place], name: str) -> int | None:
        """One figure of some municipalities together; None where one of them has no figures."""
        ids = [one.id for one in places]
        if not ids or any(one not in self.values for one in ids):
            return None
        return sum(self.values[one].get(name, 0) for one in ids)


def figures(scope: Scope) -> Figures:
    """Figures on the day of a scope: counted now for today, the last ones that were taken for a past day."""
    return _kept(scope) if scope.is_past else Figures(_count(scope), scope.day)


def figures_words(found: Figures, about: str) -> str:
    """What a report of a past day says of figures that the history of requests cannot tell."""
    if found.taken_on is None:
        return f"Снимков до этого дня нет, поэтому здесь не показано: {about}. Зачисления посчитаны по истории заявок."
    day = format_date(found.taken_on)
    return f"По ежемесячному снимку от {day}: {about}. Зачисления посчитаны по истории заявок на выбранный день."


def _kept(scope: Scope) -> Figures:
    last = (
        MonthFigure.select(MonthFigure.municipality, fn.MAX(MonthFigure.month))
        .where(MonthFigure.taken_on <= scope.day, MonthFigure.municipality.in_(scope.ids))
        .group_by(MonthFigure.municipality)
    )
    months = dict(tuples(last))
    rows = MonthFigure.select(
        *(MonthFigure.municipality, MonthFigure.month, MonthFigure.name, MonthFigure.value, MonthFigure.taken_on)
    ).where(MonthFigure.municipality.in_(list(months)), MonthFigure.taken_on <= scope.day)
    if months:
        rows = rows.where(MonthFigure.month >= min(months.values()))
    values: dict[int, dict[str, int]] = defaultdict(dict)
    taken: list[date] = []
    for place, month, name, value, taken_on in tuples(rows) if months else []:
        if month == months[place]:
            values[place][name] = value
            taken.append(taken_on)
    return Figures(dict(values), min(taken, default=None))


def _count(scope: Scope) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {place: {} for place in scope.ids}
    for place, number in tuples(
        Child.select(Child.municipality, fn.COUNT(Child.id))
        .where(Child.municipality.in_(scope.ids))
        .group_by(Child.municipality)
    ):
        found[place]["registered"] = number
    rows = (
        Certificate.select(Certificate.municipality, Certificate.type, Certificate.status, fn.COUNT(Certificate.id))
        .where(Certificate.municipality.in_(scope.ids))
        .group_by(Certificate.municipality, Certificate.type, Certificate.status)
    )
    for place, kind, status, number in tuples(rows):
        found[place][f"certificate.{kind}.{status}"] = number
    for (place, _, direction), one in stock(scope).items():
        for name in _STOCK:
            key = f"direction.{direction}.{name}"
            found[place][key] = found[place].get(key, 0) + getattr(one, name)
    return found


# ---------------------------------------------------------------- keeping


def keep_month(database: Database, today: date) -> int:
    """Keep the figures of this month where they are not kept yet.

    :returns: for how many municipalities they were written now.
    """
    month = today.replace(day=1)
    everything = Scope(Territory(REGION), today, today)
    of_month = MonthFigure.select(MonthFigure.municipality).where(MonthFigure.month == month).distinct()
    kept = {place for (place,) in tuples(of_month)}
    missing = [place for place in everything.ids if place not in kept]
    if not missing:
        return 0
    values = _all(everything)
    rows: list[dict[str, Any]] = [
        {"municipality": place, "month": month, "taken_on": today, "name": name, "value": value}
        for place in missing
        for name, value in values[place].items()
    ]
    with write(database):
        for start in range(0, len(rows), _ROWS):
            MonthFigure.insert_many(rows[start : start + _ROWS]).on_conflict_ignore().execute()
    return len(missing)


def _all(scope: Scope) -> dict[int, dict[str, int]]:
    """Everything that is kept: what stands, what is wrong with cards, and the coverage for the line over months."""
    values = _count(scope)
    by_place: dict[int, list[tuple[int | str, int | None]]] = defaultdict(list)
    for one in counted(enrolled(facts(scope)), people(scope)):
        by_place[one.municipality].append((one.who, one.program))
    for place in scope.ids:
        found = attendance(by_place[place])
        values[place] |= {"children": found.children, "services": found.services}
    for card in flaws(scope):
        mine = values[card.municipality]
        mine["flaw.programs"] = mine.get("flaw.programs", 0) + 1
        for name in FLAWS:
            mine[f"flaw.{name}"] = mine.get(f"flaw.{name}", 0) + (name in card.flaws)
    return values


def monthly(scope: Scope, name: str, most: int = 12) -> list[tuple[date, int]]:
    """One figure of the last months, summed over the municipalities of a scope, the oldest first."""
    rows = (
        MonthFigure.select(MonthFigure.month, fn.SUM(MonthFigure.value))
        .where(MonthFigure.name == name, MonthFigure.municipality.in_(scope.ids), MonthFigure.taken_on <= scope.day)
        .group_by(MonthFigure.month)
        .order_by(MonthFigure.month.desc())
        .limit(most)
    )
    return [(month, int(value)) for month, value in reversed(tuples(rows))]
