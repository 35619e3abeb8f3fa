"""One request on one page, with everything that a member of staff needs to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from peewee import Database

from navigator.data import (
    Certificate,
    Child,
    LookAlike,
    Municipality,
    Program,
    Request,
)
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.rules.access import Territory
from navigator.rules.ages import age_on
from navigator.rules.eligibility import counted_day
from navigator.rules.persons import format_snils
from navigator.rules.states import STATES, Move, moves_from
from navigator.services.groups import GroupView, groups_of
from navigator.services.problems import storing
from navigator.services.requests.places import position, undecided, waiting
from navigator.services.requests.records import Moment
from navigator.services.requests.renewing import is_next_year
from navigator.services.staff.accounts import Member
from navigator.services.staff.history import Line, account_name, can_undo, history, notes
from navigator.services.staff.journal import note
from navigator.services.staff.territory import mine

#: A text in pieces, each with whether it differs.
Marked = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A child who looks like this one, with the differing signs marked, and its requests."""

    marked: Marked  # the names
    born: Marked
    snils: Marked  # empty where it is the same or one of them has none
    requests: tuple[tuple[str, str], ...]  # number, label


@dataclass(frozen=True, slots=True)
class Details:
    """A request as staff see it."""

    number: str
    kind: str
    state: str
    label: str
    version: int
    source: str
    sent_at: datetime
    child: str
    born: date | None
    age: int | None  # full years on the day that counts
    counted_on: date | None
    snils: str
    special_needs: bool
    guardian: str
    phone: str
    email: str
    certificate_number: str
    certificate_checked: bool
    issued: str
    program: int | None
    program_name: str
    group: GroupView | None
    groups: tuple[GroupView, ...]  # others of the program in the same year
    next_groups: tuple[GroupView, ...]  # of the next year
    organization: str
    municipality: str
    position: int
    undecided: int
    waiting: int
    decide_by: date | None
    answer_by: date | None
    is_overdue: bool
    told: bool
    leave_asked: bool
    erase_asked: bool
    order_number: str
    order_date: date | None
    start_date: date | None
    assignee: str
    companion: str
    same_child: tuple[tuple[str, str, str], ...]  # number, program, label
    elsewhere: int  # requests of the child outside the territory
    alike: tuple[Alike, ...]
    moves: tuple[Move, ...]
    can_undo: bool
    history: tuple[Line, ...]
    notes: tuple[Line, ...]


class NotMine(LookupError):
    """No such request in the territory of who asks."""


def details(database: Database, member: Member, number: str, moment: Moment) -> Details:
    """Everything of one request; that it was opened goes to the journal.

    :raises NotMine: it lies outside the territory, or is not there.
    """
    with storing(database):
        request: Request | None = Request.get_or_none(Request.number == number, mine(member.territory))
        if request is None:
            raise NotMine(number)
        with write(database):
            note(database, member.account, "read", moment, subject=number)
        return _details(request, member.territory, moment)


def _details(one: Request, territory: Territory, moment: Moment) -> Details:
    home: Municipality = one.municipality
    today = moment.day(home.timezone)
    child: Child | None = one.child
    born = date.fromisoformat(str(child.birth_date)) if child else None
    program: Program | None = one.program
    groups = groups_of([program.id], today).get(program.id, []) if program else []
    group = next((found for found in groups if found.id == one.group_id), None)
    others = [found for found in groups if found.id != one.group_id]
    following = tuple(found for found in others if _follows(group, found, today))
    counted_on = counted_day(group.date_start if group else None, today)
    return Details(
        number=one.number,
        kind=one.kind,
        state=one.state,
        label=STATES[one.kind][one.state],
        version=one.version,
        source=one.source,
        sent_at=Moment(one.created_at).local(home.timezone),
        child=_name(child),
        born=born,
        age=age_on(born, counted_on) // 12 if born else None,
        counted_on=counted_on,
        snils=format_snils(child.snils) if child and child.snils else "",
        special_needs=bool(one.special_needs),
        guardian=one.guardian_name,
        phone=one.guardian_phone,
        email=one.guardian_email,
        certificate_number=one.certificate_number,
        certificate_checked=one.certificate_checked,
        issued=_issued(child),
        program=one.program_id,
        program_name=program.name if program else "",
        group=group,
        groups=tuple(found for found in others if found not in following),
        next_groups=following,
        organization=one.organization.public_name if one.organization else "",
        municipality=home.name,
        position=position(one),
        undecided=undecided(one.group_id) if one.group_id else 0,
        waiting=waiting(one.group_id) if one.group_id else 0,
        decide_by=one.decide_by if one.state == "new" else None,
        answer_by=one.answer_by if one.state == "offered" else None,
        is_overdue=one.state == "new" and one.decide_by is not None and one.decide_by < today,
        told=one.told_at is not None,
        leave_asked=one.state == "enrolled" and one.leave_asked_at is not None,
        erase_asked=one.erase_asked_at is not None,
        order_number=one.order_number,
        order_date=one.order_date,
        start_date=one.start_date,
        assignee=account_name(one.assignee),
        companion=_companion(one, territory),
        same_child=_same_child(one, territory),
        elsewhere=_elsewhere(one, territory),
        alike=_alike(child, territory),
        moves=moves_from(one.kind, one.state, territory.actor),
        can_undo=can_undo(one, territory, today),
        history=history(one, home.timezone),
        notes=notes(one, home.timezone),
    )


def _name(child: Child | None) -> str:
    return f"{child.last_name} {child.first_name} {child.patronymic}".strip() if child else "данные удалены"


def _issued(child: Child | None) -> str:
    row = Certificate.get_or_none(Certificate.child == child.id, Certificate.status != "closed") if child else None
    return str(row.number) if row else ""


def _follows(now: GroupView | None, other: GroupView, today: date) -> bool:
    start, end = (now.date_start, now.date_end) if now else (None, None)
    return is_next_year(start, end, other.date_start, today)


def _companion(one: Request, territory: Territory) -> str:
    beside = (Request.together == one.id) | (Request.id == one.together_id)
    return str(Request.select(Request.number).where(beside, mine(territory)).scalar() or "")


def _same_child(one: Request, territory: Territory) -> tuple[tuple[str, str, str], ...]:
    rows = (
        Request.select(Request.number, Program.name, Request.kind, Request.state)
        .left_outer_join(Program)
        .where(Request.child == one.child_id, Request.id != one.id, mine(territory), Request.child.is_null(False))
        .order_by(Request.id)
    )
    return tuple((number, name or "", STATES[kind][state]) for number, name, kind, state in tuples(rows))


def _elsewhere(one: Request, territory: Territory) -> int:
    of_child = (Request.child == one.child_id) & Request.child.is_null(False)
    return Request.select().where(of_child).count() - Request.select().where(of_child, mine(territory)).count()


def _alike(child: Child | None, territory: Territory) -> tuple[Alike, ...]:
    """Look-alikes with requests in the territory; an organization sees none of other organizations."""
    if child is None:
        return ()
    pairs = LookAlike.select().where((LookAlike.child == child.id) | (LookAlike.other == child.id))
    found = []
    for pair in pairs:
        other: Child = pair.other if pair.child_id == child.id else pair.child
        rows = tuples(
            Request.select(Request.number, Request.kind, Request.state).where(
                Request.child == other.id, mine(territory)
            )
        )
        differs = bool(child.snils and other.snils) and child.snils != other.snils
        if rows:
            found.append(
                Alike(
                    marked=marked(_name(child), _name(other)),
                    born=marked(_born(child), _born(other)),
                    snils=marked(format_snils(child.snils), format_snils(other.snils)) if differs else (),
                    requests=tuple((number, STATES[kind][state]) for number, kind, state in rows),
                )
            )
    return tuple(found)


def _born(child: Child) -> str:
    return date.fromisoformat(str(child.birth_date)).strftime("%d.%m.%Y")


def marked(mine_: str, other: str) -> Marked:
    """The other text in pieces, each with whether it differs from this one; «_» stands for signs that it lacks."""
    matcher = SequenceMatcher(None, mine_, other, autojunk=False)
    pieces = [(other[start:end] or "_", tag != "equal") for tag, _, _, start, end in matcher.get_opcodes()]
    return tuple(pieces)
