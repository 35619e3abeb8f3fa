"""Forgetting people: at their wish, and when the time to keep their data is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import Database

from navigator.data import Certificate, Child, Consent, Letter, OutsideNumber, Request, RequestMove
from navigator.data.database import leave_no_trace, write
from navigator.data.rows import tuples
from navigator.rules.states import FAMILY, LIVING
from navigator.services.limits import forget_old
from navigator.services.problems import storing
from navigator.services.requests.journal import record
from navigator.services.requests.moving import locked, move_here
from navigator.services.requests.records import Moment, Order, Policy
from navigator.services.reviews.writing import forget_review

#: States whose papers the law keeps: the wish is noted, staff erase when the time is over.
KEPT = frozenset({"enrolled", "completed", "expelled", "approved"})
#: Sent and given up letters are kept so many days.
LETTER_DAYS = 30
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Purged:
    """What was forgotten, or would be."""

    refused: int
    ended: int
    consents: int
    letters: int


def erase(database: Database, number: str, moment: Moment, policy: Policy) -> str:
    """Do what a family asks: forget its request, or note the wish where papers must be kept.

    :returns: ``erased`` or ``noted``.
    :raises MoveRefused: there is no such request.
    """
    with storing(database), write(database):
        request = locked(database, number)
        if request.state in KEPT:
            if request.erase_asked_at is None:
                record(request, "erase", FAMILY, moment, Order(reason="erased"), policy, erase_asked_at=moment.utc)
            return "noted"
        if request.state in LIVING:
            move_here(database, number, "cancel", FAMILY, moment, policy, Order(reason="erased"))
        forget(Request.get_by_id(request.id), moment.utc)
    with storing(database):
        leave_no_trace(database)
    return "erased"


def forget(request: Request, now: datetime) -> None:
    """Leave of a request its number, states and dates; call inside a transaction."""
    child = request.child_id
    Request.update(
        child=None,
        guardian_name="",
        guardian_phone="",
        guardian_email="",
        phone_hash="",
        email_hash="",
        certificate_number="",
        special_needs="",
        comment="",
        answers_hash="",
        living_key=None,
    ).where(Request.id == request.id).execute()
    RequestMove.update(words="").where(RequestMove.request == request.id).execute()
    Consent.update(withdrawn_at=now, address="").where(
        Consent.request == request.id, Consent.withdrawn_at.is_null()
    ).execute()
    Letter.delete().where(Letter.request == request.id).execute()
    forget_review(request.id)
    OutsideNumber.delete().where(OutsideNumber.request == request.id).execute()
    if child is not None:
        _forget_child(child)


def _forget_child(child: int) -> None:
    """A child whom no request and no certificate names any more is deleted."""
    used = Request.select().where(Request.child == child).exists()
    if not used and not Certificate.select().where(Certificate.child == child).exists():
        Child.delete().where(Child.id == child).execute()


def purge(database: Database, moment: Moment, policy: Policy, *, dry_run: bool = False) -> Purged:
    """Forget what is older than the settings keep: refused requests, ended enrollments, consents, letters."""
    refused, ended, consents = (moment.utc - timedelta(days=days) for days in policy.keep_days)
    named = (Request.child.is_null(False)) | (Request.guardian_name != "")
    old_refused = _ids(named, Request.state.in_(("rejected", "cancelled", "refused")), Request.closed_at < refused)
    old_ended = _ids(named, Request.state.in_(("completed", "expelled", "approved")), Request.closed_at < ended)
    letters = (Letter.sent_at < moment.utc - timedelta(days=LETTER_DAYS)) | (
        Letter.created_at < moment.utc - timedelta(days=LETTER_DAYS)
    )
    numbers = old_refused + old_ended
    over = Request.closed_at < consents
    unnamed = set(_ids(over, Request.child.is_null())) | (set(_ids(over)) & set(numbers))
    old_consents = [Consent.request.in_(chunk) for chunk in _chunks(sorted(unnamed))]
    found = Purged(
        len(old_refused),
        len(old_ended),
        sum(Consent.select().where(some).count() for some in old_consents),
        Letter.select().where(letters).count(),
    )
    if dry_run:
        return found
    for chunk in _chunks(numbers):
        with storing(database), write(database):
            for one in Request.select().where(Request.id.in_(chunk)):
                forget(one, moment.utc)
    with storing(database), write(database):
        for some in old_consents:
            Consent.delete().where(some).execute()
        Letter.delete().where(letters).execute()
        forget_old(moment.utc)
    with storing(database):
        leave_no_trace(database)
    return found


def _chunks(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK)]


def _ids(*conditions: Any) -> list[int]:
    return [number for (number,) in tuples(Request.select(Request.id).where(*conditions))]
