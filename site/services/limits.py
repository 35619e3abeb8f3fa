"""Limits on what one address or one phone may do, kept in the database so that all processes share them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from peewee import Database

from navigator.data import Attempt
from navigator.data.database import write
from navigator.data.sealed import ring
from navigator.services.problems import storing


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` times in each stretch of ``seconds``."""

    kind: str
    most: int
    seconds: int


#: Forms of one phone or e-mail; a family of many children and clubs stays far below.
CONTACT = Limit("contact", 40, 24 * 3600)
#: Wrong codes of one request from one address, and of all requests from one address.
CODE, CODES = Limit("code", 10, 600), Limit("codes", 100, 600)
#: Questions where a child is counted.
COUNTED = Limit("counted", 20, 3600)

#: Wrong passwords of one account, and from one address.
SIGN_IN, SIGN_INS = Limit("sign in", 10, 600), Limit("sign ins", 50, 600)


def forms(most: int) -> Limit:
    """Forms sent from one address: a school with many families behind one address stays below the default."""
    return Limit("forms", most, 600)


def count(database: Database, limit: Limit, whom: str, now: datetime) -> bool:
    """Count one more and say whether it is still within the limit.

    :param whom: address, phone or anything that is limited; only its keyed hash is stored.
    :param now: instant in UTC without an offset.
    """
    key, until = _stretch(limit, whom, now)
    with storing(database), write(database):
        Attempt.insert(key=key, count=1, until=until).on_conflict(
            conflict_target=[Attempt.key], update={Attempt.count: Attempt.count + 1}
        ).execute()
        return int(Attempt.select(Attempt.count).where(Attempt.key == key).scalar()) <= limit.most


def is_over(database: Database, limit: Limit, whom: str, now: datetime) -> bool:
    """Whether the limit is used up, without counting."""
    key, _ = _stretch(limit, whom, now)
    with storing(database):
        return (Attempt.select(Attempt.count).where(Attempt.key == key).scalar() or 0) >= limit.most


def forget_old(now: datetime) -> int:
    """Delete counters of past stretches; call inside a transaction."""
    return int(Attempt.delete().where(Attempt.until < now).execute())


def _stretch(limit: Limit, whom: str, now: datetime) -> tuple[str, datetime]:
    number = int(now.replace(tzinfo=UTC).timestamp()) // limit.seconds
    until = datetime.fromtimestamp((number + 1) * limit.seconds, UTC).replace(tzinfo=None) + timedelta(minutes=1)
    return ring().digest("attempt", limit.kind, whom, str(number)), until
