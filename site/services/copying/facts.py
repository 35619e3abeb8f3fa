"""Facts of programs for a copy, read many at a time: their pages, lines of lists, filters and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peewee import Database, fn

from navigator.data import Group, Organization, Program, Settlement, Venue
from navigator.data.rows import tuples
from navigator.rules.ages import AgeRange
from navigator.rules.vocabulary import DAY_PARTS, day_part
from navigator.services.cards import Card, card_rows, cards
from navigator.services.copying.weights import Words, weigh
from navigator.services.groups import GroupView
from navigator.services.index import read_documents
from navigator.services.program_page import ProgramView, program_views

FREE, CERTIFICATE, PAID, OPEN = 1, 2, 4, 8
_PARTS = tuple(DAY_PARTS)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What filters ask of one group: ages in months, a bit for each day and part of the day, a bit for each way of
    paying and for being open, its settlement."""

    age: AgeRange | None
    lessons: int
    ways: int
    place: str


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """One program: ``changed`` is the day of its latest change, ``dated`` of what its lists show."""

    view: ProgramView
    card: Card
    groups: tuple[GroupFacts, ...]
    places: tuple[str, ...]
    changed: date
    dated: date
    words: Words


def read_facts(database: Database, ids: Sequence[int], today: date) -> list[ProgramFacts]:
    """Facts of published programs, by id; ids of others are left out."""
    views = program_views(ids, today)
    rows = {row["id"]: row for row in card_rows(ids)}
    kept = {number: (rows[number], sorted(view.groups, key=lambda one: one.id)) for number, view in views.items()}
    shown = {card.id: card for card in cards(sorted(views), today, None, kept)}
    _, documents = read_documents(database, ids)
    words = {one.id: weigh(one) for one in documents}
    places, days = _places(ids), _days(ids)
    found = []
    for number in sorted(views):
        view, (home, venues) = views[number], places[number]
        groups = tuple(_group(group, view, venues.get(group.id) or home) for group in kept[number][1])
        where = tuple(dict.fromkeys(one.place for one in groups if one.place)) or ((home,) if home else ())
        found.append(ProgramFacts(view, shown[number], groups, where, *days[number], words[number]))
    return found


def _group(group: GroupView, view: ProgramView, place: str) -> GroupFacts:
    lessons = 0
    for slot in group.slots:
        weekday = slot.weekday if slot.weekday is not None else slot.on_date.weekday() if slot.on_date else None
        if weekday is not None:
            part = 0 if slot.start is None else 1 + _PARTS.index(day_part(slot.start))
            lessons |= 1 << (weekday * 4 + part)
    ways = FREE * (group.month_price == 0) | CERTIFICATE * group.by_certificate
    ways |= PAID * any(price.source in {"paid", "private"} for price in group.prices)
    ways |= OPEN * (group.verdict.is_open and not view.for_adults)
    return GroupFacts(group.age, lessons, ways, place)


def _places(ids: Sequence[int]) -> Mapping[int, tuple[str, dict[int, str]]]:
    """For each program the settlement of its organization, and of its groups those of their venues."""
    homes = (
        Program.select(Program.id, Settlement.slug)
        .join(Organization)
        .join(Settlement, on=(Organization.settlement == Settlement.id))
        .where(Program.id.in_(list(ids)))
    )
    venues = (
        Group.select(Group.program, Group.id, Settlement.slug)
        .join(Venue)
        .join(Settlement)
        .where(Group.program.in_(list(ids)))
    )
    found: dict[int, tuple[str, dict[int, str]]] = defaultdict(lambda: ("", {}))
    for number, slug in tuples(homes):
        found[number] = (slug, {})
    for number, group, slug in tuples(venues):
        if number not in found:
            found[number] = ("", {})
        found[number][1][group] = slug
    return found


def _days(ids: Sequence[int]) -> dict[int, tuple[date, date]]:
    """For each program the day of its latest change, and of the latest change of its groups or organization."""
    rows = (
        Program.select(Program.id, Program.changed_at, Organization.changed_at, fn.MAX(Group.changed_at))
        .join(Organization)
        .switch(Program)
        .left_outer_join(Group)
        .where(Program.id.in_(list(ids)))
        .group_by(Program.id, Program.changed_at, Organization.changed_at)
    )
    found = {}
    for number, own, home, groups in tuples(rows):
        listed = max(_day(home), _day(groups)) if groups else _day(home)
        found[number] = (max(_day(own), listed), listed)
    return found


def _day(moment: object) -> date:
    return date.fromisoformat(str(moment)[:10])
