"""The groups of this academic year again for the next one: looked at first, then made, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import Database, fn

from navigator.data import Group, GroupFunding, GroupTeacher, Organization, Program, ScheduleSlot
from navigator.data.database import write
from navigator.data.rows import dicts
from navigator.rules.access import Territory
from navigator.rules.copying import next_years_name, same_day_next_year, same_weekday_next_year
from navigator.rules.names import fold_name
from navigator.rules.years import academic_year, academic_year_bounds
from navigator.services.problems import storing
from navigator.services.programs.editing import subject_of, touch
from navigator.services.programs.territory import locked, mine
from navigator.services.programs.versions import keep, remember
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note

MOST = 500
_AS_THEY_ARE = (
    *("year_label", "level", "kind", "age_from", "age_to", "size_min", "places", "hours_year", "hours_week"),
    *("schedule_note", "venue", "module", "apply_how", "apply_url"),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One group that would be made."""

    source: int
    program: int
    program_name: str
    name: str
    date_start: date | None
    date_end: date | None
    apply_from: date | None
    apply_to: date | None
    places: int | None


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """What copying would make of the groups of the academic year that began in ``year``."""

    year: int
    groups: tuple[Planned, ...]


def years(today: date) -> tuple[int, int]:
    """Academic years whose groups may be copied: this one's for the next, last year's for this one."""
    return academic_year(today), academic_year(today) - 1


def plan(territory: Territory, year: int, program: int | None = None) -> CopyPlan:
    """Groups of a year that have no copy yet, of a whole territory or of one program."""
    first, last = academic_year_bounds(year)
    copied = Group.alias()
    wanted = [
        mine(territory),
        Program.state != "archived",
        Group.status == "active",
        ~fn.EXISTS(copied.select(copied.id).where(copied.copied_from == Group.id)),
        Group.date_start.between(first - timedelta(days=62), last) | Group.date_start.is_null(),
        Group.date_start.is_null(False) | (Group.date_end.is_null() & (program is not None)),
    ]
    if program is not None:
        wanted.append(Program.id == program)
    rows = dicts(
        Group.select(Group, Program.id.alias("owner"), Program.name.alias("program_name"))
        .join(Program)
        .join(Organization)
        .where(*wanted)
        .order_by(Program.name, Group.id)
        .limit(MOST)
    )
    return CopyPlan(year, tuple(_planned(row) for row in rows))


def _planned(row: dict[str, Any]) -> Planned:
    return Planned(
        source=row["id"],
        program=row["owner"],
        program_name=row["program_name"],
        name=next_years_name(row["name"]),
        date_start=same_day_next_year(row["date_start"]),
        date_end=same_day_next_year(row["date_end"]),
        apply_from=same_day_next_year(row["apply_from"]),
        apply_to=same_day_next_year(row["apply_to"]),
        places=row["places"],
    )


def copy_groups(
    database: Database, member: Member, year: int, chosen: set[int], moment: Moment, program: int | None = None
) -> int:
    """Make the chosen groups of a plan, unpublished; those that have a copy already are left out.

    :returns: how many were made.
    """
    with storing(database), write(database):
        by_program: dict[int, list[Planned]] = {}
        for one in plan(member.territory, year, program).groups:
            if one.source in chosen:
                by_program.setdefault(one.program, []).append(one)
        made = 0
        for number, groups in by_program.items():
            row = locked(database, member.territory, number)
            remember(row, moment)
            made += sum(_copy(one, moment) for one in groups)
            touch(row, moment)
            keep(row, member.account, "copy", moment)
            detail = ",".join(str(one.source) for one in groups)[:200]
            note(database, member.account, "copy_groups", moment, subject=subject_of(number), detail=detail)
        return made


def _copy(one: Planned, moment: Moment) -> int:
    if Group.select().where(Group.copied_from == one.source).exists():
        return 0
    source: Group = Group.get_by_id(one.source)
    values = {name: getattr(source, f"{name}_id" if name in {"venue", "module"} else name) for name in _AS_THEY_ARE}
    same = (
        (Group.program == source.program_id) & (Group.name_key == fold_name(one.name)) & (Group.level == source.level)
    )
    last = Group.select(fn.MAX(Group.ordinal)).where(same).scalar()
    made = Group.create(
        program=source.program_id,
        name=one.name,
        name_key=fold_name(one.name),
        ordinal=0 if last is None else last + 1,
        free_places=one.places,
        stated_free=one.places,
        date_start=one.date_start,
        date_end=one.date_end,
        apply_from=one.apply_from,
        apply_to=one.apply_to,
        status="draft",
        copied_from=one.source,
        created_at=moment.utc,
        changed_at=moment.utc,
        **values,
    )
    _copy_details(source.id, made.id)
    return 1


def _copy_details(source: int, made: int) -> None:
    for row in dicts(ScheduleSlot.select().where(ScheduleSlot.group == source).order_by(ScheduleSlot.id)):
        row |= {"group": made, "period_from": same_day_next_year(row["period_from"])}
        row |= {"period_to": same_day_next_year(row["period_to"])}
        if row["on_date"] is not None:
            row["on_date"] = same_weekday_next_year(row["on_date"])
        ScheduleSlot.create(**{key: value for key, value in row.items() if key != "id"})
    for row in dicts(GroupFunding.select().where(GroupFunding.group == source).order_by(GroupFunding.id)):
        GroupFunding.create(**{**{key: value for key, value in row.items() if key != "id"}, "group": made})
    for row in dicts(GroupTeacher.select().where(GroupTeacher.group == source)):
        GroupTeacher.create(**{**row, "group": made})
