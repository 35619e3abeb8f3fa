"""Saving a group: lessons, places, prices, people and rooms; publishing it and putting it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Database, fn

from navigator.data import Group, Program, Request
from navigator.data.database import places_changed, write
from navigator.data.rows import tuples
from navigator.rules.names import fold_name
from navigator.rules.publishing import GUARDED_GROUP, split_changes, waits_for_word
from navigator.rules.states import LIVING
from navigator.services.problems import storing
from navigator.services.programs.card import GROUP_COLUMNS, Values, field_of, groups_values, proposed
from navigator.services.programs.editing import propose, resolve, subject_of, touch
from navigator.services.programs.group_details import NewNames, bring, write_funding, write_slots, write_teachers
from navigator.services.programs.territory import (
    check_editable,
    check_mark,
    is_moderated,
    locate,
    locate_group,
    locked,
)
from navigator.services.programs.versions import keep, remember
from navigator.services.requests.moving import promote
from navigator.services.requests.places import lock_group
from navigator.services.requests.records import Moment, MoveRefused, Policy
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note


@dataclass(frozen=True, slots=True)
class FreePlaces:
    """How many places a form says are free, and what it showed: left for families, held by requests."""

    typed: int | None
    shown: int | None
    held: int


def living_requests(groups: Sequence[int]) -> dict[int, int]:
    """How many requests live in each of these groups."""
    rows = (
        Request.select(Request.group, fn.COUNT(Request.id))
        .where(Request.group.in_(list(groups)), Request.state.in_(list(LIVING)))
        .group_by(Request.group)
    )
    return dict(tuples(rows))


def save_group(
    database: Database,
    member: Member,
    number: int,
    group: int | None,
    mark: str | None,
    values: Mapping[str, Any],
    names: NewNames,
    free: FreePlaces,
    moment: Moment,
    policy: Policy,
) -> tuple[int, str]:
    """Save a group of a program, or make one.

    :param mark: of the group that the form showed.
    :param values: columns with ``slots``, ``funding``, ``venue`` and ``teachers``.
    :returns: its id, and ``saved``, ``propose`` (a part waits for the centre) or empty when nothing differs.
    :raises NotMine: it is not in the territory.
    :raises MoveRefused: somebody else saved meanwhile; fewer places than requests hold.
    """
    with storing(database), write(database):
        program = locked(database, member.territory, number)
        check_editable(program, member.territory)
        remember(program, moment)
        if group is None:
            row = _new(program, values, moment, member)
        else:
            lock_group(database, group)
            row = locate_group(program, group)
            check_mark(row, mark)
        done = _save(database, member, program, row, {**values, **bring(database, program, values, names)}, moment)
        if _settle_places(row, values.get("places"), free):
            done = done or "saved"
        if group is None:
            done = "saved"
        if done:
            Group.update(version=row.version + 1, changed_at=moment.utc.replace(microsecond=0)).where(
                Group.id == row.id
            ).execute()
            touch(program, moment)
            event = "new_group" if group is None else "propose" if done == "propose" else "group"
            keep(program, member.account, event, moment)
            note(database, member.account, event, moment, subject=subject_of(number), detail=f"group {row.id}")
            promote(database, row.id, moment, policy)
        return int(row.id), done


def _new(program: Program, values: Mapping[str, Any], moment: Moment, member: Member) -> Group:
    key, level = fold_name(values["name"]), values["level"]
    same = (Group.program == program.id) & (Group.name_key == key) & (Group.level == level)
    last = Group.select(fn.MAX(Group.ordinal)).where(same).scalar()
    waits = waits_for_word(program.state, member.territory.actor, moderated=is_moderated(program))
    made: Group = Group.create(
        program=program.id,
        name=values["name"],
        name_key=key,
        level=level,
        ordinal=0 if last is None else last + 1,
        status="draft" if waits else "active",
        created_at=moment.utc,
        changed_at=moment.utc,
    )
    return made


def _save(
    database: Database, member: Member, program: Program, row: Group, values: Mapping[str, Any], moment: Moment
) -> str:
    stored, waiting = groups_values(program)[row.id], proposed(program).get(str(row.id), {})
    wanted = {key: value for key, value in values.items() if key in stored and key not in {"free", "status"}}
    changes = {key: value for key, value in wanted.items() if not same_of_group(stored[key], value)}
    later: dict[str, Any] = {}
    is_public = row.status == "active"
    if is_public and waits_for_word(program.state, member.territory.actor, moderated=is_moderated(program)):
        changes, later = split_changes(changes, GUARDED_GROUP)
    elif waiting:
        later = {key: value for key, value in waiting.items() if key not in changes}
    if not changes and later == waiting:
        return ""
    write_group(database, row, changes)
    propose(program, str(row.id), later, member.account, moment)
    resolve(program.id, {f"group-{row.id}-{field_of(key)}" for key in {**changes, **later}}, moment)
    return "propose" if later and later != waiting else "saved"


def same_of_group(one: Any, other: Any) -> bool:
    """Whether two values of a group say the same, in whatever order lessons and prices stand."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(repr, one)) == sorted(map(repr, other))
    return bool((one or None) == (other or None)) if one is None or isinstance(one, str) else bool(one == other)


def write_group(database: Database, row: Group, changes: Mapping[str, Any]) -> None:
    """Write what changed of a group. Call inside the transaction."""
    columns = {key: value for key, value in changes.items() if key in {*GROUP_COLUMNS, "venue"}}
    if "name" in columns:
        columns["name_key"] = fold_name(columns["name"])
    if columns:
        Group.update(**columns).where(Group.id == row.id).execute()
    if "slots" in changes:
        write_slots(row.id, changes["slots"])
    if "funding" in changes:
        write_funding(row.id, changes["funding"])
    if "teachers" in changes:
        write_teachers(row.id, changes["teachers"])


def _settle_places(row: Group, places: int | None, free: FreePlaces) -> bool:
    """Write free places where the form changed them; what requests took meanwhile stays theirs."""
    now: Group = Group.get_by_id(row.id)
    if places is not None and places < now.held:
        raise MoveRefused(f"Места в группе уже держат заявки: {now.held}. Меньше мест сделать нельзя")
    if free.typed == free.shown:
        if places is None or now.free_places is None or now.free_places <= places - now.held:
            return False
        stated: int | None = places  # fewer places than are said to be free
    else:
        stated = None if free.typed is None else free.typed + free.held
    left = None if stated is None else max(0, stated - now.held)
    Group.update(stated_free=stated, free_places=left, vacancy="" if stated is None else "some").where(
        Group.id == row.id, Group.held == now.held
    ).execute()
    places_changed()
    return True


# ---------------------------------------------------------------- publishing and putting away


def move_group(
    database: Database, member: Member, number: int, group: int, event: str, mark: str | None, moment: Moment
) -> str:
    """Publish a group, put it into the archive or take it out.

    :returns: ``saved``, or ``propose`` where publishing waits for the centre.
    :raises MoveRefused: requests live in the group, or the move does not fit.
    """
    with storing(database), write(database):
        program = locked(database, member.territory, number)
        check_editable(program, member.territory)
        lock_group(database, group)
        row = locate_group(program, group)
        check_mark(row, mark)
        status = {"publish_group": "active", "archive_group": "archived", "restore_group": "draft"}.get(event)
        fits = {"publish_group": ("draft",), "archive_group": ("active", "draft"), "restore_group": ("archived",)}
        if status is None or row.status not in fits[event]:
            raise MoveRefused("С этой группой так сделать нельзя")
        if event == "archive_group" and (waiting := living_requests([group]).get(group)):
            raise MoveRefused(f"В группе есть живые заявки: {waiting}. Сначала решите их или переведите детей")
        remember(program, moment)
        if event == "publish_group" and _must_wait(program, row, member):
            propose(program, str(group), {"status": "active"}, member.account, moment)
            done = event = "propose"
        else:
            Group.update(status=status, changed_at=moment.utc, version=row.version + 1).where(
                Group.id == group
            ).execute()
            propose(program, str(group), {}, member.account, moment)
            done = "saved"
        touch(program, moment)
        keep(program, member.account, event, moment)
        note(database, member.account, event, moment, subject=subject_of(number), detail=f"group {group}")
        return done


def publish_drafts(database: Database, member: Member, number: int, moment: Moment) -> str:
    """Publish all groups of a program that nobody published yet, as after a copy of a year.

    :returns: ``saved``, ``propose`` where some wait for the centre, empty when there are none.
    :raises NotMine: the program is not in the territory.
    """
    program = locate(member.territory, number)
    waiting = proposed(program)
    drafts = [
        row.id
        for row in Group.select(Group.id).where(Group.program == program.id, Group.status == "draft").order_by(Group.id)
        if str(row.id) not in waiting
    ]
    done = {move_group(database, member, number, group, "publish_group", None, moment) for group in drafts}
    return "propose" if "propose" in done else "saved" if done else ""


def _must_wait(program: Program, row: Group, member: Member) -> bool:
    """A group comes out at once when its age, hours and price stand in a group that families see already."""
    if not waits_for_word(program.state, member.territory.actor, moderated=is_moderated(program)):
        return False
    groups = groups_values(program)
    own = terms_of(groups[row.id])
    return not any(terms_of(one) == own for number, one in groups.items() if number != row.id and _was_seen(one))


def _was_seen(values: Values) -> bool:
    return str(values["status"]) != "draft"


def terms_of(values: Values) -> tuple[Any, ...]:
    """What the centre looks at in a group: age, hours and price."""
    return tuple(repr(values[key]) for key in ("age_from", "age_to", "hours_week", "funding"))
