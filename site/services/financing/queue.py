"""The queue for a nominal: who waits where, by date and time."""

from __future__ import annotations

from typing import Any

from peewee import fn

from navigator.data import Certificate, NominalTurn
from navigator.data.rows import tuples
from navigator.services.requests.records import Moment


def leave_queue(certificate: Certificate, moment: Moment, state: str) -> None:
    """A certificate waits no more."""
    NominalTurn.update(state=state, ended_at=moment.utc, waits_for=None).where(
        NominalTurn.certificate == certificate.id, NominalTurn.state == "waiting"
    ).execute()


def place_in_queue(certificate: int) -> tuple[int, Any]:
    """Place in the queue for a nominal and when it was taken; 0 for those who do not wait."""
    return places_in_queue([certificate]).get(certificate, (0, None))


def places_in_queue(certificates: list[int]) -> dict[int, tuple[int, Any]]:
    """Places of some certificates in the queues of their groups, those that wait; one query however many."""
    place = fn.ROW_NUMBER().over(partition_by=[NominalTurn.group], order_by=[NominalTurn.asked_at, NominalTurn.id])
    waiting = NominalTurn.select(NominalTurn.id.alias("turn"), place.alias("place"))
    theirs = NominalTurn.select(NominalTurn.group).where(NominalTurn.waits_for.in_(certificates))
    queue = waiting.where(NominalTurn.state == "waiting", NominalTurn.group.in_(theirs)).alias("queue")
    rows = NominalTurn.select(NominalTurn.waits_for, NominalTurn.asked_at, queue.c.place)
    found = rows.join(queue, on=(queue.c.turn == NominalTurn.id)).where(NominalTurn.waits_for.in_(certificates))
    return {number: (place, asked_at) for number, asked_at, place in tuples(found)}
