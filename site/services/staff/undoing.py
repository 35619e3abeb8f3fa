"""Taking a move back: one's own last, of the same day, where its consequences can be reversed."""

from __future__ import annotations

from typing import Any

from peewee import Database

from navigator.data import Request, RequestMove
from navigator.services.financing.joining import follow_undo
from navigator.services.requests.checking import revived_key
from navigator.services.requests.children import identity_of
from navigator.services.requests.journal import record
from navigator.services.requests.moving import STALE, decision_day, locked, promote
from navigator.services.requests.places import hold, release
from navigator.services.requests.records import Moment, MoveRefused, Order, Policy, Stale
from navigator.services.requests.renewing import renewal_of
from navigator.services.staff.accounts import Member
from navigator.services.staff.history import last_move, may_undo


def undo(database: Database, number: str, member: Member, moment: Moment, policy: Policy, version: int | None) -> str:
    """Take the last move of a request back, inside a transaction that somebody else began.

    :returns: the state that it has again.
    :raises MoveRefused: it was not the member's own move of today, or what it gave up is taken.
    """
    request = locked(database, number, _other_group(number))
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
    elif last.event == "transfer":
        changes |= _moved_back(last)
        freed = True
    elif last.event == "renew":
        _take_renewal_back(database, request, member, moment, policy)
    else:
        changes |= _revived(request, before, policy)
        if last.event == "expel":
            changes |= _enrolled_by(request)
    record(request, "undo", member.territory.actor, moment, Order(account=member.account), policy, **changes)
    follow_undo(database, request, last.event, moment, policy, member.account)
    if group is not None and freed:
        release(group)
    if group is not None:
        promote(database, group, moment, policy)
    return before


def _other_group(number: str) -> int | None:
    """The other group whose places an undo changes: the one before a transfer, the one of a renewal."""
    request: Request | None = Request.get_or_none(Request.number == number)
    if request is None:
        return None
    last = last_move(request)
    if last.event == "renew":
        row = renewal_of(request)
        return row.group_id if row is not None else None
    return last.left_group


def _revived(request: Request, before: str, policy: Policy) -> dict[str, Any]:
    """What a rejected request needs to live again: its key, its place or its turn."""
    child = request.child
    if child is None:
        raise MoveRefused("Данные ребёнка удалены: вернуть заявку нельзя")
    key = revived_key(request, identity_of(child))
    if Request.select().where(Request.living_key == key).exists():
        raise MoveRefused("Семья уже подала другую заявку: вернуть эту нельзя")
    held = before in {"confirmed", "offered", "enrolled"} or (before == "new" and policy.hold_on == "new")
    if held and (request.group_id is None or not hold(request.group_id)):
        raise MoveRefused("Место уже занято: вернуть заявку нельзя")
    waits = request.created_at if before == "waitlist" else None
    return {"living_key": key, "holds_place": held, "waits_since": waits}


def _enrolled_by(request: Request) -> dict[str, Any]:
    """The order of enrollment, which the order of expulsion stands over."""
    row = (
        RequestMove.select()
        .where(RequestMove.request == request.id, RequestMove.event == "enroll")
        .order_by(RequestMove.id.desc())
        .first()
    )
    return {"order_number": row.order_number, "order_date": row.order_date} if row is not None else {}


def _moved_back(last: RequestMove) -> dict[str, Any]:
    """The group before a transfer, with a place in it."""
    old = last.left_group
    if old is None or not hold(old):
        raise MoveRefused("Место в прежней группе уже занято: вернуть нельзя")
    return {"group": old}


def _take_renewal_back(database: Database, request: Request, member: Member, moment: Moment, policy: Policy) -> None:
    """End the request for the next year that a renewal made, unless somebody went on with it."""
    row = renewal_of(request)
    if row is None or row.state != "confirmed" or row.version != 1:
        raise MoveRefused("С заявкой на следующий год уже работали: вернуть продление нельзя")
    actor = member.territory.actor
    record(
        row,
        "undo",
        actor,
        moment,
        Order(account=member.account),
        policy,
        letter="cancelled",
        state="cancelled",
        holds_place=False,
    )
    if row.group_id is not None:
        release(row.group_id)
        promote(database, row.group_id, moment, policy)
