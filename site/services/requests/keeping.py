"""Keeping what requests hold in order: places that add up, values under the newest key."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from peewee import Database, fn

from navigator.data import MODELS, Group, Request
from navigator.data.database import write
from navigator.data.rows import tuples
from navigator.data.sealed import SealedField, ring

CHUNK = 200


def wrong_places() -> list[str]:
    """Groups whose held places are not those of their requests, as lines for people."""
    mine = Request.holds_place & Request.group.is_null(False)
    counted = dict(tuples(Request.select(Request.group, fn.COUNT(Request.id)).where(mine).group_by(Request.group)))
    stated = dict(tuples(Group.select(Group.id, Group.held).where(Group.held > 0)))
    return [
        f"группа {number}: занято мест {stated.get(number, 0)}, а заявок с местом {counted.get(number, 0)}"
        for number in sorted({*counted, *stated})
        if stated.get(number, 0) != counted.get(number, 0)
    ]


def reseal(database: Database) -> int:
    """Seal everything anew that lies under an older key, so that the key may be taken out of the ring.

    :returns: how many rows were sealed anew. Stopping in the middle loses nothing.
    :raises SealBroken: a value whose key is not in the ring.
    """
    done = 0
    for model in MODELS:
        fields = [field for field in model._meta.sorted_fields if isinstance(field, SealedField)]
        while fields and (rows := _older(model, fields)):
            with write(database):
                for row in rows:
                    row.save(only=fields)
            done += len(rows)
    return done


def _older(model: Any, fields: list[Any]) -> list[Any]:
    """Some rows with a value that is not sealed with the newest key."""
    prefix = ring().prefix
    older = [(fn.LENGTH(one) > 0) & (fn.SUBSTR(one, 1, len(prefix)) != prefix) for one in fields]
    return list(model.select().where(reduce(or_, older)).limit(CHUNK))
