"""Taking requests in for families: one or many, by the same rules as the families' own form, in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from peewee import Database

from navigator.data import JournalLine, Request, RequestNote
from navigator.data.database import take_turn
from navigator.data.sealed import ring
from navigator.rules.states import ORGANIZATION
from navigator.services.problems import storing
from navigator.services.requests.checking import place_of
from navigator.services.requests.children import person_hash
from navigator.services.requests.moving import move_here
from navigator.services.requests.places import lock_group
from navigator.services.requests.records import (
    Arrival,
    EnrollmentAnswers,
    Moment,
    MoveRefused,
    Order,
    Policy,
    Refusal,
    Sender,
    Sent,
)
from navigator.services.requests.submitting import Outcome, attempted, enroll_here, enroll_new
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note

#: Hour of the day that a paper is taken to have come at.
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Entry:
    """What staff say of the requests that they take in; ``why`` sets refusals aside."""

    source: str
    arrived: date
    consent_on: date
    waived: frozenset[str]
    why: str = ""
    order: Order | None = None  # enroll at once


@dataclass(slots=True)
class Taken:
    """What became of a list: numbers in its order, the rows that were refused, and what stayed only taken in."""

    numbers: list[str] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)
    not_enrolled: int = 0


def arrival_of(member: Member, entry: Entry, zone: str, moment: Moment) -> Arrival:
    """How the requests of an entry came: at noon of their day, never later than now."""
    noon = datetime.combine(entry.arrived, NOON, ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    sent_at = moment.utc if entry.arrived >= moment.day(zone) else noon
    return Arrival(member.territory.actor, member.account, sent_at, entry.consent_on, entry.waived)


def take_one(
    database: Database,
    member: Member,
    answers: EnrollmentAnswers,
    entry: Entry,
    key: str,
    zone: str,
    moment: Moment,
    policy: Policy,
) -> Outcome:
    """Take in one request; the same form again gives the same answer and stores nothing.

    :raises StoreFailed: the database did not take it.
    """
    sender = Sender("", key, entry.source, arrival_of(member, entry, zone, moment))

    def make() -> Outcome:
        take_turn(database, ring().digest("idempotency", key))
        outcome = enroll_here(database, answers, sender, moment, policy)
        if isinstance(outcome, Sent) and not outcome.repeated:
            _write_why(member, outcome.number, entry, moment)
            note(database, member.account, "take in", moment, subject=outcome.number, detail=entry.source)
        return outcome

    return attempted(database, make)


def _write_why(member: Member, number: str, entry: Entry, moment: Moment) -> None:
    """The reason for which a rule was set aside, as a word to colleagues."""
    if entry.why:
        words = f"Принята без проверки условий набора: {entry.why}"
        row = Request.get(Request.number == number)
        RequestNote.create(request=row, account=member.account or None, at=moment.utc, words=words)


def take_many(
    database: Database,
    member: Member,
    rows: Sequence[tuple[EnrollmentAnswers, frozenset[str]]],
    entry: Entry,
    key: str,
    zone: str,
    moment: Moment,
    policy: Policy,
) -> Taken:
    """Take in a list of children in one transaction; the same list again stores nothing and tells of the same numbers.

    :param rows: answers, all for one group, with the refusals that are set aside for the row.
    :raises StoreFailed: the database did not take it; nothing of the list is stored.
    """
    arrival = arrival_of(member, entry, zone, moment)

    def make() -> Taken:
        take_turn(database, ring().digest("idempotency", key))
        before = taken_before(member, key)
        if before:
            return Taken(before)
        for digest in sorted(person_hash(answers.child) for answers, _ in rows):
            take_turn(database, digest)  # in one order, before the group: two lists never wait for each other
        done, group = Taken(), rows[0][0].group if rows else 0
        lock_group(database, group)
        place = place_of(group, moment)
        changes = entry.order is not None or policy.hold_on == "new"  # each row may take a place
        for at, (answers, waived) in enumerate(rows):
            sender = Sender(
                "", f"{key} {person_hash(answers.child)}", entry.source, replace(arrival, waived=entry.waived | waived)
            )
            if changes and at:
                place = place_of(group, moment)
            outcome = enroll_new(database, place, answers, sender, moment, policy) if place else Refusal("inactive")
            if isinstance(outcome, Refusal):
                done.refused[at] = outcome
                continue
            done.numbers.append(outcome.number)
            if waived:
                _write_why(member, outcome.number, entry, moment)
            if entry.order is not None and not _enroll(database, member, outcome, entry.order, moment, policy):
                done.not_enrolled += 1
        if done.numbers:
            note(database, member.account, "take in", moment, subject=_subject(key), detail=" ".join(done.numbers))
        return done

    return attempted(database, make)


def _enroll(database: Database, member: Member, sent: Sent, order: Order, moment: Moment, policy: Policy) -> bool:
    """Confirm and enroll a request that was taken in; False where there is no place or the table says no."""
    if sent.state != "new":
        return False
    try:
        for event in ("confirm", "enroll"):
            signed = replace(order, account=member.account) if event == "enroll" else Order(account=member.account)
            move_here(database, sent.number, event, ORGANIZATION, moment, policy, signed)
    except MoveRefused:
        return False
    return True


def _subject(key: str) -> str:
    return f"list {key}"[:40]


def taken_before(member: Member, key: str) -> list[str]:
    """Numbers of the requests that a list of this key made; empty when there was none."""
    line = JournalLine.get_or_none(
        JournalLine.subject == _subject(key), JournalLine.action == "take in", JournalLine.account == member.account
    )
    return str(line.detail).split() if line is not None else []


def states_of(database: Database, numbers: Sequence[str]) -> dict[str, int]:
    """How many of some requests stand in each state."""
    with storing(database):
        found: dict[str, int] = {}
        for row in Request.select(Request.state).where(Request.number.in_(list(numbers))).order_by(Request.id):
            found[row.state] = found.get(row.state, 0) + 1
        return found
