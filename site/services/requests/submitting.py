"""Taking a family's form: checked and stored with consents, history and letter in one transaction; safe to repeat."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from peewee import Database, IntegrityError, OperationalError

from navigator.data import Child, Municipality, Request, RequestMove
from navigator.data.database import take_turn, write
from navigator.data.sealed import ring
from navigator.services.financing.joining import follow
from navigator.services.problems import storing
from navigator.services.requests.certificates import certificate_facts
from navigator.services.requests.checking import (
    Place,
    certificate_key,
    check_certificate,
    check_enrollment,
    living_key,
    place_of,
)
from navigator.services.requests.children import child_of, person_hash
from navigator.services.requests.consents import write_consents
from navigator.services.requests.mailing import write_letter
from navigator.services.requests.moving import decision_day
from navigator.services.requests.numbers import new_number
from navigator.services.requests.places import hold, lock_group, must_wait, position
from navigator.services.requests.records import (
    CertificateAnswers,
    EnrollmentAnswers,
    Moment,
    Order,
    Policy,
    Refusal,
    Sender,
    Sent,
)

Outcome = Sent | Refusal
Made = TypeVar("Made")
#: How often a transaction that met another one at a unique key is tried again: the second time it sees the other's row.
TRIES = 3


def send_enrollment(
    database: Database, answers: EnrollmentAnswers, sender: Sender, moment: Moment, policy: Policy
) -> Outcome:
    """Store a request for a place, with a request for a certificate beside it where the family asks for both.

    The same form sent again, by a double click or a retry, gives the same answer and stores nothing.
    :returns: the request with its secret code, or why it was not stored.
    :raises StoreFailed: the database did not take it; nothing of it is stored.
    """
    return _once(database, sender, lambda key: _enroll(database, answers, key, moment, policy))


def send_certificate_request(
    database: Database, answers: CertificateAnswers, sender: Sender, moment: Moment, policy: Policy
) -> Outcome:
    """Store a request for a certificate; everything else is as in :func:`send_enrollment`."""
    return _once(database, sender, lambda key: _certificate(database, answers, key, moment, policy))


def _once(database: Database, sender: Sender, make: Callable[[Sender], Outcome]) -> Outcome:
    keyed = sender if sender.key else replace(sender, key=uuid.uuid4().hex)

    def one() -> Outcome:
        take_turn(database, _key_hash(keyed.key))
        return make(keyed)

    return attempted(database, one)


def attempted(database: Database, make: Callable[[], Made]) -> Made:
    """Do something in one transaction; what met another transaction at a unique key or a lock is tried again.

    :raises StoreFailed: the database did not take it; nothing of it is stored.
    """
    with storing(database):
        for attempt in range(TRIES):
            try:
                with write(database):
                    return make()
            except (IntegrityError, OperationalError) as error:
                busy = isinstance(error, OperationalError) and "locked" in str(error)
                if attempt == TRIES - 1 or not (busy or isinstance(error, IntegrityError)):
                    raise
                time.sleep(random.uniform(0, 0.2) if busy else 0)  # noqa: S311  # so that two do not meet again
    raise AssertionError("unreachable")  # pragma: no cover


def enroll_here(
    database: Database, answers: EnrollmentAnswers, sender: Sender, moment: Moment, policy: Policy
) -> Outcome:
    """Store a request for a place inside a transaction that somebody else began."""
    return _enroll(database, answers, sender, moment, policy)


def _key_hash(key: str) -> str:
    return ring().digest("idempotency", key)


def sent_already(database: Database, answers: EnrollmentAnswers | CertificateAnswers, sender: Sender) -> Sent | None:
    """What this very form gave when it was sent: a family that went back in its browser sends it once more."""
    with storing(database):
        found = _sent_before(sender, answers.text()) if sender.key else None
    return found if isinstance(found, Sent) else None


def _sent_before(sender: Sender, text: str) -> Outcome | None:
    """What the same form gave the first time; other answers under the same key are another request."""
    row: Request | None = Request.get_or_none(Request.idempotency_hash == _key_hash(sender.key))
    if row is None:
        return None
    if row.answers_hash != ring().digest("answers", text):
        return Refusal("key_used")
    companion = Request.get_or_none(Request.together == row.id)
    return Sent(
        row.number, ring().code(sender.key), row.state, companion.number if companion else "", position(row), True
    )


# ---------------------------------------------------------------- enrollment


def _enroll(database: Database, answers: EnrollmentAnswers, sender: Sender, moment: Moment, policy: Policy) -> Outcome:
    before = _sent_before(sender, answers.text())
    if before is not None:
        return before
    take_turn(database, person_hash(answers.child))
    lock_group(database, answers.group)
    place = place_of(answers.group, moment)
    return enroll_new(database, place, answers, sender, moment, policy) if place is not None else Refusal("inactive")


def enroll_new(
    database: Database, place: Place, answers: EnrollmentAnswers, sender: Sender, moment: Moment, policy: Policy
) -> Outcome:
    """Store a request that was not sent before, of a child and a group whose turn was taken.

    :param place: the group as it stands now, its free places too.
    """
    refusal = check_enrollment(place, answers, moment, sender.waived)
    if refusal is not None:
        return refusal
    home = place.municipality
    certificate_home = _home(answers.municipality, home)
    if answers.create_certificate and (trouble := check_certificate(answers.child, certificate_home, moment)):
        return trouble
    child = child_of(answers.child, certificate_home.id)
    must = must_wait(answers.group, is_full=place.is_full)
    held = not must and policy.hold_on == "new" and hold(answers.group)
    waits = must or (policy.hold_on == "new" and not held)
    request = _store(
        answers,
        sender,
        moment,
        kind="enrollment",
        state="waitlist" if waits else "new",
        child=child,
        municipality=home,
        organization=place.organization,
        program=place.program,
        group=answers.group,
        certificate_number=answers.certificate_number,
        certificate_checked=certificate_facts(answers.certificate_number, answers.child, later=False).known,
        living_key=living_key(place.program, answers.child),
        holds_place=held,
        waits_since=sender.asked(moment).utc if waits else None,
    )
    if not waits:
        request.decide_by = decision_day(request, sender.asked(moment), policy)
        request.save(only=[Request.decide_by])
    code = _finish(request, home, answers, sender, moment, policy)
    follow(database, request, "send", moment, policy, Order())
    companion = ""
    if answers.create_certificate:
        companion = _companion(request, answers, certificate_home, child, sender, moment, policy)
    return Sent(request.number, code, request.state, companion, position(request))


def _companion(
    request: Request,
    answers: EnrollmentAnswers,
    home: Municipality,
    child: Child,
    sender: Sender,
    moment: Moment,
    policy: Policy,
) -> str:
    """The request for a certificate that was sent together with one for a place; the same code opens both."""
    beside = replace(sender, key=f"{sender.key}+certificate")
    row = _store(
        *(answers, beside, moment),
        kind="certificate",
        state="new",
        child=child,
        municipality=home,
        organization=request.organization_id,
        together=request,
        living_key=certificate_key(answers.child, home.region),
    )
    row.decide_by = decision_day(row, moment, policy)
    row.code_hash = request.code_hash
    row.save(only=[Request.decide_by, Request.code_hash])
    write_consents(row, home, sender, moment, special=answers.special_needs)
    RequestMove.create(request=row, at=moment.utc, actor="family", event="send", after="new")
    return str(row.number)


# ---------------------------------------------------------------- certificate


def _certificate(
    database: Database, answers: CertificateAnswers, sender: Sender, moment: Moment, policy: Policy
) -> Outcome:
    before = _sent_before(sender, answers.text())
    if before is not None:
        return before
    take_turn(database, person_hash(answers.child))
    home: Municipality | None = Municipality.get_or_none(Municipality.slug == answers.municipality)
    if home is None:
        return Refusal("no_municipality")
    trouble = check_certificate(answers.child, home, moment)
    if trouble is not None:
        return trouble
    request = _store(
        *(answers, sender, moment),
        kind="certificate",
        state="new",
        child=child_of(answers.child, home.id),
        municipality=home,
        living_key=certificate_key(answers.child, home.region),
    )
    request.decide_by = decision_day(request, moment, policy)
    request.save(only=[Request.decide_by])
    code = _finish(request, home, answers, sender, moment, policy)
    return Sent(request.number, code, request.state)


# ---------------------------------------------------------------- what both store


def _home(slug: str, otherwise: Municipality) -> Municipality:
    found = Municipality.get_or_none(Municipality.slug == slug) if slug else None
    return found or otherwise


def _store(answers: EnrollmentAnswers | CertificateAnswers, sender: Sender, moment: Moment, **columns: Any) -> Request:
    guardian = answers.guardian
    home: Municipality = columns["municipality"]
    return Request.create(
        number=new_number(moment.day(home.timezone)),
        source=sender.source,
        guardian_name=guardian.name,
        guardian_phone=guardian.phone,
        guardian_email=guardian.email,
        phone_hash=ring().digest("phone", guardian.phone) if guardian.phone else "",
        email_hash=ring().digest("email", guardian.email.casefold()) if guardian.email else "",
        special_needs="1" if answers.special_needs else "",
        comment=answers.comment,
        idempotency_hash=_key_hash(sender.key),
        answers_hash=ring().digest("answers", answers.text()),
        code_hash=ring().digest("code", ring().code(sender.key)),
        created_at=sender.asked(moment).utc,
        changed_at=moment.utc,
        **columns,
    )


def _finish(
    request: Request,
    home: Municipality,
    answers: EnrollmentAnswers | CertificateAnswers,
    sender: Sender,
    moment: Moment,
    policy: Policy,
) -> str:
    """Consents, the first line of the history and the first letter.

    :returns: the secret code.
    """
    write_consents(request, home, sender, moment, special=answers.special_needs)
    came = sender.arrival
    actor, account = (came.actor, came.account) if came else ("family", None)
    RequestMove.create(request=request, at=moment.utc, actor=actor, account=account, event="send", after=request.state)
    code = ring().code(sender.key)
    write_letter(request, "waiting" if request.state == "waitlist" else "received", moment, policy, code=code)
    return code
