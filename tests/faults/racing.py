"""Running many jobs at once, each thread with its own connection, and looking at places afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from peewee import Database

from navigator.data import Group, Request

#: Threads that take jobs from one list; more would only wait for two processors.
THREADS = 24


def at_once(database: Database, jobs: Sequence[Callable[[], Any]], threads: int = THREADS) -> list[Any]:
    """Do jobs from many threads that begin together.

    :returns: what each job gave, in the order of the jobs; an exception where it raised one.
    """
    outcomes: list[Any] = [None] * len(jobs)
    numbered: Iterator[tuple[int, Callable[[], Any]]] = iter(enumerate(jobs))
    taking, start = threading.Lock(), threading.Barrier(threads)

    def work() -> None:
        try:
            database.connect(reuse_if_open=True)  # before the start, so that nobody is late for it
            start.wait(30)
            while True:
                with taking:
                    number, job = next(numbered, (-1, None))
                if job is None:
                    return
                try:
                    outcomes[number] = job()
                except Exception as problem:
                    outcomes[number] = problem
        finally:
            database.close()

    working = [threading.Thread(target=work) for _ in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    return outcomes


def places(group: int) -> tuple[int | None, int]:
    """Free and held places of a group."""
    row = Group.get_by_id(group)
    return row.free_places, row.held


def wrong_places(group: int) -> list[str]:
    """What does not add up in a group: held places and requests that hold one, free and stated, over its size."""
    row, holding = Group.get_by_id(group), Request.select().where(Request.group == group, Request.holds_place).count()
    wrong = []
    if row.held != holding:
        wrong.append(f"held {row.held}, but {holding} requests hold a place")
    if row.stated_free is not None and (row.free_places or 0) + row.held != row.stated_free:
        wrong.append(f"free {row.free_places} + held {row.held} is not {row.stated_free}")
    size = row.stated_free if row.stated_free is not None else row.places
    if size is not None and holding > size:
        wrong.append(f"{holding} requests hold {size} places")
    return wrong
