"""The journal of staff: appended only, each line sealed with the hash of the one before it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from peewee import Database

from navigator.data import Account, JournalLine, Request
from navigator.data.database import take_turn
from navigator.data.rows import tuples
from navigator.services.requests.records import Moment

_CHAIN = hashlib.sha256(b"journal").hexdigest()


def note(
    database: Database, account: int | None, action: str, moment: Moment, *, subject: str = "", detail: str = ""
) -> None:
    """Append a line; call inside the transaction of what it tells of.

    :param subject: number of a request, or what else the action is about.
    :param detail: words without personal data: numbers of requests of a list, the new state.
    """
    take_turn(database, _CHAIN)
    previous = JournalLine.select(JournalLine.digest).order_by(JournalLine.id.desc()).limit(1).scalar() or ""
    at = moment.utc.replace(microsecond=0)
    JournalLine.create(
        at=at,
        account=account,
        action=action,
        subject=subject,
        detail=detail,
        previous=previous,
        digest=_digest(previous, at, account, action, subject, detail),
    )


def _digest(previous: str, at: datetime, *parts: Any) -> str:
    text = "\x1f".join([previous, at.isoformat(), *(str(part or "") for part in parts)])
    return hashlib.sha256(text.encode()).hexdigest()


def broken_line() -> int:
    """Number of the first line that does not follow from the one before it; 0 when the chain is whole."""
    previous = ""
    rows = JournalLine.select().order_by(JournalLine.id).iterator()
    for line in rows:
        made = _digest(previous, line.at, line.account, line.action, line.subject, line.detail)
        if line.previous != previous or line.digest != made:
            return int(line.id)
        previous = line.digest
    return 0


def who_saw(child: int) -> list[tuple[datetime, str, str]]:
    """When, who and how opened a request of a child or had it in a list, the latest first."""
    numbers = [number for (number,) in tuples(Request.select(Request.number).where(Request.child == child))]
    seen = JournalLine.subject.in_(numbers)
    for number in numbers:
        seen |= JournalLine.detail.contains(number)
    rows = (
        JournalLine.select(JournalLine.at, Account.email, JournalLine.action)
        .join(Account, on=(Account.id == JournalLine.account))
        .where(seen)
        .order_by(JournalLine.id.desc())
    )
    return [(at, email, action) for at, email, action in tuples(rows)]
