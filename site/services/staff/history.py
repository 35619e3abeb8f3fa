"""What happened to a request: its moves, the words of colleagues, and whether the last move may be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from navigator.data import Account, Request, RequestMove, RequestNote
from navigator.rules.access import Territory
from navigator.rules.dates import format_date
from navigator.rules.states import REASONS, STATES
from navigator.services.requests.records import Moment


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history or a note; local time."""

    at: datetime
    who: str
    event: str
    label: str
    reason: str
    words: str
    order: str = ""


def account_name(number: int | None) -> str:
    """Name or e-mail of an account; empty for none."""
    row = Account.get_or_none(Account.id == number) if number else None
    return str(row.name or row.email) if row else ""


#: Moves that can be taken back while nothing has followed from them.
UNDONE = ("confirm", "enroll", "reject", "refuse", "transfer", "renew", "expel")


def last_move(one: Request) -> RequestMove:
    """The last line of a request's history."""
    row: RequestMove = RequestMove.select().where(RequestMove.request == one.id).order_by(RequestMove.id.desc()).get()
    return row


def may_undo(last: RequestMove, account: int, zone: str, today: date) -> bool:
    """Whether an account may take a move back: its own, of this day, of a kind that can be reversed."""
    return last.account == account and last.event in UNDONE and Moment(last.at).day(zone) == today


def can_undo(one: Request, territory: Territory, today: date) -> bool:
    """Whether who asks may take the last move of a request back now."""
    return bool(territory.actor) and may_undo(last_move(one), territory.account, one.municipality.timezone, today)


def history(one: Request, zone: str) -> tuple[Line, ...]:
    """The moves of a request, the latest first."""
    rows = RequestMove.select().where(RequestMove.request == one.id).order_by(RequestMove.id.desc())
    return tuple(
        Line(
            Moment(row.at).local(zone),
            account_name(row.account) or row.actor,
            row.event,
            STATES[one.kind][row.after],
            REASONS.get(row.reason, ""),
            row.words,
            _order(row),
        )
        for row in rows
    )


def _order(row: RequestMove) -> str:
    day = format_date(date.fromisoformat(str(row.order_date))) if row.order_date else ""
    return f"приказ № {row.order_number}" + (f" от {day}" if day else "") if row.order_number else ""


def notes(one: Request, zone: str) -> tuple[Line, ...]:
    """What colleagues wrote about a request, the latest first."""
    rows = RequestNote.select().where(RequestNote.request == one.id).order_by(RequestNote.id.desc())
    return tuple(
        Line(Moment(row.at).local(zone), account_name(row.account_id), "note", "", "", row.words) for row in rows
    )
