"""Asking for a copy of the catalog on the desk, again, no more: each is a line of the journal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from peewee import Database

from navigator.data import CatalogCopy
from navigator.data.database import for_update, take_turn, write
from navigator.services.copying.copies import choices_of, is_silent, my_copies
from navigator.services.problems import storing
from navigator.services.requests.records import Moment, MoveRefused
from navigator.services.staff.accounts import Member
from navigator.services.staff.desk import NotMine
from navigator.services.staff.journal import note

BUSY = "Эта копия сейчас пишется. Дождитесь конца или остановите запись"


@dataclass(frozen=True, slots=True)
class Look:
    """How a copy is wanted; ``logo`` is None where the former one stays, empty where there shall be none."""

    title: str
    colour: str
    live_url: str
    logo: bytes | None = None


def order_copy(database: Database, member: Member, scope: str, look: Look, moment: Moment) -> int:
    """Ask for a copy, new or again; a worker writes it.

    :returns: its id.
    :raises NotMine: the scope is not of this territory, or publishes nothing.
    :raises MoveRefused: this very copy is being written now.
    """
    with storing(database), write(database):
        if scope not in {one.scope for one in choices_of(member.territory)}:
            raise NotMine(scope)
        take_turn(database, hashlib.sha256(f"copy {scope}".encode()).hexdigest())
        row: CatalogCopy | None = for_update(database, CatalogCopy.select().where(CatalogCopy.scope == scope)).first()
        if row is not None and row.state == "running" and not is_silent(row.beat_at, moment):
            raise MoveRefused(BUSY)
        values: dict[str, Any] = {"title": look.title, "colour": look.colour, "live_url": look.live_url}
        if look.logo is not None:
            values["logo"] = look.logo or None
        if row is None:
            kind, _, number = scope.partition(":")
            where = {kind: int(number)} if number else {}
            row = CatalogCopy.create(scope=scope, state="failed", **where)
        CatalogCopy.update(**values).where(CatalogCopy.id == row.id).execute()
        if row.state != "queued":
            _queue_up(database, member, row, moment)
        return int(row.id)


def order_again(database: Database, member: Member, number: int, moment: Moment) -> None:
    """Ask for a copy with the look it had; where it is under way already nothing changes.

    :raises NotMine: it lies outside the territory.
    """
    with storing(database), write(database):
        row = _locked(database, member, number)
        if row.state not in {"queued", "running"} or (row.state == "running" and is_silent(row.beat_at, moment)):
            _queue_up(database, member, row, moment)


def _queue_up(database: Database, member: Member, row: CatalogCopy, moment: Moment) -> None:
    order = {"state": "queued", "account": member.account, "asked_at": moment.utc, "runner": "", "beat_at": None}
    start = {"attempts": 0, "done": 0, "total": 0, "problem": ""}
    CatalogCopy.update(**order, **start).where(CatalogCopy.id == row.id).execute()
    note(database, member.account, "copy_write", moment, subject=f"copy:{row.id}", detail=row.scope)


def stop_copy(database: Database, member: Member, number: int, moment: Moment) -> None:
    """Take an order back; the former copy stays, without one nothing does. Who writes it stops at its next look.

    :raises NotMine: it lies outside the territory.
    """
    with storing(database), write(database):
        row = _locked(database, member, number)
        if row.state not in {"queued", "running"}:
            return
        if row.written_at is None:
            CatalogCopy.delete().where(CatalogCopy.id == number).execute()
        else:
            CatalogCopy.update(state="written", runner="").where(CatalogCopy.id == number).execute()
        note(database, member.account, "copy_stop", moment, subject=f"copy:{number}", detail=row.scope)


def remove_copy(database: Database, member: Member, number: int, moment: Moment) -> None:
    """Forget a copy and its look; its files are swept by the worker of the machine where they lie.

    :raises NotMine: it lies outside the territory.
    """
    with storing(database), write(database):
        row = _locked(database, member, number)
        CatalogCopy.delete().where(CatalogCopy.id == number).execute()
        note(database, member.account, "copy_remove", moment, subject=f"copy:{number}", detail=row.scope)


def _locked(database: Database, member: Member, number: int) -> CatalogCopy:
    query = CatalogCopy.select().where(CatalogCopy.id == number, my_copies(member.territory))
    row: CatalogCopy | None = for_update(database, query).first()
    if row is None:
        raise NotMine(str(number))
    return row
