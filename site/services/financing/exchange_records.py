"""What every record of the exchange with the clubs' service of Госуслуги has."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from navigator.data.sealed import ring

#: Records of one page; of programs each comes with its groups and schedules.
PAGE = 200
EPOCH = datetime(1970, 1, 1)
Record = dict[str, Any]


def uuid_of(kind: str, number: int) -> str:
    """The lasting UUID of a row of this installation."""
    return str(uuid.UUID(hex=ring().digest("exchange", kind, str(number))[:32]))


def head_of(kind: str, number: int, changed: datetime, source: str, *, is_deleted: bool) -> Record:
    """The head of a record; ``changed`` in UTC without an offset."""
    return {
        "uuid": uuid_of(kind, number),
        "lastmodifiedTs": changed.replace(microsecond=0, tzinfo=UTC).isoformat().replace("+00:00", "Z"),
        "datasource": source,
        "localId": number,
        "isDeleted": is_deleted,
    }
