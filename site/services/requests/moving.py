"""Moving a request: one verb, one transaction, places and history with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import Database

from navigator.data import Group, Program, Request
from navigator.data.database import for_update, write
from navigator.rules.states import LIVING, STATES, SYSTEM, Move, find_move
from navigator.rules.working_days import add_working_days
from navigator.services.financing.joining import follow
from navigator.services.holidays import is_day_off
from navigator.services.problems import storing
from navigator.services.requests.certificates import issue
from navigator.services.requests.journal import record
from navigator.services.requests.places import hold, lock_group, next_waiting, release
from navigator.services.requests.records import Missing, Moment, MoveRefused, Order, Policy, Stale
from navigator.services.requests.renewing import inherit, renew

NO_PLACES = "Мест нет: заявка осталась как была"
STALE = "Заявку только что изменили. Откройте её заново"
#: Letter to the family after an event.
LETTERS = {
    "accept": "accepted",
    "cancel": "cancelled",
    "leave": "left",
    "confirm": "confirmed",
    "reject": "rejected",
    "lapse": "lapsed",
    "offer": "offered",
    "enroll": "enrolled",
    "transfer": "moved",
    "expel": "expelled",
    "complete": "completed",
    "approve": "approved",
    "refuse": "refused",
}
_NEEDED = {
    "reason": "причину из списка",
    "order_number": "номер приказа",
    "order_date": "дату приказа",
    "start_date": "дату начала занятий",
    "funding": "источник финансирования",
    "group": "группу",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One move in the making."""

    request: Request
    move: Move
    actor: str
    moment: Moment
    policy: Policy
    order: Order
    database: Database

    def write(self, *, left_group: int | None = None, **changes: Any) -> None:
        """Record the move with new values of columns."""
        record(
            *(self.request, self.move.event, self.actor, self.moment, self.order, self.policy),
            letter=LETTERS.get(self.move.event, ""),
            left_group=left_group,
            **{"state": self.move.target, "reason": self.order.reason, **changes},
        )


def move(
    database: Database,
    number: str,
    event: str,
    actor: str,
    moment: Moment,
    policy: Policy,
    order: Order | None = None,
    *,
    version: int | None = None,
) -> str:
    """Make one move of the table.

    :param order: reason, words, order of enrollment, dates: what the move needs.
    :param version: the version that the mover saw; a newer one is refused.
    :returns: the new state.
    :raises MoveRefused: the table, the places or a newer version do not allow it; nothing changed.
    :raises StoreFailed: the database did not take it.
    """
    with storing(database), write(database):
        return move_here(database, number, event, actor, moment, policy, order or Order(), version)


def move_here(
    database: Database,
    number: str,
    event: str,
    actor: str,
    moment: Moment,
    policy: Policy,
    order: Order,
    version: int | None = None,
) -> str:
    """The same inside a transaction that somebody else began."""
    request = locked(database, number, order.group)
    if version is not None and request.version != version:
        raise Stale(STALE)
    found = find_move(request.kind, event, request.state, actor)
    if found is None:
        raise MoveRefused(f"Заявка в состоянии «{STATES[request.kind][request.state]}»: так сделать нельзя")
    _require(found, order)
    group = request.group_id
    EFFECTS.get(event, _close)(Step(request, found, actor, moment, policy, order, database))
    follow(database, request, event, moment, policy, order)
    if group is not None:
        promote(database, group, moment, policy)
    return str(request.state)


def locked(database: Database, number: str, other_group: int | None = None) -> Request:
    """A request that nobody else may move until the transaction ends; its groups are locked before it.

    :raises MoveRefused: there is none of this number.
    """
    row = Request.select(Request.group).where(Request.number == number).tuples().first()
    if row is None:
        raise MoveRefused(f"Заявки {number} нет")
    for group in sorted({one for one in (row[0], other_group) if one is not None}):
        lock_group(database, group)
    found: Request = for_update(database, Request.select().where(Request.number == number)).get()
    return found


def _require(found: Move, order: Order) -> None:
    given = {
        "reason": order.reason in found.reasons,
        "order_number": bool(order.number),
        "order_date": order.day is not None,
        "start_date": order.start is not None,
        "funding": bool(order.funding),
        "group": order.group is not None,
    }
    missing = [_NEEDED[one] for one in found.needs if not given[one]]
    if missing:
        raise Missing(f"Укажите {', '.join(missing)}")


# ---------------------------------------------------------------- what each event does


def _close(step: Step) -> None:
    """A move out of the living states: the place goes back."""
    held = bool(step.request.holds_place) and step.move.target not in LIVING
    step.write(**({"holds_place": False} if held else {}), **_order_of(step))
    if held and step.request.group_id is not None:
        release(step.request.group_id)
    if step.move.target not in LIVING:
        inherit(step.request)


def _order_of(step: Step) -> dict[str, Any]:
    order = step.order
    return {"order_number": order.number, "order_date": order.day} if order.number else {}


def _accept(step: Step) -> None:
    step.write(decide_by=decision_day(step.request, step.moment, step.policy), answer_by=None)


def _confirm(step: Step) -> None:
    group = step.request.group_id
    if not step.request.holds_place and (group is None or not hold(group)):
        raise MoveRefused(NO_PLACES)
    step.write(holds_place=True, decide_by=None)


def _offer(step: Step) -> None:
    group = step.request.group_id
    if group is None or not hold(group):
        raise MoveRefused(NO_PLACES)
    _write_offer(step)


def _write_offer(step: Step) -> None:
    """Families with an e-mail know at once; for the others the time to answer runs from when they are told."""
    told = step.moment.utc if step.request.guardian_email else None
    until = answer_day(step.request, step.moment, step.policy) if told else None
    step.write(holds_place=True, waits_since=None, told_at=told, answer_by=until)


def _enroll(step: Step) -> None:
    order, last = step.order, Group.select(Group.date_end).where(Group.id == step.request.group_id).scalar()
    if order.start is not None and last is not None and order.start > last:
        raise Missing(f"Группа занимается до {last:%d.%m.%Y}: проверьте дату начала занятий")
    step.write(order_number=order.number, order_date=order.day, start_date=order.start, funding=order.funding)


def _transfer(step: Step) -> None:
    target, old = step.order.group, step.request.group_id
    program = Group.select(Group.program).where(Group.id == target, Group.status == "active").tuples().first()
    if target is None or target == old or program is None or program[0] != step.request.program_id:
        raise MoveRefused("Перевести можно в другую действующую группу той же программы")
    if not hold(target):
        raise MoveRefused(NO_PLACES)
    step.write(group=target, left_group=old)
    if old is not None:
        release(old)


def _renew(step: Step) -> None:
    row = renew(step.request, step.order.group, step.actor, step.moment, step.policy, step.order)
    step.write()
    try:
        with step.database.atomic():
            follow(step.database, row, "confirm", step.moment, step.policy, Order(account=step.order.account))
    except MoveRefused:  # the money of the next year is not open yet: it is booked with the enrollment
        return


def _leave(step: Step) -> None:
    if step.request.leave_asked_at is not None:
        raise MoveRefused("Просьба об отчислении уже передана организации")
    step.write(leave_asked_at=step.moment.utc)


def _approve(step: Step) -> None:
    issue(step.request, step.moment)
    step.write()


EFFECTS: dict[str, Callable[[Step], None]] = {
    "accept": _accept,
    "confirm": _confirm,
    "offer": _offer,
    "enroll": _enroll,
    "transfer": _transfer,
    "renew": _renew,
    "leave": _leave,
    "approve": _approve,
}


def promote(database: Database, group: int, moment: Moment, policy: Policy) -> int:
    """Offer free places of a group to those who wait, the longest first; call with the group locked.

    :returns: how many were offered a place.
    """
    offered = 0
    while (request := next_waiting(group)) is not None and hold(group):
        found = find_move("enrollment", "offer", "waitlist", SYSTEM)
        assert found is not None, "the table of moves offers places"  # noqa: S101  # a broken table must not go unseen
        _write_offer(Step(request, found, SYSTEM, moment, policy, Order(), database))
        offered += 1
    return offered


def told(database: Database, number: str, moment: Moment, policy: Policy) -> None:
    """Say that a family knows of its offered place; the time to answer runs from now. Repeating changes nothing."""
    with storing(database), write(database):
        tell(locked(database, number), moment, policy)


def tell(request: Request, moment: Moment, policy: Policy) -> bool:
    """The same inside a transaction that somebody else began.

    :returns: whether the family did not know before.
    """
    if request.state != "offered" or request.told_at is not None:
        return False
    until = answer_day(request, moment, policy)
    Request.update(told_at=moment.utc, answer_by=until).where(Request.id == request.id).execute()
    return True


def decision_day(request: Request, moment: Moment, policy: Policy) -> Any:
    """The last day on which the organization decides."""
    exam = Program.select(Program.entry_test).where(Program.id == request.program_id).scalar()
    days = policy.exam_days if exam else policy.decision_days
    return add_working_days(moment.day(request.municipality.timezone), days, is_day_off)


def answer_day(request: Request, moment: Moment, policy: Policy) -> Any:
    """The last day on which the family answers an offer."""
    return add_working_days(moment.day(request.municipality.timezone), policy.offer_days, is_day_off)
