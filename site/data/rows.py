"""Plain rows of a query. The types of peewee's stubs know models only; here their rows become honest tuples."""

from __future__ import annotations

from typing import Any


def tuples(query: Any) -> list[tuple[Any, ...]]:
    """Rows of a select as tuples of its columns."""
    return list(query.tuples())


def dicts(query: Any) -> list[dict[str, Any]]:
    """Rows of a select as dictionaries by column name."""
    return list(query.dicts())
