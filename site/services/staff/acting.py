"""Moves that staff make: one request or many, each in its own transaction, each in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from peewee import Database

from navigator.data import Account, Request, RequestNote
from navigator.data.database import write
from navigator.rules.states import ORGANIZATION
from navigator.services.financing.joining import usual_funding
from navigator.services.problems import storing
from navigator.services.requests.codes import new_code
from navigator.services.requests.moving import move_here, tell
from navigator.services.requests.records import Moment, MoveRefused, Order, Policy
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note
from navigator.services.staff.territory import is_mine, mine
from navigator.services.staff.undoing import undo

MOST_AT_ONCE = 200
LONGEST_NOTE = 2000
#: A payment that each request takes from its contract or its group.
AS_GROUP = "as_group"


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
        if event == "enroll" and order.funding == AS_GROUP:
            order = replace(order, funding=usual_funding(Request.get(Request.number == number)))
        signed = replace(order, account=member.account)
        actor = member.territory.actor
        if event == "undo":
            state = undo(database, number, member, moment, policy, version)
        else:
            seen = version
            if event == "enroll" and _state(number) == "new":
                first = Order(start=order.start, funding=order.funding, account=member.account)
                move_here(database, number, "confirm", actor, moment, policy, first, seen)
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
            if event == "assign":
                take_on(database, member, number, moment, give_back=False)
                state = _state(number)
            else:
                state = act(database, member, number, event, order, moment, policy, version=version)
            done.append(Done(number, state, ""))
        except MoveRefused as problem:
            done.append(Done(number, _state(number), str(problem)))
        except NotMine:
            continue
    return done


def _state(number: str) -> str:
    return str(Request.select(Request.state).where(Request.number == number).scalar() or "")


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


def take_on(database: Database, member: Member, number: str, moment: Moment, *, give_back: bool = True) -> None:
    """Take a request on; where it is one's own already, ``give_back`` gives it back."""
    with storing(database), write(database):
        request = _mine(member, number)
        mine_already = give_back and request.assignee == member.account
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
