"""What the pages around a form show: consents, municipalities, the queue, and where else a child could go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peewee import fn

from navigator.data import Municipality, Request
from navigator.data.rows import tuples
from navigator.rules.ages import age_on
from navigator.search.filters import Filters
from navigator.services.cards import Card, cards
from navigator.services.catalog import Catalog
from navigator.services.groups import GroupView, groups_of
from navigator.services.requests.checking import Place
from navigator.services.requests.consents import KINDS, consent_words
from navigator.services.requests.places import waiting

#: Other groups and programs that a page of advice names.
MOST_ADVISED = 5


@dataclass(frozen=True, slots=True)
class Advice:
    """Where else a child of this age could go: other groups of the program, programs nearby."""

    groups: tuple[GroupView, ...]
    cards: tuple[Card, ...]
    filters: Filters


def consents_for(home: Municipality | None) -> dict[str, str]:
    """The texts of both consents by kind; of a municipality that is not chosen yet, of the one that takes part."""
    place = home or Municipality.select().where(Municipality.is_shown).order_by(Municipality.name).first()
    return {kind: consent_words(kind, place) for kind in KINDS} if place is not None else dict.fromkeys(KINDS, "")


def municipality_of(slug: str) -> Municipality | None:
    """A municipality by its slug."""
    return Municipality.get_or_none(Municipality.slug == slug) if slug else None


def municipality_choices(home: str = "") -> list[tuple[str, str]]:
    """Slug and name of municipalities where a certificate may be asked for here, the given one first."""
    rows = (
        Municipality.select(Municipality.slug, Municipality.name)
        .where(Municipality.is_shown | (Municipality.slug == home), Municipality.certificate_how == "here")
        .order_by(Municipality.name)
    )
    return sorted(tuples(rows), key=lambda row: row[0] != home)


def queue_of(group: int) -> int:
    """How many wait for a place of a group already."""
    return waiting(group)


def applied_of(groups: Sequence[int]) -> dict[int, dict[str, int]]:
    """Living requests of groups by state: what a program's page says beside free places."""
    rows = (
        Request.select(Request.group, Request.state, fn.COUNT(Request.id))
        .where(Request.group.in_(list(groups)), Request.state.in_(("new", "waitlist")))
        .group_by(Request.group, Request.state)
    )
    found: dict[int, dict[str, int]] = {}
    for group, state, number in tuples(rows):
        found.setdefault(group, {})[state] = number
    return found


def advice(catalog: Catalog, place: Place, born: date | None, today: date) -> Advice:
    """Groups of the same program and programs of the same direction nearby that fit and are open.

    :param born: the child's birth date; None while nobody named it.
    """
    groups = [
        one
        for one in groups_of([place.program], today).get(place.program, [])
        if one.id != place.group.id and one.verdict.is_open and _fits(one, born, today)
    ]
    years = age_on(born, place.starts or today) // 12 if born else None
    filters = Filters(
        direction=(place.direction,) if place.direction else (),
        municipality=(place.municipality.slug,),
        age=(years,) if years is not None and 0 <= years < 18 else (),
        open=True,
    )
    if years is not None and not 0 <= years < 18:
        return Advice(tuple(groups[:MOST_ADVISED]), (), filters)
    found = catalog.search(filters, today, MOST_ADVISED + 1).selection
    ids = [number for number in found.ids if number != place.program][:MOST_ADVISED]
    return Advice(tuple(groups[:MOST_ADVISED]), tuple(cards(ids, today, found.matched_groups)), filters)


def _fits(group: GroupView, born: date | None, today: date) -> bool:
    if born is None or group.age is None:
        return True
    return group.age.start <= age_on(born, group.date_start or today) < group.age.end
