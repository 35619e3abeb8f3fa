"""What a person is told when a verb of the house cannot be done."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from peewee import Database, PeeweeException

log = logging.getLogger(__name__)


class Problem(ValueError):
    """Nothing was done; the message is one clear Russian line that says what to do."""


class StoreFailed(Exception):
    """The database did not take what was sent: nothing of it is stored, and it may be sent again as it is."""


@contextmanager
def storing(database: Database) -> Iterator[None]:
    """Turn what the database says into :class:`StoreFailed`; the next use of this thread opens a sound connection."""
    try:
        yield
    except PeeweeException as error:
        # The name of the error only: its text may hold values of the statement.
        log.error("the database did not store a form: %s", type(error).__name__)
        if not database.is_closed():
            database.close()
        raise StoreFailed from error
