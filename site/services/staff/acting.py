"""Moves that staff make: one request or many, each in its own transaction, each in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from peewee import Database

from navigator.data import Account, Request, RequestNote
from navigator.data.database import write
from navigator.rules.states import ORGANIZATION
from navigator.services.financing.joining import follow_undo
from navigator.services.problems import storing
from navigator.services.requests.checking import revived_key
from navigator.services.requests.children import identity_of
from navigator.services.requests.codes import new_code
from navigator.services.requests.journal import record
from navigator.services.requests.moving import STALE, decision_day, locked, move_here, promote, tell
from navigator.services.requests.places import hold, release
from navigator.services.requests.records import Moment, MoveRefused, Order, Policy, Stale
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine, last_move, may_undo
from navigator.services.staff.journal import note
from navigator.services.staff.territory import is_mine, mine

MOST_AT_ONCE = 200
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one request of several; ``trouble`` is empty when it moved."""

    number: str
    state: str
    trouble: str


def act(
    database: Database,
    member: Member,
    number: str,
    event: str,
    order: Order,
    moment: Moment,
    policy: Policy,
    *,
    version: int | None = None,
) -> str:
    """Make one move of the table as a member of staff.

    ``enroll`` of a new request confirms it on the way: one step where no more is needed. ``undo`` takes back the
    member's own last move of the same day.
    :returns: the new state.
    :raises NotMine: the request is not in the territory.
    :raises MoveRefused: the table, the places or another member's move do not allow it.
    """
    with storing(database), write(database):
        if not is_mine(member.territory, number):
            raise NotMine(number)
        signed = replace(order, account=member.account)
        actor = member.territory.actor
        if event == "undo":
            state = _undo(database, number, member, moment, policy, version)
        else:
            seen = version
            if event == "enroll" and _state(number) == "new":
                move_here(database, number, "confirm", actor, moment, policy, Order(account=member.account), seen)
                seen = None
            state = move_here(database, number, event, actor, moment, policy, signed, seen)
        note(database, member.account, event, moment, subject=number, detail=state)
        return state


def act_on_many(
    database: Database,
    member: Member,
    chosen: Sequence[tuple[str, int | None]],
    event: str,
    order: Order,
    moment: Moment,
    policy: Policy,
) -> list[Done]:
    """Make the same move of many requests, the first that were sent first; one that cannot move stops no other.

    :param chosen: numbers with the versions that the member saw; those of other territories are left out silently.
    """
    done = []
    for number, version in sorted(chosen)[:MOST_AT_ONCE]:
        try:
            state = act(database, member, number, event, order, moment, policy, version=version)
            done.append(Done(number, state, ""))
        except MoveRefused as problem:
            done.append(Done(number, _state(number), str(problem)))
        except NotMine:
            continue
    return done


def _state(number: str) -> str:
    return str(Request.select(Request.state).where(Request.number == number).scalar() or "")


# ---------------------------------------------------------------- taking back


def _undo(database: Database, number: str, member: Member, moment: Moment, policy: Policy, version: int | None) -> str:
    request = locked(database, number)
    if version is not None and request.version != version:
        raise Stale(STALE)
    last = last_move(request)
    zone = request.municipality.timezone
    if not may_undo(last, member.account, zone, moment.day(zone)):
        raise MoveRefused("Вернуть можно только своё последнее действие того же дня")
    before = str(last.before)
    changes: dict[str, Any] = {"state": before, "reason": "", "closed_at": None}
    group = request.group_id
    freed = False
    if last.event == "confirm":
        freed = policy.hold_on != "new" and bool(request.holds_place)
        changes |= {
            "holds_place": not freed and request.holds_place,
            "decide_by": decision_day(request, moment, policy),
        }
    elif last.event == "enroll":
        changes |= {"order_number": "", "order_date": None, "start_date": None, "funding": ""}
    else:
        changes |= _revived(request, before, policy)
    record(request, "undo", member.territory.actor, moment, Order(account=member.account), policy, **changes)
    follow_undo(database, request, last.event, moment, policy, member.account)
    if group is not None and freed:
        release(group)
    if group is not None:
        promote(database, group, moment, policy)
    return before


def _revived(request: Request, before: str, policy: Policy) -> dict[str, Any]:
    """What a rejected request needs to live again: its key, its place or its turn."""
    child = request.child
    if child is None:
        raise MoveRefused("Данные ребёнка удалены: вернуть заявку нельзя")
    key = revived_key(request, identity_of(child))
    if Request.select().where(Request.living_key == key).exists():
        raise MoveRefused("Семья уже подала другую заявку: вернуть эту нельзя")
    held = before in {"confirmed", "offered"} or (before == "new" and policy.hold_on == "new")
    if held and (request.group_id is None or not hold(request.group_id)):
        raise MoveRefused("Место уже занято: вернуть заявку нельзя")
    waits = request.created_at if before == "waitlist" else None
    return {"living_key": key, "holds_place": held, "waits_since": waits}


# ---------------------------------------------------------------- words, calls, codes


def add_note(database: Database, member: Member, number: str, words: str, moment: Moment) -> None:
    """Leave a word for colleagues.

    :raises NotMine: the request is not in the territory.
    """
    with storing(database), write(database):
        request = _mine(member, number)
        if words.strip():
            RequestNote.create(
                request=request, account=member.account, at=moment.utc, words=words.strip()[:LONGEST_NOTE]
            )
            note(database, member.account, "note", moment, subject=number)


def take_on(database: Database, member: Member, number: str, moment: Moment) -> None:
    """Take a request on, or give it back when it is one's own already."""
    with storing(database), write(database):
        request = _mine(member, number)
        mine_already = request.assignee == member.account
        Request.update(assignee=None if mine_already else member.account).where(Request.id == request.id).execute()
        note(database, member.account, "assign", moment, subject=number, detail="" if mine_already else "taken")


def say_told(database: Database, member: Member, number: str, moment: Moment, policy: Policy) -> None:
    """The family was told of its place by telephone: its time to answer runs from now."""
    with storing(database), write(database):
        if tell(_mine(member, number), moment, policy):
            note(database, member.account, "told", moment, subject=number)


def print_code(database: Database, member: Member, number: str, moment: Moment, policy: Policy) -> str:
    """A new secret code for a family that came with its papers; the old one opens nothing any more."""
    with storing(database), write(database):
        request = _mine(member, number)
        note(database, member.account, "code", moment, subject=number)
        return new_code(request, moment, policy)


def colleagues(member: Member) -> int:
    """How many active accounts work in the same place: assignment matters from two on."""
    territory = member.territory
    same = (
        Account.organization == territory.organization
        if territory.role == ORGANIZATION
        else (Account.role == territory.role) & (Account.municipality == territory.municipality)
    )
    return Account.select().where(same, Account.is_active).count()


def _mine(member: Member, number: str) -> Request:
    request: Request | None = Request.get_or_none(Request.number == number, mine(member.territory))
    if request is None or not member.territory.actor:
        raise NotMine(number)
    return request


def look_at_list(database: Database, member: Member, numbers: Sequence[str], moment: Moment) -> None:
    """Write down whose names a member had in a list."""
    if numbers:
        with storing(database), write(database):
            note(database, member.account, "list", moment, detail=" ".join(numbers))
