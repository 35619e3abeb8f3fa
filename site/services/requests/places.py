"""Places of a group: held, given back, offered to the next who waits. Every function works inside a transaction."""

from __future__ import annotations

from peewee import Database, fn

from navigator.data import Group, Request
from navigator.data.database import for_update, places_changed


def lock_group(database: Database, group: int) -> None:
    """Let nobody else change the places of a group until the transaction ends."""
    for_update(database, Group.select(Group.id).where(Group.id == group)).tuples().first()


def hold(group: int) -> bool:
    """Take one place of a group.

    One conditional statement decides: a group of ten places gives ten whatever the number of those who ask at once.
    Where nobody said how many places are left, all are given that the size of the group allows.
    :returns: False when there is none left.
    """
    unstated = Group.free_places.is_null() & (Group.vacancy != "none")
    taken = (
        Group.update(held=Group.held + 1, free_places=Group.free_places - 1)
        .where(
            Group.id == group,
            (Group.free_places > 0) | (unstated & (Group.places.is_null() | (Group.held < Group.places))),
        )
        .execute()
    )
    if taken:
        places_changed()
    return bool(taken)


def release(group: int) -> None:
    """Give a place back."""
    Group.update(held=Group.held - 1, free_places=Group.free_places + 1).where(
        Group.id == group, Group.held > 0
    ).execute()
    places_changed()


def waiting(group: int) -> int:
    """How many wait for a place of a group."""
    return Request.select().where(Request.group == group, Request.state == "waitlist").count()


def undecided(group: int) -> int:
    """How many new requests wait for the organization's word without holding a place."""
    return (
        Request.select().where(Request.group == group, Request.state == "new", Request.holds_place == False).count()  # noqa: E712  # SQL
    )


def position(request: Request) -> int:
    """Place in the waiting list, 1 for the next; 0 for those who do not wait."""
    if request.state != "waitlist":
        return 0
    before = Request.select(fn.COUNT(Request.id)).where(
        Request.group == request.group_id,
        Request.state == "waitlist",
        (Request.waits_since < request.waits_since)
        | ((Request.waits_since == request.waits_since) & (Request.id < request.id)),
    )
    return int(before.scalar()) + 1


def next_waiting(group: int) -> Request | None:
    """Who waits longest and may be offered a place now: those who asked before the list began come first."""
    free = Group.select(Group.free_places).where(Group.id == group).scalar()
    if free is not None and free <= undecided(group):
        return None
    found: Request | None = (
        Request.select()
        .where(Request.group == group, Request.state == "waitlist")
        .order_by(Request.waits_since, Request.id)
        .first()
    )
    return found


def must_wait(group: int, *, is_full: bool) -> bool:
    """Whether a request that comes now goes to the waiting list: no place, or others wait already."""
    return is_full or waiting(group) > 0
