"""Plans of municipalities: what is to be reached in a year, and how many children live there."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Database

from navigator.data import ReportPlan
from navigator.data.database import write
from navigator.rules.states import CENTER, REGION
from navigator.services.problems import storing
from navigator.services.reports.scope import Place, Scope, places_of
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned for a calendar year; None where nothing was said. Coverage in percent."""

    population: int | None = None
    source: str = ""
    coverage: float | None = None
    children: int | None = None
    certificates: int | None = None


def may_plan(member: Member) -> bool:
    """Whether a member enters plans: the centres do."""
    return member.role in (CENTER, REGION)


def plans(scope: Scope) -> dict[int, Plan]:
    """Plans of the year of a scope's day by municipality; one query.

    Where the plan names no population, that of the municipality's card stands in, which has no year.
    """
    rows = ReportPlan.select().where(ReportPlan.year == scope.day.year, ReportPlan.municipality.in_(scope.ids))
    stored = {row.municipality_id: row for row in rows}
    return {place.id: _plan(stored.get(place.id), place) for place in scope.places}


def _plan(row: ReportPlan | None, place: Place) -> Plan:
    if row is None or row.population is None:
        source = "из карточки муниципалитета, год не указан" if place.population else ""
        population = place.population
    else:
        source, population = row.source, row.population
    if row is None:
        return Plan(population, source)
    return Plan(population, source, row.coverage, row.children, row.certificates)


def stored_plan(place: Place, year: int) -> Plan:
    """What was entered for a year, alone."""
    row: ReportPlan | None = ReportPlan.get_or_none(ReportPlan.municipality == place.id, ReportPlan.year == year)
    return Plan(row.population, row.source, row.coverage, row.children, row.certificates) if row else Plan()


def save_plan(database: Database, member: Member, place: Place, year: int, plan: Plan, moment: Moment) -> None:
    """Keep a plan of a municipality of the member's territory.

    :raises LookupError: it is none of the member's.
    :raises StoreFailed: the database did not take it.
    """
    if not may_plan(member) or place.id not in {one.id for one in places_of(member.territory)}:
        raise LookupError(place.slug)
    values = {
        "population": plan.population,
        "source": plan.source,
        "coverage": plan.coverage,
        "children": plan.children,
        "certificates": plan.certificates,
        "changed_at": moment.utc,
    }
    keys = {"municipality": place.id, "year": year}
    with storing(database), write(database):
        ReportPlan.insert(**keys, **values).on_conflict(
            conflict_target=(ReportPlan.municipality, ReportPlan.year), update=values
        ).execute()
        note(database, member.account, "plan", moment, subject=place.slug[:40], detail=str(year))
