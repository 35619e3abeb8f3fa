"""Values of a record → what the columns hold, or a reason why they cannot."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DoubleField,
    Field,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from navigator.data import BaseModel
from navigator.data.fields import CodesField, pack, unpack

#: Subclasses before their base.
_LARGEST = {SmallIntegerField: 2**15 - 1, BigIntegerField: 2**63 - 1, IntegerField: 2**31 - 1}
#: Where a negative number makes no sense.
_COUNTS = frozenset({"places", "free_places", "size_min", "max_children", "age_from", "age_to", "normative_price"})


class UnfitValue(ValueError):
    """A value that the database cannot hold; the message says which and why, in Russian."""


def clean(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns of a model hold them.

    :raises UnfitValue: one of them does not fit.
    """
    cleaners = _cleaners(model)
    return {name: cleaners[name](value) for name, value in values.items()}


def clean_text(text: str) -> str:
    """Text that both databases can hold: no NUL, no halves of surrogate pairs."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "replace").decode()


@lru_cache(maxsize=8)
def _cleaners(model: type[BaseModel]) -> dict[str, Callable[[Any], Any]]:
    return {name: _cleaner(field) for name, field in model._meta.fields.items() if field.name != "id"}


def _cleaner(field: Field) -> Callable[[Any], Any]:
    if isinstance(field, CodesField):
        return _codes
    if isinstance(field, (CharField, TextField)):
        return _texts(field)
    if isinstance(field, BooleanField):
        return bool
    if isinstance(field, DateField):
        return _day
    if isinstance(field, DoubleField):
        return _number
    if isinstance(field, IntegerField):
        return _integers(field)
    return lambda value: value


def _codes(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = unpack(value)
    return unpack(pack(clean_text(one) for one in value or ()))


def _texts(field: Field) -> Callable[[Any], str | None]:
    longest = field.max_length if isinstance(field, CharField) else None

    def text(value: Any) -> str | None:
        plain = clean_text(str(value)).strip() if value is not None else ""
        if longest is not None and len(plain) > longest:
            raise UnfitValue(f"{field.name}: длиннее {longest} знаков")
        return None if field.null and not plain else plain

    return text


def _integers(field: Field) -> Callable[[Any], int | None]:
    largest = next(size for kind, size in _LARGEST.items() if isinstance(field, kind))
    least = 0 if field.name in _COUNTS else -largest

    def integer(value: Any) -> int | None:
        if value is None or value == "":
            return None
        if not least <= value <= largest:
            raise UnfitValue(f"{field.name}: число {value} не подходит")
        return int(value)

    return integer


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return None
    if not math.isfinite(value):
        raise UnfitValue("число не подходит")
    return float(value)


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value or None
