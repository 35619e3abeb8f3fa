"""One program as its page on the desk shows it, and its values as forms take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from peewee import Database

from navigator.data import Group, Program
from navigator.rules.publishing import PROPOSAL_STATES, REGISTER_ROLES, may_edit, steps_from, waits_for_word
from navigator.rules.states import Move
from navigator.rules.vocabulary import GROUP_STATUSES, PROGRAM_STATES
from navigator.services.programs.card import (
    FIELDS,
    GROUP_FIELDS,
    Values,
    group_words,
    groups_values,
    named,
    place_names,
    program_words,
    proposed,
    teacher_names,
    whole,
)
from navigator.services.programs.clashes import ClashLine, clashes_of
from navigator.services.programs.groups import living_requests
from navigator.services.programs.moderation import remarks_of
from navigator.services.programs.quality import Fault, faults_of
from navigator.services.programs.territory import is_moderated, locate, locate_group, mark_of, proposal_of
from navigator.services.programs.versions import Difference, waiting_differences
from navigator.services.staff.accounts import Member


@dataclass(frozen=True, slots=True)
class Fact:
    """One field in words, with the remark on it that is not resolved; ``key`` names it in remarks."""

    key: str
    label: str
    words: str
    remark: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of the page."""

    id: int
    name: str
    status: str
    label: str
    mark: str
    facts: tuple[Fact, ...]
    free: int | None
    held: int
    requests: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class ProgramView:
    """A program with everything that staff decide by."""

    id: int
    name: str
    organization: str
    organization_id: int
    state: str
    label: str
    proposal: str
    proposal_label: str
    mark: str
    is_moderated: bool
    moves: tuple[Move, ...]
    may_edit: bool
    may_register: bool
    facts: tuple[Fact, ...]
    groups: tuple[GroupLine, ...]
    remarks: Mapping[str, str]
    waiting: tuple[Difference, ...]
    clashes: tuple[ClashLine, ...]
    faults: tuple[Fault, ...]
    registries: tuple[str, ...]
    refreshed_on: date | None


def program_view(database: Database, member: Member, number: int, today: date) -> ProgramView:
    """A program of the member's territory.

    :raises NotMine: it is elsewhere.
    """
    program = locate(member.territory, number)
    proposal = proposal_of(program)
    waiting = proposal.state if proposal is not None else ""
    actor, moderated = member.territory.actor, is_moderated(program)
    remarks = remarks_of(program)
    values, groups = whole(program)
    return ProgramView(
        id=program.id,
        name=program.name,
        organization=program.organization.public_name,
        organization_id=program.organization_id,
        state=program.state,
        label=PROGRAM_STATES[program.state],
        proposal=waiting,
        proposal_label=PROPOSAL_STATES.get(waiting, ""),
        mark=mark_of(program),
        is_moderated=moderated,
        moves=steps_from(program.state, waiting, actor, moderated=moderated),
        may_edit=may_edit(program.state, actor),
        may_register=member.territory.role in REGISTER_ROLES,
        facts=tuple(
            Fact(name, label, program_words(name, values), remarks.get(name, "")) for name, label in FIELDS.items()
        ),
        groups=_groups(program, groups, remarks),
        remarks=remarks,
        waiting=waiting_differences(program) if waiting else (),
        clashes=tuple(clashes_of(program)),
        faults=tuple(faults_of([program.id], today)[program.id]),
        registries=tuple(program.registries),
        refreshed_on=program.refreshed_on,
    )


def _groups(program: Program, groups: Mapping[int, Values], remarks: Mapping[str, str]) -> tuple[GroupLine, ...]:
    requests = living_requests(list(groups))
    venues, teachers = place_names(program.organization_id), teacher_names(program.organization_id)
    changes = proposed(program)
    found = []
    for row in Group.select().where(Group.program == program.id).order_by(Group.status == "archived", Group.id):
        values, facts = groups[row.id], []
        for name, label in GROUP_FIELDS.items():
            if name in {"name", "status", "free"}:
                continue
            key, words = f"group-{row.id}-{name}", group_words(name, values)
            known = {"venue": venues, "teachers": teachers}.get(name)
            words = named(words, known) if known is not None and words else words
            if words or key in remarks:
                facts.append(Fact(key, label, words, remarks.get(key, "")))
        found.append(
            GroupLine(
                id=row.id,
                name=row.name or "Группа без названия",
                status=row.status,
                label=GROUP_STATUSES[row.status],
                mark=mark_of(row),
                facts=tuple(facts),
                free=row.free_places,
                held=row.held,
                requests=requests.get(row.id, 0),
                is_waiting=str(row.id) in changes,
            )
        )
    return tuple(found)


# ---------------------------------------------------------------- forms


@dataclass(frozen=True, slots=True)
class CardForm:
    """What the form of a card starts from; ``waits`` when a part of a change waits for the centre."""

    id: int
    name: str
    mark: str
    values: Values
    remarks: Mapping[str, str]
    state: str
    waits: bool
    now: Mapping[str, str]  # fields in words, as they stand


def card_form(member: Member, number: int) -> CardForm:
    """The card of a program for its form.

    :raises NotMine: it is elsewhere.
    """
    program = locate(member.territory, number)
    waits = waits_for_word(program.state, member.territory.actor, moderated=is_moderated(program))
    values, _groups = whole(program, with_proposal=waits)  # a centre mends what families see
    return CardForm(
        id=program.id,
        name=program.name,
        mark=mark_of(program),
        values=values,
        remarks=remarks_of(program),
        state=program.state,
        waits=waits,
        now={name: program_words(name, values) for name in FIELDS},
    )


@dataclass(frozen=True, slots=True)
class GroupForm:
    """What the form of a group starts from; ``free`` and ``held`` are places left and held by requests."""

    id: int
    name: str
    program: int
    program_name: str
    mark: str
    values: Values
    status: str
    free: int | None
    held: int
    requests: int
    remarks: Mapping[str, str]
    waits: bool
    is_waiting: bool
    venues: Mapping[int, str]
    teachers: Mapping[int, str]


_BLANK: Values = {
    "name": "",
    "year_label": "",
    "level": "",
    "kind": "group",
    "age_from": None,
    "age_to": None,
    "places": None,
    "date_start": None,
    "date_end": None,
    "apply_from": None,
    "apply_to": None,
    "locked": False,
    "hours_week": None,
    "schedule_note": "",
    "slots": [],
    "funding": [],
    "teachers": [],
    "venue": None,
}


def group_form(member: Member, number: int, group: int | None) -> GroupForm:
    """A group of a program for its form, or a blank one.

    :raises NotMine: it is elsewhere.
    """
    program = locate(member.territory, number)
    row = locate_group(program, group) if group is not None else None
    waits = waits_for_word(program.state, member.territory.actor, moderated=is_moderated(program))
    values = dict(_BLANK)
    if row is not None:
        values = groups_values(program)[row.id] | (proposed(program).get(str(row.id), {}) if waits else {})
    prefix = f"group-{group}-"
    remarks = {key.removeprefix(prefix): words for key, words in remarks_of(program).items() if key.startswith(prefix)}
    return GroupForm(
        id=group or 0,
        name=row.name if row is not None else "",
        program=program.id,
        program_name=program.name,
        mark=mark_of(row) if row is not None else "",
        values=values,
        status=row.status if row is not None else "",
        free=row.free_places if row is not None else None,
        held=row.held if row is not None else 0,
        requests=living_requests([row.id]).get(row.id, 0) if row is not None else 0,
        remarks=remarks,
        waits=waits and (row is None or row.status == "active"),
        is_waiting=waits and str(group) in proposed(program),
        venues=place_names(program.organization_id),
        teachers=teacher_names(program.organization_id),
    )
