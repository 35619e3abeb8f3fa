"""A booklet of a municipality or an organization: programs by organization, found again by age and by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from navigator.data import Direction, Municipality, Organization, Program
from navigator.data.rows import dicts
from navigator.rules.ages import AgeRange, age_range, is_for_adults
from navigator.rules.years import academic_year
from navigator.search.arrays import HIDDEN
from navigator.services.directory import (
    Centre,
    Nominal,
    OrganizationView,
    centre_of,
    municipality_rows,
    nominals_of,
    organization_view,
)
from navigator.services.groups import GroupView, groups_of
from navigator.services.problems import Problem

#: Letters of a description that a booklet has room for.
SHORT = 230
#: First and last full years of age of the index; each line says the ages of its program.
STAGES = ((0, 4), (5, 6), (7, 9), (10, 12), (13, 15), (16, 17))
#: Programs that are read at once.
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One program; ``number`` is what the indexes name."""

    number: int
    id: int
    name: str
    direction: str
    direction_slug: str
    about: str
    age: AgeRange | None
    for_adults: bool
    hours_week: float | None
    medical_certificate: bool
    uses_distance: bool
    groups: tuple[GroupView, ...]

    @property
    def by_certificate(self) -> bool:
        return any(group.by_certificate for group in self.groups)

    @property
    def is_scheduled(self) -> bool:
        """False when nobody said when any of the groups meets."""
        return any(group.slots or group.schedule_note for group in self.groups)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One organization with its programs."""

    organization: OrganizationView
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A line of the index by day: minutes since midnight, None = not stated."""

    start: int | None
    end: int | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Booklet:
    """What a booklet prints; ``ages`` and ``days`` are its indexes."""

    title: str
    path: str  # of the page on the site
    imprint: str  # who gives it out
    municipality: str
    municipality_in: str
    region: str
    year: int  # in which its academic year began
    centre: Centre
    funding_mode: str
    nominal: Nominal | None
    phone: str
    chapters: tuple[Chapter, ...]
    ages: tuple[tuple[int, int, tuple[Entry, ...]], ...]  # first and last full year
    days: tuple[tuple[int, tuple[Lesson, ...]], ...]  # weekday, 0 = Monday
    directions: tuple[tuple[str, str, int], ...]  # slug, name, programs
    changed_on: date | None

    @property
    def total(self) -> int:
        return sum(len(chapter.entries) for chapter in self.chapters)


def booklet_of(today: date, *, municipality: str | None = None, organization: int | None = None) -> Booklet | None:
    """The booklet of a municipality (slug or OKTMO) or of an organization (id); None when there is none such."""
    if organization is not None:
        row = Organization.get_or_none(Organization.id == organization, Organization.status.not_in(HIDDEN))
        place: Municipality | None = row.municipality if row else None
    else:
        row = None
        place = Municipality.get_or_none((Municipality.slug == municipality) | (Municipality.oktmo == municipality))
    if place is None:
        return None
    wanted = (Organization.id == row.id) if row is not None else (Organization.municipality == place)
    entries, changed = _entries(wanted, today)
    chapters = tuple(Chapter(view, entries[number]) for number in entries if (view := organization_view(number)))
    every = [entry for chapter in chapters for entry in chapter.entries]
    nominals = nominals_of(place, today)
    return Booklet(
        title=row.public_name if row is not None else place.name,
        path=f"/organizations/{row.id}/" if row is not None else f"/municipalities/{place.slug}/",
        imprint=f"{place.name}, {place.region}" if row is not None else place.center_name or place.region,
        municipality=place.name,
        municipality_in=place.name_in or place.name,
        region=place.region,
        year=academic_year(today),
        centre=centre_of(place),
        funding_mode=place.funding_mode,
        nominal=next((one for one in nominals if one.is_current), None),
        phone=row.phone if row is not None else place.center_phone or place.hotline,
        chapters=chapters,
        ages=_by_age(every),
        days=_by_day(every),
        directions=_directions(every),
        changed_on=changed,
    )


def only_municipality() -> str:
    """Slug of the municipality, where only one has programs.

    :raises Problem: there are several, or none; the message says what to do.
    """
    slugs = [row.slug for row in municipality_rows() if row.programs]
    if len(slugs) != 1:
        raise Problem(f"Чья брошюра? --municipality ({', '.join(slugs) or 'программ пока нет'}) или --organization")
    return slugs[0]


def _entries(wanted: Any, today: date) -> tuple[dict[int, tuple[Entry, ...]], date | None]:
    """Entries by organization, numbered through, in the order of names; and the day of the latest change."""
    shown = (Program.state == "published", Organization.status.not_in(HIDDEN), wanted)
    rows = dicts(
        Program.select(Program, Direction.name.alias("direction_name"), Organization.id.alias("organization_id"))
        .join(Organization)
        .switch(Program)
        .left_outer_join(Direction)
        .where(*shown)
        .order_by(Organization.name_key, Organization.id, Direction.position, Program.name_key, Program.id)
    )
    ids = [row["id"] for row in rows]
    groups: dict[int, list[GroupView]] = {}
    for start in range(0, len(ids), CHUNK):
        groups.update(groups_of(ids[start : start + CHUNK], today))
    found: dict[int, list[Entry]] = {}
    for number, row in enumerate(rows, 1):
        found.setdefault(row["organization_id"], []).append(_entry(number, row, groups.get(row["id"], [])))
    latest = Program.select(fn.MAX(Program.changed_at)).join(Organization).where(*shown).scalar()
    return {key: tuple(one) for key, one in found.items()}, latest.date() if latest else None


def _entry(number: int, row: dict[str, Any], groups: Sequence[GroupView]) -> Entry:
    age = age_range(row["age_from"], row["age_to"])
    return Entry(
        number=number,
        id=row["id"],
        name=row["name"],
        direction=str(row["direction_name"] or ""),
        direction_slug=str(row["direction"] or ""),
        about=shortened(row["annotation"]),
        age=age,
        for_adults=is_for_adults(age, (group.age for group in groups)),
        hours_week=row["hours_week"],
        medical_certificate=bool(row["medical_certificate"]),
        uses_distance=bool(row["uses_distance"]),
        groups=tuple(group for group in groups if group.verdict.reason != "ended"),
    )


def shortened(text: str, most: int = SHORT) -> str:
    """The first sentences of a text, or its first words with an ellipsis."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    cut = words[: most + 1]
    stop = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: stop + 1] if stop > most // 3 else cut[: cut.rfind(" ")].rstrip(",;:–- ") + "…"


def _by_age(entries: Iterable[Entry]) -> tuple[tuple[int, int, tuple[Entry, ...]], ...]:
    """Programs for each stage of childhood, by name; programs for adults are in none."""
    children = sorted((one for one in entries if not one.for_adults), key=_alphabet)
    found = ((first, last, tuple(one for one in children if _suits(one, first, last))) for first, last in STAGES)
    return tuple(stage for stage in found if stage[2])


def _alphabet(entry: Entry) -> str:
    return entry.name.casefold().lstrip("«„“\"' ")


def _suits(entry: Entry, first: int, last: int) -> bool:
    return entry.age is not None and any(entry.age.overlaps_year(years) for years in range(first, last + 1))


def _by_day(entries: Iterable[Entry]) -> tuple[tuple[int, tuple[Lesson, ...]], ...]:
    """Lessons of each weekday in the order of the clock, each program once a time."""
    lessons: dict[int, dict[tuple[int, int, int], Lesson]] = {}
    for entry in entries:
        for slot in (slot for group in entry.groups for slot in group.slots):
            if slot.weekday is not None:
                key = (-1 if slot.start is None else slot.start, -1 if slot.end is None else slot.end, entry.number)
                lessons.setdefault(slot.weekday, {})[key] = Lesson(slot.start, slot.end, entry)
    return tuple((day, tuple(lessons[day][key] for key in sorted(lessons[day]))) for day in sorted(lessons))


def _directions(entries: Iterable[Entry]) -> tuple[tuple[str, str, int], ...]:
    counted: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.direction:
            key = (entry.direction_slug, entry.direction)
            counted[key] = counted.get(key, 0) + 1
    return tuple((slug, name, number) for (slug, name), number in sorted(counted.items(), key=lambda one: -one[1]))
