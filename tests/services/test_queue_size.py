"""The queue of a centre asks as much of the database for 10,000 requests as for a few."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import asking
import pytest
from asking import NOW
from peewee import Database

from navigator.services.staff.queue import PAGE, QueueFilters, queue

sys.path.insert(0, str(Path(__file__).parents[2] / "benches"))


def asked(database: Database, monkeypatch: pytest.MonkeyPatch, requests: int) -> tuple[list[str], Any]:
    """Statements that one page of a queue of so many requests takes, and the page."""
    from bench_9_desk import fill

    asking.keys()
    territory, said = fill(database, requests), []
    execute = database.execute_sql
    with monkeypatch.context() as patch:
        patch.setattr(database, "execute_sql", lambda sql, *rest: said.append(sql) or execute(sql, *rest))
        found = queue(territory, QueueFilters(), NOW, NOW.day("Europe/Moscow"))
    return said, found


@pytest.mark.parametrize("requests", [30, 1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_the_number_of_questions_does_not_grow(
    database: Database, monkeypatch: pytest.MonkeyPatch, requests: int
) -> None:
    said, found = asked(database, monkeypatch, requests)
    assert len(said) == 4, "\n".join(said)
    assert found.counts["all"] == requests
    assert len(found.rows) == min(PAGE, found.total)
    order = [["overdue", "soon", "later"].index(row.urgency) for row in found.rows]
    assert order == sorted(order)
