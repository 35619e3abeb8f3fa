"""Papers over a database: each program with what it is about and what it meets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from judged_set import Paper

from navigator.search.filters import Filters
from navigator.search.text import fold
from navigator.services.catalog import Catalog
from navigator.services.index import read_documents

Where = Mapping[str, tuple[str, ...]]
_NUMBERS = ("age", "organization")


def papers(database: Any, catalog: Catalog, today: date) -> list[Paper]:
    """Programs of a database; constraints are judged by the filters of the catalog, one group for all of them."""
    keywords = dict(database.execute_sql("SELECT id, keywords FROM program").fetchall())
    activities: dict[int, list[str]] = {}
    rows = database.execute_sql(
        "SELECT p.program_id, a.name FROM program_activity p JOIN activity a ON a.id = p.activity_id"
    ).fetchall()
    for number, name in rows:
        activities.setdefault(number, []).append(name)
    kept: dict[str, frozenset[int]] = {}

    def meeting(where: Mapping[str, tuple[str, ...]]) -> frozenset[int]:
        key = str(sorted(where.items()))
        if key not in kept:
            kept[key] = frozenset(_selected(catalog, where, today))
        return kept[key]

    _, documents = read_documents(database)
    return [
        Paper(
            one.id,
            fold(" ; ".join((one.title, str(keywords.get(one.id) or ""), *activities.get(one.id, ())))),
            partial(_meets, meeting, one.id),
        )
        for one in documents
    ]


def _meets(meeting: Callable[[Where], frozenset[int]], number: int, where: Where) -> bool:
    return not where or number in meeting(where)


def _selected(catalog: Catalog, where: Mapping[str, tuple[str, ...]], today: date) -> tuple[int, ...]:
    snapshot = catalog.snapshot()
    filters = Filters()
    for key, values in where.items():
        if key in {"place", "municipality"}:
            named = snapshot.labels.known[key]
            stated: Any = tuple(slug for slug, name in named.items() if any(one in fold(name) for one in values))
        elif key in {"distance", "open"}:
            stated = True
        else:
            stated = tuple(map(int, values)) if key in _NUMBERS else values
        filters = replace(filters, **{key: stated})
    return snapshot.select(filters, today, None, 100_000, facets=False).ids
