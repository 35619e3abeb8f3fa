"""A place for the next year: those who attend now keep their place before others ask for it."""

from __future__ import annotations

import uuid
from datetime import date

from navigator.data import Group, Request, RequestMove
from navigator.data.sealed import ring
from navigator.rules.years import academic_year
from navigator.services.requests.checking import living_key
from navigator.services.requests.children import identity_of, person_hash
from navigator.services.requests.mailing import write_letter
from navigator.services.requests.numbers import new_number
from navigator.services.requests.places import hold
from navigator.services.requests.records import Moment, MoveRefused, Order, Policy

#: What a renewal takes over from the request of this year.
_KEPT = (
    *("child", "municipality", "organization", "program", "guardian_name", "guardian_phone", "guardian_email"),
    *("phone_hash", "email_hash", "certificate_number", "certificate_checked", "special_needs"),
)


def is_next_year(start: date | None, end: date | None, other: date | None, today: date) -> bool:
    """Whether a group that starts on ``other`` follows one of ``start``–``end`` in a later academic year."""
    if other is None:
        return False
    now = academic_year(start or today)
    return academic_year(other) > now and (end is None or other > end)


def renew(old: Request, target: int | None, actor: str, moment: Moment, policy: Policy, order: Order) -> Request:
    """Make a confirmed request for a group of the next year, in the transaction that moves the old one.

    Its code is the old one's: a family follows both by the code it has.
    :raises MoveRefused: no such group, no place in it, or the request was renewed already.
    """
    if old.child is None:
        raise MoveRefused("Данные ребёнка удалены: продлить заявку нельзя")
    now: Group | None = old.group
    following: Group | None = Group.get_or_none(Group.id == target, Group.status == "active")
    today = moment.day(old.municipality.timezone)
    start, end = (now.date_start, now.date_end) if now else (None, None)
    if (
        following is None
        or following.program_id != old.program_id
        or not is_next_year(start, end, following.date_start, today)
    ):
        raise MoveRefused("Продлить можно в группу той же программы, которая начинается в следующем учебном году")
    key = ring().digest("living", str(old.program_id), person_hash(identity_of(old.child)), "next")
    if Request.select().where(Request.living_key == key).exists():
        raise MoveRefused("Заявка уже продлена на следующий год")
    if not hold(following.id):
        raise MoveRefused("Мест нет: заявка осталась как была")
    once = uuid.uuid4().hex
    row: Request = Request.create(
        **{name: getattr(old, name) for name in _KEPT},
        number=new_number(moment.day(old.municipality.timezone)),
        kind="enrollment",
        state="confirmed",
        source="org",
        group=following,
        parent=old,
        idempotency_hash=ring().digest("idempotency", once),
        answers_hash=ring().digest("answers", once),
        code_hash=old.code_hash,
        living_key=key,
        holds_place=True,
        created_at=moment.utc,
        changed_at=moment.utc,
    )
    RequestMove.create(request=row, at=moment.utc, actor=actor, account=order.account, event="renew", after="confirmed")
    write_letter(row, "renewed", moment, policy)
    return row


def renewal_of(old: Request) -> Request | None:
    """The living renewal of a request, if any."""
    found: Request | None = (
        Request.select().where(Request.parent == old.id, Request.living_key.is_null(False)).order_by(Request.id).first()
    )
    return found


def inherit(closed: Request) -> None:
    """A renewal whose request is over becomes the one living request of its child for the program."""
    following = renewal_of(closed)
    if following is None or following.child is None or following.program_id is None:
        return
    key = living_key(following.program_id, identity_of(following.child))
    if not Request.select().where(Request.living_key == key).exists():
        Request.update(living_key=key).where(Request.id == following.id).execute()
