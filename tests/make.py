"""Small builders: rows in the database, and records as a reader of files gives them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from navigator.data import (
    Activity,
    Direction,
    Group,
    GroupFunding,
    GroupTeacher,
    Municipality,
    Organization,
    Program,
    ProgramActivity,
    ScheduleSlot,
    Settlement,
    Teacher,
    Venue,
)
from navigator.exchange.records import Funding, GroupRecord, OrganizationRecord, ProgramRecord, Reading
from navigator.rules.ages import parse_age
from navigator.rules.names import fold_name, slugify
from navigator.rules.schedule import parse_schedule

_numbers = count(1)
#: Directions by slug, as the reference lists name them.
DIRECTIONS = {
    "tech": "Техническая",
    "science": "Естественнонаучная",
    "sport": "Физкультурно-спортивная",
    "art": "Художественная",
    "tourism": "Туристско-краеведческая",
    "social": "Социально-гуманитарная",
}


def municipality(name: str = "Егорлыкский район", **values: Any) -> Municipality:
    """A municipality; the same name gives the same row."""
    slug = slugify(name)
    found: Municipality | None = Municipality.get_or_none(Municipality.slug == slug)
    if found is not None:
        return found
    oktmo = f"{60_000_000 + next(_numbers):08}"
    row: dict[str, Any] = {"slug": slug, "oktmo": oktmo, "name": name, "region": "Ростовская область", **values}
    return Municipality.create(**row)


def settlement(name: str = "ст. Егорлыкская", home: Municipality | None = None) -> Settlement:
    """A settlement; the same name gives the same row."""
    home = home or municipality()
    found: Settlement | None = Settlement.get_or_none(Settlement.municipality == home, Settlement.name == name)
    return found or Settlement.create(municipality=home, name=name, name_key=fold_name(name), slug=slugify(name))


def organization(name: str = "Дом творчества", **values: Any) -> Organization:
    """An active organization of the Егорлыкский район; ``municipality`` gives another one."""
    home = values.pop("municipality", None) or municipality()
    row: dict[str, Any] = {"full_name": name, "public_name": name, "name_key": fold_name(name), "status": "active"}
    return Organization.create(municipality=home, **{**row, **values})


def direction(slug: str = "art") -> Direction:
    """One of the six directions."""
    found, _new = Direction.get_or_create(slug=slug, defaults={"name": DIRECTIONS[slug]})
    return found  # type: ignore[no-any-return]  # the stubs of get_or_create know no model


def activity(name: str = "Вокал", under: str = "art") -> Activity:
    """An activity; the same name under the same direction gives the same row."""
    direction(under)
    key = fold_name(name)
    found: Activity | None = Activity.get_or_none(Activity.direction == under, Activity.name_key == key)
    return found or Activity.create(direction=under, slug=slugify(name), name=name, name_key=key)


def program(
    name: str = "Вокальная студия",
    *,
    organization: Organization | None = None,
    direction: str | None = "art",
    age: str = "7–12 лет",
    activities: Sequence[Activity] = (),
    **values: Any,
) -> Program:
    """A published program for children of 7–12 years, without groups."""
    ages = parse_age(age)
    owner = organization or Organization.get_or_none() or globals()["organization"]()
    if direction is not None:
        globals()["direction"](direction)
    row: dict[str, Any] = {"name": name, "name_key": fold_name(name), "direction": direction}
    row |= {"age_from": ages.start, "age_to": ages.end} if ages else {}
    made = Program.create(organization=owner, **{**row, **values})
    for position, one in enumerate(activities):
        ProgramActivity.create(program=made, activity=one, position=position)
    return made


def group(
    of: Program | None = None,
    *,
    schedule: str = "Пн, Ср 16:00–17:00",
    funding: Sequence[tuple[str, int | None]] = (("budget", None),),
    teachers: Sequence[str] = (),
    venue: Venue | None = None,
    **values: Any,
) -> Group:
    """An active group with lessons; free of charge unless ``funding`` gives (source, kopecks a month)."""
    of = of or program()
    name = values.pop("name", "1 группа")
    made = Group.create(program=of, name=name, name_key=fold_name(name), venue=venue, **values)
    for slot in parse_schedule(schedule)[0]:
        ScheduleSlot.create(
            group=made, weekday=slot.weekday, on_date=slot.on_date, start_minute=slot.start, end_minute=slot.end
        )
    for source, price in funding:
        GroupFunding.create(group=made, source=source, price_month=price)
    for position, who in enumerate(teachers):
        teacher, _new = Teacher.get_or_create(
            organization=of.organization_id, name_key=fold_name(who), defaults={"name": who}
        )
        GroupTeacher.create(group=made, teacher=teacher, position=position)
    return made


# ---------------------------------------------------------------- records


def group_record(name: str = "1 группа", *, schedule: str | None = "Пн, Ср 16:00–17:00", **values: Any) -> GroupRecord:
    """A group of a file, of 12 places, free of charge. Arguments of ``GroupRecord`` go there, others are values."""
    own = {key: values.pop(key) for key in ("teachers", "venue", "row", "module") if key in values}
    funding = values.pop("funding", [Funding("budget")])
    slots = parse_schedule(schedule)[0] if schedule is not None else None
    return GroupRecord({"name": name, "places": 12, **values}, slots=slots, funding=funding, **own)


def program_record(name: str = "Вокальная студия", *groups: GroupRecord, **values: Any) -> ProgramRecord:
    """A program of a file. Arguments of ``ProgramRecord`` go there, others are values."""
    own = {key: values.pop(key) for key in ("organization", "municipality", "activities", "row") if key in values}
    own["direction"] = values.pop("direction", "art")
    return ProgramRecord({"name": name, "annotation": "Поём", **values}, groups=list(groups), **own)


def reading(*programs: ProgramRecord) -> Reading:
    """A file of programs; rows are numbered from 2 where they have no number."""
    row = 2
    for one in programs:
        one.row = one.row or row
        for member in one.groups:
            member.row = member.row or row
            row += 1
        row += not one.groups
    return Reading(programs=list(programs), rows=row - 2)


def organizations(*records: OrganizationRecord) -> Reading:
    """A file of organizations, rows numbered from 2."""
    for row, one in enumerate(records, start=2):
        one.row = row
    return Reading(organizations=list(records), rows=len(records))
