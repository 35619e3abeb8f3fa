"""Programs that came by a file where a centre looks at them first: what families see does not change unseen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from peewee import Database

from navigator.data import Group, Organization, Program
from navigator.data.rows import tuples
from navigator.rules.publishing import GUARDED_GROUP, GUARDED_PROGRAM, split_changes, state_from_file
from navigator.rules.states import ORGANIZATION
from navigator.services.imports import StateRule
from navigator.services.programs.card import Values, groups_values, program_values, proposed
from navigator.services.programs.editing import propose, same_value, touch, write_columns
from navigator.services.programs.groups import same_of_group, terms_of, write_group
from navigator.services.programs.versions import keep
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member

HELD_BEFORE = (
    "Новые программы уйдут на проверку в муниципальный центр. Направленность, возраст, часы и цена опубликованных"
    " изменятся, когда центр одобрит, остальное – сразу"
)
HELD_AFTER = "Ждут слова муниципального центра: новых программ {new}, изменений в опубликованных {changed}"


@dataclass
class Seen:
    """What families saw of an organization's programs: guarded values by program, and by group of it."""

    programs: dict[int, Values] = field(default_factory=dict)
    groups: dict[int, dict[int, Values]] = field(default_factory=dict)
    all: frozenset[int] = frozenset()  # also those that families did not see


def is_held(member: Member, organization: int) -> bool:
    """Whether what the member brings by a file waits for the centre."""
    owner = Organization.get_by_id(organization)
    return member.territory.role == ORGANIZATION and bool(owner.municipality.moderation)


def file_rule(member: Member, organization: int) -> StateRule | None:
    """Which state a program of the file takes; None where the file itself decides."""
    return state_from_file if is_held(member, organization) else None


def seen_by_families(organization: int) -> Seen:
    """Guarded values of the organization's published programs as they stand."""
    seen, every = Seen(), []
    for row in Program.select().where(Program.organization == organization).order_by(Program.id):
        every.append(row.id)
        if row.state == "published":
            seen.programs[row.id], seen.groups[row.id] = program_values(row), groups_values(row)
    seen.all = frozenset(every)
    return seen


def hold_back(database: Database, member: Member, organization: int, seen: Seen, moment: Moment) -> str:
    """After an import, in its transaction: put guarded values back and let the new ones wait for the centre.

    :returns: what waits, in words; empty when nothing does.
    """
    changed = 0
    for number, before in seen.programs.items():
        program = Program.get_by_id(number)
        if program.state != "published":
            continue
        held = _hold_card(database, program, before, member, moment)
        held |= _hold_groups(database, program, seen.groups[number], member, moment)
        if held:
            changed += 1
            touch(program, moment)
            keep(program, member.account, "propose", moment)
    coming = (Program.organization == organization) & (Program.state == "moderation")
    new = sum(number not in seen.all for (number,) in tuples(Program.select(Program.id).where(coming)))
    return HELD_AFTER.format(new=new, changed=changed) if new or changed else ""


def _hold_card(database: Database, program: Program, before: Values, member: Member, moment: Moment) -> bool:
    now = program_values(program)
    changes = {key: value for key, value in now.items() if not same_value(before[key], value)}
    _, later = split_changes(changes, GUARDED_PROGRAM)
    if not later:
        return False
    write_columns(database, program, {key: before[key] for key in later}, moment)
    propose(program, "program", proposed(program).get("program", {}) | later, member.account, moment)
    return True


def _hold_groups(
    database: Database, program: Program, before: dict[int, Values], member: Member, moment: Moment
) -> bool:
    held, known = False, {terms_of(one) for one in before.values() if one["status"] != "draft"}
    for number, now in groups_values(program).items():
        later = _held_of_group(before.get(number), now, known)
        if not later:
            continue
        back: dict[str, Any] = {key: before[number][key] for key in later} if number in before else {"status": "draft"}
        write_group(database, Group.get_by_id(number), back)
        propose(program, str(number), proposed(program).get(str(number), {}) | later, member.account, moment)
        held = True
    return held


def _held_of_group(before: Values | None, now: Values, known: set[tuple[Any, ...]]) -> Values:
    """Values that wait: of a group that families saw its age, hours and price; a new one waits as a whole."""
    if before is None:
        return {"status": "active"} if now["status"] == "active" and terms_of(now) not in known else {}
    if before["status"] != "active":
        return {}
    changes = {key: value for key, value in now.items() if not same_of_group(before[key], value)}
    later = split_changes(changes, GUARDED_GROUP)[1]
    later.pop("status", None)  # a group that closes does so at once
    return later
