"""Saving the card of a program: at once, or as a change that waits for the centre."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from peewee import Database

from navigator.data import Organization, Program, ProgramActivity, ProgramProposal, ProgramRemark
from navigator.data.database import catalog_changed, write
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.names import fold_name
from navigator.rules.publishing import GUARDED_PROGRAM, split_changes, waits_for_word
from navigator.rules.states import ORGANIZATION
from navigator.services.importing.batch import Batch, lock_imports
from navigator.services.importing.lists import Lists
from navigator.services.importing.stock import Stock
from navigator.services.problems import storing
from navigator.services.programs.card import Values, field_of, program_values, proposed
from navigator.services.programs.territory import (
    check_editable,
    check_mark,
    is_moderated,
    locked,
    proposal_of,
)
from navigator.services.programs.versions import keep, remember
from navigator.services.requests.records import Moment, MoveRefused
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note

WAITING = "waiting"


def create_program(
    database: Database, member: Member, values: Mapping[str, Any], moment: Moment, organization: int | None = None
) -> int:
    """Make a program as a draft.

    :param organization: whose it will be; the member's own for the role organization.
    :returns: its id.
    :raises NotMine: the organization lies elsewhere.
    :raises MoveRefused: the organization has a program of this name.
    """
    with storing(database), write(database):
        owner = _owner(member.territory, organization)
        if not member.territory.actor:
            raise NotMine("")
        check_name(owner, values["name"], None)
        row: Program = Program.create(
            organization=owner.id,
            **{key: value for key, value in values.items() if key != "activities"},
            name_key=fold_name(values["name"]),
            state="draft",
            created_at=moment.utc,
            changed_at=moment.utc,
            refreshed_on=_today(owner, moment),
            version=1,
        )
        _write_activities(database, row, values["activities"])
        keep(row, member.account, "create", moment)
        note(database, member.account, "program_create", moment, subject=subject_of(row.id))
        return int(row.id)


def _owner(territory: Territory, organization: int | None) -> Organization:
    number = territory.organization if territory.role == ORGANIZATION else organization
    found: Organization | None = Organization.get_or_none(Organization.id == number)
    if found is None or (territory.municipality and found.municipality_id != territory.municipality):
        raise NotMine(str(number))
    return found


def owners(territory: Territory) -> list[tuple[int, str]]:
    """Organizations for which a member may make programs: id and name."""
    rows = Organization.select(Organization.id, Organization.public_name).order_by(Organization.public_name)
    if territory.role == ORGANIZATION:
        rows = rows.where(Organization.id == territory.organization)
    elif territory.municipality:
        rows = rows.where(Organization.municipality == territory.municipality)
    return [(number, name) for number, name in tuples(rows)]


def save_program(
    database: Database, member: Member, number: int, mark: str | None, values: Mapping[str, Any], moment: Moment
) -> str:
    """Save the card of a program.

    :param mark: of the card that the form showed.
    :returns: ``saved``, ``propose`` where a part of it waits for the centre, empty when nothing differs.
    :raises NotMine: the program is not in the territory.
    :raises MoveRefused: somebody else saved meanwhile, or the card is being checked.
    """
    with storing(database), write(database):
        program = locked(database, member.territory, number)
        check_editable(program, member.territory)
        check_mark(program, mark)
        published, waiting = program_values(program), proposed(program).get("program", {})
        changes = {key: value for key, value in values.items() if not same_value(published[key], value)}
        later: dict[str, Any] = {}
        if waits_for_word(program.state, member.territory.actor, moderated=is_moderated(program)):
            changes, later = split_changes(changes, GUARDED_PROGRAM)
        elif waiting:  # what a centre saves stands; the rest of the organization's change goes on waiting
            later = {key: value for key, value in waiting.items() if key not in changes}
        if not changes and later == waiting:
            return ""
        if "name" in changes:
            check_name(program.organization, changes["name"], program.id)
        remember(program, moment)
        write_columns(database, program, changes, moment)
        propose(program, "program", later, member.account, moment)
        touched = {field_of(key) for key in {**changes, **later}}
        resolve(program.id, touched, moment)
        event = "propose" if later != waiting and later else "save"
        keep(program, member.account, event, moment)
        note(database, member.account, f"program_{event}", moment, subject=subject_of(number))
        return event if event == "propose" else "saved"


def same_value(one: Any, other: Any) -> bool:
    """Whether two values of a card say the same: nothing and empty do."""
    if isinstance(one, list | tuple):
        return list(one) == list(other or ())
    return bool((one or None) == (other or None)) if not isinstance(one, bool) else one == bool(other)


def check_name(organization: Organization, name: str, own: int | None) -> None:
    """Refuse a second living program of one name: people and files would mistake one for the other.

    :raises MoveRefused: the organization has one.
    """
    same = Program.select().where(
        Program.organization == organization.id, Program.name_key == fold_name(name), Program.state != "archived"
    )
    if (same if own is None else same.where(Program.id != own)).exists():
        raise MoveRefused("Программа с таким названием у организации уже есть")


def write_columns(database: Database, program: Program, changes: Mapping[str, Any], moment: Moment) -> None:
    """Write columns and activities of a program and say that it changed. Call inside the transaction."""
    columns = {key: value for key, value in changes.items() if key != "activities"}
    if "name" in columns:
        columns["name_key"] = fold_name(columns["name"])
    columns |= {
        "changed_at": moment.utc.replace(microsecond=0),
        "refreshed_on": _today(program.organization, moment),
        "version": program.version + 1,
    }
    Program.update(**columns).where(Program.id == program.id).execute()
    for name, value in columns.items():
        setattr(program, name, value)
    if "activities" in changes:
        _write_activities(database, program, changes["activities"])
    if program.state == "published":
        catalog_changed()


def touch(program: Program, moment: Moment, **columns: Any) -> None:
    """Say that a program changed in its groups or its state. Call inside the transaction."""
    was_public = program.state == "published"
    columns |= {"changed_at": moment.utc.replace(microsecond=0), "version": program.version + 1}
    Program.update(**columns).where(Program.id == program.id).execute()
    for name, value in columns.items():
        setattr(program, name, value)
    if was_public or program.state == "published":
        catalog_changed()


def _write_activities(database: Database, program: Program, names: Iterable[str]) -> None:
    lock_imports(database)
    batch = Batch(database)
    ids, _lost = Lists(batch, Stock()).activities(program.direction_id, names)
    batch.delete(ProgramActivity, "program", program.id)
    for position, activity in enumerate(ids):
        batch.insert(ProgramActivity, program=program.id, activity=activity, position=position)
    batch.flush()


# ---------------------------------------------------------------- changes that wait, remarks


def propose(program: Program, part: str, changes: Values, account: int, moment: Moment) -> None:
    """Keep the changes of one part (``program`` or id of a group) that wait; without any the part waits no more."""
    row, kept = proposal_of(program), proposed(program)
    before = dict(kept)
    kept.pop(part, None)
    if changes:
        kept[part] = changes
    if kept == before:
        return
    if not kept:
        ProgramProposal.delete().where(ProgramProposal.program == program.id).execute()
        return
    values = {"changes": json.dumps(kept, ensure_ascii=False), "state": WAITING, "at": moment.utc, "account": account}
    if row is None:
        ProgramProposal.create(program=program.id, **values)
    else:
        ProgramProposal.update(**values).where(ProgramProposal.id == row.id).execute()


def resolve(program: int, fields: Iterable[str] | None, moment: Moment) -> None:
    """Remarks on these fields are done with; on all fields when none are named."""
    query = ProgramRemark.update(resolved_at=moment.utc).where(
        ProgramRemark.program == program, ProgramRemark.resolved_at.is_null()
    )
    (query if fields is None else query.where(ProgramRemark.field.in_(list(fields)))).execute()


def subject_of(program: int) -> str:
    """What the journal calls a program."""
    return f"program {program}"


def _today(organization: Organization, moment: Moment) -> date:
    return moment.day(organization.municipality.timezone)
