"""Writing a move down: the new state of a request, the line of its history, the letter to the family."""

from __future__ import annotations

from typing import Any

from navigator.data import Request, RequestMove
from navigator.rules.states import LIVING
from navigator.services.requests.mailing import write_letter
from navigator.services.requests.records import Moment, Order, Policy, Stale


def record(
    request: Request,
    event: str,
    actor: str,
    moment: Moment,
    order: Order,
    policy: Policy,
    *,
    letter: str = "",
    left_group: int | None = None,
    **changes: Any,
) -> None:
    """Change a request and say so everywhere, in the transaction at hand.

    :param letter: kind of the letter to the family, empty for none.
    :param left_group: the group before a transfer.
    :param changes: new values of columns, ``state`` among them when it changes.
    :raises Stale: somebody moved the request since it was read.
    """
    before = str(request.state)
    changes |= {"changed_at": moment.utc, "version": request.version + 1}
    if changes.get("state", before) not in LIVING:
        changes |= {"living_key": None, "closed_at": moment.utc, "waits_since": None}
    for name, value in changes.items():
        setattr(request, name, value)
    changed = Request.update(**changes).where(Request.id == request.id, Request.version == request.version - 1)
    if not changed.execute():
        raise Stale("Заявку только что изменили. Откройте её заново")
    RequestMove.create(
        request=request,
        at=moment.utc,
        actor=actor,
        account=order.account,
        event=event,
        before=before,
        after=request.state,
        reason=order.reason,
        words=order.words,
        order_number=order.number,
        order_date=order.day,
        left_group=left_group,
    )
    if letter:
        write_letter(request, letter, moment, policy)
