"""Whether what a database holds after a fault is whole: nothing acknowledged is lost, nothing is half stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from faults.racing import wrong_places
from peewee import Database

from navigator.data import Consent, Group, Letter, Request, RequestMove
from navigator.data.database import is_sqlite
from navigator.data.rows import tuples
from navigator.services.requests.following import is_code_of

#: Letters that tell a family its number and code.
FIRST_LETTERS = ("received", "waiting")


def lost(acknowledged: Iterable[tuple[str, str]]) -> list[str]:
    """Numbers of requests that were acknowledged with a code and that this code does not open."""
    return [number for number, code in acknowledged if not is_code_of(number, code)]


def broken(database: Database) -> list[str]:
    """What is not whole, as lines; empty when all is well."""
    problems: list[str] = []
    if is_sqlite(database):
        found = database.execute_sql("PRAGMA integrity_check").fetchall()
        problems += [str(line) for (line,) in found if line != "ok"]
        problems += [
            f"dangling reference {line}" for line in database.execute_sql("PRAGMA foreign_key_check").fetchall()
        ]
    consents = _count(Consent.request)
    letters = _count(Letter.request, Letter.kind.in_(FIRST_LETTERS))
    moves = _count(RequestMove.request)
    for one in Request.select():
        if not consents[one.id]:
            problems.append(f"{one.number} has no consent")
        if one.guardian_email and one.together_id is None and letters[one.id] != 1:
            problems.append(f"{one.number} has {letters[one.id]} first letters")
        if moves[one.id] != one.version:
            problems.append(f"{one.number} has {moves[one.id]} moves at version {one.version}")
    for (group,) in tuples(Group.select(Group.id)):
        problems += [f"group {group}: {line}" for line in wrong_places(group)]
    return problems


def _count(column: object, *conditions: object) -> Counter[int]:
    query = column.model.select(column).where(column.is_null(False), *conditions)  # type: ignore[attr-defined]  # a peewee field
    return Counter(number for (number,) in tuples(query))
