"""Run as a script under strace: stores requests one after another and says each number and code once it is stored.

``python storing.py URL GROUP COUNT SYNCHRONOUS``: ``kept`` leaves the project's setting as it is.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import asking
from asking import NOW, POLICY, answers, named, sender

from navigator.data.database import open_database
from navigator.services.problems import StoreFailed
from navigator.services.requests.moving import move
from navigator.services.requests.records import Sent
from navigator.services.requests.submitting import send_enrollment

#: How often something is tried before the disk counts as broken for good.
PATIENCE = 200


def main(url: str, group: int, count: int, synchronous: str) -> None:
    database = open_database(url)
    database.connect()
    if synchronous != "kept":
        database.execute_sql(f"PRAGMA synchronous = {synchronous}")
    for number in range(count):
        filled, by = answers(group, named(number)), sender(f"storing {number}")
        sent = _patiently(partial(send_enrollment, database, filled, by, NOW, POLICY))
        assert isinstance(sent, Sent), sent
        os.write(1, f"sent {sent.number} {sent.code}\n".encode())
        if number % 3 == 0:
            _patiently(partial(move, database, sent.number, "confirm", "organization", NOW, POLICY))


def _patiently(do: Callable[[], Any]) -> Any:
    """Again and again while the database does not take it."""
    for _ in range(PATIENCE):
        try:
            return do()
        except StoreFailed:
            continue
    raise AssertionError("the disk takes nothing")


if __name__ == "__main__":
    asking.keys()
    logging.disable()
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    os._exit(0)  # the machine stops before the database is closed
