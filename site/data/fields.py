"""Field types of our own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import TextField


class CodesField(TextField):
    """A small set of codes kept as sorted text, ``"advanced,basic"``; Python sees a tuple of str.

    For value lists of ``rules.vocabulary`` and for keywords: never joined in SQL, always read whole.
    A comma inside a value is replaced by a semicolon.
    """

    def db_value(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        return pack(value)

    def python_value(self, value: Any) -> tuple[str, ...]:
        return unpack(value)


def pack(values: Iterable[str]) -> str:
    """Set of codes → stored text."""
    return ",".join(sorted({value.replace(",", ";").strip() for value in values} - {""}))


def unpack(text: str | None) -> tuple[str, ...]:
    """Stored text → sorted codes."""
    return tuple(text.split(",")) if text else ()
