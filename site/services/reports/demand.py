"""Demand: requests for a place, waiting lists, and what no village offers."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from peewee import JOIN, Case, fn

from navigator.data import Direction, Group, Municipality, Organization, Program, Request, Settlement, Venue
from navigator.data.rows import tuples
from navigator.exchange.report_files import Column, Table, Value
from navigator.rules.coverage import OLDEST, YOUNGEST, spans
from navigator.rules.dates import format_date
from navigator.rules.years import academic_year, academic_year_bounds
from navigator.services.reports.scope import Scope
from navigator.services.reports.stock import stock, summed

MOST_LISTED = 100
_AGES = range(YOUNGEST, OLDEST + 1)


def by_direction(scope: Scope) -> Table:
    """Requests of the academic year for each stated place, and how many wait now."""
    begins = academic_year_bounds(academic_year(scope.day))[0]
    fresh = Request.created_at >= datetime.combine(begins, datetime.min.time())
    rows = (
        Request.select(
            Program.direction,
            fn.SUM(Case(None, [(fresh, 1)], 0)),
            fn.SUM(Case(None, [(Request.state == "waitlist", 1)], 0)),
        )
        .join(Program)
        .where(scope.requests(), Request.kind == "enrollment")
        .group_by(Program.direction)
    )
    asked = {direction or "": (int(sent), int(waits)) for direction, sent, waits in tuples(rows)}
    places = {str(slug): one.places for slug, one in summed(stock(scope), 2).items()}
    lines = []
    for slug, name in _directions():
        sent, waits = asked.get(slug, (0, 0))
        offered = places.get(slug, 0)
        lines.append((name, sent, offered, round(sent / offered, 2) if offered else None, waits))
    columns = (
        *(Column("Направленность", "text"), Column(f"Заявок с {format_date(begins)}"), Column("Мест")),
        *(Column("Заявок на место", "decimal"), Column("В листе ожидания сейчас")),
    )
    return Table("Спрос по направленностям", columns, tuple(lines))


def waiting_lists(scope: Scope) -> Table:
    """Programs for which most families wait."""
    waits = fn.COUNT(Request.id)
    rows = (
        Request.select(Program.id, Program.name, Organization.public_name, waits)
        .join(Program)
        .join(Organization)
        .where(scope.requests(), Request.state == "waitlist")
        .group_by(Program.id, Program.name, Organization.public_name)
        .order_by(waits.desc(), Program.name)
        .limit(MOST_LISTED)
    )
    found = tuples(rows)
    return Table(
        "Листы ожидания",
        (Column("Программа", "text"), Column("Организация", "text"), Column("Ждут места")),
        tuple((name, organization, number) for _, name, organization, number in found),
        empty="Никто не ждёт места.",
        links=tuple(number for number, *_ in found),
        links_to="program",
    )


def gaps(scope: Scope) -> Table:
    """Village × direction: full years of 5–17 for which no published program has an active group there."""
    home = fn.COALESCE(Venue.settlement, Organization.settlement)
    first, last = fn.COALESCE(Group.age_from, Program.age_from), fn.COALESCE(Group.age_to, Program.age_to)
    rows = (
        Group.select(home, Program.direction, first, last)
        .join(Venue, JOIN.LEFT_OUTER)
        .switch(Group)
        .join(Program)
        .join(Organization)
        .where(scope.organizations(), Program.state == "published", Group.status == "active")
        .distinct()
    )
    offered: dict[tuple[int, str], set[int]] = defaultdict(set)
    for village, direction, start, end in tuples(rows):
        if village is not None and start is not None:
            until = end if end is not None else 12 * (OLDEST + 1)
            offered[village, direction or ""] |= {
                year for year in _AGES if start < 12 * year + 12 and 12 * year < until
            }
    villages = (
        Settlement.select(Settlement.id, Settlement.name, Municipality.name)
        .join(Municipality)
        .where(Settlement.municipality.in_(scope.ids))
        .order_by(Municipality.name, Settlement.name)
    )
    several = len(scope.places) > 1
    named = [(slug, name) for slug, name in _directions() if slug]
    lines = [
        (f"{name}, {place}" if several else name, *(_missing(offered.get((number, slug), set())) for slug, _ in named))
        for number, name, place in tuples(villages)
    ]
    return Table(
        "Чего не хватает в сёлах: возраст, для которого нет программ",
        (Column("Населённый пункт", "text"), *(Column(name, "text") for _, name in named)),
        tuple(lines),
        notes=("Полных лет, от 5 до 17. «Все» – нет ни одной программы, «–» – есть для каждого возраста.",),
        empty="Населённые пункты не названы.",
    )


def _missing(found: set[int]) -> Value:
    left = set(_AGES) - found
    return "–" if not left else "все" if not found else spans(left)


def _directions() -> list[tuple[str, str]]:
    rows = tuples(Direction.select(Direction.slug, Direction.name).order_by(Direction.position))
    return [(slug, name) for slug, name in rows]
